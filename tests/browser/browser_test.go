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

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/appwrite-go/appwrite/account"
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

func TestBrowser_AClickedLinkVerifiesTheAddress(t *testing.T) {
	program := start(t)
	me, user := program.signUp(t, "ann@example.com", "correct-horse-9")
	browser := newBrowser(t)

	do(t, browser, chromedp.Navigate(program.base+"/"))
	mustSay(t, textOf(t, browser, "#user-"+user.ID), "unverified")
	mustSay(t, textOf(t, browser, "#messages"), "Nothing was sent yet")

	_, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: program.base + "/console/auth/verification"})
	if err != nil {
		t.Fatal(err)
	}
	do(t, browser, chromedp.Reload())
	mustSay(t, textOf(t, browser, "#messages .message"), "Address verification")
	mustSay(t, textOf(t, browser, "#messages .message"), "ann@example.com")

	do(t, browser,
		chromedp.Click(chromedp.CSS("#messages .message .link a")),
		chromedp.WaitVisible(chromedp.CSS(".outcome.good")))
	mustSay(t, textOf(t, browser, "h1"), "Address verified")

	do(t, browser, chromedp.Click(chromedp.CSS("a.button")), chromedp.WaitVisible(chromedp.CSS("#messages")))
	if seen := textOf(t, browser, "#user-"+user.ID); strings.Contains(seen, "unverified") || !strings.Contains(seen, "verified") {
		t.Errorf("the page does not show the address as verified:\n%s", seen)
	}
	mustSay(t, textOf(t, browser, "#messages .message"), "used or expired")
	now, err := me.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !now.EmailVerification {
		t.Error("the SDK does not see the address as verified")
	}
}

func TestBrowser_ThePageFitsAPhoneInLightAndDark(t *testing.T) {
	program := start(t)
	me, _ := program.signUp(t, "ann.with.a.rather.long.address@subdomain.example.com", "correct-horse-9")
	_, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: program.base + "/console/auth/verification"})
	if err != nil {
		t.Fatal(err)
	}
	browser := newBrowser(t)
	for _, scheme := range []string{"light", "dark"} {
		do(t, browser, chromedp.EmulateViewport(360, 740))
		_, err := chromedp.Call(browser, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/console/auth/recovery", "/console/auth/verification"} {
			do(t, browser, chromedp.Navigate(program.base+path))
			width, err := chromedp.Run(browser, chromedp.Evaluate[int]("document.documentElement.scrollWidth"))
			if err != nil {
				t.Fatal(err)
			}
			if width > 360 {
				t.Errorf("%s, %s: the page is %d pixels wide on a phone of 360", path, scheme, width)
			}
			// A stylesheet that the policy blocks leaves the browser's own colours.
			background, err := chromedp.Run(browser, chromedp.Evaluate[string]("getComputedStyle(document.body).backgroundColor"))
			if err != nil {
				t.Fatal(err)
			}
			if expected := map[string]string{"light": "rgb(245, 246, 248)", "dark": "rgb(18, 21, 28)"}[scheme]; background != expected {
				t.Errorf("%s, %s: the background is %s, expected %s", path, scheme, background, expected)
			}
		}
	}
}

func TestBrowser_ThePageCanBeUsedByKeyboard(t *testing.T) {
	program := start(t)
	_, user := program.signUp(t, "ann@example.com", "correct-horse-9")
	browser := newBrowser(t)
	do(t, browser, chromedp.Navigate(program.base+"/"), chromedp.KeyEvent(kb.Tab))
	if focused := focusedText(t, browser); !strings.Contains(focused, "Skip to") {
		t.Errorf("the first stop is %q, expected the link that skips the head of the page", focused)
	}
	for range 40 {
		if focusedText(t, browser) == "Block" {
			break
		}
		do(t, browser, chromedp.KeyEvent(kb.Tab))
	}
	if focused := focusedText(t, browser); focused != "Block" {
		t.Fatalf("the button cannot be reached; the last stop is %q", focused)
	}
	outline, err := chromedp.Run(browser, chromedp.Evaluate[string]("getComputedStyle(document.activeElement).outlineStyle"))
	if err != nil || outline != "solid" {
		t.Errorf("the focus cannot be seen: outline %q, %v", outline, err)
	}
	do(t, browser, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(".notice")))
	mustSay(t, textOf(t, browser, ".notice"), "User blocked")
	mustSay(t, textOf(t, browser, "#user-"+user.ID), "blocked")
}

func focusedText(t *testing.T, browser context.Context) string {
	t.Helper()
	text, err := chromedp.Run(browser, chromedp.Evaluate[string]("document.activeElement.innerText ?? ''"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(text)
}
