package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// repository makes a git repository of a module whose one package has this source, with
// a tag, if one is named.
func repository(t *testing.T, source, tag string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	write(t, dir, "shop.go", source)
	run(t, dir, "git", "init", "--quiet")
	run(t, dir, "git", "add", ".")
	run(t, dir, "git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "First")
	if tag != "" {
		run(t, dir, "git", "-c", "tag.gpgsign=false", "tag", tag)
	}
	return dir
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	if _, err := command(t.Context(), dir, name, args...); err != nil {
		t.Fatal(err)
	}
}

func TestAPI_WithoutATagThereIsNothingToCompare(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	ok, err := compare(t.Context(), repository(t, "package shop\n", ""), &out)
	if err != nil || !ok || !strings.Contains(out.String(), "no release tag yet") {
		t.Errorf("got %t, %v: %s", ok, err, out.String())
	}
}

func TestAPI_ChangesSinceTheLastTagAreListed(t *testing.T) {
	t.Parallel()
	const released = "package shop\n\nfunc Buy(int) {}\n\nfunc Sell() {}\n"
	for name, c := range map[string]struct {
		tag, now string
		ok       bool
		expected []string
	}{
		"nothing changed":            {"v1.2.0", released, true, []string{"Incompatible changes since v1.2.0:\nnone", "Compatible changes since v1.2.0:\nnone"}},
		"an addition":                {"v1.2.0", released + "\nfunc Rent() {}\n", true, []string{"Incompatible changes since v1.2.0:\nnone", "Rent: added"}},
		"a removal":                  {"v1.2.0", "package shop\n\nfunc Buy(int) {}\n", false, []string{"Sell: removed", "This needs a new major version."}},
		"a removal before version 1": {"v0.2.0", "package shop\n\nfunc Buy(int) {}\n", true, []string{"Sell: removed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t, released, c.tag)
			write(t, dir, "shop.go", c.now)
			var out strings.Builder
			ok, err := compare(t.Context(), dir, &out)
			if err != nil {
				t.Fatal(err)
			}
			if ok != c.ok {
				t.Errorf("got %t:\n%s", ok, out.String())
			}
			for _, text := range c.expected {
				if !strings.Contains(out.String(), text) {
					t.Errorf("%q is not in:\n%s", text, out.String())
				}
			}
		})
	}
}
