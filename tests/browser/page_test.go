//go:build browser

package browser

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/appwrite-go/appwrite/account"
)

// waits waits until an expression is true, without loading the page again.
func (p *person) waits(condition string) *person {
	p.t.Helper()
	limited, cancel := context.WithTimeout(p.browser, 20*time.Second)
	defer cancel()
	_, err := chromedp.Run(limited, chromedp.Evaluate[bool](`new Promise(resolve => {
		const observer = new MutationObserver(() => check()), check = () => { if (`+condition+`) { observer.disconnect(); resolve(true); } };
		observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
		check();
	})`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s was never true, on this page:\n%s\n%v", condition, p.text(), err)
	}
	return p
}

// shows waits until a text is in an element.
func (p *person) shows(selector, text string) *person {
	p.t.Helper()
	return p.waits(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, text))
}

// looks opens a page of the emulator, and waits until it is live.
func (p *person) looks(path string) *person {
	p.t.Helper()
	return p.opens(path).waits("document.querySelector('#live.on')")
}

// app is a web site that uses the web SDK, open in a browser.
type app struct{ *person }

// webSDK is the folder of the npm package appwrite.
func webSDK(t *testing.T) string {
	t.Helper()
	folder := cmp.Or(os.Getenv("APPWRITE_WEB_SDK"), filepath.Join("..", "programs", "node", "node_modules", "appwrite"))
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("the browser tests need the npm package appwrite, which .ci/browser installs, or its folder in APPWRITE_WEB_SDK: %v", err)
	}
	return folder
}

func openApp(t *testing.T, program *running) app {
	t.Helper()
	site := http.NewServeMux()
	site.Handle("GET /sdk/", http.StripPrefix("/sdk", http.FileServer(http.Dir(filepath.Join(webSDK(t), "dist", "iife")))))
	site.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!DOCTYPE html><title>App</title><script src="/sdk/sdk.js"></script>
<script>const account = new Appwrite.Account(new Appwrite.Client().setEndpoint(%q).setProject(%q));</script>`, program.base+"/v1", program.project)
	})
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return app{(&person{t, newBrowser(t), server.URL}).opens("/")}
}

// calls runs an expression of the web SDK, and returns the type of the error that it ends with.
func (a app) calls(expression string) (errorType string) {
	a.t.Helper()
	result, err := chromedp.Run(a.browser, chromedp.Evaluate[string](
		"("+expression+").then(() => '', e => e.type || String(e))", chromedp.EvalAwaitPromise))
	if err != nil {
		a.t.Fatal(err)
	}
	return result
}

func (a app) succeeds(expression string) {
	a.t.Helper()
	if failed := a.calls(expression); failed != "" {
		a.t.Fatalf("%s: %s", expression, failed)
	}
}

func TestPage_APersonFollowsAnAppOnIt(t *testing.T) {
	program := start(t, "--server-version", "1.9")
	site := openApp(t, program)
	desk, watcher := newPerson(t, program.base), newPerson(t, program.base)
	desk.looks("/").shows("#messages", "Nothing was sent yet")
	evaluate[bool](desk, "(window.sameDocument = true)")

	site.succeeds(`account.create({userId: 'ann', email: 'ann@example.com', password: 'correct-horse-9', name: 'Ann Example'})`)
	site.succeeds(`account.createEmailPasswordSession({email: 'ann@example.com', password: 'correct-horse-9'})`)
	watcher.looks("/users/ann").shows("#about", "unverified")
	site.succeeds(`account.createEmailVerification({url: '` + program.base + `/console/auth/verification'})`)
	desk.shows("#messages .message", "Address verification").shows("#announcement", "New mail to ann@example.com").shows("#nav", "Users 1")
	if !evaluate[bool](desk, "window.sameDocument === true") {
		t.Error("the page was loaded again to show the mail")
	}

	desk.clicks("#messages .message .link a").sees("Address verified")
	watcher.waits("document.querySelector('#about .tag.good')").sees("Unverify the address")
	desk.looks("/").shows("#messages .message", "used or expired")

	if failed := site.calls(`account.create({userId: 'x y', email: 'bob@example.com', password: 'correct-horse-9'})`); failed != "general_argument_invalid" {
		t.Fatalf("the app got %q", failed)
	}
	desk.looks("/requests?outcome=failed").clicks("#requests tbody a").shows("#rejected", "general_argument_invalid").shows("#rejected .parameter", "userId").
		shows("#request-body mark", `"userId": "x y"`).shows("#curl", "curl -X POST").shows("#request-body", "[redacted]")
	desk.clicks(".heading a.button").shows("#request-body", "correct-horse-9")

	desk.looks("/faults")
	do(t, desk.browser, chromedp.SetValue(chromedp.CSS("#faults-operation"), "get"), chromedp.SendKeys(chromedp.CSS("#faults-status"), "503"), chromedp.SendKeys(chromedp.CSS("#faults-times"), "1"))
	desk.clicks("#add button.primary").shows("#notice", "is in force").waits("document.querySelector('#live.on')")
	if failed := site.calls("account.get()"); failed != "general_unknown" {
		t.Errorf("with the fault the app got %q", failed)
	}
	desk.shows("#faults .acted", "1")
	site.succeeds("account.get()")

	do(t, desk.browser, chromedp.Click(chromedp.CSS("#clock-details summary")), chromedp.WaitVisible(chromedp.CSS("#clock-details button")))
	desk.clicks("#clock-details button[value='31622400']").shows("#clock-bar", "366 days ahead")
	if failed := site.calls("account.get()"); failed != "general_unauthorized_scope" {
		t.Errorf("after a year the app got %q", failed)
	}
	watcher.shows("#sessions", "expired")
}

func TestPage_WhatAPersonIsDoingStays(t *testing.T) {
	program := start(t)
	me, user := program.signUp(t, ann, annsPassword)
	p := newPerson(t, program.base).looks("/users/" + user.ID)
	do(t, p.browser, chromedp.Click(chromedp.CSS("#edit-profile summary")), chromedp.WaitVisible(chromedp.CSS("#edit-profile input")))
	name := "users-" + user.ID + "-profile-name"
	p.types(name, "Ann B")
	evaluate[bool](p, "(scrollTo({top: 120, behavior: 'instant'}), window.kept = document.getElementById('"+name+"'), true)")
	before := evaluate[float64](p, "scrollY")
	if _, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: program.base + "/"}); err != nil {
		t.Fatal(err)
	}
	p.shows("#nav", "Messages 1")
	for what, expression := range map[string]string{
		"open details": "document.getElementById('edit-profile').open", "the focus": "document.activeElement === window.kept", "the text": "window.kept.value === 'Ann B'",
	} {
		if !evaluate[bool](p, expression) {
			t.Errorf("%s did not stay", what)
		}
	}
	if after := evaluate[float64](p, "scrollY"); after != before {
		t.Errorf("the page scrolled from %v to %v", before, after)
	}
}

// What is the same in both is not replaced, also in a form with a field that is called id.
func TestPage_WhatDidNotChangeStays(t *testing.T) {
	program := start(t, "--fixtures", fixtures(t))
	me, err := account.New(program.base+"/v1", program.project, account.WithKey(program.key))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(me.CloseIdleConnections)
	p := newPerson(t, program.base)
	for i, path := range []string{"/faults", "/users/ann", "/add-user", "/settings", "/clock", "/state"} {
		p.looks(path)
		evaluate[bool](p, "(window.kept = [...document.querySelectorAll('main form, main input, main button, main summary')], true)")
		if _, err := me.Create(t.Context(), account.CreateParams{UserID: account.NewID(), Email: fmt.Sprintf("user%d@example.com", i), Password: annsPassword}); err != nil {
			t.Fatal(err)
		}
		p.shows("#nav", fmt.Sprintf("Users %d", i+2))
		if gone := evaluate[string](p, "window.kept.filter(e => !e.isConnected).map(e => e.outerHTML.slice(0, 200)).join('; ')"); gone != "" {
			t.Errorf("%s: these were replaced:\n%s", path, gone)
		}
	}
}

func TestPage_AProviderIsSwitchedOnAndSignsIn(t *testing.T) {
	program := start(t)
	p, watcher := newPerson(t, program.base), newPerson(t, program.base).looks("/users")
	signIn := "/v1/account/sessions/oauth2/github?project=" + program.project
	p.opens(signIn).sees("The OAuth2 provider github is off", "--provider github", "its page has a setting")
	p.looks("/settings")
	do(t, p.browser, chromedp.Click(chromedp.CSS("#settings-providers-providers-github")))
	p.clicks("#providers button").sees("Saved.")
	p.opens(signIn).sees("Sign in with github").clicks("button[value=allow]").sees("Signed in", "cookie of a new session")
	watcher.shows("#users", "useroauth@localhost.test")
}

func TestPage_SaysWhenItIsNotLive(t *testing.T) {
	program := start(t)
	p := &person{t, newBrowser(t), program.base}
	p.looks("/users").shows("#live", "live")
	program.stop()
	p.shows("#live", "not live")
}

func TestPage_ACommandIsCopied(t *testing.T) {
	program := start(t)
	program.signUp(t, ann, annsPassword)
	p := newPerson(t, program.base).looks("/requests").clicks("#requests tbody a")
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.Call(p.browser, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{Permission: &cdpbrowser.PermissionDescriptor{Name: name}, Setting: cdpbrowser.PermissionSettingGranted})
		if err != nil {
			t.Fatal(err)
		}
	}
	do(t, p.browser, chromedp.Click(chromedp.CSS("[data-copy=curl]"), chromedp.NodeVisible))
	p.shows("[data-copy=curl]", "Copied")
	copied, err := chromedp.Run(p.browser, chromedp.Evaluate[string]("navigator.clipboard.readText()", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	if copied != textOf(t, p.browser, "#curl") || !strings.HasPrefix(copied, "curl ") {
		t.Errorf("copied %q", copied)
	}
}

func TestPage_WorksWithoutAScript(t *testing.T) {
	program := start(t)
	p := newPerson(t, program.base)
	if _, err := chromedp.Call(p.browser, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	p.opens("/add-user").sees("Reload to see what is new")
	do(t, p.browser, chromedp.SendKeys(chromedp.CSS("#add-user-email"), "nobody"))
	p.clicks("main button.primary").sees("email")
	do(t, p.browser, chromedp.SendKeys(chromedp.CSS("#add-user-email"), kb.End+"@example.com"))
	p.clicks("main button.primary").sees("is in place", "nobody@example.com")
	p.clicks("button[name=blocked]").sees("The user is blocked.", "Unblock")
}

// lookedAt are the pages of the emulator that are looked at.
var lookedAt = []string{
	"/", "/messages/message-1", "/users", "/users/ann", "/add-user", "/requests", "/requests/request-1", "/requests/request-2", "/faults", "/settings", "/clock", "/state",
	"/connect", "/nothing", "/console/auth/recovery", "/console/auth/verification",
}

func TestPage_FitsAPhoneAndCanBeRead(t *testing.T) {
	program := start(t, "--provider", "github", "--fixtures", fixtures(t))
	guest, err := account.New(program.base+"/v1", program.project)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(guest.CloseIdleConnections)
	if _, err := guest.CreateRecovery(t.Context(), account.CreateRecoveryParams{Email: longAddress, URL: program.base + "/console/auth/recovery"}); err != nil {
		t.Fatal(err)
	}
	if _, err := guest.Create(t.Context(), account.CreateParams{UserID: "x y", Email: ann, Password: annsPassword}); err == nil {
		t.Fatal("there is a user with a space in its id")
	}
	p := newPerson(t, program.base)
	for _, path := range append(lookedAt, "/v1/account/sessions/oauth2/github?project="+program.project, "/v1/account/sessions/oauth2/google?project="+program.project) {
		p.opens(path)
		evaluate[bool](p, "(document.querySelectorAll('details').forEach(e => e.open = e.id !== 'clock-details'), true)")
		p.look(path, map[string]string{"light": "rgb(245, 246, 248)", "dark": "rgb(18, 21, 28)"})
	}
}

const longAddress = "ann.with.a.rather.long.address@subdomain.example.com"

// fixtures is a file with a user who has something of everything.
func fixtures(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fixtures.yaml")
	content := `users:
  - id: ann
    email: ` + longAddress + `
    phone: "+491711234567"
    name: Ann Example
    mfa: true
    totp: true
    recoveryCodes: true
    labels: [vip]
    prefs: {theme: dark}
    sessions: [{userAgent: Firefox}]
    identities: [{provider: github, providerUid: "7", providerEmail: ann@github.example}]
    activity: [{event: user.create}]
faults:
  - {operation: createEmailPasswordSession, status: 503, times: 2, message: Down}
`
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPage_IsUsedByKeyboard(t *testing.T) {
	program := start(t)
	_, user := program.signUp(t, ann, annsPassword)
	browser := newBrowser(t)
	do(t, browser, chromedp.Navigate(program.base+"/users/"+user.ID), chromedp.KeyEvent(kb.Tab))
	if focused := focusedText(t, browser); !strings.Contains(focused, "Skip to") {
		t.Errorf("the first stop is %q, expected the link that skips the head of the page", focused)
	}
	do(t, browser, chromedp.KeyEvent(kb.Enter))
	for range 20 {
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
	do(t, browser, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#notice")))
	mustSay(t, textOf(t, browser, "#notice"), "The user is blocked.")
	mustSay(t, textOf(t, browser, "#about"), "Unblock")
}

func focusedText(t *testing.T, browser context.Context) string {
	t.Helper()
	text, err := chromedp.Run(browser, chromedp.Evaluate[string]("document.activeElement.innerText ?? ''"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(text)
}
