package main

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
	"strings"
)

// emulator is the running service.
type emulator struct {
	endpoint, project, key string

	stop func()
}

// startEmulator builds the program below root and starts it on a free loopback port.
func startEmulator(ctx context.Context, root, folder string) (*emulator, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	binary := filepath.Join(folder, "emulator")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/appwrite-account-emulator")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, output)
	}

	ctx, cancel := context.WithCancel(ctx)
	service := exec.CommandContext(ctx, binary, "-listen", "127.0.0.1:0", "-no-rate-limits", "-provider", "github")
	service.Stderr = os.Stderr
	output, err := service.StdoutPipe()
	if err == nil {
		err = service.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	started := &emulator{stop: func() {
		cancel()
		_ = service.Wait()
	}}
	lines := bufio.NewScanner(output)
	if err := started.readEnvironment(lines); err != nil {
		started.stop()
		return nil, err
	}
	// What it goes on printing has to be read, or it would stop.
	go func() { _, _ = io.Copy(io.Discard, output) }()
	return started, nil
}

// readEnvironment reads the lines "export NAME=value" that the emulator prints first.
func (e *emulator) readEnvironment(lines *bufio.Scanner) error {
	wanted := map[string]*string{
		"APPWRITE_ENDPOINT":   &e.endpoint,
		"APPWRITE_PROJECT_ID": &e.project,
		"APPWRITE_API_KEY":    &e.key,
	}
	for len(wanted) > 0 && lines.Scan() {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		if field, ok := wanted[name]; ok {
			*field = value
			delete(wanted, name)
		}
	}
	if len(wanted) > 0 {
		return errors.New("it ended without naming its endpoint, project and key")
	}
	return nil
}
