package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	defaultAddress = "127.0.0.1:4080"

	// defaultLog is how many requests and how many messages the service remembers.
	defaultLog = 10_000
)

// choices are what the program was told to do.
type choices struct {
	listen       string
	allowRemote  bool
	project      string
	projectName  string
	key          string
	importFile   string
	exportFile   string
	platforms    []string
	time         time.Time // the start of the service's clock, zero for the current time
	freezeTime   bool
	requestLog   int
	messageLog   int
	fixtures     []string // names of files
	noControl    bool
	controlToken string
	quiet        bool
	json         bool // print lines of JSON
	logRequests  bool

	options []accounttest.Option // the other settings of the service
}

// topic is a group of settings in the help.
type topic struct {
	title    string
	settings []setting
}

// setting is one thing that can be chosen: by a flag, a variable of the environment or a key
// of the config file, which have the same name.
type setting struct {
	name     string
	argument string // what the help calls the value, "" for a switch
	help     string
	list     bool // has any number of values
	file     bool // names a file, relative to that of the config
	set      func(chosen *choices, value string) error
}

// variablePrefix is the beginning of all variables of the environment that count.
const variablePrefix = "EMULATOR_"

// variable is the name of a setting in the environment.
func variable(name string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// environment returns the variables that could be settings, by name.
func environment(all []string) map[string]string {
	found := map[string]string{}
	for _, entry := range all {
		if name, value, _ := strings.Cut(entry, "="); strings.HasPrefix(name, variablePrefix) {
			found[name] = value
		}
	}
	return found
}

func allSettings() []setting {
	var all []setting
	for _, topic := range topics {
		all = append(all, topic.settings...)
	}
	return all
}

var topics = []topic{
	{"Address", []setting{
		{name: "listen", argument: "ADDRESS", help: "listen here; port 0 takes a free one (default " + defaultAddress + ")",
			set: func(c *choices, value string) error { c.listen = value; return nil }},
		{name: "allow-remote", help: "allow a --listen address that other machines can reach",
			set: toggle(func(c *choices) { c.allowRemote = true })},
		{name: "platform", argument: "HOST", list: true, help: "host that redirect URLs and pages in browsers may have, such as app.example.com or\n*.example.com; those of this machine always may",
			set: setPlatform},
	}},
	{"Project", []setting{
		{name: "project", argument: "ID", help: "id of the project (default " + defaultProject + ", or that of the import)", set: setProject},
		{name: "project-name", argument: "NAME", help: "name of the project in mails and authenticator apps (default Emulator)",
			set: func(c *choices, value string) error { c.projectName = value; return nil }},
		{name: "key", argument: "KEY", help: "API key of the project, starting with standard_ (default " + defaultKey + "; with\n--allow-remote a random one; or that of the import)", set: setKey},
	}},
	{"State", []setting{
		{name: "import", argument: "FILE", file: true, help: "load users, sessions and messages from this file",
			set: func(c *choices, value string) error { c.importFile = value; return nil }},
		{name: "export-on-exit", argument: "FILE", file: true, help: "save them to this file when the program is stopped; if --import names the same\nfile, it may be missing at the first start",
			set: func(c *choices, value string) error { c.exportFile = value; return nil }},
		{name: "fixtures", argument: "FILE", file: true, list: true, help: "put users, settings and faults in place that a person wrote down, in YAML or JSON",
			set: func(c *choices, value string) error { c.fixtures = append(c.fixtures, value); return nil }},
		{name: "time", argument: "TIME", help: "start the clock at a time such as 2026-01-31T09:00:00Z", set: setTime},
		{name: "freeze-time", help: "stop the clock at the start", set: toggle(func(c *choices) { c.freezeTime = true })},
		{name: "request-log", argument: "N", help: "keep the last N requests (default " + strconv.Itoa(defaultLog) + ")",
			set: number(0, func(c *choices, n int) { c.requestLog = n })},
		{name: "message-log", argument: "N", help: "keep the last N mails and SMS (default " + strconv.Itoa(defaultLog) + ")",
			set: number(0, func(c *choices, n int) { c.messageLog = n })},
	}},
	{"Server", []setting{
		{name: "server-version", argument: "VERSION", help: "be server 1.7, 1.8 or 1.9 (default 1.7)", set: setServerVersion},
		{name: "no-rate-limits", help: "allow any number of calls; otherwise the limits of the server apply", set: chooses(accounttest.WithoutRateLimits)},
		{name: "no-server-bugs", help: "respond sensibly where the server responds with 500", set: chooses(accounttest.WithoutServerBugs)},
		{name: "no-mail", help: "be a server that sends no mail", set: chooses(accounttest.WithoutMail)},
		{name: "no-sms", help: "be a server that sends no SMS", set: chooses(accounttest.WithoutSMS)},
		{name: "no-account-service", help: "switch the account service off in the project; API keys may still call it", set: chooses(accounttest.WithoutAccountService)},
		{name: "no-rest", help: "switch the REST API off in the project; API keys may still call it", set: chooses(accounttest.WithoutREST)},
	}},
	{"Signing in", []setting{
		{name: "provider", argument: "NAME", list: true, help: "OAuth2 provider to switch on beside mock, by its name in the API, such as github", set: setProvider},
		{name: "disable-method", argument: "NAME", list: true, help: "authentication method to switch off: anonymous, email-otp, email-password, jwt,\nmagic-url or phone", set: setMethod},
		{name: "mock-number", argument: "NUMBER=CODE", list: true, help: "phone number with a code that is always the same, such as +491711234567=123456", set: setMockNumber},
		{name: "user-limit", argument: "N", help: "allow N users at most (default any number)", set: limit(accounttest.WithUserLimit)},
		{name: "session-limit", argument: "N", help: "allow N sessions of a user at most (default 10, from server 1.9 on any number)", set: limit(accounttest.WithSessionLimit)},
		{name: "session-duration", argument: "DURATION", help: "how long a session lasts, such as 30m or 24h (default 8760h, a year)", set: setSessionDuration},
		{name: "session-alerts", help: "mail users about every session but the first", set: chooses(accounttest.WithSessionAlerts)},
		{name: "keep-sessions", help: "let sessions live on when the password changes (default from server 1.8 on: end them)", set: chooses(accounttest.WithoutSessionInvalidation)},
	}},
	{"Passwords", []setting{
		{name: "password-history", argument: "N", help: "reject the last N passwords of a user as a new one", set: limit(accounttest.WithPasswordHistory)},
		{name: "password-dictionary", help: "reject common passwords", set: chooses(accounttest.WithPasswordDictionary)},
		{name: "personal-data-check", help: "reject passwords that contain the user's id, name, address or number", set: chooses(accounttest.WithPersonalDataCheck)},
	}},
	{"Control", []setting{
		{name: "no-control", help: "do not serve the control API and the page", set: toggle(func(c *choices) { c.noControl = true })},
		{name: "control-token", argument: "TOKEN", help: "expect this token, as bearer token or password, for the control API and the page",
			set: func(c *choices, value string) error { c.controlToken = value; return nil }},
	}},
	{"Output", []setting{
		{name: "log-format", argument: "FORMAT", help: "text for people (default), or json: one object a line for each message and event", set: setLogFormat},
		{name: "log-requests", help: "print requests as well, without query, headers and body", set: toggle(func(c *choices) { c.logRequests = true })},
		{name: "quiet", help: "print nothing but errors and the line that says it is ready", set: toggle(func(c *choices) { c.quiet = true })},
		{name: "config", argument: "FILE", help: "read settings from a file, in YAML or JSON; its keys are the names of the flags",
			set: func(*choices, string) error { return nil }}, // it was read before
	}},
}

// toggle is the set function of a switch.
func toggle(turnOn func(*choices)) func(*choices, string) error {
	return func(c *choices, value string) error {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("must be true or false, not %q", value)
		}
		if on {
			turnOn(c)
		}
		return nil
	}
}

// chooses is toggle for an option of the service.
func chooses(option func() accounttest.Option) func(*choices, string) error {
	return toggle(func(c *choices) { c.options = append(c.options, option()) })
}

func number(least int, use func(*choices, int)) func(*choices, string) error {
	return func(c *choices, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least {
			return fmt.Errorf("must be a whole number from %d on, not %q", least, value)
		}
		use(c, n)
		return nil
	}
}

// limit is number for an option of the service.
func limit(option func(int) accounttest.Option) func(*choices, string) error {
	return number(1, func(c *choices, n int) { c.options = append(c.options, option(n)) })
}

func setPlatform(c *choices, value string) error {
	if strings.TrimSpace(value) != value || value == "" {
		return errors.New("a host is empty or has spaces around it")
	}
	if strings.Contains(value, "://") {
		return fmt.Errorf("%q is a URL; name only its host", value)
	}
	c.platforms = append(c.platforms, value)
	return nil
}

func setProject(c *choices, value string) error {
	switch {
	case !projectFormat.MatchString(value):
		return errors.New("must be up to 36 letters, digits, dots, hyphens and underscores, starting with a letter or digit")
	case value == "console":
		return errors.New("console is reserved for the console of the service")
	}
	c.project = value
	return nil
}

// setKey does not repeat the value in its error, which may be a real secret.
func setKey(c *choices, value string) error {
	if !keyFormat.MatchString(value) {
		return errors.New("must be standard_ followed by letters, digits, hyphens and underscores")
	}
	c.key = value
	return nil
}

func setTime(c *choices, value string) (err error) {
	if c.time, err = time.Parse(time.RFC3339, value); err != nil {
		return fmt.Errorf("must be a time such as 2026-01-31T09:00:00Z, not %q", value)
	}
	return nil
}

func setServerVersion(c *choices, value string) error {
	if _, err := accounttest.FindServerVersion(value); err != nil {
		return err
	}
	c.options = append(c.options, accounttest.WithServerVersion(value))
	return nil
}

func setProvider(c *choices, value string) error {
	c.options = append(c.options, accounttest.WithProviders(value))
	return accounttest.CheckProvider(value)
}

func setMethod(c *choices, value string) error {
	c.options = append(c.options, accounttest.WithoutMethods(value))
	return accounttest.CheckMethod(value)
}

var mockNumberFormat = regexp.MustCompile(`^(\+[1-9][0-9]{6,14})=([0-9]{6})$`)

func setMockNumber(c *choices, value string) error {
	parts := mockNumberFormat.FindStringSubmatch(value)
	if parts == nil {
		return fmt.Errorf("must be a number and a code of six digits, such as +491711234567=123456, not %q", value)
	}
	c.options = append(c.options, accounttest.WithMockNumber(parts[1], parts[2]))
	return nil
}

func setSessionDuration(c *choices, value string) error {
	duration, err := time.ParseDuration(value)
	if err != nil || duration < time.Second {
		return fmt.Errorf("must be a duration of at least a second, such as 30m or 24h, not %q", value)
	}
	c.options = append(c.options, accounttest.WithSessionDuration(duration))
	return nil
}

func setLogFormat(c *choices, value string) error {
	if value != "text" && value != "json" {
		return fmt.Errorf("must be text or json, not %q", value)
	}
	c.json = value == "json"
	return nil
}
