package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

// usage is what a process has in use.
type usage struct {
	resident    int64         // bytes of memory
	processor   time.Duration // so far
	descriptors int
}

const (
	rounds = 3
	// kept is how many requests and messages are kept at most.
	kept = 10_000
	// growth is how much more memory may be in use after the last round than after the second,
	// which made as many calls: a tenth, and 16 MiB for what the collector has not got to yet.
	growthShare = 10
	growth      = 16 << 20
)

// endured is what was measured in rounds of calls. At the end of each the emulator is reset,
// and is then as at the start, but for what leaks.
type endured struct {
	connections     int
	fresh           usage // after the first response
	freshGoroutines int
	rounds          []round
	end             usage // without connections
	goroutines      int
}

// round is what was measured in one of them, before the reset.
type round struct {
	calls                     int64
	took                      time.Duration
	before, after             usage
	users, requests, messages int
	bodies                    int64 // bytes of the bodies that are kept with the requests
}

func (r *round) rate() float64 { return float64(r.calls) / r.took.Seconds() }

// endure makes calls for the whole length of a plan.
func endure(ctx context.Context, file string, chosen plan) (*endured, error) {
	result := &endured{connections: chosen.connections}
	var err error
	if result.fresh, result.freshGoroutines, err = measureFresh(ctx, file); err != nil {
		return nil, err
	}
	var stderr bytes.Buffer
	service, err := start(ctx, file, &stderr, "-request-log", fmt.Sprint(kept))
	if err != nil {
		return nil, err
	}
	defer service.Stop()
	enough := func(_ int64, took time.Duration) bool { return took >= chosen.length/rounds }
	for range rounds {
		done, err := makeCalls(ctx, service, chosen.connections, enough)
		if err != nil {
			return nil, err
		}
		if err := done.look(ctx, service); err != nil {
			return nil, err
		}
		result.rounds = append(result.rounds, *done)
		// The next rounds make as many calls as the first.
		enough = func(calls int64, _ time.Duration) bool { return calls >= result.rounds[0].calls }
	}
	if result.end, err = settled(service); err != nil {
		return nil, err
	}
	result.goroutines, err = goroutines(service, &stderr)
	return result, err
}

// measureFresh measures an emulator that has responded to one request.
func measureFresh(ctx context.Context, file string) (used usage, running int, err error) {
	var stderr bytes.Buffer
	service, err := start(ctx, file, &stderr)
	if err != nil {
		return used, 0, err
	}
	defer service.Stop()
	if used, err = settled(service); err != nil {
		return used, 0, err
	}
	running, err = goroutines(service, &stderr)
	return used, running, err
}

// start runs an emulator without limits of calls, and waits for its first response.
func start(ctx context.Context, file string, stderr io.Writer, flags ...string) (*emulator.Emulator, error) {
	service, err := emulator.Start(ctx, file, stderr, append([]string{"-no-rate-limits"}, flags...)...)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(service.Endpoint + "/account")
	if err != nil {
		service.Stop()
		return nil, err
	}
	return service, response.Body.Close()
}

// settled measures a service when it has noticed that its connections are closed, which takes a
// moment: when it has as many descriptors three times in a row.
func settled(service *emulator.Emulator) (used usage, err error) {
	for same := 0; same < 3; time.Sleep(50 * time.Millisecond) {
		before := used.descriptors
		if used, err = usageOf(service.Process); err != nil {
			return used, err
		}
		if used.descriptors != before {
			same = 0
		}
		same++
	}
	return used, nil
}

// goroutines ends a service, and returns how many goroutines it had beside those of the runtime.
func goroutines(service *emulator.Emulator, stderr *bytes.Buffer) (int, error) {
	if err := quit(service.Process); err != nil {
		return 0, err
	}
	<-service.Ended
	service.Stop() // waits until all that it printed was read
	if n := countGoroutines(stderr.String()); n > 0 {
		return n, nil
	}
	return 0, fmt.Errorf("the emulator did not print its goroutines, but %q", stderr)
}

// countGoroutines counts the stacks that a Go program printed, without those of collectors and
// the like, of which there are more or fewer.
func countGoroutines(dump string) (n int) {
	for stack := range strings.SplitSeq(dump, "\n\n") {
		if strings.HasPrefix(strings.TrimSpace(stack), "goroutine ") && !strings.Contains(stack, "created by runtime.") {
			n++
		}
	}
	return n
}

// makeCalls makes calls until done says so, of the calls so far and the time they took.
func makeCalls(ctx context.Context, service *emulator.Emulator, connections int, done func(int64, time.Duration) bool) (*round, error) {
	var sent atomic.Int64
	callers, err := newCallers(ctx, service, connections, &sent)
	if err != nil {
		return nil, err
	}
	defer closeAll(callers)
	sent.Store(0)
	r := &round{}
	if r.before, err = usageOf(service.Process); err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := callUntil(ctx, callers, func() bool { return done(sent.Load(), time.Since(begin)) }); err != nil {
		return nil, err
	}
	r.took, r.calls = time.Since(begin), sent.Load()
	r.after, err = usageOf(service.Process)
	return r, err
}

// look finds out how much the service keeps, and resets it.
func (r *round) look(ctx context.Context, service *emulator.Emulator) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	api, err := control.NewClientWithResponses(controlAddress(service), control.WithHTTPClient(client))
	if err != nil {
		return err
	}
	running, err := api.GetServiceWithResponse(ctx)
	if err != nil {
		return err
	}
	r.users, r.requests, r.messages = running.JSON200.Users, running.JSON200.Requests, running.JSON200.Messages
	if r.bodies, err = bodies(ctx, api, r.requests); err != nil {
		return err
	}
	_, err = api.ResetWithResponse(ctx, control.Nothing{})
	return err
}

func controlAddress(service *emulator.Emulator) string {
	return service.Endpoint[:len(service.Endpoint)-len("/v1")] + control.Path
}

// bodies adds up the bodies of one kept request in a hundred, and returns what all have then.
func bodies(ctx context.Context, api *control.ClientWithResponses, requests int) (bytes int64, err error) {
	const step = 100
	for offset := 0; offset < requests; offset += step {
		listed, err := api.ListRequestsWithResponse(ctx, &control.ListRequestsParams{Limit: 1, Offset: offset})
		if err != nil {
			return 0, err
		}
		details, err := api.GetRequestWithResponse(ctx, listed.JSON200.Requests[0].ID, &control.GetRequestParams{Secrets: true})
		if err != nil {
			return 0, err
		}
		for _, body := range []*control.Body{details.JSON200.Body, details.JSON200.Response.Body} {
			if body != nil {
				bytes += int64(len(body.Text))
			}
		}
	}
	return bytes * step, nil
}

// broken lists what is not as it has to be.
func (e *endured) broken() (list []string) {
	add := func(broken bool, format string, values ...any) {
		if broken {
			list = append(list, fmt.Sprintf(format, values...))
		}
	}
	for i, r := range e.rounds {
		add(r.requests > kept, "%d requests are kept after round %d, more than %d", r.requests, i+1, kept)
		add(r.messages > kept, "%d messages are kept after round %d, more than %d", r.messages, i+1, kept)
	}
	second, last := e.rounds[1].after.resident, e.rounds[rounds-1].after.resident
	add(last > second+second/growthShare+growth, "memory has grown from %s after round 2 to %s after round %d", mebibytes(second), mebibytes(last), rounds)
	add(e.end.descriptors > e.fresh.descriptors, "%d file descriptors are open at the end, %d at the start", e.end.descriptors, e.fresh.descriptors)
	add(e.goroutines > e.freshGoroutines, "%d goroutines run at the end, %d at the start", e.goroutines, e.freshGoroutines)
	return list
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

func (e *endured) print(w io.Writer) {
	fmt.Fprintf(w, "%d connections, mixed calls; the emulator is reset after each round\n\n", e.connections)
	fmt.Fprintf(w, "%-14s%10s%12s%14s%12s%8s%10s%10s%12s%9s\n", "", "calls", "calls/s", "CPU us/call", "memory", "users", "requests", "messages", "bodies", "descr.")
	fmt.Fprintf(w, "%-14s%10s%12s%14s%12s%8s%10s%10s%12s%9d\n", "start", "", "", "", mebibytes(e.fresh.resident), "", "", "", "", e.fresh.descriptors)
	for i, r := range e.rounds {
		fmt.Fprintf(w, "%-14s%10d%12.0f%14.0f%12s%8d%10d%10d%12s%9d\n", fmt.Sprint("round ", i+1), r.calls, r.rate(), r.cost(),
			mebibytes(r.after.resident), r.users, r.requests, r.messages, mebibytes(r.bodies), r.after.descriptors)
	}
	fmt.Fprintf(w, "%-14s%10s%12s%14s%12s%8s%10s%10s%12s%9d\n", "end", "", "", "", mebibytes(e.end.resident), "", "", "", "", e.end.descriptors)
	fmt.Fprintf(w, "\ngoroutines: %d at the start, %d at the end\n", e.freshGoroutines, e.goroutines)
}

// cost is the processor time of a call, in microseconds.
func (r *round) cost() float64 {
	return float64((r.after.processor - r.before.processor).Microseconds()) / float64(r.calls)
}
