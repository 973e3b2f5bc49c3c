// Command run runs the scenarios of package conformance against a service. It prints a
// line for each as it finishes, and exits with status 1 if one failed, or 2 if the
// service could not be used.
//
// Without environment variables it uses the embedded service. APPWRITE_ENDPOINT,
// APPWRITE_PROJECT_ID and APPWRITE_API_KEY name a real server; APPWRITE_MAIL_DIR and
// APPWRITE_SMS_DIR name the folders (full paths) in which its mails and text messages
// arrive, one JSON file each. -only runs the scenarios whose name contains a string.
//
// The results and the summary go to standard output. Failures go to standard error too,
// at once, so that they can be seen when the output goes into a pipe.
//
// With -json, standard output has one JSON object a line. One for each scenario, as it
// finishes:
//
//	type      "scenario"
//	topic     the group of the scenario
//	scenario  its name, which no other scenario has
//	outcome   "passed", "failed" or "skipped"
//	reason    why it failed or was skipped; left out if it passed
//	seconds   how long it took
//
// and one after all of them:
//
//	type      "summary"
//	scenarios how many there were
//	passed, failed, skipped
//	seconds   how long all took together
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/appwrite-go/appwrite/tests/conformance"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs the program and returns its exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "run only the scenarios whose name contains this string")
	asJSON := flags.Bool("json", false, "print one JSON object a line")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "conformance: there are no arguments, but got %q\n", flags.Args())
		return 2
	}
	service, err := conformance.FromEnvironment(ctx)
	if err != nil {
		fmt.Fprintln(stderr, "conformance:", err)
		return 2
	}
	progress := conformance.NewTable(stdout, stderr, *only)
	if *asJSON {
		progress = conformance.NewRecords(stdout, stderr)
	}
	start := time.Now()
	results := conformance.RunAll(ctx, service, *only, nil, progress.Add)
	ok := progress.Summary(time.Since(start))
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "conformance: interrupted, not all scenarios were run")
		return 2
	case len(results) == 0:
		fmt.Fprintf(stderr, "conformance: no scenario has a name that contains %q\n", *only)
		return 2
	case !ok:
		return 1
	}
	return 0
}
