package appwrite_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// modules returns the folders with a go.mod, with slashes, "." for the root. The program in
// clients/go is not among them: it compiles only with the client that make clients generates.
func modules(t *testing.T) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "clients" || name != "." && strings.HasPrefix(entry.Name(), ".")):
			return filepath.SkipDir
		case entry.Name() == "go.mod":
			found = append(found, filepath.ToSlash(filepath.Dir(name)))
		}
		return nil
	}))
	return found
}

func TestModules_EachIsCheckedAndKeptUpToDate(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile("Makefile")
	require.NoError(t, err)
	list := regexp.MustCompile(`(?m)^MODULES := (.*)$`).FindSubmatch(makefile)
	require.NotNil(t, list, "the Makefile lists the modules")
	require.ElementsMatch(t, modules(t), strings.Fields(string(list[1])), "MODULES of the Makefile")

	updates, err := os.ReadFile(filepath.Join(".github", "dependabot.yml"))
	require.NoError(t, err)
	list = regexp.MustCompile(`directories: \[(.*)\]`).FindSubmatch(updates)
	require.NotNil(t, list, "dependabot.yml lists the modules")
	var expected []string
	for _, module := range modules(t) {
		expected = append(expected, path.Join("/", module))
	}
	require.ElementsMatch(t, expected, strings.Split(string(list[1]), ", "), "directories of dependabot.yml")
}

// One version of Go for all modules; the workflow tests with it.
func TestModules_HaveTheSameOldestGo(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`(?m)^go (\d+\.\d+)\.\d+$`)
	versions := map[string]bool{}
	for _, module := range modules(t) {
		mod, err := os.ReadFile(filepath.Join(filepath.FromSlash(module), "go.mod"))
		require.NoError(t, err)
		version := line.FindSubmatch(mod)
		require.NotNil(t, version, "the go line of %s", module)
		versions[string(version[1])] = true
	}
	require.Len(t, versions, 1)
	workflow, err := os.ReadFile(filepath.Join(".github", "workflows", "ci.yml"))
	require.NoError(t, err)
	for version := range versions {
		require.Contains(t, string(workflow), `"`+version+`.x"`)
	}
}

// What the root module requires is in the module graph of everybody who imports account.
// Drivers of browsers, checkers and other tools are in tests/ and tools/.
func TestModules_TheRootRequiresNoBrowserAndNoCheckers(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	for _, part := range []string{"chromedp", "honnef.co", "golang.org/x/vuln", "golang.org/x/exp", "golangci", "gin-gonic", "opentelemetry", "creack/pty", "appwrite/sdk-for-go", "tool ("} {
		require.NotContains(t, string(mod), part)
	}
}

// linkedModules returns the modules that a program links which imports the package. They are
// those of this system: keychains and terminals differ.
func linkedModules(t *testing.T, pkg string) []string {
	t.Helper()
	list, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", pkg).Output()
	require.NoError(t, err)
	linked := strings.Fields(string(list))
	slices.Sort(linked)
	return slices.Compact(linked)
}

// What the packages for web servers, terminals and tests need is linked by those alone who
// import them.
func TestModules_AProgramLinksOnlyWhatItsPackagesNeed(t *testing.T) {
	t.Parallel()
	sdk := []string{
		"github.com/apapsch/go-jsonmerge/v2",
		"github.com/appwrite-go/appwrite",
		"github.com/go-json-experiment/json",
		"github.com/google/uuid",
		"github.com/oapi-codegen/runtime",
	}
	require.Equal(t, sdk, linkedModules(t, "./account"))
	if _, err := os.Stat(filepath.Join("account", "accounthttp")); err == nil {
		require.Equal(t, sdk, linkedModules(t, "./account/accounthttp"))
	}
	terminal := linkedModules(t, "./account/accountcli")
	require.Subset(t, terminal, sdk)
	require.Subset(t, terminal, []string{"github.com/cli/browser", "github.com/skip2/go-qrcode", "github.com/zalando/go-keyring", "golang.org/x/term"})
	for _, module := range terminal {
		require.NotContains(t, []string{"github.com/stretchr/testify", "github.com/getkin/kin-openapi", "github.com/creack/pty"}, module)
	}
}
