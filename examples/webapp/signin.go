package main

import (
	"net/http"
	"slices"

	"github.com/appwrite-go/appwrite/account"
)

// signInData is what the page for signing in offers.
type signInData struct{ Providers []account.OAuthProvider }

func (a *app) signInForm(r *http.Request) page {
	return page{Title: "Sign in", Next: a.next(r), Data: signInData{a.providers}}
}

// next is where the person wanted to go, "" for nowhere in particular.
func (a *app) next(r *http.Request) string {
	if next := a.site.Next(r); next != "/account" {
		return next
	}
	return ""
}

func (a *app) signInPage(w http.ResponseWriter, r *http.Request) {
	if _, err := a.site.User(r); err == nil {
		redirect(w, r, a.site.Next(r))
		return
	}
	a.render(w, r, http.StatusOK, "signin", a.signInForm(r))
}

func (a *app) signIn(w http.ResponseWriter, r *http.Request) {
	in, err := a.site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: value(r, "email"), Password: r.PostFormValue("password")})
	if err != nil {
		a.reject(w, r, "signin", a.signInForm(r), err)
		return
	}
	a.site.Continue(w, r, in)
}

func (a *app) magicPage(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusOK, "magic", page{Title: "Sign in by mail", Next: a.next(r)})
}

func (a *app) magic(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.StartMagicURL(w, r, account.CreateMagicURLTokenParams{UserID: account.NewID(), Email: value(r, "email"), URL: "/sign-in/link"})
	if err != nil {
		a.reject(w, r, "magic", page{Title: "Sign in by mail", Next: a.next(r)}, err)
		return
	}
	redirect(w, r, "/sign-in/mail/sent")
}

func (a *app) magicSent(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusOK, "sent", page{Title: "Look into your mail", Data: "The link in it signs you in. It works once, within an hour, and best in this browser."})
}

func (a *app) startOAuth2(w http.ResponseWriter, r *http.Request) {
	provider := account.OAuthProvider(r.PathValue("provider"))
	if !slices.Contains(a.providers, provider) {
		a.notFound(w, r)
		return
	}
	if err := a.site.StartOAuth2(w, r, provider, account.CreateOAuth2TokenParams{Success: "/oauth2/callback"}); err != nil {
		a.site.ServeError(w, r, err)
	}
}

func (a *app) signOut(w http.ResponseWriter, r *http.Request) {
	n := notice("signed-out")
	if err := a.site.SignOut(w, r); err != nil {
		n = "signed-out-here"
	}
	a.redirectWith(w, r, n, "/sign-in")
}
