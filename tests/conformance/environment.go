package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Service is what the scenarios run against.
type Service interface {
	// Open makes the service ready for one scenario. Close it afterwards.
	Open(ctx context.Context, options ...accounttest.Option) (*Environment, error)
	// Parallel reports whether scenarios can run side by side.
	Parallel() bool
	// Version is the version of the server, such as "1.7.4".
	Version() string
}

// Environment is a service as one scenario sees it, and what is special about it.
type Environment struct {
	Endpoint  string // ends in /v1, without a slash
	ProjectID string
	APIKey    string
	Version   string
	release   release

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
type Embedded struct {
	// Server is the version of the server that it plays, one of accounttest.ServerVersions.
	Server string
}

// Version is the version that the service plays.
func (e Embedded) Version() string { return e.Server }

// Parallel is true: nothing is shared.
func (Embedded) Parallel() bool { return true }

// Open starts a service with the options.
func (e Embedded) Open(_ context.Context, options ...accounttest.Option) (*Environment, error) {
	release, err := releaseOf(e.Server)
	if err != nil {
		return nil, err
	}
	server, err := accounttest.NewServer(append(options, accounttest.WithServerVersion(e.Server))...)
	if err != nil {
		return nil, fmt.Errorf("start the embedded service: %w", err)
	}
	return &Environment{
		Endpoint: server.Endpoint(), ProjectID: server.ProjectID(), APIKey: server.APIKey(), Version: server.Version(), release: release,
		Mail: outbox{server, accounttest.Mail}, SMS: outbox{server, accounttest.SMS},
		Embedded: server, MockProvider: true,
		transport: http.DefaultTransport.(*http.Transport).Clone(), close: server.Close,
	}, nil
}
