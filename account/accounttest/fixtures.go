package accounttest

import (
	"errors"
	"fmt"
	"io"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/handwritten"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// fixtures are a file of fixtures.
type fixtures struct {
	Settings Settings `json:"settings"`
	Users    []Seed   `json:"users"`
	Faults   []Fault  `json:"faults"`
}

// ImportFixtures puts in place what a person wrote, in YAML or JSON: settings, users with all
// that a [Seed] has, and faults. Names are those of the fields, passwords are plain, times
// are like 2026-03-01T09:00:00Z and durations like 24h:
//
//	settings:
//	  providers: [github]
//	  mockNumbers: {+4930901820: 123456}
//	users:
//	  - id: ann
//	    email: ann@example.com
//	    password: correct-horse-9
//	    sessions:
//	      - country: us
//	faults:
//	  - {operation: updateName, status: 503, times: 1}
//
// Users and faults come to those that are there, and settings that are left out stay.
// Unknown fields, wrong types and what a seed cannot be are errors with line and field, and
// change nothing. [Server.Reset] leads back to what is there then.
func (s *Server) ImportFixtures(r io.Reader) error {
	if err := s.importFixtures(r); err != nil {
		return fmt.Errorf("accounttest: the fixtures cannot be imported: %w", err)
	}
	return nil
}

func (s *Server) importFixtures(r io.Reader) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	file := fixtures{Settings: s.Settings()}
	document, err := handwritten.Decode(r, &file)
	var wrong *handwritten.Error
	if errors.As(err, &wrong) {
		return &Failure{Kind: Invalid, Line: wrong.Line, Field: wrong.Field, Message: wrong.Message}
	}
	if err != nil {
		return err
	}
	err = s.putFixtures(&file)
	var failed *Failure
	if errors.As(err, &failed) {
		return &Failure{Kind: failed.Kind, Line: document.Line(failed.Field), Field: failed.Field, Message: failed.Message}
	}
	return err
}

// putFixtures puts fixtures in place, or changes nothing.
func (s *Server) putFixtures(file *fixtures) error {
	if err := file.Settings.check(s.options.version); err != nil {
		return within("settings", err)
	}
	settings, now := file.Settings.internal(&s.options), s.clock.Now()
	var made []*newcomer
	for i, seed := range file.Users {
		user, err := s.newUser(seed, settings, now)
		if err != nil {
			return within(index("users", i), err)
		}
		made = append(made, user)
	}
	for i := range file.Faults {
		if err := file.Faults[i].check(); err != nil {
			return within(index("faults", i), err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.putUsersAndFaults(made, file.Faults); err != nil {
		return err
	}
	s.putSettings(file.Settings)
	return s.keepStart()
}

// putUsersAndFaults takes back what it put in place if something cannot be. The lock is held.
func (s *Server) putUsersAndFaults(users []*newcomer, faults []Fault) (err error) {
	project, before := s.project(), len(s.faults)
	for i, user := range users {
		if err := user.add(project); err != nil {
			s.takeBack(users[:i], before)
			return within(index("users", i), err)
		}
	}
	for i, fault := range faults {
		if _, err := s.putFault(fault); err != nil {
			s.takeBack(users, before)
			return within(index("faults", i), err)
		}
	}
	return nil
}

func (s *Server) takeBack(users []*newcomer, faults int) {
	s.project().DeleteUser(each(users, func(n *newcomer) *state.User { return n.user })...)
	s.faults = s.faults[:faults]
}
