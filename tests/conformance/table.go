package conformance

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// job is a scenario to run, and its place in the order of the topics.
type job struct {
	place    int
	topic    string
	scenario Scenario
}

// jobs lists the scenarios whose name contains a string (all, if it is empty).
func jobs(only string) []job {
	var list []job
	for _, topic := range Topics() {
		for _, scenario := range topic.Scenarios {
			if strings.Contains(scenario.Name, only) {
				list = append(list, job{len(list), topic.Name, scenario})
			}
		}
	}
	return list
}

// RunAll runs the scenarios whose name contains a string (all, if it is empty), and
// returns their results in the order of the topics. Coverage may be nil. Each report is
// called with every result as soon as it is there, one call at a time. When ctx ends, the
// results are those of the scenarios that had finished.
func RunAll(ctx context.Context, service Service, only string, coverage *Coverage, reports ...func(Result)) []Result {
	todo := jobs(only)
	workers := 1
	if service.Parallel() {
		workers = 2 * runtime.GOMAXPROCS(0)
	}
	results := make([]Result, len(todo))
	queue := make(chan job)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for j := range queue {
				result := Run(ctx, j.scenario, service, coverage)
				result.Topic = j.topic
				if ctx.Err() != nil {
					continue // the scenario was interrupted, which says nothing about the service
				}
				mu.Lock()
				results[j.place] = result
				for _, report := range reports {
					report(result)
				}
				mu.Unlock()
			}
		})
	}
	for _, j := range todo {
		queue <- j
	}
	close(queue)
	wait.Wait()
	return slices.DeleteFunc(results, func(r Result) bool { return r.Name == "" })
}
