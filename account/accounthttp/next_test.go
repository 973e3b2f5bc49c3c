package accounthttp

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

func newSite(t testing.TB) *Site {
	t.Helper()
	client, err := account.New("https://cloud.example/v1", "shop")
	require.NoError(t, err)
	site, err := New(client, "https://shop.test")
	require.NoError(t, err)
	return site
}

// next is what a site makes of the parameter.
func (s *Site) next(value string) (next string) {
	r := httptest.NewRequest(http.MethodGet, "/sign-in?next="+url.QueryEscape(value), nil)
	s.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { next = s.Next(r) })).ServeHTTP(httptest.NewRecorder(), r)
	return next
}

func TestNext_PagesOfTheSiteAreKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for value, want := range map[string]string{
		"/":                                   "/",
		"/account":                            "/account",
		"/account/?page=2&sort=a+b":           "/account/?page=2&sort=a+b",
		"/orders/caf%C3%A9":                   "/orders/caf%C3%A9",
		"/a%2Fb":                              "/a%2Fb",
		"/search?q=https://evil.example//%5c": "/search?q=https://evil.example//%5c",
		"/account#fragment":                   "/account",
		"/a:b@c":                              "/a:b@c",
	} {
		require.Equal(t, want, s.next(value))
	}
}

// hostile are values of "next" that lead elsewhere, in some browser or behind some proxy.
var hostile = []string{
	"", "account", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%5cevil.example", "/%5Cevil.example",
	"/%2fevil.example", "/%2F%2Fevil.example", "https://evil.example", "https:evil.example", "https:/evil.example", "HTTPS://evil.example", "javascript:alert(1)",
	"data:text/html,x", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/%09/evil.example", "/%0a/evil.example", "/\x00/evil",
	"/a\r\nSet-Cookie:b=c", "/%0d%0aSet-Cookie:b", "//user:pass@evil.example", "https://shop.test@evil.example", "https://shop.test.evil.example",
	"/.//evil.example", "/..//evil.example", "/../evil", "/%2e%2e/%2e%2e//evil", "/./\\evil", "/a/..//evil.example", "/;//evil.example", "?next=//evil.example",
	"/a b", "/\u2028", "/é", "/\u202eevil", "/%zz", "/\x7f", "/" + strings.Repeat("a", maxNext), "/sign-in", "/sign-in?next=/sign-in", "/sign-in/code", "/sign%2din", "/blocked", "//", "/\\", "http:///evil.example",
}

func TestNext_WhatLeadsElsewhereIsHome(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, value := range hostile {
		require.Equal(t, "/", s.next(value), "%q", value)
	}
}

func TestNext_OfAHostileFormIsHome(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, body := range []string{"next=//evil.example", "next=%", "next=%0a", "&&&=;"} {
		r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		s.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { require.Equal(t, "/", s.Next(r)) })).ServeHTTP(httptest.NewRecorder(), r)
	}
}

func FuzzNext(f *testing.F) {
	for _, value := range hostile {
		f.Add(value)
	}
	f.Add("/account/?page=2")
	f.Add("/a%2Fb?c=%5c")
	s := newSite(f)
	f.Fuzz(func(t *testing.T, value string) {
		next := s.next(value)
		w := httptest.NewRecorder()
		redirect(w, httptest.NewRequest(http.MethodGet, "/sign-in", nil), next)
		for _, location := range []string{next, w.Header().Get("Location")} {
			for range 2 { // as it is, and as a proxy decodes it
				if !staysHere(location) {
					t.Fatalf("%q leads to %q", value, location)
				}
				path, query, _ := strings.Cut(location, "?")
				decoded, err := url.PathUnescape(path)
				if err != nil {
					t.Fatalf("%q leads to %q: %v", value, location, err)
				}
				location = decoded + "?" + query
			}
		}
		if again := s.next(next); again != next {
			t.Fatalf("%q leads to %q, and that to %q", value, next, again)
		}
	})
}

// staysHere says what the WHATWG's URL parser makes of a Location.
func staysHere(location string) bool {
	path, _, _ := strings.Cut(location, "?")
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return false // tabs and line breaks would be left out, others end up in headers
	}
	path = strings.ReplaceAll(path, `\`, "/")
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return false
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

func TestNew_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	client, err := account.New("https://cloud.example/v1", "shop")
	require.NoError(t, err)
	for _, origin := range []string{"", "shop.test", "//shop.test", "https://", "https://shop.test/app", "https://a:b@shop.test", "https://shop.test?x", "ftp://shop.test", "http://shop.test", "http://10.0.0.1", "%"} {
		_, err := New(client, origin)
		require.ErrorContains(t, err, "accounthttp: New: ", origin)
		require.NotContains(t, err.Error(), "a:b")
	}
	for _, origin := range []string{"https://shop.test", "https://shop.test/", "https://shop.test:8443", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:80", "http://a.localhost"} {
		_, err := New(client, origin)
		require.NoError(t, err, origin)
	}
	_, err = New(nil, "https://shop.test")
	require.ErrorContains(t, err, "make one with account.New")
	for _, c := range []struct {
		option Option
		origin string
		want   string
	}{
		{WithPages(Pages{SignIn: "https://evil.example"}), "", "WithPages"},
		{WithPages(Pages{Home: "home"}), "", "WithPages"},
		{WithCookieName("a b"), "", "WithCookieName"},
		{WithCookieName(""), "", "WithCookieName"},
		{WithCookieName("__Host-x"), "http://localhost", "http"},
		{WithRefresh(-1), "", "WithRefresh"},
		{WithUserCache(-1), "", "WithUserCache"},
		{WithUserCache(maxUserCache + 1), "", "WithUserCache"},
		{WithCrossOriginProtection(nil), "", "WithCrossOriginProtection"},
		{WithProblemPage(nil), "", "WithProblemPage"},
		{WithConfirmPage(nil), "", "WithConfirmPage"},
	} {
		origin := c.origin
		if origin == "" {
			origin = "https://shop.test"
		}
		_, err := New(client, origin, nil, c.option)
		require.ErrorContains(t, err, c.want)
	}
}
