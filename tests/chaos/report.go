package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// slack is how much later than its deadline a call may end on a busy machine.
const slack = 500 * time.Millisecond

// report is how a run went.
type report struct {
	plan                  plan
	took                  time.Duration
	calls, requests       int
	met                   *tally
	atOnce, afterRetry    int
	failed, untyped       *tally
	duplicates            []string
	spentTwice            []string
	unasked               int // users that nobody asked for
	wrongUser             []string
	late                  []string
	goroutines            int
	descriptors           int
	longest, longestLimit time.Duration
	overrun               time.Duration // by how much a call was late
	inputs                *inputs
	replayed              int
}

// judge compares what was meant with what the service saw.
func judge(plan plan, s *storm, met *tally, usersBefore int, took time.Duration) *report {
	r := &report{plan: plan, took: took, calls: len(s.outcomes), met: met, failed: newTally(), untyped: newTally(), wrongUser: s.wrongUser}
	for number, o := range s.outcomes {
		r.count(number, o)
	}
	r.searchTheLog(s)
	intended := 0
	for _, o := range s.outcomes {
		if o.operation == "create" || o.operation == "createAnonymousSession" {
			intended++
		}
	}
	r.unasked = max(len(s.service.Users())-usersBefore-intended, 0)
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
			r.afterRetry++
		} else {
			r.atOnce++
		}
		return
	}
	if name, typed := kind(o.err); typed {
		r.failed.add(name)
	} else {
		r.untyped.add(fmt.Sprintf("%s: %v", name, o.err))
	}
}

// searchTheLog looks for calls that the service carried out twice, and for secrets that
// it was sent twice.
func (r *report) searchTheLog(s *storm) {
	done := map[int]int{}
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
				r.spentTwice = append(r.spentTwice, op.ID)
			}
		}
		number, err := strconv.Atoi(request.Header.Get(callHeader))
		if err != nil || request.Status == http.StatusTooManyRequests {
			continue
		}
		done[number]++
	}
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

// countFault counts the faults of the service. Without rate limits and its own
// mistakes, none of these answers is its own.
func (r *report) countFault(request accounttest.Request) {
	switch status := request.Status; status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		r.met.add("status " + strconv.Itoa(status))
	}
}

// broken lists the promises that did not hold.
func (r *report) broken() []string {
	var list []string
	for name, n := range map[string]int{
		"failures without a type":                 r.untyped.sum(),
		"changes carried out twice":               len(r.duplicates),
		"users that nobody asked for":             r.unasked,
		"one-time secrets sent twice":             len(r.spentTwice),
		"answers about another user":              len(r.wrongUser),
		"goroutines left over":                    r.goroutines,
		"descriptors left over":                   r.descriptors,
		"calls that outlasted their deadline":     len(r.late),
		"calls that were not made":                r.plan.Calls - r.calls,
		"bad inputs that broke something (below)": r.inputs.broken(),
	} {
		if n != 0 {
			list = append(list, fmt.Sprintf("%s: %d", name, n))
		}
	}
	return list
}

func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "%d calls by %d people at once, seed %d, in %.1f s; %d requests reached the service\n\n", r.calls, r.plan.People, r.plan.Seed, r.took.Seconds(), r.requests)
	fmt.Fprintf(w, "Faults met: %d\n", r.met.sum())
	r.met.print(w)
	fmt.Fprintf(w, "\nCalls that succeeded at once         %7d\n", r.atOnce)
	fmt.Fprintf(w, "Calls that succeeded after a retry   %7d\n", r.afterRetry)
	fmt.Fprintf(w, "Calls that failed with a typed error %7d\n", r.failed.sum())
	r.failed.print(w)
	fmt.Fprintf(w, "Calls with AllowReplay that arrived more than once, as allowed: %d\n", r.replayed)
	fmt.Fprintf(w, "The longest call took %s; its deadline was %s. None ended more than %s after its deadline\n\n",
		r.longest.Round(time.Millisecond), r.longestLimit, r.overrun.Round(time.Millisecond))

	fmt.Fprintln(w, "These have to be 0:")
	zero := func(n int, name string, examples ...string) {
		fmt.Fprintf(w, "  %7d  %s\n", n, name)
		for _, example := range examples[:min(len(examples), 5)] {
			fmt.Fprintln(w, "             ", example)
		}
	}
	zero(r.untyped.sum(), "failures without a type")
	r.untyped.print(w)
	zero(len(r.duplicates), "changes carried out twice", r.duplicates...)
	zero(r.unasked, "users that nobody asked for")
	zero(len(r.spentTwice), "one-time secrets sent twice", r.spentTwice...)
	zero(len(r.wrongUser), "answers about another user", r.wrongUser...)
	zero(r.goroutines, "goroutines left over")
	zero(r.descriptors, "descriptors left over")
	zero(len(r.late), "calls that outlasted their deadline by more than "+slack.String(), r.late...)
	r.inputs.print(w)
}
