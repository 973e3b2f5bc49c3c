package main

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"github.com/skip2/go-qrcode"

	"github.com/appwrite-go/appwrite/account"
)

// Two-step sign-in is switched on in three steps: an authenticator app is added and
// confirmed, the recovery codes are shown, and only then it is on. Who stops half-way goes on
// from the page about security. Nothing of it is kept by this program: the forms carry the
// secret and the codes, which the person has on the screen anyway.

// authenticatorData is the first step.
type authenticatorData struct {
	URI    string
	Secret string
	QR     template.URL
}

func (a *app) addAuthenticator(w http.ResponseWriter, r *http.Request) {
	made, err := a.site.Client(r).CreateMFAAuthenticator(r.Context(), account.AuthenticatorTypeTOTP)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.show(w, r, "authenticator", authenticatorPage(made.URI))
}

// authenticatorPage shows what an authenticator app is set up with. The picture is part of
// the page, so that the secret is in no address.
func authenticatorPage(uri string) page {
	data := authenticatorData{URI: uri}
	if parsed, err := url.Parse(uri); err == nil && parsed.Scheme == "otpauth" {
		data.Secret = parsed.Query().Get("secret")
	}
	if picture, err := qrcode.Encode(uri, qrcode.Low, 512); err == nil && data.Secret != "" {
		data.QR = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(picture))
	}
	return page{Title: "Add an authenticator app", Data: data}
}

func (a *app) confirmAuthenticator(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.Client(r).UpdateMFAAuthenticator(r.Context(), account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: digits(value(r, "code"))})
	if err != nil && !errors.Is(err, account.ErrUserAuthenticatorAlreadyVerified) {
		a.reject(w, r, "authenticator", authenticatorPage(r.PostFormValue("uri")), err)
		return
	}
	a.recoveryCodes(w, r)
}

// codesData are recovery codes, which are shown once.
type codesData struct {
	Codes  []string
	Enable bool // the next step is to switch two-step sign-in on
}

// recoveryCodes makes new ones, and asks for a code first where old ones are replaced.
func (a *app) recoveryCodes(w http.ResponseWriter, r *http.Request) {
	client := a.site.Client(r)
	made, err := client.CreateMFARecoveryCodes(r.Context())
	if errors.Is(err, account.ErrUserRecoveryCodesAlreadyExists) {
		made, err = client.UpdateMFARecoveryCodes(r.Context())
	}
	if err != nil {
		a.orStepUp(w, r, "codes", err)
		return
	}
	user, err := a.site.User(r)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.show(w, r, "codes", page{Title: "Your recovery codes", Data: codesData{made.RecoveryCodes, !user.MFA}})
}

func (a *app) enableMFA(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("kept") == "" {
		a.reject(w, r, "codes", page{Title: "Your recovery codes", Data: codesData{r.PostForm["recovery"], true}},
			problem{"kept", "Keep the codes somewhere safe first: without them, a lost phone is a lost account."})
		return
	}
	if _, err := a.site.Client(r).EnableMFA(r.Context()); err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "mfa-on", "/account/security")
}

// disableMFA removes the app first, since that takes a code.
func (a *app) disableMFA(w http.ResponseWriter, r *http.Request) {
	client := a.site.Client(r)
	err := client.DeleteMFAAuthenticator(r.Context(), account.AuthenticatorTypeTOTP)
	if err == nil || errors.Is(err, account.ErrUserAuthenticatorNotFound) {
		_, err = client.UpdateMFA(r.Context(), account.UpdateMFAParams{MFA: false})
	}
	if err != nil {
		a.orStepUp(w, r, "off", err)
		return
	}
	a.redirectWith(w, r, "mfa-off", "/account/security")
}
