package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPromisesHoldInBadWeather(t *testing.T) {
	report, err := all(t.Context(), plan{Calls: 2000, People: 64, Seed: 7})
	require.NoError(t, err)
	var text strings.Builder
	report.print(&text)
	require.Empty(t, report.broken(), "%s", text.String())

	// Otherwise nothing was tried.
	require.Equal(t, 2000, report.calls)
	require.Greater(t, report.met.sum(), 200, "faults met")
	require.Greater(t, report.atOnce, 1000)
	require.Greater(t, report.afterRetry, 20)
	require.Greater(t, report.failed.sum(), 50)
	require.Greater(t, len(report.inputs.rows), 50)
	require.Contains(t, text.String(), "reset instead of the answer")
}

// A judge that finds nothing is no judge.
func TestBrokenPromisesAreFound(t *testing.T) {
	report := &report{plan: plan{Calls: 3}, calls: 2, untyped: newTally(), inputs: &inputs{failed: []string{"x"}},
		duplicates: []string{"x"}, unasked: 1, spentTwice: []string{"x"}, wrongUser: []string{"x"}, goroutines: 1, descriptors: 1, late: []string{"x"}}
	report.untyped.add("x")
	require.Len(t, report.broken(), 10)
}
