package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// report is what came of a run.
type report struct {
	Tried      int      `json:"tried"`
	Killed     int      `json:"killed"` // with those that timed out
	TimedOut   int      `json:"timedOut"`
	NotViable  int      `json:"notViable"`
	Equivalent int      `json:"equivalent"` // of all mutants; they are not tried
	Survivors  []mutant `json:"survivors"`
}

func (r *report) add(m mutant, v verdict) {
	r.Tried++
	switch v {
	case notViable:
		r.NotViable++
	case survived:
		r.Survivors = append(r.Survivors, m)
	case timedOut:
		r.TimedOut++
		r.Killed++
	default:
		r.Killed++
	}
}

// viable is how many mutants compile.
func (r *report) viable() int { return r.Tried - r.NotViable }

// share is how many of a hundred viable mutants survived.
func (r *report) share() float64 {
	if r.viable() == 0 {
		return 0
	}
	return 100 * float64(len(r.Survivors)) / float64(r.viable())
}

func (r *report) String() string {
	return fmt.Sprintf("mutation: %d tried, %d killed (%d by the time limit), %d not viable, %d survived: %.1f of 100 viable ones; %d equivalent ones not tried",
		r.Tried, r.Killed, r.TimedOut, r.NotViable, len(r.Survivors), r.share(), r.Equivalent)
}

// result is a line of a report in JSON.
type result struct {
	mutant
	Verdict verdict `json:"verdict,omitempty"`
}

// verdicts reads the lines of a report in JSON, but for those of survivors. They hold for as
// long as the mutated source is the same and tests are only added.
func verdicts(r io.Reader) (map[mutant]verdict, error) {
	found := map[mutant]verdict{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var line result
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, err
		}
		if line.Verdict != "" && line.Verdict != survived {
			found[line.key()] = line.Verdict
		}
	}
	return found, lines.Err()
}
