package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestRegister_FromTheFormToSigningInAgain(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.browser()
	b.get("/").shows(200, "One account, kept well.", "/register")
	b.get("/register").shows(200, `autocomplete="new-password"`, `autocomplete="username"`)
	b.post("/register", "name", "Ann Example", "email", " "+ann+" ", "password", password).redirects("/account").
		follow().shows(200, "Hello, Ann Example", "open its link to verify", "Not verified")
	b.get("/account").shows(200, "Verify your address.").lacks("Welcome!")

	mail := s.service.LastMail(ann)
	require.Equal(t, accounttest.EmailVerification, mail.Kind)
	b.get(mail.Link).shows(200, "Verify address").lacks(mail.Secret)
	user := s.service.User(ann)
	require.False(t, user.EmailVerified, "opening a link does nothing")
	b.post(mail.Link).redirects("/account").follow().shows(200, "is verified. Thank you!").lacks("Verify your address.", "Not verified")

	b.post("/sign-out").redirects("/sign-in").follow().shows(200, "You are signed out.")
	require.Empty(t, b.session())
	b.get("/account/devices").redirects("/sign-in?next=%2Faccount%2Fdevices")
	b.post("/sign-in?next=%2Faccount%2Fdevices", "email", ann, "password", password).redirects("/account/devices").
		follow().shows(200, "Chrome 140 on GNU/Linux", "This device")
	b.get("/").redirects("/account")
	b.get("/sign-in").redirects("/account")
	b.get("/register").redirects("/account")
}

func TestRegister_WhatIsWrongStandsBesideItsField(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.browser()
	p := b.post("/register", "name", "Ann", "email", ann, "password", "short").shows(422, "<title>Error: Create your account",
		`value="Ann"`, `value="`+ann+`"`, `aria-describedby="password-hint password-error"`, `id="password-error"`, "Use 8 to 256 characters").lacks("short")
	require.NotContains(t, p.between(`name="password"`, ">"), "value=")
	require.Contains(t, p.between(`name="password"`, ">"), `aria-invalid="true"`)
	require.NotContains(t, p.between(`name="email"`, ">"), "aria-invalid")
	b.post("/register", "name", "Ann", "email", "ann@localhost", "password", password).shows(422, "email-error", "Enter a whole address")
	b.post("/register", "password", password).shows(422, "email-error", "Please fill this in.").lacks("password-error")
	require.Empty(t, s.service.Users())
}

func TestRegister_AnAddressThatIsTakenLeadsToSigningIn(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.user(accounttest.Seed{})
	b := s.browser()
	b.post("/register", "name", "Ann", "email", ann, "password", password).shows(422, "There is an account with this address already")
	require.Empty(t, b.session())
}

func TestRegister_ASessionOfAnotherAccountIsNotInTheWay(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	blocked := s.signedIn(s.user(accounttest.Seed{}).ID)
	s.service.UpdateUser(ann, accounttest.UserChange{Blocked: new(true)})
	blocked.get("/register").shows(200)
	blocked.post("/register", "name", "Bob", "email", "bob@example.com", "password", password).redirects("/account").follow().shows(200, "Hello, Bob")
}

func TestRegister_AMailThatFailsIsNoReasonToStartAgain(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	remove := s.service.AddFault(accounttest.Fault{Operation: "createVerification", Status: 503})
	b := s.browser()
	b.post("/register", "name", "Ann", "email", ann, "password", password).redirects("/account").
		follow().shows(200, "could not be sent; you can ask for it again below", "Send it again")
	require.Empty(t, s.service.Messages())
	remove()
	b.post("/account/verification").redirects("/account").follow().shows(200, "A new mail is on its way")
	require.Equal(t, ann, s.service.LastMail(ann).To)
}

func TestVerification_AUsedLinkSaysSo(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{})
	b := s.signedIn(user.ID)
	b.post("/account/verification").redirects("/account")
	link := s.service.LastMail(ann).Link
	s.browser().post(link).redirects("/account").follow().redirects("/sign-in").follow().shows(200, "Sign in")
	b.post(link).shows(400, "This link or code does not work").keepsSession()
	b.get("/verify").shows(400, "This link or code does not work")
}

func TestTry_SomebodyWithoutAnAccountCanKeepIt(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.browser()
	b.post("/try").redirects("/account").follow().shows(200, "Everything is kept in this browser", "You are here without an account.")
	before := b.session()
	b.post("/account/preferences", "theme", "dark").redirects("/account/preferences")
	b.get("/register").redirects("/account/profile/email").follow().shows(200, "Keep your account", "Choose a password")
	b.post("/account/profile/email", "email", ann, "password", password).redirects("/account/profile").
		follow().shows(200, ann, "Open the link we sent")
	require.Equal(t, before, b.session())
	b.post("/sign-out").redirects("/sign-in")
	b.signIn().redirects("/account").follow().shows(200, `data-theme="dark"`)
	b.post("/try").redirects("/account") // and does not end this session
	b.get("/account").shows(200, ann)
}
