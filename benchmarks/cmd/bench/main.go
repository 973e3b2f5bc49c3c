// Command bench measures this SDK beside the official one, a client written by hand and
// the bare http.Client, prints tables and writes RESULTS.md and results.svg.
//
// The contenders take turns within each round, and ratios are computed within a round, so
// that other load on the machine affects all of them. CPU time is user and system time of
// the process; wall time is in tables of its own.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// plan says how much is measured.
type plan struct {
	rounds     int           // how often everything is measured
	batch      time.Duration // length of one measurement of CPU time
	load       time.Duration // length of one measurement of throughput
	callers    []int         // goroutines of the throughput tables
	builds     int           // how often a build is measured
	cold       bool          // also measure builds
	loopRounds int           // how often throughput is measured
}

var (
	full  = plan{rounds: 20, loopRounds: 10, batch: 40 * time.Millisecond, load: 120 * time.Millisecond, callers: []int{1, 8, 64, 256}, builds: 10, cold: true}
	quick = plan{rounds: 10, loopRounds: 3, batch: 15 * time.Millisecond, load: 80 * time.Millisecond, callers: []int{1, 64}, builds: 1}
)

func main() {
	fast := flag.Bool("quick", false, "under a minute: fewer rounds, no builds, no files written")
	only := flag.String("only", "", "measure one part only: calls, load, sessions, rows, builds, accounttest")
	child := flag.String("child", "", "run one measurement in a process of its own (used by the program itself)")
	flag.Parse()
	if *child != "" {
		runChild(*child)
		return
	}
	p := full
	if *fast {
		p = quick
	}
	report, err := measure(p, *only)
	if err == nil {
		fmt.Print(report.text())
		if !*fast && *only == "" {
			err = report.write()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// part is a section of the report.
type part struct {
	name string
	run  func(plan, *report) error
}

var parts = []part{
	{"calls", measureCalls},
	{"load", measureLoad},
	{"sessions", measureSessions},
	{"rows", measureRows},
	{"builds", measureBuilds},
	{"accounttest", measureAccounttest},
}

func measure(p plan, only string) (*report, error) {
	r := &report{plan: p, started: time.Now()}
	for _, part := range parts {
		if only != "" && only != part.name {
			continue
		}
		start := time.Now()
		if err := part.run(p, r); err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: %.0f s\n", part.name, time.Since(start).Seconds())
	}
	return r, nil
}

// folder is the folder of the benchmarks, wherever the program is started from.
func folder() (string, error) {
	mod, err := output("go", "env", "GOMOD")
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(mod)
	if _, err := os.Stat(filepath.Join(dir, "programs")); err != nil {
		return "", fmt.Errorf("start it inside the benchmarks module: %w", err)
	}
	return dir, nil
}
