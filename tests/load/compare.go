package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

// contender is an emulator that is compared with another one.
type contender struct{ name, file string }

// compared is what was measured of it, in turns with the others.
type compared struct {
	name   string
	starts []float64 // milliseconds to the first response
	rates  []float64 // calls a second
	costs  []float64 // processor time of a call in microseconds
}

// startsPerTurn is how many starts there are for each time that calls are made: a start is short.
const startsPerTurn = 8

// compareFor is how long the calls of one turn go on.
const compareFor = 5 * time.Second

// buildCommit builds the emulator of a commit.
func buildCommit(ctx context.Context, root, commit, folder string) (file string, err error) {
	checkout, err := os.MkdirTemp("", "load")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(checkout)
	source := filepath.Join(checkout, "source")
	if err := git(ctx, root, "worktree", "add", "--detach", source, commit); err != nil {
		return "", err
	}
	defer func() { _ = git(context.WithoutCancel(ctx), root, "worktree", "remove", "--force", source) }()
	return emulator.Build(ctx, source, filepath.Join(folder, "base"))
}

func git(ctx context.Context, root string, arguments ...string) error {
	command := exec.CommandContext(ctx, "git", append([]string{"-C", root}, arguments...)...)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", command, err, output)
	}
	return nil
}

// compare measures all contenders in turns, so that what else the machine does is spread over
// them.
func compare(ctx context.Context, contenders []contender, chosen plan) ([]compared, error) {
	results := make([]compared, len(contenders))
	for i := range contenders {
		results[i].name = contenders[i].name
	}
	inTurns := func(times int, measure func(*compared, string) error) error {
		for turn := range times {
			for i := range contenders {
				if turn%2 == 1 {
					i = len(contenders) - 1 - i // none is always the first
				}
				if err := measure(&results[i], contenders[i].file); err != nil {
					return fmt.Errorf("%s: %w", contenders[i].name, err)
				}
			}
		}
		return nil
	}
	err := inTurns(chosen.turns*startsPerTurn, func(c *compared, file string) error { return c.measureStart(ctx, file) })
	if err == nil {
		err = inTurns(chosen.turns, func(c *compared, file string) error { return c.measureCalls(ctx, file, chosen.connections) })
	}
	return results, err
}

func (c *compared) measureStart(ctx context.Context, file string) error {
	begin := time.Now()
	service, err := start(ctx, file, os.Stderr)
	if err != nil {
		return err
	}
	c.starts = append(c.starts, float64(time.Since(begin).Microseconds())/1000)
	service.Stop()
	return nil
}

func (c *compared) measureCalls(ctx context.Context, file string, connections int) error {
	service, err := start(ctx, file, os.Stderr)
	if err != nil {
		return err
	}
	defer service.Stop()
	r, err := makeCalls(ctx, service, connections, func(_ int64, took time.Duration) bool { return took >= compareFor })
	if err != nil {
		return err
	}
	c.rates, c.costs = append(c.rates, r.rate()), append(c.costs, r.cost())
	return nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func printComparison(w io.Writer, results []compared) {
	fmt.Fprintf(w, "\nMedians of %d starts and %d times %v of calls, in turns\n\n%-14s%20s%12s%14s\n", len(results[0].starts), len(results[0].rates), compareFor,
		"", "first response ms", "calls/s", "CPU us/call")
	for _, r := range results {
		fmt.Fprintf(w, "%-14s%20.1f%12.0f%14.0f\n", r.name, median(r.starts), median(r.rates), median(r.costs))
	}
	base, current := results[0], results[1]
	change := func(values func(compared) []float64) float64 {
		return 100 * (median(values(current))/median(values(base)) - 1)
	}
	fmt.Fprintf(w, "%-14s%19.1f%%%11.1f%%%13.1f%%\n", "change", change(func(c compared) []float64 { return c.starts }),
		change(func(c compared) []float64 { return c.rates }), change(func(c compared) []float64 { return c.costs }))
}
