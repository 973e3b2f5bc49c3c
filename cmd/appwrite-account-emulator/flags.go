package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const programName = "appwrite-account-emulator"

// Project and key unless flags or an import set others. They never change, so that a
// .env file stays valid.
const (
	defaultProject = "emulator"
	defaultKey     = "standard_emulator"
)

// choices are the values of the flags.
type choices struct {
	listen       string
	project      string
	key          string
	importFile   string
	exportFile   string
	platforms    []string
	providers    []string
	version      string // of the server, "" for the oldest
	noRateLimits bool
	allowRemote  bool
}

// parseFlags parses the arguments, and prints an error if they are invalid.
func parseFlags(args []string, stderr io.Writer) (choices, error) {
	var chosen choices
	flags := flag.NewFlagSet(programName, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { printUsage(flags) }
	flags.StringVar(&chosen.listen, "listen", "127.0.0.1:4080", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&chosen.project, "project", "", "`id` of the project (default "+defaultProject+", or that of the import)")
	flags.StringVar(&chosen.key, "key", "", "API `key` of the project, starting with standard_ (default "+defaultKey+" on loopback,\na random one elsewhere, or that of the import)")
	flags.StringVar(&chosen.importFile, "import", "", "`file` to load users, sessions and messages from")
	flags.StringVar(&chosen.exportFile, "export-on-exit", "", "`file` to save them to when the program is stopped; if --import names the\nsame file, it may be missing at the first start")
	flags.Func("platform", "`host` that redirect URLs and browsers' requests may name besides localhost, such as\napp.example.com or *.example.com; can be given several times", appendTo(&chosen.platforms))
	flags.Func("provider", "OAuth2 provider to enable besides mock, by its `name` in the API, such as github;\ncan be given several times", appendTo(&chosen.providers))
	flags.Func("server-version", "`version` of the server to play: 1.7, 1.8 or 1.9 (default 1.7)", func(name string) (err error) {
		chosen.version, err = accounttest.FindServerVersion(name)
		return err
	})
	flags.BoolVar(&chosen.noRateLimits, "no-rate-limits", false, "allow any number of calls; otherwise the limits of the real service apply")
	flags.BoolVar(&chosen.allowRemote, "allow-remote", false, "allow a --listen address that other machines can reach")
	if err := flags.Parse(args); err != nil {
		return choices{}, err
	}
	err := chosen.check(flags.Args())
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", programName, err)
	}
	return chosen, err
}

func appendTo(list *[]string) func(string) error {
	return func(value string) error {
		if strings.TrimSpace(value) != value || value == "" {
			return errors.New("the value is empty or has spaces around it")
		}
		*list = append(*list, value)
		return nil
	}
}

func printUsage(flags *flag.FlagSet) {
	fmt.Fprintf(flags.Output(), "Usage: %s [flags]\n\n"+
		"Serves an Appwrite account service, in memory, on this machine, with a page at /\n"+
		"that shows its users and everything it \"sent\".\n\n", programName)
	flags.PrintDefaults()
}

var (
	projectFormat = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$`)
	keyFormat     = regexp.MustCompile(`^standard_[a-zA-Z0-9_-]+$`)
)

func (c *choices) check(rest []string) error {
	host, _, err := net.SplitHostPort(c.listen)
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q; the program takes flags only", rest[0])
	case err != nil:
		return fmt.Errorf("--listen %s: must be a host and a port, such as 127.0.0.1:4080", c.listen)
	case !c.allowRemote && !isLoopback(host):
		return fmt.Errorf("--listen %s: other machines could reach it and use every account; add --allow-remote to allow that", c.listen)
	case c.project != "" && !projectFormat.MatchString(c.project):
		return errors.New("--project: must be up to 36 letters, digits, dots, hyphens and underscores, starting with a letter or digit")
	case c.project == "console":
		return errors.New("--project console: this id is reserved for the console of the service")
	case c.key != "" && !keyFormat.MatchString(c.key):
		return errors.New("--key: must be standard_ followed by letters, digits, hyphens and underscores")
	}
	return nil
}

// isLoopback reports whether only this machine can reach a host.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
