package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

// redirectsVariable makes the test's program ask where an OAuth2 sign-in leads, with the API
// key as clients send it, and says what it does with the redirect: "follow" or "return" it.
const redirectsVariable = "TEST_REDIRECTS"

func TestMain(m *testing.M) {
	if how := os.Getenv(redirectsVariable); how != "" {
		askForRedirect(how)
		return
	}
	os.Exit(m.Run())
}

func askForRedirect(how string) {
	request, err := http.NewRequest(http.MethodGet, os.Getenv("APPWRITE_ENDPOINT")+"/account/tokens/oauth2/github", nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("X-Appwrite-Key", os.Getenv("APPWRITE_API_KEY"))
	var client http.Client
	if how == "return" {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	if response, err := client.Do(request); err == nil { // the page that it leads to need not be there
		response.Body.Close()
	}
}

func repositoryClients(t *testing.T) []client {
	t.Helper()
	clients, err := findClients(os.DirFS(filepath.Join("..", "..", "clients")))
	require.NoError(t, err)
	return clients
}

func TestStories_AreAtLeastEightKinds(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(repositoryClients(t)), 8)
}

func TestStories_HaveAllStepsInOrder(t *testing.T) {
	t.Parallel()
	printed := regexp.MustCompile(`"ok (\d+) ([a-z0-9 ]+?)(?:\\n)?"|'ok (\d+) ([a-z0-9 ]+)'`)
	var expected []string
	for i, step := range steps {
		expected = append(expected, fmt.Sprintf("%d %s", i+1, step))
	}
	for _, one := range repositoryClients(t) {
		var found []string
		folder := os.DirFS(filepath.Join("..", "..", "clients", one.folder))
		require.NoError(t, fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.EqualFold(strings.TrimSuffix(name, path.Ext(name)), "story") {
				return err
			}
			source, err := fs.ReadFile(folder, name)
			for _, match := range printed.FindAllStringSubmatch(string(source), -1) {
				found = append(found, match[1]+match[3]+" "+match[2]+match[4])
			}
			return err
		}))
		require.Equal(t, expected, found, "the steps of clients/%s", one.folder)
	}
}

func TestStories_AreInTheTableOfTheDocumentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "other-languages.md"))
	require.NoError(t, err)
	rows := regexp.MustCompile(`(?m)^\| \[(.+?)\]\(\.\./clients/([^)]+)\) \| (.+?) \|`).FindAllStringSubmatch(string(page), -1)
	var documented []client
	for _, row := range rows {
		documented = append(documented, client{language: row[1], folder: row[2], generator: row[3]})
	}
	require.ElementsMatch(t, repositoryClients(t), documented)
}

func TestStories_HaveTheirToolsInstalled(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join("..", "..", "clients", "install.sh"))
	require.NoError(t, err)
	for _, one := range repositoryClients(t) {
		if one.folder == "go" {
			continue // the Go command fetches what it needs
		}
		name := strings.TrimSuffix(one.folder, "-hey-api") // typescript* is both
		require.Regexp(t, `(?m)^\t(?:[a-z]+ \| )*`+name+`\*?(?: \| [a-z]+)*\)`, string(script), "install.sh installs for %s", one.folder)
	}
}

// repositoryWith makes a repository with one story of these scripts.
func repositoryWith(t *testing.T, build, run string) story {
	t.Helper()
	root := t.TempDir()
	folder := filepath.Join(root, "clients", "made-up")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	for name, content := range map[string]string{"build.sh": "#!/bin/sh\n# Made up | nothing 1.0\n" + build, "run.sh": run} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	clients, err := findClients(os.DirFS(filepath.Join(root, "clients")))
	require.NoError(t, err)
	require.Equal(t, []client{{folder: "made-up", language: "Made up", generator: "nothing 1.0"}}, clients)
	return story{
		client:  clients[0],
		root:    root,
		folder:  filepath.Join(root, "build", "made-up"),
		service: redirecting(t),
		out:     io.Discard,
	}
}

// redirecting is a service whose every response is a redirect to the real provider.
func redirecting(t *testing.T) *emulator.Emulator {
	t.Helper()
	service := http.NewServeMux()
	service.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "https://provider.example.com/authorize?state=1")
		w.WriteHeader(http.StatusMovedPermanently)
	})
	return &emulator.Emulator{Endpoint: serve(t, service) + "/v1", Project: "p", Key: "k"}
}

// tell prints the steps from one to another.
func tell(from, to int) string {
	var script strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&script, "echo 'ok %d %s'\n", i, steps[i-1])
	}
	return script.String()
}

func TestRun_PassesWithTenStepsAndStatusZero(t *testing.T) {
	t.Parallel()
	requireShell(t)
	outcome := repositoryWith(t, "", "echo hello\n"+tell(1, 10)).run(t.Context())
	require.Equal(t, result{client: outcome.client, passed: 10}, outcome)
	require.False(t, outcome.failed())
}

func TestRun_FailsForWhatIsNotTheStory(t *testing.T) {
	t.Parallel()
	requireShell(t)
	for name, test := range map[string]struct {
		build, run string
		passed     int
		problem    string
	}{
		"a step that is missing":        {run: tell(1, 4) + tell(6, 10), passed: 4, problem: `it printed "ok 6 wrong password" after 4 steps`},
		"a step that fails":             {run: tell(1, 3) + "echo broken >&2; exit 1", passed: 3, problem: "broken"},
		"an end too early":              {run: tell(1, 9), passed: 9, problem: "it ended before step 10, sign out"},
		"a failure after the last step": {run: tell(1, 10) + "exit 1", passed: 9, problem: "exit status 1"},
		"a step too many":               {run: tell(1, 10) + "echo ok 11 more", passed: 10, problem: "ok 11 more"},
		"a client that does not build":  {build: "echo no such type; exit 1", run: tell(1, 10), problem: "no such type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outcome := repositoryWith(t, test.build, test.run).run(t.Context())
			require.True(t, outcome.failed())
			require.False(t, outcome.notInstalled)
			require.Equal(t, test.passed, outcome.passed)
			require.Contains(t, outcome.problem, test.problem)
		})
	}
}

func TestRun_ToolsThatAreNotInstalledFailOnlyWithAll(t *testing.T) {
	t.Parallel()
	requireShell(t)
	outcome := repositoryWith(t, "echo ruby is not installed; exit 69", tell(1, 10)).run(t.Context())
	require.True(t, outcome.notInstalled)
	require.Equal(t, "ruby is not installed", outcome.problem)
	require.NoError(t, verdict([]result{outcome}, false))
	require.EqualError(t, verdict([]result{outcome}, true), "1 of 1 failed: Made up")
}

func TestRun_AClientThatFollowsTheRedirectFails(t *testing.T) {
	t.Parallel()
	requireShell(t)
	request := func(how string) string { return fmt.Sprintf("%s=%s '%s'\n", redirectsVariable, how, os.Args[0]) }
	followed := repositoryWith(t, "", tell(1, 7)+request("follow")+tell(8, 10)).run(t.Context())
	require.Equal(t, 7, followed.passed)
	require.Equal(t, "it followed the redirect to the provider, with the API key", followed.problem)

	safe := repositoryWith(t, "", tell(1, 7)+request("return")+tell(8, 10)).run(t.Context())
	require.Empty(t, safe.problem)
}

func TestPrintTable_HasARowForEachLanguageAndAColumnForEachStep(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	printTable(&out, []result{
		{client: client{language: "Ruby", generator: "one 1.0"}, passed: 10},
		{client: client{language: "PHP", generator: "two 2.0"}, passed: 2, problem: "no such session"},
		{client: client{language: "C#", generator: "three 3.0"}, notInstalled: true},
	})
	var rows [][]string
	for line := range strings.Lines(out.String()) {
		rows = append(rows, strings.Fields(line))
	}
	require.Equal(t, "language generator 1 2 3 4 5 6 7 8 9 10 time", strings.Join(rows[1], " "))
	require.Equal(t, "Ruby one 1.0 ok ok ok ok ok ok ok ok ok ok 0s", strings.Join(rows[2], " "))
	require.Equal(t, "PHP two 2.0 ok ok FAILED - - - - - - - 0s", strings.Join(rows[3], " "))
	require.Equal(t, "C# three 3.0 not installed - - - - - - - - - 0s", strings.Join(rows[4], " "))
	require.Contains(t, out.String(), "1 passed, 1 failed, 1 not installed\n")
}
