// Command clients generates a client from openapi/account.yaml for every folder of
// clients/, and runs the program of that folder against the emulator of cmd/, which it
// builds and starts by itself. It prints the steps as they pass, and a table of languages
// and steps at the end.
//
// A folder whose tools are not installed is reported as such; clients/install.sh installs
// them. With -all, or CI=true in the environment, it counts as failed.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

func main() {
	var chosen options
	flag.BoolVar(&chosen.all, "all", os.Getenv("CI") == "true", "fail when the tools of a language are not installed")
	flag.BoolVar(&chosen.verbose, "v", false, "print what the generators and compilers print")
	only := flag.String("only", "", "run only these folders of clients/, separated by commas")
	flag.Parse()
	chosen.only = strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, "..", chosen, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		os.Exit(1)
	}
}

type options struct {
	all, verbose bool
	only         []string
}

// run runs the stories of the repository in a folder.
func run(ctx context.Context, root string, chosen options, out io.Writer) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	clients, err := findClients(os.DirFS(filepath.Join(root, "clients")))
	if err != nil {
		return err
	}
	if clients, err = selected(clients, chosen.only); err != nil {
		return err
	}
	build := filepath.Join(root, ".build", "clients")
	file, err := emulator.Build(ctx, root, build)
	if err != nil {
		return err
	}
	service, err := emulator.Start(ctx, file, os.Stderr, "-no-rate-limits", "-provider", "github")
	if err != nil {
		return fmt.Errorf("start the emulator: %w", err)
	}
	defer service.Stop()

	var results []result
	for _, one := range clients {
		fmt.Fprintf(out, "== %s: %s\n", one.language, one.generator)
		begin := time.Now()
		story := story{client: one, root: root, folder: filepath.Join(build, one.folder), service: service, verbose: chosen.verbose, out: out}
		outcome := story.run(ctx)
		outcome.took = time.Since(begin)
		if outcome.problem != "" {
			fmt.Fprintf(out, "%s: %s\n", one.language, outcome.problem)
		}
		results = append(results, outcome)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	printTable(out, results)
	return verdict(results, chosen.all)
}

// selected returns the clients whose folders are named, or all.
func selected(clients []client, folders []string) ([]client, error) {
	if len(folders) == 0 {
		return clients, nil
	}
	var found []client
	for _, folder := range folders {
		i := slices.IndexFunc(clients, func(c client) bool { return c.folder == folder })
		if i < 0 {
			return nil, fmt.Errorf("clients/ has no folder %q", folder)
		}
		found = append(found, clients[i])
	}
	return found, nil
}

// verdict is an error that names the languages that failed, or nil.
func verdict(results []result, all bool) error {
	var failed []string
	for _, r := range results {
		if r.failed() || all && r.notInstalled {
			failed = append(failed, r.client.language)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d failed: %s", len(failed), len(results), strings.Join(failed, ", "))
}
