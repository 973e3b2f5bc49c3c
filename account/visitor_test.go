package account_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0"

// request is one of a browser, as a web server receives it.
func request(remote string, header http.Header) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = remote
	if header != nil {
		r.Header = header
	}
	return r
}

func TestVisitor_TheAddressIsThatOfTheConnectionUnlessItIsAProxys(t *testing.T) {
	t.Parallel()
	inside := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("::1/128")}
	for name, test := range map[string]struct {
		remote    string
		forwarded []string
		proxies   []netip.Prefix
		expected  string
	}{
		"no proxy":                         {"203.0.113.7:4711", nil, nil, "203.0.113.7"},
		"IPv6":                             {"[2001:db8::7]:4711", nil, nil, "2001:db8::7"},
		"IPv4 on a socket for both":        {"[::ffff:203.0.113.7]:4711", nil, nil, "203.0.113.7"},
		"with a zone":                      {"[fe80::1%eth0]:4711", nil, nil, "fe80::1"},
		"a header that nobody vouches for": {"203.0.113.7:4711", []string{"198.51.100.1"}, nil, "203.0.113.7"},
		"a header, and a connection that is no proxy": {"203.0.113.7:4711", []string{"198.51.100.1"}, inside, "203.0.113.7"},
		"one proxy":                                    {"10.0.0.1:80", []string{"198.51.100.1"}, inside, "198.51.100.1"},
		"one proxy, and a client that lies":            {"10.0.0.1:80", []string{"1.1.1.1, 10.9.9.9, 198.51.100.1"}, inside, "198.51.100.1"},
		"two proxies":                                  {"10.0.0.1:80", []string{"198.51.100.1, 10.0.0.2"}, inside, "198.51.100.1"},
		"two proxies, with a header each":              {"10.0.0.1:80", []string{"198.51.100.1", "10.0.0.2"}, inside, "198.51.100.1"},
		"a proxy that writes ports":                    {"10.0.0.1:80", []string{"198.51.100.1:52000"}, inside, "198.51.100.1"},
		"a proxy that writes IPv6 with ports":          {"[::1]:80", []string{"[2001:db8::7]:52000"}, inside, "2001:db8::7"},
		"a proxy that writes IPv6 in brackets":         {"[fd00::1]:80", []string{" [2001:db8::7] "}, inside, "2001:db8::7"},
		"a proxy without the header":                   {"10.0.0.1:80", nil, inside, "10.0.0.1"},
		"a proxy with an empty header":                 {"10.0.0.1:80", []string{""}, inside, "10.0.0.1"},
		"everybody is a proxy":                         {"10.0.0.1:80", []string{"10.0.0.3, 10.0.0.2"}, inside, "10.0.0.3"},
		"what is no address ends it at the last proxy": {"10.0.0.1:80", []string{"198.51.100.1, unknown, 10.0.0.2"}, inside, "10.0.0.2"},
		"a comma at the end":                           {"10.0.0.1:80", []string{"198.51.100.1,"}, inside, "10.0.0.1"},
		"a socket of the file system":                  {"@", []string{"198.51.100.1"}, inside, "invalid IP"},
		"nothing":                                      {"", nil, inside, "invalid IP"},
	} {
		header := http.Header{}
		for _, line := range test.forwarded {
			header.Add("X-Forwarded-For", line)
		}
		visitor := account.VisitorOf(request(test.remote, header), test.proxies...)
		assert.Equal(t, test.expected, visitor.Addr.String(), name)
	}
}

func TestVisitor_IsSentWithEveryKindOfCredential(t *testing.T) {
	t.Parallel()
	visitor := account.Visitor{UserAgent: firefox, Addr: netip.MustParseAddr("203.0.113.7")}
	service := newStub(t, jsonResponse(200, userJSON)).allowAnyRequest()
	base := service.client(t, account.WithKey("k"), account.WithHeader("X-Forwarded-For", "192.0.2.1"), account.WithForwardedUserAgent("another"), account.WithHeader("X-A", "1"))
	changed, err := base.ForVisitor(visitor).With(account.WithLocale("de"))
	require.NoError(t, err)
	for _, client := range []*account.Client{
		base.ForVisitor(visitor), base.ForVisitor(visitor).WithSession("s"), base.WithSession("s").ForVisitor(visitor), base.ForVisitor(visitor).AsGuest(),
		base.ForVisitor(visitor).WithJWT("j"), changed, base.ForRequest(request("203.0.113.7:1", http.Header{"User-Agent": {firefox}})),
	} {
		_, err := client.Get(t.Context())
		require.NoError(t, err)
		sent := service.requests()[len(service.requests())-1].Header
		assert.Equal(t, []string{firefox}, sent["User-Agent"])
		assert.Equal(t, []string{firefox}, sent["X-Forwarded-User-Agent"])
		assert.Equal(t, []string{"203.0.113.7"}, sent["X-Forwarded-For"])
		assert.Equal(t, []string{"1"}, sent["X-A"])
	}
	_, err = base.Get(t.Context())
	require.NoError(t, err)
	sent := service.requests()[len(service.requests())-1].Header
	assert.Equal(t, "another", sent.Get("X-Forwarded-User-Agent"), "the client that it was derived from has not changed")
	assert.Equal(t, "192.0.2.1", sent.Get("X-Forwarded-For"))
}

// What a browser sends must not be able to break the calls that are made for it.
func TestVisitor_WhatAHeaderCannotCarryIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, agent := range []string{"", " ", "a\nb", "a\x00", "\x7f", strings.Repeat("a", 1025)} {
		service := newStub(t, jsonResponse(200, userJSON))
		_, err := service.client(t, account.WithSession("s")).ForVisitor(account.Visitor{UserAgent: agent}).Get(t.Context())
		require.NoError(t, err)
		sent := service.request(t).Header
		assert.Contains(t, sent.Get("User-Agent"), "AppwriteGoAccountSDK/")
		assert.NotContains(t, sent, "X-Forwarded-For")
		assert.NotContains(t, sent, "X-Forwarded-User-Agent")
	}
	var zero account.Client
	_, err := zero.ForVisitor(account.Visitor{UserAgent: firefox}).Get(t.Context())
	require.Error(t, err)
	_, err = zero.ForRequest(request("", nil)).AsGuest().Get(t.Context())
	require.Error(t, err)
}

func TestVisitor_ASessionThatCannotBeOneStaysSignedOut(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	client := service.client(t)
	_, err := client.WithSession("").ForVisitor(account.Visitor{UserAgent: firefox}).Get(t.Context())
	require.True(t, account.IsSignedOut(err))
	service.requireNoRequests(t)
}

// visitorAt is somebody with a browser at an address of their own.
func visitorAt(n int) account.Visitor {
	return account.Visitor{UserAgent: firefox, Addr: netip.AddrFrom4([4]byte{203, 0, 113, byte(n)})}
}

// A back end signs people in as guests: with its key, passwords could be guessed for ever.
func TestVisitor_WrongPasswordsAreLimitedThoughTheBackEndHasAKey(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password})
	backEnd := service.KeyClient(account.WithRetries(0))
	var limited int
	for attempt := range 30 {
		_, err := backEnd.ForVisitor(visitorAt(attempt)).SignIn(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: fmt.Sprint("wrong-horse-", attempt)})
		require.Error(t, err)
		if errors.Is(err, account.ErrGeneralRateLimitExceeded) {
			limited++
		}
	}
	require.Equal(t, 20, limited, "ten tries an hour for one address of email, from wherever they come")
	for _, sent := range service.Requests() {
		require.Empty(t, sent.Header.Get("X-Appwrite-Key"), "the key is not used for signing in")
	}
}

// With one limit for all visitors of a web server, the eleventh would be rejected.
func TestVisitor_EachHasALimitOfTheirOwn(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	backEnd := service.KeyClient(account.WithRetries(0))
	for n := range 60 {
		signIn, err := backEnd.ForVisitor(visitorAt(n)).SignIn(t.Context(), account.AnonymousSignIn{})
		require.NoError(t, err, "visitor %d signs in: at most 50 an hour from one address", n)
		_, err = signIn.Client.UpdateSession(t.Context(), account.CurrentSession)
		require.NoError(t, err, "visitor %d extends the session: at most 10 an hour from one address", n)
		_, err = signIn.Client.UpdatePassword(t.Context(), account.UpdatePasswordParams{Password: "another-horse-9"})
		require.NoError(t, err, "visitor %d sets a password: at most 10 an hour from one address", n)
	}
}

func TestVisitor_TheirBrowserAndAddressAreInSessionsAndLogs(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password})
	signIn, err := service.KeyClient().ForVisitor(visitorAt(7)).SignIn(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: password})
	require.NoError(t, err)
	require.Equal(t, "Firefox 121 on Windows 10", signIn.Session.Device())
	require.Equal(t, "203.0.113.7", signIn.Session.IP)

	_, err = signIn.Client.UpdateName(t.Context(), account.UpdateNameParams{Name: "Ann"})
	require.NoError(t, err)
	logs, err := signIn.Client.ListLogs(t.Context(), account.ListLogsParams{})
	require.NoError(t, err)
	for _, entry := range logs.Logs[:2] { // the change of the name, and the sign-in
		assert.Equal(t, "Firefox", entry.ClientName, entry.Event)
		assert.Equal(t, "203.0.113.7", entry.IP, entry.Event)
	}
}
