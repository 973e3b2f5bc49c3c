package main

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// app is the web site.
type app struct {
	site      *accounthttp.Site
	log       *slog.Logger
	https     bool
	providers []account.OAuthProvider      // that people can sign in with
	outbox    func() []accounttest.Message // of the embedded service; nil with a real one
}

// settings is what a site can have beside a client.
type settings struct {
	Log       *slog.Logger
	Providers []account.OAuthProvider
	Outbox    func() []accounttest.Message
}

// Limits of this site.
const (
	maxForm     = 64 << 10            // bytes
	refreshTime = 30 * 24 * time.Hour // before its end a session is extended
)

// newApp makes the site at an origin such as "https://fernhill.example".
func newApp(client *account.Client, origin string, s settings) (http.Handler, error) {
	a := &app{log: s.Log, https: strings.HasPrefix(origin, "https:"), providers: s.Providers, outbox: s.Outbox}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	site, err := accounthttp.New(client, origin,
		accounthttp.WithPages(accounthttp.Pages{Home: "/account"}),
		accounthttp.WithRefresh(refreshTime),
		accounthttp.WithProblemPage(a.problemPage),
		accounthttp.WithConfirmPage(a.confirmLinkPage))
	if err != nil {
		return nil, err
	}
	a.site = site
	return a.secured(site.Handler(http.MaxBytesHandler(a.routes(), maxForm))), nil
}

// routes are all pages.
func (a *app) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, handler := range a.forEverybody() {
		mux.HandleFunc(pattern, handler)
	}
	for pattern, handler := range a.forMembers() {
		mux.Handle(pattern, a.site.Require(handler))
	}
	mux.Handle("GET /oauth2/callback", a.site.OAuth2Callback(nil))
	mux.Handle("/sign-in/link", a.site.MagicURLCallback(nil))
	mux.Handle("/verify", a.site.VerificationCallback(a.verified))
	mux.Handle("/recover/link", a.site.RecoveryCallback(a.recovered))
	if a.outbox != nil {
		mux.HandleFunc("GET /dev/mail", a.inbox)
	}
	return mux
}

func (a *app) forEverybody() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /{$}":                a.welcome,
		"GET /register":           a.registerPage,
		"POST /register":          a.register,
		"POST /try":               a.try,
		"GET /sign-in":            a.signInPage,
		"POST /sign-in":           a.signIn,
		"GET /sign-in/mail":       a.magicPage,
		"POST /sign-in/mail":      a.magic,
		"GET /sign-in/mail/sent":  a.magicSent,
		"GET /sign-in/code":       a.challengePage,
		"POST /sign-in/code":      a.challenge,
		"POST /sign-in/code/send": a.sendChallenge,
		"GET /oauth2/{provider}":  a.startOAuth2,
		"POST /sign-out":          a.signOut,
		"GET /recover":            a.recoverPage,
		"POST /recover":           a.startRecovery,
		"GET /recover/sent":       a.recoverSent,
		"GET /blocked":            a.blocked,
		"GET " + stylePath:        serveStyle,
		"GET /icon.svg":           serveIcon,
		"/":                       a.notFound,
	}
}

// forMembers are the pages of people who are signed in.
func (a *app) forMembers() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /account":                       a.overview,
		"POST /account/verification":         a.sendVerification,
		"GET /account/profile":               a.profile,
		"GET /account/profile/name":          a.namePage,
		"POST /account/profile/name":         a.name,
		"GET /account/profile/email":         a.emailPage,
		"POST /account/profile/email":        a.email,
		"GET /account/profile/phone":         a.phonePage,
		"POST /account/profile/phone":        a.phone,
		"GET /account/profile/phone/code":    a.phoneCodePage,
		"POST /account/profile/phone/code":   a.phoneCode,
		"POST /account/profile/phone/send":   a.sendPhoneCode,
		"GET /account/security":              a.security,
		"GET /account/security/password":     a.passwordPage,
		"POST /account/security/password":    a.password,
		"POST /account/security/app":         a.addAuthenticator,
		"POST /account/security/app/confirm": a.confirmAuthenticator,
		"POST /account/security/codes":       a.recoveryCodes,
		"POST /account/security/on":          a.enableMFA,
		"POST /account/security/off":         a.disableMFA,
		"GET /account/confirm":               a.stepUpPage,
		"POST /account/confirm":              a.stepUp,
		"POST /account/confirm/send":         a.sendStepUp,
		"GET /account/devices":               a.devices,
		"POST /account/devices/others":       a.signOutOthers,
		"POST /account/devices/{id}":         a.signOutDevice,
		"GET /account/activity":              a.activity,
		"GET /account/preferences":           a.preferencesPage,
		"POST /account/preferences":          a.savePreferences,
		"GET /account/close":                 a.closePage,
		"POST /account/close":                a.closeAccount,
	}
}

// policy lets a page load this site's style sheet and pictures, and nothing else. The picture
// with the secret of an authenticator is part of its page.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured sets the security headers of every response.
func (a *app) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		if a.https {
			header.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}
