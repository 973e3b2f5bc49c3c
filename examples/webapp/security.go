package main

import (
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

// securityData says which second factors there are.
type securityData struct{ Factors *account.MFAFactors }

func (a *app) security(w http.ResponseWriter, r *http.Request) {
	factors, err := a.site.Client(r).ListMFAFactors(r.Context())
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.show(w, r, "security", page{Title: "Security", Data: securityData{factors}})
}

func (a *app) passwordPage(w http.ResponseWriter, r *http.Request) {
	a.show(w, r, "password", page{Title: "Password"})
}

func (a *app) password(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.Client(r).UpdatePassword(r.Context(), account.UpdatePasswordParams{
		Password: r.PostFormValue("password"), OldPassword: r.PostFormValue("oldPassword")})
	if err != nil {
		a.reject(w, r, "password", page{Title: "Password"}, err)
		return
	}
	if r.PostFormValue("others") == "" {
		a.redirectWith(w, r, "password", "/account/security")
		return
	}
	if err := a.site.SignOutElsewhere(r); err != nil {
		a.redirectWith(w, r, "password-alone", "/account/devices")
		return
	}
	a.redirectWith(w, r, "password-others", "/account/security")
}
