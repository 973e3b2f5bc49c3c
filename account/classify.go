package account

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// maxErrorBody is how much of an error response is kept.
const maxErrorBody = 4 << 10

// classify returns the typed error of an attempt; nil for a success whose body is whole.
func (c *call) classify(ctx context.Context, a *attempt) error {
	switch {
	case a.err != nil:
		return &TransportError{Operation: c.operation.ID, Host: c.client.server.Host, Attempts: c.attempts, cause: withContextError(ctx, a.err)}
	case c.operation.Redirect && isRedirect(a.status()):
		return nil
	case a.status() < 200 || a.status() > 299 || c.operation.Redirect:
		return c.rejection(a)
	case a.readErr != nil:
		return c.unreadable(a, nil)
	}
	return nil
}

// withContextError adds the end of the context to an error that it caused: for a context
// that was cancelled with a cause, net/http returns that cause alone.
func withContextError(ctx context.Context, err error) error {
	end := ctx.Err()
	if end == nil || errors.Is(err, end) {
		return err
	}
	return fmt.Errorf("%w: %w", end, err)
}

// interrupted is the error of a call that the context ended between two attempts.
func (c *call) interrupted(err error) error {
	last := c.last.failure
	var transport *TransportError
	if errors.As(last, &transport) {
		last = transport.cause // its host and attempts are said once
	}
	return &TransportError{Operation: c.operation.ID, Host: c.client.server.Host, Attempts: c.attempts, cause: err, last: last}
}

// unencodable says which parameter could not be encoded, and why.
func (c *call) unencodable(err error) error {
	e := &InvalidParameterError{Operation: c.operation.ID, Reason: "the request cannot be built: " + err.Error(), cause: err}
	var value *wire.ValueError
	if errors.As(err, &value) {
		e.Parameter, e.Reason = value.Parameter, "it cannot be encoded: "+value.Error()
	}
	return e
}

// signedOut is the error of a client whose session or JWT cannot be one: that of the
// service for a session that is none, without asking it. Nil for any other client.
func (c *Client) signedOut(operation *gen.Operation) error {
	if c.broken == nil {
		return nil
	}
	return &Error{Operation: operation.ID, StatusCode: http.StatusUnauthorized, Type: ErrGeneralUnauthorizedScope,
		Message: c.broken.Option + ": " + c.broken.Reason, Header: http.Header{}, signedOut: true}
}

// serviceError is the body of an error of the service.
type serviceError struct {
	Message, Type, Version string
}

// Required returns nothing: proxies send some of it.
func (*serviceError) Required() []string { return nil }

// Field decodes a field of the body.
func (e *serviceError) Field(r *wire.Reader, name []byte) (_ uint64, err error) {
	switch string(name) {
	case "message":
		e.Message, err = r.String()
	case "type":
		e.Type, err = r.String()
	case "version":
		e.Version, err = r.String()
	default:
		err = r.Skip()
	}
	return 0, err
}

// rejection is the error of a response that is no success.
func (c *call) rejection(a *attempt) *Error {
	e := c.newError(a)
	e.Body = a.body[:min(len(a.body), maxErrorBody)]
	var body serviceError
	if wire.Unmarshal(a.body, &body) == nil && (body.Type != "" || body.Message != "") {
		e.Type, e.Message, e.Version = ErrorType(body.Type), body.Message, body.Version
	} else {
		e.Type = typeIn(a.body)
		e.Message = cmp.Or(redirection(a.res), messageIn(a.body), describe(a.res, a.body, a.readErr))
	}
	switch usesKey := c.client.key != nil; {
	case e.Type == ErrGeneralUnauthorizedScope && usesKey && !c.operation.Key:
		e.Hint = "an API key cannot act as a user: use WithSession or WithJWT"
	case e.Type == ErrGeneralUnauthorizedScope && !usesKey, e.Type == ErrUserJWTInvalid:
		e.signedOut = true
	}
	return e
}

// unreadable is the error of a success that cannot be decoded. Its body is not kept, since
// it could hold a secret.
func (c *call) unreadable(a *attempt, reason error) *Error {
	var failure *Error
	if errors.As(reason, &failure) {
		return failure
	}
	e := c.newError(a)
	var missing *wire.MissingFieldError
	switch {
	case reason == errNotAnAddress:
		e.Message = reason.Error()
	case errors.As(reason, &missing):
		e.Message = "the response is not the one of the account service: " + missing.Error() + "; a gateway may have sent it instead"
	default:
		e.Message = describe(a.res, a.body, a.readErr)
	}
	return e
}

func (c *call) newError(a *attempt) *Error {
	header := withoutCookies(a.res.Header)
	return &Error{
		Operation: c.operation.ID, StatusCode: a.status(), Attempts: c.attempts,
		RateLimit: rateLimit(header), Header: header, cause: a.readErr,
	}
}

// withoutCookies leaves out the cookies that carry sessions. The header itself is not
// changed, since ResponseInto has them.
func withoutCookies(header http.Header) http.Header {
	if header["Set-Cookie"] == nil && header["X-Fallback-Cookies"] == nil {
		return header // a copy would cost half as much as the call
	}
	header = header.Clone()
	delete(header, "Set-Cookie")
	delete(header, "X-Fallback-Cookies")
	return header
}

// describe says what came instead of the service's JSON.
func describe(res *http.Response, body []byte, readErr error) string {
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	switch {
	case readErr != nil:
		return fmt.Sprintf("the response broke off after %d bytes: %v", len(body), readErr)
	case len(strings.TrimSpace(string(body))) == 0:
		return "the response is empty; a proxy or an overloaded server sends such responses, and so does a wrong endpoint"
	case strings.HasPrefix(kind, "text/html") || looksLikePage(body):
		return fmt.Sprintf("the response is a web page%s, not JSON; a proxy may stand in between, or the endpoint may be wrong (it usually ends in /v1)", quotedTitle(body))
	default:
		return fmt.Sprintf("the response (%d bytes of %s) is not the JSON of the account service; is the endpoint right?", len(body), cmp.Or(printable(kind, 100), "no content type"))
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
		printable(target.Scheme, 20), printable(target.Host, 100), printable(target.EscapedPath(), 200))
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
