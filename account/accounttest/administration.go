package accounttest

import (
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// change does something to a user, by id or e-mail address.
func (s *Server) change(idOrEmail string, do func(*state.Project, *state.User)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.project().FindUser(idOrEmail)
	if user == nil {
		return ErrUserNotFound
	}
	do(s.project(), user)
	return nil
}

// SetBlocked blocks a user, or lets them in again, as an administrator can.
func (s *Server) SetBlocked(idOrEmail string, blocked bool) error {
	return s.change(idOrEmail, func(_ *state.Project, user *state.User) { user.Blocked = blocked })
}

// SetEmailVerified marks a user's address as verified, or as not.
func (s *Server) SetEmailVerified(idOrEmail string, verified bool) error {
	return s.change(idOrEmail, func(_ *state.Project, user *state.User) { user.EmailVerification = verified })
}

// SetPhoneVerified marks a user's number as verified, or as not.
func (s *Server) SetPhoneVerified(idOrEmail string, verified bool) error {
	return s.change(idOrEmail, func(_ *state.Project, user *state.User) { user.PhoneVerification = verified })
}

// SetPasswordReset requires a new password of a user: until it is called with false, all
// calls with their sessions get user_password_reset_required.
func (s *Server) SetPasswordReset(idOrEmail string, required bool) error {
	return s.change(idOrEmail, func(_ *state.Project, user *state.User) { user.Reset = required })
}

// SignOut ends all sessions of a user.
func (s *Server) SignOut(idOrEmail string) error {
	return s.change(idOrEmail, func(project *state.Project, user *state.User) {
		for _, session := range slices.Clone(user.Sessions) {
			project.DeleteSession(user, session)
		}
	})
}

// DeleteSession ends one session of a user; an unknown one has ended already.
func (s *Server) DeleteSession(idOrEmail, sessionID string) error {
	return s.change(idOrEmail, func(project *state.Project, user *state.User) {
		if session := user.Session(sessionID); session != nil {
			project.DeleteSession(user, session)
		}
	})
}

// ExpireSessions makes all sessions of a user expire now. Unlike after SignOut they stay in
// the list.
func (s *Server) ExpireSessions(idOrEmail string) error {
	now := s.clock.Now()
	return s.change(idOrEmail, func(_ *state.Project, user *state.User) {
		for _, session := range user.Sessions {
			session.Expire = now
		}
	})
}

// ExpireTokens makes all links and codes that a user was sent expire now.
func (s *Server) ExpireTokens(idOrEmail string) error {
	now := s.clock.Now()
	return s.change(idOrEmail, func(_ *state.Project, user *state.User) {
		for _, token := range user.Tokens {
			token.Expire = now
		}
	})
}

// DeleteUser deletes a user and all that belongs to them.
func (s *Server) DeleteUser(idOrEmail string) error {
	return s.change(idOrEmail, func(project *state.Project, user *state.User) { project.DeleteUser(user) })
}
