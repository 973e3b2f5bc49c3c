package accounttest

import (
	"maps"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// UserChange says what [Server.UpdateUser] changes. What is nil stays as it is.
type UserChange struct {
	Email         *string         `json:"email,omitempty"` // "" for none
	Phone         *string         `json:"phone,omitempty"` // "" for none
	Name          *string         `json:"name,omitempty"`
	Password      *string         `json:"password,omitempty"`
	EmailVerified *bool           `json:"emailVerified,omitempty"` // false if the address changes
	PhoneVerified *bool           `json:"phoneVerified,omitempty"` // false if the number changes
	Blocked       *bool           `json:"blocked,omitempty"`
	PasswordReset *bool           `json:"passwordReset,omitempty"` // a new password is required before anything else
	MFA           *bool           `json:"mfa,omitempty"`
	Labels        *[]string       `json:"labels,omitempty"`
	Prefs         *map[string]any `json:"prefs,omitempty"` // they replace those before
}

// valueOr is what a change sets, or what is there already.
func valueOr[T any](change *T, there T) T {
	if change == nil {
		return there
	}
	return *change
}

// check rejects what a seed could not have either.
func (c *UserChange) check(user *state.User, settings *state.Settings) error {
	if c.Password != nil && *c.Password == "" {
		return fail(Invalid, "password", "it cannot be taken away; leave it out, or set another one")
	}
	after := Seed{
		Email: valueOr(c.Email, user.Email), Phone: valueOr(c.Phone, user.Phone), Name: valueOr(c.Name, ""), Password: valueOr(c.Password, ""),
		EmailVerified: valueOr(c.EmailVerified, false), PhoneVerified: valueOr(c.PhoneVerified, false),
		Labels: valueOr(c.Labels, nil), Prefs: valueOr(c.Prefs, nil),
	}
	return after.checkFields(settings)
}

func (s *Server) updateUser(user string, change UserChange) (User, error) {
	settings := s.service.Settings()
	var hash string
	if change.Password != nil {
		s.hashing()
		hash = secrets.HashPassword(*change.Password, settings.PasswordCost)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return User{}, err
	}
	if err := change.check(found, settings); err != nil {
		return User{}, err
	}
	if err := s.move(found, change); err != nil {
		return User{}, err
	}
	if hash != "" {
		found.SetPassword(hash, s.clock.Now(), settings)
	}
	change.apply(found)
	found.UpdatedAt = s.clock.Now()
	return viewUser(s.project(), found), nil
}

// move gives a user another address and number, if they are free. The lock is held.
func (s *Server) move(user *state.User, change UserChange) error {
	project, now := s.project(), s.clock.Now()
	email, phone := strings.ToLower(valueOr(change.Email, user.Email)), valueOr(change.Phone, user.Phone)
	if holder := project.UserByEmail(email); email != "" && holder != nil && holder != user {
		return fail(Conflict, "email", "there is a user with the address %q already", email)
	}
	if holder := project.UserByPhone(phone); phone != "" && holder != nil && holder != user {
		return fail(Conflict, "phone", "there is a user with the number %q already", phone)
	}
	if old := user.Email; old != email {
		project.SetEmail(user, email)
		user.EmailVerification = false
		project.ReplaceTarget(user, "email", old, email, now)
	}
	if old := user.Phone; old != phone {
		project.SetPhone(user, phone)
		user.PhoneVerification = false
		project.ReplaceTarget(user, "sms", old, phone, now)
	}
	return nil
}

// apply sets what needs no check any more.
func (c *UserChange) apply(user *state.User) {
	user.Name = valueOr(c.Name, user.Name)
	user.EmailVerification = valueOr(c.EmailVerified, user.EmailVerification)
	user.PhoneVerification = valueOr(c.PhoneVerified, user.PhoneVerification)
	user.Blocked, user.Reset, user.MFA = valueOr(c.Blocked, user.Blocked), valueOr(c.PasswordReset, user.Reset), valueOr(c.MFA, user.MFA)
	user.Labels = slices.Clone(valueOr(c.Labels, user.Labels))
	if c.Prefs != nil {
		stored, _ := storedPrefs(maps.Clone(*c.Prefs)) // it was checked
		user.Prefs, _ = stored.(*php.Array)
	}
}

// UpdateUser changes a user as an administrator can, all of it or nothing. Sessions go on,
// also with a new password.
//
//	srv.UpdateUser("ann@example.com", accounttest.UserChange{Blocked: new(true)})
func (s *Server) UpdateUser(user string, change UserChange) User {
	s.t.Helper()
	updated, err := s.updateUser(user, change)
	s.must(err)
	return updated
}
