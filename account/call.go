package account

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	// maxBody is how much of an answer is read, after decompression.
	maxBody = 32 << 20
	// maxErrorRead is how much of an error answer is read.
	maxErrorRead = 256 << 10
	// maxErrorBody is how much of an error answer is kept.
	maxErrorBody = 4 << 10
)

// CallOption changes one call.
type CallOption func(*call) error

// call is one call on its way.
type call struct {
	operation string
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
	res, body, err := c.send(operation, req, err, options)
	if err != nil {
		return nil, err
	}
	model := new(T)
	if !isObject(body) || P(model).UnmarshalJSON(body) != nil {
		return nil, unreadable(operation, res, body, nil)
	}
	return model, nil
}

// exec makes a call that answers nothing. A success with a body is not the service's:
// a page of some proxy must not pass for a session that was ended.
func exec(c *Client, operation string, req *http.Request, err error, options []CallOption) error {
	res, body, err := c.send(operation, req, err, options)
	if err != nil {
		return err
	}
	if len(body) > 0 {
		return unreadable(operation, res, body, nil)
	}
	return nil
}

// isObject spares callers a zero model for "null" and the like.
func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
}

// send makes a call and returns a success with its whole body. Everything else becomes
// an error here.
func (c *Client) send(operation string, req *http.Request, err error, options []CallOption) (*http.Response, []byte, error) {
	res, body, readErr, err := c.roundTrip(operation, req, err, options)
	if err != nil {
		return nil, nil, err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, nil, errorFrom(operation, res, body, readErr)
	}
	if readErr != nil {
		return nil, nil, unreadable(operation, res, body, readErr)
	}
	return res, body, nil
}

// roundTrip sends a request once. readErr says why the body is not complete.
func (c *Client) roundTrip(operation string, req *http.Request, err error, options []CallOption) (res *http.Response, body []byte, readErr, _ error) {
	if c.broken != nil {
		return nil, nil, nil, c.broken
	}
	if err != nil {
		return nil, nil, nil, unwritable(operation, err)
	}
	this := call{operation: operation}
	for _, option := range options {
		if err := option(&this); err != nil {
			return nil, nil, nil, err
		}
	}
	ctx, cancel := c.deadline(req.Context())
	defer cancel()
	req = req.WithContext(ctx)
	c.complete(req, this.extra)

	res, err = c.http.Do(req)
	if err != nil {
		return nil, nil, nil, c.unanswered(operation, err)
	}
	defer res.Body.Close()
	body, readErr = readBody(res)
	if this.response != nil {
		*this.response = Response{StatusCode: res.StatusCode, Header: res.Header.Clone(), RateLimit: rateLimit(res.Header)}
	}
	if warning := res.Header.Get("X-Appwrite-Warning"); warning != "" && c.onWarning != nil {
		c.onWarning(operation, warning)
	}
	return res, body, readErr, nil
}

// complete gives a request its headers. A call's own come last.
func (c *Client) complete(req *http.Request, extra http.Header) {
	built := req.Header
	req.Header = make(http.Header, len(c.header)+len(built)+len(extra)+1)
	maps.Copy(req.Header, c.header)
	maps.Copy(req.Header, built)
	maps.Copy(req.Header, extra)
	if name, value := c.credential(); name != "" {
		req.Header[name] = []string{value}
	}
}

var errTooLarge = errors.New("it is larger than this SDK reads")

// readBody reads an answer up to a limit: one for models, a smaller one for errors.
func readBody(res *http.Response) ([]byte, error) {
	limit := int64(maxBody)
	if res.StatusCode >= 300 {
		limit = maxErrorRead
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err == nil && int64(len(body)) > limit {
		return body[:limit], errTooLarge
	}
	return body, err
}

// unanswered strips an error of net/http down to its reason: the rest repeats the URL.
func (c *Client) unanswered(operation string, err error) error {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	host := strings.TrimPrefix(strings.TrimPrefix(c.endpoint, "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	return &TransportError{Operation: operation, Host: host, cause: err}
}

// unwritable says which parameter could not be written as JSON, and why.
func unwritable(operation string, err error) error {
	var missing *MissingParameterError
	var invalid *InvalidParameterError
	if errors.As(err, &missing) || errors.As(err, &invalid) {
		return err
	}
	e := &InvalidParameterError{Operation: operation, Reason: "the request cannot be built: " + err.Error(), cause: err}
	var pointer jsontext.Pointer
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &semantic) {
		pointer = semantic.JSONPointer
	} else if errors.As(err, &syntactic) {
		pointer = syntactic.JSONPointer
	}
	for name := range pointer.Tokens() {
		e.Parameter = name
		e.Reason = "it cannot be written as JSON"
		if strings.Contains(err.Error(), "UTF-8") {
			e.Reason += ": the text is not valid UTF-8"
		} else if semantic != nil && semantic.GoType != nil {
			e.Reason += ": " + semantic.GoType.String() + " has no JSON form"
		}
		break
	}
	return e
}
