//go:build unix

package main

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asProgram makes the test binary run the program, because a signal to the process of
// the tests would end the tests.
const asProgram = "APPWRITE_ACCOUNT_EMULATOR_ARGS"

func TestMain(m *testing.M) {
	if arguments, set := os.LookupEnv(asProgram); set {
		os.Args = append(os.Args[:1], strings.Split(arguments, "\n")...)
		main()
		return
	}
	os.Exit(m.Run())
}

func TestSignal_StopsTheProgramAndSavesTheState(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		if sent == syscall.SIGHUP && signal.Ignored(sent) {
			continue // the tests run under nohup, and the program would, too
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "state.json")
			output := newTranscript()
			program := exec.CommandContext(t.Context(), self)
			program.Env = append(os.Environ(), asProgram+"=--listen\n127.0.0.1:0\n--export-on-exit\n"+file)
			program.Stdout, program.Stderr = output, output
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			output.waitFor(t, "Stop with")
			if err := program.Process.Signal(sent); err != nil {
				t.Fatal(err)
			}
			if err := program.Wait(); err != nil {
				t.Errorf("the program failed: %v\n%s", err, output)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("the state was not saved: %v\n%s", err, output)
			}
		})
	}
}

func TestSnapshot_AnExportToAPipeIsAnError(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := checkExportFile(pipe); err == nil || !strings.Contains(err.Error(), "is not an ordinary file") {
		t.Errorf("got %v", err)
	}
}
