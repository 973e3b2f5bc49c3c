// Command run runs the scenarios of package conformance against a service. It prints a
// line for each, and exits with status 1 if one failed.
//
// Without environment variables it uses the embedded service. APPWRITE_ENDPOINT,
// APPWRITE_PROJECT_ID and APPWRITE_API_KEY name a real server; APPWRITE_MAIL_DIR and
// APPWRITE_SMS_DIR name the folders in which its mails and text messages arrive, one
// JSON file each. -only runs the scenarios whose name contains a string.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/appwrite-go/appwrite/tests/conformance"
)

func main() {
	only := flag.String("only", "", "run only the scenarios whose name contains this string")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := run(ctx, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

func run(ctx context.Context, only string) (bool, error) {
	service, err := conformance.FromEnvironment(ctx)
	if err != nil {
		return false, err
	}
	start := time.Now()
	results := conformance.RunAll(ctx, service, only, nil)
	return conformance.WriteTable(os.Stdout, results, time.Since(start)), nil
}
