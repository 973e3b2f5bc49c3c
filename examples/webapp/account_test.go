package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestRecovery_ANewPasswordByMail(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.user(accounttest.Seed{})
	b := s.browser()
	b.get("/sign-in").shows(200, "/recover")
	unknown := b.post("/recover", "email", "nobody@example.com").redirects("/recover/sent").follow()
	require.Empty(t, s.service.Messages())
	known := b.post("/recover", "email", ann).redirects("/recover/sent").follow().shows(200, "If there is an account")
	require.Equal(t, unknown.body, known.body, "nobody learns who has an account")
	b.post("/recover", "email", "nothing").shows(422, "Enter a whole address")

	mail := s.service.LastMail(ann)
	b.get(mail.Link).shows(200, "Choose a new password", `autocomplete="new-password"`).lacks(mail.Secret)
	b.post(mail.Link, "password", "short").shows(422, "Use 8 to 256 characters", "password-error").lacks(mail.Secret)
	b.post(mail.Link, "password", "better-horse-10").redirects("/sign-in").follow().shows(200, "Your new password is saved")
	b.post(mail.Link, "password", "other-horse-11").shows(400, "This link or code does not work")
	b.signIn().shows(422)
	b.post("/sign-in", "email", ann, "password", "better-horse-10").redirects("/account")
}

func TestDevices_OneOrAllOthersAreSignedOut(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{})
	b, other, third := s.browser(), s.browser(), s.browser()
	for _, one := range []*browser{b, other, third} {
		one.signIn().redirects("/account")
	}
	now := s.service.User(user.ID)
	p := b.get("/account/devices").shows(200, "Chrome 140 on GNU/Linux", "127.0.0.1", "Sign out all other devices")
	require.Less(t, p.indexOf("This device"), p.indexOf("/account/devices/"+now.Sessions[1].ID), "this device comes first")
	b.post("/account/devices/"+now.Sessions[1].ID).redirects("/account/devices").follow().shows(200, "That device is signed out.")
	b.post("/account/devices/" + now.Sessions[1].ID).redirects("/account/devices") // twice is no error
	other.get("/account").redirects("/sign-in")
	require.Empty(t, other.session())
	third.get("/account").shows(200)
	b.post("/account/devices/others").redirects("/account/devices").follow().shows(200, "All other devices are signed out.", "signed in nowhere else")
	third.get("/account").redirects("/sign-in")
	b.get("/account").shows(200)
}

func TestActivity_IsReadPageByPage(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.signedIn(s.user(accounttest.Seed{}).ID)
	for i := range 23 {
		b.post("/account/profile/name", "name", fmt.Sprint("Ann ", i)).redirects("/account/profile")
	}
	b.get("/account/activity").shows(200, "1–10 of 23", "Account changed", "Chrome 140", `href="?page=2"`).lacks(`rel="prev"`)
	b.get("/account/activity?page=2").shows(200, "11–20 of 23", `rel="prev" href="?page=1"`, `rel="next" href="?page=3"`)
	b.get("/account/activity?page=3").shows(200, "21–23 of 23").lacks(`rel="next"`)
	b.get("/account/activity?page=9").shows(200, "Nothing here.")
	for _, wrong := range []string{"0", "-1", "x", "99999999999999999999"} {
		b.get("/account/activity?page="+wrong).shows(200, "1–10 of 23")
	}
}

func TestPreferences_ChangeThePageAndKeepWhatOthersStored(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{Prefs: map[string]any{"columns": 3}})
	b := s.signedIn(user.ID)
	b.get("/account/preferences").shows(200, `id="theme-system" name="theme" value="" checked`).lacks("data-theme")
	b.post("/account/preferences", "theme", "dark", "newsletter", "yes").redirects("/account/preferences").
		follow().shows(200, "Saved.", `<html lang="en" data-theme="dark">`, `value="dark" checked`, `value="yes" checked`)
	b.post("/account/preferences", "theme", `"><script>`).redirects("/account/preferences").follow().shows(200).lacks("data-theme", "<script>")
	prefs, err := s.service.UserClient(user.ID).GetPrefs(t.Context())
	require.NoError(t, err)
	require.JSONEq(t, `{"columns":3,"theme":"","newsletter":false}`, string(prefs))
}

func TestProfile_NameAddressAndPassword(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{EmailVerified: true})
	b := s.signedIn(user.ID)
	other := s.signedIn(user.ID)
	b.get("/account/profile/name").shows(200, `value="Ann Example"`)
	b.post("/account/profile/name", "name", "Ann <b>Bold</b>").redirects("/account/profile")
	require.Contains(t, rawBody(b, "/account/profile"), "Ann &lt;b&gt;Bold&lt;/b&gt;")
	b.post("/account/profile/name", "name", " ").shows(422, "Please fill this in.")

	b.post("/account/profile/email", "email", "new@example.com", "password", "wrong-horse-9").shows(422, "This is not your password.", `value="new@example.com"`).keepsSession()
	b.post("/account/profile/email", "email", "new@example.com", "password", password).redirects("/account/profile").
		follow().shows(200, "new@example.com", "Not verified")
	require.Equal(t, accounttest.EmailVerification, s.service.LastMail("new@example.com").Kind)

	b.post("/account/security/password", "oldPassword", "wrong-horse-9", "password", "better-horse-10").shows(422, "This is not your current password.", "oldPassword-error").keepsSession()
	b.post("/account/security/password", "oldPassword", password, "password", "better-horse-10").redirects("/account/security").follow().shows(200, "Your password is changed.")
	other.get("/account").shows(200)
	b.post("/account/security/password", "oldPassword", "better-horse-10", "password", "other-horse-11", "others", "yes").redirects("/account/security").
		follow().shows(200, "all other devices are signed out")
	other.get("/account").redirects("/sign-in")
}

func TestProfile_ThePhoneNumberIsVerifiedByACode(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.signedIn(s.user(accounttest.Seed{}).ID)
	b.post("/account/profile/phone", "phone", "12", "password", password).shows(422, "phone-error", "with its country code")
	b.post("/account/profile/phone", "phone", "+49 30 1234-567", "password", password).redirects("/account/profile/phone/code").follow().shows(200, "Verify your number")
	b.post("/account/profile/phone/code", "code", "000000").shows(422, "That code does not work")
	b.post("/account/profile/phone/send").redirects("/account/profile/phone/code")
	b.post("/account/profile/phone/code", "code", s.service.LastSMS("+49301234567").Code).redirects("/account/profile").
		follow().shows(200, "Your phone number is verified.", "+49301234567")
}

func TestClose_BlocksTheAccountOfWhoMeansIt(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{})
	b := s.signedIn(user.ID)
	b.get("/account/close").shows(200, "This blocks your account for good.", "Your data is not deleted")
	b.post("/account/close", "words", "close", "password", password).shows(422, "words-error")
	b.post("/account/close", "words", closeWords, "password", "wrong-horse-9").shows(422, "password-error", "This is not your password.").lacks("wrong-horse-9").keepsSession()
	now := s.service.User(user.ID)
	require.False(t, now.Blocked)
	b.post("/account/close", "words", "Close my account", "password", password).redirects("/").follow().shows(200, "Your account is closed")
	now = s.service.User(user.ID)
	require.True(t, now.Blocked)
	require.Len(t, now.Sessions, 1, "checking the password leaves no session behind")
	require.Empty(t, b.session())
	s.browser().signIn().redirects("/blocked")
}
