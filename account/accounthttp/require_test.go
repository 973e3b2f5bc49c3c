package accounthttp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestRequire_LetsSignedInPeopleThrough(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	p := b.get("/account/").shows(200, "account of ann@example.com")
	require.Equal(t, "no-store", p.header.Get("Cache-Control"))
	require.Empty(t, p.set)
	require.Equal(t, 1, calls(shop.service), "one lookup")
}

func TestRequire_EachStateHasItsPlace(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	blocked := shop.user(accounttest.Seed{Email: "b@example.com"})
	shop.user(accounttest.Seed{Email: "r@example.com"})
	pending := shop.user(accounttest.Seed{Email: "p@example.com", EmailVerified: true, TOTP: true, MFA: true})
	ended := shop.user(accounttest.Seed{Email: "e@example.com"})
	b, e, p := shop.signedIn(blocked.ID), shop.signedIn(ended.ID), shop.signedIn(pending.ID)
	r := shop.signedIn("r@example.com")
	shop.service.UpdateUser(blocked.ID, accounttest.UserChange{Blocked: new(true)})
	shop.service.UpdateUser("r@example.com", accounttest.UserChange{PasswordReset: new(true)})
	shop.service.SignOut(ended.ID)

	const page = "/account/orders?page=2"
	shop.browser().get(page).redirects("/sign-in?next=%2Faccount%2Forders%3Fpage%3D2").keepsSession()
	e.get(page).redirects("/sign-in?next=%2Faccount%2Forders%3Fpage%3D2").clears()
	p.get(page).redirects("/sign-in/code?next=%2Faccount%2Forders%3Fpage%3D2").keepsSession()
	b.get(page).redirects("/blocked").keepsSession()
	r.get(page).redirects("/recover").keepsSession()
	b.follow(b.get(page)).shows(200, "blocked page")
}

func TestRequire_AServiceInTroubleSignsNobodyOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault      accounttest.Fault
		status     int
		retryAfter string
		content    string
	}{
		"down":         {accounttest.Fault{Status: 503}, 503, "30", "Nobody was signed out"},
		"internal":     {accounttest.Fault{Status: 500}, 503, "30", "Nobody was signed out"},
		"timed out":    {accounttest.Fault{Status: 408, Type: "database_timeout"}, 503, "30", "Nobody was signed out"},
		"proxy":        {accounttest.Fault{Damage: accounttest.HTMLPage, Status: 403}, 503, "30", "Nobody was signed out"},
		"empty 401":    {accounttest.Fault{Damage: accounttest.Empty, Status: 401}, 503, "30", "Nobody was signed out"},
		"reset":        {accounttest.Fault{Damage: accounttest.Reset}, 503, "30", "Nobody was signed out"},
		"half":         {accounttest.Fault{Damage: accounttest.Truncated}, 503, "30", "Nobody was signed out"},
		"rate limit":   {accounttest.Fault{RateLimit: true}, 429, "", "Too many attempts"},
		"proxy limit":  {accounttest.Fault{Damage: accounttest.HTMLPage, Status: 429}, 429, "60", "Too many attempts"},
		"forbidden":    {accounttest.Fault{Status: 403, Type: "general_access_forbidden"}, 400, "", "That was not possible"},
		"wrong set-up": {accounttest.Fault{Status: 404, Type: "project_not_found"}, 500, "", "Something went wrong"},
		"stale key":    {accounttest.Fault{Status: 401, Type: "user_unauthorized"}, 500, "", "Something went wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(t)
			b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
			c.fault.Operation = "get"
			remove := shop.service.AddFault(c.fault)
			p := b.get("/account/").shows(c.status, c.content).keepsSession()
			if c.retryAfter != "" {
				require.Equal(t, c.retryAfter, p.header.Get("Retry-After"))
			}
			if c.status == 429 {
				seconds, err := strconv.Atoi(p.header.Get("Retry-After"))
				require.NoError(t, err)
				require.True(t, seconds > 0 && seconds <= 3600, seconds)
			}
			require.Equal(t, "no-store", p.header.Get("Cache-Control"))
			remove()
			b.get("/account/").shows(200, "account of ann")
		})
	}
}

func TestRequire_ASlowServiceIsGivenUpAtTheClientsTimeLimit(t *testing.T) {
	t.Parallel()
	shop := newShopWith(t, []account.Option{account.WithTimeout(20 * time.Millisecond)})
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	shop.service.AddFault(accounttest.Fault{Operation: "get", Delay: time.Minute})
	b.get("/account/").shows(503, "Nobody was signed out").keepsSession()
}

func TestRequire_PagesOfAStateAreLetThroughSoThatNobodyGoesInCircles(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	everything := http.NewServeMux()
	everything.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_, err := shop.site.User(r)
		fmt.Fprintf(w, "%s for somebody %v", r.URL.Path, accounthttp.StateOf(err))
	})
	shop.handler = shop.site.Require(everything)
	user := shop.user(accounttest.Seed{})
	pending := shop.user(accounttest.Seed{Email: "p@example.com", EmailVerified: true, MFA: true})
	blocked := shop.signedIn(user.ID)
	shop.service.UpdateUser(user.ID, accounttest.UserChange{Blocked: new(true)})

	b := shop.browser()
	b.follow(b.get("/")).shows(200, "/sign-in for somebody signed-out")
	b.follow(b.get("/sign-in/code")).shows(200, "/sign-in for somebody signed-out")
	blocked.follow(blocked.get("/")).shows(200, "/blocked for somebody blocked")
	p := shop.signedIn(pending.ID)
	p.follow(p.get("/sign-in")).shows(200, "/sign-in/code for somebody challenge-pending")
}

func TestRequire_PagesAreThoseThatTheBrowserSeesBelowAPrefixToo(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithPages(accounthttp.Pages{SignIn: "/app/sign-in"}))
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	shop.handler = http.StripPrefix("/app", shop.site.Require(mux))
	b := shop.browser()
	p := b.get("/app/orders").redirects("/app/sign-in?next=%2Fapp%2Forders")
	b.get(p.location).shows(200, "/sign-in")
}

func TestRequire_WhatIsNoPageLoadGetsAStatus(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	pending := shop.user(accounttest.Seed{Email: "p@example.com", EmailVerified: true, MFA: true})
	fetch := func(b *browser) *browser { return b.with("Sec-Fetch-Mode", "cors") }
	for name, b := range map[string]*browser{
		"fetch":  fetch(shop.browser()),
		"JSON":   shop.browser().with("Sec-Fetch-Mode", "").with("Accept", "application/json"),
		"curl":   shop.browser().with("Sec-Fetch-Mode", "").with("Accept", "*/*"),
		"silent": shop.browser().with("Sec-Fetch-Mode", "").with("Accept", ""),
	} {
		p := b.get("/account/").shows(401, `{"error":"signed-out"}`)
		require.Equal(t, "application/json", p.header.Get("Content-Type"), name)
		require.Empty(t, p.header.Get("HX-Redirect"))
	}
	old := shop.browser().with("Sec-Fetch-Mode", "").with("Sec-Fetch-Site", "")
	old.get("/account/").redirects("/sign-in?next=%2Faccount%2F")
	htmx := shop.browser().with("HX-Request", "true").with("Sec-Fetch-Mode", "cors").with("Referer", origin+"/shelf?n=1")
	p := htmx.get("/account/cart").shows(401, `{"error":"signed-out"}`)
	require.Equal(t, "/sign-in?next=%2Fshelf%3Fn%3D1", p.header.Get("HX-Redirect"), "back to the page, not to the fragment")
	old.with("HX-Request", "true").get("/account/").shows(401, `{"error":"signed-out"}`)

	fetch(shop.signedIn(pending.ID)).get("/account/").shows(401, `{"error":"challenge-pending"}`)
	b := fetch(shop.signedIn(user.ID))
	remove := shop.service.AddFault(accounttest.Fault{RateLimit: true})
	b.get("/account/").shows(429, `{"error":"rate-limited"}`)
	remove()
	remove = shop.service.AddFault(accounttest.Fault{Status: 503})
	require.Equal(t, "30", b.get("/account/").shows(503, `{"error":"unavailable"}`).header.Get("Retry-After"))
	remove()
	shop.service.UpdateUser(user.ID, accounttest.UserChange{Blocked: new(true)})
	b.get("/account/").shows(403, `{"error":"blocked"}`)
}

func TestServeError_RendersWhatAHandlerMeetsLater(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID).with("Referer", origin+"/account/profile")
	remove := shop.service.AddFault(accounttest.Fault{Operation: "updateName", RateLimit: true})
	b.post("/name", "name", "Ann").shows(429, "Too many attempts").keepsSession()
	remove()
	remove = shop.service.AddFault(accounttest.Fault{Operation: "updateName", Status: 503})
	b.post("/name", "name", "Ann").shows(503, "Not available").keepsSession()
	remove()
	shop.service.AddFault(accounttest.Fault{Operation: "updateName", Status: 401, Type: "general_unauthorized_scope"})
	b.post("/name", "name", "Ann").redirects("/sign-in?next=%2Faccount%2Fprofile").clears()
}

func TestServeError_AFormIsLedBackToItsPageAndNeverToAnotherSite(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	for referer, location := range map[string]string{
		origin + "/account/profile?tab=2": "/sign-in?next=%2Faccount%2Fprofile%3Ftab%3D2",
		"https://evil.example/account":    "/sign-in",
		origin + ".evil.example/account":  "/sign-in",
		origin + "//evil.example":         "/sign-in",
		"":                                "/sign-in",
	} {
		shop.browser().with("Referer", referer).post("/name", "name", "Ann").redirects(location)
	}
}

func TestProblemPage_CanBeTheSites(t *testing.T) {
	t.Parallel()
	var got accounthttp.Problem
	shop := newShop(t, accounthttp.WithProblemPage(func(w http.ResponseWriter, r *http.Request, p accounthttp.Problem) {
		got = p
		w.WriteHeader(p.Status)
		fmt.Fprint(w, "our page")
	}))
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	shop.service.AddFault(accounttest.Fault{Status: 503})
	p := b.get("/account/").shows(503, "our page")
	require.Equal(t, "30", p.header.Get("Retry-After"))
	require.Equal(t, accounthttp.Unavailable, got.State)
	require.NotContains(t, fmt.Sprintf("%+v", got), b.session())
	require.Error(t, got.Err)
}

func TestHandler_ChangesFromOtherSitesAreRejected(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID).with("Sec-Fetch-Site", "cross-site").with("Origin", "https://evil.example")
	b.post("/name", "name", "Eve").shows(403, "For your protection nothing was done").keepsSession()
	b.signIn().shows(403, "That came from somewhere else").keepsSession()
	require.Zero(t, calls(shop.service))
	shop.handler = shop.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "done") }))
	b.post("/").shows(403, "somewhere else") // Require alone is enough
	b.get("/").shows(200, "done")
}

func TestHandler_TheProtectionCanBeTheSites(t *testing.T) {
	t.Parallel()
	protection := http.NewCrossOriginProtection()
	require.NoError(t, protection.AddTrustedOrigin("https://partner.example"))
	shop := newShop(t, accounthttp.WithCrossOriginProtection(protection))
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID).with("Sec-Fetch-Site", "cross-site")
	b.with("Origin", "https://partner.example").post("/name", "name", "Ann").redirects("/account/")
	b.with("Origin", "https://evil.example").post("/name", "name", "Eve").shows(403, "somewhere else")
}

func TestRefresh_ASessionIsExtendedBeforeItEnds(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithRefresh(2*year)) // always due
	user := shop.user(accounttest.Seed{})
	b := shop.browser()
	p := b.signIn()
	require.NotNil(t, p.set[session+"-refresh"])
	require.True(t, p.set[session+"-refresh"].HttpOnly)
	old := shop.session(user.ID).Expire
	shop.service.Clock().Advance(time.Hour)
	p = b.get("/account/").shows(200, "account of ann")
	require.Equal(t, 1, calls(shop.service, "updateSession"))
	require.InDelta(t, (year + time.Hour).Seconds(), p.set[session].MaxAge, 60)
	require.True(t, shop.session(user.ID).Expire.After(old))
	require.Equal(t, b.session(), p.set[session].Value)
}

func TestRefresh_IsLeftAloneUntilItIsDue(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]accounthttp.Option{"not due": {accounthttp.WithRefresh(time.Hour)}, "off": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(t, options...)
			shop.user(accounttest.Seed{})
			b := shop.browser()
			b.signIn()
			b.get("/account/").shows(200, "account of ann").keepsSession()
			if options == nil {
				b.keep(&http.Cookie{Name: session + "-refresh", Value: "0"})
				b.get("/account/").shows(200, "account of ann").keepsSession()
			}
			require.Zero(t, calls(shop.service, "updateSession"))
		})
	}
}

func TestRefresh_ThatFailsCostsNothingAndIsTriedLater(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithRefresh(2*year))
	shop.user(accounttest.Seed{})
	b := shop.browser()
	b.signIn()
	shop.service.AddFault(accounttest.Fault{Operation: "updateSession", Status: 503})
	b.get("/account/").shows(200, "account of ann").keepsSession()
	b.get("/account/").shows(200, "account of ann").keepsSession()
	require.Equal(t, 1, calls(shop.service, "updateSession"), "the second is ten minutes away")
	for _, hostile := range []string{"", "x", "99999999999999999999", "-1"} {
		b.keep(&http.Cookie{Name: session + "-refresh", Value: hostile})
		b.get("/account/").shows(200, "account of ann")
	}
}

func (s *shop) session(userID string) accounttest.Session {
	user := s.service.User(userID)
	require.Len(s.t, user.Sessions, 1)
	return user.Sessions[0]
}

func TestStateOf_EachErrorHasOne(t *testing.T) {
	t.Parallel()
	rejection := func(status int, kind account.ErrorType) error {
		return fmt.Errorf("wrapped: %w", &account.Error{StatusCode: status, Type: kind, Attempts: 1})
	}
	for _, c := range []struct {
		err  error
		want accounthttp.State
	}{
		{nil, accounthttp.SignedIn},
		{rejection(401, account.ErrUserMoreFactorsRequired), accounthttp.ChallengePending},
		{rejection(401, account.ErrUserBlocked), accounthttp.Blocked},
		{rejection(403, account.ErrUserBlocked), accounthttp.Blocked}, // server 1.9
		{rejection(412, account.ErrUserPasswordResetRequired), accounthttp.PasswordReset},
		{rejection(429, account.ErrGeneralRateLimitExceeded), accounthttp.RateLimited},
		{rejection(429, ""), accounthttp.RateLimited},
		{rejection(500, account.ErrGeneralUnknown), accounthttp.Unavailable},
		{rejection(200, ""), accounthttp.Unavailable},
		{rejection(302, ""), accounthttp.Unavailable},
		{fmt.Errorf("wrapped: %w", context.DeadlineExceeded), accounthttp.Unavailable},
		{rejection(401, account.ErrUserInvalidCredentials), accounthttp.Failed},
		{errors.New("of the program"), accounthttp.Failed},
		{accounthttp.ErrCrossOrigin, accounthttp.CrossOrigin},
		{accounthttp.ErrNotStartedHere, accounthttp.CrossOrigin},
	} {
		require.Equal(t, c.want, accounthttp.StateOf(c.err), "%v", c.err)
	}
	require.Equal(t, "unknown", accounthttp.State(-1).String())
	require.Equal(t, "failed", accounthttp.Failed.String())
}
