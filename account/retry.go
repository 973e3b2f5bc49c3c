package account

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	// DefaultRetries is how often a call is repeated unless WithRetries says otherwise.
	DefaultRetries = 2
	// DefaultRetryWait is the longest wait before a repetition unless WithRetryWait says
	// otherwise.
	DefaultRetryWait = 10 * time.Second
)

// effect is what sending a request twice could do.
type effect int

const (
	reads   effect = iota // nothing
	changes               // the change once more
	spends                // using up a secret that works once
)

// oneTime are the operations whose requests carry a secret that works once: a code, or
// the secret of a token. If the first request got through, the second is refused, and
// what the first one won is lost.
var oneTime = map[string]bool{
	"createSession":           true,
	"updateMagicURLSession":   true,
	"updatePhoneSession":      true,
	"updateRecovery":          true,
	"updateVerification":      true,
	"updatePhoneVerification": true,
	"updateMfaChallenge":      true,
	"updateMfaAuthenticator":  true,
}

func effectOf(operation, method string) effect {
	switch {
	case method == http.MethodGet:
		return reads
	case oneTime[operation]:
		return spends
	default:
		return changes
	}
}

// repeatable says whether sending the request of an attempt once more is safe and may
// help.
func (a *attempt) repeatable(what effect, allowed bool) bool {
	if err := cmp.Or(a.err, a.broke); err != nil && !passing(err) {
		return false
	}
	switch what {
	case reads:
		return a.err != nil || a.broke != nil && a.broke != errTooLarge || temporary(a.status())
	case changes:
		if allowed {
			return a.repeatable(reads, false)
		}
		return a.unsent || a.status() == http.StatusTooManyRequests
	default:
		return a.unsent
	}
}

// temporary are the statuses of servers and proxies in passing trouble.
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
// time for connecting, which looks like the call's own, is not meant.
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

// nextIn is how long to wait before the next attempt; negative if there is to be none.
// There is none where the server asks for a longer wait than the client's limit: a full
// rate limit opens at the next hour, which no call should wait for. And none where the
// context would end first.
func (c *Client) nextIn(ctx context.Context, r *reply, this *call) time.Duration {
	if r.attempts > this.retries || ctx.Err() != nil || !r.repeatable(this.effect, this.replay) {
		return -1
	}
	asked := r.asked(time.Now())
	if asked > c.retryWait {
		return -1
	}
	wait := max(min(max(c.backoff(r.attempts), asked), c.retryWait), 0)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return -1
	}
	return wait
}

// asked is how long the server wants callers to wait: Retry-After in seconds or as a
// date, or the end of a rate limit's window.
func (a *attempt) asked(now time.Time) time.Duration {
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

// exponential doubles the wait with each retry, from 200 ms on, and takes a random part
// of it, so that many clients do not come back at once.
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

// departure watches whether any of a request may have left. Only net/http's own
// transport tells; of others only a failed dial is certain.
type departure struct {
	watched bool
	left    atomic.Bool
}

func (d *departure) watch(ctx context.Context, transport http.RoundTripper) context.Context {
	if _, d.watched = transport.(*http.Transport); !d.watched {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { d.left.Store(true) },
		WroteHeaders:     func() { d.left.Store(true) },
		WroteRequest:     func(httptrace.WroteRequestInfo) { d.left.Store(true) },
	})
}

// unsent reports whether it is certain that the server has seen nothing.
func (d *departure) unsent(err error) bool {
	if err == nil {
		return false
	}
	if d.watched {
		return !d.left.Load()
	}
	return dialing(err)
}

// dialing reports whether it was connecting that failed.
func dialing(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
