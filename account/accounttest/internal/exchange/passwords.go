package exchange

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Hashing a password takes long, and must not hold the lock. So handlers ask for a result
// before they change anything. If it is not there, they return the error that they get: the
// lock is released, the result is computed, and the request goes through all checks again.

// hashing is what has to be computed of a password: the hash of a new one, for which hash is
// "", or whether it matches a hash.
type hashing struct{ password, hash string }

// Error is never seen by a caller.
func (hashing) Error() string { return "a password has to be hashed first" }

// outcome is what came out of a hashing.
type outcome struct {
	hash    string
	matches bool
}

// hash computes what a handler asked for. It needs no lock.
func (r *Request) hash(h hashing) {
	var o outcome
	if h.hash == "" {
		o.hash = secrets.HashPassword(h.password, r.Settings.PasswordCost)
	} else {
		o.matches = secrets.PasswordMatches(h.password, h.hash)
	}
	if r.hashed == nil {
		r.hashed = map[hashing]outcome{}
	}
	r.hashed[h] = o
}

// outcomeOf returns what was computed, or h as the error if it was not yet.
func (r *Request) outcomeOf(h hashing) (outcome, error) {
	o, known := r.hashed[h]
	if !known {
		return o, h
	}
	return o, nil
}

// PasswordMatches reports whether a password is the user's.
func (r *Request) PasswordMatches(user *state.User, password string) (bool, error) {
	if !user.HasPassword() || user.PasswordHash == "" {
		return false, nil
	}
	o, err := r.outcomeOf(hashing{password, user.PasswordHash})
	return o.matches, err
}

// CheckPasswordHistory rejects a new password that is in the user's history, if the project
// has one.
func (r *Request) CheckPasswordHistory(user *state.User, password string) error {
	if r.Settings.PasswordHistory == 0 {
		return nil
	}
	for _, hash := range user.PasswordHistory {
		o, err := r.outcomeOf(hashing{password, hash})
		if err != nil {
			return err
		}
		if o.matches {
			return Reject("password_recently_used")
		}
	}
	return nil
}

// HashPassword returns the hash of a new password.
func (r *Request) HashPassword(password string) (string, error) {
	o, err := r.outcomeOf(hashing{password: password})
	return o.hash, err
}
