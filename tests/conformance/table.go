package conformance

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"
)

// RunAll runs the scenarios whose name contains a string (all, if it is empty), and
// returns their results in the order of the topics. Coverage may be nil.
func RunAll(ctx context.Context, service Service, only string, coverage *Coverage) []Result {
	type job struct {
		place    int
		topic    string
		scenario Scenario
	}
	var todo []job
	for _, topic := range Topics() {
		for _, scenario := range topic.Scenarios {
			if !strings.Contains(scenario.Name, only) {
				continue
			}
			todo = append(todo, job{len(todo), topic.Name, scenario})
		}
	}
	workers := 1
	if service.Parallel() {
		workers = 2 * runtime.GOMAXPROCS(0)
	}
	results := make([]Result, len(todo))
	jobs := make(chan job)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for j := range jobs {
				results[j.place] = Run(ctx, j.scenario, service, coverage)
				results[j.place].Topic = j.topic
			}
		})
	}
	for _, j := range todo {
		jobs <- j
	}
	close(jobs)
	wait.Wait()
	return results
}

// WriteTable prints the results of the scenarios, and their numbers below. It reports
// whether none failed.
func WriteTable(w io.Writer, results []Result, took time.Duration) bool {
	width := 0
	for _, r := range results {
		width = max(width, len([]rune(r.Name)))
	}
	topic := ""
	var count [3]int
	for _, r := range results {
		if r.Topic != topic {
			topic = r.Topic
			fmt.Fprintf(w, "\n%s\n", topic)
		}
		count[r.Outcome]++
		fmt.Fprintf(w, "  %-*s  %s", width, r.Name, r.Outcome)
		if r.Reason != "" {
			fmt.Fprintf(w, ": %s", r.Reason)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\n%d scenarios: %d passed, %d failed, %d skipped, in %s\n",
		len(results), count[Passed], count[Failed], count[Skipped], took.Round(10*time.Millisecond))
	return count[Failed] == 0
}
