package appwrite_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// packages are what the snippets may use without saying so.
var packages = map[string]string{
	"account":     "github.com/appwrite-go/appwrite/account",
	"accounttest": "github.com/appwrite-go/appwrite/account/accounttest",
	"query":       "github.com/appwrite-go/appwrite/account/query",
	"context":     "context",
	"errors":      "errors",
	"fmt":         "fmt",
	"http":        "net/http",
	"os":          "os",
	"slog":        "log/slog",
	"testing":     "testing",
	"time":        "time",
}

// surroundings are what the snippets take for granted.
const surroundings = `
func showQRCode(string) {}
func askForCode() string { return "" }

func snippet(ctx context.Context, client, me *account.Client, w http.ResponseWriter, r *http.Request, email, password, endpoint string) error {
	{
%s
	}
	return nil
}
`

func TestReadme_EveryGoBlockCompiles(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	require.Greater(t, len(blocks), 10)

	// The files exist in an overlay only, as packages of this module.
	root, err := os.Getwd()
	require.NoError(t, err)
	overlay := map[string]string{}
	dir := t.TempDir()
	args := []string{"build", "-overlay", filepath.Join(dir, "overlay.json")}
	for i, block := range blocks {
		name := fmt.Sprintf("block%02d", i+1)
		file := filepath.Join(dir, name+".go")
		require.NoError(t, os.WriteFile(file, []byte(program(name, block[1])), 0o600))
		overlay[filepath.Join(root, "internal", "readme", name, name+".go")] = file
		args = append(args, "./internal/readme/"+name)
	}
	replace, err := json.Marshal(map[string]any{"Replace": overlay})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), replace, 0o600))

	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// program makes a file of a snippet: as it is if it is one, around it otherwise.
func program(name, block string) string {
	if strings.HasPrefix(block, "package ") {
		return block
	}
	code := block
	if !strings.HasPrefix(block, "func ") {
		code = fmt.Sprintf(surroundings, block)
	}
	var imports strings.Builder
	for short, path := range packages {
		if regexp.MustCompile(`\b` + short + `\.[A-Z]`).MatchString(code) {
			fmt.Fprintf(&imports, "import %q\n", path)
		}
	}
	return "package " + name + "\n" + imports.String() + code
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
