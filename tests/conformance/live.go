package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// The environment variables that name a real server.
const (
	EndpointVariable = "APPWRITE_ENDPOINT"
	ProjectVariable  = "APPWRITE_PROJECT_ID"
	KeyVariable      = "APPWRITE_API_KEY"
	MailVariable     = "APPWRITE_MAIL_DIR"
	SMSVariable      = "APPWRITE_SMS_DIR"
)

// Live is a real server with a project for the tests. The scenarios leave users
// behind in it.
type Live struct {
	environment Environment
}

// FromEnvironment returns the real server that the environment variables name. Without
// them it returns the embedded service, once for each version that it can play, or for one
// version if that is not "".
func FromEnvironment(ctx context.Context, version string) ([]Service, error) {
	endpoint, project, key := os.Getenv(EndpointVariable), os.Getenv(ProjectVariable), os.Getenv(KeyVariable)
	if endpoint == "" && project == "" && key == "" {
		return embedded(version)
	}
	if version != "" {
		return nil, fmt.Errorf("a real server has its own version: the version %s can be chosen for the embedded service only, without %s", version, EndpointVariable)
	}
	if endpoint == "" || project == "" || key == "" {
		return nil, fmt.Errorf("a real server requires %s, %s and %s; set all three or none", EndpointVariable, ProjectVariable, KeyVariable)
	}
	live := &Live{Environment{
		Endpoint: strings.TrimRight(endpoint, "/"), ProjectID: project, APIKey: key, Live: true,
		transport: http.DefaultTransport.(*http.Transport).Clone(),
	}}
	var err error
	if live.environment.Mail, err = boxOf(MailVariable); err != nil {
		return nil, err
	}
	if live.environment.SMS, err = boxOf(SMSVariable); err != nil {
		return nil, err
	}
	if err := live.examine(ctx); err != nil {
		return nil, err
	}
	return []Service{live}, nil
}

func embedded(version string) ([]Service, error) {
	var services []Service
	for _, number := range accounttest.ServerVersions() {
		services = append(services, Embedded{number})
	}
	if version == "" {
		return services, nil
	}
	number, err := accounttest.FindServerVersion(version)
	return []Service{Embedded{number}}, err
}

// boxOf returns the messages in the folder that a variable names, or nil if it is not set.
// The folder has to exist, because a relative path is easily one from another folder.
func boxOf(variable string) (Box, error) {
	path := os.Getenv(variable)
	if path == "" {
		return nil, nil
	}
	if _, err := os.ReadDir(path); err != nil {
		return nil, fmt.Errorf("%s must be the full path of a folder: %w", variable, err)
	}
	return newFolder(path), nil
}

// Version is the version that the server names in its errors.
func (l *Live) Version() string { return l.environment.Version }

// Parallel is false: a server may have few workers, and rate limits by IP address.
func (l *Live) Parallel() bool { return false }

// Open returns the only environment.
func (l *Live) Open(_ context.Context, options ...accounttest.Option) (*Environment, error) {
	if len(options) > 0 {
		return nil, errFixedSettings
	}
	environment := l.environment
	return &environment, nil
}

// examine finds out the version of the server, and whether it has the provider "mock".
func (l *Live) examine(ctx context.Context) error {
	e := &l.environment
	response, err := l.get(ctx, e.Endpoint+"/account")
	if err != nil {
		return fmt.Errorf("no response from %s: %w", e.Endpoint, err)
	}
	defer response.Body.Close()
	var body struct{ Version, Type, Message string }
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil || body.Version == "" {
		return fmt.Errorf("%s is no account service: a guest's GET /account got %s", e.Endpoint, response.Status)
	}
	if body.Type != "general_unauthorized_scope" {
		return fmt.Errorf("the service rejects every request of a guest: %s: %s", body.Type, body.Message)
	}
	e.Version = body.Version
	if e.release, err = releaseOf(body.Version); err != nil {
		return err
	}

	mock, err := l.get(ctx, localhost(e.Endpoint)+"/account/tokens/oauth2/mock")
	if err != nil {
		return nil // localhost may be another server; then there is no provider
	}
	defer mock.Body.Close()
	e.MockProvider = mock.StatusCode == http.StatusMovedPermanently
	return nil
}

func (l *Live) get(ctx context.Context, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Appwrite-Project", l.environment.ProjectID)
	client := http.Client{Transport: l.environment.transport, CheckRedirect: stay, Timeout: 20 * time.Second}
	return client.Do(request)
}

// stay keeps a client from following redirects.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// localhost replaces 127.0.0.1 by localhost, the only host that the mock provider
// redirects browsers to.
func localhost(endpoint string) string {
	parsed, err := url.Parse(endpoint)
	if err != nil || parsed.Hostname() != "127.0.0.1" {
		return endpoint
	}
	parsed.Host = strings.Replace(parsed.Host, "127.0.0.1", "localhost", 1)
	return parsed.String()
}
