package account

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"
)

const (
	// DefaultMaxResponse is how much of a response is read, after decompression, unless
	// WithMaxResponse says otherwise: 32 MiB.
	DefaultMaxResponse = 32 << 20
	// maxErrorRead is how much of an error response is read.
	maxErrorRead = 256 << 10
	// maxTrusted is how much memory is allocated because a response announces its length.
	maxTrusted = 1 << 20
)

// attempt is what came of sending a request once: a response, whole or broken off, or an
// error instead.
type attempt struct {
	res     *http.Response
	body    []byte
	readErr error         // why the body is not whole
	err     error         // why there is no response
	unsent  bool          // it is certain that the server has seen nothing
	failure error         // the typed error of anything but a success; nil for a success
	took    time.Duration // measured where somebody is told
}

// status is the HTTP status; 0 without a response.
func (a *attempt) status() int {
	if a.res == nil {
		return 0
	}
	return a.res.StatusCode
}

// broken is why there is no whole response; nil if there is one.
func (a *attempt) broken() error {
	if a.err != nil {
		return a.err
	}
	return a.readErr
}

// attempt sends a request once, and reads and classifies the response.
func (c *call) attempt(ctx context.Context, req *http.Request) (a attempt) {
	if c.client.observed() {
		defer func(start time.Time) { a.took = time.Since(start) }(time.Now())
	}
	var sent *sentTracker
	if transport, ok := c.client.transport.(*http.Transport); ok && transport != nil {
		sent = &sentTracker{transport: transport, retryHTTP1: c.retries > 0 || c.effect() != reads}
		attemptCtx, cancel := context.WithCancel(ctx)
		defer cancel() // when the body has been read
		req = req.WithContext(sent.track(attemptCtx, cancel))
	}
	if a.res, a.err = c.client.roundTrip(req); a.err != nil {
		a.unsent = sent.unsent(a.err)
		if sent.sentTwice() {
			a.err = errSentTwice
		}
	} else {
		a.body, a.readErr = c.client.readBody(a.res)
	}
	a.failure = c.classify(ctx, &a)
	return a
}

// roundTrip sends a request. It returns an error for transports that break their contract,
// instead of a panic.
func (c *Client) roundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.transport.RoundTrip(req)
	switch {
	case err != nil:
		return nil, reasonOf(err)
	case res == nil:
		return nil, errors.New("the transport of the http.Client returns nothing, not even an error")
	}
	if res.Body == nil {
		res.Body = http.NoBody
	}
	if res.Request == nil {
		res.Request = req // for Location
	}
	return res, nil
}

var (
	errTooLarge = errors.New("it is larger than this client reads; WithMaxResponse allows more")
	errSwitched = errors.New("the server switched to another protocol, which nobody asked for")
)

// readBody reads and closes a body, up to a limit: one for models, a smaller one for
// errors.
func (c *Client) readBody(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	if res.StatusCode == http.StatusSwitchingProtocols {
		return nil, errSwitched // the body is the connection, which has no end and knows no context
	}
	limit := c.maxResponse
	if res.StatusCode >= 300 {
		limit = min(limit, maxErrorRead)
	}
	body := make([]byte, 0, min(max(res.ContentLength, 511), limit, maxTrusted)+1) // one more, to see the end
	for {
		n, err := res.Body.Read(body[len(body):min(int64(cap(body)), limit+1)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > limit:
			return body[:limit], errTooLarge
		case err == io.EOF:
			return body, nil
		case err != nil:
			return body, reasonOf(err)
		}
		body = slices.Grow(body, 1)
	}
}
