package account

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// Option configures a client, at New or With.
type Option func(*settings) error

// settings is what options say. It is copied, never shared; what it points to is
// never changed.
type settings struct {
	endpoint, project string
	// key, session and jwt are the credentials; with none of them the client is a guest.
	// Behind pointers, nothing that prints a client finds them.
	key, session, jwt *string
	locale, visitor   string
	extra             http.Header
	userAgent         string
	timeout           time.Duration
	plainHTTP         bool
	retries           int
	retryWait         time.Duration
	backoff           func(retry int) time.Duration
	maxResponse       int64
	logger            *slog.Logger
	onAttempt         func(context.Context, Attempt)
	onCall            func(context.Context, string) (context.Context, func(Outcome))
	onWarning         func(operation, warning string)
	httpClient        *http.Client
	skipVerify        bool
	roots             *x509.CertPool
	transportChanged  bool
}

// WithKey authenticates with an API key of the project. Of its scopes, sessions.write
// is the one that counts: a key signs people in and sees the secrets of sessions and
// tokens, but cannot act as a user. Key and session exclude each other.
func WithKey(key string) Option {
	return credential("WithKey", key, func(s *settings) **string { return &s.key })
}

// WithSession authenticates as a user by a session secret: Session.Secret, or the
// value of the session cookie, percent-encoded or not.
func WithSession(secret string) Option {
	return credential("WithSession", decodeCookie(secret), func(s *settings) **string { return &s.session })
}

// WithJWT authenticates as a user by a token of CreateJWT. Such a client has no
// current session: CurrentSession, CreateJWT and most MFA calls fail.
func WithJWT(token string) Option {
	return credential("WithJWT", token, func(s *settings) **string { return &s.jwt })
}

func credential(option, value string, field func(*settings) **string) Option {
	return func(s *settings) error { return setCredential(field(s), option, value) }
}

func setCredential(field **string, option, value string) error {
	if value == "" {
		return &OptionError{option, "the value is empty; leave the option out to be a guest"}
	}
	if !validValue(value) {
		return &OptionError{option, "the value has a line break or another control character; was it read from a file with its newline?"}
	}
	*field = &value
	return nil
}

// decodeCookie undoes the percent-encoding of cookie values. A session secret is
// base64, which has no percent sign.
func decodeCookie(value string) string {
	if !strings.Contains(value, "%") {
		return value
	}
	if decoded, err := url.PathUnescape(value); err == nil {
		return decoded
	}
	return value
}

// WithLocale asks for texts (mails, country names) in a language, such as "de".
func WithLocale(locale string) Option {
	return headerOption("WithLocale", locale, func(s *settings) { s.locale = locale })
}

// WithForwardedUserAgent passes on the user agent of the visitor that a web server
// acts for. The service shows it in sessions and logs, but believes it only together
// with an API key.
func WithForwardedUserAgent(userAgent string) Option {
	return headerOption("WithForwardedUserAgent", userAgent, func(s *settings) { s.visitor = userAgent })
}

// WithUserAgentSuffix adds the name of the program to the User-Agent of the SDK, such
// as "my-program/1.2".
func WithUserAgentSuffix(suffix string) Option {
	return headerOption("WithUserAgentSuffix", suffix, func(s *settings) { s.userAgent = defaultUserAgent + " " + suffix })
}

func headerOption(option, value string, set func(*settings)) Option {
	return func(s *settings) error {
		if !validValue(value) {
			return &OptionError{option, "the value has a line break or another control character, which a header cannot carry"}
		}
		set(s)
		return nil
	}
}

// WithHeader adds a header to every request, such as X-Forwarded-For or the
// X-Appwrite-Dev-Key of a development project. The headers that the client sets
// itself cannot be set this way.
func WithHeader(name, value string) Option {
	return func(s *settings) error {
		if err := checkHeader("WithHeader", name, value); err != nil {
			return err
		}
		extra := s.extra.Clone()
		if extra == nil {
			extra = http.Header{}
		}
		extra.Set(name, value)
		s.extra = extra
		return nil
	}
}

// owned are the headers that have an option of their own or that the client needs for
// itself.
var owned = map[string]string{
	"X-Appwrite-Project":         "it is an argument of New",
	"X-Appwrite-Key":             "use WithKey",
	"X-Appwrite-Session":         "use WithSession",
	"X-Appwrite-Jwt":             "use WithJWT",
	"X-Appwrite-Response-Format": "it belongs to the models of this version of the SDK",
	"Content-Type":               "bodies are always JSON",
	"Content-Length":             "it follows from the body",
	"Transfer-Encoding":          "it follows from the body",
	"Connection":                 "connections are a matter of WithHTTPClient",
	"Host":                       "it follows from the endpoint",
	"Idempotency-Key":            "the service does not know it, and net/http would send changes twice on account of it",
	"X-Idempotency-Key":          "the service does not know it, and net/http would send changes twice on account of it",
}

func checkHeader(option, name, value string) error {
	if !validName(name) {
		return &OptionError{option, "the name is empty or has characters that a header name cannot have"}
	}
	if reason, ok := owned[textproto.CanonicalMIMEHeaderKey(name)]; ok {
		return &OptionError{option, name + " cannot be set here: " + reason}
	}
	if !validValue(value) {
		return &OptionError{option, "the value of " + name + " has a line break or another control character"}
	}
	return nil
}

// WithHTTPClient sends requests through the Transport of an http.Client of one's own, for
// a proxy, tracing or a test, and heeds its Timeout. The client is not changed, and its
// Jar and CheckRedirect do not count: no cookie is kept and no redirect followed. One
// without Transport gets the SDK's, which keeps enough idle connections for a busy server.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) error {
		if client == nil {
			return &OptionError{"WithHTTPClient", "the client is nil; leave the option out for the default"}
		}
		s.httpClient = client
		s.transportChanged = true
		return nil
	}
}

// DefaultTimeout is how long a call may take unless WithTimeout says otherwise.
const DefaultTimeout = 30 * time.Second

// WithTimeout limits how long a call may take in all, from connecting to the last
// byte. A context with an earlier deadline wins. The default is DefaultTimeout; zero
// means no limit.
func WithTimeout(limit time.Duration) Option {
	return func(s *settings) error {
		if limit < 0 {
			return &OptionError{"WithTimeout", "the limit is negative; 0 means none"}
		}
		s.timeout = limit
		return nil
	}
}

// WithRetries says how often a call may be repeated; 0 means never. The default is
// DefaultRetries.
//
// Calls that read are repeated after a lost connection and after status 408, 429, 500,
// 502, 503 and 504. Calls that change something are repeated only where it is certain
// that the server did not act: when no connection came about, and after 429; AllowReplay
// says otherwise for one call. Calls that spend a one-time secret are repeated only when
// no connection came about. The waits grow, with a random part; Retry-After and the end
// of a rate limit's window are heeded, up to the limit of WithRetryWait.
func WithRetries(n int) Option {
	return func(s *settings) error {
		if n < 0 {
			return &OptionError{"WithRetries", "the number is negative; 0 means never"}
		}
		s.retries = n
		return nil
	}
}

// WithRetryWait limits the wait before each repetition. Where the server asks for a
// longer one, the call fails at once. The default is DefaultRetryWait.
func WithRetryWait(limit time.Duration) Option {
	return func(s *settings) error {
		if limit < 0 {
			return &OptionError{"WithRetryWait", "the limit is negative; WithRetries(0) switches repetitions off"}
		}
		s.retryWait = limit
		return nil
	}
}

// WithBackoff says how long to wait before repetition 1, 2, and so on, where the server
// does not. The default doubles from 200 ms on, of which half is random.
func WithBackoff(wait func(retry int) time.Duration) Option {
	return func(s *settings) error {
		if wait == nil {
			return &OptionError{"WithBackoff", "the function is nil; leave the option out for the default"}
		}
		s.backoff = wait
		return nil
	}
}

// WithMaxResponse limits how much of an answer is read, in bytes after decompression.
// The default is DefaultMaxResponse. Of errors at most 256 KiB are read.
func WithMaxResponse(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 1 {
			return &OptionError{"WithMaxResponse", "the limit is not positive"}
		}
		s.maxResponse = bytes
		return nil
	}
}

// WithSelfSignedCertificates accepts any certificate of the server, for a server in
// development. It concerns this client alone, and takes away all that HTTPS protects.
func WithSelfSignedCertificates() Option {
	return func(s *settings) error {
		s.skipVerify = true
		s.transportChanged = true
		return nil
	}
}

// WithRootCAs trusts the given certificate authorities instead of the system's.
func WithRootCAs(roots *x509.CertPool) Option {
	return func(s *settings) error {
		if roots == nil {
			return &OptionError{"WithRootCAs", "the pool is nil; leave the option out for the system's authorities"}
		}
		s.roots = roots
		s.transportChanged = true
		return nil
	}
}

// WithPlainHTTP lets an API key travel over an http:// endpoint that is not on this
// machine, where anybody on the way can read it.
func WithPlainHTTP() Option {
	return func(s *settings) error {
		s.plainHTTP = true
		return nil
	}
}

// WithWarningHandler is told what the server warns of in X-Appwrite-Warning, with the
// operation as the API names it. It may be called from many goroutines at once.
func WithWarningHandler(handle func(operation, warning string)) Option {
	return func(s *settings) error {
		s.onWarning = handle
		return nil
	}
}

// check looks at the options together.
func (s *settings) check() error {
	switch {
	case s.key != nil && s.session != nil:
		return &OptionError{"WithKey", "it excludes WithSession, the server refuses both at once with 403; use two clients"}
	case s.key != nil && s.jwt != nil:
		return &OptionError{"WithKey", "it excludes WithJWT, the server refuses both at once with 403; use two clients"}
	case s.session != nil && s.jwt != nil:
		return &OptionError{"WithSession", "it excludes WithJWT, servers from 1.9 on refuse both at once with 403; use two clients"}
	case s.key != nil && !s.plainHTTP && strings.HasPrefix(s.endpoint, "http://") && !onThisMachine(s.endpoint):
		return &OptionError{"WithKey", "the endpoint is plain http, so that anybody on the way could read the key; use https, or WithPlainHTTP if the network is trusted"}
	}
	return nil
}

// tlsConfig is what the TLS options say; nil if they say nothing.
func (s *settings) tlsConfig() *tls.Config {
	if !s.skipVerify && s.roots == nil {
		return nil
	}
	return &tls.Config{InsecureSkipVerify: s.skipVerify, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}
