package account

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	// DefaultRetries is how often a call is retried unless WithRetries says otherwise.
	DefaultRetries = 2
	// DefaultRetryWait is the longest wait before a retry unless WithRetryWait says
	// otherwise.
	DefaultRetryWait = 10 * time.Second
)

// effect is what sending a request twice could do.
type effect int

const (
	reads   effect = iota // nothing
	changes               // make the change twice
	spends                // use up a secret that works once: the second request is rejected, and the result of the first is lost
)

func (c *call) effect() effect {
	switch {
	case c.operation.Method == http.MethodGet:
		return reads
	case c.operation.OneTime:
		return spends
	}
	return changes
}

// retryable reports whether sending the request of an attempt again is safe and may help.
func (c *call) retryable(a *attempt) bool {
	if err := a.broken(); err != nil && !passing(err) {
		return false
	}
	switch what := c.effect(); {
	case what == reads, what == changes && c.replay:
		return a.err != nil || a.readErr != nil && a.readErr != errTooLarge || temporary(a.status())
	case what == changes:
		return a.unsent || a.status() == http.StatusTooManyRequests
	}
	return a.unsent
}

// temporary reports whether a status is that of a server or proxy in passing trouble.
func temporary(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// passing leaves out the errors that will be the same the next time: the end of the
// call's own time, a certificate that is not trusted, a host that does not exist. The
// timeout of a dial, which looks like the call's own, is not meant.
func passing(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !dialing(err) {
		return false
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return false
	}
	var dns *net.DNSError
	return !errors.As(err, &dns) || !dns.IsNotFound
}

// retryDelay is how long to wait before the next attempt; negative if there is to be none.
// There is none where the server asks for a longer wait than the client's limit: a full
// rate limit opens at the next hour, which no call should wait for. And none where the
// context would end first.
func (c *call) retryDelay(ctx context.Context, a *attempt) time.Duration {
	if a.failure == nil || c.attempts > c.retries || ctx.Err() != nil || !c.retryable(a) {
		return -1
	}
	asked := a.retryAfter(time.Now())
	if asked > c.client.retryWait {
		return -1
	}
	wait := max(min(max(c.client.backoff(c.attempts), asked), c.client.retryWait), 0)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return -1
	}
	return wait
}

// retryAfter is how long the server asks callers to wait: Retry-After in seconds or as a
// date, or the end of a rate limit's window.
func (a *attempt) retryAfter(now time.Time) time.Duration {
	if a.res == nil {
		return 0
	}
	after := a.res.Header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(after, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1e6) * float64(time.Second))
	}
	if date, err := http.ParseTime(after); err == nil {
		return max(date.Sub(now), 0)
	}
	if limit := rateLimit(a.res.Header); a.status() == http.StatusTooManyRequests && !limit.Reset.IsZero() {
		return max(limit.Reset.Sub(now), 0)
	}
	return 0
}

// exponential doubles the wait with each retry, from 200 ms on, half of it random, so that
// many clients do not come back at once.
func exponential(retry int) time.Duration {
	limit := 200 * time.Millisecond << min(retry-1, 10)
	return limit/2 + rand.N(limit/2)
}

// sleep waits, but not longer than the context lives.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
