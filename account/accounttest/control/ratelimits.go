package control

import (
	"context"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func viewRateLimit(l accounttest.RateLimit) RateLimit {
	return RateLimit{Key: l.Key, Operation: l.Operation, Used: l.Used, Limit: l.Limit, Reset: l.Reset.UTC().Truncate(time.Second)}
}

func (s *server) ListRateLimits(context.Context, ListRateLimitsRequestObject) (ListRateLimitsResponseObject, error) {
	return ListRateLimits200JSONResponse{Limits: each(s.service.RateLimits(), viewRateLimit)}, nil
}

func (s *server) ResetRateLimits(_ context.Context, r ResetRateLimitsRequestObject) (ResetRateLimitsResponseObject, error) {
	if r.Params.Key == "" {
		s.service.ResetRateLimits()
		return ResetRateLimits204Response{}, nil
	}
	err := s.service.Try(func(service *accounttest.Server) { service.ResetRateLimits(r.Params.Key) })
	return ResetRateLimits204Response{}, err
}
