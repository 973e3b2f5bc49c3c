package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
		duplicates: []string{"x"}, unexpectedUsers: 1, sentTwice: []string{"x"}, wrongUser: []string{"x"}, goroutines: 1, descriptors: 1, late: []string{"x"}}
	report.untyped.add("x")
	require.Len(t, report.broken(), 10)
}
