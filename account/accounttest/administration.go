package accounttest

import (
	"errors"
	"slices"
)

// ErrUserNotFound is answered where a user is named that does not exist.
var ErrUserNotFound = errors.New("accounttest: no such user")

// Users answers all users of the project, oldest first.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	project := s.mainProject()
	users := make([]User, 0, len(project.Users))
	for _, user := range project.Users {
		users = append(users, s.view(project, user))
	}
	return users
}

// User answers one user, by id or e-mail address.
func (s *Server) User(idOrEmail string) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.findUser(idOrEmail)
	if user == nil {
		return User{}, ErrUserNotFound
	}
	return s.view(s.mainProject(), user), nil
}

// change does something to a user, by id or e-mail address.
func (s *Server) change(idOrEmail string, do func(*projectState, *userRecord)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.findUser(idOrEmail)
	if user == nil {
		return ErrUserNotFound
	}
	do(s.mainProject(), user)
	return nil
}

// SetBlocked blocks a user, or lets them in again, as an administrator can.
func (s *Server) SetBlocked(idOrEmail string, blocked bool) error {
	return s.change(idOrEmail, func(_ *projectState, user *userRecord) { user.Blocked = blocked })
}

// SetEmailVerified marks a user's address as verified, or as not.
func (s *Server) SetEmailVerified(idOrEmail string, verified bool) error {
	return s.change(idOrEmail, func(_ *projectState, user *userRecord) { user.EmailVerification = verified })
}

// SetPhoneVerified marks a user's number as verified, or as not.
func (s *Server) SetPhoneVerified(idOrEmail string, verified bool) error {
	return s.change(idOrEmail, func(_ *projectState, user *userRecord) { user.PhoneVerification = verified })
}

// SetPasswordReset demands a new password of a user: until it is called with
// false, all calls with their sessions get user_password_reset_required.
func (s *Server) SetPasswordReset(idOrEmail string, required bool) error {
	return s.change(idOrEmail, func(_ *projectState, user *userRecord) { user.Reset = required })
}

// SignOut ends all sessions of a user.
func (s *Server) SignOut(idOrEmail string) error {
	return s.change(idOrEmail, func(project *projectState, user *userRecord) {
		for _, session := range slices.Clone(user.Sessions) {
			user.deleteSession(session)
			project.deleteSessionTargets(user, session)
		}
	})
}

// DeleteSession ends one session of a user; an unknown one is ended already.
func (s *Server) DeleteSession(idOrEmail, sessionID string) error {
	return s.change(idOrEmail, func(project *projectState, user *userRecord) {
		if session := user.session(sessionID); session != nil {
			user.deleteSession(session)
			project.deleteSessionTargets(user, session)
		}
	})
}

// ExpireSessions lets all sessions of a user run out now. Unlike after SignOut
// they stay in the list.
func (s *Server) ExpireSessions(idOrEmail string) error {
	now := s.clock.Now()
	return s.change(idOrEmail, func(_ *projectState, user *userRecord) {
		for _, session := range user.Sessions {
			session.Expire = now
		}
	})
}

// ExpireTokens lets all links and codes that a user was sent run out now.
func (s *Server) ExpireTokens(idOrEmail string) error {
	now := s.clock.Now()
	return s.change(idOrEmail, func(_ *projectState, user *userRecord) {
		for _, token := range user.Tokens {
			token.Expire = now
		}
	})
}

// DeleteUser deletes a user and all that belongs to them.
func (s *Server) DeleteUser(idOrEmail string) error {
	return s.change(idOrEmail, func(project *projectState, user *userRecord) { project.deleteUser(user) })
}
