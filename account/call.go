package account

import (
	"context"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// call is one call of an operation on its way from parameters to a result. It is the Doer
// of the low-level client: that builds the request, Do sends it.
type call struct {
	client     *Client
	operation  *gen.Operation
	api        gen.Client
	retries    int
	replay     bool        // the caller allows sending a change twice
	jwtSeconds uint16      // of JWTDuration; here it takes no memory of its own
	header     http.Header // of RequestHeader
	metadata   *Response   // of ResponseInto
	err        error       // why nothing can be sent; nil if it can
	attempts   int
	last       attempt
	end        func(CallEnd) // of the hook for calls; nil without one
	started    time.Time
}

func (c *Client) newCall(operation *gen.Operation, options []CallOption) *call {
	if c == nil || c.transport == nil {
		return &call{operation: operation, err: errZeroClient}
	}
	call := &call{client: c, operation: operation, retries: c.retries, err: c.signedOut(operation)}
	call.api = gen.Client{Server: c.server, Doer: call}
	for _, option := range options {
		if option != nil {
			call.fail(option(call))
		}
	}
	return call
}

// fail keeps the first error.
func (c *call) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// fetch makes a call whose response is a model.
func fetch[T any, P decodable[T]](ctx context.Context, call *call, request func(context.Context) (*http.Response, error)) (*T, error) {
	model := new(T)
	if err := call.send(ctx, request, decodeModel[T, P](model)); err != nil {
		return nil, err
	}
	return model, nil
}

// exec makes a call whose response is empty.
func exec(ctx context.Context, call *call, request func(context.Context) (*http.Response, error)) error {
	return call.send(ctx, request, decodeNothing)
}

// send is the way of a call: the low-level client builds the request and passes it to Do,
// which sets the headers, makes the attempts and reads and classifies each response; the
// last one is decoded here. Whatever goes wrong becomes one of the types of error.
func (c *call) send(ctx context.Context, request func(context.Context) (*http.Response, error), decode func(*attempt) error) error {
	if ctx == nil {
		c.fail(&InvalidParameterError{Operation: c.operation.ID, Reason: "the context is nil; use context.Background() if there is no other"})
	}
	if c.err != nil {
		return c.err
	}
	ctx, cancel := c.client.deadline(ctx)
	defer cancel()
	_, err := request(ctx) // c.last has the response, with its body read
	switch {
	case c.attempts == 0:
		return c.unencodable(err)
	case err == nil:
		if reason := decode(&c.last); reason != nil {
			err = c.unreadable(&c.last, reason)
		}
	}
	c.finish(err)
	return err
}

// Do sends a request, and again for as long as that is safe and may help. The response it
// returns is a success; everything else is an error.
func (c *call) Do(req *http.Request) (*http.Response, error) {
	req = c.start(req)
	ctx := req.Context()
	c.setHeaders(req)
	for {
		c.attempts++
		c.last = c.attempt(ctx, req)
		delay := c.retryDelay(ctx, &c.last)
		c.report(ctx, req, delay)
		if delay < 0 {
			c.warn(ctx)
			return c.last.res, c.last.failure
		}
		if err := sleep(ctx, delay); err != nil {
			return nil, c.interrupted(err)
		}
		if req.GetBody != nil {
			req.Body, _ = req.GetBody() // a reader over bytes in memory
		}
	}
}

// withID checks the parameters of the path. One that is empty, "." or ".." would make another
// call of this one: DELETE /account/sessions/ ends all sessions, DELETE /account/ deletes
// the account.
func (c *call) withID(ids ...string) *call {
	for i, id := range ids {
		name := c.operation.Params[i].Name // those of the path come first
		switch id {
		case "":
			c.requires([]string{name})
		case ".", "..":
			c.fail(&InvalidParameterError{Operation: c.operation.ID, Parameter: name, Reason: `"." and ".." are steps in a path, not identifiers`})
		default:
			if !utf8.ValidString(id) {
				c.fail(&InvalidParameterError{Operation: c.operation.ID, Parameter: name, Reason: "it is not UTF-8"})
			}
		}
	}
	return c
}

// requires adds parameters to those that are missing, in the order of the document.
func (c *call) requires(missing []string) *call {
	if len(missing) == 0 {
		return c
	}
	if e, ok := c.err.(*MissingParameterError); ok {
		e.Parameters = append(e.Parameters, missing...)
		return c
	}
	slices.SortFunc(missing, func(a, b string) int { return c.position(a) - c.position(b) })
	c.fail(&MissingParameterError{Operation: c.operation.ID, Parameters: missing})
	return c
}

func (c *call) position(parameter string) int {
	return slices.IndexFunc(c.operation.Params, func(p gen.Param) bool { return p.Name == parameter })
}
