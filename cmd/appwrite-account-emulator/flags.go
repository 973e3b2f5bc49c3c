package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
)

const programName = "appwrite-account-emulator"

// What the program calls itself where neither flags nor an import say otherwise. They
// never change, so that a .env file written once stays right.
const (
	defaultProject = "emulator"
	defaultKey     = "standard_emulator"
)

// choices is what the flags say.
type choices struct {
	listen       string
	project      string
	key          string
	importFile   string
	exportFile   string
	platforms    []string
	providers    []string
	noRateLimits bool
	allowRemote  bool
}

// parseFlags reads the arguments, and prints what is wrong with them.
func parseFlags(args []string, stderr io.Writer) (choices, error) {
	var chosen choices
	flags := flag.NewFlagSet(programName, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { printUsage(flags) }
	flags.StringVar(&chosen.listen, "listen", "127.0.0.1:4080", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&chosen.project, "project", "", "`id` of the project (default "+defaultProject+", or that of the import)")
	flags.StringVar(&chosen.key, "key", "", "API `key` of the project, starting with standard_ (default "+defaultKey+" on loopback,\na random one elsewhere, or that of the import)")
	flags.StringVar(&chosen.importFile, "import", "", "`file` to load users, sessions and messages from")
	flags.StringVar(&chosen.exportFile, "export-on-exit", "", "`file` to save them to when the program is stopped; with the same file\nas --import, the first start may do without it")
	flags.Func("platform", "`host` that redirect URLs and browsers' requests may name besides localhost, such as\napp.example.com or *.example.com; can be repeated", appendTo(&chosen.platforms))
	flags.Func("provider", "OAuth2 provider to enable besides mock, `name` as the API has it, such as github;\ncan be repeated", appendTo(&chosen.providers))
	flags.BoolVar(&chosen.noRateLimits, "no-rate-limits", false, "answer any number of calls; otherwise the limits of the real service hold")
	flags.BoolVar(&chosen.allowRemote, "allow-remote", false, "let --listen name an address that other machines can reach")
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
			return errors.New("it is empty or has spaces around it")
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
	projectSpelling = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$`)
	keySpelling     = regexp.MustCompile(`^standard_[a-zA-Z0-9_-]+$`)
)

func (c *choices) check(rest []string) error {
	host, _, err := net.SplitHostPort(c.listen)
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is no flag, and there are no arguments", rest[0])
	case err != nil:
		return fmt.Errorf("--listen %s: it takes a host and a port, such as 127.0.0.1:4080", c.listen)
	case !c.allowRemote && !isLoopback(host):
		return fmt.Errorf("--listen %s: other machines could reach it, and whoever can has all accounts; add --allow-remote if that is what you want", c.listen)
	case c.project != "" && !projectSpelling.MatchString(c.project):
		return errors.New("--project: it takes up to 36 letters, digits, dots, hyphens and underscores, a letter or digit first")
	case c.project == "console":
		return errors.New("--project console: this id belongs to the service's own console")
	case c.key != "" && !keySpelling.MatchString(c.key):
		return errors.New("--key: it takes standard_ and letters, digits, hyphens and underscores after it")
	}
	return nil
}

// isLoopback tells whether only this machine can reach a host.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
