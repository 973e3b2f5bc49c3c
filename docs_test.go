package appwrite_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// packages are what the snippets may use without saying so.
var packages = map[string]string{
	"account":     "github.com/appwrite-go/appwrite/account",
	"accountcli":  "github.com/appwrite-go/appwrite/account/accountcli",
	"accounthttp": "github.com/appwrite-go/appwrite/account/accounthttp",
	"accounttest": "github.com/appwrite-go/appwrite/account/accounttest",
	"query":       "github.com/appwrite-go/appwrite/account/query",
	"context":     "context",
	"errors":      "errors",
	"fmt":         "fmt",
	"http":        "net/http",
	"log":         "log",
	"netip":       "net/netip",
	"os":          "os",
	"slog":        "log/slog",
	"testing":     "testing",
	"time":        "time",
	"url":         "net/url",
}

// surroundings are what the snippets take for granted.
const surroundings = `
func snippet%02d(ctx context.Context, client, me *account.Client, signIn, visit *account.SignIn,
	site *accounthttp.Site, mux *http.ServeMux, w http.ResponseWriter, r *http.Request,
	terminal *accountcli.Terminal, store *accountcli.Store, queue chan<- string, profile http.Handler,
	email, password, code, endpoint, secret, cookie, challengeID, state string) error {
	{
%s
	}
	return nil
}
`

// helpers are functions that the snippets call and every program has its own of.
const helpers = `
func showQRCode(uri string) {}
func show(codes []string) {}
func askForCode() string { return "" }
func choose(factors []account.AuthenticationFactor) account.AuthenticationFactor { return factors[0] }
`

var (
	fence   = regexp.MustCompile("(?s)```(\\w*)\n(.*?)```")
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	link    = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)
)

// pages returns the documents for readers by path, with slashes.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("docs", "*.md"))
	require.NoError(t, err)
	require.Greater(t, len(found), 10)
	texts := map[string]string{}
	for _, path := range append(found, "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md") {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		texts[filepath.ToSlash(path)] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return texts
}

// goBlocks returns the Go code of a page.
func goBlocks(text string) []string {
	var blocks []string
	for _, block := range fence.FindAllStringSubmatch(text, -1) {
		if block[1] == "go" {
			blocks = append(blocks, block[2])
		}
	}
	return blocks
}

func TestDocs_EveryGoBlockCompiles(t *testing.T) {
	t.Parallel()
	// The files exist in an overlay only, a package for each page.
	root, err := os.Getwd()
	require.NoError(t, err)
	dir := t.TempDir()
	overlay := map[string]string{}
	args := []string{"build", "-overlay", filepath.Join(dir, "overlay.json")}
	file := func(pkg, name, source string) {
		path := filepath.Join(dir, pkg+"-"+name)
		require.NoError(t, os.WriteFile(path, []byte(source), 0o600))
		overlay[filepath.Join(root, "internal", "pages", pkg, name)] = path
	}
	blocks := 0
	for path, text := range pages(t) {
		pkg := strings.ToLower(regexp.MustCompile(`\W`).ReplaceAllString(path, ""))
		file(pkg, "helpers.go", source(pkg, helpers))
		args = append(args, "./internal/pages/"+pkg)
		for i, block := range goBlocks(text) {
			blocks++
			if strings.HasPrefix(block, "package ") {
				program := fmt.Sprintf("%s%02d", pkg, i+1)
				file(program, "main.go", block)
				args = append(args, "./internal/pages/"+program)
				continue
			}
			if !strings.HasPrefix(block, "func ") {
				block = fmt.Sprintf(surroundings, i+1, block+uses(block))
			}
			file(pkg, fmt.Sprintf("block%02d.go", i+1), source(pkg, block))
		}
	}
	require.Greater(t, blocks, 40)
	replace, err := json.Marshal(map[string]any{"Replace": overlay})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), replace, 0o600))

	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// uses uses the variables of a snippet, whose rest is up to the reader.
func uses(snippet string) string {
	var uses strings.Builder
	for _, names := range regexp.MustCompile(`(?m)^(\w+(?:, \w+)*) := `).FindAllStringSubmatch(snippet, -1) {
		for _, name := range strings.Split(names[1], ", ") {
			if name != "_" {
				fmt.Fprintf(&uses, "_ = %s\n", name)
			}
		}
	}
	for _, name := range regexp.MustCompile(`(?m)^var (\w+) `).FindAllStringSubmatch(snippet, -1) {
		fmt.Fprintf(&uses, "_ = %s\n", name[1])
	}
	return uses.String()
}

// source makes a file of code, with the imports that it needs.
func source(pkg, code string) string {
	var imports strings.Builder
	for name, path := range packages {
		if regexp.MustCompile(`\b` + name + `\.[A-Z]`).MatchString(code) {
			fmt.Fprintf(&imports, "import %q\n", path)
		}
	}
	return "package " + pkg + "\n" + imports.String() + code
}

// The recipes of the pages are functions of docs/recipes_test.go, whose examples run them.
func TestDocs_RecipesAreTheCodeThatRuns(t *testing.T) {
	t.Parallel()
	code, err := os.ReadFile(filepath.Join("docs", "recipes_test.go"))
	require.NoError(t, err)
	tested := strings.ReplaceAll(string(code), "\r\n", "\n")
	var shown []string
	for _, text := range pages(t) {
		shown = append(shown, goBlocks(text)...)
	}
	recipes := regexp.MustCompile(`(?ms)^// Shown in (docs/[\w-]+\.md)\.\n(func \w+\(.*?^\}\n)`).FindAllStringSubmatch(tested, -1)
	require.Greater(t, len(recipes), 5)
	for _, recipe := range recipes {
		require.Contains(t, shown, recipe[2], "%s shows another version of this recipe", recipe[1])
		require.Contains(t, goBlocks(pages(t)[recipe[1]]), recipe[2], "%s", recipe[1])
	}
}

func TestDocs_LinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	texts := pages(t)
	links := 0
	for from, text := range texts {
		for _, match := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			target := match[1]
			if strings.Contains(target, "://") {
				continue
			}
			links++
			file, anchor, _ := strings.Cut(target, "#")
			file = path.Join(path.Dir(from), file)
			if strings.HasPrefix(target, "#") {
				file = from
			}
			_, err := os.Stat(filepath.FromSlash(file))
			require.NoError(t, err, "%s links to %s", from, target)
			if anchor != "" {
				require.Contains(t, anchors(texts[file]), anchor, "%s links to %s", from, target)
			}
		}
	}
	require.Greater(t, links, 50)
}

// anchors returns the names under which the headings of a page can be linked to.
func anchors(text string) []string {
	var names []string
	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		name := strings.ToLower(strings.TrimSpace(match[1]))
		name = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(name, "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}

func TestDocs_EveryPageIsInTheIndex(t *testing.T) {
	t.Parallel()
	texts := pages(t)
	for page := range texts {
		if name, ok := strings.CutPrefix(page, "docs/"); ok && name != "README.md" {
			require.Contains(t, texts["docs/README.md"], "]("+name+")")
		}
	}
}

func TestDocs_ErrorsInTheTextExist(t *testing.T) {
	t.Parallel()
	var sources strings.Builder
	for _, pattern := range []string{"account/*.go", "account/accounthttp/*.go", "account/accountcli/*.go"} {
		files, err := filepath.Glob(filepath.FromSlash(pattern))
		require.NoError(t, err)
		for _, file := range files {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			sources.Write(source)
		}
	}
	declared := map[string]bool{}
	for _, name := range regexp.MustCompile(`(?m)^(?:var)?\s*(Err\w+)\s.*=`).FindAllStringSubmatch(sources.String(), -1) {
		declared[name[1]] = true
	}
	named := 0
	for page, text := range pages(t) {
		for _, name := range regexp.MustCompile(`\bErr[A-Z]\w+`).FindAllString(fence.ReplaceAllString(text, ""), -1) {
			named++
			require.True(t, declared[name], "%s names %s", page, name)
		}
	}
	require.Greater(t, named, 10)
}

func TestReadme_IsShortEnoughToBeRead(t *testing.T) {
	t.Parallel()
	require.LessOrEqual(t, strings.Count(pages(t)["README.md"], "\n"), 260, "move details to a page in docs")
}

func TestReadme_ItNamesTheCommands(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	makefile, err := os.ReadFile("Makefile")
	require.NoError(t, err)
	for _, target := range []string{"demo", "test", "generate"} {
		require.Contains(t, string(readme), "make "+target)
		require.Contains(t, string(makefile), "\n"+target+":")
	}
}

func TestSecurity_EveryTestThatItNamesExists(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	require.NoError(t, err)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`").FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(named), 30)
	tests := testNames(t)
	for _, name := range named {
		if !tests[name[1]] {
			t.Errorf("SECURITY.md names %s, and there is no such test", name[1])
		}
	}
}

// testNames returns the names of the tests and fuzz targets of all modules of this
// repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	declaration := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	names := map[string]bool{}
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, match := range declaration.FindAllSubmatch(source, -1) {
			names[string(match[1])] = true
		}
		return err
	}))
	return names
}
