package main

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/appwrite-go/appwrite/cmd/appwrite-account-emulator/internal/page"
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
	form := url.Values{}
	for name, headers := range map[string][]string{
		"another site, in a current browser": {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
		"another site, in an old browser":    {"Origin", "https://evil.example"},
		"another port of this machine":       {"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"},
		"a frame without an origin":          {"Origin", "null"},
	} {
		response := program.send(t, http.MethodPost, "/users/"+user.ID+"/delete", form, headers...)
		if response.status != http.StatusForbidden {
			t.Errorf("%s: status %d, expected 403", name, response.status)
		}
	}
	if response := program.send(t, http.MethodGet, "/users/"+user.ID+"/delete", nil); response.status < 400 {
		t.Errorf("a link presses a button: status %d", response.status)
	}
	if !strings.Contains(program.page(t, "/users"), "user-"+user.ID) {
		t.Fatal("the user is gone")
	}
	if response := program.press(t, "/users/"+user.ID+"/delete", form); response.status != http.StatusSeeOther {
		t.Errorf("the page's own button: status %d, expected 303", response.status)
	}
	if strings.Contains(program.page(t, "/users"), "user-"+user.ID) {
		t.Error("the user is still there")
	}
}

func TestGuard_ThePageCannotBeFramedOrRead(t *testing.T) {
	t.Parallel()
	program := start(t)
	response := program.send(t, http.MethodGet, "/", nil)
	if policy := response.header.Get("Content-Security-Policy"); policy != page.Policy {
		t.Errorf("the policy is %q", policy)
	}
	for name, expected := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
	} {
		if got := response.header.Get(name); got != expected {
			t.Errorf("%s is %q, expected %q", name, got, expected)
		}
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

func TestGuard_PagesOfOtherSitesChangeNothingThroughTheAPI(t *testing.T) {
	t.Parallel()
	program := start(t)
	signUp := func(program *running, headers ...string) reply {
		form := url.Values{"userId": {"ann"}, "email": {"ann@example.com"}, "password": {"correct-horse-9"}, "project": {program.project}}
		return program.send(t, http.MethodPost, "/v1/account", form, headers...)
	}
	for name, headers := range map[string][]string{
		"a sandboxed frame":                        {"Origin", "null"},
		"a sandboxed frame, current browser":       {"Origin", "null", "Sec-Fetch-Site", "cross-site"},
		"a local file":                             {"Origin", "file://"},
		"an origin without a scheme":               {"Origin", "localhost"},
		"an origin without a host":                 {"Origin", "http://"},
		"an origin that cannot be parsed":          {"Origin", "http://[::1"},
		"an origin with a bad port":                {"Origin", "http://localhost:x"},
		"an empty origin":                          {"Origin", ""},
		"another site":                             {"Origin", "https://evil.example"},
		"another site that hides its origin":       {"Sec-Fetch-Site", "cross-site"},
		"a sandboxed frame with a made-up key":     {"Origin", "null", "X-Appwrite-Key", "x"},
		"a local file with a referrer that is not": {"Origin", "file://", "Referer", "http://localhost/"},
	} {
		response := signUp(program, headers...)
		if response.status != http.StatusForbidden {
			t.Errorf("%s: status %d, expected 403: %s", name, response.status, response.body)
		}
		if !strings.Contains(response.body, `"code":403,"type":"general_`) {
			t.Errorf("%s: an SDK cannot decode %s", name, response.body)
		}
	}
	if users := strings.Count(program.page(t, "/users"), "id=\"user-"); users != 0 {
		t.Errorf("%d users were created", users)
	}
	for name, headers := range map[string][]string{
		"a program":              nil,
		"a page of this machine": {"Origin", "http://localhost:3000", "Sec-Fetch-Site", "cross-site"},
		"an app for phones":      {"Origin", "capacitor://localhost"},
		"the page's own address": {"Origin", program.base, "Sec-Fetch-Site", "same-origin"},
	} {
		if response := signUp(program, headers...); response.status != http.StatusCreated && response.status != http.StatusConflict {
			t.Errorf("%s: status %d, expected 201 or 409: %s", name, response.status, response.body)
		}
	}
	everybody := start(t, "--platform", "*")
	if response := signUp(everybody, "Origin", "null"); response.status != http.StatusCreated {
		t.Errorf("with --platform *: status %d, expected 201", response.status)
	}
}

func TestGuard_AMadeUpSignInSendsNoSecretToAForeignHost(t *testing.T) {
	t.Parallel()
	program := start(t, "--platform", "app.example.com")
	finish := func(success, more string, headers ...string) reply {
		query := url.Values{"project": {program.project}, "code": {"abcdef"}, "state": {`{"success":"` + success + `","token":true}`}}
		return program.send(t, http.MethodGet, "/v1/account/sessions/oauth2/mock/redirect?"+query.Encode()+more, nil, headers...)
	}
	for name, response := range map[string]reply{
		"a foreign host":             finish("https://evil.example/", ""),
		"a state that is sent twice": finish("http://localhost/", "&state="+url.QueryEscape(`{"success":"https://evil.example/","token":true}`)),
		"a host in upper-case key":   finish("http://localhost/", "&state="+url.QueryEscape(`{"SUCCESS":"https://evil.example/","token":true}`)),
		"a user that looks local":    finish("https://localhost@evil.example/", ""),
		"an image on another site":   finish("http://localhost/", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"),
		"a frame on another site":    finish("http://localhost/", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
		"a page on another port":     finish("http://localhost/", "", "Sec-Fetch-Site", "same-site"),
		"a HEAD request of a page":   program.send(t, http.MethodHead, "//v1/account//sessions/oauth2/mock/redirect/?code=abcdef&project="+program.project, nil, "Sec-Fetch-Site", "cross-site"),
	} {
		if response.status < 400 || response.header.Get("Location") != "" || len(response.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: status %d, Location %q", name, response.status, response.header.Get("Location"))
		}
	}
	if users := strings.Count(program.page(t, "/users"), "id=\"user-"); users != 0 {
		t.Errorf("%d users were created", users)
	}
	for _, success := range []string{"http://localhost:3000/in", "https://app.example.com/in", program.base + "/in"} {
		if response := finish(success, ""); response.status != http.StatusMovedPermanently || !strings.Contains(response.header.Get("Location"), "secret=") {
			t.Errorf("%s: status %d, Location %q", success, response.status, response.header.Get("Location"))
		}
	}
	for name, site := range map[string]string{"the provider's page": "same-origin", "the person's own input": "none"} {
		if response := finish("http://localhost/", "", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "navigate"); response.status != http.StatusMovedPermanently {
			t.Errorf("from %s: status %d, expected 301", name, response.status)
		}
	}
}

func TestGuard_HalfARequestDoesNotKeepTheProgramFromSaving(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	program := start(t, "--export-on-exit", file)
	connection, err := net.Dial("tcp", strings.TrimPrefix(program.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "POST /v1/account HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	program.page(t, "/users") // the half request has arrived as well
	if status := program.stop(); status != 0 {
		t.Errorf("the program ended with %d:\n%s", status, program.output)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestGuard_PagesOnAnyNameOfThisMachineCanCallTheAPI(t *testing.T) {
	t.Parallel()
	program := start(t)
	anonymous := func(method, origin string, headers ...string) reply {
		headers = append([]string{"Origin", origin, "Sec-Fetch-Site", "cross-site", "X-Appwrite-Project", program.project}, headers...)
		return program.send(t, method, "/v1/account/sessions/anonymous", nil, headers...)
	}
	for _, host := range []string{"localhost", "app.localhost", "127.0.0.1", "127.0.0.9", "[::1]"} {
		for _, origin := range []string{"http://" + host, "http://" + host + ":5173", "https://" + host + ":8443"} {
			for _, called := range []string{"localhost:4080", "127.0.0.1:4080", "[::1]:4080"} {
				preflight := anonymous(http.MethodOptions, origin, "Host", called, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "x-appwrite-project")
				response := anonymous(http.MethodPost, origin, "Host", called)
				if preflight.status != http.StatusNoContent || preflight.header.Get("Access-Control-Allow-Origin") != origin {
					t.Errorf("the preflight of %s to %s: status %d, %v", origin, called, preflight.status, preflight.header)
				}
				if response.status != http.StatusCreated || response.header.Get("Access-Control-Allow-Origin") != origin || response.header.Get("Access-Control-Allow-Credentials") != "true" {
					t.Errorf("%s to %s: status %d, %v", origin, called, response.status, response.header)
				}
			}
		}
	}
}

func TestGuard_PagesOfForeignHostsCannot(t *testing.T) {
	t.Parallel()
	program := start(t)
	for _, origin := range []string{"https://evil.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example:4080", "http://evil-localhost", "http://192.0.2.7:5173", "http://0.0.0.0:5173", "http://localhost@evil.example"} {
		response := program.send(t, http.MethodPost, "/v1/account/sessions/anonymous", nil, "Origin", origin, "Sec-Fetch-Site", "cross-site", "X-Appwrite-Project", program.project)
		if response.status != http.StatusForbidden || response.header.Get("Access-Control-Allow-Origin") == origin {
			t.Errorf("%s: status %d, %v", origin, response.status, response.header)
		}
	}
	if users := strings.Count(program.page(t, "/users"), "id=\"user-"); users != 0 {
		t.Errorf("%d users were created", users)
	}
}

// A page reads links and OAuth2 results at its own address.
func TestGuard_SignInsEndAtAnyNameOfThisMachine(t *testing.T) {
	t.Parallel()
	program := start(t, "--server-version", "1.9")
	for _, page := range []string{"http://127.0.0.1:5173/in", "http://[::1]:5173/in", "http://app.localhost:5173/in"} {
		query := url.Values{"project": {program.project}, "code": {"abcdef"}, "state": {`{"success":"` + page + `","token":true}`}}
		response := program.send(t, http.MethodGet, "/v1/account/sessions/oauth2/mock/redirect?"+query.Encode(), nil)
		if location := response.header.Get("Location"); response.status != http.StatusMovedPermanently || !strings.HasPrefix(location, page) {
			t.Errorf("%s: status %d, to %q", page, response.status, location)
		}
	}
}
