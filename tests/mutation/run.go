package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// scope is a package that is mutated, and the packages whose tests have to notice, the
// fastest first.
type scope struct {
	folder string
	tests  []string
}

var scopes = []scope{
	{"account", []string{"./account"}},
	{"internal/wire", []string{"./internal/wire", "./account"}},
}

// find returns the mutants of the files of a module that are written by hand and whose name
// contains only.
func find(module, only string) ([]mutant, error) {
	var all []mutant
	for _, scope := range scopes {
		files, err := filepath.Glob(filepath.Join(module, filepath.FromSlash(scope.folder), "*.go"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			name := path.Join(scope.folder, filepath.Base(file))
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".gen.go") || !strings.Contains(name, only) {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			mutants, err := mutate(name, source)
			if err != nil {
				return nil, err
			}
			all = append(all, mutants...)
		}
	}
	return all, nil
}

// sample returns n mutants, all if n is 0. The order follows from the seed and from what
// each mutant is, not from where it stands: a change elsewhere leaves the sample as it is.
func sample(mutants []mutant, n int, seed uint64) []mutant {
	type ranked struct {
		mutant
		rank uint64
	}
	list := make([]ranked, len(mutants))
	for i, m := range mutants {
		hash := fnv.New64a()
		fmt.Fprint(hash, seed, strings.Join([]string{m.File, m.Func, m.Operator, m.Change}, "\x00"), m.Nth)
		list[i] = ranked{m, mix(hash.Sum64())}
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	if n > 0 {
		list = list[:min(n, len(list))]
	}
	chosen := make([]mutant, len(list))
	for i := range list {
		chosen[i] = list[i].mutant
	}
	return chosen
}

// mix spreads a hash over all bits: those of similar strings are close together.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// verdict is what the tests say of a mutant.
type verdict string

const (
	killed    verdict = "killed"
	timedOut  verdict = "timed out" // killed too
	notViable verdict = "not viable"
	survived  verdict = "survived"
)

// runner runs the tests of a module on mutants of it.
type runner struct {
	module  string
	folder  string        // for the changed files
	timeout time.Duration // for the tests of one package
	exec    string        // a program that runs the tests, such as one that limits memory
}

// baseline runs the tests on the source as it is: a mutant says nothing if they fail.
func (r *runner) baseline(ctx context.Context) error {
	for _, scope := range scopes {
		for _, tests := range scope.tests {
			if verdict, output := r.test(ctx, tests, ""); verdict != survived {
				return fmt.Errorf("the tests fail without a mutation: %s: %s\n%s", tests, verdict, output)
			}
		}
	}
	return ctx.Err()
}

// try runs the tests on a mutant. The working tree stays as it is: the compiler gets the
// changed file through an overlay.
func (r *runner) try(ctx context.Context, m mutant) (verdict, error) {
	overlay, err := r.overlay(m)
	if err != nil {
		return "", err
	}
	for _, scope := range scopes {
		if scope.folder != path.Dir(m.File) {
			continue
		}
		for _, tests := range scope.tests {
			if verdict, _ := r.test(ctx, tests, overlay); verdict != survived {
				return verdict, ctx.Err()
			}
		}
	}
	return survived, ctx.Err()
}

// overlay writes the changed file, and the file that has go use it.
func (r *runner) overlay(m mutant) (string, error) {
	original, err := filepath.Abs(filepath.Join(r.module, filepath.FromSlash(m.File)))
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	changed := filepath.Join(r.folder, "mutant.go")
	if err := os.WriteFile(changed, m.apply(source), 0o600); err != nil {
		return "", err
	}
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(r.folder, "overlay.json")
	return overlay, os.WriteFile(overlay, replace, 0o600)
}

// test runs the tests of a package. Without the symbols of a debugger they link faster.
func (r *runner) test(ctx context.Context, tests, overlay string) (verdict, string) {
	ctx, cancel := context.WithTimeout(ctx, 2*r.timeout+time.Minute) // go test has the shorter limit
	defer cancel()
	args := []string{"test", "-vet=off", "-failfast", "-ldflags=-s -w", "-timeout", r.timeout.String()}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	if r.exec != "" {
		args = append(args, "-exec", r.exec)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, tests)...)
	cmd.Dir, cmd.WaitDelay = r.module, 5*time.Second
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := cmd.Run()
	return judge(err, output.String()), output.String()
}

// judge says what the end of go test means.
func judge(err error, output string) verdict {
	switch {
	case err == nil:
		return survived
	case strings.Contains(output, "[build failed]") || strings.Contains(output, "[setup failed]"):
		return notViable
	case strings.Contains(output, "panic: test timed out") || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, exec.ErrWaitDelay):
		return timedOut
	}
	return killed
}
