package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// A test starts this program again, as main does.
func TestMain(m *testing.M) {
	child()
	os.Exit(m.Run())
}

func TestChaos_PromisesHoldUnderFaults(t *testing.T) {
	report, err := all(t.Context(), plan{Calls: 2000, Callers: 64, Seed: 7, Protocols: protocolFlag["both"],
		Divisor: 16, Operations: []string{"Get", "ListSessions"}, part: func(string) bool { return true }})
	require.NoError(t, err)
	var printed strings.Builder
	report.print(&printed)
	require.Empty(t, report.broken(), "%s", printed.String())

	// Enough calls and faults of each kind have to be in the run.
	require.Equal(t, 2000, report.calls)
	require.Greater(t, report.faults.sum(), 200, "faults")
	require.Greater(t, report.succeededAtOnce, 1000)
	require.Greater(t, report.succeededAfterRetry, 20)
	require.Greater(t, report.failed.sum(), 50)
	require.Greater(t, len(report.inputs.rows), 50)
	require.Contains(t, printed.String(), "reset instead of the response")
}

// Each figure that has to be zero is set here, and each has to be reported.
func TestChaos_BrokenPromisesAreReported(t *testing.T) {
	report := &report{plan: plan{Calls: 3}, calls: 2, untyped: newTally(), inputs: &inputs{failed: []string{"x"}},
		resends: &resends{failed: []string{"x"}}, costs: &costs{failed: []string{"x"}},
		duplicates: []string{"x"}, unexpectedUsers: 1, sentTwice: []string{"x"}, wrongUser: []string{"x"}, goroutines: 1, descriptors: 1, late: []string{"x"}}
	report.untyped.add("x")
	require.Len(t, report.broken(), 12)

	example := []string{"x"}
	for p := range report.protocols {
		report.protocols[p] = protocolReport{changes: example, secrets: example, withoutRetry: example, moreThanAllowed: example}
	}
	require.Len(t, report.broken(), 12+2*4)
}

func TestSoak_NothingIsLeft(t *testing.T) {
	result, err := soak(t.Context(), soakPlan{Calls: 1800, Callers: 6, Rounds: 3, Seed: 7, Protocols: protocolFlag["both"]})
	require.NoError(t, err)
	var printed strings.Builder
	result.print(&printed)
	require.Empty(t, result.broken(), "%s", printed.String())
	require.Equal(t, 1800, result.outcomes.sum())
}

func TestSoak_GrowthIsReported(t *testing.T) {
	flat := sample{heap: 1 << 20}
	result := &soaked{untyped: newTally(), rounds: []sample{flat, flat, flat}, end: flat}
	require.Empty(t, result.broken())
	result.untyped.add("x")
	result.rounds[0].goroutines, result.rounds[2].descriptors = 1, 1
	result.end.heap = 2 << 20
	require.Len(t, result.broken(), 4)
}

func TestArrivals_AreFoundInAnyPieces(t *testing.T) {
	one := "GET /v1/account HTTP/1.1\r\nHost: a\r\n" + callHeader + ": 17\r\nAccept: b\r\n\r\n"
	sent := one + one + strings.ReplaceAll(one, "17", "18")
	for size := range len(sent) {
		found := scanner{arrivals: newArrivals()}
		for piece := range slices.Chunk([]byte(sent), size+1) {
			found.scan(piece)
		}
		require.Equal(t, 2, found.arrivals.of(17), "pieces of %d bytes", size+1)
		require.Equal(t, 1, found.arrivals.of(18), "pieces of %d bytes", size+1)
	}
}

// Each of the lines about arrivals has to count what arrived too often.
func TestChaos_ResentRequestsAreReported(t *testing.T) {
	service := accounttest.New(t)
	proxy, err := newProxy(upstreamOf(service), 1, newTally())
	require.NoError(t, err)
	defer proxy.close()
	front, err := newFront(upstreamOf(service), 1, newTally())
	require.NoError(t, err)
	defer front.close()
	s := &state{service: service, proxy: proxy, front: front, outcomes: map[int]outcome{
		1: {operation: "updateName", protocol: http2tls, retries: 2},
		2: {operation: "createSession", protocol: http2tls, retries: 2},
		3: {operation: "get", protocol: http2tls},
		4: {operation: "get", protocol: http2tls, retries: 1},
		5: {operation: "updateName", protocol: http1},
	}}
	for range 2 {
		for _, number := range []string{"1", "2", "3", "4"} {
			front.arrivals.add(number)
		}
	}
	front.arrivals.add("4")
	proxy.arrivals.add("5")
	r := &report{faults: newTally()}
	r.checkRequests(s)
	lines := map[string]int{}
	for _, line := range r.protocols[http2tls].zeros() {
		lines[line.name] = len(line.examples)
	}
	require.Equal(t, map[string]int{
		"changes that arrived twice":                              2,
		"one-time secrets that arrived twice":                     1,
		"calls with NoRetry or WithRetries(0) that arrived twice": 1,
		"calls that arrived more often than their retries allow":  2,
	}, lines)
	for _, line := range r.protocols[http1].zeros() {
		require.Empty(t, line.examples)
	}
}
