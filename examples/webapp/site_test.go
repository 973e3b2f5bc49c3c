package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	ann      = "ann@example.com"
	password = "correct-horse-9"
)

// running is the site on a service of its own, as a test starts it.
type running struct {
	t       *testing.T
	service *accounttest.Server
	base    string
}

// startSite starts a service and a site on it. The site's client does not retry, so that a
// test does not wait.
func startSite(t *testing.T, options ...account.Option) *running {
	t.Helper()
	service := accounttest.New(t, accounttest.WithProviders("github"), accounttest.WithoutRateLimits())
	return startSiteOn(t, service, options...)
}

func startSiteOn(t *testing.T, service *accounttest.Server, options ...account.Option) *running {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	client := service.KeyClient(append([]account.Option{account.WithRetries(0)}, options...)...)
	site, err := newApp(client, base, settings{
		Providers: []account.OAuthProvider{account.OAuthProviderGitHub},
		Outbox:    func() []accounttest.Message { return service.Messages() },
	})
	require.NoError(t, err)
	server.Config.Handler = site
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(client.CloseIdleConnections)
	return &running{t, service, base}
}

// browser is one person's browser. It does not follow redirects by itself.
type browser struct {
	t    *testing.T
	site *running
	http *http.Client
	own  string // what it says of the origin of its forms
}

func (s *running) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{t: s.t, site: s, own: "same-origin", http: &http.Client{
		Jar:           jar,
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn is the browser of a person with a session.
func (s *running) signedIn(userID string) *browser {
	b := s.browser()
	u, err := url.Parse(s.base)
	require.NoError(s.t, err)
	b.http.Jar.SetCookies(u, []*http.Cookie{{Name: "session", Value: s.service.CreateSession(userID).Secret}})
	return b
}

// user is Ann, who can sign in with the password.
func (s *running) user(seed accounttest.Seed) accounttest.User {
	if seed.Email == "" {
		seed.Email, seed.Name = ann, "Ann Example"
	}
	seed.Password = password
	return s.service.CreateUser(seed)
}

// response is what a browser got.
type response struct {
	b        *browser
	status   int
	body     string // with entities decoded
	location string // without the origin of the site
	header   http.Header
	set      map[string]*http.Cookie
}

func (b *browser) get(path string) *response { b.t.Helper(); return b.send(http.MethodGet, path, nil) }

// post sends a form, given as names and values.
func (b *browser) post(path string, pairs ...string) *response {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, path, form)
}

func (b *browser) send(method, path string, form url.Values) *response {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.site.base+strings.TrimPrefix(path, b.site.base), strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	request.Header.Set("Accept", "text/html,application/xhtml+xml")
	request.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36")
	request.Header.Set("Sec-Fetch-Site", b.own)
	request.Header.Set("Sec-Fetch-Mode", "navigate")
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.http.Do(request)
	require.NoError(b.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	p := &response{b: b, status: res.StatusCode, body: html.UnescapeString(string(body)), header: res.Header,
		location: strings.TrimPrefix(res.Header.Get("Location"), b.site.base), set: map[string]*http.Cookie{}}
	for _, cookie := range res.Cookies() {
		p.set[cookie.Name] = cookie
	}
	p.isSafe()
	return p
}

// isSafe is what every response has to be.
func (p *response) isSafe() {
	t := p.b.t
	t.Helper()
	require.NotContains(t, p.header.Get("Content-Security-Policy"), "unsafe")
	require.Contains(t, p.header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, p.header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	require.Equal(t, "nosniff", p.header.Get("X-Content-Type-Options"))
	require.NotEmpty(t, p.header.Get("Referrer-Policy"))
	if session := p.b.session(); session != "" {
		require.NotContains(t, p.body, session)
		require.NotContains(t, p.location, session)
	}
	require.NotContains(t, p.body, password)
	require.NotContains(t, p.body, p.b.site.service.APIKey())
	if strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
		require.Equal(t, "no-store", p.header.Get("Cache-Control"))
	}
}

// session is the session cookie that the browser has, "" without one.
func (b *browser) session() string {
	u, err := url.Parse(b.site.base)
	require.NoError(b.t, err)
	for _, cookie := range b.http.Jar.Cookies(u) {
		if cookie.Name == "session" {
			return cookie.Value
		}
	}
	return ""
}

func (b *browser) signIn() *response {
	b.t.Helper()
	return b.post("/sign-in", "email", ann, "password", password)
}

// shows requires a page with a status and parts of its text.
func (p *response) shows(status int, parts ...string) *response {
	p.b.t.Helper()
	require.Equal(p.b.t, status, p.status, p.location+"\n"+p.body)
	for _, part := range parts {
		require.Contains(p.b.t, p.body, part)
	}
	return p
}

func (p *response) lacks(parts ...string) *response {
	p.b.t.Helper()
	for _, part := range parts {
		require.NotContains(p.b.t, p.body, part)
	}
	return p
}

// redirects requires a redirect, and returns where it leads.
func (p *response) redirects(location string) *response {
	p.b.t.Helper()
	require.Equal(p.b.t, http.StatusSeeOther, p.status, p.body)
	require.Equal(p.b.t, location, p.location)
	return p
}

// follow opens where a redirect leads.
func (p *response) follow() *response {
	p.b.t.Helper()
	require.NotEmpty(p.b.t, p.location, p.body)
	return p.b.get(p.location)
}

// keepsSession requires a response that neither ends nor changes the session.
func (p *response) keepsSession() *response {
	p.b.t.Helper()
	require.NotContains(p.b.t, p.set, "session")
	return p
}

// between returns what stands between two parts of the page.
func (p *response) between(before, after string) string {
	p.b.t.Helper()
	_, rest, found := strings.Cut(p.body, before)
	require.True(p.b.t, found, "%q is not on the page:\n%s", before, p.body)
	found1, _, _ := strings.Cut(rest, after)
	return found1
}

// indexOf is where a part of the page is.
func (p *response) indexOf(part string) int {
	p.b.t.Helper()
	i := strings.Index(p.body, part)
	require.GreaterOrEqual(p.b.t, i, 0, "%q is not on the page:\n%s", part, p.body)
	return i
}

// rawBody is a page as it was sent, with its entities.
func rawBody(b *browser, path string) string {
	b.t.Helper()
	res, err := b.http.Get(b.site.base + path)
	require.NoError(b.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return string(body)
}
