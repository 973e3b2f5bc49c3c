//go:build browser

package browser

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/pquerna/otp/totp"
)

const (
	ann          = "ann@example.com"
	annsPassword = "correct-horse-9"
)

// person is somebody with a browser at the web site.
type person struct {
	t       *testing.T
	browser context.Context
	base    string
}

// startWebapp runs the web site until the test ends.
func startWebapp(t *testing.T) (base string) {
	t.Helper()
	printed := startProgram(t, webappFile)
	_, rest, _ := strings.Cut(printed, "Web site ")
	base, _, _ = strings.Cut(strings.TrimSpace(rest), "\n")
	if !strings.HasPrefix(base, "http://") {
		t.Fatalf("the web site did not print its address, only:\n%s", printed)
	}
	return base
}

// newPerson opens a browser of its own. What the browser complains about, such as something
// that the content security policy blocks, fails the test.
func newPerson(t *testing.T, base string) *person {
	t.Helper()
	p := &person{t, newBrowser(t), base}
	var complaints []string
	var mu sync.Mutex
	err := chromedp.Listen(p.browser, func(event any) {
		entry, isEntry := event.(*log.EventEntryAdded)
		if isEntry && entry.Entry.Level == log.EntryLevelError && !strings.Contains(entry.Entry.Text, "status of 4") {
			mu.Lock()
			defer mu.Unlock()
			complaints = append(complaints, entry.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		if len(complaints) > 0 {
			t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
		}
	})
	return p
}

func (p *person) opens(path string) *person {
	p.t.Helper()
	do(p.t, p.browser, chromedp.Navigate(p.base+strings.TrimPrefix(path, p.base)))
	return p
}

// types fills inputs, given as ids and texts, key by key.
func (p *person) types(pairs ...string) *person {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		do(p.t, p.browser, chromedp.WaitVisible(chromedp.CSS("#"+pairs[i])))
		evaluate[bool](p, "(document.getElementById('"+pairs[i]+"').value = '', true)")
		do(p.t, p.browser, chromedp.SendKeys(chromedp.CSS("#"+pairs[i]), pairs[i+1]))
	}
	return p
}

// clicks clicks on something that leads to another page.
func (p *person) clicks(selector string) *person {
	p.t.Helper()
	limited, cancel := context.WithTimeout(p.browser, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(limited, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
		p.t.Fatalf("clicking on %s, on this page:\n%s\n%v", selector, p.text(), err)
	}
	return p
}

func (p *person) text() string { return evaluate[string](p, "document.body.innerText") }

func evaluate[T any](p *person, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.browser, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

func (p *person) sees(parts ...string) *person {
	p.t.Helper()
	text := p.text()
	for _, part := range parts {
		mustSay(p.t, text, part)
	}
	return p
}

// opensMail opens the link of the newest mail.
func (p *person) opensMail(subject string) *person {
	p.t.Helper()
	return p.opens("/dev/mail").sees(subject).clicks(".message a.button")
}

func (p *person) registers() *person {
	p.t.Helper()
	return p.opens("/").clicks(`a[href="/register"]`).types("name", "Ann Example", "email", ann, "password", annsPassword).
		clicks("#register-form button").sees("Hello, Ann Example")
}

func (p *person) signsIn(password string) *person {
	p.t.Helper()
	return p.opens("/sign-in").types("email", ann, "password", password).clicks("#sign-in-form button")
}

// code is what the authenticator app shows for a secret.
func (p *person) code(secret string) string {
	p.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), time.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

// entersCode enters the code of the authenticator app; once more if it changed meanwhile.
func (p *person) entersCode(secret, form, success string) *person {
	p.t.Helper()
	p.types("code", p.code(secret)).clicks(form + " button")
	if !strings.Contains(p.text(), success) {
		p.types("code", p.code(secret)).clicks(form + " button")
	}
	return p.sees(success)
}

func TestWebapp_FromRegisteringToSigningInWithTwoSteps(t *testing.T) {
	p := newPerson(t, startWebapp(t)).registers().sees("open its link to verify your address")
	p.opensMail("Account Verification").sees("Verify your address").clicks("#confirm-form button").sees("is verified. Thank you!")

	p.clicks(`.sections a[href="/account/security"]`).clicks("#mfa-start").sees("Scan this")
	if width := evaluate[int](p, "document.querySelector('.qr').naturalWidth"); width != 512 {
		t.Errorf("the QR code is %d pixels wide, so it was not shown", width)
	}
	do(t, p.browser, chromedp.Click(chromedp.CSS("summary")), chromedp.WaitVisible(chromedp.CSS("#secret")))
	secret := textOf(t, p.browser, "#secret")
	p.types("code", "000000").clicks("#authenticator-form button").sees("That code does not work")
	p.entersCode(secret, "#authenticator-form", "Your recovery codes")
	recovery := strings.Fields(textOf(t, p.browser, "#recovery-codes"))
	if len(recovery) != 6 {
		t.Fatalf("there are %d recovery codes", len(recovery))
	}
	do(t, p.browser, chromedp.Click(chromedp.CSS("#kept")))
	p.clicks("#codes-form button").sees("Two-step sign-in is on")

	p.clicks("#sign-out").sees("You are signed out.")
	p.signsIn("wrong-horse-9").sees("do not go together").signsIn(annsPassword).sees("One more step")
	p.types("code", "000000").clicks("#code-form button").sees("That code does not work")
	p.entersCode(secret, "#code-form", "Hello, Ann Example")

	p.clicks("#sign-out").signsIn(annsPassword).clicks(`a[href^="?factor=recoverycode"]`).
		types("code", recovery[0]).clicks("#code-form button").sees("Hello, Ann Example")
	p.clicks("#sign-out").signsIn(annsPassword).clicks(`a[href^="?factor=email"]`).clicks("#send-form button")
	other := newPerson(t, p.base).opens("/dev/mail")
	p.types("code", textOf(t, other.browser, ".code")).clicks("#code-form button").sees("Hello, Ann Example")

	p.clicks(`.sections a[href="/account/security"]`).clicks("#mfa-off").sees("Two-step sign-in is off")
}

func TestWebapp_APasswordIsRecoveredAndAnotherDeviceSignedOut(t *testing.T) {
	p := newPerson(t, startWebapp(t)).registers()
	other := newPerson(t, p.base).opens("/sign-in").clicks(`a[href="/recover"]`).types("email", ann).clicks("#recover-form button").sees("Look into your mail")
	other.opensMail("Password").types("password", "better-horse-10").clicks("#new-password-form button").sees("Your new password is saved")
	other.signsIn(annsPassword).sees("do not go together").signsIn("better-horse-10").sees("Hello, Ann Example")

	other.clicks(`.sections a[href="/account/devices"]`).sees("This device", "Chrome")
	if devices := evaluate[int](other, "document.querySelectorAll('#devices li').length"); devices != 2 {
		t.Errorf("there are %d devices, expected 2", devices)
	}
	other.clicks(`#devices form button`).sees("That device is signed out.")
	p.opens("/account").sees("Sign in", "E-mail address")
	other.opens("/account").sees("Hello, Ann Example")
}

func TestWebapp_SignInByMailAndAtAProvider(t *testing.T) {
	p := newPerson(t, startWebapp(t)).opens("/sign-in?next=/account/devices").clicks(`a[href^="/sign-in/mail"]`).
		types("email", ann).clicks("#magic-form button").sees("Look into your mail")
	p.opensMail("Login").sees("Devices", "This device").clicks("#sign-out")

	p.clicks(`a[href="/oauth2/github"]`)
	do(t, p.browser, chromedp.SetValue(chromedp.CSS("[name=id]"), "42"), chromedp.SetValue(chromedp.CSS("[name=email]"), "bob@example.com"), chromedp.SetValue(chromedp.CSS("[name=name]"), "Bob"))
	p.clicks("button[value=allow]").sees("Hello, Bob")
	if address := evaluate[string](p, "location.href"); address != p.base+"/account" {
		t.Errorf("the sign-in ends at %s", address)
	}
	p.clicks("#sign-out").clicks(`a[href="/oauth2/github"]`).clicks("button[value=deny]").sees("The sign-in did not work")
}

func TestWebapp_TheAccountIsUsedByKeyboardAlone(t *testing.T) {
	p := newPerson(t, startWebapp(t)).registers().clicks("#sign-out")
	tab := func(name string) {
		t.Helper()
		for range 30 {
			do(t, p.browser, chromedp.KeyEvent(kb.Tab))
			if evaluate[string](p, "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''") == name {
				if outline := evaluate[string](p, "getComputedStyle(document.activeElement).outlineStyle"); outline != "solid" {
					t.Errorf("the focus on %q cannot be seen: %q", name, outline)
				}
				return
			}
		}
		t.Fatalf("%q cannot be reached by the Tab key", name)
	}
	press := func(keys string) {
		t.Helper()
		if _, err := chromedp.RunResponse(p.browser, chromedp.KeyEvent(keys)); err != nil {
			t.Fatal(err)
		}
	}
	p.opens("/sign-in")
	tab("Skip to the content")
	do(t, p.browser, chromedp.KeyEvent(kb.Enter))
	tab("E-mail address")
	do(t, p.browser, chromedp.KeyEvent(ann))
	tab("Password")
	do(t, p.browser, chromedp.KeyEvent(annsPassword))
	press(kb.Enter)
	p.sees("Hello, Ann Example")
	tab("Preferences")
	press(kb.Enter)
	tab("Automatic")
	do(t, p.browser, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	tab("Save")
	press(kb.Enter)
	p.sees("Saved.")
	if background := evaluate[string](p, "getComputedStyle(document.body).backgroundColor"); background != "rgb(18, 23, 20)" {
		t.Errorf("the page is not dark: %s", background)
	}
}

// contrasts returns texts that cannot be read well: with less than 4.5 to 1 between the
// colours of the text and of what is behind it, or 3 to 1 for large text.
const contrasts = `(() => {
	const channels = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
	const light = c => channels(c).slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
	const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (channels(c)[3] > .99) return c } return "rgb(255,255,255)" };
	const bad = [];
	for (const e of document.querySelectorAll("body *")) {
		if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) || !e.checkVisibility() || e.closest(".skip, .unseen, option")) continue;
		const style = getComputedStyle(e), [a, b] = [light(style.color), light(behind(e))].sort((x, y) => y - x);
		const ratio = (a + .05) / (b + .05), large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700;
		if (ratio < (large ? 3 : 4.5)) bad.push(e.innerText.slice(0, 40) + " " + ratio.toFixed(2));
	}
	return bad.join("\n");
})()`

// look checks that the page in front of a person is no wider than its window, and that its
// texts and buttons can be seen in light and in dark, with the background of each.
func (p *person) look(path string, backgrounds map[string]string) {
	p.t.Helper()
	for _, width := range []int64{390, 1280} {
		do(p.t, p.browser, chromedp.EmulateViewport(width, 800))
		if wide := evaluate[int64](p, "document.documentElement.scrollWidth"); wide > width {
			p.t.Errorf("%s is %d pixels wide in a window of %d", path, wide, width)
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		_, err := chromedp.Call(p.browser, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		if err != nil {
			p.t.Fatal(err)
		}
		// A style sheet that the policy blocks leaves the browser's own colours.
		if background := evaluate[string](p, "getComputedStyle(document.body).backgroundColor"); background != backgrounds[scheme] {
			p.t.Errorf("%s, %s: the background is %s", path, scheme, background)
		}
		if bad := evaluate[string](p, contrasts); bad != "" {
			p.t.Errorf("%s, %s: there is too little contrast in\n%s", path, scheme, bad)
		}
	}
	if small := evaluate[string](p, `[...document.querySelectorAll("button, .button, input:not([type=hidden])")].filter(e => e.checkVisibility() && !e.matches(".unseen") && e.getBoundingClientRect().height < 18).map(e => e.outerHTML).join("\n")`); small != "" {
		p.t.Errorf("%s: too small to be hit:\n%s", path, small)
	}
}

func TestWebapp_EveryPageFitsAPhoneAndCanBeRead(t *testing.T) {
	p := newPerson(t, startWebapp(t))
	look := func(path string) {
		t.Helper()
		p.look(path, map[string]string{"light": "rgb(245, 245, 241)", "dark": "rgb(18, 23, 20)"})
	}
	for _, path := range []string{"/", "/register", "/sign-in", "/sign-in/mail", "/sign-in/mail/sent", "/recover", "/recover/link?userId=a&secret=b", "/blocked", "/nothing", "/dev/mail"} {
		p.opens(path)
		look(path)
	}
	p.signsIn("wrong-horse-9")
	look("a wrong password")
	p.registers()
	for _, path := range []string{"/account", "/account/profile", "/account/profile/name", "/account/profile/email", "/account/profile/phone", "/account/security", "/account/security/password", "/account/devices", "/account/activity", "/account/preferences", "/account/close"} {
		p.opens(path)
		look(path)
	}
	p.opens("/account/security").clicks("#mfa-start")
	look("an authenticator")
	p.types("code", "000000").clicks("#authenticator-form button")
	look("a wrong code")
}
