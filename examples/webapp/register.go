package main

import (
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

func (a *app) welcome(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.User(r)
	switch {
	case err == nil:
		redirect(w, r, "/account")
	case account.IsSignedOut(err):
		a.render(w, r, http.StatusOK, "welcome", page{Title: "Welcome"})
	default:
		a.site.ServeError(w, r, err)
	}
}

func (a *app) registerPage(w http.ResponseWriter, r *http.Request) {
	if user, err := a.site.User(r); err == nil {
		redirect(w, r, homeOf(user))
		return
	}
	a.render(w, r, http.StatusOK, "register", page{Title: "Create your account"})
}

// homeOf is where somebody who is signed in creates an account: who came without one keeps
// what they have.
func homeOf(user *account.User) string {
	if user.Email == "" {
		return "/account/profile/email"
	}
	return "/account"
}

func (a *app) register(w http.ResponseWriter, r *http.Request) {
	email, password := value(r, "email"), r.PostFormValue("password")
	_, err := a.site.Client(r).AsGuest().Create(r.Context(), account.CreateParams{UserID: account.NewID(), Name: value(r, "name"), Email: email, Password: password})
	if err != nil {
		a.reject(w, r, "register", page{Title: "Create your account"}, err)
		return
	}
	in, err := a.site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.setNotice(w, a.mailVerification(r, "welcome", "welcome-no-mail"))
	a.site.Continue(w, r, in)
}

// try signs somebody in without an account. The form for an address and a password makes it
// one later.
func (a *app) try(w http.ResponseWriter, r *http.Request) {
	if _, err := a.site.User(r); err == nil {
		redirect(w, r, "/account")
		return
	}
	in, err := a.site.SignIn(w, r, account.AnonymousSignIn{})
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.setNotice(w, "welcome-guest")
	a.site.Continue(w, r, in)
}

// mailVerification mails the link that verifies the address, and returns what to say about it.
func (a *app) mailVerification(r *http.Request, sent, failed notice) notice {
	_, err := a.site.Client(r).CreateVerification(r.Context(), account.CreateVerificationParams{URL: a.site.URL("/verify")})
	if err != nil {
		a.log.Warn("a verification mail was not sent", "error", err)
		return failed
	}
	return sent
}

func (a *app) sendVerification(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.Client(r).CreateVerification(r.Context(), account.CreateVerificationParams{URL: a.site.URL("/verify")})
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "mail-sent", "/account")
}

func (a *app) verified(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "verified", "/account")
}
