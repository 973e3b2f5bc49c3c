package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// phase is a kind of weather that lasts for some calls.
type phase struct {
	name   string
	rates  rates
	faults []accounttest.Fault
}

// phases follow one another, again and again. Shares are of requests, or of pieces of
// traffic.
func phases(seed uint64) []phase {
	trouble := func(share float64) []accounttest.Fault {
		return []accounttest.Fault{
			{Status: http.StatusInternalServerError, Probability: share, Seed: seed},
			{Damage: accounttest.HTMLPage, Status: http.StatusBadGateway, Probability: share, Seed: seed + 1},
			{Status: http.StatusServiceUnavailable, Probability: share, Seed: seed + 2},
			{Damage: accounttest.Empty, Status: http.StatusGatewayTimeout, Probability: share, Seed: seed + 3},
		}
	}
	limits := func(share float64) []accounttest.Fault {
		return []accounttest.Fault{
			{Status: http.StatusTooManyRequests, Probability: share, Seed: seed + 4}, // says nothing of a window: repeated
			{RateLimit: true, Probability: share, Seed: seed + 5},                    // says to come back at the next hour
		}
	}
	afterwards := []accounttest.Fault{ // it happened, and yet the answer is an error
		{Status: http.StatusInternalServerError, AfterOperation: true, Probability: 0.005, Seed: seed + 6},
		{Delay: time.Minute, Probability: 0.001, Seed: seed + 7},
	}
	calm := append(append(trouble(0.005), limits(0.0025)...), afterwards...)
	return []phase{
		{"ordinary", ordinary, calm},
		{"5xx storm", ordinary, append(trouble(0.1), afterwards...)},
		{"ordinary", ordinary, calm},
		{"429 storm", ordinary, append(limits(0.2), afterwards...)},
		{"ordinary", ordinary, calm},
		{"storm of broken connections", ordinary.times(6), calm},
	}
}

// weather changes the phase every so many calls.
type weather struct {
	service *accounttest.Server
	proxy   *proxy
	phases  []phase
	every   int

	mu    sync.Mutex
	calls int
}

// begin counts a call, and says its number.
func (w *weather) begin() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.calls%w.every == 0 {
		now := w.phases[w.calls/w.every%len(w.phases)]
		w.service.ClearFaults()
		for _, fault := range now.faults {
			w.service.AddFault(fault)
		}
		w.proxy.rates.Store(&now.rates)
	}
	w.calls++
	return w.calls
}

// end lets the sun shine.
func (w *weather) end() {
	w.service.ClearFaults()
	w.proxy.rates.Store(&rates{})
}

// refusedShare is how many of all new connections are tried where nobody listens.
const refusedShare = 0.15
