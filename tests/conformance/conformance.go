// Package conformance is one suite of scenarios about the account service. Each is a
// sentence that holds for live servers 1.7.4, 1.8.1 and 1.9.6 and for the embedded service
// of account/accounttest as these versions alike, and runs against all of them: over the
// SDK, and over plain HTTP where the wire matters. A sentence that holds for some versions
// only names the one that holds for the others; see release.go. Every response is checked against openapi/account.yaml,
// and so is every request that the service accepts.
//
// A scenario creates its own users, with new addresses, numbers and ids, so that it can
// run in a project that is in use, and in parallel with the others. It is skipped with a
// reason if it needs what the service at hand does not have (a clock to move, a mailbox
// to read, a project with other settings).
package conformance

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Scenario is a sentence about the service, and the calls that show that it is true.
type Scenario struct {
	Name string
	Run  func(s *S)
}

// Topic is a group of scenarios.
type Topic struct {
	Name      string
	Scenarios []Scenario
}

// Topics lists all scenarios.
func Topics() []Topic {
	return []Topic{
		{"signing up", signUp},
		{"credentials", credentials},
		{"wrong credentials", wrongCredentials},
		{"permissions", permissions},
		{"sessions", sessions},
		{"current sessions", currentSessions},
		{"tokens", tokens},
		{"tokens for phones", phoneTokens},
		{"jwt", jwts},
		{"oauth2", oauth2},
		{"oauth2 failures", oauth2Failures},
		{"identities", identities},
		{"recovery", recovery},
		{"verification", verification},
		{"profile", profile},
		{"passwords", passwords},
		{"preferences", prefs},
		{"logs", logs},
		{"mfa", mfa},
		{"mfa challenges", challenges},
		{"recovery codes", recoveryCodes},
		{"push targets", targets},
		{"parameters", parameters},
		{"the wire", wire},
		{"headers", headers},
		{"rate limits", rateLimits},
		{"expiry", timeouts},
		{"project settings", settings},
	}
}

// Outcome is how a scenario ended.
type Outcome int

// The outcomes.
const (
	Passed Outcome = iota
	Failed
	Skipped       // the service at hand lacks something, such as a mailbox to read
	NotApplicable // another scenario holds for this version of the server
)

// String returns the outcome as the table prints it.
func (o Outcome) String() string {
	return [...]string{"passed", "failed", "skipped", "not applicable"}[o]
}

// Result is the outcome of a scenario, and the reason for it.
type Result struct {
	Topic, Name string
	Outcome     Outcome
	Reason      string
	// Other is the scenario that holds instead of one that is not applicable.
	Other string
	Took  time.Duration
}

// scenarioTimeout is more than any scenario takes, also with a slow mail worker.
const scenarioTimeout = 3 * time.Minute

// Run runs one scenario against a service. Coverage may be nil.
func Run(ctx context.Context, scenario Scenario, service Service, coverage *Coverage) (result Result) {
	ctx, cancel := context.WithTimeout(ctx, scenarioTimeout)
	defer cancel()
	s := &S{Context: ctx, service: service, coverage: coverage, read: map[string]int{}}
	result.Name = scenario.Name
	start := time.Now()
	defer func() {
		result.Took = time.Since(start)
		panicked := recover()
		result.Outcome, result.Reason = s.judge(panicked)
		if end, early := panicked.(stopped); early {
			result.Other = end.other
		}
		s.close()
	}()
	scenario.Run(s)
	return result
}

// stopped is what a scenario panics with to end early.
type stopped struct {
	outcome Outcome
	reason  string
	at      string
	other   string // the scenario that holds instead
	// errorType is the type of the service's error, if one was returned unexpectedly.
	errorType string
}

// judge returns the outcome of a scenario.
func (s *S) judge(panicked any) (Outcome, string) {
	end, early := panicked.(stopped)
	switch {
	case panicked != nil && !early:
		return Failed, fmt.Sprintf("panic: %v at %s", panicked, site())
	case end.outcome == Skipped || end.outcome == NotApplicable:
		return end.outcome, end.reason
	case early && s.env != nil && s.env.Live && notConfigured[end.errorType] != "":
		return Skipped, notConfigured[end.errorType]
	case early:
		return Failed, end.at + ": " + end.reason
	}
	if problem := s.firstProblem(); problem != "" {
		return Failed, problem
	}
	return Passed, ""
}

// notConfigured are the error types that depend on how a real server is set up. They
// skip a scenario, and do not fail it.
var notConfigured = map[string]string{
	"general_smtp_disabled":       "this server sends no mail",
	"general_phone_disabled":      "this server sends no text messages",
	"general_rate_limit_exceeded": "this server has its rate limits on, and one is exceeded",
}

// fail ends the scenario.
func fail(format string, args ...any) {
	panic(stopped{outcome: Failed, reason: fmt.Sprintf(format, args...), at: site()})
}

// failWithType is fail, with the type of an error that was not expected.
func failWithType(errorType, format string, args ...any) {
	panic(stopped{outcome: Failed, reason: fmt.Sprintf(format, args...), at: site(), errorType: errorType})
}

// skip ends the scenario, which this service cannot run.
func skip(reason string) {
	panic(stopped{outcome: Skipped, reason: reason})
}

// helpers are the files of this package that hold no scenarios.
var helpers = map[string]bool{
	"conformance.go": true, "expect.go": true, "scenario.go": true, "request.go": true, "people.go": true,
	"factors.go": true, "browser.go": true, "environment.go": true, "live.go": true, "mailbox.go": true,
	"release.go": true,
}

// site returns the line of the running scenario.
func site() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		file := filepath.Base(frame.File)
		if strings.Contains(frame.File, "tests/conformance/") && !helpers[file] {
			return fmt.Sprintf("%s:%d", file, frame.Line)
		}
		if !more {
			return "conformance"
		}
	}
}
