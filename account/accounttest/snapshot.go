package accounttest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// snapshotFormat is the version of the exported JSON.
const snapshotFormat = 1

// snapshot is the state of a service. Passwords, sessions and tokens are in it
// as hashes only; the key that signs JWTs is in it, so that they stay valid.
type snapshot struct {
	Format     int             `json:"format"`
	ExportedAt time.Time       `json:"exportedAt"`
	ProjectID  string          `json:"projectId"`
	APIKey     string          `json:"apiKey"`
	JWTKey     string          `json:"jwtKey"`
	Projects   []*projectState `json:"projects"`
	Messages   []Message       `json:"messages,omitempty"`
}

// Export writes users, sessions, tokens, identities, logs, keys and messages
// as JSON. The clock, the counters of rate limits, the faults and the recorded
// requests are left out.
func (s *Server) Export(w io.Writer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := snapshot{
		Format: snapshotFormat, ExportedAt: s.clock.Now(), ProjectID: s.settings.projectID, APIKey: s.settings.apiKey,
		JWTKey: base64.StdEncoding.EncodeToString(s.jwtKey), Messages: s.outbox,
		Projects: []*projectState{s.projects[s.settings.projectID], s.projects[consoleID]},
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(state)
}

// Import replaces the state with an exported one. The project keeps the id and
// the key that this service was made with, if options named them; otherwise it
// takes those of the export.
func (s *Server) Import(r io.Reader) error {
	var state snapshot
	if err := json.NewDecoder(r).Decode(&state); err != nil {
		return fmt.Errorf("accounttest: the snapshot cannot be read: %w", err)
	}
	if state.Format != snapshotFormat {
		return fmt.Errorf("accounttest: the snapshot has format %d, not %d", state.Format, snapshotFormat)
	}
	jwtKey, err := base64.StdEncoding.DecodeString(state.JWTKey)
	if err != nil {
		return fmt.Errorf("accounttest: the JWT key of the snapshot cannot be read: %w", err)
	}
	projects, err := state.projects()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.adopt(&state, projects, jwtKey)
	return nil
}

// projects indexes what was read, and checks that the main project is there.
func (s *snapshot) projects() (map[string]*projectState, error) {
	projects := map[string]*projectState{consoleID: newProject(consoleID, "Appwrite")}
	for _, project := range s.Projects {
		if project == nil {
			continue
		}
		project.index()
		projects[project.ID] = project
	}
	if projects[s.ProjectID] == nil {
		return nil, fmt.Errorf("accounttest: the snapshot lacks its project %q", s.ProjectID)
	}
	return projects, nil
}

func (s *Server) adopt(state *snapshot, projects map[string]*projectState, jwtKey []byte) {
	project := projects[state.ProjectID]
	delete(projects, state.ProjectID)
	if s.settings.fixedProject {
		project.ID, project.Name = s.settings.projectID, s.settings.projectName
	}
	if s.settings.fixedKey && project.key(s.settings.apiKey) == nil {
		project.Keys = append(project.Keys, defaultKey(s.settings.apiKey))
	}
	if !s.settings.fixedKey {
		s.settings.apiKey = state.APIKey
	}
	s.settings.projectID, s.settings.projectName = project.ID, project.Name
	projects[project.ID] = project
	s.projects, s.jwtKey, s.outbox = projects, jwtKey, state.Messages
	clear(s.counters)
}
