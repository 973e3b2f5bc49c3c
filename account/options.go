package account

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Option configures a client, at New or With.
type Option func(*settings) error

// settings is what options say. It is copied, never shared; what it points to is
// never changed.
type settings struct {
	server  *url.URL // the endpoint
	project string
	// key, session and jwt are the credentials; with none of them the client is a guest.
	// Behind pointers, nothing that prints a client finds them.
	key, session, jwt  *string
	locale             string
	forwardedUserAgent string
	visitor            Visitor
	extra              hidden[http.Header]
	userAgent          string
	timeout            time.Duration
	plainHTTP          bool
	retries            int
	retryWait          time.Duration
	backoff            func(retry int) time.Duration
	maxResponse        int64
	logger             *slog.Logger
	onAttempt          func(context.Context, Attempt)
	onCall             func(context.Context, CallStart) (context.Context, func(CallEnd))
	onWarning          func(context.Context, Warning)
	httpClient         *http.Client
	skipVerify         bool
	roots              *x509.CertPool
	transports         *sync.Map // of a client and those derived from it: transportKey to *http.Transport
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
	return func(s *settings) error {
		if err := setCredential(field(s), option, value); err != nil {
			return err
		}
		return nil
	}
}

func setCredential(field **string, option, value string) *OptionError {
	var reason string
	switch {
	case value == "":
		reason = "the value is empty; leave the option out to be a guest"
	case !validValue(value):
		reason = "the value has a line break or another control character; was it read from a file with its newline?"
	case strings.TrimSpace(value) != value:
		reason = "the value begins or ends with white space, which would get lost on the way"
	default:
		*field = &value
		return nil
	}
	return &OptionError{Option: option, Reason: reason, signedOut: option != "WithKey"}
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

// WithLocale asks for mails and names of countries in a language, such as "de".
func WithLocale(locale string) Option {
	return headerOption("WithLocale", locale, func(s *settings) { s.locale = locale })
}

// WithForwardedUserAgent passes on the user agent of the browser that a web server acts
// for. The service shows it in sessions and logs, but trusts it only together with an API
// key; ForVisitor is right for every client.
func WithForwardedUserAgent(userAgent string) Option {
	return headerOption("WithForwardedUserAgent", userAgent, func(s *settings) { s.forwardedUserAgent = userAgent })
}

// WithUserAgentSuffix adds the name of the program to the User-Agent of the SDK, such
// as "my-program/1.2".
func WithUserAgentSuffix(suffix string) Option {
	return headerOption("WithUserAgentSuffix", suffix, func(s *settings) { s.userAgent = defaultUserAgent + " " + suffix })
}

func headerOption(option, value string, set func(*settings)) Option {
	return func(s *settings) error {
		if !validValue(value) {
			return &OptionError{Option: option, Reason: "the value has a line break or another control character, which a header cannot carry"}
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
		extra := s.extra.get().Clone()
		if extra == nil {
			extra = http.Header{}
		}
		extra.Set(name, value)
		s.extra = hide(extra)
		return nil
	}
}

// WithHTTPClient sends requests through the Transport of an http.Client, for a proxy,
// tracing or a test, and honours its Timeout. The client is not changed, and its Jar and
// CheckRedirect are not used: no cookie is kept and no redirect followed. One
// without Transport gets the SDK's, which keeps enough idle connections for a busy server.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) error {
		if client == nil {
			return &OptionError{Option: "WithHTTPClient", Reason: "the client is nil; leave the option out for the default"}
		}
		s.httpClient = client
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
			return &OptionError{Option: "WithTimeout", Reason: "the limit is negative; 0 means none"}
		}
		s.timeout = limit
		return nil
	}
}

// WithRetries limits how often a call is retried; 0 means never. The default is
// DefaultRetries. Which calls are retried after what is in the package documentation.
func WithRetries(n int) Option {
	return func(s *settings) error {
		if n < 0 {
			return &OptionError{Option: "WithRetries", Reason: "the number is negative; 0 means never"}
		}
		s.retries = n
		return nil
	}
}

// WithRetryWait limits the wait before each retry. Where the server asks for a longer one,
// the call fails at once. The default is DefaultRetryWait.
func WithRetryWait(limit time.Duration) Option {
	return func(s *settings) error {
		if limit < 0 {
			return &OptionError{Option: "WithRetryWait", Reason: "the limit is negative; WithRetries(0) switches retries off"}
		}
		s.retryWait = limit
		return nil
	}
}

// WithBackoff sets how long to wait before retry 1, 2, and so on, where the server does not
// say. The default doubles from 200 ms on, of which half is random.
func WithBackoff(wait func(retry int) time.Duration) Option {
	return func(s *settings) error {
		if wait == nil {
			return &OptionError{Option: "WithBackoff", Reason: "the function is nil; leave the option out for the default"}
		}
		s.backoff = wait
		return nil
	}
}

// WithMaxResponse limits how much of a response is read, in bytes after decompression.
// The default is DefaultMaxResponse. Of errors at most 256 KiB are read.
func WithMaxResponse(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 1 {
			return &OptionError{Option: "WithMaxResponse", Reason: "the limit is not positive"}
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
		return nil
	}
}

// WithRootCAs trusts the given certificate authorities instead of the system's. Derived
// clients with the same pool share connections, which are kept for as long as any of these
// clients: make the pool once, not for each request.
func WithRootCAs(roots *x509.CertPool) Option {
	return func(s *settings) error {
		if roots == nil {
			return &OptionError{Option: "WithRootCAs", Reason: "the pool is nil; leave the option out for the system's authorities"}
		}
		s.roots = roots
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

// check looks at the options together.
func (s *settings) check() error {
	switch {
	case s.key != nil && s.session != nil:
		return &OptionError{Option: "WithKey", Reason: "it excludes WithSession, the server rejects both at once with 403; use two clients"}
	case s.key != nil && s.jwt != nil:
		return &OptionError{Option: "WithKey", Reason: "it excludes WithJWT, the server rejects both at once with 403; use two clients"}
	case s.session != nil && s.jwt != nil:
		return &OptionError{Option: "WithSession", Reason: "it excludes WithJWT, servers from 1.9 on reject both at once with 403; use two clients"}
	case s.key != nil && !s.plainHTTP && s.server.Scheme == "http" && !onThisMachine(s.server):
		return &OptionError{Option: "WithKey", Reason: "the endpoint is plain http, so that anybody on the way could read the key; use https, or WithPlainHTTP if the network is trusted"}
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
