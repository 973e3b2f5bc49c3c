package state

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// ConsoleID is the project of the service's own console, which a request gets that names
// none.
const ConsoleID = "console"

// Store is everything that one service stores.
type Store struct {
	ProjectID string // of the project that the service was made for
	APIKey    string // a key of that project
	JWTKey    []byte
	Projects  map[string]*Project
	Messages  []Message // what was sent, oldest first
	Providers map[string]*Provider
}

// NewStore makes a store with one project and the console's. An id or a key that is "" is
// generated.
func NewStore(projectID, name, apiKey string, now time.Time) *Store {
	if projectID == "" {
		projectID = secrets.NewID(now)
	}
	s := &Store{ProjectID: projectID, JWTKey: secrets.NewKey(), Providers: map[string]*Provider{}}
	s.setProjects(NewProject(projectID, name), NewProject(ConsoleID, "Appwrite"))
	if apiKey == "" {
		apiKey = NewKeySecret()
	}
	s.UseKey(apiKey)
	return s
}

func (s *Store) setProjects(projects ...*Project) {
	s.Projects = map[string]*Project{}
	for _, project := range projects {
		s.Projects[project.ID] = project
	}
}

// Main returns the project that the service was made for.
func (s *Store) Main() *Project { return s.Projects[s.ProjectID] }

// Rename gives the main project another id and name.
func (s *Store) Rename(projectID, name string) {
	project := s.Main()
	delete(s.Projects, s.ProjectID)
	project.ID, project.Name, s.ProjectID = projectID, name, projectID
	s.Projects[projectID] = project
}

// UseKey makes a secret the key of the main project.
func (s *Store) UseKey(secret string) {
	s.APIKey = secret
	if s.Main().Key(secret) == nil {
		s.Main().AddKey("Test key", secret, time.Time{}, "sessions.write", "targets.write")
	}
}

// snapshotFormat is the version of the exported JSON.
const snapshotFormat = 1

// snapshot has passwords, sessions and tokens as hashes only, but the key that signs JWTs,
// so that these stay valid.
type snapshot struct {
	Format     int        `json:"format"`
	ExportedAt time.Time  `json:"exportedAt"`
	ProjectID  string     `json:"projectId"`
	APIKey     string     `json:"apiKey"`
	JWTKey     string     `json:"jwtKey"`
	Projects   []*Project `json:"projects"`
	Messages   []Message  `json:"messages,omitempty"`
}

// Export writes the store as JSON.
func (s *Store) Export(w io.Writer, now time.Time) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(snapshot{
		Format: snapshotFormat, ExportedAt: now, ProjectID: s.ProjectID, APIKey: s.APIKey,
		JWTKey: base64.StdEncoding.EncodeToString(s.JWTKey), Messages: s.Messages,
		Projects: []*Project{s.Main(), s.Projects[ConsoleID]},
	})
}

// ReadStore reads an exported store. The providers of OAuth2 are not part of it.
func ReadStore(r io.Reader) (*Store, error) {
	var saved snapshot
	if err := json.NewDecoder(r).Decode(&saved); err != nil {
		return nil, fmt.Errorf("the snapshot cannot be read: %w", err)
	}
	if saved.Format != snapshotFormat {
		return nil, fmt.Errorf("the snapshot has format %d, not %d", saved.Format, snapshotFormat)
	}
	jwtKey, err := base64.StdEncoding.DecodeString(saved.JWTKey)
	if err != nil {
		return nil, fmt.Errorf("the JWT key of the snapshot cannot be read: %w", err)
	}
	s := &Store{ProjectID: saved.ProjectID, APIKey: saved.APIKey, JWTKey: jwtKey, Messages: saved.Messages}
	s.setProjects(NewProject(ConsoleID, "Appwrite"))
	for _, project := range saved.Projects {
		if project != nil {
			project.index()
			s.Projects[project.ID] = project
		}
	}
	if s.Main() == nil {
		return nil, fmt.Errorf("the snapshot lacks its project %q", saved.ProjectID)
	}
	return s, nil
}
