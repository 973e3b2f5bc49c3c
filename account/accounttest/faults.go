package accounttest

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	sdk "github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/operations"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Fault makes requests fail. Set Status or Type for an error response, Damage for trouble on
// the network, Delay for a slow service, or several of them.
type Fault struct {
	// ID names the fault among those in force. It is generated if left out.
	ID string `json:"id,omitempty"`

	// Operation is the id of the operation that fails, such as "get". Empty means all.
	Operation string `json:"operation,omitempty"`

	// User is the id, the address or the number of the user whose requests fail: those that
	// carry a session or a JWT of theirs, which a sign-in does not yet. Empty means all
	// requests.
	User string `json:"user,omitempty"`

	// Status and Type make the service reject the request with an error body. Each follows
	// from the other if it is left out; Message is optional.
	Status  int           `json:"status,omitempty"`
	Type    sdk.ErrorType `json:"type,omitempty"`
	Message string        `json:"message,omitempty"`

	// RateLimit makes the error a 429 with the headers of a used-up limit.
	RateLimit bool `json:"rateLimit,omitempty"`

	// Damage is done to the response. Reset, HTMLPage and Empty keep the operation from
	// being carried out, unless AfterOperation is set; Truncated comes after.
	Damage         Damage `json:"damage,omitempty"`
	AfterOperation bool   `json:"afterOperation,omitempty"`

	// Delay holds the request back, until the caller gives up or the service is closed. At
	// most a minute counts. It is the only thing here that takes real time.
	Delay time.Duration `json:"delay,omitempty"`

	// Skip is how many requests pass before the first fails, and Times is how many fail; 0
	// means all until the fault is removed.
	Skip  int `json:"skip,omitempty"`
	Times int `json:"times,omitempty"`

	// Probability is the share of requests that fail, from 0 to 1; 0 means all. Seed makes
	// the choice the same in every run.
	Probability float64 `json:"probability,omitempty"`
	Seed        uint64  `json:"seed,omitempty"`
}

// ActiveFault is a fault in force.
type ActiveFault struct {
	Fault
	Matched int // how many requests it was for
	Acted   int // on how many of them it acted
}

const (
	maxDelay   = time.Minute
	maxFaultID = 128
)

// activeFault is a fault in force. A nil one does nothing.
type activeFault struct {
	ActiveFault
	userID string // that User means, "" for all
	source *rand.Rand
}

func newActiveFault(fault Fault) *activeFault {
	return &activeFault{ActiveFault: ActiveFault{Fault: fault}, source: rand.New(rand.NewPCG(fault.Seed, fault.Seed))}
}

// afresh is the fault as it was when it was added.
func (f *activeFault) afresh() *activeFault {
	fresh := newActiveFault(f.Fault)
	fresh.userID = f.userID
	return fresh
}

// check finds what cannot be.
func (f *Fault) check() error {
	switch {
	case f.ID == "." || f.ID == ".." || len(f.ID) > maxFaultID || strings.ContainsFunc(f.ID, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fail(Invalid, "id", "it takes up to %d bytes that can be printed, and not . or .., which cannot be in an address", maxFaultID)
	case f.Operation != "" && !operations.Known(f.Operation):
		return fail(Invalid, "operation", "there is no operation %q; its name is an operationId of openapi/account.yaml, such as updateName", f.Operation)
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fail(Invalid, "status", "%d is no status of an error; it takes 400 to 599", f.Status)
	case !slices.Contains([]Damage{Intact, Reset, Truncated, HTMLPage, Empty}, f.Damage):
		return fail(Invalid, "damage", "there is no damage %q; there are %s, %s, %s and %s", f.Damage, Reset, Truncated, HTMLPage, Empty)
	case f.Delay < 0:
		return fail(Invalid, "delay", "it is negative")
	case f.Skip < 0:
		return fail(Invalid, "skip", "it is negative")
	case f.Times < 0:
		return fail(Invalid, "times", "it is negative")
	case !(f.Probability >= 0 && f.Probability <= 1): // NaN neither
		return fail(Invalid, "probability", "it takes a number from 0 to 1")
	case !f.rejects() && f.Damage == Intact && f.Delay == 0:
		return fail(Invalid, "", "the fault does nothing: set status, type, rateLimit, damage or delay")
	case f.AfterOperation && !f.rejects() && f.Damage == Intact:
		return fail(Invalid, "afterOperation", "there is nothing to do after the operation: set status, type, rateLimit or damage")
	}
	return nil
}

func (s *Server) addFault(fault Fault) (ActiveFault, error) {
	if err := fault.check(); err != nil {
		return ActiveFault{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.putFault(fault)
}

// putFault puts a fault in force that was checked. The lock is held.
func (s *Server) putFault(fault Fault) (ActiveFault, error) {
	active := newActiveFault(fault)
	if fault.User != "" {
		user, err := s.find(fault.User)
		if err != nil {
			return ActiveFault{}, within("user", err)
		}
		active.userID = user.ID
	}
	if fault.ID != "" && s.faultIndex(fault.ID) >= 0 {
		return ActiveFault{}, fail(Conflict, "id", "there is a fault %q already", fault.ID)
	}
	for active.ID == "" || (fault.ID == "" && s.faultIndex(active.ID) >= 0) {
		s.faultsMade++
		active.ID = "fault-" + strconv.Itoa(s.faultsMade)
	}
	s.faults = append(s.faults, active)
	return active.ActiveFault, nil
}

// faultIndex is where the fault with an id is, -1 for nowhere. The lock is held.
func (s *Server) faultIndex(id string) int {
	return slices.IndexFunc(s.faults, func(f *activeFault) bool { return f.ID == id })
}

func (s *Server) removeFault(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.faultIndex(id)
	if i < 0 {
		return fail(NotFound, "", "there is no fault %q", id)
	}
	s.faults = slices.Delete(s.faults, i, i+1)
	return nil
}

// AddFault puts a fault in force, and returns how to end it. Of several faults that match a
// request, the one added first acts.
func (s *Server) AddFault(fault Fault) (remove func()) {
	s.t.Helper()
	active, err := s.addFault(fault)
	s.must(err)
	return func() { _ = s.removeFault(active.ID) } // it may be gone already
}

// RemoveFault ends the fault with an id.
func (s *Server) RemoveFault(id string) {
	s.t.Helper()
	s.must(s.removeFault(id))
}

// Faults returns the faults in force, in the order in which they were added.
func (s *Server) Faults() []ActiveFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return each(s.faults, func(f *activeFault) ActiveFault { return f.ActiveFault })
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// drawFault returns the fault that acts on a request, nil for none. It finds out who calls,
// if there is a fault at all: with some faults nobody else does.
func (s *Server) drawFault(r *exchange.Request) *activeFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return nil
	}
	s.service.Identify(r)
	if i := slices.IndexFunc(s.faults, func(f *activeFault) bool { return f.draw(r) }); i >= 0 {
		return s.faults[i]
	}
	return nil
}

func (f *activeFault) draw(r *exchange.Request) bool {
	switch {
	case f.Operation != "" && f.Operation != r.Operation.ID:
		return false
	case f.userID != "" && (r.User == nil || r.User.ID != f.userID):
		return false
	case f.Times > 0 && f.Acted == f.Times:
		return false
	}
	f.Matched++
	if f.Matched <= f.Skip || (f.Probability > 0 && f.source.Float64() >= f.Probability) {
		return false
	}
	f.Acted++
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

func (f *Fault) rejects() bool { return f.RateLimit || f.Status != 0 || f.Type != "" }

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
	kind := string(f.Type)
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
