package accounttest

import (
	"bytes"
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// start is what Reset leads back to.
type start struct {
	store    []byte // a snapshot, nil for a project without users
	settings Settings
	faults   []*activeFault
	clock    clockState
}

// keepStart makes what is there now what Reset leads back to. The lock is held.
func (s *Server) keepStart() error {
	var saved bytes.Buffer
	if err := s.service.Store.Export(&saved, s.clock.Now()); err != nil {
		return err
	}
	s.start = start{store: saved.Bytes(), settings: s.settings.clone(), faults: slices.Clone(s.faults), clock: s.clock.state()}
	return nil
}

func (s *Server) reset() error {
	s.changing.Lock()
	defer s.changing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock.restore(s.start.clock)
	store := state.NewStore(s.service.Store.ProjectID, s.service.Store.Main().Name, s.service.Store.APIKey, s.clock.Now())
	if s.start.store != nil {
		saved, err := state.ReadStore(bytes.NewReader(s.start.store))
		if err != nil {
			return err
		}
		saved.Providers = store.Providers
		store = saved
	}
	s.replaceStore(store)
	s.putSettings(s.start.settings)
	s.faults = each(s.start.faults, (*activeFault).afresh)
	s.requests = requestLog{arrived: s.requests.arrived}
	return nil
}

// Reset leads back to the start, or to the last [Server.Import] or [Server.ImportFixtures]:
// with the users, messages, keys, settings, faults and the clock of then. Rate limits and
// requests are forgotten. Project and API key stay, and ids of messages and requests are not
// used again.
func (s *Server) Reset() {
	s.t.Helper()
	s.must(s.reset())
}
