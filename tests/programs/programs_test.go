//go:build programs

package programs

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

func TestNode_DrivesTheEmulatorWithThePublicSDKs(t *testing.T) {
	needVersion(t, "Node.js", []int{20, 0}, "node", "--version")
	run(t, "node", nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	run(t, "node", startEmulator(t), "node", "--test", "--test-reporter=spec")
}

func TestPython_DrivesTheEmulatorWithItsStandardLibrary(t *testing.T) {
	needVersion(t, "Python", []int{3, 11}, "python3", "--version")
	run(t, "python", startEmulator(t), "python3", "-B", "-W", "error", "-m", "unittest", "-v")
}

// The script in docs/emulator.md, as it stands but for the port.
func TestShell_TheScriptOfTheDocumentationResetsAPassword(t *testing.T) {
	for _, tool := range []string{"curl", "jq"} {
		_, err := exec.LookPath(tool)
		require.NoError(t, err, "install %s", tool)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "emulator.md"))
	require.NoError(t, err)
	script := regexp.MustCompile("(?s)```sh\n(.*?)```").FindSubmatch(page)
	require.NotNil(t, script, "docs/emulator.md has no script")
	folder := t.TempDir()
	file, err := emulator.Build(t.Context(), filepath.Join("..", ".."), folder)
	require.NoError(t, err)
	require.NoError(t, os.Rename(file, filepath.Join(folder, "appwrite-account-emulator")))

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	environment := []string{"PATH=" + folder + string(os.PathListSeparator) + os.Getenv("PATH"), "EMULATOR_LISTEN=" + address}
	printed := run(t, ".", environment, "sh", "-c", strings.ReplaceAll(string(script[1]), "127.0.0.1:4080", address))
	require.Contains(t, printed, `"provider":"email"`, "a session with the new password")
}

// needVersion fails the test if a program is not installed, or too old.
func needVersion(t *testing.T, name string, least []int, command ...string) {
	t.Helper()
	required := fmt.Sprintf("install %s %d.%d or newer", name, least[0], least[1])
	printed, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	require.NoError(t, err, "%s does not run; %s", command[0], required)
	found := regexp.MustCompile(`(\d+)\.(\d+)`).FindStringSubmatch(string(printed))
	require.NotNil(t, found, "%s printed %q as its version", command[0], printed)
	major, _ := strconv.Atoi(found[1])
	minor, _ := strconv.Atoi(found[2])
	require.True(t, major > least[0] || major == least[0] && minor >= least[1], "%s is %s; %s", command[0], found[0], required)
}

// startEmulator runs the emulator that the programs expect, and returns their environment.
func startEmulator(t *testing.T) []string {
	t.Helper()
	file, err := emulator.Build(t.Context(), filepath.Join("..", ".."), t.TempDir())
	require.NoError(t, err)
	service, err := emulator.Start(context.WithoutCancel(t.Context()), file, os.Stderr, "-server-version", "1.9", "-provider", "github")
	require.NoError(t, err)
	t.Cleanup(service.Stop)
	return []string{"APPWRITE_ENDPOINT=" + service.Endpoint}
}

// run runs a command in a folder, and shows and returns what it printed.
func run(t *testing.T, folder string, environment []string, command ...string) string {
	t.Helper()
	program := exec.CommandContext(t.Context(), command[0], command[1:]...)
	program.Dir, program.Env = folder, append(os.Environ(), environment...)
	program.WaitDelay = 5 * time.Second
	printed, err := program.CombinedOutput()
	t.Logf("%s\n%s", program, printed)
	require.NoError(t, err)
	return string(printed)
}
