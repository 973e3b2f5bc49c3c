// Command load calls the emulator over 64 connections, as a process of its own, with all
// kinds of calls: sign-ups, sign-ins, reads, preferences, recoveries, second factors, wrong
// passwords. It prints calls a second and what the emulator has in use, and checks that what
// it keeps is bounded and that nothing is left of what it does not keep.
//
// With -base it measures the emulator of another commit in the same way, in turns, and prints
// start-up, calls a second and processor time a call of both.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

func main() {
	var chosen plan
	flag.DurationVar(&chosen.length, "for", time.Minute, "how long the calls go on, in all three rounds together")
	flag.IntVar(&chosen.connections, "connections", 64, "how many callers there are, each with a connection")
	flag.IntVar(&chosen.turns, "turns", 5, "how often each commit is measured with -base")
	flag.StringVar(&chosen.base, "base", "", "compare with the emulator of this commit")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, chosen, "..", os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

type plan struct {
	length             time.Duration
	connections, turns int
	base               string
}

// errBroken is returned after what is broken was printed.
var errBroken = errors.New("not as it has to be")

func run(ctx context.Context, chosen plan, root string, out io.Writer) error {
	build := filepath.Join(root, ".build", "load")
	file, err := emulator.Build(ctx, root, filepath.Join(build, "current"))
	if err != nil {
		return err
	}
	measured, err := endure(ctx, file, chosen)
	if err != nil {
		return err
	}
	measured.print(out)
	if chosen.base != "" {
		baseFile, err := buildCommit(ctx, root, chosen.base, build)
		if err != nil {
			return err
		}
		compared, err := compare(ctx, []contender{{chosen.base, baseFile}, {"current", file}}, chosen)
		if err != nil {
			return err
		}
		printComparison(out, compared)
	}
	if broken := measured.broken(); len(broken) > 0 {
		for _, line := range broken {
			fmt.Fprintln(out, "broken:", line)
		}
		return errBroken
	}
	return nil
}
