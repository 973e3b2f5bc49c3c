package main

import (
	"bytes"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

func TestActions_AreAHundredInAHundred(t *testing.T) {
	t.Parallel()
	total := 0
	for _, a := range actions {
		total += a.share
	}
	require.Equal(t, 100, total)
}

func TestEndure_NothingIsLeftOfAFewCalls(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("what a process has in use is known on Linux only")
	}
	file, err := emulator.Build(t.Context(), filepath.Join("..", ".."), t.TempDir())
	require.NoError(t, err)
	result, err := endure(t.Context(), file, plan{length: time.Second, connections: 4})
	require.NoError(t, err)
	require.Empty(t, result.broken())
	require.Positive(t, result.freshGoroutines)
	for _, r := range result.rounds {
		require.GreaterOrEqual(t, r.calls, result.rounds[0].calls)
		require.GreaterOrEqual(t, r.requests, min(int(r.calls), kept))
		require.GreaterOrEqual(t, r.users, 4)
		require.Positive(t, r.bodies)
		require.GreaterOrEqual(t, r.after.descriptors, result.fresh.descriptors+4, "a connection for each caller")
	}
	var out bytes.Buffer
	result.print(&out)
	require.Contains(t, out.String(), "round 3")
}

func TestBroken_NamesWhatIsNotAsItHasToBe(t *testing.T) {
	t.Parallel()
	good := func() *endured {
		used := usage{resident: 100 << 20, descriptors: 10}
		return &endured{
			fresh: used, freshGoroutines: 5, end: used, goroutines: 5,
			rounds: []round{{after: used, requests: kept, messages: kept}, {after: used}, {after: used}},
		}
	}
	require.Empty(t, good().broken())
	for expected, damage := range map[string]func(*endured){
		"10001 requests are kept after round 1, more than 10000":                   func(e *endured) { e.rounds[0].requests = kept + 1 },
		"10001 messages are kept after round 3, more than 10000":                   func(e *endured) { e.rounds[2].messages = kept + 1 },
		"memory has grown from 100.0 MiB after round 2 to 127.0 MiB after round 3": func(e *endured) { e.rounds[2].after.resident = 127 << 20 },
		"11 file descriptors are open at the end, 10 at the start":                 func(e *endured) { e.end.descriptors = 11 },
		"6 goroutines run at the end, 5 at the start":                              func(e *endured) { e.goroutines = 6 },
	} {
		e := good()
		damage(e)
		require.Equal(t, []string{expected}, e.broken())
	}
}

func TestCountGoroutines_LeavesOutThoseOfTheRuntime(t *testing.T) {
	t.Parallel()
	require.Equal(t, 2, countGoroutines("SIGQUIT: quit\n\ngoroutine 1 [chan receive]:\nmain.main()\n\n"+
		"goroutine 2 [force gc (idle)]:\nruntime.gopark()\ncreated by runtime.init.7 in goroutine 1\n\n"+
		"goroutine 9 [IO wait]:\nnet/http.serve()\ncreated by net/http.(*Server).Serve in goroutine 1\n\nrax 0x0\n"))
}
