package main

import (
	"fmt"
	"strings"
)

// equivalent is a mutant that no test can kill, since it behaves as the original does.
type equivalent struct{ file, function, change, reason string }

func (e equivalent) String() string { return e.file + " " + e.function + ": " + e.change }

// covers reports whether the mutant is the one that is meant. It is known by its function
// and its line as changed, which stay as they are while other lines come and go.
func (e equivalent) covers(m mutant) bool {
	return e.file == m.File && e.function == m.Func && e.change == m.Change
}

// parseEquivalents reads entries of three lines: file and function, the change, and the
// reason. Empty lines and lines that begin with # are left out.
func parseEquivalents(content string) ([]equivalent, error) {
	var lines []string
	for line := range strings.Lines(content) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if len(lines)%3 != 0 {
		return nil, fmt.Errorf("%d lines are not entries of three: file and function, change, reason", len(lines))
	}
	var list []equivalent
	for ; len(lines) > 0; lines = lines[3:] {
		file, function, _ := strings.Cut(lines[0], " ")
		if !strings.HasSuffix(file, ".go") {
			return nil, fmt.Errorf("%q is no file", file)
		}
		list = append(list, equivalent{file, function, lines[1], lines[2]})
	}
	return list, nil
}

// withoutEquivalents splits off the mutants that are listed, and the entries that no mutant
// is any more.
func withoutEquivalents(mutants []mutant, list []equivalent) (rest []mutant, left int, stale []equivalent) {
	used := make([]bool, len(list))
	for _, m := range mutants {
		listed := false
		for i, e := range list {
			if e.covers(m) {
				used[i], listed = true, true
			}
		}
		if listed {
			left++
			continue
		}
		rest = append(rest, m)
	}
	for i, e := range list {
		if !used[i] {
			stale = append(stale, e)
		}
	}
	return rest, left, stale
}
