package main

import (
	"runtime"
	"slices"
	"time"
)

// samples are what the rounds measured, in their order.
type samples []float64

// median of the samples; zero without any.
func (s samples) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// spread is the half of the distance between the quartiles, as a part of the median.
func (s samples) spread() float64 {
	if len(s) < 4 || s.median() == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return (sorted[len(sorted)*3/4] - sorted[len(sorted)/4]) / 2 / s.median()
}

// over is the ratio to others of the same rounds.
func (s samples) over(others samples) samples {
	ratios := make(samples, 0, len(s))
	for i := range min(len(s), len(others)) {
		if others[i] > 0 {
			ratios = append(ratios, s[i]/others[i])
		}
	}
	return ratios
}

// cost is what a batch of calls took, for one call each.
type cost struct {
	wall, cpu, bytes, allocs samples
}

// batch runs a call n times and notes what one of them cost.
func (c *cost) batch(n int, call func()) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, start := cpuTime(), time.Now()
	for range n {
		call()
	}
	wall, spent := time.Since(start), cpuTime()-cpu
	runtime.ReadMemStats(&after)
	c.wall = append(c.wall, float64(wall)/float64(n))
	c.cpu = append(c.cpu, float64(spent)/float64(n))
	c.bytes = append(c.bytes, float64(after.TotalAlloc-before.TotalAlloc)/float64(n))
	c.allocs = append(c.allocs, float64(after.Mallocs-before.Mallocs)/float64(n))
}

// calls finds how many calls take a while. It also warms up what is warmed up once.
func calls(while time.Duration, call func()) int {
	for n := 10; ; n *= 4 {
		start := time.Now()
		for range n {
			call()
		}
		if took := time.Since(start); took > while/8 {
			return max(int(float64(n)*float64(while)/float64(took)), 1)
		}
	}
}

// turns goes through the contenders, starting with another one in each round.
func turns(rounds, contenders int, measure func(round, contender int)) {
	for round := range rounds {
		for i := range contenders {
			measure(round, (i+round)%contenders)
		}
	}
}

// oneCore has Go use one core alone until the returned function is called. Otherwise
// the garbage collector works on every core that is idle, and CPU time says more about
// the machine than about the calls.
func oneCore() (restore func()) {
	cores := runtime.GOMAXPROCS(1)
	return func() { runtime.GOMAXPROCS(cores) }
}
