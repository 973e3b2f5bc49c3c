//go:build browser

package browser

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// newBrowser starts Chromium without a window, with a temporary profile.
func newBrowser(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	program := cmp.Or(os.Getenv("CHROMIUM"), "/usr/bin/chromium")
	if _, err := exec.LookPath(program); err != nil {
		t.Fatalf("the browser tests need Chromium (apt-get install chromium), or its path in CHROMIUM: %v", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	options = append(options, more...)
	limited, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	allocator, release := chromedp.NewExecAllocator(limited, options...)
	browser, quit := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		_ = chromedp.Cancel(browser) // waits until the profile is no longer in use
		quit()
		release()
		stop()
	})
	return browser
}

// do carries out the steps of a person.
func do(t *testing.T, browser context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(browser, steps...); err != nil {
		t.Fatal(err)
	}
}

// textOf returns the text that a person reads in an element.
func textOf(t *testing.T, browser context.Context, selector string) string {
	t.Helper()
	text, err := chromedp.Run(browser, chromedp.Text(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// mustSay fails the test if text does not contain part.
func mustSay(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Fatalf("%q is not in:\n%s", part, text)
	}
}
