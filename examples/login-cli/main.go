// Login-cli signs a person in from a terminal and keeps the session: with a password, a code
// by mail or text message, a magic link, an OAuth2 provider in the browser, or as a new
// anonymous user; with a second factor where one is required.
//
// To try it, run the service for tests in one terminal and the program in another:
//
//	make emulator
//	export APPWRITE_ENDPOINT=http://127.0.0.1:4080/v1 APPWRITE_PROJECT_ID=emulator
//	go run ./examples/login-cli login --with oauth2 --provider mock
//	go run ./examples/login-cli whoami
//
// The emulator prints the codes and links that it "sends".
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
)

const usage = `Usage: login-cli COMMAND [flags]

  login      sign in and keep the session
  whoami     show who is signed in
  sessions   list the sessions; end one, or all others
  mfa        switch multi-factor authentication on
  logout     end the session and forget it

Examples:
  export APPWRITE_ENDPOINT=https://cloud.appwrite.io/v1 APPWRITE_PROJECT_ID=my-project
  login-cli login
  login-cli login --with password --email ann@example.com
  login-cli login --with oauth2 --provider github
  login-cli login --with password --email ann@example.com --stdin <password.txt
  login-cli sessions --end-others

The exit status is 0 for success, 1 for an error and 2 for wrong usage.

Flags:
`

// program is one run of the program.
type program struct {
	terminal *accountcli.Terminal
	store    *accountcli.Store
	guest    *account.Client
	out      io.Writer

	endpoint, project, profile   string
	with, email, phone, provider string
	end                          string
	endOthers, stdin, noKeychain bool
}

var commands = map[string]func(*program, context.Context) error{
	"login":    (*program).login,
	"whoami":   (*program).whoami,
	"sessions": (*program).sessions,
	"mfa":      (*program).mfa,
	"logout":   (*program).logout,
}

// usageError is what the person can correct in the command line.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl+C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs a command and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{out: stdout}
	err := p.runCommand(ctx, args, stdout, stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, new(usageError)):
		fmt.Fprintf(stderr, "login-cli: %v\nSee login-cli --help.\n", err)
		return 2
	}
	fmt.Fprintln(stderr, "login-cli:", accountcli.Explain(err))
	if account.IsSignedOut(err) {
		p.store.Delete(ctx, p.guest)
	}
	return 1
}

func (p *program) runCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return usageError{errors.New("a command is missing")}
	}
	command, known := commands[args[0]]
	if known {
		args = args[1:]
	}
	if err := p.parse(args, stdout); err != nil {
		return err
	}
	if !known {
		return usageError{fmt.Errorf("there is no command %q", args[0])}
	}
	client, err := account.New(p.endpoint, p.project)
	if err != nil {
		return usageError{err}
	}
	p.guest = client
	if err := p.open(stderr); err != nil {
		return err
	}
	return command(p, ctx)
}

// parse parses the flags, and prints the help where it is asked for.
func (p *program) parse(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("login-cli", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&p.endpoint, "endpoint", os.Getenv("APPWRITE_ENDPOINT"), "`URL` of the service (APPWRITE_ENDPOINT)")
	flags.StringVar(&p.project, "project", os.Getenv("APPWRITE_PROJECT_ID"), "`id` of the project (APPWRITE_PROJECT_ID)")
	flags.StringVar(&p.profile, "profile", "", "`name` of a session beside the usual one")
	flags.BoolVar(&p.noKeychain, "no-keychain", false, "keep the session in a file, not in the keychain")
	flags.BoolVar(&p.stdin, "stdin", false, "take answers from standard input, one a line, without a terminal")
	flags.StringVar(&p.with, "with", "", "login: `way` to sign in: password, email-code, sms-code, magic-link, oauth2\nor anonymous")
	flags.StringVar(&p.email, "email", "", "login: `address` to sign in with")
	flags.StringVar(&p.phone, "phone", "", "login: `number` to sign in with, such as +4915123456789")
	flags.StringVar(&p.provider, "provider", "", "login: OAuth2 provider by its `name`, such as github")
	flags.StringVar(&p.end, "end", "", "sessions: end the session with this `id`")
	flags.BoolVar(&p.endOthers, "end-others", false, "sessions: end all but this one")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return err
	case err != nil:
		return usageError{err}
	case flags.NArg() > 0 && commands[args[0]] != nil:
		return usageError{fmt.Errorf("unexpected argument %q", flags.Arg(0))}
	}
	return nil
}

// open opens what stands between the program and the person.
func (p *program) open(stderr io.Writer) error {
	options := []accountcli.Option{accountcli.WithOutput(stderr)}
	if p.stdin {
		options = append(options, accountcli.WithInput(os.Stdin))
	}
	p.terminal = accountcli.NewTerminal(options...)
	var places []accountcli.StoreOption
	if p.noKeychain {
		places = append(places, accountcli.WithoutKeychain())
	}
	store, err := accountcli.NewStore("login-cli", places...)
	if err != nil {
		return err
	}
	p.store = store.WithProfile(p.profile)
	return nil
}

// user returns a client that acts as the person.
func (p *program) user(ctx context.Context) (*account.Client, error) {
	secret, err := p.store.Load(ctx, p.guest)
	if err != nil {
		return nil, err
	}
	return p.guest.WithSession(secret), nil
}
