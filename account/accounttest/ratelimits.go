package accounttest

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
)

// RateLimit is how much of a rate limit is used up. Most limits count under several keys.
type RateLimit struct {
	Key       string // what is counted, such as "url:127.0.0.1/v1/account/recovery,email:ann@example.com"
	Operation string // whose call was counted last
	Used      int
	Limit     int
	Reset     time.Time // when the window ends
}

// RateLimits returns what was counted in the windows that are open, sorted by key.
func (s *Server) RateLimits() []RateLimit {
	s.mu.Lock()
	defer s.mu.Unlock()
	return each(s.service.RateLimits(s.clock.Now()), func(use exchange.RateLimitUse) RateLimit {
		return RateLimit{Key: use.Key, Operation: use.Operation, Used: use.Used, Limit: use.Limit, Reset: use.Reset}
	})
}

func (s *Server) resetRateLimits(keys ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(keys) == 0 {
		s.service.ResetRateLimits()
	}
	for _, key := range keys {
		if !s.service.ResetRateLimit(key) {
			return fail(NotFound, "", "nothing was counted under %q", key)
		}
	}
	return nil
}

// ResetRateLimits forgets the calls that were counted so far, under some keys or, without
// any, all.
func (s *Server) ResetRateLimits(keys ...string) {
	s.t.Helper()
	s.must(s.resetRateLimits(keys...))
}
