package state

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// maxSnapshot is the size of the largest snapshot that is read, in bytes.
const maxSnapshot = 256 << 20

// ReadStore reads an exported store. The OAuth2 providers are not part of it.
//
// A snapshot is a file that people edit and pass on: what the service could not work with
// is an error, and strings of the file are quoted in it.
func ReadStore(r io.Reader) (*Store, error) {
	limited := &io.LimitedReader{R: r, N: maxSnapshot}
	decoder := json.NewDecoder(limited)
	s := new(Store)
	err := decoder.Decode(s)
	if err == nil {
		if _, next := decoder.Token(); next != io.EOF {
			err = errors.New("something follows after its end")
		}
	}
	switch {
	case limited.N == 0:
		return nil, fmt.Errorf("the snapshot is larger than %d MiB", maxSnapshot>>20)
	case err != nil:
		return nil, fmt.Errorf("the snapshot cannot be read: %w", err)
	case s.Format != format:
		return nil, fmt.Errorf("the snapshot has format %d, not %d", s.Format, format)
	}
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("the snapshot is invalid: %w", err)
	}
	if s.Project(ConsoleID) == nil {
		s.Projects = append(s.Projects, NewProject(ConsoleID, "Appwrite"))
	}
	for _, project := range s.Projects {
		project.index()
	}
	s.numberMessages()
	return s, nil
}

// numberMessages gives numbers to messages that have none, or not one that grows, and counts
// their bytes.
func (s *Store) numberMessages() {
	last := 0
	for i := range s.Messages {
		last = max(last+1, s.Messages[i].Number)
		s.Messages[i].Number = last
		s.messagesSize += s.Messages[i].size()
	}
	s.Sent = max(s.Sent, last)
}

// minJWTKey is the size of the shortest key that JWTs are signed with, in bytes. With a
// shorter one anybody could make them.
const minJWTKey = 16

// Check finds what a store cannot have.
func (s *Store) Check() error {
	if len(s.JWTKey) < minJWTKey {
		return fmt.Errorf("jwtKey is missing or has less than %d bytes", minJWTKey)
	}
	if err := checkSecret("apiKey", s.APIKey); err != nil {
		return err
	}
	known := map[string]bool{}
	for i, project := range s.Projects {
		where := fmt.Sprintf("projects[%d]", i)
		if project == nil {
			return errNull(where)
		}
		if err := checkID(where, project.ID, known); err != nil {
			return err
		}
		if err := project.check(where); err != nil {
			return err
		}
	}
	if s.ProjectID == ConsoleID {
		return fmt.Errorf("its project cannot be %q, that of the service itself", ConsoleID)
	}
	if s.Main() == nil {
		return fmt.Errorf("it lacks its project %q", s.ProjectID)
	}
	return nil
}

func (p *Project) check(where string) error {
	known := map[string]bool{}
	for i, user := range p.Users {
		where := fmt.Sprintf("%s.users[%d]", where, i)
		if user == nil {
			return errNull(where)
		}
		if err := checkID(where, user.ID, known); err != nil {
			return err
		}
		if err := user.check(where); err != nil {
			return err
		}
	}
	for i, identity := range p.Identities {
		where := fmt.Sprintf("%s.identities[%d]", where, i)
		if identity == nil {
			return errNull(where)
		}
		if !known[identity.UserID] {
			return fmt.Errorf("%s belongs to the user %q, who is not there", where, identity.UserID)
		}
	}
	for i, key := range p.Keys {
		where := fmt.Sprintf("%s.keys[%d]", where, i)
		if key == nil {
			return errNull(where)
		}
		if err := checkSecret(where, key.Secret); err != nil {
			return err
		}
	}
	return nil
}

func (u *User) check(where string) error {
	for _, hash := range append([]string{u.PasswordHash}, u.PasswordHistory...) {
		if !secrets.IsAffordable(hash) {
			return fmt.Errorf("%s has a hash of a password that takes too much memory or time", where)
		}
	}
	for i, session := range u.Sessions {
		if session != nil && session.UserID != u.ID {
			return fmt.Errorf("%s.sessions[%d] belongs to another user, %q", where, i, session.UserID)
		}
	}
	return cmp.Or(
		checkNoneNull(where+".sessions", u.Sessions), checkNoneNull(where+".tokens", u.Tokens),
		checkNoneNull(where+".targets", u.Targets), checkNoneNull(where+".challenges", u.Challenges),
		checkNoneNull(where+".logs", u.Logs),
	)
}

func checkNoneNull[T any](where string, records []*T) error {
	for i, record := range records {
		if record == nil {
			return errNull(fmt.Sprintf("%s[%d]", where, i))
		}
	}
	return nil
}

func errNull(where string) error { return fmt.Errorf("%s is null", where) }

// checkID checks that an id is printable and unique.
func checkID(where, id string, known map[string]bool) error {
	switch {
	case !isPrintable(id):
		return fmt.Errorf("%s has an id that is empty or cannot be printed: %q", where, id)
	case known[id]:
		return fmt.Errorf("%s has the id of another one: %q", where, id)
	}
	known[id] = true
	return nil
}

// checkSecret checks that a key can be printed and sent in a header.
func checkSecret(where, secret string) error {
	if !isPrintable(secret) {
		return fmt.Errorf("%s is empty or cannot be printed", where)
	}
	return nil
}

func isPrintable(value string) bool {
	return value != "" && !strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) })
}
