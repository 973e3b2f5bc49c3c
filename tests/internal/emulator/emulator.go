// Package emulator builds the emulator and runs it as a process of its own, as people do.
package emulator

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Emulator is a running emulator.
type Emulator struct {
	Endpoint, Project, Key string

	Process *os.Process
	Ended   <-chan struct{} // is closed when it has ended, by itself or not
	Stop    func()          // kills it, if it has not ended: its state is in memory only
}

// Build builds the emulator of a repository into a folder, and returns the file.
func Build(ctx context.Context, root, folder string) (file string, err error) {
	if folder, err = filepath.Abs(folder); err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	file = filepath.Join(folder, "emulator")
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", file, "./cmd/appwrite-account-emulator")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, output)
	}
	return file, nil
}

// Start runs an emulator on a free loopback port, with further flags, until Stop is called or
// ctx is done. What it prints as an error goes to stderr.
func Start(ctx context.Context, file string, stderr io.Writer, flags ...string) (*Emulator, error) {
	ctx, cancel := context.WithCancel(ctx)
	program := exec.CommandContext(ctx, file, append([]string{"-listen", "127.0.0.1:0"}, flags...)...)
	// Settings of whoever runs the tests are none of theirs.
	program.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "EMULATOR_") })
	program.Stderr = stderr
	output, err := program.StdoutPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	ended := make(chan struct{})
	started := &Emulator{Process: program.Process, Ended: ended}
	started.Stop = func() {
		cancel()
		<-ended
		_ = program.Wait() // the error says only that it was killed
	}
	lines := bufio.NewReader(output)
	err = started.readEnvironment(lines)
	// What it goes on printing has to be read, or it would stop.
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, lines)
	}()
	if err != nil {
		started.Stop()
		return nil, err
	}
	return started, nil
}

// readEnvironment reads the lines "export NAME=value" that the emulator prints first.
func (e *Emulator) readEnvironment(lines *bufio.Reader) error {
	missing := map[string]*string{
		"APPWRITE_ENDPOINT":   &e.Endpoint,
		"APPWRITE_PROJECT_ID": &e.Project,
		"APPWRITE_API_KEY":    &e.Key,
	}
	for len(missing) > 0 {
		line, err := lines.ReadString('\n')
		if err != nil {
			return errors.New("the emulator ended without naming its endpoint, project and key")
		}
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if field, ok := missing[name]; ok {
			*field = value
			delete(missing, name)
		}
	}
	return nil
}
