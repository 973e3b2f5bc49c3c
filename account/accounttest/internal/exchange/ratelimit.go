package exchange

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// callCounters has the calls that were counted under a key in a window of the clock. Keys
// without {url} are shared by all operations that use the same one.
type callCounters struct {
	byKey   map[countedKey]*RateLimitUse
	sweepAt int // how many there can be before those of windows that are over are dropped
}

type countedKey struct {
	key   string
	start int64 // of the window
}

// leastSweep is how many counters are kept without looking which windows are over.
const leastSweep = 1024

func newCallCounters() *callCounters {
	return &callCounters{byKey: map[countedKey]*RateLimitUse{}, sweepAt: leastSweep}
}

// RateLimitUse is how much of a rate limit is used up under one key.
type RateLimitUse struct {
	Operation string // whose call was counted last
	Key       string
	Used      int
	Limit     int
	Reset     time.Time // when the window ends
}

// calls is the number of calls that were counted under a key.
func (c *callCounters) calls(key countedKey) int {
	if use := c.byKey[key]; use != nil {
		return use.Used
	}
	return 0
}

// add counts a call.
func (c *callCounters) add(key countedKey, r *Request, start time.Time) {
	use := c.byKey[key]
	if use == nil {
		c.sweep(r.Now)
		use = &RateLimitUse{Key: key.key}
		c.byKey[key] = use
	}
	limit := r.Operation.Limit
	use.Operation, use.Limit, use.Reset = r.Operation.ID, limit.Calls, start.Add(limit.Window)
	use.Used++
}

// sweep drops the counters of windows that are over, now and then.
func (c *callCounters) sweep(now time.Time) {
	if len(c.byKey) < c.sweepAt {
		return
	}
	maps.DeleteFunc(c.byKey, func(_ countedKey, use *RateLimitUse) bool { return !use.Reset.After(now) })
	c.sweepAt = max(leastSweep, 2*len(c.byKey))
}

// RateLimits returns what was counted in the windows that are open, sorted by key.
func (s *Service) RateLimits(now time.Time) []RateLimitUse {
	var open []RateLimitUse
	for _, use := range s.calls.byKey {
		if use.Reset.After(now) {
			open = append(open, *use)
		}
	}
	slices.SortFunc(open, func(a, b RateLimitUse) int { return strings.Compare(a.Key, b.Key) })
	return open
}

// ResetRateLimits forgets all calls that were counted so far.
func (s *Service) ResetRateLimits() {
	clear(s.calls.byKey)
	s.calls.sweepAt = leastSweep
}

// ResetRateLimit forgets the calls that were counted under a key. It reports whether there
// were any.
func (s *Service) ResetRateLimit(key string) (counted bool) {
	before := len(s.calls.byKey)
	maps.DeleteFunc(s.calls.byKey, func(counted countedKey, _ *RateLimitUse) bool { return counted.key == key })
	return len(s.calls.byKey) < before
}

// checkRateLimit counts the call under every key of its operation. Callers with an API or
// development key get the headers but are not counted.
func checkRateLimit(r *Request, w *Response) error {
	limit := r.Operation.Limit
	if limit == nil || r.counted {
		return nil
	}
	r.counted = true
	closest, start := limit.Calls, r.Now.Truncate(limit.Window)
	counted := r.Settings.RateLimits && r.Key == nil && !r.hasDevKey()
	for _, template := range limit.Keys {
		key := countedKey{rateLimitKey(r, template), start.Unix()}
		used := r.calls.calls(key)
		remaining := max(0, limit.Calls-used-1)
		if remaining < closest {
			closest = remaining
			w.SetRateLimit(limit, remaining, start)
		}
		if !counted {
			continue
		}
		if used >= limit.Calls {
			return Reject("general_rate_limit_exceeded")
		}
		r.calls.add(key, r, start)
	}
	return nil
}

// resetRateLimit forgets the calls that were counted before a sign-in that succeeded, also
// if it was made with a key.
func resetRateLimit(r *Request, w *Response) {
	if limit := r.Operation.Limit; limit == nil || !limit.Resets || w.Status != http.StatusCreated {
		return
	}
	start := r.Now.Truncate(r.Operation.Limit.Window).Unix()
	for _, template := range r.Operation.Limit.Keys {
		delete(r.calls.byKey, countedKey{rateLimitKey(r, template), start})
	}
}

// SetRateLimit sets the headers of a rate limit, in a window that began at start.
func (w *Response) SetRateLimit(limit *RateLimit, remaining int, start time.Time) {
	w.Header.Set("X-RateLimit-Limit", strconv.Itoa(limit.Calls))
	w.Header.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	w.Header.Set("X-RateLimit-Reset", strconv.FormatInt(start.Add(limit.Window).Unix(), 10))
}

var keyPlaceholder = regexp.MustCompile(`\{[^}]+\}`)

// rateLimitKey fills a template such as "url:{url},email:{param-email}". What the request
// does not have stays as the placeholder.
func rateLimitKey(r *Request, template string) string {
	return keyPlaceholder.ReplaceAllStringFunc(template, func(found string) string {
		name := found[1 : len(found)-1]
		switch name {
		case "url":
			return r.Host() + "/v1" + r.Operation.Path
		case "ip":
			return r.ClientIP()
		case "userId":
			if r.User != nil {
				return r.User.ID
			}
			return ""
		}
		parameter, isParameter := strings.CutPrefix(name, "param-")
		if value, ok := r.InputString(parameter); isParameter && ok {
			return shortened(value)
		}
		return found
	})
}

// maxKeyValue is longer than any value that the service accepts in a key of a rate limit.
const maxKeyValue = 512

// shortened replaces a long value by its hash, since counters are kept.
func shortened(value string) string {
	if len(value) > maxKeyValue {
		return secrets.Hash(value)
	}
	return value
}
