package account

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// Error is an answer that is not a success, or not one that can be read: an error of
// the service, a web page of a proxy, a body that broke off. Decide by Type, with
// errors.Is and the Err constants; some types come with different statuses from
// different servers.
type Error struct {
	// Operation is the call, as the API names it: "createSession".
	Operation string
	// StatusCode is the HTTP status; a success status when the body could not be read.
	StatusCode int
	// Type is the kind of error; empty when the answer did not come from the service.
	Type ErrorType
	// Message explains the error to a developer, in the words of the service where it
	// gave any.
	Message string
	// Version is the version of the server; empty when it did not say.
	Version string
	// RateLimit is what the answer said of the limit; zero when it said nothing.
	RateLimit RateLimit
	// Header is the header of the answer, without the cookies that carry sessions.
	Header http.Header
	// Body is the beginning of the body, at most 4 KiB; empty for a success status,
	// for it could hold a secret. It is never part of what is printed.
	Body []byte
	// Attempts is how often the request was sent.
	Attempts int

	cause error
}

// RateLimit is what an answer says of the limit on its route.
type RateLimit struct {
	Limit     int       // calls allowed in the window
	Remaining int       // calls left
	Reset     time.Time // when the window ends; zero if the route has no limit
}

// Error says what was called, what came back, and why.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("account: ")
	b.WriteString(e.Operation)
	b.WriteString(": ")
	b.WriteString(strconv.Itoa(e.StatusCode))
	if e.Type != "" {
		b.WriteString(" ")
		b.WriteString(string(e.Type))
	}
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(e.Message)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (%d attempts)", e.Attempts)
	}
	return b.String()
}

// Is matches the Err constant of the error's type.
func (e *Error) Is(target error) bool {
	t, ok := target.(ErrorType)
	return ok && t != "" && t == e.Type
}

// Unwrap returns why the body could not be read; nil if it could.
func (e *Error) Unwrap() error { return e.cause }

// Format prints what Error says, also for %#v and for an Error that is no pointer: header
// and body stay out.
func (e Error) Format(s fmt.State, verb rune) {
	text := e.Error()
	if verb == 'q' {
		text = strconv.Quote(text)
	}
	fmt.Fprint(s, text)
}

// LogValue gives log records the error as a group, without header and body.
func (e Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("operation", e.Operation),
		slog.Int("status", e.StatusCode),
		slog.String("type", string(e.Type)),
		slog.String("message", e.Message),
		slog.Int("attempts", e.Attempts),
	)
}

// MarshalJSON writes the error without header and body.
func (e Error) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Operation string    `json:"operation"`
		Status    int       `json:"status"`
		Type      ErrorType `json:"type,omitempty"`
		Message   string    `json:"message"`
		Version   string    `json:"version,omitempty"`
	}{e.Operation, e.StatusCode, e.Type, e.Message, e.Version})
}

// MissingParameterError is a call without a parameter that it needs. It is found
// before anything is sent.
type MissingParameterError struct {
	// Operation is the call, as the API names it: "createSession".
	Operation string
	// Parameters are all that are missing, as the API names them: "userId", "secret".
	Parameters []string
}

// Error is the text of the service itself: Missing required parameter: "userId".
func (e *MissingParameterError) Error() string {
	quoted := make([]string, len(e.Parameters))
	for i, name := range e.Parameters {
		quoted[i] = strconv.Quote(name)
	}
	return "Missing required parameter: " + strings.Join(quoted, ", ")
}

// InvalidParameterError is a call with a parameter that cannot be sent. It is found
// before anything is sent.
type InvalidParameterError struct {
	// Operation is the call, as the API names it: "deleteSession".
	Operation string
	// Parameter is its name in the API: "sessionId". Empty when it is not known which.
	Parameter string
	// Reason says what is wrong and what to do.
	Reason string

	cause error
}

// Error says which parameter of which call, and what is wrong with it.
func (e *InvalidParameterError) Error() string {
	if e.Parameter == "" {
		return fmt.Sprintf("account: %s: %s", e.Operation, e.Reason)
	}
	return fmt.Sprintf("account: %s: Invalid parameter %q: %s", e.Operation, e.Parameter, e.Reason)
}

// Unwrap returns why the parameter could not be written; nil if that is not it.
func (e *InvalidParameterError) Unwrap() error { return e.cause }

// OptionError is an option, or a combination of options, that cannot work.
type OptionError struct {
	Option string // the option's name: "WithKey"
	Reason string // what is wrong and what to do
}

// Error names the option and says what to do.
func (e *OptionError) Error() string { return "account: " + e.Option + ": " + e.Reason }

// TransportError is a call without an answer: the server could not be reached, or did
// not answer in time. Unwrap leads to the reason: context.DeadlineExceeded,
// context.Canceled, a *net.OpError and so on.
type TransportError struct {
	// Operation is the call, as the API names it: "get".
	Operation string
	// Host is the host of the endpoint.
	Host string
	// Attempts is how often the request was sent.
	Attempts int

	cause error
	last  error
}

// Error says which call got no answer from which host, and why.
func (e *TransportError) Error() string {
	text := fmt.Sprintf("account: %s: no answer from %s: %v", e.Operation, e.Host, e.cause)
	if e.last != nil {
		text = fmt.Sprintf("account: %s: gave up waiting to try again: %v; before that: %v", e.Operation, e.cause, e.last)
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (%d attempts)", e.Attempts)
	}
	return text
}

// Unwrap returns the reason, and what the last attempt met if the call ended while
// waiting for the next: an *Error if that was an answer.
func (e *TransportError) Unwrap() []error {
	if e.last == nil {
		return []error{e.cause}
	}
	return []error{e.cause, e.last}
}

// Timeout reports whether it was a matter of time.
func (e *TransportError) Timeout() bool {
	var t interface{ Timeout() bool }
	return errors.As(e.cause, &t) && t.Timeout()
}

// serviceError is the body of an error of the service.
type serviceError struct {
	Message, Type, Version string
}

// Field takes a field of the body.
func (e *serviceError) Field(r *wire.Reader, name []byte) (err error) {
	switch string(name) {
	case "message":
		e.Message, err = r.Text()
	case "type":
		e.Type, err = r.Text()
	case "version":
		e.Version, err = r.Text()
	default:
		err = r.Skip()
	}
	return err
}

// success says why an answer is not a success with a whole body; nil if it is.
func (r *reply) success() error {
	if r.status() < 200 || r.status() > 299 {
		return r.refusal()
	}
	if r.broke != nil {
		return r.unreadable()
	}
	return nil
}

// refusal makes an error of an answer that is no success.
func (r *reply) refusal() *Error {
	e := r.newError()
	e.Body = r.body[:min(len(r.body), maxErrorBody)]
	var said serviceError
	if wire.Unmarshal(r.body, &said) == nil && (said.Type != "" || said.Message != "") {
		e.Type, e.Message, e.Version = ErrorType(said.Type), said.Message, said.Version
		return e
	}
	e.Type = typeIn(r.body)
	e.Message = cmp.Or(redirection(r.res), describe(r.res, r.body, r.broke))
	return e
}

// unreadable makes an error of a success that cannot be read. Its body is not kept, and
// neither is a decoder's error, which could quote it.
func (r *reply) unreadable() *Error {
	e := r.newError()
	e.Message = describe(r.res, r.body, r.broke)
	return e
}

func (r *reply) newError() *Error {
	header := withoutCookies(r.res.Header)
	return &Error{
		Operation: r.operation, StatusCode: r.status(), Attempts: r.attempts,
		RateLimit: rateLimit(header), Header: header, cause: r.broke,
	}
}

// withoutCookies leaves out the cookies that carry sessions. The header itself is not
// changed, for it could be somebody else's as well.
func withoutCookies(header http.Header) http.Header {
	if header["Set-Cookie"] == nil && header["X-Fallback-Cookies"] == nil {
		return header
	}
	header = maps.Clone(header)
	delete(header, "Set-Cookie")
	delete(header, "X-Fallback-Cookies")
	return header
}

// describe says what came instead of the service's JSON.
func describe(res *http.Response, body []byte, readErr error) string {
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	switch {
	case readErr != nil:
		return fmt.Sprintf("the answer broke off after %d bytes: %v", len(body), readErr)
	case len(strings.TrimSpace(string(body))) == 0:
		return "the answer is empty; a proxy or an overloaded server sends such answers, and so does a wrong endpoint"
	case strings.HasPrefix(kind, "text/html") || looksLikePage(body):
		return fmt.Sprintf("the answer is a web page%s, not JSON; a proxy may stand in between, or the endpoint may be wrong (it usually ends in /v1)", title(body))
	default:
		return fmt.Sprintf("the answer (%d bytes of %s) is not the JSON of the account service; is the endpoint right?", len(body), cmp.Or(kind, "no content type"))
	}
}

// redirection says where the server points to. Redirects are never followed: they
// would carry the credentials along.
func redirection(res *http.Response) string {
	if !isRedirect(res.StatusCode) {
		return ""
	}
	target, err := res.Location()
	if err != nil {
		return "the server redirects, but does not say where to"
	}
	return fmt.Sprintf("the server redirects to %s://%s%s; redirects are not followed, since they would hand the credentials on. If that is the service, use it as the endpoint",
		target.Scheme, target.Host, target.Path)
}

func looksLikePage(body []byte) bool {
	start := strings.ToLower(strings.TrimSpace(string(body[:min(len(body), 64)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// title quotes the title of a page, for that is what people recognise it by.
func title(body []byte) string {
	page := string(body)
	lower := strings.ToLower(page)
	start := strings.Index(lower, "<title>")
	if start < 0 || len(lower) != len(page) {
		return ""
	}
	start += len("<title>")
	length := strings.Index(lower[start:], "</title>")
	if length < 0 || length > 80 {
		return ""
	}
	return fmt.Sprintf(" (%q)", strings.TrimSpace(page[start:start+length]))
}

// typeIn finds the type of the error in an error page: it stands there as text.
func typeIn(body []byte) ErrorType {
	page := string(body)
	for _, t := range errorTypes {
		if i := strings.Index(page, string(t)); i >= 0 && !continues(page[i+len(t):]) {
			return t
		}
	}
	return ""
}

func continues(rest string) bool {
	return rest != "" && (rest[0] == '_' || 'a' <= rest[0] && rest[0] <= 'z')
}

// lastSecond is the end of the year 9999. What is later is not a time that somebody
// meant, and overflows.
const lastSecond = 253402300799

func rateLimit(header http.Header) RateLimit {
	var limit RateLimit
	limit.Limit, _ = strconv.Atoi(header.Get("X-Ratelimit-Limit"))
	limit.Remaining, _ = strconv.Atoi(header.Get("X-Ratelimit-Remaining"))
	if reset, err := strconv.ParseInt(header.Get("X-Ratelimit-Reset"), 10, 64); err == nil && reset > 0 && reset <= lastSecond {
		limit.Reset = time.Unix(reset, 0).UTC()
	}
	return limit
}
