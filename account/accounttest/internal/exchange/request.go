package exchange

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/locale"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/router"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Request is a request with everything that was resolved from it.
type Request struct {
	HTTP      *http.Request
	Operation *Operation        // without id and handler for an unknown route
	Path      map[string]string // values of the path's placeholders
	elsewhere bool              // the route is one of another service of the server
	Input     *php.Array        // the query or the body, unchecked
	Now       time.Time
	Settings  *state.Settings
	Version   *version.Version // that the service plays
	Store     *state.Store

	Project *state.Project
	User    *state.User    // nil for a guest or an API key
	Session *state.Session // whose secret is on the request, nil for a JWT
	Key     *state.Key     // the valid API key on the request
	Behind  *state.User    // who acts as User, nil for User itself
	Params  params.Values  // what passed its checks

	calls      *callCounters
	counted    bool                // for the rate limit
	hashed     map[hashing]outcome // what was computed for this request
	unreadable error               // why there is no input, where the service does not expect that
}

// apiPath returns the path below /v1 as it was sent, with its escapes.
func apiPath(request *http.Request) (path string, inAPI bool) {
	raw := request.RequestURI
	if raw == "" {
		raw = request.URL.EscapedPath()
	}
	if parsed, err := url.Parse(raw); err == nil && parsed.Host != "" {
		raw = parsed.EscapedPath()
	}
	raw, _, _ = strings.Cut(raw, "?")
	segments := router.Split(raw)
	if len(segments) == 0 || segments[0] != "v1" {
		return "/outside" + raw, false
	}
	return "/" + strings.Join(segments[1:], "/"), true
}

// isElsewhere reports whether a path that no operation has belongs to another service of the
// server. What is below /account is as on the server.
func isElsewhere(path string) bool {
	segments := router.Split(path)
	return len(segments) > 0 && segments[0] != "account"
}

// Host is the host that the request came to, without its port.
func (r *Request) Host() string { return withoutPort(r.HTTP.Host) }

func withoutPort(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

func (r *Request) scheme() string { return cmp.Or(r.HTTP.Header.Get("X-Forwarded-Proto"), "http") }

// BaseURL is the address of the service that the request came to, with its port.
func (r *Request) BaseURL() string { return r.scheme() + "://" + r.HTTP.Host }

// originHost is the host of the page that a browser sent the request from.
func (r *Request) originHost() string {
	parsed, err := url.Parse(cmp.Or(r.HTTP.Header.Get("Origin"), r.HTTP.Header.Get("Referer")))
	if err != nil {
		return ""
	}
	return parsed.Hostname()
}

// How much of an address and of a User-Agent is read. Sessions and logs keep both.
const (
	maxIP    = 64
	maxAgent = 4096
)

// ClientIP trusts X-Forwarded-For, as the service does.
func (r *Request) ClientIP() string {
	forwarded, _, _ := strings.Cut(r.HTTP.Header.Get("X-Forwarded-For"), ",")
	return cmp.Or(prefix(strings.TrimSpace(forwarded), maxIP), withoutPort(r.HTTP.RemoteAddr))
}

// prefix copies the beginning of a string, so that keeping it keeps nothing else.
func prefix(s string, length int) string { return strings.Clone(s[:min(length, len(s))]) }

// Agent is what is known of the caller's program. Only a back end with an API key can
// forward the user agent of the end user's browser.
func (r *Request) Agent() device.Agent {
	header := r.HTTP.Header.Get("User-Agent")
	if forwarded := r.HTTP.Header.Get("X-Forwarded-User-Agent"); forwarded != "" && r.Key != nil {
		header = forwarded
	}
	return device.ParseAgent(prefix(header, maxAgent))
}

// Language is the language that the caller asks for.
func (r *Request) Language() locale.Language {
	if code, sent := r.InputString("locale"); sent {
		return locale.Find(code)
	}
	return locale.Find(r.HTTP.Header.Get("X-Appwrite-Locale"))
}

// InputString returns an unchecked parameter, for what comes before the checks.
func (r *Request) InputString(name string) (value string, ok bool) {
	raw, _ := r.Input.Get(name)
	return php.String(raw)
}

// hasDevKey reports whether the request carries a development key, which lifts rate limits
// and lets browsers and redirects be on any host.
func (r *Request) hasDevKey() bool {
	key := r.HTTP.Header.Get("X-Appwrite-Dev-Key")
	return key != "" && r.Project != nil && slices.Contains(r.Project.DevKeys, key)
}

// RequireSession rejects callers with a JWT where an operation needs the session. The
// service forgot that case and fails with 500.
func (r *Request) RequireSession() error {
	if r.Session == nil {
		return r.Bug("user_session_not_found")
	}
	return nil
}

// RequireMail rejects the request if the service has no mail server.
func (r *Request) RequireMail() error {
	if !r.Settings.Mail {
		return Reject("general_smtp_disabled")
	}
	return nil
}

// RequireSMS rejects the request if the service has no SMS provider.
func (r *Request) RequireSMS() error {
	if !r.Settings.SMS {
		return Reject("general_phone_disabled")
	}
	return nil
}

// RequireRoom rejects the request if the project has as many users as it can have.
func (r *Request) RequireRoom() error {
	if limit := r.Settings.UserLimit; limit > 0 && len(r.Project.Users) >= limit {
		return Reject("user_count_exceeded")
	}
	return nil
}

// NewUser makes a user with an id. The service fails with 500 on the id "0", and makes the
// user of the record of the caller, if there is one: what the operation does not set itself
// is the caller's.
func (r *Request) NewUser(id string) (*state.User, error) {
	if id == "0" {
		return nil, r.Bug("general_argument_invalid")
	}
	user := state.NewUser(id, r.Now)
	if r.User != nil {
		user.Name, user.Labels, user.RecoveryCodes = r.User.Name, slices.Clone(r.User.Labels), slices.Clone(r.User.RecoveryCodes)
	}
	return user, nil
}

// InheritsPhone reports whether a user that is made now would get the caller's number, which
// two users cannot have.
func (r *Request) InheritsPhone() bool { return r.User != nil && r.User.Phone != "" }

// Bug returns the 500 of the real service, or the sensible error type if the settings ask
// for that.
func (r *Request) Bug(sensible string) error {
	if r.Settings.Bugs {
		return Reject("general_unknown")
	}
	return Reject(sensible)
}
