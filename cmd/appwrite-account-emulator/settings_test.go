package main

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// samples has a value for every setting, which changes something.
var samples = map[string]string{
	"listen": "127.0.0.1:4999", "allow-remote": "true", "platform": "app.example.com", "project": "shop", "project-name": "Shop",
	"key": "standard_shop", "import": "in.json", "export-on-exit": "out.json", "time": "2026-01-31T09:00:00Z", "freeze-time": "true",
	"request-log": "7", "message-log": "7", "server-version": "1.9", "no-rate-limits": "true", "no-server-bugs": "true", "no-mail": "true", "no-sms": "true",
	"no-account-service": "true", "no-rest": "true", "fixtures": "users.yaml", "no-control": "true", "control-token": "s3cret",
	"provider": "github", "disable-method": "phone", "mock-number": "+491711234567=123456", "user-limit": "3", "session-limit": "2",
	"session-duration": "1h", "session-alerts": "true", "keep-sessions": "true", "password-history": "2", "password-dictionary": "true",
	"personal-data-check": "true", "log-format": "json", "log-requests": "true", "quiet": "true",
}

// written is a file with some content.
func written(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// ended is a context that is over: a program that wrongly starts stops at once.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// mustParse returns what the program was told to do.
func mustParse(t *testing.T, variables map[string]string, args ...string) choices {
	t.Helper()
	chosen, err := parseChoices(args, variables)
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return chosen
}

// withoutOptions returns choices without the options, which are functions, and their number.
func withoutOptions(c choices) (choices, int) {
	n := len(c.options)
	c.options = nil
	return c, n
}

func TestSettings_EachIsAFlagAVariableAKeyAndALineOfTheHelp(t *testing.T) {
	t.Parallel()
	var help strings.Builder
	printHelp(&help)
	seen := map[string]bool{}
	for _, setting := range allSettings() {
		name := setting.name
		if seen[name] {
			t.Errorf("--%s is there twice", name)
		}
		seen[name] = true
		head := strings.TrimSpace("--" + name + " " + setting.argument)
		if !regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(head) + `( \*)? +` + variable(name) + `$`).MatchString(help.String()) {
			t.Errorf("the help has no line of --%s with %s", name, variable(name))
		}
		if name == "config" {
			continue // TestConfig_… are its tests
		}
		value, known := samples[name]
		if !known {
			t.Errorf("there is no sample of --%s", name)
			continue
		}
		before, optionsBefore := withoutOptions(mustParse(t, noVariables))
		byFlag, options := withoutOptions(mustParse(t, noVariables, "--"+name+"="+value))
		if reflect.DeepEqual(before, byFlag) && options == optionsBefore {
			t.Errorf("--%s=%s changes nothing", name, value)
		}
		quoted := `"` + value + `"`
		if value == "true" {
			quoted = value
		}
		for source, chosen := range map[string]choices{
			"the variable": mustParse(t, map[string]string{variable(name): value}),
			"YAML":         mustParse(t, noVariables, "--config", written(t, "emulator.yaml", "# settings\n"+name+": "+value+"\n")),
			"JSON":         mustParse(t, noVariables, "--config", written(t, "emulator.json", "{\n\t\""+name+"\": "+quoted+"\n}")),
			"a named file": mustParse(t, map[string]string{"EMULATOR_CONFIG": written(t, "emulator.yaml", name+": "+value+"\n")}),
		} {
			got, n := withoutOptions(chosen)
			got.importFile, got.exportFile = baseOf(got.importFile), baseOf(got.exportFile)
			for i, name := range got.fixtures {
				got.fixtures[i] = baseOf(name)
			}
			if !reflect.DeepEqual(got, byFlag) || n != options {
				t.Errorf("%s: %s sets %+v with %d options, the flag %+v with %d", name, source, got, n, byFlag, options)
			}
		}
	}
	for name := range samples {
		if !seen[name] {
			t.Errorf("there is a sample of --%s, which does not exist", name)
		}
	}
}

func baseOf(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Base(name)
}

func TestSettings_AFlagCountsBeforeAVariableAndThatBeforeTheFile(t *testing.T) {
	t.Parallel()
	file := written(t, "emulator.yaml", "project: of-file\nplatform: [a.example, b.example]\nno-mail: true\nrequest-log: 1\n")
	environment := map[string]string{
		"EMULATOR_CONFIG": file, "EMULATOR_PROJECT": "of-variable", "EMULATOR_PLATFORM": "c.example,d.example", "EMULATOR_KEY": "",
	}
	chosen := mustParse(t, environment, "--project", "of-flag", "--no-mail=false")
	if chosen.project != "of-flag" {
		t.Errorf("the project is %q", chosen.project)
	}
	if !slices.Equal(chosen.platforms, []string{"c.example", "d.example"}) {
		t.Errorf("the platforms are %q", chosen.platforms)
	}
	if len(chosen.options) != 0 {
		t.Error("a switch of the file cannot be switched off by a flag")
	}
	if chosen.requestLog != 1 || chosen.key != "" {
		t.Errorf("requests: %d, key: %q", chosen.requestLog, chosen.key)
	}
	both := mustParse(t, environment, "--platform", "e.example", "--platform", "f.example,g.example")
	if !slices.Equal(both.platforms, []string{"e.example", "f.example", "g.example"}) {
		t.Errorf("the platforms are %q", both.platforms)
	}
}

func TestSettings_AnErrorSaysWhereTheValueIs(t *testing.T) {
	t.Parallel()
	file := written(t, "emulator.yaml", "listen: 127.0.0.1:0\n\nprovider: [github, nope]\n")
	for says, parse := range map[string]func() (choices, error){
		"--provider: there is no": func() (choices, error) { return parseChoices([]string{"--provider", "nope"}, noVariables) },
		"EMULATOR_PROVIDER: there is no": func() (choices, error) {
			return parseChoices(nil, map[string]string{"EMULATOR_PROVIDER": "nope"})
		},
		file + ":3: provider: there is no": func() (choices, error) { return parseChoices([]string{"--config", file}, noVariables) },
	} {
		_, err := parse()
		if !errors.As(err, new(usageError)) || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("expected %q, got %v", says, err)
		}
	}
	_, err := parseChoices(nil, map[string]string{"EMULATOR_KEY": "hidden-secret"})
	if err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("the error shows the key: %v", err)
	}
}

// What accounttest can do, the program can be told to do.
func TestSettings_EveryOptionOfTheServiceIsUsed(t *testing.T) {
	t.Parallel()
	options, err := os.ReadFile("../../account/accounttest/options.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range []string{"settings.go", "serve.go"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(content)
	}
	elsewhere := map[string]string{
		"WithAddress":      "the program listens itself",
		"WithPasswordCost": "no response depends on it",
	}
	found := regexp.MustCompile(`(?m)^func (With\w+)\(`).FindAllStringSubmatch(string(options), -1)
	if len(found) < 20 {
		t.Fatalf("only %d options were found", len(found))
	}
	for _, option := range found {
		if _, known := elsewhere[option[1]]; !known && !strings.Contains(source.String(), "accounttest."+option[1]) {
			t.Errorf("accounttest.%s has no setting", option[1])
		}
	}
}

// told is an emulator that was told some things, without a network.
func told(t *testing.T, args ...string) *emulator {
	t.Helper()
	service, err := newService("http://127.0.0.1:4080", mustParse(t, noVariables, args...), noJournal())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	return newEmulator(service, hostRule{}, noJournal())
}

// client is a client of the service as the program serves it, without a network.
func (e *emulator) client(options ...account.Option) *account.Client {
	inside := account.WithHTTPClient(&http.Client{Transport: inProcess{e.api}})
	return e.service.GuestClient(append([]account.Option{inside, account.WithRetries(0)}, options...)...)
}

// inProcess passes requests to a handler.
type inProcess struct{ http.Handler }

func (h inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	inbound, recorder := r.Clone(r.Context()), httptest.NewRecorder()
	inbound.RequestURI, inbound.Host, inbound.RemoteAddr = r.URL.RequestURI(), r.URL.Host, "127.0.0.1:0"
	if inbound.Body == nil {
		inbound.Body = http.NoBody
	}
	h.ServeHTTP(recorder, inbound)
	return recorder.Result(), nil
}

const (
	annsAddress  = "ann@example.com"
	annsPassword = "correct-horse-9"
)

// signedIn is a client of a user who has signed in n times.
func signedIn(t *testing.T, e *emulator, n int) *account.Client {
	t.Helper()
	if len(e.service.Users()) == 0 {
		e.service.CreateUser(accounttest.Seed{Email: annsAddress, Password: annsPassword, Name: "Ann Example"})
	}
	backEnd := e.client(account.WithKey(e.service.APIKey()))
	for range n - 1 {
		if _, err := backEnd.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: annsAddress, Password: annsPassword}); err != nil {
			t.Fatal(err)
		}
	}
	session, err := backEnd.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: annsAddress, Password: annsPassword})
	if err != nil {
		t.Fatal(err)
	}
	return e.client().WithSession(session.Secret)
}

func TestSettings_ChangeWhatTheServiceDoes(t *testing.T) {
	t.Parallel()
	errorType := func(err error) string {
		var rejected *account.Error
		if errors.As(err, &rejected) {
			return string(rejected.Type)
		}
		return "" // no error
	}
	changePassword := func(t *testing.T, e *emulator, password string) string {
		_, err := signedIn(t, e, 1).UpdatePassword(t.Context(), account.UpdatePasswordParams{Password: password, OldPassword: annsPassword})
		return errorType(err)
	}
	for flags, test := range map[string]struct {
		see            func(t *testing.T, e *emulator) any
		without, after any
	}{
		"--no-mail": {func(t *testing.T, e *emulator) any {
			_, err := e.client().CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.NewID(), Email: annsAddress})
			return errorType(err)
		}, "", "general_smtp_disabled"},
		"--no-sms": {func(t *testing.T, e *emulator) any {
			_, err := e.client().CreatePhoneToken(t.Context(), account.CreatePhoneTokenParams{UserID: account.NewID(), Phone: "+491711234567"})
			return errorType(err)
		}, "", "general_phone_disabled"},
		"--no-account-service": {func(t *testing.T, e *emulator) any {
			_, err := e.client().CreateAnonymousSession(t.Context())
			return errorType(err)
		}, "", "general_service_disabled"},
		"--no-rest": {func(t *testing.T, e *emulator) any {
			_, err := e.client().CreateAnonymousSession(t.Context())
			return errorType(err)
		}, "", "general_api_disabled"},
		"--mock-number +491711234567=246810": {func(t *testing.T, e *emulator) any {
			_, err := e.client().CreatePhoneToken(t.Context(), account.CreatePhoneTokenParams{UserID: account.NewID(), Phone: "+491711234567"})
			if err != nil {
				t.Fatal(err)
			}
			return len(e.service.Messages())
		}, 1, 0},
		"--disable-method anonymous": {func(t *testing.T, e *emulator) any {
			_, err := e.client().CreateAnonymousSession(t.Context())
			return errorType(err)
		}, "", "user_auth_method_unsupported"},
		"--user-limit 1": {func(t *testing.T, e *emulator) any {
			signedIn(t, e, 1)
			_, err := e.client().CreateAnonymousSession(t.Context())
			return errorType(err)
		}, "", "user_count_exceeded"},
		"--session-limit 2": {func(t *testing.T, e *emulator) any {
			signedIn(t, e, 3)
			return len(e.service.Users()[0].Sessions)
		}, 3, 2},
		"--session-duration 90m": {func(t *testing.T, e *emulator) any {
			signedIn(t, e, 1)
			session := e.service.Users()[0].Sessions[0]
			return session.Expire.Sub(session.CreatedAt).Round(time.Minute).String()
		}, "8760h0m0s", "1h30m0s"},
		"--session-alerts": {func(t *testing.T, e *emulator) any {
			signedIn(t, e, 2)
			return len(e.service.Messages())
		}, 0, 1},
		"--server-version 1.8 --keep-sessions": {func(t *testing.T, e *emulator) any {
			signedIn(t, e, 2)
			changePassword(t, e, "another-horse-9")
			return len(e.service.Users()[0].Sessions)
		}, 1, 3},
		"--password-history 2":  {func(t *testing.T, e *emulator) any { return changePassword(t, e, annsPassword) }, "", "password_recently_used"},
		"--password-dictionary": {func(t *testing.T, e *emulator) any { return changePassword(t, e, "password") }, "", "general_argument_invalid"},
		"--personal-data-check": {func(t *testing.T, e *emulator) any { return changePassword(t, e, "Ann Example 1") }, "", "password_personal_data"},
		"--no-server-bugs": {func(t *testing.T, e *emulator) any {
			jwt, err := signedIn(t, e, 1).CreateJWT(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = e.client().WithJWT(jwt.JWT).UpdateMFA(t.Context(), account.UpdateMFAParams{MFA: true})
			return errorType(err)
		}, "general_unknown", "user_session_not_found"},
		"--time 2026-01-31T09:00:00Z": {func(_ *testing.T, e *emulator) any {
			return e.service.Clock().Now().UTC().Format("2006-01-02 15h")
		}, time.Now().UTC().Format("2006-01-02 15h"), "2026-01-31 09h"},
		"--freeze-time": {func(t *testing.T, e *emulator) any {
			before := e.service.Clock().Now()
			signedIn(t, e, 1)
			return e.service.Clock().Now().Equal(before)
		}, false, true},
		"--request-log 1": {func(t *testing.T, e *emulator) any {
			signedIn(t, e, 3)
			return len(e.service.Requests())
		}, 3, 1},
		"--message-log 1": {func(t *testing.T, e *emulator) any {
			for range 3 {
				if _, err := e.client().CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.NewID(), Email: annsAddress}); err != nil {
					t.Fatal(err)
				}
			}
			return len(e.service.Messages())
		}, 3, 1},
		"--project-name Shop": {func(t *testing.T, e *emulator) any {
			if _, err := signedIn(t, e, 1).CreateVerification(t.Context(), account.CreateVerificationParams{URL: "http://localhost/"}); err != nil {
				t.Fatal(err)
			}
			return strings.Contains(e.service.LastMail(annsAddress).Text, "Shop")
		}, false, true},
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			args := strings.Fields(flags)
			plain := []string{}
			if args[0] == "--server-version" {
				plain = args[:2]
			}
			if got := test.see(t, told(t, plain...)); got != test.without {
				t.Errorf("without it: %v, expected %v", got, test.without)
			}
			if got := test.see(t, told(t, args...)); got != test.after {
				t.Errorf("with it: %v, expected %v", got, test.after)
			}
		})
	}
}

func TestConfig_WhatIsWrongIsAnErrorWithItsLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, says string }{
		"an unknown key":            {"quiet: true\nverbose: true\n", ":2: verbose: there is no such setting"},
		"an unknown key in JSON":    {"{\n\t\"quiet\": true,\n\t\"verbose\": true\n}", ":3: verbose: there is no such setting"},
		"a key twice":               {"quiet: true\n\nquiet: false\n", ":3: quiet: is there twice"},
		"another config file":       {"config: other.yaml\n", ":1: config: a config file cannot name another one"},
		"a list for a single value": {"project: [a, b]\n", ":1: project: must be a single value"},
		"settings below a list":     {"provider:\n  - github\n  - {name: google}\n", ":1: provider: line 3: must be a single value"},
		"a map for a list":          {"provider:\n  github: true\n", ":1: provider: must be a single value or a list of them"},
		"no value":                  {"project:\n", ":1: project: must be a single value"},
		"a number for a switch":     {"\n\nno-mail: 7\n", `:3: no-mail: must be true or false, not "7"`},
		"a word for a number":       {"user-limit: many\n", ":1: user-limit: must be a whole number"},
		"a list of settings":        {"- quiet\n", ":1: must be settings by their names"},
		"a string":                  {"quiet", ":1: must be settings by their names"},
		"broken YAML":               {"quiet: [true\nproject: x\n", "yaml: line 1"},
		"broken JSON":               {"{\"quiet\": true", "yaml: line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := written(t, "emulator.yaml", test.content)
			var output strings.Builder
			if status := run(ended(t), []string{"--config", file}, noVariables, &output, &output); status != 2 {
				t.Errorf("the status is %d, expected 2", status)
			}
			if !strings.Contains(output.String(), test.says) || !strings.Contains(output.String(), file) {
				t.Errorf("%q is missing in %s", test.says, output.String())
			}
		})
	}
}

func TestConfig_AFileWithoutSettingsChangesNothing(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "# nothing yet\n", "{}", "---\n"} {
		got, n := withoutOptions(mustParse(t, noVariables, "--config", written(t, "emulator.yaml", content)))
		expected, _ := withoutOptions(mustParse(t, noVariables))
		if !reflect.DeepEqual(got, expected) || n != 0 {
			t.Errorf("%q: got %+v", content, got)
		}
	}
}

// A config file in a repository works from every folder.
func TestConfig_NamesOfFilesAreRelativeToIt(t *testing.T) {
	t.Parallel()
	file := written(t, "emulator.yaml", "import: state/users.json\nexport-on-exit: /var/state.json\n")
	chosen := mustParse(t, noVariables, "--config", file)
	if expected := filepath.Join(filepath.Dir(file), "state", "users.json"); chosen.importFile != expected {
		t.Errorf("the import is %q, expected %q", chosen.importFile, expected)
	}
	if filepath.IsAbs("/var") && chosen.exportFile != "/var/state.json" {
		t.Errorf("the export is %q", chosen.exportFile)
	}
	if flag := mustParse(t, noVariables, "--config", file, "--import", "other.json"); flag.importFile != "other.json" {
		t.Errorf("the import is %q", flag.importFile)
	}
}

func TestConfig_ListsAndAliasesAreValues(t *testing.T) {
	t.Parallel()
	file := written(t, "emulator.yaml", "project: &name shop\nproject-name: *name\nplatform:\n  - a.example\n  - b.example\nmock-number: \"+491711234567=123456\"\n")
	chosen := mustParse(t, noVariables, "--config", file)
	if chosen.projectName != "shop" || !slices.Equal(chosen.platforms, []string{"a.example", "b.example"}) || len(chosen.options) != 1 {
		t.Errorf("got %+v", chosen)
	}
}

// Every sample of the settings together makes a service.
func TestSettings_AllTogetherStartAService(t *testing.T) {
	t.Parallel()
	var args []string
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		if !slices.Contains([]string{"import", "export-on-exit", "fixtures"}, name) {
			args = append(args, "--"+name+"="+samples[name])
		}
	}
	service := told(t, args...).service
	if service.Version() != "1.9.6" || service.ProjectID() != "shop" || service.APIKey() != "standard_shop" {
		t.Errorf("version %s, project %s", service.Version(), service.ProjectID())
	}
}

func TestSettings_ThePageAboutTheEmulatorHasEachOfThem(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range allSettings() {
		if !regexp.MustCompile("`--" + setting.name + "[ `]").Match(page) {
			t.Errorf("docs/emulator.md does not explain --%s", setting.name)
		}
	}
}

// The example of the page is a file that can be used.
func TestSettings_TheConfigFileOfThePageIsValid(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/emulator.md has no example in YAML")
	}
	chosen := mustParse(t, noVariables, "--config", written(t, "emulator.yaml", example))
	if len(chosen.options) < 3 {
		t.Errorf("the example sets %d options", len(chosen.options))
	}
}
