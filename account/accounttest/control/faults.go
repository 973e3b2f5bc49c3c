package control

import (
	"context"
	"crypto/rand"
	"strings"

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
	if err := checkSeconds("delay", r.Body.Delay); err != nil {
		return nil, err
	}
	fault := faultOf(*r.Body)
	if fault.ID == "" {
		fault.ID = "fault-" + strings.ToLower(rand.Text()[:8]) // known here, to be returned
	}
	err := s.service.Try(func(service *accounttest.Server) { service.AddFault(fault) })
	return AddFault201JSONResponse(viewFault(accounttest.ActiveFault{Fault: fault})), err
}

func (s *server) DeleteFault(_ context.Context, r DeleteFaultRequestObject) (DeleteFaultResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.RemoveFault(r.FaultID) })
	return DeleteFault204Response{}, err
}

func (s *server) ClearFaults(context.Context, ClearFaultsRequestObject) (ClearFaultsResponseObject, error) {
	s.service.ClearFaults()
	return ClearFaults204Response{}, nil
}
