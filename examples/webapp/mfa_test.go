package main

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// codes returns the recovery codes of a page.
func codes(p *response) []string {
	var all []string
	for _, part := range strings.Split(p.between(`id="recovery-codes">`, "</ul>"), "<code>")[1:] {
		code, _, _ := strings.Cut(part, "</code>")
		all = append(all, code)
	}
	return all
}

func TestMFA_FromSetUpToSigningInWithEachFactor(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.service.Clock().Freeze()
	user := s.user(accounttest.Seed{EmailVerified: true})
	b := s.signedIn(user.ID)
	b.get("/account/security").shows(200, "Off", "Set up")
	p := b.post("/account/security/app").shows(200, "Scan this", `name="code"`)
	require.NotContains(t, p.header.Get("Location"), "secret")

	picture, err := base64.StdEncoding.DecodeString(p.between("data:image/png;base64,", `"`))
	require.NoError(t, err)
	image, err := png.DecodeConfig(bytes.NewReader(picture))
	require.NoError(t, err)
	require.Equal(t, 512, image.Width)

	secret := strings.ReplaceAll(p.between(`class="secret">`, "<"), " ", "")
	uri := p.between(`name="uri" value="`, `"`)
	require.Contains(t, uri, secret)
	code, err := totp.GenerateCode(secret, s.service.Clock().Now())
	require.NoError(t, err)
	again := b.post("/account/security/app/confirm", "code", "000000", "uri", uri).shows(422, "That code does not work")
	require.Equal(t, secret, strings.ReplaceAll(again.between(`class="secret">`, "<"), " ", ""), "the app on the phone stays right")
	p = b.post("/account/security/app/confirm", "code", code[:3]+" "+code[3:], "uri", uri).shows(200, "Your recovery codes", "Turn on two-step sign-in")
	recovery := codes(p)
	require.Len(t, recovery, 6)
	now := s.service.User(ann)
	require.Equal(t, now.RecoveryCodes, recovery)
	require.False(t, now.MFA, "the codes are shown before it is on")

	unkept := []string{}
	for _, code := range recovery {
		unkept = append(unkept, "recovery", code)
	}
	p = b.post("/account/security/on", unkept...).shows(422, "Keep the codes somewhere safe first", "kept-error")
	require.Equal(t, recovery, codes(p))
	now = s.service.User(ann)
	require.False(t, now.MFA)
	b.post("/account/security/on", append(unkept, "kept", "yes")...).redirects("/account/security").follow().shows(200, "Two-step sign-in is on", "New recovery codes")
	b.get("/account").shows(200, "Two steps")

	b.post("/sign-out").redirects("/sign-in")
	b.post("/sign-in?next=/account/devices", "email", ann, "password", password).redirects("/sign-in/code?next=%2Faccount%2Fdevices")
	b.get("/account").redirects("/sign-in/code").keepsSession()
	p = b.get("/sign-in/code?next=%2Faccount%2Fdevices").shows(200, "authenticator app shows now", "Get a code by mail", "Use a recovery code", `autocomplete="one-time-code"`, `inputmode="numeric"`)
	require.Contains(t, p.body, `name="next" value="/account/devices"`)
	b.post("/sign-in/code", "factor", "totp", "code", "000000", "next", "/account/devices").shows(422, "That code does not work", "authenticator app shows now").lacks("000000")
	b.post("/sign-in/code", "factor", "totp", "code", "").shows(422, "Please fill this in.")
	b.post("/sign-in/code", "factor", "totp", "code", s.service.TOTP(user.ID), "next", "/account/devices").redirects("/account/devices").follow().shows(200, "This device")
	b.get("/sign-in/code").redirects("/account")

	other := s.browser()
	other.signIn().redirects("/sign-in/code")
	other.get("/sign-in/code?factor=recoverycode").shows(200, "Recovery code", "Use your authenticator app")
	other.post("/sign-in/code", "factor", "recoverycode", "code", recovery[0]).redirects("/account").follow().shows(200, "Hello")
	third := s.browser()
	third.signIn()
	third.post("/sign-in/code", "factor", "recoverycode", "code", recovery[0]).shows(422, "That code does not work", "Recovery code")
	third.post("/sign-in/code", "factor", "email", "code", "123456").shows(422, "Ask for a new code first.")
	third.get("/sign-in/code?factor=email").shows(200, "Send the code")
	third.post("/sign-in/code/send", "factor", "email", "next", "/account/activity").redirects("/sign-in/code?factor=email&next=%2Faccount%2Factivity&sent=1").
		follow().shows(200, "that we sent you just now", "Send a new code")
	third.post("/sign-in/code", "factor", "email", "sent", "1", "code", "000000").shows(422, "That code does not work", "that we sent you just now")
	third.post("/sign-in/code", "factor", "email", "code", s.service.LastMail(ann).Code, "next", "/account/activity").redirects("/account/activity").follow().shows(200, "Activity")
}

func TestMFA_SomebodyWhoStoppedHalfWayGoesOn(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	b := s.signedIn(s.user(accounttest.Seed{TOTP: true}).ID)
	b.get("/account/security").shows(200, "Next come your recovery codes", "Go on")
	b.post("/account/security/codes").shows(200, "Turn on two-step sign-in")
	b.post("/account/security/on", "kept", "yes").redirects("/account/security").follow().shows(200, "Two-step sign-in is on")
}

func TestMFA_TurningItOffTakesACode(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{EmailVerified: true, TOTP: true, RecoveryCodes: true, MFA: true})
	b := s.browser()
	b.signIn()
	b.post("/sign-in/code", "factor", "totp", "code", s.service.TOTP(user.ID)).redirects("/account")
	s.service.Clock().Advance(time.Hour)

	b.post("/account/security/off").redirects("/account/confirm?then=off").follow().shows(200, "Confirm that it is you", `name="then" value="off"`)
	b.post("/account/confirm", "then", "off", "factor", "totp", "code", "000000").shows(422, "That code does not work")
	now := s.service.User(ann)
	require.True(t, now.MFA)
	b.post("/account/confirm", "then", "off", "factor", "totp", "code", s.service.TOTP(user.ID)).redirects("/account/security").
		follow().shows(200, "Two-step sign-in is off", "Set up")
	now = s.service.User(ann)
	require.False(t, now.MFA)
	require.Empty(t, now.TOTPSecret)
	s.browser().signIn().redirects("/account")
	b.post("/account/confirm", "then", "anything", "factor", "totp", "code", "000000").shows(404)
}

func TestMFA_NewRecoveryCodesTakeACodeByMail(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	user := s.user(accounttest.Seed{EmailVerified: true, TOTP: true, RecoveryCodes: true, MFA: true})
	b := s.browser()
	b.signIn()
	b.post("/sign-in/code", "factor", "totp", "code", s.service.TOTP(user.ID)).redirects("/account")
	s.service.Clock().Advance(time.Hour)
	b.post("/account/security/codes").redirects("/account/confirm?then=codes")
	b.get("/account/confirm?then=codes&factor=email").shows(200, "Send the code", "Use your authenticator app")
	p := b.post("/account/confirm/send", "factor", "email", "then", "codes").follow().shows(200, "that we sent you just now")
	id := p.between(`name="challenge" value="`, `"`)
	p = b.post("/account/confirm", "then", "codes", "factor", "email", "challenge", id, "code", s.service.LastMail(ann).Code).shows(200, "Your recovery codes").lacks("Turn on two-step")
	now := s.service.User(ann)
	require.Equal(t, now.RecoveryCodes, codes(p))
	require.NotEqual(t, user.RecoveryCodes, codes(p))
}

func TestMFA_TurningItOffEndsWhatWasDoneByHalf(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.user(accounttest.Seed{EmailVerified: true, MFA: true}) // the app is removed already
	b := s.browser()
	b.signIn()
	b.post("/sign-in/code/send", "factor", "email")
	b.post("/sign-in/code", "factor", "email", "code", s.service.LastMail(ann).Code).redirects("/account")
	b.get("/account/security").shows(200, "Add an authenticator app")
	b.post("/account/security/off").redirects("/account/security").follow().shows(200, "Two-step sign-in is off")
}
