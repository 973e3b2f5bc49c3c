package main

import (
	"context"
	"encoding/json"
	"regexp"
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

// summary is the line that ends the table of a version.
func summary(version string) string {
	return `conformance: \d+ passed, 0 failed, 0 skipped, \d+ not applicable; \d+ scenarios on server ` + regexp.QuoteMeta(version) + ` in [\d.]+m?s`
}

func TestConformanceCommand_PrintsATableAndTheSummaryLast(t *testing.T) {
	embedded(t)
	var stdout, stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{"-only", "user", "-server-version", "1.8"}, &stdout, &stderr))
	require.Empty(t, stderr.String())
	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	require.Greater(t, len(lines), 20)
	require.Regexp(t, "^"+summary("1.8.1")+"$", lines[len(lines)-1])
	require.Regexp(t, `not applicable: holds from 1.9 on; earlier servers: \w+`, stdout.String())
}

func TestConformanceCommand_RunsEveryVersionOfTheEmbeddedService(t *testing.T) {
	embedded(t)
	var stdout, stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{"-only", "signing out"}, &stdout, &stderr))
	require.Regexp(t, "(?s)"+summary("1.7.4")+".*"+summary("1.8.1")+".*"+summary("1.9.6"), stdout.String())
}

func TestConformanceCommand_PrintsJSON(t *testing.T) {
	embedded(t)
	var stdout, stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{"-json", "-only", "user", "-server-version", "1.7"}, &stdout, &stderr))
	require.Regexp(t, "^"+summary("1.7.4")+"\n$", stderr.String())

	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	require.Greater(t, len(lines), 20)
	names := map[string]bool{}
	for _, line := range lines[:len(lines)-1] {
		var record conformance.ScenarioRecord
		require.NoError(t, json.Unmarshal([]byte(line), &record), line)
		require.Equal(t, "scenario", record.Type)
		require.Contains(t, []string{"passed", "not applicable"}, record.Outcome)
		require.Equal(t, "1.7.4", record.Server)
		require.NotEmpty(t, record.Topic)
		require.Positive(t, record.Seconds)
		names[record.Scenario] = true
	}
	var total conformance.SummaryRecord
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &total))
	require.Equal(t, "summary", total.Type)
	require.Equal(t, len(names), total.Scenarios)
	require.Equal(t, len(names), total.Passed+total.NotApplicable)
	require.Positive(t, total.Seconds)
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
		"a version":       {"-server-version", "1.6"},
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
