package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/tests/conformance"
)

// embedded makes the program use the embedded service.
func embedded(t *testing.T) {
	t.Helper()
	for _, name := range []string{conformance.EndpointVariable, conformance.ProjectVariable, conformance.KeyVariable} {
		t.Setenv(name, "")
	}
}

func TestConformanceCommand_PrintsATableAndTheSummaryLast(t *testing.T) {
	embedded(t)
	var stdout, stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{"-only", "user"}, &stdout, &stderr))
	require.Empty(t, stderr.String())
	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	require.Greater(t, len(lines), 20)
	require.Regexp(t, `^\d+ scenarios: \d+ passed, 0 failed, 0 skipped, in [\d.]+m?s$`, lines[len(lines)-1])
}

func TestConformanceCommand_PrintsJSON(t *testing.T) {
	embedded(t)
	var stdout, stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{"-json", "-only", "user"}, &stdout, &stderr))
	require.Regexp(t, `^\d+ scenarios: \d+ passed, 0 failed, 0 skipped, in [\d.]+m?s\n$`, stderr.String())

	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	require.Greater(t, len(lines), 20)
	names := map[string]bool{}
	for _, line := range lines[:len(lines)-1] {
		var record conformance.ScenarioRecord
		require.NoError(t, json.Unmarshal([]byte(line), &record), line)
		require.Equal(t, "scenario", record.Type)
		require.Equal(t, "passed", record.Outcome)
		require.NotEmpty(t, record.Topic)
		require.Positive(t, record.Seconds)
		names[record.Scenario] = true
	}
	var summary conformance.SummaryRecord
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &summary))
	require.Equal(t, "summary", summary.Type)
	require.Equal(t, len(names), summary.Scenarios)
	require.Equal(t, len(names), summary.Passed)
	require.Positive(t, summary.Seconds)
}

func TestConformanceCommand_AServiceThatCannotBeUsedIsAnErrorAndNoResult(t *testing.T) {
	embedded(t)
	t.Setenv(conformance.EndpointVariable, "http://127.0.0.1:1/v1")
	var stdout, stderr strings.Builder
	require.Equal(t, 2, run(t.Context(), []string{"-json"}, &stdout, &stderr))
	require.Empty(t, stdout.String())
	require.Contains(t, stderr.String(), "set all three")
}

func TestConformanceCommand_WrongArgumentsAreErrors(t *testing.T) {
	embedded(t)
	for name, args := range map[string][]string{
		"no scenario":     {"-only", "no scenario has this name"},
		"an unknown flag": {"-jsn"},
		"an argument":     {"json"},
	} {
		var stdout, stderr strings.Builder
		require.Equal(t, 2, run(t.Context(), args, &stdout, &stderr), name)
		require.NotEmpty(t, stderr.String(), name)
	}
}

func TestConformanceCommand_AnInterruptedRunIsNoSuccess(t *testing.T) {
	embedded(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	require.Equal(t, 2, run(ctx, nil, &stdout, &stderr))
	require.Contains(t, stderr.String(), "interrupted")
	require.NotContains(t, stdout.String(), "failed:")
}
