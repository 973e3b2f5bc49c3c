package control

import (
	"context"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func faultOf(f FaultSeed) accounttest.Fault {
	return accounttest.Fault{
		ID: f.ID, Operation: f.Operation, User: f.User, Status: f.Status, Type: account.ErrorType(f.Type), Message: f.Message,
		RateLimit: f.RateLimit, Damage: accounttest.Damage(f.Damage), AfterOperation: f.AfterOperation, Delay: seconds(f.Delay),
		Skip: f.Skip, Times: f.Times, Probability: f.Probability, Seed: uint64(f.Seed),
	}
}

func viewFault(f accounttest.ActiveFault) Fault {
	return Fault{ID: f.ID, Matched: f.Matched, Acted: f.Acted, Fault: FaultSeed{
		ID: f.ID, Operation: f.Operation, User: f.User, Status: f.Status, Type: string(f.Type), Message: f.Message,
		RateLimit: f.RateLimit, Damage: Damage(f.Damage), AfterOperation: f.AfterOperation, Delay: f.Delay.Seconds(),
		Skip: f.Skip, Times: f.Times, Probability: f.Probability, Seed: int64(f.Seed),
	}}
}

func (s *server) ListFaults(context.Context, ListFaultsRequestObject) (ListFaultsResponseObject, error) {
	return ListFaults200JSONResponse{Faults: each(s.service.Faults(), viewFault)}, nil
}

func (s *server) AddFault(_ context.Context, r AddFaultRequestObject) (AddFaultResponseObject, error) {
	var fault accounttest.ActiveFault
	err := s.service.Try(func(service *accounttest.Server) { fault = service.AddFault(faultOf(*r.Body)) })
	return AddFault201JSONResponse(viewFault(fault)), err
}

func (s *server) DeleteFault(_ context.Context, r DeleteFaultRequestObject) (DeleteFaultResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.RemoveFault(r.FaultID) })
	return DeleteFault204Response{}, err
}

func (s *server) ClearFaults(context.Context, ClearFaultsRequestObject) (ClearFaultsResponseObject, error) {
	s.service.ClearFaults()
	return ClearFaults204Response{}, nil
}

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
