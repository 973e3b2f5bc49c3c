package main

import "net/http"

// notice is what a page says about the form that led to it. It travels as its name in a
// cookie, so that nobody can make this site say anything else.
type notice string

var notices = map[notice]string{
	"welcome":         "Welcome! We sent you a mail: open its link to verify your address.",
	"welcome-no-mail": "Welcome! The mail to verify your address could not be sent; you can ask for it again below.",
	"welcome-guest":   "You are in. Everything is kept in this browser until you add an address and a password.",
	"signed-out":      "You are signed out.",
	"signed-out-here": "You are signed out in this browser. Our service could not be reached, so also sign out this device from another one.",
	"mail-sent":       "A new mail is on its way. Open its link within an hour.",
	"verified":        "Your e-mail address is verified. Thank you!",
	"recovered":       "Your new password is saved. Sign in with it.",
	"saved":           "Saved.",
	"email-changed":   "Saved. Open the link we sent to your new address to verify it.",
	"email-no-mail":   "Saved. The mail to verify your new address could not be sent; you can ask for it again.",
	"phone-verified":  "Your phone number is verified.",
	"password":        "Your password is changed.",
	"password-others": "Your password is changed, and all other devices are signed out.",
	"password-alone":  "Your password is changed, but your other devices could not be signed out. Try it again here.",
	"mfa-on":          "Two-step sign-in is on. From now on we ask for a code, too.",
	"mfa-off":         "Two-step sign-in is off, and the authenticator app is removed.",
	"device":          "That device is signed out.",
	"others":          "All other devices are signed out.",
	"closed":          "Your account is closed, and you are signed out everywhere.",
}

// Text is what people read, "" without a notice.
func (n notice) Text() string { return notices[n] }

// redirectWith redirects to a page that says something.
func (a *app) redirectWith(w http.ResponseWriter, r *http.Request, n notice, target string) {
	a.setNotice(w, n)
	redirect(w, r, target)
}

func (a *app) setNotice(w http.ResponseWriter, n notice) {
	http.SetCookie(w, a.noticeCookie(string(n), 60))
}

// takeNotice returns the notice of a page, once.
func (a *app) takeNotice(w http.ResponseWriter, r *http.Request) notice {
	cookie, err := r.Cookie(a.noticeCookie("", 0).Name)
	if err != nil {
		return ""
	}
	http.SetCookie(w, a.noticeCookie("", -1))
	return notice(cookie.Value)
}

func (a *app) noticeCookie(value string, seconds int) *http.Cookie {
	name := "notice"
	if a.https {
		name = "__Host-notice" // no other host of the domain can set it
	}
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: a.https, SameSite: http.SameSiteLaxMode}
}
