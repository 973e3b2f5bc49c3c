package conformance

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// S is what a scenario works with: the service, clients of it, users, and their mail.
// It is the context of the scenario's calls, too.
type S struct {
	context.Context

	service  Service
	env      *Environment
	coverage *Coverage
	read     map[string]int // how many messages to an address the scenario has read

	mu       sync.Mutex
	problems []string
}

// environment opens the service when it is first used.
func (s *S) environment() *Environment {
	if s.env == nil {
		s.open()
	}
	return s.env
}

func (s *S) open(options ...accounttest.Option) {
	env, err := s.service.Open(s, options...)
	if errors.Is(err, errFixedSettings) {
		skip(err.Error())
	}
	if err != nil {
		fail("%v", err)
	}
	s.env = env
}

func (s *S) close() {
	if s.env != nil {
		s.env.Close()
	}
}

// project runs the scenario in a project with settings of its own. It must be called
// first.
func (s *S) project(options ...accounttest.Option) *accounttest.Server {
	if s.env != nil {
		fail("settings have to be chosen before the service is used")
	}
	s.open(options...)
	return s.env.Embedded
}

// embedded returns the service in this process, for what only its operator can do.
func (s *S) embedded(why string) *accounttest.Server {
	if s.environment().Embedded == nil {
		skip("needs " + why)
	}
	return s.env.Embedded
}

// needsClock comes before anything that needs a later time.
func (s *S) needsClock() *accounttest.Server { return s.embedded("a clock that can be moved") }

// advance moves the service's clock.
func (s *S) advance(d time.Duration) { s.needsClock().Clock().Advance(d) }

// later lets time pass on a service whose clock is exact enough to see none pass otherwise.
func (s *S) later() {
	if s.environment().Embedded != nil {
		s.env.Embedded.Clock().Advance(time.Second)
	}
}

// eventually waits, on a real server, for what it does after the response.
func (s *S) eventually(what string, done func() bool) {
	for pause := 10 * time.Millisecond; !done(); pause = min(2*pause, 2*time.Second) {
		if !s.environment().Live {
			fail("expected that %s", what)
		}
		select {
		case <-time.After(pause):
		case <-s.Done():
			fail("expected that %s, and timed out", what)
		}
		if pause >= 2*time.Second && s.waitedLong() {
			fail("expected that %s, and timed out", what)
		}
	}
}

// patience is how long the workers of a real server may take.
const patience = 30 * time.Second

func (s *S) waitedLong() bool {
	deadline, ok := s.Deadline()
	return ok && time.Until(deadline) < scenarioTimeout-patience
}

// clientAt is a client whose requests and responses are checked against the document.
func (s *S) clientAt(endpoint string, options []account.Option) *account.Client {
	checked := &http.Client{Transport: &watch{s: s, base: s.environment().transport}}
	options = append([]account.Option{account.WithHTTPClient(checked), account.WithPlainHTTP()}, options...)
	return must(account.New(endpoint, s.env.ProjectID, options...))
}

func (s *S) client(options ...account.Option) *account.Client {
	return s.clientAt(s.environment().Endpoint, options)
}

// onLocalhost is a guest at an endpoint that the mock provider redirects browsers to.
func (s *S) onLocalhost() *account.Client {
	return s.clientAt(localhost(s.environment().Endpoint), nil)
}

// guest is a client without a credential.
func (s *S) guest() *account.Client { return s.client() }

// key is a client with the project's API key.
func (s *S) key(options ...account.Option) *account.Client {
	return s.client(append(options, account.WithKey(s.environment().APIKey))...)
}

// session is a client with a session.
func (s *S) session(secret string) *account.Client { return s.client(account.WithSession(secret)) }

// jwt is a client with a JWT.
func (s *S) jwt(token string) *account.Client { return s.client(account.WithJWT(token)) }

// mail waits for the next mail to an address that the scenario has not read yet.
func (s *S) mail(to string) Message {
	s.needsMail()
	return s.next(s.env.Mail, to)
}

// sms waits for the next text message to a number.
func (s *S) sms(to string) Message {
	s.needsSMS()
	return s.next(s.env.SMS, to)
}

// needsSMS comes before anything that sends a text message, so that none goes to the
// phone of a stranger.
func (s *S) needsSMS() {
	if s.environment().SMS == nil {
		skip("needs to read the server's text messages: " + SMSVariable)
	}
}

// needsMail comes before anything that needs the content of a mail.
func (s *S) needsMail() {
	if s.environment().Mail == nil {
		skip("needs to read the server's mail: " + MailVariable)
	}
}

func (s *S) next(box Box, to string) Message {
	var messages []Message
	s.eventually("a message arrives", func() bool {
		var err error
		if messages, err = box.To(to); err != nil {
			fail("%v", err)
		}
		return len(messages) > s.read[to]
	})
	s.read[to]++
	return messages[s.read[to]-1]
}

func (s *S) problem(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = append(s.problems, message)
}

func (s *S) firstProblem() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.problems) == 0 {
		return ""
	}
	return s.problems[0]
}
