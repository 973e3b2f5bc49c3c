//go:build browser

package browser

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// callFromPage signs somebody up as a page does, and returns what its script gets.
const callFromPage = `fetch(%q, {method: "POST", credentials: "include", headers: {"X-Appwrite-Project": %q, "Content-Type": "application/json"}, body: "{}"})
	.then(response => String(response.status), error => error.message)`

func TestBrowser_PagesOfThisMachineCallTheEmulatorAndForeignOnesDoNot(t *testing.T) {
	program := start(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<title>A page</title>") }))
	defer site.Close()
	_, pagePort, err := net.SplitHostPort(site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, emulatorPort, err := net.SplitHostPort(strings.TrimPrefix(program.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	browser := newBrowser(t, chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1, MAP *.localhost 127.0.0.1, MAP localhost 127.0.0.1"))
	call := func(page, emulator string) string {
		t.Helper()
		do(t, browser, chromedp.Navigate("http://"+page+":"+pagePort+"/"))
		script := fmt.Sprintf(callFromPage, "http://"+emulator+":"+emulatorPort+"/v1/account/sessions/anonymous", program.project)
		result, err := chromedp.Run(browser, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	for _, page := range []string{"localhost", "127.0.0.1", "app.localhost"} {
		for _, emulator := range []string{"localhost", "127.0.0.1"} {
			// The second call of a browser that has the cookie is one of somebody who is signed in.
			if got := call(page, emulator); got != "201" && got != "401" {
				t.Errorf("a page on %s calling %s gets %q", page, emulator, got)
			}
		}
	}
	for page, emulator := range map[string]string{"evil.test": "127.0.0.1", "localhost.test": "localhost", "127.0.0.1": "rebound.test"} {
		if got := call(page, emulator); got != "Failed to fetch" {
			t.Errorf("a page on %s calling %s gets %q", page, emulator, got)
		}
	}
}
