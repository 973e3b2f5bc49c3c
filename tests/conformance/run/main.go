// Command run runs the scenarios of package conformance against a service. It prints a
// line for each as it finishes, and exits with status 1 if one failed, or 2 if the
// service could not be used.
//
// Without environment variables it uses the embedded service, as each server version that it
// can play in turn, or as the one that -server-version names. APPWRITE_ENDPOINT,
// APPWRITE_PROJECT_ID and APPWRITE_API_KEY name a real server; APPWRITE_MAIL_DIR and
// APPWRITE_SMS_DIR name the folders (full paths) in which its mails and text messages
// arrive, one JSON file each. -only runs the scenarios whose name contains a string.
//
// The results and the summary go to standard output. Failures go to standard error too,
// at once, so that they can be seen when the output goes into a pipe. A scenario that does
// not hold for the version of the server is not applicable, and names the one that does; one
// is skipped if the service lacks what it needs, such as a clock that can be moved.
//
// With -json, standard output has one JSON object a line. One for each scenario, as it
// finishes:
//
//	type      "scenario"
//	topic     the group of the scenario
//	scenario  its name, which no other scenario has
//	server    the version of the server
//	outcome   "passed", "failed", "skipped" or "not applicable"
//	reason    why it did not pass; left out if it did
//	seconds   how long it took
//
// and one after all of a version:
//
//	type      "summary"
//	server    the version of the server
//	scenarios how many there were
//	passed, failed, skipped, notApplicable
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
	version := flags.String("server-version", "", "run only as this `version` of the server, such as 1.9, on the embedded service (default all)")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "conformance: there are no arguments, but got %q\n", flags.Args())
		return 2
	}
	services, err := conformance.FromEnvironment(ctx, *version)
	if err != nil {
		fmt.Fprintln(stderr, "conformance:", err)
		return 2
	}
	status := 0
	for _, service := range services {
		progress := conformance.NewTable(stdout, stderr, service.Version(), *only)
		if *asJSON {
			progress = conformance.NewRecords(stdout, stderr, service.Version())
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
			status = 1
		}
	}
	return status
}
