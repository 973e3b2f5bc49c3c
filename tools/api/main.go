// Command api compares what the root module exports with what it exported at the last
// release tag. It prints the differences, and ends with status 1 if a program that
// compiles with that release may no longer compile, from version 1 on.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	ok, err := compare(context.Background(), "..", os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// compare prints how the API of a repository's working tree differs from that of its
// last release. It reports whether that is allowed.
func compare(ctx context.Context, repository string, out io.Writer) (bool, error) {
	tags, err := command(ctx, repository, "git", "tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname")
	if err != nil {
		return false, err
	}
	tag, _, _ := strings.Cut(tags, "\n")
	if tag == "" {
		fmt.Fprintln(out, "There is no release tag yet, so there is no API to compare with.")
		return true, nil
	}
	incompatible, compatible, err := changesSince(ctx, repository, tag)
	if err != nil {
		return false, err
	}
	printChanges(out, "Incompatible changes since "+tag, incompatible)
	printChanges(out, "Compatible changes since "+tag, compatible)
	if incompatible != "" && !strings.HasPrefix(tag, "v0.") {
		fmt.Fprintln(out, "This needs a new major version.")
		return false, nil
	}
	return true, nil
}

func printChanges(out io.Writer, title, changes string) {
	if changes == "" {
		changes = "none"
	}
	fmt.Fprintf(out, "%s:\n%s\n", title, changes)
}

// changesSince lists the differences, one a line.
func changesSince(ctx context.Context, repository, tag string) (incompatible, compatible string, err error) {
	dir, err := os.MkdirTemp("", "api")
	if err != nil {
		return "", "", err
	}
	defer os.RemoveAll(dir)
	apidiff := filepath.Join(dir, "apidiff.exe") // Windows needs the extension
	if _, err := command(ctx, ".", "go", "build", "-o", apidiff, "golang.org/x/exp/cmd/apidiff"); err != nil {
		return "", "", err
	}
	module, err := command(ctx, repository, "go", "list", "-m")
	if err != nil {
		return "", "", err
	}
	release, exported := filepath.Join(dir, "release"), filepath.Join(dir, "exported")
	for _, step := range [][]string{
		{repository, "git", "clone", "--quiet", "--shared", "--branch", tag, ".", release},
		{release, apidiff, "-m", "-w", exported, module},
	} {
		if _, err := command(ctx, step[0], step[1], step[2:]...); err != nil {
			return "", "", err
		}
	}
	if incompatible, err = command(ctx, repository, apidiff, "-m", "-incompatible", exported, module); err != nil {
		return "", "", err
	}
	all, err := command(ctx, repository, apidiff, "-m", exported, module)
	if err != nil {
		return "", "", err
	}
	_, compatible, _ = strings.Cut(all, "Compatible changes:\n")
	return incompatible, compatible, nil
}

// command runs a program in a folder and returns what it printed.
func command(ctx context.Context, dir, name string, args ...string) (string, error) {
	program := exec.CommandContext(ctx, name, args...)
	program.Dir = dir
	out, err := program.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, failed.Stderr)
	}
	return strings.TrimRight(string(out), "\n"), err
}
