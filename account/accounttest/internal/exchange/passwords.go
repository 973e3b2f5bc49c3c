package exchange

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Hashing a password takes long, and must not hold the lock. So handlers ask for a result
// before they change anything. If it is not there, they return the error that they get: the
// lock is released, the result is computed, and the request goes through all checks again.

// hashing is a question about a password: the hash of a new one, for which hash is "", or
// whether it matches a hash.
type hashing struct{ password, hash string }

// Error is never seen by a caller.
func (hashing) Error() string { return "a password has to be hashed first" }

// answer is what came out of a hashing.
type answer struct {
	hash    string
	matches bool
}

// hash computes what a handler asked for. It needs no lock.
func (r *Request) hash(q hashing) {
	var a answer
	if q.hash == "" {
		a.hash = secrets.HashPassword(q.password, r.Settings.PasswordCost)
	} else {
		a.matches = secrets.PasswordMatches(q.password, q.hash)
	}
	if r.hashed == nil {
		r.hashed = map[hashing]answer{}
	}
	r.hashed[q] = a
}

func (r *Request) ask(q hashing) (answer, error) {
	a, known := r.hashed[q]
	if !known {
		return a, q
	}
	return a, nil
}

// PasswordMatches reports whether a password is the user's.
func (r *Request) PasswordMatches(user *state.User, password string) (bool, error) {
	if !user.HasPassword() || user.PasswordHash == "" {
		return false, nil
	}
	a, err := r.ask(hashing{password, user.PasswordHash})
	return a.matches, err
}

// CheckPasswordHistory rejects a new password that is in the user's history, if the project
// has one.
func (r *Request) CheckPasswordHistory(user *state.User, password string) error {
	if r.Settings.PasswordHistory == 0 {
		return nil
	}
	for _, hash := range user.PasswordHistory {
		a, err := r.ask(hashing{password, hash})
		if err != nil {
			return err
		}
		if a.matches {
			return Reject("password_recently_used")
		}
	}
	return nil
}

// HashPassword returns the hash of a new password.
func (r *Request) HashPassword(password string) (string, error) {
	a, err := r.ask(hashing{password: password})
	return a.hash, err
}
