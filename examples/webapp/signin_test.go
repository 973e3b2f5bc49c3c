package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestSignIn_NeverSaysWhichOfAddressAndPasswordIsWrong(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.user(accounttest.Seed{})
	b := s.browser()
	wrong := b.post("/sign-in", "email", ann, "password", "wrong-horse-9").shows(422, "do not go together", `role="alert"`, `value="`+ann+`"`).lacks("wrong-horse-9")
	for _, form := range [][]string{
		{"email", "nobody@example.com", "password", "wrong-horse-9"},
		{"email", ann, "password", "short"},
		{"email", "no address", "password", "wrong-horse-9"},
	} {
		p := b.post("/sign-in", form...)
		require.Equal(t, 422, p.status)
		require.Equal(t, wrong.body, strings.Replace(p.body, `value="`+form[1]+`"`, `value="`+ann+`"`, 1))
	}
	b.post("/sign-in", "email", ann).shows(422, "password-error")
}

func TestSignIn_IsLimitedAndSaysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.Clock().Freeze()
	s := startSiteOn(t, service)
	s.user(accounttest.Seed{})
	b := s.browser()
	for range 10 {
		b.post("/sign-in", "email", ann, "password", "wrong-horse-9").shows(422)
	}
	p := b.signIn().shows(http.StatusTooManyRequests, "Too many attempts", "Try again in ", "minute")
	require.NotEmpty(t, p.header.Get("Retry-After"))
}

func TestSignIn_NextStaysOnTheSite(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.user(accounttest.Seed{})
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/sign-in", "/%2F/evil.example", "\t//evil.example"} {
		for _, path := range []string{"/sign-in?next=" + url.QueryEscape(next), "/sign-in"} {
			b := s.browser()
			require.NotContains(t, b.get(path).shows(200).body, "evil")
			b.post(path, "email", ann, "password", password, "next", next).redirects("/account")
		}
	}
}

func TestSignIn_ABlockedPersonIsToldSo(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{})
	b := s.signedIn(user.ID)
	s.service.UpdateUser(ann, accounttest.UserChange{Blocked: new(true)})
	b.get("/account").redirects("/blocked").keepsSession().follow().shows(403, "This account is closed")
	other := s.browser()
	other.signIn().redirects("/blocked").follow().shows(403, "This account is closed")
	require.Empty(t, other.session())
	b.post("/sign-out").redirects("/sign-in").follow().shows(200, "Sign in")
}

func TestSignIn_SomebodyWhoHasToChooseANewPasswordGetsThere(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.signedIn(s.user(accounttest.Seed{}).ID)
	s.service.UpdateUser(ann, accounttest.UserChange{PasswordReset: new(true)})
	b.get("/account").redirects("/recover").keepsSession().follow().shows(200, "Recover your password")
}

func TestSignOut_WithoutTheServiceIsASignOutInThisBrowser(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.signedIn(s.user(accounttest.Seed{}).ID)
	s.service.AddFault(accounttest.Fault{Status: 503})
	b.post("/sign-out").redirects("/sign-in").follow().shows(200, "signed out in this browser", "from another one")
	require.Empty(t, b.session())
}

func TestMagicLink_SignsInTheBrowserThatAsked(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.user(accounttest.Seed{})
	b := s.browser()
	b.get("/sign-in?next=/account/activity").shows(200, `href="/sign-in/mail?next=%2faccount%2factivity"`)
	b.post("/sign-in/mail?next=/account/activity", "email", ann).redirects("/sign-in/mail/sent").follow().shows(200, "Look into your mail")
	link := s.service.LastMail(ann).Link
	b.get(link).redirects("/account/activity").follow().shows(200, "Signed in")

	b.post("/sign-in/mail", "email", ann)
	link = s.service.LastMail(ann).Link
	other := s.browser()
	other.get(link).shows(200, "Sign in here?", "asked for this mail yourself")
	require.Empty(t, other.session())
	other.post(link).redirects("/account").follow().shows(200, "Hello")
	s.browser().post(link).shows(400, "This link or code does not work")
	b.post("/sign-in/mail", "email", "nothing").shows(422, "Enter a whole address")
}

func TestOAuth2_SignsInAndLeadsBack(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.browser()
	b.get("/sign-in").shows(200, "Continue with GitHub")
	p := b.get("/oauth2/github?next=/account/devices")
	require.Equal(t, http.StatusSeeOther, p.status)
	result := s.service.SignInAtProvider(p.location, accounttest.ProviderAccount{ID: "42", Email: ann, Name: "Ann"})
	back := asSent(t, result.URL)
	require.True(t, strings.HasPrefix(back, s.base+"/oauth2/callback?"), back)

	thief := s.browser()
	thief.get(back).shows(403, "That came from somewhere else")
	require.Empty(t, thief.session())
	b.get(strings.Replace(back, "state=", "state=x", 1)).shows(403, "That came from somewhere else")
	require.Empty(t, b.session())

	b.get(back).redirects("/account/devices").follow().shows(200, "This device")
	b.get(back).shows(403).keepsSession()
	b.get("/oauth2/gitlab").shows(404, "There is no such page")
}

// asSent is a URL as a browser sends it: without the empty user and fragment that the
// service puts in.
func asSent(t *testing.T, location string) string {
	t.Helper()
	u, err := url.Parse(location)
	require.NoError(t, err)
	u.User, u.Fragment = nil, ""
	return u.String()
}

func TestOAuth2_SomebodyWhoDoesNotAllowItIsTold(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.browser()
	result := s.service.DenyAtProvider(b.get("/oauth2/github").location)
	b.get(asSent(t, result.URL)).shows(400, "The sign-in did not work", "or you did not allow it")
	require.Empty(t, b.session())
}

func TestOAuth2_CannotBeStartedByAnotherSite(t *testing.T) {
	t.Parallel()
	b := startSite(t).browser()
	b.own = "cross-site"
	b.get("/oauth2/github").shows(403, "That came from somewhere else")
}
