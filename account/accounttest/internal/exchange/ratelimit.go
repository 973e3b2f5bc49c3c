package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// window counts the calls under one key in one window of the clock.
type window struct {
	start time.Time
	calls int
}

// callCounters has the windows by key. Keys without {url} are shared by all operations that
// use the same one.
type callCounters map[string]*window

// at returns the window of a key that now belongs to.
func (c callCounters) at(key string, now time.Time, length time.Duration) *window {
	start := now.Truncate(length)
	current := c[key]
	if current == nil || !current.start.Equal(start) {
		current = &window{start: start}
		c[key] = current
	}
	return current
}

// checkRateLimit counts the call under every key of its operation. Callers with an API or
// development key get the headers but are not counted.
func checkRateLimit(r *Request, w *Response) error {
	limit := r.Operation.Limit
	if limit == nil {
		return nil
	}
	closest := limit.Calls
	counted := r.Settings.RateLimits && r.Key == nil && !r.hasDevKey()
	for _, template := range limit.Keys {
		counter := r.calls.at(rateLimitKey(r, template), r.Now, limit.Window)
		remaining := max(0, limit.Calls-counter.calls-1)
		if remaining < closest {
			closest = remaining
			w.SetRateLimit(limit, remaining, counter.start)
		}
		if !counted {
			continue
		}
		if counter.calls >= limit.Calls {
			return Reject("general_rate_limit_exceeded")
		}
		counter.calls++
	}
	return nil
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
			return value
		}
		return found
	})
}
