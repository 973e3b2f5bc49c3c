package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Service is what the scenarios run against.
type Service interface {
	// Open makes the service ready for one scenario. Close it afterwards.
	Open(ctx context.Context, options ...accounttest.Option) (*Environment, error)
	// Parallel reports whether scenarios can run side by side.
	Parallel() bool
}

// Environment is a service as one scenario sees it, and what is special about it.
type Environment struct {
	Endpoint  string // ends in /v1, without a slash
	ProjectID string
	APIKey    string
	Version   string

	// Live is a real server, which does some work after the response.
	Live bool
	// Mail and SMS are where messages arrive; nil if they cannot be read.
	Mail, SMS Box
	// Embedded is the service in this process with its clock, its seeds and its
	// provider; nil on a real server.
	Embedded *accounttest.Server
	// MockProvider reports whether OAuth2 sign-ins at the provider "mock" are possible.
	MockProvider bool

	transport *http.Transport
	close     func()
}

// errFixedSettings is why some scenarios cannot run on a real server.
var errFixedSettings = errors.New("needs a project with other settings")

// hasBugs reports whether the server has the bugs of version 1.7.
func (e *Environment) hasBugs() bool { return strings.HasPrefix(e.Version, "1.7.") }

// now is the service's time.
func (e *Environment) now() time.Time {
	if e.Embedded != nil {
		return e.Embedded.Clock().Now()
	}
	return time.Now()
}

// Close ends the environment.
func (e *Environment) Close() {
	e.transport.CloseIdleConnections()
	if e.close != nil {
		e.close()
	}
}

// Embedded is the service of account/accounttest, a fresh one for each scenario.
type Embedded struct{}

// Parallel is true: nothing is shared.
func (Embedded) Parallel() bool { return true }

// Open starts a service with the options.
func (Embedded) Open(_ context.Context, options ...accounttest.Option) (*Environment, error) {
	server, err := accounttest.NewServer(options...)
	if err != nil {
		return nil, fmt.Errorf("start the embedded service: %w", err)
	}
	return &Environment{
		Endpoint: server.Endpoint(), ProjectID: server.ProjectID(), APIKey: server.APIKey(), Version: "1.7.4",
		Mail: outbox{server, accounttest.Mail}, SMS: outbox{server, accounttest.SMS},
		Embedded: server, MockProvider: true,
		transport: http.DefaultTransport.(*http.Transport).Clone(), close: server.Close,
	}, nil
}
