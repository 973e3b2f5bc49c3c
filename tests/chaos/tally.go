package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// tally counts things by name.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func newTally() *tally { return &tally{counts: map[string]int{}} }

func (t *tally) add(name string) {
	t.mu.Lock()
	t.counts[name]++
	t.mu.Unlock()
}

func (t *tally) sum() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := 0
	for _, n := range t.counts {
		sum += n
	}
	return sum
}

func (t *tally) print(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(t.counts)) {
		fmt.Fprintf(w, "  %7d  %s\n", t.counts[name], name)
	}
}
