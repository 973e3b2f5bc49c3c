package account

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/internal/wire"
)

const (
	// DefaultMaxResponse is how much of an answer is read, after decompression, unless
	// WithMaxResponse says otherwise: 32 MiB.
	DefaultMaxResponse = 32 << 20
	// maxErrorRead is how much of an error answer is read.
	maxErrorRead = 256 << 10
	// maxErrorBody is how much of an error answer is kept.
	maxErrorBody = 4 << 10
	// maxTrusted is how much memory the announced length of an answer is worth.
	maxTrusted = 1 << 20
)

// CallOption changes one call.
type CallOption func(*call) error

// call is one call on its way.
type call struct {
	operation string
	effect    effect
	retries   int
	replay    bool // the caller allows a change to be sent twice
	extra     http.Header
	response  *Response
}

// Response is the metadata of an answer.
type Response struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Header is the header of the answer. Those of calls that sign in hold the session
	// in Set-Cookie and X-Fallback-Cookies.
	Header http.Header
	// RateLimit is what the answer says of the limit on its route.
	RateLimit RateLimit
	// Attempts is how often the request was sent.
	Attempts int
}

// NoRetry sends the request of one call once only.
func NoRetry() CallOption {
	return func(c *call) error {
		c.retries = 0
		return nil
	}
}

// AllowReplay lets a call that changes something be repeated as one that reads is, after
// a lost connection or a 500, although the server may have done it already. Use it where
// twice is as good as once: UpdateName, UpdatePrefs. Calls that spend a one-time secret
// are not repeated all the same.
func AllowReplay() CallOption {
	return func(c *call) error {
		c.replay = true
		return nil
	}
}

// Header adds a header to one call. Those that the client sets itself cannot be set
// this way.
func Header(name, value string) CallOption {
	return func(c *call) error {
		if err := checkHeader("Header", name, value); err != nil {
			return err
		}
		if c.extra == nil {
			c.extra = http.Header{}
		}
		c.extra.Set(name, value)
		return nil
	}
}

// ResponseInto copies the metadata of the answer to response, also when the call fails
// with an *Error.
func ResponseInto(response *Response) CallOption {
	return func(c *call) error {
		if response == nil {
			return &OptionError{"ResponseInto", "the pointer is nil"}
		}
		c.response = response
		return nil
	}
}

// answer is a pointer to a model.
type answer[T any] interface {
	*T
	UnmarshalJSON([]byte) error
}

// fetch makes a call that answers a model. It takes the result of a request builder as
// it is.
func fetch[T any, P answer[T]](c *Client, operation string, req *http.Request, err error, options []CallOption) (*T, error) {
	model := new(T)
	err = c.send(operation, req, err, options, func(r *reply) error { return r.decode(P(model).UnmarshalJSON) })
	if err != nil {
		return nil, err
	}
	return model, nil
}

// decode reads a success into a model.
func (r *reply) decode(unmarshal func([]byte) error) error {
	if err := r.success(); err != nil {
		return err
	}
	if !isObject(r.body) || unmarshal(r.body) != nil {
		return r.unreadable()
	}
	return nil
}

// exec makes a call that answers nothing. A success with a body is not the service's:
// a page of some proxy must not pass for a session that was ended.
func exec(c *Client, operation string, req *http.Request, err error, options []CallOption) error {
	return c.send(operation, req, err, options, func(r *reply) error {
		if err := r.success(); err != nil {
			return err
		}
		if len(r.body) > 0 {
			return r.unreadable()
		}
		return nil
	})
}

// isObject spares callers a zero model for "null" and the like.
func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
}

// send makes a call and has the answer read. Whatever goes wrong becomes one of the
// four types of error here or in read.
func (c *Client) send(operation string, req *http.Request, err error, options []CallOption, read func(*reply) error) error {
	if c.broken != nil {
		return c.broken
	}
	if err != nil {
		return unwritable(operation, err)
	}
	this := call{operation: operation, effect: effectOf(operation, req.Method), retries: c.retries}
	for _, option := range options {
		if err := option(&this); err != nil {
			return err
		}
	}
	ctx, cancel := c.deadline(req.Context())
	defer cancel()
	if c.onCall == nil {
		_, err := c.complete(ctx, req, &this, read)
		return err
	}
	start := time.Now()
	ctx, end := c.onCall(ctx, operation)
	r, err := c.complete(ctx, req, &this, read)
	end(Outcome{Operation: operation, StatusCode: r.status(), Attempts: r.attempts, Duration: time.Since(start), Err: err})
	return err
}

// complete sends a request until it is answered for good, and has the answer read.
func (c *Client) complete(ctx context.Context, req *http.Request, this *call, read func(*reply) error) (*reply, error) {
	c.dress(req, this.extra)
	r, err := c.repeat(ctx, req, this)
	if this.response != nil && r.res != nil {
		*this.response = Response{StatusCode: r.res.StatusCode, Header: r.res.Header.Clone(), RateLimit: rateLimit(r.res.Header), Attempts: r.attempts}
	}
	if err != nil {
		return r, err
	}
	if warning := r.res.Header.Get("X-Appwrite-Warning"); warning != "" && c.onWarning != nil {
		c.onWarning(this.operation, warning)
	}
	return r, read(r)
}

// attempt is what came of sending a request once: an answer, whole or broken off, or an
// error instead.
type attempt struct {
	res    *http.Response
	body   []byte
	broke  error // why the body is not whole
	err    error // why there is no answer
	unsent bool  // it is certain that the server has seen nothing
}

func (a *attempt) status() int {
	if a.res == nil {
		return 0
	}
	return a.res.StatusCode
}

// reply is the last attempt of a call.
type reply struct {
	attempt
	operation string
	attempts  int
}

// repeat sends a request, and once more as long as that is safe and may help.
func (c *Client) repeat(ctx context.Context, req *http.Request, this *call) (*reply, error) {
	r := &reply{operation: this.operation}
	for {
		r.attempts++
		start := time.Now()
		r.attempt = c.once(ctx, req, this.effect)
		wait := c.nextIn(ctx, r, this)
		if c.onAttempt != nil || c.logger != nil {
			c.tell(ctx, Attempt{Operation: r.operation, Number: r.attempts, StatusCode: r.status(), Duration: time.Since(start),
				RequestBytes: req.ContentLength, Err: cmp.Or(r.err, r.broke), RetryIn: wait})
		}
		if wait < 0 {
			break
		}
		if err := sleep(ctx, wait); err != nil {
			return r, c.gaveUp(r, err)
		}
		if req.GetBody != nil {
			req.Body, _ = req.GetBody() // a reader over bytes in memory
		}
	}
	if r.err != nil {
		return r, &TransportError{Operation: r.operation, Host: c.host(), Attempts: r.attempts, cause: ended(ctx, r.err)}
	}
	return r, nil
}

// ended adds the end of the context to an error that it caused: for a context that was
// cancelled with a cause, net/http gives that cause alone.
func ended(ctx context.Context, err error) error {
	end := ctx.Err()
	if end == nil || errors.Is(err, end) {
		return err
	}
	return fmt.Errorf("%w: %w", end, err)
}

// once sends a request once and reads the answer.
func (c *Client) once(ctx context.Context, req *http.Request, what effect) (a attempt) {
	var request departure
	if what != reads && c.retries > 0 {
		ctx = request.watch(ctx, c.transport)
	}
	var err error
	if a.res, err = c.exchange(req.WithContext(ctx)); err != nil {
		a.err, a.unsent = err, request.unsent(err)
		return a
	}
	defer a.res.Body.Close()
	a.body, a.broke = c.readBody(a.res)
	return a
}

// dress gives a request its headers. A call's own come last.
func (c *Client) dress(req *http.Request, extra http.Header) {
	built := req.Header
	req.Header = maps.Clone(c.header)
	maps.Copy(req.Header, built)
	maps.Copy(req.Header, extra)
	if name, value := c.credential(); name != "" {
		req.Header[name] = []string{value}
	}
}

var errTooLarge = errors.New("it is larger than this client reads; WithMaxResponse allows more")

// readBody reads an answer up to a limit: one for models, a smaller one for errors.
func (c *Client) readBody(res *http.Response) ([]byte, error) {
	limit := c.maxResponse
	if res.StatusCode >= 300 {
		limit = min(limit, maxErrorRead)
	}
	var body bytes.Buffer
	if size := res.ContentLength; size > 0 {
		body.Grow(int(min(size, limit, maxTrusted)) + bytes.MinRead) // what ReadFrom wants to see free
	}
	_, err := body.ReadFrom(io.LimitReader(res.Body, limit+1))
	if err == nil && int64(body.Len()) > limit {
		return body.Bytes()[:limit], errTooLarge
	}
	return body.Bytes(), err
}

// gaveUp is a wait between two attempts that the context ended.
func (c *Client) gaveUp(r *reply, err error) error {
	e := &TransportError{Operation: r.operation, Host: c.host(), Attempts: r.attempts, cause: err}
	if r.err != nil {
		e.last = r.err
	} else {
		e.last = r.success() // which says why it is none
	}
	return e
}

func (c *Client) host() string {
	host := strings.TrimPrefix(strings.TrimPrefix(c.endpoint, "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	return host
}

// unwritable says which parameter could not be written as JSON, and why.
func unwritable(operation string, err error) error {
	e := &InvalidParameterError{Operation: operation, Reason: "the request cannot be built: " + err.Error(), cause: err}
	var value *wire.ValueError
	if errors.As(err, &value) {
		e.Parameter, e.Reason = value.Parameter, "it cannot be written as JSON: "+value.Error()
	}
	return e
}
