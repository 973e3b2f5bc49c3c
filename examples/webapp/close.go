package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// closeWords are what somebody types who means it.
const closeWords = "close my account"

func (a *app) closePage(w http.ResponseWriter, r *http.Request) {
	a.show(w, r, "close", page{Title: "Close your account", Data: closeWords})
}

func (a *app) closeAccount(w http.ResponseWriter, r *http.Request) {
	err := a.confirmClosing(r)
	if err == nil {
		_, err = a.site.Client(r).UpdateStatus(r.Context())
	}
	if err != nil {
		a.reject(w, r, "close", page{Title: "Close your account", Data: closeWords}, err)
		return
	}
	_ = a.site.SignOut(w, r) // the session is of no use any more
	a.redirectWith(w, r, "closed", "/")
}

// confirmClosing checks what was typed, and the password of who has one.
func (a *app) confirmClosing(r *http.Request) error {
	user, err := a.site.User(r)
	if err != nil {
		return err
	}
	if !strings.EqualFold(value(r, "words"), closeWords) {
		return problem{"words", "Type the three words as they are shown."}
	}
	if user.PasswordUpdate.IsZero() || user.Email == "" {
		return nil
	}
	return a.checkPassword(r, user.Email, r.PostFormValue("password"))
}

// checkPassword signs in, which is the only way to check a password, and out again.
func (a *app) checkPassword(r *http.Request, email, password string) error {
	guest := a.site.Client(r).AsGuest()
	session, err := guest.CreateEmailPasswordSession(r.Context(), account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if errors.Is(err, account.ErrUserInvalidCredentials) || errors.Is(err, account.ErrGeneralArgumentInvalid) {
		return problem{"password", "This is not your password."}
	}
	if err != nil {
		return err
	}
	_ = guest.WithSession(session.Secret).DeleteSession(r.Context(), account.CurrentSession) // closing ends it, too
	return nil
}

func (a *app) blocked(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusForbidden, "blocked", page{Title: "This account is closed"})
}
