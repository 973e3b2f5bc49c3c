package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// slack is how long after its deadline a call may end on a busy machine.
const slack = 2 * time.Second

// report is the result of a run.
type report struct {
	plan                  plan
	took                  time.Duration
	calls, requests       int
	faults                *tally
	succeededAtOnce       int
	succeededAfterRetry   int
	failed, untyped       *tally
	duplicates            []string
	sentTwice             []string // one-time secrets
	unexpectedUsers       int      // more users than calls that create one
	wrongUser             []string
	late                  []string
	goroutines            int
	descriptors           int
	longest, longestLimit time.Duration
	overrun               time.Duration // the longest time after a deadline
	inputs                *inputs
	resends               *resends
	costs                 *costs
	replayed              int
	protocols             [2]protocolReport
}

// protocolReport is what is known of the calls over one protocol by the requests that
// arrived at the server, whole or in part.
type protocolReport struct {
	calls, arrived  int
	changes         []string // that arrived again, although no response allowed it
	secrets         []string // that work once, and arrived again
	withoutRetry    []string // calls with NoRetry or WithRetries(0) that arrived again
	moreThanAllowed []string // calls that arrived more often than their retries allow
	byNetHTTP       int      // reads over HTTP/1.1 that did, as documented
}

// judge compares the calls that were made with the requests that the service got.
func judge(s *state, faults *tally, usersBefore int, took time.Duration) *report {
	r := &report{plan: s.plan, took: took, calls: len(s.outcomes), faults: faults, failed: newTally(), untyped: newTally(), wrongUser: s.wrongUser}
	for number, o := range s.outcomes {
		r.count(number, o)
	}
	r.checkRequests(s)
	intended := 0
	for _, o := range s.outcomes {
		if o.operation == "create" || o.operation == "createAnonymousSession" {
			intended++
		}
	}
	r.unexpectedUsers = max(len(s.service.Users())-usersBefore-intended, 0)
	return r
}

func (r *report) count(number int, o outcome) {
	if o.took > r.longest {
		r.longest, r.longestLimit = o.took, o.limit
	}
	r.overrun = max(r.overrun, o.took-o.limit)
	if o.took > o.limit+slack {
		r.late = append(r.late, fmt.Sprintf("call %d: %s took %s of %s", number, o.operation, o.took, o.limit))
	}
	if o.err == nil {
		if o.attempts > 1 {
			r.succeededAfterRetry++
		} else {
			r.succeededAtOnce++
		}
		return
	}
	if name, typed := errorKind(o.err); typed {
		r.failed.add(name)
	} else {
		r.untyped.add(fmt.Sprintf("%s: %v", name, o.err))
	}
}

// checkArrivals finds the calls whose request arrived too often. A response of 429 to a change
// says that nothing was changed, so each allows one more.
func (r *report) checkArrivals(s *state, rejected map[int]int) {
	for protocol, arrivals := range map[protocol]*arrivals{http1: s.proxy.arrivals, http2tls: s.front.arrivals} {
		p := &r.protocols[protocol]
		p.arrived = arrivals.total
		for number, o := range s.outcomes {
			if o.protocol != protocol {
				continue
			}
			p.calls++
			n := arrivals.of(number)
			if n < 2 {
				continue
			}
			line := fmt.Sprintf("call %d: %s arrived %d times", number, o.operation, n)
			op := contract.Default().Operation(o.operation)
			if op.OneTime {
				p.secrets = append(p.secrets, line)
			}
			if op.Method != http.MethodGet && (op.OneTime || !o.replay) && n-rejected[number] > 1 {
				p.changes = append(p.changes, line)
			}
			if o.retries == 0 {
				p.withoutRetry = append(p.withoutRetry, line)
			}
			switch {
			case n <= 1+o.retries:
			case protocol == http1 && op.Method == http.MethodGet && o.retries > 0:
				p.byNetHTTP++
			default:
				p.moreThanAllowed = append(p.moreThanAllowed, line)
			}
		}
	}
}

// zeros are the lines of a protocol that have to be 0.
func (p *protocolReport) zeros() []zeroLine {
	return []zeroLine{
		{"changes that arrived twice", p.changes},
		{"one-time secrets that arrived twice", p.secrets},
		{"calls with NoRetry or WithRetries(0) that arrived twice", p.withoutRetry},
		{"calls that arrived more often than their retries allow", p.moreThanAllowed},
	}
}

// zeroLine is something that must not occur, and where it did.
type zeroLine struct {
	name     string
	examples []string
}

// checkRequests finds the calls that the service executed twice, and the one-time secrets
// that it got twice.
func (r *report) checkRequests(s *state) {
	done, rejected := map[int]int{}, map[int]int{}
	secrets := map[string]int{}
	for _, request := range s.service.Requests() {
		r.requests++
		r.countFault(request)
		op := contract.Default().Operation(request.Operation)
		if op == nil || op.Method == http.MethodGet {
			continue
		}
		if op.OneTime {
			if secrets[string(request.Body)]++; secrets[string(request.Body)] == 2 {
				r.sentTwice = append(r.sentTwice, op.ID)
			}
		}
		number, err := strconv.Atoi(request.Header.Get(callHeader))
		if err != nil {
			continue
		}
		if request.Status == http.StatusTooManyRequests {
			rejected[number]++
			continue
		}
		done[number]++
	}
	r.checkArrivals(s, rejected)
	for number, times := range done {
		o := s.outcomes[number]
		switch {
		case times > 1 && o.operation == "updatePrefs":
			r.replayed++
		case times > 1:
			r.duplicates = append(r.duplicates, fmt.Sprintf("call %d: %s arrived %d times", number, o.operation, times))
		}
	}
}

// countFault counts the faults of the service. It runs without rate limits and without
// bugs of its own, so each of these statuses is a fault.
func (r *report) countFault(request accounttest.Request) {
	switch status := request.Status; status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		r.faults.add("status " + strconv.Itoa(status))
	}
}

// broken lists the promises that did not hold.
func (r *report) broken() []string {
	var list []string
	for name, n := range map[string]int{
		"errors without a type":                   r.untyped.sum(),
		"changes made twice":                      len(r.duplicates),
		"unexpected users":                        r.unexpectedUsers,
		"one-time secrets sent twice":             len(r.sentTwice),
		"responses about another user":            len(r.wrongUser),
		"leaked goroutines":                       r.goroutines,
		"leaked descriptors":                      r.descriptors,
		"calls that exceeded their deadline":      len(r.late),
		"calls that were not made":                r.plan.Calls - r.calls,
		"bad inputs that broke something (below)": r.inputs.broken(),
		"calls that arrived too often at a server that does the same to every request (below)": r.resends.broken(),
		"hostile responses that cost more than their bound (below)":                            r.costs.broken(),
	} {
		if n != 0 {
			list = append(list, fmt.Sprintf("%s: %d", name, n))
		}
	}
	for p := range r.protocols {
		for _, line := range r.protocols[p].zeros() {
			if n := len(line.examples); n != 0 {
				list = append(list, fmt.Sprintf("%s, %s: %d", protocol(p), line.name, n))
			}
		}
	}
	slices.Sort(list)
	return list
}

func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "%d calls by %d callers at once, seed %d, in %.1f s; %d requests reached the service\n", r.calls, r.plan.Callers, r.plan.Seed, r.took.Seconds(), r.requests)
	for _, p := range r.plan.Protocols {
		fmt.Fprintf(w, "%s: %d calls, %d requests arrived at the server, whole or in part\n", p, r.protocols[p].calls, r.protocols[p].arrived)
	}
	fmt.Fprintln(w)
	fmt.Fprintf(w, "Faults: %d\n", r.faults.sum())
	r.faults.print(w)
	fmt.Fprintf(w, "\nCalls that succeeded at once         %7d\n", r.succeededAtOnce)
	fmt.Fprintf(w, "Calls that succeeded after a retry   %7d\n", r.succeededAfterRetry)
	fmt.Fprintf(w, "Calls that failed with a typed error %7d\n", r.failed.sum())
	r.failed.print(w)
	fmt.Fprintf(w, "Calls with AllowReplay that arrived more than once, as allowed: %d\n", r.replayed)
	fmt.Fprintf(w, "Reads over HTTP/1.1 that net/http sent once more over another connection, as allowed: %d\n", r.protocols[http1].byNetHTTP)
	fmt.Fprintf(w, "The longest call took %s; its deadline was %s. None ended more than %s after its deadline\n\n",
		r.longest.Round(time.Millisecond), r.longestLimit, r.overrun.Round(time.Millisecond))

	fmt.Fprintln(w, "These have to be 0:")
	zero := func(n int, name string, examples ...string) {
		fmt.Fprintf(w, "  %7d  %s\n", n, name)
		for _, example := range examples[:min(len(examples), 5)] {
			fmt.Fprintln(w, "             ", example)
		}
	}
	zero(r.untyped.sum(), "errors without a type")
	r.untyped.print(w)
	zero(len(r.duplicates), "changes made twice", r.duplicates...)
	zero(r.unexpectedUsers, "unexpected users")
	zero(len(r.sentTwice), "one-time secrets sent twice", r.sentTwice...)
	zero(len(r.wrongUser), "responses about another user", r.wrongUser...)
	zero(r.goroutines, "leaked goroutines")
	zero(r.descriptors, "leaked descriptors")
	zero(len(r.late), "calls that exceeded their deadline by more than "+slack.String(), r.late...)
	for _, p := range r.plan.Protocols {
		for _, line := range r.protocols[p].zeros() {
			zero(len(line.examples), p.String()+": "+line.name, line.examples...)
		}
	}
	r.resends.print(w)
	r.inputs.print(w)
	r.costs.print(w)
}
