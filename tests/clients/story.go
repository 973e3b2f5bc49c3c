package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

// steps are what every story does, in this order. A story prints "ok 1 sign up" when the
// first has passed.
var steps = []string{
	"sign up",
	"sign in",
	"account",
	"logs",
	"prefs",
	"wrong password",
	"mfa",
	"oauth2",
	"sessions",
	"sign out",
}

// oauth2Step is the number of the step at whose end nothing may have reached the provider.
const oauth2Step = 8

// notInstalled is the exit status of a script whose tools are missing (EX_UNAVAILABLE).
const notInstalled = 69

// story is one client being built and run.
type story struct {
	client       client
	root, folder string
	service      *emulator.Emulator
	verbose      bool
	out          io.Writer
}

// result is how it went.
type result struct {
	client       client
	passed       int // the first so many steps
	notInstalled bool
	problem      string // why it is not installed, or what failed
	took         time.Duration
}

func (r result) failed() bool { return !r.notInstalled && r.problem != "" }

// run builds and runs the story in a copy of its folder.
func (s story) run(ctx context.Context) result {
	outcome := result{client: s.client}
	if err := s.copyFolder(); err != nil {
		outcome.problem = err.Error()
		return outcome
	}
	relay, err := newRelay(s.service.Endpoint)
	if err != nil {
		outcome.problem = err.Error()
		return outcome
	}
	defer relay.close()

	output, err := s.script(ctx, "build.sh", relay).CombinedOutput()
	if s.verbose {
		_, _ = s.out.Write(output)
	}
	if err != nil {
		outcome.notInstalled = exitStatus(err) == notInstalled
		outcome.problem = describe("build.sh", err, output)
		return outcome
	}
	return s.tell(ctx, relay, outcome)
}

// tell runs run.sh and counts the steps.
func (s story) tell(ctx context.Context, relay *relay, outcome result) result {
	program := s.script(ctx, "run.sh", relay)
	var failure bytes.Buffer
	program.Stderr = &failure
	output, err := program.StdoutPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		outcome.problem = err.Error()
		return outcome
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		fmt.Fprintln(s.out, lines.Text())
		if outcome.problem != "" {
			continue
		}
		outcome.passed, outcome.problem = count(outcome.passed, lines.Text())
		if outcome.passed == oauth2Step && relay.followed() != "" {
			outcome.passed, outcome.problem = oauth2Step-1, relay.followed()
		}
	}
	err = program.Wait()
	switch {
	case outcome.problem != "":
	case relay.followed() != "":
		outcome.problem = relay.followed()
	case err != nil:
		outcome.problem = describe("run.sh", err, failure.Bytes())
		// Whoever fails has not passed the last step, whatever was printed.
		outcome.passed = min(outcome.passed, len(steps)-1)
	case outcome.passed < len(steps):
		outcome.problem = fmt.Sprintf("it ended before step %d, %s", outcome.passed+1, steps[outcome.passed])
	}
	return outcome
}

var stepLine = regexp.MustCompile(`^ok (\d+) (.*)$`)

// count takes a line of the story, and returns how many steps have passed, and what is
// wrong with the line. Other lines may be printed too.
func count(passed int, line string) (int, string) {
	match := stepLine.FindStringSubmatch(strings.TrimSpace(line))
	if match == nil {
		return passed, ""
	}
	number, err := strconv.Atoi(match[1])
	if err != nil || number != passed+1 || number > len(steps) || match[2] != steps[passed] {
		return passed, fmt.Sprintf("it printed %q after %d steps", line, passed)
	}
	return number, ""
}

// script is a script of the folder, with what stories are told.
func (s story) script(ctx context.Context, name string, relay *relay) *exec.Cmd {
	command := exec.CommandContext(ctx, "bash", name)
	command.Dir = s.folder
	command.Env = append(os.Environ(),
		"CLIENTS="+filepath.Join(s.root, "clients"),
		"DOCUMENT="+filepath.Join(s.root, "openapi", "account.yaml"),
		"APPWRITE_ENDPOINT="+relay.endpoint(),
		"APPWRITE_PROJECT_ID="+s.service.Project,
		"APPWRITE_API_KEY="+s.service.Key,
	)
	// What a killed script has started may keep its output open.
	command.WaitDelay = 10 * time.Second
	return command
}

// copyFolder makes a fresh copy of the folder in clients/, where generated code is not in
// the way of anybody.
func (s story) copyFolder() error {
	if err := os.RemoveAll(s.folder); err != nil {
		return err
	}
	return os.CopyFS(s.folder, os.DirFS(filepath.Join(s.root, "clients", s.client.folder)))
}

func exitStatus(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return -1
}

// describe gives the end of what a script printed.
func describe(script string, err error, output []byte) string {
	text := strings.TrimSpace(string(output))
	if exitStatus(err) == notInstalled {
		return text[strings.LastIndexByte(text, '\n')+1:]
	}
	const enough = 3000
	if len(text) > enough {
		text = "…" + text[len(text)-enough:]
	}
	return fmt.Sprintf("%s: %v\n%s", script, err, text)
}
