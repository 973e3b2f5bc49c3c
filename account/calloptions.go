package account

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// CallOption changes one call. The names of options of a client begin with With; those of
// a call do not.
type CallOption func(*call) error

// Response is the metadata of a response.
type Response struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Header is the header of the response. Those of calls that sign in hold the session
	// in Set-Cookie and X-Fallback-Cookies.
	Header http.Header
	// RateLimit is what the response says of the limit on its route.
	RateLimit RateLimit
	// Attempts is how often the request was sent.
	Attempts int
}

// Format prints the response without the cookies that carry sessions, whatever the verb.
func (r Response) Format(s fmt.State, verb rune) {
	wire.Format(s, verb, "account.Response", r.redacted())
}

// LogValue returns the response without the cookies that carry sessions.
func (r Response) LogValue() slog.Value { return slog.AnyValue(r.redacted()) }

// MarshalJSON encodes the response without the cookies that carry sessions.
func (r Response) MarshalJSON() ([]byte, error) { return json.Marshal(r.redacted()) }

type bareResponse Response

func (r Response) redacted() bareResponse {
	r.Header = withoutCookies(r.Header)
	return bareResponse(r)
}

// NoRetry sends the request of one call once only.
func NoRetry() CallOption {
	return func(c *call) error {
		c.retries = 0
		return nil
	}
}

// AllowReplay retries a call that changes something like one that reads, although the
// server may have made the change already. Use it where twice is as good as once:
// UpdateName, UpdatePrefs. Calls that spend a one-time secret are not retried all the same.
func AllowReplay() CallOption {
	return func(c *call) error {
		c.replay = true
		return nil
	}
}

// RequestHeader adds a header to one call, in place of one that WithHeader set. Headers
// that the client sets itself are rejected.
func RequestHeader(name, value string) CallOption {
	return func(c *call) error {
		if err := checkHeader("RequestHeader", name, value); err != nil {
			return err
		}
		if c.header == nil {
			c.header = http.Header{}
		}
		c.header.Set(name, value)
		return nil
	}
}

// JWTDuration says how long the JWT of CreateJWT is valid: whole seconds, from one to an
// hour; 15 minutes without it. From server 1.9 on; servers 1.7 and 1.8 ignore it. Anything
// else, and any other call, fails with an *OptionError.
func JWTDuration(d time.Duration) CallOption {
	return func(c *call) error {
		switch {
		case c.operation.ID != gen.CreateJWT.ID:
			return &OptionError{Option: "JWTDuration", Reason: "it is for CreateJWT, not for " + c.operation.ID}
		case d < time.Second || d > time.Hour:
			return &OptionError{Option: "JWTDuration", Reason: fmt.Sprintf("%v is not between one second and one hour", d)}
		case d%time.Second != 0:
			return &OptionError{Option: "JWTDuration", Reason: fmt.Sprintf("%v is not a number of whole seconds", d)}
		}
		c.jwtSeconds = uint16(d / time.Second)
		return nil
	}
}

// ResponseInto copies the metadata of the response to response, also when the call fails
// with an *Error.
func ResponseInto(response *Response) CallOption {
	return func(c *call) error {
		if response == nil {
			return &OptionError{Option: "ResponseInto", Reason: "the pointer is nil"}
		}
		c.metadata = response
		return nil
	}
}
