package accounthttp_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestSignIn_TheBrowserGetsACookieThatNobodyElseCanReadOrSend(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(accounttest.Seed{})
	b := shop.browser()
	p := b.signIn().redirects("/")
	cookie := p.set[session]
	require.InDelta(t, year.Seconds(), cookie.MaxAge, 60)
	require.True(t, cookie.Secure)
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	require.Equal(t, "/", cookie.Path)
	require.Empty(t, cookie.Domain)
	require.Equal(t, "no-store", p.header.Get("Cache-Control"))
	require.Len(t, p.set, 1)
	user, err := shop.service.GuestClient().WithSession(cookie.Value).Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, ann, user.Email)
	b.follow(p).shows(200, "home of ann@example.com")
}

func TestSignIn_OnPlainHTTPTheCookieHasNoPrefix(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(accounttest.Seed{})
	site, err := accounthttp.New(shop.service.KeyClient(), "http://127.0.0.1:8080")
	require.NoError(t, err)
	shop.site = site
	shop.handler = site.Handler(shop.routes())
	cookie := shop.browser().signIn().set["session"]
	require.NotNil(t, cookie)
	require.False(t, cookie.Secure)
	require.True(t, cookie.HttpOnly)
}

func TestSignIn_GoesOnToNextOfQueryOrForm(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(accounttest.Seed{})
	form := []string{"email", ann, "password", password}
	shop.browser().post("/sign-in?next=/account/orders%3Fpage%3D2", form...).redirects("/account/orders?page=2")
	shop.browser().post("/sign-in", append(form, "next", "/account/")...).redirects("/account/")
	shop.browser().post("/sign-in?next=//evil.example", form...).redirects("/")
	shop.browser().post("/sign-in?next=/sign-in%3Fnext%3D/", form...).redirects("/")
}

func TestSignIn_ReplacesAndEndsTheSessionThatTheBrowserHad(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID)
	before := b.session()
	b.signIn().redirects("/")
	require.NotEqual(t, before, b.session())
	_, err := shop.service.GuestClient().WithSession(before).Get(t.Context())
	require.True(t, account.IsSignedOut(err))
	_, err = shop.service.GuestClient().WithSession(b.session()).Get(t.Context())
	require.NoError(t, err)
}

func TestSignIn_ThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID)
	before := b.session()
	b.post("/sign-in", "email", ann, "password", "wrong-password").shows(422, "wrong address or password").keepsSession()
	_, err := shop.service.GuestClient().WithSession(before).Get(t.Context())
	require.NoError(t, err)
}

func TestSignIn_IsAsAGuestSoThatPasswordsCannotBeGuessed(t *testing.T) {
	t.Parallel()
	shop := newShop(t) // its client has a key, of which the service limits nothing
	shop.service.Clock().Freeze()
	shop.user(accounttest.Seed{})
	for range 10 {
		shop.browser().post("/sign-in", "email", ann, "password", "wrong-password").shows(422, "wrong address or password")
	}
	p := shop.browser().post("/sign-in", "email", ann, "password", "wrong-password").shows(429, "Too many attempts")
	require.NotEmpty(t, p.header.Get("Retry-After"))
	for _, request := range shop.service.Requests("createEmailPasswordSession") {
		require.Empty(t, request.Header.Get("X-Appwrite-Key"))
	}
}

func TestSignIn_AServiceThatIsDownIsNotAWrongPassword(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]accounttest.Fault{
		"down":       {Status: 503, Type: "general_server_error"},
		"proxy page": {Damage: accounttest.HTMLPage},
		"reset":      {Damage: accounttest.Reset},
		"empty":      {Damage: accounttest.Empty, Status: 502},
		"half":       {Damage: accounttest.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(t)
			shop.user(accounttest.Seed{})
			fault.Operation = "createEmailPasswordSession"
			shop.service.AddFault(fault)
			p := shop.browser().signIn().shows(503, "Not available right now").keepsSession()
			require.Equal(t, "30", p.header.Get("Retry-After"))
		})
	}
}

func TestSignIn_ASessionWhoseAccountCannotBeReadIsKept(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(accounttest.Seed{})
	remove := shop.service.AddFault(accounttest.Fault{Operation: "get", Status: 503})
	b := shop.browser()
	p := b.signIn().shows(503, "Not available")
	require.NotEmpty(t, b.session())
	require.Zero(t, p.set[session].MaxAge, "it is not known whether a factor is pending")
	remove()
	b.get("/account/").shows(200, "account of ann")
}

func TestSignIn_ABlockedPersonIsToldSo(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(accounttest.Seed{Blocked: true})
	b := shop.browser()
	b.follow(b.signIn().redirects("/blocked")).shows(200, "blocked page")
	require.Empty(t, b.session())
}

func TestSignOut_EndsTheSessionAndClearsTheCookie(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID)
	before := b.session()
	b.post("/sign-out").shows(200, "signed out").clears()
	_, err := shop.service.GuestClient().WithSession(before).Get(t.Context())
	require.True(t, account.IsSignedOut(err))
	b.get("/account/").redirects("/sign-in?next=%2Faccount%2F")
	count := calls(shop.service)
	b.post("/sign-out").shows(200, "signed out")
	require.Equal(t, count, calls(shop.service), "nobody was signed in")
}

func TestSignOut_OfASessionThatHasEndedIsNoError(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID)
	shop.service.SignOut(user.ID)
	require.Equal(t, "signed out", b.post("/sign-out").clears().body)
}

func TestSignOut_HappensHereAlsoIfTheServiceIsDown(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID)
	shop.service.AddFault(accounttest.Fault{Status: 503})
	b.post("/sign-out").shows(200, "signed out here, but: unavailable").clears()
}

func TestSignOutElsewhere_KeepsThisSessionAlone(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	user := shop.user(accounttest.Seed{})
	here, there := shop.signedIn(user.ID), shop.signedIn(user.ID)
	there.get("/account/").shows(200, "account of ann")
	here.post("/sign-out/elsewhere").shows(200, "")
	there.get("/account/").redirects("/sign-in?next=%2Faccount%2F").clears() // at once, though it was cached
	here.get("/account/").shows(200, "account of ann")
}
