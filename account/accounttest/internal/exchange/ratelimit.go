package exchange

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// callCounters has the number of calls under a key in a window of the clock. Keys without
// {url} are shared by all operations that use the same one.
type callCounters map[countedKey]int

type countedKey struct {
	key   string
	start int64 // of the window
}

// checkRateLimit counts the call under every key of its operation. Callers with an API or
// development key get the headers but are not counted.
func checkRateLimit(r *Request, w *Response) error {
	limit := r.Operation.Limit
	if limit == nil {
		return nil
	}
	closest, start := limit.Calls, r.Now.Truncate(limit.Window)
	counted := r.Settings.RateLimits && r.Key == nil && !r.hasDevKey()
	for _, template := range limit.Keys {
		key := countedKey{rateLimitKey(r, template), start.Unix()}
		remaining := max(0, limit.Calls-r.calls[key]-1)
		if remaining < closest {
			closest = remaining
			w.SetRateLimit(limit, remaining, start)
		}
		if !counted {
			continue
		}
		if r.calls[key] >= limit.Calls {
			return Reject("general_rate_limit_exceeded")
		}
		r.calls[key]++
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
		delete(r.calls, countedKey{rateLimitKey(r, template), start})
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
