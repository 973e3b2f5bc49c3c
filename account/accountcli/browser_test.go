package accountcli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accountcli"
)

// openedVariable makes this test binary a browser, which writes its arguments to the file
// that the variable names.
const openedVariable = "ACCOUNTCLI_TEST_OPENED"

func TestMain(m *testing.M) {
	if file := os.Getenv(openedVariable); file != "" {
		if err := os.WriteFile(file, []byte(strings.Join(os.Args[1:], " ")), 0o600); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func TestOpenBrowser_UsesTheCommandOfTheEnvironment(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	t.Setenv("GORACE", "atexit_sleep_ms=0") // a second for each browser otherwise
	const address = "https://provider.example.com/authorize?a=1&b=%202"
	list := string(filepath.ListSeparator)
	for commands, expected := range map[string]string{
		self:                                    address,
		self + " --new-window":                  "--new-window " + address,
		self + " --url=%s -x":                   "--url=" + address + " -x",
		"no-such-browser" + list + self:         address,
		" " + list + list + self + " -y" + list: "-y " + address,
	} {
		opened := filepath.Join(t.TempDir(), "opened")
		t.Setenv(openedVariable, opened)
		t.Setenv("BROWSER", commands)
		require.NoError(t, accountcli.OpenBrowser(address), commands)
		content, err := os.ReadFile(opened)
		require.NoError(t, err)
		require.Equal(t, expected, string(content), commands)
	}
	for _, commands := range []string{"no-such-browser", list, " "} {
		t.Setenv("BROWSER", commands)
		require.Error(t, accountcli.OpenBrowser(address), "%q", commands)
	}
}

func TestOpenBrowser_OpensWebAddressesOnly(t *testing.T) {
	t.Setenv("BROWSER", "no-such-browser")
	for _, address := range []string{"", "file:///etc/passwd", "javascript:alert(1)", "--help", "https:", "http:///path", "mailto:ann@example.com", "http://%zz"} {
		require.ErrorContains(t, accountcli.OpenBrowser(address), "only http and https", "%q", address)
	}
}

// A text browser would take the terminal over.
func TestOpenBrowser_OpensNoneWithoutAScreen(t *testing.T) {
	screens := []string{"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"}
	for _, name := range append([]string{"BROWSER"}, screens...) {
		t.Setenv(name, "")
	}
	require.ErrorIs(t, accountcli.OpenBrowserOn("https://provider.example.com/", "linux"), accountcli.ErrNoBrowser)
	for _, system := range []string{"windows", "darwin"} {
		require.True(t, accountcli.HasScreen(system), "%s always has one", system)
	}
	for _, name := range screens {
		t.Setenv(name, "here")
		require.True(t, accountcli.HasScreen("linux"), name)
		t.Setenv(name, "")
	}
}
