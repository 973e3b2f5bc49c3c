package accounthttp_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

var everyFactor = accounttest.Seed{Email: ann, EmailVerified: true, Phone: "+4915112345678", PhoneVerified: true, TOTP: true, RecoveryCodes: true, MFA: true}

func TestChallenge_SomebodyWithASecondFactorComesThroughAndNeverGoesInCircles(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(everyFactor)
	b := shop.browser()
	b.follow(b.get("/account/orders")).shows(200, "sign-in page")
	p := b.post("/sign-in?next=/account/orders", "email", ann, "password", password)
	p.redirects("/sign-in/code?next=%2Faccount%2Forders")
	require.Zero(t, p.set[session].MaxAge, "a half sign-in ends with the browser")
	code := b.follow(p).shows(200, "code page: [totp email phone recoverycode]")
	code.keepsSession()
	b.follow(b.get("/account/orders")).shows(200, "code page")

	p = b.post("/sign-in/code?next=/account/orders", "factor", "totp", "code", "000000").shows(422, "wrong code")
	p.keepsSession()
	p = b.post("/sign-in/code?next=/account/orders", "factor", "totp", "code", shop.service.TOTP(user.ID)).redirects("/account/orders")
	require.InDelta(t, year.Seconds(), p.set[session].MaxAge, 60)
	b.follow(p).shows(200, "account of ann")
	b.get("/sign-in/code?next=/account/").redirects("/account/") // nothing is pending
}

func TestChallenge_CodesByMailAndSMSAreEnteredInAnotherRequest(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(everyFactor)
	for factor, code := range map[string]func() string{
		"email": func() string { return shop.service.LastMail(ann).Code },
		"phone": func() string { return shop.service.LastSMS("+4915112345678").Code },
	} {
		b := shop.browser()
		b.signIn().redirects("/sign-in/code")
		b.post("/sign-in/code", "factor", factor, "code", "123456").shows(400, "This link or code does not work") // none was sent
		p := b.post("/sign-in/code/send", "factor", factor).shows(200, "")
		cookie := p.set[session+"-challenge-"+factor]
		require.NotNil(t, cookie)
		require.Equal(t, int(time.Hour.Seconds()), cookie.MaxAge)
		require.True(t, cookie.HttpOnly && cookie.Secure)
		b.post("/sign-in/code", "factor", factor, "code", "000000").shows(422, "wrong code")
		b.post("/sign-in/code", "factor", factor, "code", code()).redirects("/")
		b.get("/account/").shows(200, "account of ann")
		require.Len(t, b.cookies, 1, "the challenge is over")
	}
}

func TestChallenge_ARecoveryCodeCountsOnce(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(everyFactor)
	codes := shop.service.User(user.ID)
	for i, status := range []int{303, 422} {
		b := shop.browser()
		b.signIn()
		p := b.post("/sign-in/code", "factor", "recoverycode", "code", codes.RecoveryCodes[0])
		require.Equal(t, status, p.status, i)
	}
}

func TestChallenge_AServiceInTroubleCostsNothingButTheTry(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(everyFactor)
	b := shop.browser()
	b.signIn()
	for _, operation := range []string{"get", "listMfaFactors", "createMfaChallenge", "updateMfaChallenge"} {
		for fault, status := range map[accounttest.Fault]int{
			{Status: 503}:                  503,
			{RateLimit: true}:              429,
			{Damage: accounttest.HTMLPage}: 503,
		} {
			fault.Operation = operation
			remove := shop.service.AddFault(fault)
			b.post("/sign-in/code", "factor", "totp", "code", shop.service.TOTP(user.ID)).shows(status, "").keepsSession()
			remove()
		}
	}
	b.post("/sign-in/code", "factor", "totp", "code", shop.service.TOTP(user.ID)).redirects("/")
}

func TestChallenge_ACodeWhoseResponseGotLostHasCounted(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(everyFactor)
	b := shop.browser()
	b.signIn()
	remove := shop.service.AddFault(accounttest.Fault{Operation: "updateMfaChallenge", Damage: accounttest.Truncated})
	code := shop.service.TOTP(user.ID)
	b.post("/sign-in/code", "factor", "totp", "code", code).shows(503, "Not available").keepsSession()
	remove()
	p := b.post("/sign-in/code", "factor", "totp", "code", code).redirects("/")
	require.InDelta(t, year.Seconds(), p.set[session].MaxAge, 60)
	b.get("/account/").shows(200, "account of ann")
}

func TestChallenge_NobodyPendingIsLedToTheSignInPage(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(everyFactor)
	shop.browser().get("/sign-in/code?next=/account/").redirects("/sign-in?next=%2Faccount%2F")
	shop.browser().post("/sign-in/code", "factor", "totp", "code", "123456").redirects("/sign-in")
	require.Zero(t, calls(shop.service))
	b := shop.signedIn(user.ID)
	shop.service.SignOut(user.ID)
	b.get("/sign-in/code").redirects("/sign-in").clears()
	whole := shop.signedIn(user.ID, "password", "totp")
	whole.post("/sign-in/code/send", "factor", "email").shows(200, "")
	require.Empty(t, shop.service.Messages())
}

func TestChallenge_HostileFactorsAndCookiesAreErrors(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.user(everyFactor)
	b := shop.browser()
	b.signIn()
	for _, factor := range []string{"", "x; Path=/", "a\r\nSet-Cookie: b=c", "__proto__"} {
		for _, path := range []string{"/sign-in/code/send", "/sign-in/code"} {
			p := b.post(path, "factor", factor, "code", "123456")
			require.Equal(t, http.StatusBadRequest, p.status, "%s %q: %s", path, factor, p.body)
			require.Empty(t, p.set)
		}
	}
	b.keep(&http.Cookie{Name: session + "-challenge-email", Value: "nonsense"})
	b.post("/sign-in/code", "factor", "email", "code", "123456").shows(422, "wrong code")
}
