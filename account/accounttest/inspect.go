package accounttest

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// project returns the project that the server was made for. The lock is held.
func (s *Server) project() *state.Project { return s.service.Store.Main() }

// find returns a user by id, e-mail address or phone number. The lock is held.
func (s *Server) find(user string) (*state.User, error) {
	if found := s.project().FindUser(user); found != nil {
		return found, nil
	}
	return nil, fail(NotFound, "", "there is no user %q", user)
}

// Counts returns how many users there are, and how many messages and requests are kept.
func (s *Server) Counts() (users, messages, requests int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.project().Users), len(s.service.Store.Messages), len(s.requests.entries)
}

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

func (s *Server) user(user string) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return User{}, err
	}
	return viewUser(s.project(), found), nil
}

// User returns one user, by id, e-mail address or phone number.
func (s *Server) User(user string) User {
	s.t.Helper()
	found, err := s.user(user)
	s.must(err)
	return found
}

func (s *Server) totp(user string) (code string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return "", err
	}
	if found.Authenticator == nil {
		return "", fail(NotFound, "", "the user %q has no authenticator", user)
	}
	return secrets.TOTPCode(found.Authenticator.Secret, s.clock.Now()), nil
}

// TOTP returns the code that the user's authenticator app shows now. The authenticator may
// be one that was not confirmed.
func (s *Server) TOTP(user string) string {
	s.t.Helper()
	code, err := s.totp(user)
	s.must(err)
	return code
}

// Redeemable reports whether the code or the link of a message would still work: it was not
// used yet, did not expire, and its user still exists.
func (s *Server) Redeemable(message Message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.project().User(message.UserID)
	return user != nil && message.Secret != "" && user.CanRedeem(string(message.Kind), message.Secret, s.clock.Now())
}

// Activity is an entry of the activity log of a user.
type Activity struct {
	Event     string // such as "user.update" or "session.create"
	UserEmail string // as it was after the event
	UserName  string // as it was after the event
	IP        string
	Browser   string // its name, "" for programs
	OS        string // its name, "" for programs
	Country   string // its code, "--" if it is not known
	Time      time.Time
}

func (s *Server) activity(user string) ([]Activity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return nil, err
	}
	return each(found.Logs, viewLog), nil
}

// Activity returns what a user did, oldest first.
func (s *Server) Activity(user string) []Activity {
	s.t.Helper()
	entries, err := s.activity(user)
	s.must(err)
	return entries
}
