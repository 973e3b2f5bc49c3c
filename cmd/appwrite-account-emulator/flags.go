package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"regexp"
	"strings"
)

const programName = "appwrite-account-emulator"

// Project and key unless flags or an import set others. They never change, so that a
// .env file stays valid.
const (
	defaultProject = "emulator"
	defaultKey     = "standard_emulator"
)

// usageError is a mistake in what the program was started with.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// errVersion is returned for --version, as flag.ErrHelp is for --help.
var errVersion = errors.New("the version is asked for")

// given are the values of one setting, with where they come from.
type given struct {
	values []string
	from   string // for errors: "--provider", "EMULATOR_PROVIDER", "emulator.yaml:3: provider"
	folder string // that the names of files are relative to, "" for the working directory
}

// parseChoices reads the arguments, the environment and the config file. Of a setting that
// several of them have, the first counts, with all its values.
func parseChoices(args []string, variables map[string]string) (choices, error) {
	flags, err := parseFlags(args)
	if err != nil {
		return choices{}, err
	}
	file := map[string]given{}
	if name := firstGiven("config", flags, variables, nil).last(); name != "" {
		if file, err = readConfig(name); err != nil {
			return choices{}, usageError{err}
		}
	}
	chosen := choices{listen: defaultAddress, requestLog: defaultLog, messageLog: defaultLog}
	for _, setting := range allSettings() {
		if err := setting.apply(&chosen, firstGiven(setting.name, flags, variables, file)); err != nil {
			return choices{}, usageError{err}
		}
	}
	if err := chosen.check(); err != nil {
		return choices{}, usageError{err}
	}
	return chosen, nil
}

// parseFlags only collects the values: each is checked once it is known to count.
func parseFlags(args []string) (map[string]given, error) {
	values := map[string]given{}
	flags := flag.NewFlagSet(programName, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for _, setting := range allSettings() {
		collect := func(value string) error {
			found := given{from: "--" + setting.name, values: append(values[setting.name].values, value)}
			values[setting.name] = found
			return nil
		}
		if setting.argument == "" {
			flags.BoolFunc(setting.name, "", collect)
		} else {
			flags.Func(setting.name, "", collect)
		}
	}
	showVersion := flags.Bool("version", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil, err
	case err != nil:
		return nil, usageError{err}
	case *showVersion:
		return nil, errVersion
	case flags.NArg() > 0:
		return nil, usageError{fmt.Errorf("unexpected argument %q; the program takes flags only", flags.Arg(0))}
	}
	return values, nil
}

// firstGiven returns the values of a setting from the first place that has it. An empty
// variable counts as none, as compose files have them.
func firstGiven(name string, flags map[string]given, variables map[string]string, file map[string]given) given {
	if found, ok := flags[name]; ok {
		return found
	}
	if value := variables[variable(name)]; value != "" {
		return given{values: []string{value}, from: variable(name)}
	}
	return file[name]
}

// last returns the value that counts where there can be only one, "" for none.
func (g given) last() string {
	if len(g.values) == 0 {
		return ""
	}
	return g.values[len(g.values)-1]
}

// apply sets what was given, and says in an error where that is.
func (s setting) apply(chosen *choices, found given) error {
	if len(found.values) == 0 {
		return nil
	}
	values := []string{found.last()}
	if s.list {
		values = strings.Split(strings.Join(found.values, ","), ",")
	}
	for _, value := range values {
		if s.file && found.folder != "" && value != "" && !filepath.IsAbs(value) {
			value = filepath.Join(found.folder, value)
		}
		if err := s.set(chosen, value); err != nil {
			return fmt.Errorf("%s: %w", found.from, err)
		}
	}
	return nil
}

var (
	projectFormat = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$`)
	keyFormat     = regexp.MustCompile(`^standard_[a-zA-Z0-9_-]+$`)
)

// check finds what one setting alone cannot show.
func (c *choices) check() error {
	host, _, err := net.SplitHostPort(c.listen)
	switch {
	case err != nil:
		return fmt.Errorf("--listen %s: must be a host and a port, such as 127.0.0.1:4080", c.listen)
	case !c.allowRemote && !isLoopback(host):
		return fmt.Errorf("--listen %s: other machines could reach it and use every account; add --allow-remote to allow that", c.listen)
	case c.allowRemote && c.key == "" && c.importFile == "" && !c.showsKey():
		return errors.New("--key: choose one; with --allow-remote the key is random, and --quiet and --log-format json do not print it")
	}
	return nil
}

// showsKey reports whether the program prints its key at the start.
func (c *choices) showsKey() bool { return !c.quiet && !c.json }

// isLoopback reports whether only this machine can reach a host.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
