package main

import (
	"errors"
	"net/http"
	"slices"

	"github.com/appwrite-go/appwrite/account"
)

func (a *app) devices(w http.ResponseWriter, r *http.Request) {
	list, err := a.site.Client(r).ListSessions(r.Context())
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	slices.SortStableFunc(list.Sessions, func(x, y account.Session) int {
		if x.Current != y.Current {
			return map[bool]int{true: -1, false: 1}[x.Current]
		}
		return y.CreatedAt.Compare(x.CreatedAt)
	})
	a.show(w, r, "devices", page{Title: "Devices", Data: list.Sessions})
}

func (a *app) signOutDevice(w http.ResponseWriter, r *http.Request) {
	err := a.site.Client(r).DeleteSession(r.Context(), r.PathValue("id"))
	if err != nil && !errors.Is(err, account.ErrUserSessionNotFound) {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "device", "/account/devices")
}

func (a *app) signOutOthers(w http.ResponseWriter, r *http.Request) {
	if err := a.site.SignOutElsewhere(r); err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.redirectWith(w, r, "others", "/account/devices")
}

// placeOf is where a device was, as far as the service knows.
func placeOf(country, address string) string {
	if country == "" || country == "Unknown" {
		return address
	}
	return country + " · " + address
}
