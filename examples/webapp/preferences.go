package main

import (
	"net/http"
	"slices"

	"github.com/appwrite-go/appwrite/account"
)

// preferences are what this site keeps with a person. Other programs can keep more there.
type preferences struct {
	Theme      string `json:"theme"` // "light", "dark", or "" for as the browser does
	Newsletter bool   `json:"newsletter"`
}

var themes = []string{"", "light", "dark"}

// preferencesOf returns the preferences of a person; what cannot be understood is as if it
// were not set.
func preferencesOf(user *account.User) preferences {
	var p preferences
	if user == nil || user.Prefs.Decode(&p) != nil || !slices.Contains(themes, p.Theme) {
		return preferences{}
	}
	return p
}

func (a *app) preferencesPage(w http.ResponseWriter, r *http.Request) {
	user, err := a.site.User(r)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.show(w, r, "preferences", page{Title: "Preferences", Data: preferencesOf(user)})
}

func (a *app) savePreferences(w http.ResponseWriter, r *http.Request) {
	chosen := preferences{Theme: r.PostFormValue("theme"), Newsletter: r.PostFormValue("newsletter") != ""}
	if !slices.Contains(themes, chosen.Theme) {
		chosen.Theme = ""
	}
	if _, err := a.site.Client(r).MergePrefs(r.Context(), chosen); err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "saved", "/account/preferences")
}
