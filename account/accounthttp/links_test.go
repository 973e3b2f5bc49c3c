package accounthttp_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// confirms checks that a page asks first, and that its URL stays secret.
func (p page) confirms(title string) page {
	p.t.Helper()
	p.shows(200, title).keepsSession()
	require.Contains(p.t, p.body, `<form method="post">`)
	require.Equal(p.t, "no-referrer", p.header.Get("Referrer-Policy"))
	require.Equal(p.t, "no-store", p.header.Get("Cache-Control"))
	require.Equal(p.t, "DENY", p.header.Get("X-Frame-Options"))
	require.Contains(p.t, p.header.Get("Content-Security-Policy"), "default-src 'none'")
	require.NotContains(p.t, p.body, "secret")
	return p
}

func (s *shop) magicLink(b *browser) accounttest.Message {
	b.post("/sign-in/link/send?next=/account/orders", "email", ann).shows(200, "")
	return s.service.LastMail(ann)
}

func TestMagicURL_SignsInAtOnceInTheBrowserThatAskedForIt(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	mail := shop.magicLink(b)
	require.True(t, strings.HasPrefix(mail.Link, origin+"/sign-in/link?state="))
	b.do(http.MethodHead, mail.Link, nil).keepsSession() // a browser that only looks
	p := b.with("Sec-Fetch-Site", "cross-site").get(mail.Link).redirects("/account/orders")
	require.Equal(t, "no-referrer", p.header.Get("Referrer-Policy"))
	b.follow(p).shows(200, "account of ann")
	require.Len(t, b.cookies, 1)
	for _, request := range shop.service.Requests() {
		require.Empty(t, request.Header.Get("X-Appwrite-Key"))
	}
}

func TestMagicURL_InAnotherBrowserItAsksFirst(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	mail := shop.magicLink(shop.browser())
	phone := shop.browser()
	phone.get(mail.Link).confirms("Sign in here?")
	phone.do(http.MethodHead, mail.Link, nil).keepsSession()
	require.True(t, shop.service.Redeemable(mail), "a program that checks mails has used nothing up")
	phone.with("Sec-Fetch-Site", "cross-site").with("Origin", "https://evil.example").post(mail.Link).shows(403, "somewhere else").keepsSession()
	require.True(t, shop.service.Redeemable(mail))
	phone.with("Sec-Fetch-Site", "same-origin").post(mail.Link).redirects("/")
	phone.get("/account/").shows(200, "account of ann")
	require.False(t, shop.service.Redeemable(mail))
}

func TestMagicURL_ALinkThatWasUsedIsExplained(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	mail := shop.magicLink(b)
	shop.service.ExpireTokens(ann)
	b.get(mail.Link).shows(400, "This link or code does not work").keepsSession()
	b.get("/sign-in/link").shows(400, "This link or code does not work")
	b.get("/sign-in/link?userId=ann").shows(400, "This link or code does not work")
	b.do(http.MethodPut, mail.Link, nil).shows(405, "")
}

func TestMagicURL_AServiceThatIsDownDoesNotUseTheLinkUp(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.browser()
	mail := shop.magicLink(b)
	for _, fault := range []accounttest.Fault{{Status: 503}, {RateLimit: true}} {
		remove := shop.service.AddFault(fault)
		require.Contains(t, []int{503, 429}, b.get(mail.Link).status)
		remove()
	}
	b.get(mail.Link).redirects("/account/orders")
}

func TestMagicURL_NothingPromisesSomebodyElsesLinkTheWayToNext(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	mail := shop.magicLink(shop.browser())
	shop.browser().post(mail.Link + "&next=//evil.example").redirects("/")
}

func TestVerification_TakesAClickNotAVisit(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	me := shop.service.UserClient(user.ID)
	_, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: shop.site.URL("/verify")})
	require.NoError(t, err)
	mail := shop.service.LastMail(ann)
	b := shop.browser() // not signed in
	b.get(mail.Link).confirms("Verify your e-mail address")
	require.True(t, shop.service.Redeemable(mail))
	remove := shop.service.AddFault(accounttest.Fault{Status: 503})
	b.post(mail.Link).shows(503, "Not available")
	remove()
	b.post(mail.Link).redirects("/")
	got, err := me.Get(t.Context())
	require.NoError(t, err)
	require.True(t, got.EmailVerification)
	b.post(mail.Link).shows(400, "This link or code does not work")
}

func TestRecovery_TakesANewPassword(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(accounttest.Seed{})
	_, err := shop.service.GuestClient().CreateRecovery(t.Context(), account.CreateRecoveryParams{Email: ann, URL: shop.site.URL("recover/link")})
	require.NoError(t, err)
	mail := shop.service.LastMail(ann)
	b := shop.browser()
	p := b.get(mail.Link).confirms("Choose a new password")
	require.Contains(t, p.body, `name="password"`)
	require.Contains(t, p.body, `autocomplete="new-password"`)
	b.post(mail.Link, "password", "short").shows(422, "This password was not accepted")
	b.post(mail.Link).shows(422, `role="alert"`)
	remove := shop.service.AddFault(accounttest.Fault{Status: 503})
	b.post(mail.Link, "password", "another-horse-8").shows(503, "Not available")
	remove()
	b.post(mail.Link, "password", "another-horse-8").redirects("/sign-in")
	b.post("/sign-in", "email", ann, "password", "another-horse-8").redirects("/")
	b.post(mail.Link, "password", "third-horse-777").shows(400, "This link or code does not work")
}

func TestConfirmPage_CanBeTheSitesAndSoCanWhatFollows(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithConfirmPage(func(w http.ResponseWriter, r *http.Request, c accounthttp.Confirmation) {
		fmt.Fprintf(w, "ours: %v %v", c.Kind, c.Err != nil)
	}))
	shop.user(accounttest.Seed{})
	mux := http.NewServeMux()
	done := func(w http.ResponseWriter, r *http.Request, err error) { fmt.Fprint(w, "done: ", err == nil) }
	mux.Handle("/verify", shop.site.VerificationCallback(done))
	mux.Handle("/recover/link", shop.site.RecoveryCallback(done))
	mux.Handle("/sign-in/link", shop.site.MagicURLCallback(func(w http.ResponseWriter, r *http.Request, in *account.SignIn, err error) {
		fmt.Fprint(w, in == nil, errors.Is(err, account.ErrUserInvalidToken))
	}))
	shop.handler = shop.site.Handler(mux)
	b := shop.browser()
	const bad = "?userId=ann&secret=wrong"
	b.get("/sign-in/link"+bad).shows(200, "ours: 0 false")
	b.get("/verify"+bad).shows(200, "ours: 1 false")
	b.get("/recover/link"+bad).shows(200, "ours: 2 false")
	b.post("/recover/link"+bad, "password", "x").shows(200, "ours: 2 true")
	b.post("/verify"+bad).shows(200, "done: false")
	b.post("/sign-in/link"+bad).shows(200, "true true")
}
