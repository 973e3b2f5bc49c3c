package account

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
)

// Version is the version of this SDK.
const Version = "0.1.0"

// ResponseFormat is the version of the service that the types are made for. It is sent with
// every request, so that a later server responds in that shape.
const ResponseFormat = "1.7.0"

// CurrentSession stands for the session a request is made with, wherever a session id
// is asked for. A client with a JWT has none.
const CurrentSession = "current"

var defaultUserAgent = fmt.Sprintf("AppwriteGoAccountSDK/%s (%s; %s)", Version, runtime.GOOS, runtime.GOARCH)

// Client calls the account service of one project with one credential: as a guest, as
// a user (WithSession, WithJWT), or with an API key (WithKey).
//
// A client never changes. With, WithSession and WithJWT derive others, which share its
// connections and nothing else; making one for each incoming request is cheap. Any
// number of goroutines can use a client at once.
//
// A call fails with one of four types, all of which errors.As finds:
// *MissingParameterError and *InvalidParameterError before anything is sent,
// *TransportError when there is no response, and *Error for every response that is not a
// success. A call option that cannot work is an *OptionError.
//
// No redirect is ever followed, and no cookie is kept.
type Client struct {
	settings
	transport http.RoundTripper
	header    hidden[http.Header] // what every request has in common; nobody changes it
	broken    *OptionError        // why no call can work; set by derivations that cannot fail
}

// New makes a client for a project at an endpoint such as
// "https://cloud.appwrite.io/v1". Without a credential among the options the client is
// a guest, who can sign up and sign in.
//
// It fails with an *OptionError that says what to do; nothing is sent.
func New(endpoint, project string, options ...Option) (*Client, error) {
	server, err := parseEndpoint(endpoint)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(project) == "" {
		return nil, &OptionError{Option: "New", Reason: "the project is empty, and the server would take its own console for it; the id is in the settings of the project"}
	}
	if !validValue(project) || strings.TrimSpace(project) != project {
		return nil, &OptionError{Option: "New", Reason: "the project has white space around it, a line break or another control character"}
	}
	return build(settings{
		server:      server,
		project:     project,
		timeout:     DefaultTimeout,
		retries:     DefaultRetries,
		retryWait:   DefaultRetryWait,
		backoff:     exponential,
		maxResponse: DefaultMaxResponse,
		userAgent:   defaultUserAgent,
		transports:  new(sync.Map),
	}, options)
}

// NewFromEnv makes a client from the environment variables APPWRITE_ENDPOINT,
// APPWRITE_PROJECT_ID and APPWRITE_API_KEY. The key may be missing: the client is then
// a guest. Options come after the variables.
func NewFromEnv(options ...Option) (*Client, error) {
	for _, name := range []string{"APPWRITE_ENDPOINT", "APPWRITE_PROJECT_ID"} {
		if os.Getenv(name) == "" {
			return nil, &OptionError{Option: "NewFromEnv", Reason: "the environment variable " + name + " is not set"}
		}
	}
	if key := os.Getenv("APPWRITE_API_KEY"); key != "" {
		options = append([]Option{WithKey(key)}, options...)
	}
	return New(os.Getenv("APPWRITE_ENDPOINT"), os.Getenv("APPWRITE_PROJECT_ID"), options...)
}

// With derives a client with more options. Credentials replace each other only when
// they are of the same kind; to go from a key to a session, use WithSession.
func (c *Client) With(options ...Option) (*Client, error) {
	if c.broken != nil {
		return nil, c.broken
	}
	if c.transport == nil {
		return nil, errZeroClient
	}
	return build(c.settings, options)
}

// WithSession derives a client that acts as a user, by a session secret as Session.Secret
// or the session cookie has it. A key or JWT of this client does not come along. With a
// secret that cannot be one, such as "", every call fails as with a session that has ended:
// see IsSignedOut.
func (c *Client) WithSession(secret string) *Client {
	derived := c.withoutCredential()
	return derived.orBroken(setCredential(&derived.session, "WithSession", decodeCookie(secret)))
}

// WithJWT derives a client that acts as a user, by a token of CreateJWT. A key or session
// of this client does not come along. With a token that cannot be one, every call fails as
// with a session that has ended: see IsSignedOut.
func (c *Client) WithJWT(token string) *Client {
	derived := c.withoutCredential()
	return derived.orBroken(setCredential(&derived.jwt, "WithJWT", token))
}

// AsGuest derives a client without a credential: what a back end with a key signs people in
// with. Of a key the service does not limit how often passwords can be guessed.
func (c *Client) AsGuest() *Client {
	derived := c.withoutCredential()
	return derived.orBroken(nil)
}

func (c *Client) withoutCredential() *Client {
	derived := *c
	derived.key, derived.session, derived.jwt = nil, nil, nil
	return &derived
}

// orBroken makes every call of a derived client fail if deriving it did.
func (c *Client) orBroken(err *OptionError) *Client {
	c.broken = err
	return c
}

// errZeroClient is what a Client that New did not make can do.
var errZeroClient = &OptionError{Option: "New", Reason: "the client is a zero Client; make one with New"}

func build(s settings, options []Option) (*Client, error) {
	for _, option := range options {
		if option == nil {
			continue
		}
		if err := option(&s); err != nil {
			return nil, err
		}
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	transport, err := transportFor(&s)
	if err != nil {
		return nil, err
	}
	return &Client{settings: s, transport: transport, header: s.commonHeader()}, nil
}

// commonHeader is what all requests have in common but for the credential.
func (s *settings) commonHeader() hidden[http.Header] {
	header := make(http.Header, 12) // its copies have room for what a call adds
	header["Accept"] = []string{"application/json"}
	header["User-Agent"] = []string{s.userAgent}
	header["X-Appwrite-Project"] = []string{s.project}
	header["X-Appwrite-Response-Format"] = []string{ResponseFormat}
	header["X-Sdk-Name"] = []string{"Go"}
	header["X-Sdk-Platform"] = []string{"server"}
	header["X-Sdk-Language"] = []string{"go"}
	header["X-Sdk-Version"] = []string{Version}
	if s.locale != "" {
		header.Set("X-Appwrite-Locale", s.locale)
	}
	if s.forwardedUserAgent != "" {
		header.Set("X-Forwarded-User-Agent", s.forwardedUserAgent)
	}
	maps.Copy(header, s.extra.get())
	s.visitor.addTo(header)
	return hide(header)
}

// credential is the header that says who is calling; empty for a guest.
func (s *settings) credential() (name, value string) {
	switch {
	case s.session != nil:
		return "X-Appwrite-Session", *s.session
	case s.jwt != nil:
		return "X-Appwrite-Jwt", *s.jwt
	case s.key != nil:
		return "X-Appwrite-Key", *s.key
	}
	return "", ""
}

// Endpoint returns the endpoint, without a trailing slash.
func (c *Client) Endpoint() string {
	if c.server == nil {
		return ""
	}
	return c.server.String()
}

// Project returns the id of the project.
func (c *Client) Project() string { return c.project }

// CloseIdleConnections closes the connections that are not in use, also those of the
// clients that share them.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// String returns endpoint, project and kind of credential, but not the credential.
func (c Client) String() string {
	who := "guest"
	if name, _ := c.credential(); name != "" {
		who = strings.ToLower(strings.TrimPrefix(name, "X-Appwrite-"))
	}
	return fmt.Sprintf("account.Client(%s, project %s, %s)", c.Endpoint(), c.project, who)
}

// Format prints what String returns, whatever the verb.
func (c Client) Format(s fmt.State, _ rune) { fmt.Fprint(s, c.String()) }

// LogValue returns what String returns.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText returns what String returns, for JSON and other encodings.
func (c Client) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// deadline adds the time limit of the client, and that of the user's http.Client, to a
// call's context.
func (c *Client) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := c.timeout
	if c.httpClient != nil && c.httpClient.Timeout > 0 && (limit == 0 || c.httpClient.Timeout < limit) {
		limit = c.httpClient.Timeout
	}
	if limit == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, limit)
}
