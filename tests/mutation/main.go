// Command mutation checks the tests of the client: it makes one small change to the source
// of account or internal/wire at a time, such as a condition turned around or a statement
// left out, and runs the tests, which should fail. A mutant that they let pass survives. It
// ends with status 1 if more than -max of a hundred survive.
//
// The working tree is not changed. The mutants in equivalent.txt behave as the original
// does; they are not tried.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	var o options
	flag.IntVar(&o.n, "n", 220, "how many mutants to try; 0 for all")
	flag.Uint64Var(&o.seed, "seed", 1, "which ones: the same seed chooses the same mutants")
	flag.StringVar(&o.only, "only", "", "mutate only the files whose name contains this, such as account/retry.go")
	flag.BoolVar(&o.list, "list", false, "print the mutants, but do not try them")
	flag.BoolVar(&o.json, "json", false, "print one JSON object a line: each mutant with its verdict, and the sum")
	flag.Float64Var(&o.max, "max", 3, "how many of a hundred viable mutants may survive")
	flag.DurationVar(&o.timeout, "timeout", time.Minute, "how long the tests of a package may take; a mutant that takes longer is killed")
	flag.StringVar(&o.again, "again", "", "the output of a run with -json: what it killed is not tried again, for a run after tests were added")
	flag.StringVar(&o.exec, "exec", "", `a program that runs the tests, as go test -exec takes it: "prlimit --as=8000000000" limits their memory`)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, "..", o); err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

type options struct {
	n          int
	seed       uint64
	only       string
	list, json bool
	max        float64
	timeout    time.Duration
	again      string
	exec       string
}

// run mutates the module in a folder.
func run(ctx context.Context, w io.Writer, module string, o options) error {
	content, err := os.ReadFile(filepath.Join(module, "tests", "mutation", "equivalent.txt"))
	if err != nil {
		return err
	}
	listed, err := parseEquivalents(string(content))
	if err != nil {
		return fmt.Errorf("equivalent.txt: %w", err)
	}
	all, err := find(module, o.only)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("no file has a name that contains %q", o.only)
	}
	var sum report
	all, sum.Equivalent, listed = withoutEquivalents(all, listed)
	if o.only == "" && !o.json {
		for _, stale := range listed {
			fmt.Fprintln(w, "equivalent.txt: there is no such mutant any more:", stale)
		}
	}
	chosen := sample(all, o.n, o.seed)
	if o.list {
		for _, m := range chosen {
			o.print(w, m, "")
		}
		return nil
	}
	known := map[mutant]verdict{}
	if o.again != "" {
		file, err := os.Open(o.again)
		if err != nil {
			return err
		}
		defer file.Close()
		if known, err = verdicts(file); err != nil {
			return fmt.Errorf("%s: %w", o.again, err)
		}
	}
	folder, err := os.MkdirTemp("", "mutation")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	r := &runner{module: module, folder: folder, timeout: o.timeout, exec: o.exec}
	if err := r.baseline(ctx); err != nil {
		return err
	}
	for _, m := range chosen {
		verdict, ok := known[m.key()]
		if !ok {
			if verdict, err = r.try(ctx, m); err != nil {
				return err
			}
		}
		sum.add(m, verdict)
		if o.json || verdict == survived {
			o.print(w, m, verdict)
		}
	}
	if o.json {
		if err := json.NewEncoder(w).Encode(&sum); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(w, &sum)
	}
	if sum.share() > o.max {
		return fmt.Errorf("%.1f of 100 mutants survived, more than %g", sum.share(), o.max)
	}
	return nil
}

// print writes a mutant, with its verdict if it has one.
func (o *options) print(w io.Writer, m mutant, v verdict) {
	switch {
	case o.json:
		_ = json.NewEncoder(w).Encode(result{m, v})
	case v == "":
		fmt.Fprintln(w, m)
	default:
		fmt.Fprintf(w, "%s: %s\n", v, m)
	}
}
