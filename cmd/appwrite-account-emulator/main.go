// Appwrite-account-emulator serves an Appwrite account service on this machine, with
// users, sessions, mails and text messages that exist in memory only. Any client of
// the service, in any language, can be pointed at it.
//
//	go run github.com/appwrite-go/appwrite/cmd/appwrite-account-emulator@latest
//
// It prints endpoint, project and key as environment variables, and then every code
// and link that the service "sent". The page at / shows the same as it comes, with users and
// requests, and can do what an app, an administrator or the passing of time would do. Tests do
// the same through the control API at /emulator/v1, whose document is openapi/emulator.yaml.
//
// It plays server 1.7.4; --server-version 1.8 or 1.9 makes it play 1.8.1 or 1.9.6. --help
// lists all settings, which are flags, variables of the environment or keys of a config file.
// A script waits for the line that begins with "Ready: ", or for /healthz. The exit status is
// 0 when it was stopped, 1 when it failed, and 2 when it was started wrongly.
//
// Nothing here is for production: passwords are hashed cheaply, codes are public, and
// the default key is the same for everybody. It therefore listens on the loopback
// interface only, unless --allow-remote is given, and accepts only requests that name
// a host of this machine or one given with --platform. Pages of other sites can neither
// change anything nor have a sign-in end at their host, unless --platform allows it.
//
// State can be shared: --export-on-exit writes it as JSON when the program is stopped, by
// Ctrl+C, SIGTERM or the end of its terminal, and --import reads it. The file holds passwords
// and sessions as hashes, but API keys, authenticator secrets and the text of mails in plain
// text.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], environment(os.Environ()), os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	stopped     = 0
	failed      = 1
	wronglyUsed = 2
)

// run runs the program until ctx is done, and returns the exit status.
func run(ctx context.Context, args []string, variables map[string]string, stdout, stderr io.Writer) int {
	chosen, err := parseChoices(args, variables)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printHelp(stdout)
		return stopped
	case errors.Is(err, errVersion):
		printVersion(stdout)
		return stopped
	}
	journal := newJournal(chosen, stdout, stderr)
	if err == nil {
		journal.warnOfUnknown(variables)
		err = serve(ctx, chosen, journal)
	}
	switch {
	case errors.As(err, new(usageError)):
		journal.failed(err.Error() + "; --help lists the flags")
		return wronglyUsed
	case err != nil:
		journal.failed(err.Error())
		return failed
	}
	return stopped
}
