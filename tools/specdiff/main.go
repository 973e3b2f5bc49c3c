// Command specdiff compares openapi/account.yaml with the one at a git ref, and prints the
// changes that can break a generated client. It ends with status 1 if CHANGELOG.md does not
// declare one of them, in this form:
//
//	## Unreleased
//
//	### Breaking changes of the document
//
//	- `request-parameter-became-required` listLogs, listIdentities: pass an empty list.
//	- `response-required-property-removed` everywhere: `User.name` is gone, use `email`.
//
// The name is that of the change at oasdiff, after it come the operations, by their id.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

const document = "openapi/account.yaml"

func main() {
	base := flag.String("base", "main", "the git ref to compare with")
	flag.Parse()
	ok, err := compare(context.Background(), "..", *base, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "specdiff:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// compare prints what in a repository's working tree breaks clients of its document at base,
// and reports whether all of it is declared.
func compare(ctx context.Context, repository, base string, out io.Writer) (bool, error) {
	changes, err := breaking(ctx, repository, base)
	if err != nil {
		return false, err
	}
	changelog, err := os.ReadFile(filepath.Join(repository, "CHANGELOG.md"))
	if err != nil {
		return false, err
	}
	declared := declarations(string(changelog))
	fmt.Fprintf(out, "Breaking changes of %s since %s:\n", document, base)
	if len(changes) == 0 {
		fmt.Fprintln(out, "none")
		return true, nil
	}
	missing := 0
	for _, one := range changes {
		state := "declared"
		if !declared.cover(one) {
			state = "NOT DECLARED"
			missing++
		}
		fmt.Fprintf(out, "%-12s  %s\n", state, one)
	}
	if missing > 0 {
		fmt.Fprintf(out, "\n%d of %d are not declared. If clients have to change, say so in CHANGELOG.md, below\n"+
			"%q of %q: \"- `%s` %s: what to do.\"\n",
			missing, len(changes), heading, unreleased, changes[0].id, cmp.Or(changes[0].operation, everywhere))
	}
	return missing == 0, nil
}

// change is something that breaks clients.
type change struct{ id, operation, endpoint, text string }

func (c change) String() string {
	return fmt.Sprintf("%s %s (%s): %s", c.id, c.operation, c.endpoint, c.text)
}

// breaking returns the changes since base, each once, in the order of the operations' ids.
func breaking(ctx context.Context, repository, base string) ([]change, error) {
	before, err := show(ctx, repository, base)
	if err != nil {
		return nil, err
	}
	now, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(document)))
	if err != nil {
		return nil, err
	}
	old, err := parse(before, base)
	if err != nil {
		return nil, err
	}
	current, err := parse(now, "the working tree")
	if err != nil {
		return nil, err
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), old, current)
	if err != nil {
		return nil, err
	}
	var found []change
	localize := checker.NewDefaultLocalizer()
	for _, one := range checker.CheckBackwardCompatibility(checker.NewConfig(checker.GetAllChecks()), report, sources) {
		found = append(found, change{
			id:        one.GetId(),
			operation: one.GetOperationId(),
			endpoint:  strings.TrimSpace(one.GetOperation() + " " + one.GetPath()),
			text:      one.GetUncolorizedText(localize),
		})
	}
	slices.SortFunc(found, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.String(), b.String()))
	})
	return slices.Compact(found), nil
}

// show returns the document at a ref.
func show(ctx context.Context, repository, ref string) ([]byte, error) {
	command := exec.CommandContext(ctx, "git", "show", "--end-of-options", ref+":"+document)
	command.Dir = repository
	content, err := command.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("%s at %s: %s", document, ref, strings.TrimSpace(string(exit.Stderr)))
	}
	return content, err
}

func parse(content []byte, version string) (*load.SpecInfo, error) {
	parsed, err := openapi3.NewLoader().LoadFromDataWithPath(content, &url.URL{Path: document})
	if err != nil {
		return nil, fmt.Errorf("%s at %s: %w", document, version, err)
	}
	return &load.SpecInfo{Url: document, Spec: parsed}, nil
}
