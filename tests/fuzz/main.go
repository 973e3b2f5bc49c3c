// Command fuzz runs every fuzz target of the root module, one after the other. It ends
// with status 1 at the first that fails; the input that did it is then in testdata
// beside the target.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"regexp"
	"strings"
)

func main() {
	duration := flag.String("time", "20s", "how long to run each target, as go test -fuzztime takes it")
	only := flag.String("only", "", "run only the targets whose name contains this text")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, "..", *duration, *only); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

// run runs the targets of the module in a folder.
func run(ctx context.Context, module, duration, only string) error {
	all, err := targets(os.DirFS(module))
	if err != nil {
		return err
	}
	found := 0
	for _, target := range all {
		if !strings.Contains(target.name, only) {
			continue
		}
		found++
		fmt.Printf("%s in %s\n", target.name, target.folder)
		// Making interesting inputs smaller would take most of the time: what a call covers
		// differs from run to run, so that go test seldom finds a smaller one.
		test := exec.CommandContext(ctx, "go", "test", "./"+target.folder,
			"-run", "^$", "-fuzz", "^"+target.name+"$", "-fuzztime", duration, "-fuzzminimizetime", "0x", "-parallel", "2")
		test.Dir, test.Stdout, test.Stderr = module, os.Stdout, os.Stderr
		if err := test.Run(); err != nil {
			return fmt.Errorf("%s: %w", target.name, err)
		}
	}
	if found == 0 {
		return fmt.Errorf("no target has a name that contains %q", only)
	}
	fmt.Printf("fuzz: %d passed, 0 failed\n", found)
	return nil
}

// target is a fuzz function and the folder of its package, with slashes.
type target struct{ folder, name string }

var declaration = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

// targets finds the fuzz functions of a module. Folders with a go.mod belong to others.
func targets(module fs.FS) ([]target, error) {
	var found []target
	err := fs.WalkDir(module, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name == "." {
				return nil
			}
			_, noModule := fs.Stat(module, path.Join(name, "go.mod"))
			if noModule == nil || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		source, err := fs.ReadFile(module, name)
		for _, match := range declaration.FindAllSubmatch(source, -1) {
			found = append(found, target{path.Dir(name), string(match[1])})
		}
		return err
	})
	return found, err
}
