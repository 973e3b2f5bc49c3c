package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

func TestFlags_InvalidOnesAreRejectedWithAReason(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"an address of all interfaces":   {[]string{"--listen", "0.0.0.0:0"}, "--allow-remote"},
		"an address without a host":      {[]string{"--listen", ":0"}, "--allow-remote"},
		"an address of the network":      {[]string{"--listen", "192.0.2.7:0"}, "--allow-remote"},
		"all interfaces in IPv6":         {[]string{"--listen", "[::]:0"}, "--allow-remote"},
		"a name of the network":          {[]string{"--listen", "emulator.example.com:0"}, "--allow-remote"},
		"an address without a port":      {[]string{"--listen", "127.0.0.1"}, "a host and a port"},
		"an argument":                    {[]string{"export"}, `unexpected argument "export"`},
		"a project with a space":         {[]string{"--project", "my project"}, "--project"},
		"the project of the console":     {[]string{"--project", "console"}, "console"},
		"a key without the prefix":       {[]string{"--key", "secret"}, "standard_"},
		"a key that a shell would split": {[]string{"--key", "standard_a b"}, "standard_"},
		"a server that is too old":       {[]string{"--server-version", "1.6"}, "there are 1.7 (1.7.4), 1.8 (1.8.1), 1.9 (1.9.6)"},
		"an empty platform":              {[]string{"--platform", ""}, "platform"},
		"a platform that is a URL":       {[]string{"--platform", "https://app.example.com"}, "name only its host"},
		"an unknown flag":                {[]string{"--verbose"}, "verbose"},
		"an unknown provider":            {[]string{"--provider", "github,nope"}, `no OAuth2 provider "nope"; there are amazon, apple, `},
		"a provider that came later":     {[]string{"--listen", "127.0.0.1:0", "--provider", "keycloak"}, `there is no OAuth2 provider "keycloak"; there are amazon, `},
		"an unknown method":              {[]string{"--disable-method", "sms"}, `no authentication method "sms"; there are anonymous, `},
		"a mock number without a code":   {[]string{"--mock-number", "+491711234567"}, "a code of six digits"},
		"a session that lasts no time":   {[]string{"--session-duration", "0s"}, "a duration"},
		"a limit of no sessions":         {[]string{"--session-limit", "0"}, "from 1 on"},
		"a limit that is no number":      {[]string{"--user-limit", "many"}, `not "many"`},
		"a switch that is neither":       {[]string{"--no-mail=perhaps"}, "--no-mail: must be true or false"},
		"a time that is none":            {[]string{"--time", "yesterday"}, "2026-01-31T09:00:00Z"},
		"a format of logs":               {[]string{"--log-format", "xml"}, "text or json"},
		"a random key that is not shown": {[]string{"--allow-remote", "--listen", "0.0.0.0:0", "--quiet"}, "--key: choose one"},
		"a config file that is missing":  {[]string{"--config", "missing.yaml"}, "--config"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var output strings.Builder
			if status := run(ended(t), test.args, noVariables, &output, &output); status != 2 {
				t.Errorf("the status is %d, expected 2", status)
			}
			if !strings.Contains(output.String(), test.says) {
				t.Errorf("%q is missing in:\n%s", test.says, output.String())
			}
			if strings.Contains(output.String(), "standard_a b") {
				t.Error("the key is printed")
			}
		})
	}
}

func TestFlags_HelpAndVersionAreNoErrors(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string]string{
		"--help": "Usage: ", "-h": "EMULATOR_NO_RATE_LIMITS", "--version": "servers 1.7.4, 1.8.1, 1.9.6",
	} {
		var output, problems strings.Builder
		if status := run(t.Context(), []string{argument}, noVariables, &output, &problems); status != 0 {
			t.Errorf("%s: the status is %d, expected 0", argument, status)
		}
		if !strings.Contains(output.String(), says) || problems.Len() > 0 {
			t.Errorf("%s prints %q, and as errors %q", argument, output.String(), problems.String())
		}
	}
}

func TestFlags_UnusableFilesAndPortsEndTheProgramAtOnce(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(`{"format": 99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(t.TempDir(), "missing", "state.json")
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"a port that is taken":             {[]string{"--listen", taken.Addr().String()}, "choose another port"},
		"an import that does not exist":    {[]string{"--listen", "127.0.0.1:0", "--import", missing}, "--import"},
		"an import of another format":      {[]string{"--listen", "127.0.0.1:0", "--import", broken}, "format"},
		"an export into a missing folder":  {[]string{"--listen", "127.0.0.1:0", "--export-on-exit", missing}, "--export-on-exit"},
		"an export to a directory":         {[]string{"--listen", "127.0.0.1:0", "--export-on-exit", t.TempDir()}, "is a directory"},
		"an import of a directory":         {[]string{"--listen", "127.0.0.1:0", "--import", t.TempDir()}, "--import"},
		"an import that is not the export": {[]string{"--listen", "127.0.0.1:0", "--import", missing, "--export-on-exit", broken}, "--import"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var output strings.Builder
			// If nothing is wrong with the arguments, the program ends after this time.
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if status := run(ctx, test.args, noVariables, &output, &output); status != 1 {
				t.Errorf("the status is %d, expected 1", status)
			}
			if !strings.Contains(output.String(), test.says) {
				t.Errorf("%q is missing in:\n%s", test.says, output.String())
			}
		})
	}
}

func TestFlags_ProjectAndKeyHaveFixedDefaults(t *testing.T) {
	t.Parallel()
	program := start(t)
	if program.project != "emulator" || program.key != "standard_emulator" {
		t.Errorf("project %q and key %q, expected emulator and standard_emulator", program.project, program.key)
	}
	named := start(t, "--project", "shop", "--key", "standard_shop")
	if named.project != "shop" || named.key != "standard_shop" {
		t.Errorf("project %q and key %q, expected those of the flags", named.project, named.key)
	}
}

func TestFlags_AllowRemotePrintsAWarningAndUsesARandomKey(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	output, finished := newTranscript(), make(chan int, 1)
	go func() {
		finished <- run(ctx, []string{"--listen", "0.0.0.0:0", "--allow-remote"}, noVariables, output, output)
	}()
	printed := output.waitFor(t, "WARNING")
	cancel()
	if status := <-finished; status != 0 {
		t.Errorf("the status is %d, expected 0", status)
	}
	if strings.Contains(printed, defaultKey) {
		t.Error("the default key is used on an address that others reach")
	}
	if !strings.Contains(printed, "APPWRITE_ENDPOINT=http://127.0.0.1:") {
		t.Errorf("the printed endpoint cannot be used:\n%s", printed)
	}
	if quiet := start(t); strings.Contains(quiet.output.String(), "WARNING") {
		t.Error("there is a warning for the loopback interface")
	}
}

func TestFlags_AListenerThatOthersReachIsRejectedWhateverItsName(t *testing.T) {
	t.Parallel()
	// The same as a localhost that resolves to another address.
	listener, err := listen(t.Context(), choices{listen: "0.0.0.0:0"})
	if err == nil {
		listener.Close()
		t.Fatal("the listener was kept")
	}
}

func TestFlags_ReachTheService(t *testing.T) {
	t.Parallel()
	attempt := func(program *running) (calls int, link, provider error) {
		guest := program.client(t)
		for range 11 {
			if _, err := guest.CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.NewID(), Email: "ann@example.com"}); err == nil {
				calls++
			}
		}
		_, link = guest.CreateMagicURLToken(t.Context(), account.CreateMagicURLTokenParams{UserID: account.NewID(), Email: "ann@example.com", URL: "https://app.example.com/in"})
		_, provider = guest.CreateOAuth2Token(t.Context(), "github", account.CreateOAuth2TokenParams{})
		return calls, link, provider
	}
	calls, link, provider := attempt(start(t, "--freeze-time")) // limits start anew with the hour
	if calls != 10 || link == nil || provider == nil {
		t.Errorf("without flags: %d of 11 calls, %v, %v", calls, link, provider)
	}
	calls, link, provider = attempt(start(t, "--no-rate-limits", "--platform", "app.example.com", "--provider", "github"))
	if calls != 11 || link != nil || provider != nil {
		t.Errorf("with flags: %d of 11 calls, %v, %v", calls, link, provider)
	}
}

func TestFlags_TheServerVersionIsPlayedAndNamed(t *testing.T) {
	t.Parallel()
	for name, number := range map[string]string{"": "1.7.4", "1.8": "1.8.1", "1.9": "1.9.6", "1.9.6": "1.9.6"} {
		args := []string{}
		if name != "" {
			args = append(args, "--server-version", name)
		}
		program := start(t, args...)
		_, err := program.client(t).Get(t.Context())
		var failure *account.Error
		if !errors.As(err, &failure) || failure.Version != number {
			t.Errorf("--server-version %q: the error is %v of server %v, expected %s", name, err, failure, number)
		}
		if !strings.Contains(program.output.String(), "as server "+number) {
			t.Errorf("--server-version %q: %s is not printed", name, number)
		}
		for path, host := range map[string]string{"/": "", "/v1/account": "elsewhere.example"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, program.base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = host
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err != nil || !strings.Contains(string(body), number) {
				t.Errorf("--server-version %q: %s does not name %s: %v", name, path, number, err)
			}
		}
	}
}
