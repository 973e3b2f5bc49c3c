package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestSafety_OtherSitesCannotSendForms(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{})
	for pattern := range new(app).forMembers() {
		path, isForm := strings.CutPrefix(pattern, "POST ")
		if !isForm {
			continue
		}
		b := s.signedIn(user.ID)
		b.own = "cross-site"
		b.post(strings.Replace(path, "{id}", "current", 1), "name", "Eve", "words", closeWords, "password", password, "kept", "yes").
			shows(403, "That came from somewhere else").keepsSession()
	}
	for _, path := range []string{"/sign-in", "/sign-out", "/register", "/try", "/recover", "/sign-in/mail", "/sign-in/code", "/verify"} {
		b := s.signedIn(user.ID)
		b.own = "same-site"
		b.post(path, "email", ann, "password", password).shows(403).keepsSession()
	}
	now := s.service.User(user.ID)
	require.Equal(t, "Ann Example", now.Name)
	require.False(t, now.Blocked)
}

func TestSafety_OnHTTPSCookiesAndHeadersAreStrict(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.CreateUser(accounttest.Seed{Email: ann, Password: password})
	site, err := newApp(service.KeyClient(), "https://fernhill.example", settings{})
	require.NoError(t, err)
	for _, path := range []string{"/sign-in", "/sign-out", "/try"} {
		request := httptest.NewRequest(http.MethodPost, "https://fernhill.example"+path, strings.NewReader("email="+ann+"&password="+password))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		recorder := httptest.NewRecorder()
		site.ServeHTTP(recorder, request)
		res := recorder.Result()
		require.Equal(t, http.StatusSeeOther, res.StatusCode)
		require.Contains(t, res.Header.Get("Strict-Transport-Security"), "max-age=")
		require.Equal(t, "DENY", res.Header.Get("X-Frame-Options"))
		require.NotEmpty(t, res.Cookies())
		for _, cookie := range res.Cookies() {
			require.True(t, cookie.Secure && cookie.HttpOnly && cookie.SameSite == http.SameSiteLaxMode, cookie.Name)
			require.True(t, strings.HasPrefix(cookie.Name, "__Host-"), cookie.Name)
		}
	}
	recorder := httptest.NewRecorder()
	site.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/dev/mail", nil))
	require.Equal(t, http.StatusNotFound, recorder.Code, "there is no such page with a real service")
}

func TestSafety_NothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	user := service.CreateUser(accounttest.Seed{Email: ann, Password: password})
	var log bytes.Buffer
	site, err := newApp(service.KeyClient(account.WithRetries(0)), "http://localhost", settings{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(t, err)
	session := service.CreateSession(user.ID).Secret
	service.AddFault(accounttest.Fault{Status: 503})
	for _, path := range []string{"/account", "/verify?userId=" + user.ID + "&secret=thesecret", "/recover/link?userId=" + user.ID + "&secret=thesecret"} {
		request := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader("password="+password))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Accept", "text/html")
		request.AddCookie(&http.Cookie{Name: "session", Value: session})
		site.ServeHTTP(httptest.NewRecorder(), request)
	}
	require.Contains(t, log.String(), "path=/recover/link")
	for _, secret := range []string{session, "thesecret", password, service.APIKey()} {
		require.NotContains(t, log.String(), secret)
	}
}

func TestSafety_TheStyleSheetIsServedAndNothingElse(t *testing.T) {
	t.Parallel()
	b := startSite(t).browser()
	b.get(stylePath).shows(200, "color-scheme")
	b.get("/icon.svg").shows(200, "<svg")
	for _, path := range []string{"/app.go", "/templates/signin.html", "/style-0.css", "/account/nothing"} {
		b.get(path).shows(404, "There is no such page")
	}
	b.post("/recover", "email", strings.Repeat("a", maxForm+1)).shows(422)
}

// pages are what a person sees who walks through the site.
func pages(t *testing.T) map[string]string {
	s := startSite(t)
	user := s.user(accounttest.Seed{EmailVerified: true, TOTP: true, RecoveryCodes: true, MFA: true})
	fresh := s.service.CreateUser(accounttest.Seed{Email: "bob@example.com", Password: password})
	guest, pending, member, bob := s.browser(), s.signedIn(user.ID), s.browser(), s.signedIn(fresh.ID)
	member.signIn()
	member.post("/sign-in/code", "factor", "totp", "code", s.service.TOTP(user.ID)).redirects("/account")
	s.signedIn(fresh.ID)
	seen := map[string]string{
		"new authenticator":  bob.post("/account/security/app").shows(200).body,
		"wrong code":         bob.post("/account/security/app/confirm", "uri", "otpauth://totp/a?secret=ABCD", "code", "0").shows(422).body,
		"recovery codes":     bob.post("/account/security/codes").shows(200).body,
		"codes not kept":     bob.post("/account/security/on").shows(422).body,
		"wrong registration": guest.post("/register").shows(422).body,
		"wrong sign-in":      guest.post("/sign-in", "email", ann, "password", "wrong-horse-9").shows(422).body,
		"not closed":         bob.post("/account/close").shows(422).body,
		"recovery link":      guest.get("/recover/link?userId=a&secret=b").shows(200).body,
		"verification link":  guest.get("/verify?userId=a&secret=b").shows(200).body,
	}
	for _, path := range []string{"/", "/register", "/sign-in", "/sign-in/mail", "/sign-in/mail/sent", "/recover", "/recover/sent", "/dev/mail", "/nothing"} {
		seen[path] = guest.get(path).body
	}
	for _, factor := range []string{"totp", "email", "recoverycode"} {
		seen["code by "+factor] = pending.get("/sign-in/code?factor=" + factor).shows(200).body
	}
	seen["blocked"] = guest.get("/blocked").shows(403).body
	for pattern := range new(app).forMembers() {
		if path, isPage := strings.CutPrefix(pattern, "GET "); isPage {
			seen["bob "+path] = bob.get(path).shows(200).body
			seen["member "+path] = member.get(path).shows(200).body
		}
	}
	return seen
}

func TestPages_CanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	for name, body := range pages(t) {
		root, err := html.Parse(strings.NewReader(body))
		require.NoError(t, err, name)
		ids, labels := map[string]bool{}, map[string]bool{}
		count := map[string]int{}
		var title string
		var inputs []*html.Node
		for node := range root.Descendants() {
			if node.Type != html.ElementNode {
				continue
			}
			count[node.Data]++
			if id := attribute(node, "id"); id != "" {
				require.False(t, ids[id], "%s: two elements have the id %s", name, id)
				ids[id] = true
			}
			switch node.Data {
			case "label":
				labels[attribute(node, "for")] = true
			case "input":
				inputs = append(inputs, node)
			case "title":
				title = node.FirstChild.Data
			case "html":
				require.Equal(t, "en", attribute(node, "lang"), name)
			case "button", "a":
				require.NotEmpty(t, strings.TrimSpace(textOf(node)), "%s: a %s without text", name, node.Data)
			case "img":
				require.True(t, has(node, "alt"), name)
			case "form":
				require.Equal(t, "post", attribute(node, "method"), name)
			}
			require.False(t, has(node, "style") || has(node, "onclick"), "%s: the policy blocks it", name)
		}
		require.Equal(t, 1, count["h1"], name)
		require.Equal(t, 1, count["main"], name)
		require.Zero(t, count["script"]+count["style"], name)
		require.True(t, strings.HasSuffix(title, " · Fernhill") && len(title) > len(" · Fernhill"), name)
		for _, input := range inputs {
			if attribute(input, "type") == "hidden" {
				continue
			}
			id := attribute(input, "id")
			require.True(t, labels[id] && id != "" || attribute(input, "aria-label") != "", "%s: %s has no label", name, attribute(input, "name"))
			for described := range strings.FieldsSeq(attribute(input, "aria-describedby")) {
				require.True(t, ids[described], "%s: %s is described by %s, which is not there", name, id, described)
			}
			switch attribute(input, "type") {
			case "password", "email", "text", "tel":
				require.NotEmpty(t, attribute(input, "autocomplete"), "%s: %s", name, id)
			}
			if attribute(input, "type") == "password" {
				require.Empty(t, attribute(input, "value"), "%s: %s", name, id)
			}
		}
	}
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(node *html.Node, name string) bool {
	for _, a := range node.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func textOf(node *html.Node) string {
	var text strings.Builder
	for inner := range node.Descendants() {
		if inner.Type == html.TextNode {
			text.WriteString(inner.Data)
		}
	}
	return text.String()
}
