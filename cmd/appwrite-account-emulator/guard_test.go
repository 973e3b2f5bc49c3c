package main

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestHostsThatThePageAnswersFor(t *testing.T) {
	t.Parallel()
	loopback := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4080}
	local := newHostRule(choices{listen: "127.0.0.1:4080", platforms: []string{"app.example.com", "*.shop.example", "*"}}, loopback)
	remote := newHostRule(choices{listen: "emulator.lan:4080", allowRemote: true}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 4080})
	for _, test := range []struct {
		name  string
		rule  hostRule
		host  string
		allow bool
	}{
		{"the loopback address", local, "127.0.0.1:4080", true},
		{"another loopback address", local, "127.0.0.2", true},
		{"the loopback address of IPv6", local, "[::1]:4080", true},
		{"localhost, however spelled", local, "LocalHost:4080", true},
		{"a name below localhost", local, "app.localhost:4080", true},
		{"a platform", local, "app.example.com", true},
		{"a platform by its pattern", local, "www.shop.example:80", true},
		{"the domain of a pattern itself", local, "shop.example", false},
		{"a page that rebound its domain name", local, "evil.example:4080", false},
		{"a name that ends like localhost", local, "evil-localhost", false},
		{"a name that begins like an address", local, "127.0.0.1.evil.example:4080", false},
		{"an address of the network, on loopback", local, "192.0.2.7:4080", false},
		{"no host at all", local, "", false},
		{"an address of the network, with the flag", remote, "192.0.2.9:4080", true},
		{"the name that it listens on", remote, "emulator.lan:4080", true},
		{"a rebound domain name, with the flag", remote, "evil.example:4080", false},
	} {
		if got := test.rule.allows(test.host); got != test.allow {
			t.Errorf("%s (%q): allowed %t, want %t", test.name, test.host, got, test.allow)
		}
	}
}

func TestARequestForAForeignHostIsRefusedByPageAndAPI(t *testing.T) {
	t.Parallel()
	program := start(t)
	for _, path := range []string{"/", "/icon.svg", "/console/auth/verification?userId=a&secret=b", "/v1/account", "//v1/account"} {
		answer := program.send(t, http.MethodGet, path, nil, "Host", "evil.example:4080")
		if answer.status != http.StatusForbidden || strings.Contains(answer.body, "<html") {
			t.Errorf("GET %s: status %d, %.80s", path, answer.status, answer.body)
		}
	}
	answer := program.send(t, http.MethodGet, "/v1/account", nil, "Host", "evil.example:4080")
	if !strings.Contains(answer.body, `"type":"general_access_forbidden"`) || !strings.Contains(answer.body, "--platform") {
		t.Errorf("an SDK cannot make sense of %s", answer.body)
	}
	allowed := start(t, "--platform", "emulator.example.com")
	if answer := allowed.send(t, http.MethodGet, "/", nil, "Host", "emulator.example.com:4080"); answer.status != http.StatusOK {
		t.Errorf("a host given with --platform is refused: %d", answer.status)
	}
}

func TestButtonsOnlyWorkFromThePageItself(t *testing.T) {
	t.Parallel()
	program := start(t)
	_, user := program.signUp(t, "ann@example.com", "correct-horse-9")
	form := url.Values{"do": {"delete"}}
	for name, headers := range map[string][]string{
		"another site, in a browser of today": {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
		"another site, in an old browser":     {"Origin", "https://evil.example"},
		"another port of this machine":        {"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"},
		"a frame without an origin":           {"Origin", "null"},
	} {
		answer := program.send(t, http.MethodPost, "/console/users/"+user.ID, form, headers...)
		if answer.status != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", name, answer.status)
		}
	}
	if answer := program.send(t, http.MethodGet, "/console/users/"+user.ID+"?do=delete", nil); answer.status < 400 {
		t.Errorf("a link presses a button: status %d", answer.status)
	}
	if !strings.Contains(program.page(t), "user-"+user.ID) {
		t.Fatal("the user is gone")
	}
	if answer := program.press(t, "/console/users/"+user.ID, form); answer.status != http.StatusSeeOther {
		t.Errorf("the page's own button: status %d, want 303", answer.status)
	}
	if strings.Contains(program.page(t), "user-"+user.ID) {
		t.Error("the user is still there")
	}
}

func TestThePageAllowsItsOwnStyleAndFormsOnly(t *testing.T) {
	t.Parallel()
	program := start(t)
	answer := program.send(t, http.MethodGet, "/", nil)
	policy := answer.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "style-src 'sha256-", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("%q is missing in the policy %q", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
		t.Errorf("the policy is too generous: %q", policy)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
	} {
		if got := answer.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if strings.Contains(answer.body, "<script") || strings.Contains(answer.body, "style=") {
		t.Error("the page has what its policy forbids")
	}
	_, rest, _ := strings.Cut(answer.body, "<style>")
	if sheet, _, _ := strings.Cut(rest, "</style>"); sheet != string(style) {
		t.Error("the stylesheet on the page is not the one that the policy allows")
	}
}

func TestPathsOfTheAPIArriveAsTheyWereSent(t *testing.T) {
	t.Parallel()
	program := start(t)
	answer := program.send(t, http.MethodGet, "/v1//account/", nil, "X-Appwrite-Project", program.project)
	if answer.status != http.StatusUnauthorized {
		t.Errorf("status %d, want the 401 that the service gives for /v1/account", answer.status)
	}
	if answer.header.Get("Content-Security-Policy") != "" {
		t.Error("the page's headers are on the API's answers")
	}
}
