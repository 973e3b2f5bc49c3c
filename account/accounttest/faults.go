package accounttest

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/operations"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Fault makes requests fail. The zero Fault does nothing: set Status or Type for an error
// response, Damage for trouble on the network, Delay for a slow service, or several of
// them.
type Fault struct {
	// Operation is the id of the operation that fails, such as "get". Empty means all.
	Operation string

	// Status and Type make the service reject the request with an error body. Each follows
	// from the other if it is left out; Message is optional.
	Status  int
	Type    string
	Message string

	// RateLimit makes the error a 429 with the headers of a used-up limit.
	RateLimit bool

	// Damage is done to the response. Reset, HTMLPage and Empty keep the operation from
	// being carried out, unless AfterOperation is set; Truncated comes after.
	Damage         Damage
	AfterOperation bool

	// Delay holds the request back, until the caller gives up or the service is closed. At
	// most a minute counts. It is the only thing here that takes real time.
	Delay time.Duration

	// Times is how many requests fail; 0 means all until the fault is removed.
	Times int

	// Probability is the share of requests that fail, from 0 to 1; 0 means all. Seed makes
	// the choice the same in every run.
	Probability float64
	Seed        uint64
}

const maxDelay = time.Minute

// activeFault is a fault in force. A nil one does nothing.
type activeFault struct {
	Fault
	left   int
	source *rand.Rand
}

// AddFault puts a fault in force, and returns how to end it. Of several faults that match a
// request, the one added first acts. An operation that does not exist fails the test.
func (s *Server) AddFault(fault Fault) (remove func()) {
	if fault.Operation != "" && !operations.Known(fault.Operation) {
		s.fail("a fault is for the operation %q, and there is none with that id; see operationId in the document", fault.Operation)
		return func() {}
	}
	active := &activeFault{Fault: fault, left: fault.Times, source: rand.New(rand.NewPCG(fault.Seed, fault.Seed))}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, active)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = slices.DeleteFunc(s.faults, func(f *activeFault) bool { return f == active })
	}
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// drawFault returns the fault that acts on a request, nil for none.
func (s *Server) drawFault(operation string) *activeFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.faults, func(f *activeFault) bool { return f.draw(operation) }); i >= 0 {
		return s.faults[i]
	}
	return nil
}

func (f *activeFault) draw(operation string) bool {
	if f.Operation != "" && f.Operation != operation {
		return false
	}
	if f.Times > 0 && f.left == 0 {
		return false
	}
	if f.Probability > 0 && f.source.Float64() >= f.Probability {
		return false
	}
	f.left--
	return true
}

// delay holds a request back. It returns false if nobody waits any more.
func (s *Server) delay(ctx context.Context, f *activeFault) bool {
	if f == nil || f.Delay <= 0 {
		return true
	}
	timer := time.NewTimer(min(f.Delay, maxDelay))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.stopping.Done():
		return false
	}
}

// replacesOperation reports whether the operation is not carried out.
func (f *activeFault) replacesOperation() bool {
	if f == nil || f.AfterOperation {
		return false
	}
	return f.rejects() || (f.Damage != Intact && f.Damage != Truncated)
}

func (f *activeFault) rejects() bool { return f.RateLimit || f.Status != 0 || f.Type != "" }

// reject replaces the response by an error, if the fault is one or keeps the operation from
// being carried out.
func (f *activeFault) reject(r *exchange.Request, w *exchange.Response) {
	if f == nil || (!f.rejects() && !f.replacesOperation()) {
		return
	}
	w.Reset(r)
	if f.RateLimit {
		limit := cmp.Or(r.Operation.Limit, &exchange.RateLimit{Calls: 10, Window: time.Hour})
		w.SetRateLimit(limit, 0, r.Now.Truncate(limit.Window))
	}
	w.Reject(r, f.error(r.Version))
}

// error completes what the fault leaves open.
func (f *activeFault) error(v *version.Version) *exchange.Error {
	kind := f.Type
	switch {
	case kind == "" && (f.RateLimit || f.Status == http.StatusTooManyRequests):
		kind = "general_rate_limit_exceeded"
	case kind == "":
		kind = "general_unknown"
	}
	err := exchange.RejectWith(kind, f.Message).In(v)
	err.Status = cmp.Or(f.Status, err.Status, http.StatusInternalServerError)
	return err
}
