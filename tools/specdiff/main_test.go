package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository makes a git repository with the document of this one as its only commit, and
// puts a changed one and a changelog into its working tree.
func repository(t *testing.T, change func(document string) string, changelog string) string {
	t.Helper()
	dir := t.TempDir()
	content, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(document)))
	if err != nil {
		t.Fatal(err)
	}
	original := strings.ReplaceAll(string(content), "\r\n", "\n")
	write(t, dir, document, original)
	for _, arguments := range [][]string{
		{"init", "--quiet", "--initial-branch", "main"},
		{"add", "."},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "base"},
	} {
		command := exec.CommandContext(t.Context(), "git", arguments...)
		command.Dir = dir
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", arguments, err, output)
		}
	}
	write(t, dir, document, change(original))
	write(t, dir, "CHANGELOG.md", changelog)
	return dir
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// replace is a change of the document, after the first line that has after.
func replace(t *testing.T, after, from, to string) func(string) string {
	t.Helper()
	return func(document string) string {
		start := strings.Index(document, after)
		if start < 0 || !strings.Contains(document[start:], from) {
			t.Fatalf("the document has no %q after %q", from, after)
		}
		return document[:start] + strings.Replace(document[start:], from, to, 1)
	}
}

// requiredParameter makes the queries of listLogs required.
func requiredParameter(t *testing.T) func(string) string {
	t.Helper()
	return replace(t, "operationId: listLogs", "required: false", "required: true")
}

// removedField takes the name from the responses with a User.
func removedField(t *testing.T) func(string) string {
	t.Helper()
	return func(document string) string {
		document = replace(t, "\n    User:\n", "        name:\n          type: string\n", "        nickname:\n          type: string\n")(document)
		return replace(t, "\n    User:\n", "- name\n", "- nickname\n")(document)
	}
}

const declaring = `# Changelog

## Unreleased

### Breaking changes of the document

- %s: pass an empty list.

## 0.1.0
`

func TestCompare_BreakingChangesHaveToBeDeclared(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change    func(*testing.T) func(string) string
		changelog string
		ok        bool
		printed   string
	}{
		"a required parameter": {
			change: requiredParameter, changelog: "## Unreleased\n",
			printed: "NOT DECLARED  request-parameter-became-required listLogs (GET /account/logs)",
		},
		"a required parameter that is declared": {
			change: requiredParameter, changelog: strings.Replace(declaring, "%s", "`request-parameter-became-required` get, listLogs", 1), ok: true,
			printed: "declared      request-parameter-became-required listLogs (GET /account/logs)",
		},
		"a required parameter that is declared for another operation": {
			change: requiredParameter, changelog: strings.Replace(declaring, "%s", "`request-parameter-became-required` listIdentities", 1),
			printed: "1 of 1 are not declared",
		},
		"a required parameter that was declared for an earlier release": {
			change: requiredParameter, changelog: "## Unreleased\n" + strings.Replace(strings.Replace(declaring, "%s", "`request-parameter-became-required` listLogs", 1), "## Unreleased", "## 0.2.0", 1),
			printed: "NOT DECLARED",
		},
		"a field that is gone": {
			change: removedField, changelog: "## Unreleased\n",
			printed: "NOT DECLARED  response-required-property-removed get (GET /account)",
		},
		"a field that is gone, and declared for every operation": {
			change: removedField, changelog: strings.Replace(declaring, "%s", "`response-required-property-removed` everywhere", 1), ok: true,
			printed: "declared      response-required-property-removed get (GET /account)",
		},
		"a new description": {
			change: func(t *testing.T) func(string) string {
				return replace(t, "operationId: listLogs", "Lists the activity", "Shows the activity")
			},
			changelog: "## Unreleased\n", ok: true, printed: "none",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			ok, err := compare(t.Context(), repository(t, test.change(t), test.changelog), "main", &out)
			if err != nil {
				t.Fatal(err)
			}
			if ok != test.ok || !strings.Contains(out.String(), test.printed) {
				t.Errorf("got %v, expected %v and %q in:\n%s", ok, test.ok, test.printed, out.String())
			}
		})
	}
}

func TestCompare_FailsForARefThatDoesNotExist(t *testing.T) {
	t.Parallel()
	unchanged := func(document string) string { return document }
	_, err := compare(t.Context(), repository(t, unchanged, ""), "v9", new(bytes.Buffer))
	if err == nil || !strings.Contains(err.Error(), "openapi/account.yaml at v9") {
		t.Errorf("got %v, expected an error that names document and ref", err)
	}
}
