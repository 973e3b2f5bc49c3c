package account

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// CallStart is the beginning of a call, as hooks see it.
type CallStart struct {
	// Operation is the call, as the API names it: "createSession". One of a fixed set, for metrics.
	Operation string
}

// CallEnd is the end of a call, as hooks see it.
type CallEnd struct {
	// Operation is the call, as the API names it: "createSession". One of a fixed set, for metrics.
	Operation string
	// StatusCode is the HTTP status of the last response; 0 if there was none.
	StatusCode int
	// Attempts is how often the request was sent.
	Attempts int
	// Duration is the time of the whole call, waits included.
	Duration time.Duration
	// Err is the error that the call returns.
	Err error
}

// Attempt is one request of a call, as hooks see it. It has nothing of the URL, the
// headers or the bodies.
type Attempt struct {
	// Operation is the call, as the API names it: "createSession". One of a fixed set, for metrics.
	Operation string
	// Number counts from 1; above that the request is a retry.
	Number int
	// StatusCode is the HTTP status; 0 if there was no response.
	StatusCode int
	// ErrorType is the kind of error in the response; empty for a success, and for an
	// error that did not come from the service.
	ErrorType ErrorType
	// Duration is the time from sending to the last byte of the response.
	Duration time.Duration
	// RequestBytes is the size of the request's body.
	RequestBytes int64
	// Err is why there is no whole response; nil otherwise, whatever the status.
	Err error
	// RetryIn is the wait before the next attempt; negative if there is none.
	RetryIn time.Duration
}

// Warning is what the server warns of in X-Appwrite-Warning.
type Warning struct {
	// Operation is the call, as the API names it: "createSession".
	Operation string
	// Message is the warning in the server's words.
	Message string
}

// WithLogger logs each attempt of each call: operation, status, error type, duration,
// number of the attempt and size of the request, never a body, a header or a URL. The level
// is Debug for a success, Info for an error that a visitor can cause (4xx), Warn for lost
// connections, 408, 429 and 5xx. Nothing is logged by default.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return &OptionError{Option: "WithLogger", Reason: "the logger is nil; leave the option out to log nothing"}
		}
		s.logger = logger
		return nil
	}
}

// WithAttemptHook calls hook after each attempt of each call, retries included. It may be
// called from many goroutines at once.
func WithAttemptHook(hook func(context.Context, Attempt)) Option {
	return func(s *settings) error {
		s.onAttempt = hook
		return nil
	}
}

// WithCallHook calls hook when a call begins, and what it returns when the call has ended.
// The context it returns is that of the call: a tracer can put its span there. Of one that
// is not derived from the given context only the values count. It may be called from many
// goroutines at once.
func WithCallHook(hook func(context.Context, CallStart) (context.Context, func(CallEnd))) Option {
	return func(s *settings) error {
		s.onCall = hook
		return nil
	}
}

// WithWarningHandler calls handle with the warnings of the server. It may be called from
// many goroutines at once.
func WithWarningHandler(handle func(context.Context, Warning)) Option {
	return func(s *settings) error {
		s.onWarning = handle
		return nil
	}
}

// start calls the hook for calls, and returns a request with its context.
func (c *call) start(req *http.Request) *http.Request {
	if c.client.onCall == nil {
		return req
	}
	c.started = time.Now()
	outer := context.WithValue(req.Context(), callKey{}, c)
	ctx, end := c.client.onCall(outer, CallStart{Operation: c.operation.ID})
	c.end = end
	switch {
	case ctx == nil:
		ctx = outer
	case ctx.Value(callKey{}) != any(c): // not derived: it knows nothing of the call's limits
		ctx = hookContext{outer, ctx}
	}
	return req.WithContext(ctx)
}

// callKey is the key of the call in the context that a hook gets.
type callKey struct{}

// hookContext has the limits of a call and the values of a hook's context.
type hookContext struct {
	context.Context
	values context.Context
}

// Value looks at the hook's values first.
func (c hookContext) Value(key any) any {
	if value := c.values.Value(key); value != nil {
		return value
	}
	return c.Context.Value(key)
}

// finish tells the hook how the call ended.
func (c *call) finish(err error) {
	if c.end != nil {
		c.end(CallEnd{Operation: c.operation.ID, StatusCode: c.last.status(), Attempts: c.attempts, Duration: time.Since(c.started), Err: err})
	}
}

// warn passes on what the last response warns of.
func (c *call) warn(ctx context.Context) {
	if c.client.onWarning == nil || c.last.res == nil {
		return
	}
	if message := c.last.res.Header.Get("X-Appwrite-Warning"); message != "" {
		c.client.onWarning(ctx, Warning{Operation: c.operation.ID, Message: message})
	}
}

// observed reports whether anybody is told of attempts.
func (c *Client) observed() bool { return c.onAttempt != nil || c.logger != nil }

// report passes the last attempt on to metadata, hook and log.
func (c *call) report(ctx context.Context, req *http.Request, delay time.Duration) {
	a := &c.last
	if c.metadata != nil && a.res != nil {
		*c.metadata = Response{StatusCode: a.status(), Header: a.res.Header.Clone(), RateLimit: rateLimit(a.res.Header), Attempts: c.attempts}
	}
	if !c.client.observed() {
		return
	}
	attempt := Attempt{Operation: c.operation.ID, Number: c.attempts, StatusCode: a.status(), Duration: a.took,
		RequestBytes: req.ContentLength, Err: a.broken(), RetryIn: delay}
	var failure *Error
	if errors.As(a.failure, &failure) {
		attempt.ErrorType = failure.Type
	}
	if c.client.onAttempt != nil {
		c.client.onAttempt(ctx, attempt)
	}
	if c.client.logger != nil {
		c.client.logger.LogAttrs(ctx, attempt.level(), "appwrite account call", attempt.attributes()...)
	}
}

func (a Attempt) level() slog.Level {
	switch {
	case a.Err != nil || temporary(a.StatusCode) || a.StatusCode >= 500:
		return slog.LevelWarn
	case a.StatusCode >= 400:
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

func (a Attempt) attributes() []slog.Attr {
	attributes := []slog.Attr{
		slog.String("operation", a.Operation),
		slog.Int("status", a.StatusCode),
		slog.Duration("duration", a.Duration),
		slog.Int("attempt", a.Number),
		slog.Int64("request_bytes", a.RequestBytes),
	}
	if a.ErrorType != "" {
		attributes = append(attributes, slog.String("error_type", printable(string(a.ErrorType), 100)))
	}
	if a.Err != nil {
		attributes = append(attributes, slog.String("error", a.Err.Error()))
	}
	if a.RetryIn >= 0 {
		attributes = append(attributes, slog.Duration("retry_in", a.RetryIn))
	}
	return attributes
}
