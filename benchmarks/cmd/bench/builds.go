package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// programs are the small programs whose builds are compared: the same four calls each.
var programs = []string{"empty", "byhand", "official", "sdk"}

const (
	programEmpty = iota
	programByHand
	programOfficial
	programSDK
)

// built is what was measured of a program.
type built struct {
	size, packages, foreign float64
	initTime, buildTime     samples
}

// measureBuilds is point 5: what an SDK adds to a user's program. Cgo is off, binaries
// are stripped, paths trimmed.
func measureBuilds(p plan, r *report) error {
	if !p.cold {
		return nil
	}
	dir, err := folder()
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "builds")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	standard := filepath.Join(work, "standard")
	took, err := buildStandard(dir, standard)
	if err != nil {
		return err
	}
	all := make([]built, len(programs))
	for i, name := range programs {
		if all[i].packages, all[i].foreign, err = linked(dir, name); err != nil {
			return err
		}
	}
	var failure error
	turns(p.builds, len(programs), func(round, i int) {
		if failure == nil {
			failure = all[i].build(dir, work, standard, programs[i])
		}
	})
	if failure != nil {
		return failure
	}
	addBuilds(r, all, took)
	return nil
}

func addBuilds(r *report, all []built, standard time.Duration) {
	about := fmt.Sprintf("a program that signs in, reads the account, writes preferences and lists logs; stripped, without cgo. Build time is that of an empty build cache but for the standard library, which takes %.0f s once", standard.Seconds())
	t := r.table("What it adds to a program", about, "", "empty program", "by hand", "official", "this SDK", "to official", "to by hand")
	line := func(name string, of func(*built) float64, show func(float64) string) {
		row := []string{name}
		for i := range all {
			row = append(row, show(of(&all[i])))
		}
		sdk := of(&all[programSDK])
		t.add(append(row, ratio(sdk/of(&all[programOfficial])), ratio(sdk/of(&all[programByHand])))...)
	}
	line("binary, MB", func(b *built) float64 { return b.size / 1e6 }, hundredth)
	line("packages linked", func(b *built) float64 { return b.packages }, whole)
	line("of them outside the standard library", func(b *built) float64 { return b.foreign }, whole)
	line("init, ms", func(b *built) float64 { return b.initTime.median() }, hundredth)
	line("build, s", func(b *built) float64 { return b.buildTime.median() }, hundredth)
	r.target("stripped binary against official's", all[programSDK].size/all[programOfficial].size, atMost(1.10))
}

func goCommand(dir, cache string, arguments ...string) *exec.Cmd {
	command := exec.Command("go", arguments...)
	command.Dir = dir
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOCACHE="+cache, "GOFLAGS=-buildvcs=false")
	return command
}

func finish(command *exec.Cmd) error {
	if printed, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, printed)
	}
	return nil
}

// buildStandard fills a build cache with what the programs need of the standard library.
func buildStandard(dir, cache string) (time.Duration, error) {
	list := exec.Command("go", "list", "-deps", "-f", "{{if and .Standard (ne .ImportPath \"unsafe\")}}{{.ImportPath}}{{end}}", "./programs/...")
	list.Dir, list.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	printed, err := list.Output()
	if err != nil {
		return 0, err
	}
	packages := strings.Fields(string(printed))
	start := time.Now()
	err = finish(goCommand(dir, cache, append([]string{"build", "-trimpath"}, packages...)...))
	return time.Since(start), err
}

// linked counts the packages of a program, and those outside the standard library. The
// program itself counts for none.
func linked(dir, name string) (packages, foreign float64, err error) {
	list := exec.Command("go", "list", "-deps", "-f", "{{.Standard}}", "./programs/"+name)
	list.Dir, list.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	printed, err := list.Output()
	if err != nil {
		return 0, 0, err
	}
	lines := strings.Fields(string(printed))
	others := float64(strings.Count(string(printed), "false") - 1)
	return float64(len(lines) - 1), others, nil
}

// build builds a program with a cache that holds the standard library alone, and has it
// start once.
func (b *built) build(dir, work, standard, name string) error {
	cache, binary := filepath.Join(work, "cache"), filepath.Join(work, name)
	if err := copyCache(standard, cache); err != nil {
		return err
	}
	defer os.RemoveAll(cache)
	start := time.Now()
	if err := finish(goCommand(dir, cache, "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./programs/"+name)); err != nil {
		return err
	}
	b.buildTime = append(b.buildTime, time.Since(start).Seconds())
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	b.size = float64(info.Size())
	took, err := initTime(binary)
	b.initTime = append(b.initTime, took)
	return err
}

// copyCache copies a build cache with hard links; its files are never changed in place.
func copyCache(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		return os.Link(path, target)
	})
}

// initTime is how long the init functions of a program take, in ms.
func initTime(binary string) (float64, error) {
	command := exec.Command(binary)
	command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace bytes.Buffer
	command.Stderr = &trace
	if err := command.Run(); err != nil {
		return 0, err
	}
	total := 0.0
	for lines := bufio.NewScanner(&trace); lines.Scan(); {
		// init net/http @0.85 ms, 0.061 ms clock, 31288 bytes, 140 allocs
		fields := strings.Fields(lines.Text())
		if len(fields) > 5 && fields[0] == "init" {
			if ms, err := strconv.ParseFloat(fields[4], 64); err == nil {
				total += ms
			}
		}
	}
	return total, nil
}
