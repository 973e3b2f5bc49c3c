package main

import (
	"regexp"
	"slices"
	"strings"
)

const (
	unreleased = "## Unreleased"
	heading    = "### Breaking changes of the document"
	everywhere = "everywhere"
)

// declared are the operations of which the changelog declares a change, by its id.
type declared map[string][]string

// cover reports whether a change is declared.
func (d declared) cover(c change) bool {
	operations := d[c.id]
	return slices.Contains(operations, everywhere) || c.operation != "" && slices.Contains(operations, c.operation)
}

var declaration = regexp.MustCompile("(?m)^- `([a-z0-9-]+)` ([^:]+):")

// declarations reads the list below the heading, in the part about what is not released.
func declarations(changelog string) declared {
	found := declared{}
	list := section(section(changelog, unreleased, "\n## "), heading, "\n### ")
	for _, match := range declaration.FindAllStringSubmatch(list, -1) {
		for operation := range strings.SplitSeq(match[2], ",") {
			found[match[1]] = append(found[match[1]], strings.TrimSpace(operation))
		}
	}
	return found
}

// section returns what is between a line and the next one that begins with end.
func section(text, line, end string) string {
	_, rest, found := strings.Cut("\n"+text, "\n"+line+"\n")
	if !found {
		return ""
	}
	rest, _, _ = strings.Cut("\n"+rest, end)
	return rest
}
