package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrorType is the machine-readable kind of an error of the service, such as
// "user_invalid_credentials". It is an error itself, so that each of the Err constants is
// a target for errors.Is:
//
//	if errors.Is(err, account.ErrUserInvalidCredentials) { … }
//
// Types that this package does not know arrive as they are.
type ErrorType string

// Error returns the type as the service writes it.
func (t ErrorType) Error() string { return string(t) }

// Error is a response that is not a success, or not one that can be decoded: an error of
// the service, a web page of a proxy, a body that broke off. Decide by Type, with
// errors.Is and the Err constants; some types come with different statuses from
// different servers.
type Error struct {
	// Operation is the call, as the API names it: "createSession".
	Operation string
	// StatusCode is the HTTP status; a success status when the body could not be decoded.
	StatusCode int
	// Type is the kind of error; empty when the response did not come from the service.
	Type ErrorType
	// Message explains the error to a developer, in the words of the service where it
	// gave any.
	Message string
	// Hint says what to do about an error that has a usual cause; mostly empty.
	Hint string
	// Version is the version of the server; empty when it did not say.
	Version string
	// RateLimit is what the response said of the limit; zero when it said nothing.
	RateLimit RateLimit
	// Header is the header of the response, without the cookies that carry sessions.
	Header http.Header
	// Body is the beginning of the body, at most 4 KiB; empty for a success status, since
	// it could hold a secret. It is never part of what is printed.
	Body []byte
	// Attempts is how often the request was sent; 0 for a session that cannot be one, with
	// which nothing is sent.
	Attempts int

	cause     error
	signedOut bool
}

// RateLimit is what a response says of the limit on its route.
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
		b.WriteString(printable(string(e.Type), 100))
	}
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(printable(e.Message, 1000))
	}
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (%d attempts)", e.Attempts)
	}
	return b.String()
}

// Parameter returns the parameter that the service rejected, as the API names it; empty if the
// message does not say. It is for forms, together with ErrGeneralArgumentInvalid.
func (e *Error) Parameter() string {
	// Not a regular expression: every program would link package regexp for this alone.
	for _, around := range [][2]string{{"Invalid `", "` param"}, {`Param "`, `" is not optional`}} {
		rest, begins := strings.CutPrefix(e.Message, around[0])
		if name, _, ends := strings.Cut(rest, around[1]); begins && ends {
			return name
		}
	}
	return ""
}

// Is matches the Err constant of the error's type, and those that other versions of the
// server call it by.
func (e *Error) Is(target error) bool {
	t, ok := target.(ErrorType)
	if !ok || t == "" {
		return false
	}
	return t == e.Type || renamed(e.Type, t) || renamed(t, e.Type)
}

// renamed reports whether later servers call an error type by another name.
func renamed(earlier, later ErrorType) bool {
	switch earlier {
	case ErrUserKeyAndSessionSet:
		return later == ErrUserAPIKeyAndSessionSet
	case ErrGeneralQueryLimitExceeded:
		return later == ErrGeneralAttributeQueryLimitExceeded || later == ErrGeneralColumnQueryLimitExceeded
	}
	return false
}

// Unwrap returns why the body could not be read in full; nil if it could.
func (e *Error) Unwrap() error { return e.cause }

// Format prints what Error says, also for %#v and for an Error that is no pointer: header
// and body stay out.
func (e Error) Format(s fmt.State, verb rune) {
	printed := e.Error()
	if verb == 'q' {
		printed = strconv.Quote(printed)
	}
	fmt.Fprint(s, printed)
}

// LogValue returns the error as a group, without header and body.
func (e Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("operation", e.Operation),
		slog.Int("status", e.StatusCode),
		slog.String("type", printable(string(e.Type), 100)),
		slog.String("message", printable(e.Message, 1000)),
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

// MissingParameterError is a call without a parameter that it requires. Nothing is sent.
type MissingParameterError struct {
	// Operation is the call, as the API names it: "createSession".
	Operation string
	// Parameters are all that are missing, as the API names them: "userId", "secret".
	Parameters []string
}

// Error names all parameters that are missing: account: create: Missing required
// parameter: "userId".
func (e *MissingParameterError) Error() string {
	quoted := make([]string, len(e.Parameters))
	for i, name := range e.Parameters {
		quoted[i] = strconv.Quote(name)
	}
	return fmt.Sprintf("account: %s: Missing required parameter: %s", e.Operation, strings.Join(quoted, ", "))
}

// InvalidParameterError is a call with a parameter that cannot be sent. Nothing is sent.
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

// Unwrap returns why the parameter could not be encoded; nil if that is not the reason.
func (e *InvalidParameterError) Unwrap() error { return e.cause }

// OptionError is an option, or a combination of options, that cannot work.
type OptionError struct {
	Option string // the option's name: "WithKey"
	Reason string // what is wrong and what to do

	signedOut bool // the value of a session or JWT cannot be one
}

// Error names the option and says what to do.
func (e *OptionError) Error() string { return "account: " + e.Option + ": " + e.Reason }

// TransportError is a call without a response: the server could not be reached, or did
// not respond in time. Unwrap leads to the reason: context.DeadlineExceeded,
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

// Error says which call got no response from which host, and why.
func (e *TransportError) Error() string {
	message := fmt.Sprintf("account: %s: no response from %s: %v", e.Operation, e.Host, e.cause)
	if e.last != nil {
		message = fmt.Sprintf("account: %s: ended while waiting to retry: %v; before that: %v", e.Operation, e.cause, e.last)
	}
	if e.Attempts > 1 {
		message += fmt.Sprintf(" (%d attempts)", e.Attempts)
	}
	return message
}

// Unwrap returns the reason, and the error of the last attempt if the call ended while
// waiting for the next: an *Error if there was a response.
func (e *TransportError) Unwrap() []error {
	if e.last == nil {
		return []error{e.cause}
	}
	return []error{e.cause, e.last}
}

// Timeout reports whether a time limit was the reason.
func (e *TransportError) Timeout() bool {
	var t interface{ Timeout() bool }
	return errors.As(e.cause, &t) && t.Timeout()
}

// IsSignedOut reports whether a call failed since nobody is signed in: without a session or
// JWT, with one that has ended, was deleted or never was one, such as what a visitor's
// cookie may hold. It is false for a blocked user, and while a second factor is pending
// (ErrUserMoreFactorsRequired).
func IsSignedOut(err error) bool {
	var option *OptionError
	if errors.As(err, &option) {
		return option.signedOut
	}
	var failure *Error
	return errors.As(err, &failure) && failure.signedOut
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
