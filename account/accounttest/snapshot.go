package accounttest

import (
	"fmt"
	"io"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Export writes users, sessions, tokens, identities, logs, keys and messages as JSON. The
// clock, the counters of rate limits, the faults and the recorded requests are left out.
func (s *Server) Export(w io.Writer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.service.Store.Export(w, s.clock.Now())
}

// Import replaces the state with an exported one. The project keeps the id and the key that
// this service was made with, if options named them; otherwise it takes those of the
// export. [Server.Reset] leads back to what is there then.
func (s *Server) Import(r io.Reader) error {
	read, err := state.ReadStore(r)
	if err != nil {
		return fmt.Errorf("accounttest: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.service.Store
	if s.options.fixedProject {
		if err := read.Rename(old.ProjectID, s.options.projectName); err != nil {
			return fmt.Errorf("accounttest: the snapshot is invalid: %w", err)
		}
	}
	if s.options.fixedKey {
		read.UseKey(old.APIKey)
	}
	read.Providers = old.Providers
	s.replaceStore(read)
	return s.keepStart()
}

// replaceStore puts other state in place. The lock is held.
func (s *Server) replaceStore(store *state.Store) {
	store.Sent = max(store.Sent, s.service.Store.Sent) // so that the numbers of messages grow
	store.KeepMessages(s.options.messageLog)
	s.service.Store = store
	s.service.ResetRateLimits()
}
