package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// phase is a set of faults that are active for some calls.
type phase struct {
	name    string
	rates   rates   // over HTTP/1.1
	streams float64 // the share of faulty streams, over HTTP/2
	faults  []accounttest.Fault
}

// phases returns the phases in their order; after the last comes the first again. Shares
// are of requests, or of pieces of traffic.
func phases(seed uint64) []phase {
	serverErrors := func(share float64) []accounttest.Fault {
		return []accounttest.Fault{
			{Status: http.StatusInternalServerError, Probability: share, Seed: seed},
			{Damage: accounttest.HTMLPage, Status: http.StatusBadGateway, Probability: share, Seed: seed + 1},
			{Status: http.StatusServiceUnavailable, Probability: share, Seed: seed + 2},
			{Damage: accounttest.Empty, Status: http.StatusGatewayTimeout, Probability: share, Seed: seed + 3},
		}
	}
	limits := func(share float64) []accounttest.Fault {
		return []accounttest.Fault{
			{Status: http.StatusTooManyRequests, Probability: share, Seed: seed + 4}, // names no reset: retried
			{RateLimit: true, Probability: share, Seed: seed + 5},                    // resets at the next hour
		}
	}
	afterwards := []accounttest.Fault{ // the operation is executed, and the response is an error
		{Status: http.StatusInternalServerError, AfterOperation: true, Probability: 0.005, Seed: seed + 6},
		{Delay: time.Minute, Probability: 0.001, Seed: seed + 7},
	}
	calm := append(append(serverErrors(0.005), limits(0.0025)...), afterwards...)
	return []phase{
		{"ordinary", ordinary, streamFaultShare, calm},
		{"many 5xx", ordinary, streamFaultShare, append(serverErrors(0.1), afterwards...)},
		{"ordinary", ordinary, streamFaultShare, calm},
		{"many 429", ordinary, streamFaultShare, append(limits(0.2), afterwards...)},
		{"ordinary", ordinary, streamFaultShare, calm},
		{"many broken connections", ordinary.times(6), 6 * streamFaultShare, calm},
	}
}

// schedule changes the phase after a number of calls.
type schedule struct {
	service *accounttest.Server
	proxy   *proxy
	front   *front
	phases  []phase
	every   int

	mu    sync.Mutex
	calls int
}

// begin counts a call, and returns its number.
func (s *schedule) begin() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls%s.every == 0 {
		now := s.phases[s.calls/s.every%len(s.phases)]
		s.service.ClearFaults()
		for _, fault := range now.faults {
			s.service.AddFault(fault)
		}
		s.proxy.rates.Store(&now.rates)
		s.front.setShare(now.streams)
	}
	s.calls++
	return s.calls
}

// end ends all faults.
func (s *schedule) end() {
	s.service.ClearFaults()
	s.proxy.rates.Store(&rates{})
	s.front.setShare(0)
}

// closedPortShare is the share of new connections that are dialed to a closed port.
const closedPortShare = 0.15
