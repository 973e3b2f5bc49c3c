package account

import (
	"context"
	"log/slog"
	"time"
)

// Attempt is one request of a call, as hooks see it. It has nothing of the URL, the
// headers or the bodies.
type Attempt struct {
	// Operation is the call, as the API names it: "createSession". There are 43.
	Operation string
	// Number counts from 1; above that the request is a repetition.
	Number int
	// StatusCode is the HTTP status; 0 when no answer came.
	StatusCode int
	// Duration is the time from sending to the last byte of the answer.
	Duration time.Duration
	// RequestBytes is the size of the request's body.
	RequestBytes int64
	// Err is why no whole answer came; nil otherwise, whatever the status.
	Err error
	// RetryIn is the wait before the next attempt; negative if there is none.
	RetryIn time.Duration
}

// Outcome is how a call ended, as hooks see it.
type Outcome struct {
	Operation  string
	StatusCode int // of the last answer; 0 when there was none
	Attempts   int
	Duration   time.Duration
	Err        error // what the call returns
}

// WithLogger logs each attempt of each call: operation, status, duration, number of the
// attempt and size of the request, never a body, a header or a URL. Attempts that
// succeed are logged at level Debug, others at Warn. Nothing is logged by default.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return &OptionError{"WithLogger", "the logger is nil; leave the option out to log nothing"}
		}
		s.logger = logger
		return nil
	}
}

// WithAttemptHook is told of each attempt of each call, also of those that are repeated.
// It may be called from many goroutines at once.
func WithAttemptHook(hook func(context.Context, Attempt)) Option {
	return func(s *settings) error {
		s.onAttempt = hook
		return nil
	}
}

// WithCallHook is called when a call begins, with the name of the operation, and what
// it returns is called when the call has ended. The context it returns is the one of the
// call: a tracer can put its span there. It may be called from many goroutines at once.
func WithCallHook(hook func(ctx context.Context, operation string) (context.Context, func(Outcome))) Option {
	return func(s *settings) error {
		s.onCall = hook
		return nil
	}
}

// tell passes an attempt on to hook and log.
func (c *Client) tell(ctx context.Context, a Attempt) {
	if c.onAttempt != nil {
		c.onAttempt(ctx, a)
	}
	if c.logger == nil {
		return
	}
	level := slog.LevelDebug
	if a.Err != nil || a.StatusCode >= 400 {
		level = slog.LevelWarn
	}
	attributes := []slog.Attr{
		slog.String("operation", a.Operation),
		slog.Int("status", a.StatusCode),
		slog.Duration("duration", a.Duration),
		slog.Int("attempt", a.Number),
		slog.Int64("request_bytes", a.RequestBytes),
	}
	if a.Err != nil {
		attributes = append(attributes, slog.String("error", a.Err.Error()))
	}
	if a.RetryIn >= 0 {
		attributes = append(attributes, slog.Duration("retry_in", a.RetryIn))
	}
	c.logger.LogAttrs(ctx, level, "appwrite account call", attributes...)
}
