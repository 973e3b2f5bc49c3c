package accounttest

import (
	"errors"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// ErrUserNotFound is returned where a user is named that does not exist.
var ErrUserNotFound = errors.New("accounttest: no such user")

// Users returns all users of the project, oldest first.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	users := make([]User, 0, len(s.project().Users))
	for _, user := range s.project().Users {
		users = append(users, viewUser(s.project(), user))
	}
	return users
}

// User returns one user, by id or e-mail address.
func (s *Server) User(idOrEmail string) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.project().FindUser(idOrEmail)
	if user == nil {
		return User{}, ErrUserNotFound
	}
	return viewUser(s.project(), user), nil
}

// TOTP returns the code that the user's authenticator app shows now. It fails the test if
// the user has no authenticator, confirmed or not.
func (s *Server) TOTP(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.mustUser(userID)
	if user.Authenticator == nil {
		s.fail("user %s has no authenticator", userID)
		return ""
	}
	return secrets.TOTPCode(user.Authenticator.Secret, s.clock.Now())
}

// Redeemable reports whether the code or the link of a message would still work: it was not
// used yet, did not expire, and its user still exists.
func (s *Server) Redeemable(message Message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.project().User(message.UserID)
	return user != nil && message.Secret != "" && user.CanRedeem(string(message.Kind), message.Secret, s.clock.Now())
}

// LogEntry is one line of a user's audit trail.
type LogEntry struct {
	Event     string // such as "user.update" or "session.create"
	UserEmail string // as it was after the event
	UserName  string // as it was after the event
	IP        string
	Time      time.Time
}

// AuditTrail returns what a user did, oldest first.
func (s *Server) AuditTrail(userID string) []LogEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return each(s.mustUser(userID).Logs, func(l *state.Log) LogEntry {
		return LogEntry{Event: l.Event, UserEmail: l.UserEmail, UserName: l.UserName, IP: l.IP, Time: l.Time}
	})
}
