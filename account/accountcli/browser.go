package accountcli

import (
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/cli/browser"
)

// ErrNoBrowser is returned by OpenBrowser on a machine without a screen.
var ErrNoBrowser = errors.New("accountcli: no browser can be opened here; open the address on a machine that has one")

// OpenBrowser opens a web address in the person's browser: that of the environment variable
// BROWSER, or the one of the system. On Unix without a graphical session it returns
// ErrNoBrowser, instead of starting a text browser in the terminal.
//
// BROWSER is a command, or several with a colon between them (on Windows a semicolon), of
// which the first that works is used. The address replaces %s, or comes last.
//
// Some browsers end only when the person closes them, and OpenBrowser returns then.
func OpenBrowser(address string) error { return openBrowser(address, runtime.GOOS) }

func openBrowser(address, system string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("accountcli: only http and https addresses can be opened in a browser")
	}
	if commands := os.Getenv("BROWSER"); commands != "" {
		return openWith(commands, u.String())
	}
	if !hasScreen(system) {
		return ErrNoBrowser
	}
	silenceBrowser()
	return browser.OpenURL(u.String())
}

// silenceBrowser keeps what browsers say about themselves off the terminal.
var silenceBrowser = sync.OnceFunc(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })

// openWith runs the commands of the variable BROWSER until one works.
func openWith(commands, address string) error {
	failure := ErrNoBrowser
	for _, command := range filepath.SplitList(commands) {
		words := strings.Fields(command)
		if _, err := exec.LookPath(command); err == nil {
			words = []string{command} // a path with spaces in it
		}
		if len(words) == 0 {
			continue
		}
		if !strings.Contains(command, "%s") {
			words = append(words, "%s")
		}
		for i := range words {
			words[i] = strings.ReplaceAll(words[i], "%s", address)
		}
		if failure = exec.Command(words[0], words[1:]...).Run(); failure == nil {
			return nil
		}
	}
	return failure
}

// hasScreen reports whether a browser would have somewhere to show a window.
func hasScreen(system string) bool {
	switch system {
	case "windows", "darwin":
		return true
	}
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
