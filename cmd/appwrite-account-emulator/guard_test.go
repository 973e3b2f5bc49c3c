package main

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestGuard_HostsThatAreServed(t *testing.T) {
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
		{"localhost in any case", local, "LocalHost:4080", true},
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
			t.Errorf("%s (%q): allowed %t, expected %t", test.name, test.host, got, test.allow)
		}
	}
}

func TestGuard_PageAndAPIRejectAForeignHost(t *testing.T) {
	t.Parallel()
	program := start(t)
	for _, path := range []string{"/", "/icon.svg", "/console/auth/verification?userId=a&secret=b", "/v1/account", "//v1/account"} {
		response := program.send(t, http.MethodGet, path, nil, "Host", "evil.example:4080")
		if response.status != http.StatusForbidden || strings.Contains(response.body, "<html") {
			t.Errorf("GET %s: status %d, %.80s", path, response.status, response.body)
		}
	}
	response := program.send(t, http.MethodGet, "/v1/account", nil, "Host", "evil.example:4080")
	if !strings.Contains(response.body, `"type":"general_access_forbidden"`) || !strings.Contains(response.body, "--platform") {
		t.Errorf("an SDK cannot decode %s", response.body)
	}
	allowed := start(t, "--platform", "emulator.example.com")
	if response := allowed.send(t, http.MethodGet, "/", nil, "Host", "emulator.example.com:4080"); response.status != http.StatusOK {
		t.Errorf("a host given with --platform is rejected: %d", response.status)
	}
}

func TestGuard_ButtonsWorkOnlyFromThePageItself(t *testing.T) {
	t.Parallel()
	program := start(t)
	_, user := program.signUp(t, "ann@example.com", "correct-horse-9")
	form := url.Values{"do": {"delete"}}
	for name, headers := range map[string][]string{
		"another site, in a current browser": {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
		"another site, in an old browser":    {"Origin", "https://evil.example"},
		"another port of this machine":       {"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"},
		"a frame without an origin":          {"Origin", "null"},
	} {
		response := program.send(t, http.MethodPost, "/console/users/"+user.ID, form, headers...)
		if response.status != http.StatusForbidden {
			t.Errorf("%s: status %d, expected 403", name, response.status)
		}
	}
	if response := program.send(t, http.MethodGet, "/console/users/"+user.ID+"?do=delete", nil); response.status < 400 {
		t.Errorf("a link presses a button: status %d", response.status)
	}
	if !strings.Contains(program.page(t), "user-"+user.ID) {
		t.Fatal("the user is gone")
	}
	if response := program.press(t, "/console/users/"+user.ID, form); response.status != http.StatusSeeOther {
		t.Errorf("the page's own button: status %d, expected 303", response.status)
	}
	if strings.Contains(program.page(t), "user-"+user.ID) {
		t.Error("the user is still there")
	}
}

func TestGuard_ThePolicyAllowsOnlyTheStyleAndFormsOfThePage(t *testing.T) {
	t.Parallel()
	program := start(t)
	response := program.send(t, http.MethodGet, "/", nil)
	policy := response.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "style-src 'sha256-", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("%q is missing in the policy %q", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
		t.Errorf("the policy allows too much: %q", policy)
	}
	for name, expected := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
	} {
		if got := response.header.Get(name); got != expected {
			t.Errorf("%s is %q, expected %q", name, got, expected)
		}
	}
	if strings.Contains(response.body, "<script") || strings.Contains(response.body, "style=") {
		t.Error("the page contains what its policy forbids")
	}
	_, rest, _ := strings.Cut(response.body, "<style>")
	if sheet, _, _ := strings.Cut(rest, "</style>"); sheet != string(style) {
		t.Error("the stylesheet on the page is not the one that the policy allows")
	}
}

func TestGuard_PathsOfTheAPIArriveAsTheyWereSent(t *testing.T) {
	t.Parallel()
	program := start(t)
	response := program.send(t, http.MethodGet, "/v1//account/", nil, "X-Appwrite-Project", program.project)
	if response.status != http.StatusUnauthorized {
		t.Errorf("status %d, expected the 401 that the service returns for /v1/account", response.status)
	}
	if response.header.Get("Content-Security-Policy") != "" {
		t.Error("the headers of the page are on responses of the API")
	}
}
