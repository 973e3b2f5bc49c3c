package accounthttp_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

var annAtGitHub = accounttest.ProviderAccount{ID: "gh-1", Email: ann, Name: "Ann"}

// atProvider signs in at the provider that a page redirects to, and returns where that leads.
func (s *shop) atProvider(start page) string {
	s.t.Helper()
	require.Equal(s.t, http.StatusSeeOther, start.status, start.body)
	return s.service.SignInAtProvider(start.location, annAtGitHub).URL
}

func TestOAuth2_ABrowserComesBackSignedInWhereItWantedToGo(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	start := b.get("/oauth2/github?next=/account/orders%3Fpage%3D2")
	require.Len(t, start.set, 1)
	for _, cookie := range start.set {
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite, "strict cookies do not come along from the provider")
		require.True(t, cookie.Secure && cookie.HttpOnly && strings.HasPrefix(cookie.Name, "__Host-"))
	}
	back := shop.atProvider(start)
	u, err := url.Parse(back)
	require.NoError(t, err)
	require.Len(t, u.Query()["state"], 1)
	require.NotContains(t, back, "orders", "the provider does not learn it")

	p := b.get(back).redirects("/account/orders?page=2")
	require.Equal(t, "no-referrer", p.header.Get("Referrer-Policy"))
	require.Equal(t, "no-store", p.header.Get("Cache-Control"))
	b.follow(p).shows(200, "account of ann")
	require.Len(t, b.cookies, 1, "the state is gone")
	require.Empty(t, shop.service.Requests("createSession")[0].Header.Get("X-Appwrite-Key"))
}

func TestOAuth2_EndsOnlyInTheBrowserThatStartedItAndOnce(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b, victim := shop.browser(), shop.browser()
	back := shop.atProvider(b.get("/oauth2/github"))
	victim.get("/oauth2/github") // has a state of its own
	for _, forged := range []string{
		back,
		strings.Replace(back, "state=", "stat=", 1),
		strings.Replace(back, "state=", "state=x", 1),
		"/oauth2/callback?state=&userId=ann&secret=s",
		"/oauth2/callback",
		"/oauth2/callback?state=" + strings.Repeat("A", 32) + "&error={}",
	} {
		victim.with("Sec-Fetch-Site", "cross-site").get(forged).shows(403, "For your protection").keepsSession()
		require.ErrorIs(t, shop.last, accounthttp.ErrNotStartedHere)
	}
	require.Zero(t, calls(shop.service, "createSession"), "the secret was not spent")
	b.get(back).redirects("/")
	b.get(back).shows(403, "start again")
	b.get("/account/").shows(200, "account of ann")
}

func TestOAuth2_AStateOfTheSameNameIsComparedWhole(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	back := shop.atProvider(b.get("/oauth2/github"))
	u, err := url.Parse(back)
	require.NoError(t, err)
	query := u.Query()
	state := query.Get("state")
	query.Set("state", state[:8]+strings.Repeat("A", len(state)-8))
	u.RawQuery = query.Encode()
	b.get(u.String()).shows(403, "start again")
	b.get(back).redirects("/") // the forged one has not used the state up
}

func TestOAuth2_SeveralTabsAtOnceWork(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	var back []string
	for i := range 5 {
		back = append(back, shop.atProvider(b.get(fmt.Sprintf("/oauth2/github?next=/account/%d", i))))
	}
	for i, location := range back {
		b.get(location).redirects(fmt.Sprintf("/account/%d", i))
	}
	for range 20 {
		b.get("/oauth2/github")
	}
	require.LessOrEqual(t, len(b.cookies), 6, "the session and five sign-ins")
}

func TestOAuth2_WhatTheProviderRejectsIsExplained(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	denied := shop.service.DenyAtProvider(b.get("/oauth2/github").location).URL
	p := b.get(denied).shows(400, "The sign-in did not work").keepsSession()
	require.ErrorIs(t, shop.last, account.ErrUserOAuth2ProviderError)
	require.NotContains(t, p.body, "GitHub", "the message of the URL is not shown")
	require.Empty(t, b.cookies)

	state := startState(t, b)
	b.get("/oauth2/callback?state=" + state + "&error=" + url.QueryEscape(`{"type":"user_blocked","code":401}`)).redirects("/blocked")
	state = startState(t, b)
	b.get("/oauth2/callback?state="+state+"&error=nonsense").shows(400, "The sign-in did not work")
	state = startState(t, b)
	b.get("/oauth2/callback?state="+state).shows(400, "does not work")
}

func startState(t *testing.T, b *browser) string {
	b.get("/oauth2/github")
	for name, cookie := range b.cookies {
		if id, ok := strings.CutPrefix(name, session+"-flow-"); ok {
			secret, _, _ := strings.Cut(cookie.Value, ".")
			return id + secret
		}
	}
	require.Fail(t, "no state")
	return ""
}

func TestOAuth2_AnotherSiteCannotStartIt(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.browser().with("Sec-Fetch-Site", "cross-site").get("/oauth2/github").shows(403, "somewhere else")
	shop.browser().with("Sec-Fetch-Site", "same-site").get("/oauth2/github").shows(403, "somewhere else")
	shop.browser().with("Sec-Fetch-Site", "cross-site").post("/oauth2/github").shows(403, "somewhere else")
	old := shop.browser().with("Sec-Fetch-Site", "").with("Sec-Fetch-Mode", "")
	old.with("Origin", "https://evil.example").get("/oauth2/github").shows(403, "somewhere else")
	require.Zero(t, calls(shop.service))
	for _, b := range []*browser{shop.browser(), shop.browser().with("Sec-Fetch-Site", "none"), shop.browser().with("Sec-Fetch-Site", "")} {
		require.Equal(t, 303, b.get("/oauth2/github").status)
		require.Equal(t, 303, b.post("/oauth2/github").status)
	}
}

func TestOAuth2_WhatCannotStartIsAnError(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	require.Equal(t, 400, shop.browser().get("/oauth2/nobody").status)
	shop.service.AddFault(accounttest.Fault{Operation: "createOAuth2Token", Status: 503})
	shop.browser().get("/oauth2/github").shows(503, "Not available")
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		for _, path := range []string{"", "callback", "https://evil.example/", "//evil.example", "/callback?a=b"} {
			require.ErrorContains(t, shop.site.StartOAuth2(w, r, "github", account.CreateOAuth2TokenParams{Success: path}), "not a path of the site")
		}
	})
	shop.browser().get("/")
}

func TestOAuth2_AServiceThatIsDownDoesNotUseTheSignInUp(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	back := shop.atProvider(b.get("/oauth2/github?next=/account/"))
	remove := shop.service.AddFault(accounttest.Fault{Operation: "createSession", Status: 503})
	b.get(back).shows(503, "Not available")
	remove()
	remove = shop.service.AddFault(accounttest.Fault{Operation: "get", Status: 503})
	p := b.get(back).redirects("/account/") // signed in, though the account cannot be read
	require.Len(t, b.cookies, 1, "the state is used up")
	b.get(p.location).shows(503, "Not available")
	remove()
	b.get(p.location).shows(200, "account of ann")
}
