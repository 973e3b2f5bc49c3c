package main

import (
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

func (a *app) overview(w http.ResponseWriter, r *http.Request) {
	a.show(w, r, "overview", page{Title: "Your account"})
}

func (a *app) profile(w http.ResponseWriter, r *http.Request) {
	a.show(w, r, "profile", page{Title: "Profile"})
}

// showFilled shows a form with a value that the person has.
func (a *app) showFilled(w http.ResponseWriter, r *http.Request, name, title, field string, value func(*account.User) string) {
	user, err := a.site.User(r)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	a.show(w, r, name, page{Title: title, Form: filled(field, value(user))})
}

func (a *app) namePage(w http.ResponseWriter, r *http.Request) {
	a.showFilled(w, r, "name", "Your name", "name", func(u *account.User) string { return u.Name })
}

func (a *app) name(w http.ResponseWriter, r *http.Request) {
	if _, err := a.site.Client(r).UpdateName(r.Context(), account.UpdateNameParams{Name: value(r, "name")}); err != nil {
		a.reject(w, r, "name", page{Title: "Your name"}, err)
		return
	}
	a.redirectWith(w, r, "saved", "/account/profile")
}

func (a *app) emailPage(w http.ResponseWriter, r *http.Request) {
	a.showFilled(w, r, "email", "E-mail address", "email", func(u *account.User) string { return u.Email })
}

// email changes the address. It makes a full account of one that had none.
func (a *app) email(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.Client(r).UpdateEmail(r.Context(), account.UpdateEmailParams{Email: value(r, "email"), Password: r.PostFormValue("password")})
	if err != nil {
		a.reject(w, r, "email", page{Title: "E-mail address"}, err)
		return
	}
	a.redirectWith(w, r, a.mailVerification(r, "email-changed", "email-no-mail"), "/account/profile")
}

func (a *app) phonePage(w http.ResponseWriter, r *http.Request) {
	a.showFilled(w, r, "phone", "Phone number", "phone", func(u *account.User) string { return u.Phone })
}

func (a *app) phone(w http.ResponseWriter, r *http.Request) {
	_, err := a.site.Client(r).UpdatePhone(r.Context(), account.UpdatePhoneParams{Phone: digits(value(r, "phone")), Password: r.PostFormValue("password")})
	if err != nil {
		a.reject(w, r, "phone", page{Title: "Phone number"}, err)
		return
	}
	a.sendPhoneCode(w, r)
}

func (a *app) sendPhoneCode(w http.ResponseWriter, r *http.Request) {
	if _, err := a.site.Client(r).CreatePhoneVerification(r.Context()); err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	redirect(w, r, "/account/profile/phone/code")
}

func (a *app) phoneCodePage(w http.ResponseWriter, r *http.Request) {
	a.show(w, r, "phonecode", page{Title: "Verify your number"})
}

func (a *app) phoneCode(w http.ResponseWriter, r *http.Request) {
	user, err := a.site.User(r)
	if err == nil {
		_, err = a.site.Client(r).UpdatePhoneVerification(r.Context(), account.UpdatePhoneVerificationParams{UserID: user.ID, Secret: digits(value(r, "code"))})
	}
	if err != nil {
		a.reject(w, r, "phonecode", page{Title: "Verify your number"}, err)
		return
	}
	a.redirectWith(w, r, "phone-verified", "/account/profile")
}

// digits removes what people put between the digits of a number or a code.
func digits(s string) string {
	kept := []rune{}
	for _, r := range s {
		if r == '+' || r >= '0' && r <= '9' {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
