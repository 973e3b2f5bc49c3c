package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// programOutput runs the program until it is ready and act has returned, and returns what it
// printed. The line of ready begins with a mark.
func programOutput(t *testing.T, mark string, act func(endpoint string), args ...string) (out, problems string, status int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stdout, stderr, finished := newTranscript(), newTranscript(), make(chan int, 1)
	go func() {
		finished <- run(ctx, append([]string{"--listen", "127.0.0.1:0"}, args...), noVariables, stdout, stderr)
	}()
	_, rest, _ := strings.Cut(stdout.waitFor(t, mark), mark)
	endpoint, _, _ := strings.Cut(strings.TrimSpace(rest), "/v1")
	act(endpoint + "/v1")
	cancel()
	status = <-finished
	return stdout.String(), stderr.String(), status
}

const (
	readyText = "Ready: "
	readyJSON = `"msg":"ready","endpoint":"`
)

// askForACode makes the program send a mail, with a secret in the query.
func askForACode(t *testing.T, project string) func(endpoint string) {
	return func(endpoint string) {
		t.Helper()
		client, err := account.New(endpoint, project)
		if err != nil {
			t.Fatal(err)
		}
		defer client.CloseIdleConnections()
		if _, err := client.CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: "ann", Email: annsAddress}); err != nil {
			t.Fatal(err)
		}
		response, err := http.Get(endpoint + "/account?secret=hidden-in-the-query&project=" + url.QueryEscape(project))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
}

func TestJournal_QuietLeavesTheReadyLineAndErrors(t *testing.T) {
	t.Parallel()
	out, problems, status := programOutput(t, readyText, askForACode(t, defaultProject),
		"--quiet", "--log-requests", "--export-on-exit", filepath.Join(t.TempDir(), "state.json"))
	if status != stopped || problems != "" {
		t.Errorf("status %d, errors %q", status, problems)
	}
	if !strings.HasPrefix(out, readyText+"http://127.0.0.1:") || strings.Count(out, "\n") != 1 || !strings.HasSuffix(out, "/v1\n") {
		t.Errorf("the output is %q", out)
	}
	var errors strings.Builder
	if status := run(ended(t), []string{"--quiet", "--listen", "127.0.0.1:0", "--import", "missing.json"}, noVariables, &errors, &errors); status != failed {
		t.Errorf("the status is %d, expected 1", status)
	}
	if !strings.Contains(errors.String(), "--import") {
		t.Errorf("the error is %q", errors.String())
	}
}

func TestJournal_JSONIsAnObjectALineForEachEvent(t *testing.T) {
	t.Parallel()
	out, problems, status := programOutput(t, readyJSON, askForACode(t, "shop"), "--log-format", "json", "--log-requests",
		"--project", "shop", "--key", "standard_confidential", "--server-version", "1.9", "--export-on-exit", filepath.Join(t.TempDir(), "state.json"))
	if status != stopped || problems != "" {
		t.Errorf("status %d, errors %q", status, problems)
	}
	events := map[string]map[string]any{}
	for line := range strings.Lines(out) {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("%q is no object: %v", line, err)
		}
		if _, err := time.Parse(time.RFC3339, event["time"].(string)); err != nil || event["level"] != "INFO" {
			t.Errorf("%v is no event of slog", event)
		}
		events[event["msg"].(string)] = event
	}
	ready := events["ready"]
	if base, ok := strings.CutSuffix(ready["endpoint"].(string), "/v1"); !ok || ready["page"] != base+"/" || ready["project"] != "shop" || ready["server"] != "1.9.6" {
		t.Errorf("ready is %v", ready)
	}
	message := events["message"]
	if code, _ := message["code"].(string); len(code) != 6 || message["to"] != annsAddress || message["channel"] != "mail" || message["kind"] != string(accounttest.EmailCode) {
		t.Errorf("the message is %v", message)
	}
	if request := events["request"]; request["method"] != "GET" || request["path"] != "/v1/account" || request["status"] != 401.0 {
		t.Errorf("the last request is %v", request)
	}
	for _, secret := range []string{"confidential", "hidden"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q is in the output:\n%s", secret, out)
		}
	}
	if !strings.Contains(out, "Saved 1 users") {
		t.Errorf("the export is missing in:\n%s", out)
	}
}

func TestJournal_ErrorsAreJSONToo(t *testing.T) {
	t.Parallel()
	var out, problems strings.Builder
	if status := run(ended(t), []string{"--log-format", "json", "--listen", "127.0.0.1:0", "--import", "missing.json"}, noVariables, &out, &problems); status != failed {
		t.Errorf("the status is %d, expected 1", status)
	}
	var event struct{ Level, Msg string }
	if err := json.Unmarshal([]byte(problems.String()), &event); err != nil || event.Level != "ERROR" || !strings.Contains(event.Msg, "missing.json") {
		t.Errorf("the error is %q: %v", problems.String(), err)
	}
	if out.Len() > 0 {
		t.Errorf("%q is printed", out.String())
	}
}

func TestJournal_RequestsOfTextHoldNoQuery(t *testing.T) {
	t.Parallel()
	out, _, _ := programOutput(t, readyText, askForACode(t, defaultProject), "--log-requests")
	for _, part := range []string{"POST /v1/account/tokens/email 201 ", "GET /v1/account 401 ", "sign-in code"} {
		if !strings.Contains(out, part) {
			t.Errorf("%q is missing in:\n%s", part, out)
		}
	}
	if strings.Contains(out, "hidden") {
		t.Errorf("the query is printed:\n%s", out)
	}
	if without, _, _ := programOutput(t, readyText, askForACode(t, defaultProject)); strings.Contains(without, "/v1/account/tokens/email") {
		t.Errorf("requests are printed by themselves:\n%s", without)
	}
}

// Faults that end the connection do not get lost in the log, and reach the connection.
func TestJournal_RequestsWithAFaultAreThereToo(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.AddFault(accounttest.Fault{Operation: "get", Damage: accounttest.Truncated, Times: 1})
	service.AddFault(accounttest.Fault{Operation: "get", Damage: accounttest.Reset})
	out := newTranscript()
	server := http.Server{Handler: newEmulator(service, hostRule{}, newJournal(choices{logRequests: true}, out, out)).handler()}
	listener, err := listen(t.Context(), choices{listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	defer server.Close()
	call := func() (*http.Response, error) {
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		return client.Get("http://" + listener.Addr().String() + "/v1/account")
	}
	half, err := call()
	if err != nil {
		t.Fatalf("half a response does not arrive: %v", err)
	}
	if _, err := io.ReadAll(half.Body); err == nil {
		t.Error("the response is not cut off")
	}
	half.Body.Close()
	out.waitFor(t, "GET /v1/account 401 ")
	if response, err := call(); err == nil {
		response.Body.Close()
		t.Fatalf("the connection was not reset: %s", response.Status)
	}
	out.waitFor(t, "GET /v1/account 0 ")
}

func TestHealth_IsThereFromTheStartOn(t *testing.T) {
	t.Parallel()
	program := start(t)
	if response := program.send(t, http.MethodGet, "/healthz", nil); response.status != http.StatusOK || response.body != "ready\n" {
		t.Errorf("status %d, %q", response.status, response.body)
	}
	if response := program.send(t, http.MethodHead, "/healthz", nil); response.status != http.StatusOK || response.body != "" {
		t.Errorf("HEAD: status %d, %q", response.status, response.body)
	}
	if response := program.send(t, http.MethodPost, "/healthz", nil); response.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d, expected 405", response.status)
	}
	if response := program.send(t, http.MethodGet, "/healthz", nil, "Host", "evil.example"); response.status != http.StatusForbidden {
		t.Errorf("a foreign host: status %d, expected 403", response.status)
	}
	if printed := program.output.String(); !strings.Contains(printed, readyText+program.base+"/v1\n") {
		t.Errorf("the ready line is missing in:\n%s", printed)
	}
}

func TestJournal_VariablesThatAreNoSettingsAreNamed(t *testing.T) {
	t.Parallel()
	variables := environment([]string{"PATH=/bin", "EMULATOR_PROVIDERS=github", "EMULATOR_NO_SMS=true", "EMULATOR_CONFIG=", "EMULATOR_PORT\x1b=tcp://10.0.0.7:80", "APPWRITE_KEY=secret"})
	var out, problems strings.Builder
	if status := run(ended(t), []string{"--listen", "127.0.0.1:0"}, variables, &out, &problems); status != stopped {
		t.Errorf("the status is %d, expected 0", status)
	}
	expected := "WARNING: EMULATOR_PORT is no setting; --help lists them.\nWARNING: EMULATOR_PROVIDERS is no setting; --help lists them.\n"
	if problems.String() != expected {
		t.Errorf("the warnings are %q", problems.String())
	}
}
