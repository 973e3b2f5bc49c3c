package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// TestConformance_TheScenariosHold runs the scenarios against the embedded service as each
// version of the server, or against the real server that the environment names, and then
// checks what they covered.
func TestConformance_TheScenariosHold(t *testing.T) {
	services, err := FromEnvironment(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	met := NewCoverage()
	for _, service := range services {
		coverage := NewCoverage()
		var results runs
		t.Run("scenarios on "+service.Version(), func(t *testing.T) {
			for _, topic := range Topics() {
				for _, scenario := range topic.Scenarios {
					t.Run(topic.Name+": "+scenario.Name, func(t *testing.T) {
						if service.Parallel() {
							t.Parallel()
						}
						result := Run(t.Context(), scenario, service, coverage)
						results.add(result)
						switch result.Outcome {
						case Failed:
							t.Error(result.Reason)
						case Skipped, NotApplicable: // results.check expects the scenario that holds instead
							t.Skip(result.Reason)
						case Passed:
						}
					})
				}
			}
		})
		if t.Failed() {
			return
		}
		results.check(t, service)
		if os.Getenv(EndpointVariable) != "" {
			return // on a real server some are skipped
		}
		t.Run("every operation succeeds somewhere on "+service.Version(), func(t *testing.T) {
			for _, op := range contract.Default().Operations() {
				if !slices.Contains(coverage.Operations(), op.ID) && op.Since <= service.Version() {
					t.Errorf("%s never succeeded", op.ID)
				}
			}
		})
		met.addErrors(coverage.Errors())
	}
	t.Run("every reachable error type is returned by some version", func(t *testing.T) {
		for _, kind := range Reachable {
			if !slices.Contains(met.Errors(), kind) {
				t.Errorf("%s was never returned", kind)
			}
		}
		for kind := range Unreachable {
			if slices.Contains(met.Errors(), kind) {
				t.Errorf("%s was returned, so it is reachable", kind)
			}
		}
		for kind := range documentedErrors(t) {
			if !slices.Contains(Reachable, kind) && Unreachable[kind] == "" {
				t.Errorf("%s is listed neither as reachable nor as unreachable", kind)
			}
		}
	})
}

// runs are the results of the scenarios on one version.
type runs struct {
	mu      sync.Mutex
	results map[string]Result
}

func (r *runs) add(result Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.results == nil {
		r.results = map[string]Result{}
	}
	r.results[result.Name] = result
}

// check fails the test if a scenario is not applicable although no other one holds for the
// version instead and somebody has seen what the version does, or if too few scenarios ran.
func (r *runs) check(t *testing.T, service Service) {
	t.Helper()
	var number counts
	for name, result := range r.results {
		number[result.Outcome]++
		if result.Outcome != NotApplicable {
			continue
		}
		if result.Other == "" && strings.HasPrefix(result.Reason, seenOnly) {
			continue
		}
		other, known := r.results[result.Other]
		if !known || other.Outcome == NotApplicable {
			t.Errorf("server %s: %q does not hold, and there is no %q that holds instead", service.Version(), name, result.Other)
		}
	}
	t.Log(number.line(service.Version(), 0))
	if _, embedded := service.(Embedded); embedded && (number[Passed] < 440 || number[Skipped] > 0) {
		t.Errorf("server %s: only %d scenarios ran, and %d were skipped", service.Version(), number[Passed], number[Skipped])
	}
}

// documentedErrors returns all error types of the document.
func documentedErrors(t *testing.T) map[string]any {
	t.Helper()
	kinds, ok := contract.Default().Document.Components.Schemas["Error"].Value.Extensions["x-error-types"].(map[string]any)
	if !ok || len(kinds) < 50 {
		t.Fatal("the document lists no error types")
	}
	return kinds
}

func TestConformance_EachOfTheManyScenariosHasItsOwnName(t *testing.T) {
	names := map[string]bool{}
	for _, topic := range Topics() {
		for _, scenario := range topic.Scenarios {
			if names[scenario.Name] {
				t.Errorf("two scenarios are named %q", scenario.Name)
			}
			names[scenario.Name] = true
		}
	}
	if len(names) < 551 {
		t.Errorf("there are %d scenarios, fewer than 551", len(names))
	}
	t.Logf("%d scenarios in %d topics", len(names), len(Topics()))
}

func TestConformance_AScenarioThatDoesNotHoldFails(t *testing.T) {
	for name, run := range map[string]func(s *S){
		"an expectation":                        func(s *S) { equal("the word", "black", "white") },
		"a success that should be rejected":     func(s *S) { rejected(s.user().Get(s)).as(401, "user_blocked") },
		"a rejection that should be a success":  func(s *S) { must(s.guest().Get(s)) },
		"a rejection of another type":           func(s *S) { rejected(s.guest().Get(s)).as(401, "user_blocked") },
		"a status":                              func(s *S) { s.raw().get("/account").ok(200) },
		"a panic":                               func(s *S) { panic("ouch") },
		"a request that is not in the document": func(s *S) { s.raw().as(s.user()).get("/account?more=1").ok(200) },
	} {
		t.Run(name, func(t *testing.T) {
			result := Run(t.Context(), Scenario{name, run}, Embedded{"1.7.4"}, nil)
			if result.Outcome != Failed || result.Reason == "" {
				t.Errorf("the scenario %s: %s", result.Outcome, result.Reason)
			}
			if !strings.Contains(result.Reason, "conformance_test.go:") && !strings.Contains(result.Reason, "document") {
				t.Errorf("%q does not say where", result.Reason)
			}
		})
	}
}

func TestConformance_FailuresShowNoSecrets(t *testing.T) {
	secret := strings.Repeat("0123456789abcdef", 16)
	if shown := show("http://localhost/?secret=" + secret + "&userId=ann"); strings.Contains(shown, secret) || !strings.Contains(shown, "userId=ann") {
		t.Errorf("shown as %s", shown)
	}
}

func TestConformance_MessagesAreReadFromAFolder(t *testing.T) {
	path := t.TempDir()
	box := newFolder(path)
	write := func(name, content string, age time.Duration) {
		if err := os.WriteFile(path+"/"+name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path+"/"+name, then, then); err != nil {
			t.Fatal(err)
		}
	}
	write("b.json", `{"to":"Ann@example.test","subject":"Second","text":"<style>#123456{}</style><p>Your code: <b>654321</b></p>"}`, time.Second)
	write("a.json", `{"to":["ann@example.test"],"subject":"First","text":"<a href=\"http://localhost/x?userId=u&amp;secret=s\">here</a>"}`, time.Minute)
	write("c.json", `{"to":"bob@example.test","subject":"Other","text":"111111"}`, 0)
	write("d.json", `{"data":{"to":"+4915112345678","message":"222222"}}`, 0)
	write("e.json", `{"to":"+4915112345679","mess`, 0)
	messages, err := box.To("ann@example.test")
	if err != nil || len(messages) != 2 {
		t.Fatalf("found %d messages: %v", len(messages), err)
	}
	if messages[0].Subject != "First" || messages[0].link().Query().Get("secret") != "s" || messages[1].code() != "654321" {
		t.Error("the messages are not decoded correctly")
	}
	sms, err := box.To("+4915112345678")
	if err != nil || len(sms) != 1 || sms[0].code() != "222222" {
		t.Errorf("the text message is not decoded correctly: %v", err)
	}
	write("e.json", `{"to":"+4915112345679","message":"333333"}`, 0)
	if sms, _ = box.To("+4915112345679"); len(sms) != 1 {
		t.Error("a file that was incomplete is not read again")
	}
}

func TestConformance_TheEnvironmentNamesARealServerOrNone(t *testing.T) {
	for _, name := range []string{EndpointVariable, ProjectVariable, KeyVariable} {
		t.Setenv(name, "")
	}
	services, err := FromEnvironment(t.Context(), "")
	if err != nil || !reflect.DeepEqual(services, []Service{Embedded{"1.7.4"}, Embedded{"1.8.1"}, Embedded{"1.9.6"}}) {
		t.Errorf("without variables it is not the embedded service in all versions: %v %v", services, err)
	}
	services, err = FromEnvironment(t.Context(), "1.9")
	if err != nil || !reflect.DeepEqual(services, []Service{Embedded{"1.9.6"}}) {
		t.Errorf("one version is not the embedded service as that: %v %v", services, err)
	}
	if _, err := FromEnvironment(t.Context(), "1.6"); err == nil || !strings.Contains(err.Error(), "1.7 (1.7.4), 1.8 (1.8.1), 1.9 (1.9.6)") {
		t.Errorf("a version that there is not gave %v", err)
	}
	t.Setenv(EndpointVariable, "http://127.0.0.1:1/v1")
	if _, err := FromEnvironment(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "set all three") {
		t.Errorf("one variable alone gave %v", err)
	}
	t.Setenv(ProjectVariable, "p")
	t.Setenv(KeyVariable, "k")
	if _, err := FromEnvironment(t.Context(), "1.9"); err == nil || !strings.Contains(err.Error(), "has its own version") {
		t.Errorf("a version for a real server gave %v", err)
	}
	if _, err := FromEnvironment(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "no response") {
		t.Errorf("a server that is not there gave %v", err)
	}
	for _, name := range []string{MailVariable, SMSVariable} {
		t.Setenv(MailVariable, "")
		t.Setenv(name, filepath.Join(t.TempDir(), "missing"))
		if _, err := FromEnvironment(t.Context(), ""); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a folder of %s that is not there gave %v", name, err)
		}
	}
}

// The embedded service stands in for a real server here. Scenarios that a real server
// cannot run are skipped; all others have to pass in one shared project, with mail that
// arrives as files.
func TestConformance_TheScenariosHoldInASharedProject(t *testing.T) {
	for _, version := range accounttest.ServerVersions() {
		t.Run(version, func(t *testing.T) { inSharedProject(t, version) })
	}
}

func inSharedProject(t *testing.T, version string) {
	server, err := accounttest.NewServer(accounttest.WithoutRateLimits(), accounttest.WithServerVersion(version))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	mail, sms := t.TempDir(), t.TempDir()
	for name, value := range map[string]string{
		EndpointVariable: server.Endpoint(), ProjectVariable: server.ProjectID(), KeyVariable: server.APIKey(), MailVariable: mail, SMSVariable: sms,
	} {
		t.Setenv(name, value)
	}
	services, err := FromEnvironment(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	service := services[0]
	if service.Version() != version {
		t.Errorf("the version is %s, expected %s", service.Version(), version)
	}
	live := service.(*Live)
	live.environment.Mail = &postman{Box: live.environment.Mail, server: server, channel: accounttest.Mail, path: mail}
	live.environment.SMS = &postman{Box: live.environment.SMS, server: server, channel: accounttest.SMS, path: sms}

	start := time.Now()
	var number counts
	var output, failures strings.Builder
	table := NewTable(&output, &failures, version, "")
	results := RunAll(t.Context(), service, "", nil, table.Add)
	for _, result := range results {
		number[result.Outcome]++
		switch result.Outcome {
		case Failed:
			t.Errorf("%s: %s", result.Name, result.Reason)
		case Skipped:
			if !strings.HasPrefix(result.Reason, "needs ") {
				t.Errorf("%s is skipped, and the reason %q does not say what it needs", result.Name, result.Reason)
			}
		case Passed, NotApplicable:
		}
	}
	if number[Skipped] > 110 {
		t.Errorf("%d scenarios are skipped", number[Skipped])
	}
	if table.Summary(time.Since(start)) != (failures.Len() == 0) || strings.Count(output.String(), "  passed\n") != number[Passed] || number.total() != len(results) {
		t.Error("the table and the results differ")
	}
	lines := strings.Split(strings.TrimSpace(output.String()), "\n")
	t.Log(lines[len(lines)-1])
}

// postman writes the messages that the service sent to files, before they are read.
type postman struct {
	Box
	server  *accounttest.Server
	channel accounttest.Channel
	path    string
	written int
}

func (p *postman) To(address string) ([]Message, error) {
	messages := p.server.Messages()
	for ; p.written < len(messages); p.written++ {
		message := messages[p.written]
		if message.Channel != p.channel {
			continue
		}
		content := map[string]any{"to": message.To, "subject": message.Subject, "text": message.Text}
		if p.channel == accounttest.SMS {
			content = map[string]any{"data": map[string]any{"to": message.To, "message": message.Text}}
		}
		data, err := json.Marshal(content)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(p.path, fmt.Sprintf("%06d.json", p.written)), data, 0o600); err != nil {
			return nil, err
		}
	}
	return p.Box.To(address)
}

// The tables are written by hand, since they test the document as well as the service.
func TestConformance_TheTablesCoverTheDocument(t *testing.T) {
	document := contract.Default()
	match := func(method, path string) string {
		op, _, _ := document.Match(method, strings.NewReplacer("{session}", "x").Replace(path))
		if op == nil {
			return ""
		}
		return op.ID
	}
	// These limits are not in the table: deleteSessions ends the session of each call,
	// the sign-ins with a provider respond with redirects and HTML pages, and that of createJWT
	// depends on the version.
	withoutScenario := map[string]bool{"deleteSessions": true, "createOAuth2Token": true, "createOAuth2Session": true, "createJWT": true}
	permitted, limits, names := map[string]bool{}, map[string]int{}, map[string][]string{}
	for _, row := range routes {
		permitted[match(row.method, row.path)] = true
	}
	for _, row := range limited {
		limits[match(row.method, row.path)] = row.limit
	}
	for _, row := range required {
		names[match(row.method, row.path)] = row.names
	}
	for _, op := range document.Operations() {
		if op.Since == contract.Hosted {
			continue // no server has it
		}
		if !permitted[op.ID] {
			t.Errorf("%s is not in the table of permissions", op.ID)
		}
		limit := 0
		if op.RateLimit != nil {
			limit = op.RateLimit.Limit
		}
		if limits[op.ID] != limit && !withoutScenario[op.ID] {
			t.Errorf("%s is limited to %d calls, and in the table to %d", op.ID, limit, limits[op.ID])
		}
		var expected []string
		for _, parameter := range op.Params {
			if parameter.In == "body" && parameter.Required {
				expected = append(expected, parameter.Name)
			}
		}
		if !slices.Equal(names[op.ID], expected) {
			t.Errorf("%s requires %v, and in the table %v", op.ID, expected, names[op.ID])
		}
	}
}
