package accounttest

import (
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// change does something to a user.
func (s *Server) change(user string, do func(*state.Project, *state.User) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return err
	}
	return do(s.project(), found)
}

// set changes one thing about a user.
func (s *Server) set(user string, do func(*state.User)) error {
	return s.change(user, func(_ *state.Project, found *state.User) error {
		do(found)
		return nil
	})
}

func (s *Server) signOut(user string) error {
	return s.change(user, func(project *state.Project, found *state.User) error {
		for _, session := range slices.Clone(found.Sessions) {
			project.DeleteSession(found, session)
		}
		return nil
	})
}

func (s *Server) deleteSession(user, sessionID string) error {
	return s.change(user, func(project *state.Project, found *state.User) error {
		session := found.Session(sessionID)
		if session == nil {
			return fail(NotFound, "", "the user %q has no session %q", user, sessionID)
		}
		project.DeleteSession(found, session)
		return nil
	})
}

func (s *Server) expireSessions(user string) error {
	now := s.clock.Now()
	return s.set(user, func(u *state.User) {
		for _, session := range u.Sessions {
			session.Expire = now
		}
	})
}

func (s *Server) expireTokens(user string) error {
	now := s.clock.Now()
	return s.set(user, func(u *state.User) {
		for _, token := range u.Tokens {
			token.Expire = now
		}
	})
}

func (s *Server) deleteUser(user string) error {
	return s.change(user, func(project *state.Project, found *state.User) error {
		project.DeleteUser(found)
		return nil
	})
}

// SignOut ends all sessions of a user.
func (s *Server) SignOut(user string) {
	s.t.Helper()
	s.must(s.signOut(user))
}

// DeleteSession ends one session of a user.
func (s *Server) DeleteSession(user, sessionID string) {
	s.t.Helper()
	s.must(s.deleteSession(user, sessionID))
}

// ExpireSessions makes all sessions of a user expire now. Unlike after SignOut they stay in
// the list.
func (s *Server) ExpireSessions(user string) {
	s.t.Helper()
	s.must(s.expireSessions(user))
}

// ExpireTokens makes all links and codes that a user was sent expire now.
func (s *Server) ExpireTokens(user string) {
	s.t.Helper()
	s.must(s.expireTokens(user))
}

// DeleteUser deletes a user and all that belongs to them.
func (s *Server) DeleteUser(user string) {
	s.t.Helper()
	s.must(s.deleteUser(user))
}
