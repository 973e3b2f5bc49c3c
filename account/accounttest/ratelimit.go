package accounttest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// window counts the calls under one key in one stretch of the clock.
type window struct {
	start time.Time
	calls int
}

// checkRateLimit counts the call under every key of its operation. Callers
// with an API or development key see the headers but are not counted.
func (x *exchange) checkRateLimit() error {
	limit := x.op.limit
	if limit == nil {
		return nil
	}
	closest := limit.calls
	counted := x.srv.settings.rateLimits && x.key == nil && !x.developing()
	for _, template := range limit.keys {
		counter := x.srv.counter(x.rateLimitKey(template), x.now, limit.window)
		remaining := max(0, limit.calls-counter.calls-1)
		if remaining < closest {
			closest = remaining
			x.setRateLimitHeaders(limit, remaining, counter.start)
		}
		if !counted {
			continue
		}
		if counter.calls >= limit.calls {
			return refuse("general_rate_limit_exceeded")
		}
		counter.calls++
	}
	return nil
}

func (x *exchange) setRateLimitHeaders(limit *rateLimit, remaining int, start time.Time) {
	header := x.answer.header
	header.Set("X-RateLimit-Limit", strconv.Itoa(limit.calls))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	header.Set("X-RateLimit-Reset", strconv.FormatInt(start.Add(limit.window).Unix(), 10))
}

var keyPlaceholder = regexp.MustCompile(`\{[^}]+\}`)

// rateLimitKey fills a template such as "url:{url},email:{param-email}". What
// the request does not have stays as the placeholder it is.
func (x *exchange) rateLimitKey(template string) string {
	return keyPlaceholder.ReplaceAllStringFunc(template, func(found string) string {
		name := found[1 : len(found)-1]
		switch name {
		case "url":
			return x.hostname() + "/v1" + x.op.path
		case "ip":
			return x.clientIP()
		case "userId":
			if x.user != nil {
				return x.user.ID
			}
			return ""
		}
		parameter, isParameter := strings.CutPrefix(name, "param-")
		if value, ok := x.inputText(parameter); isParameter && ok {
			return value
		}
		return found
	})
}

// counter answers the window of a key that now belongs to. Keys without {url}
// are shared by all operations that use the same one.
func (s *Server) counter(key string, now time.Time, length time.Duration) *window {
	start := now.Truncate(length)
	current := s.counters[key]
	if current == nil || !current.start.Equal(start) {
		current = &window{start: start}
		s.counters[key] = current
	}
	return current
}

// ResetRateLimits forgets all calls that were counted so far.
func (s *Server) ResetRateLimits() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.counters)
}
