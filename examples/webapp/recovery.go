package main

import (
	"errors"
	"net/http"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
)

func (a *app) recoverPage(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusOK, "recover", page{Title: "Recover your password"})
}

// startRecovery says the same whether there is an account or not.
func (a *app) startRecovery(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.Client(r).AsGuest().CreateRecovery(r.Context(), account.CreateRecoveryParams{Email: value(r, "email"), URL: a.site.URL("/recover/link")})
	if err != nil && !errors.Is(err, account.ErrUserNotFound) && !errors.Is(err, account.ErrUserBlocked) {
		a.reject(w, r, "recover", page{Title: "Recover your password"}, err)
		return
	}
	redirect(w, r, "/recover/sent")
}

func (a *app) recoverSent(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusOK, "sent", page{Title: "Look into your mail", Data: "If there is an account with that address, its link lets you choose a new password. It works once, within an hour."})
}

func (a *app) recovered(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "recovered", "/sign-in")
}

// confirmations are the pages behind the links in mails.
var confirmations = map[accounthttp.ConfirmationKind]struct{ Title, Text, Button string }{
	accounthttp.ConfirmMagicURL:     {"Sign in here?", "Go on only if you asked for this mail yourself. Otherwise close this page.", "Sign in"},
	accounthttp.ConfirmVerification: {"Verify your address", "One click, and we know that this address is yours.", "Verify address"},
	accounthttp.ConfirmRecovery:     {"Choose a new password", "At least 8 characters. A few words in a row are easy to keep in mind.", "Save password"},
}

func (a *app) confirmLinkPage(w http.ResponseWriter, r *http.Request, c accounthttp.Confirmation) {
	text, status := confirmations[c.Kind], http.StatusOK
	p := page{Title: text.Title, Data: text}
	if c.Err != nil {
		p.Form.Errors, status = explain(c.Err), http.StatusUnprocessableEntity
	}
	a.render(w, r, status, map[bool]string{true: "newpassword", false: "confirmlink"}[c.Kind == accounthttp.ConfirmRecovery], p)
}
