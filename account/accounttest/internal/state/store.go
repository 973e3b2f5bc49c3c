package state

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// ConsoleID is the project of the service's own console, which a request gets that names
// none.
const ConsoleID = "console"

// Store is everything that one service stores. As JSON it is a snapshot: passwords,
// sessions and tokens are in it as hashes only, but the key that signs JWTs is, so that
// these stay valid.
type Store struct {
	Format     int                  `json:"format"`
	ExportedAt time.Time            `json:"exportedAt"`
	ProjectID  string               `json:"projectId"` // of the project that the service was made for
	APIKey     string               `json:"apiKey"`    // a key of that project
	JWTKey     []byte               `json:"jwtKey"`
	Projects   []*Project           `json:"projects"`
	Sent       int                  `json:"sent,omitempty"`     // the number of the last message
	Messages   []Message            `json:"messages,omitempty"` // what was sent, oldest first
	Providers  map[string]*Provider `json:"-"`

	messagesSize int // in bytes
}

// format is the version of the snapshot.
const format = 1

// NewStore makes a store with one project and the console's. An id or a key that is "" is
// generated.
func NewStore(projectID, name, apiKey string, now time.Time) *Store {
	projectID = cmp.Or(projectID, secrets.NewID(now))
	s := &Store{
		Format: format, ProjectID: projectID, JWTKey: secrets.NewKey(), Providers: map[string]*Provider{},
		Projects: []*Project{NewProject(projectID, name), NewProject(ConsoleID, "Appwrite")},
	}
	s.UseKey(cmp.Or(apiKey, NewKeySecret()))
	return s
}

// Project returns the project with an id, or nil.
func (s *Store) Project(id string) *Project {
	return find(s.Projects, func(p *Project) bool { return p.ID == id })
}

// Main returns the project that the service was made for.
func (s *Store) Main() *Project { return s.Project(s.ProjectID) }

// Rename gives the main project another id and name, unless another project has the id.
func (s *Store) Rename(projectID, name string) error {
	project := s.Main()
	if other := s.Project(projectID); other != nil && other != project {
		return fmt.Errorf("it has a project %q beside its own, %q", projectID, project.ID)
	}
	project.ID, project.Name, s.ProjectID = projectID, name, projectID
	return nil
}

// UseKey makes a secret the key of the main project.
func (s *Store) UseKey(secret string) {
	s.APIKey = secret
	if s.Main().Key(secret) == nil {
		s.Main().AddKey("Test key", secret, time.Time{}, "sessions.write", "targets.write")
	}
}

// Export writes the store as JSON.
func (s *Store) Export(w io.Writer, now time.Time) error {
	s.ExportedAt = now
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(s)
}
