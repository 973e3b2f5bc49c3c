// Package docs_test runs the recipes of the pages in this folder. The text of a recipe on its
// page is the text here, which a test compares.
package docs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	email    = "ann@example.com"
	password = "correct-horse-9"
)

// service starts an account service in this process. It has the faults of server 1.7.
func service() *accounttest.Server {
	s, err := accounttest.NewServer(accounttest.WithTime(time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)))
	check(err)
	return s
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// follow is what a person does with a link of a mail.
func follow(mail accounttest.Message) *url.URL {
	link, err := url.Parse(mail.Link)
	check(err)
	return link
}

// A program has functions like these of its own.
var (
	showQRCode = func(string) {}
	show       = func(codes []string) { fmt.Println("shown:", len(codes), "recovery codes") }
	askForCode func() string
	choose     = func(factors []account.AuthenticationFactor) account.AuthenticationFactor { return factors[0] }
)

// Shown in docs/sign-up.md.
func signUp(ctx context.Context, client *account.Client, email, password string) (*account.SignIn, error) {
	_, err := client.AsGuest().Create(ctx, account.CreateParams{
		UserID:   account.UniqueID,
		Email:    email,
		Password: password,
	})
	if err != nil {
		return nil, err // account.ErrUserAlreadyExists, …
	}
	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if err != nil {
		return nil, err
	}
	_, err = signIn.Client.CreateVerification(ctx, account.CreateVerificationParams{
		URL: "http://localhost:8080/verify",
	})
	return signIn, err
}

// Shown in docs/sign-up.md.
func verify(ctx context.Context, client *account.Client, link *url.URL) error {
	callback, err := account.ParseCallback(link)
	if err != nil {
		return err
	}
	_, err = client.AsGuest().UpdateVerification(ctx, account.UpdateVerificationParams{
		UserID: callback.UserID,
		Secret: callback.Secret,
	})
	return err // account.ErrUserInvalidToken: used, or older than an hour
}

func Example_signUpWithVerification() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()

	signIn, err := signUp(ctx, client, email, password)
	check(err)
	fmt.Println("verified:", signIn.User.EmailVerification)

	link := follow(s.LastMail(email))
	check(verify(ctx, client, link))
	user, err := signIn.Client.Get(ctx)
	check(err)
	fmt.Println("verified:", user.EmailVerification)
	fmt.Println("again:", errors.Is(verify(ctx, client, link), account.ErrUserInvalidToken))
	// Output:
	// verified: false
	// verified: true
	// again: true
}

// Shown in docs/password-reset.md.
func requestReset(ctx context.Context, client *account.Client, email string) error {
	_, err := client.AsGuest().CreateRecovery(ctx, account.CreateRecoveryParams{
		Email: email,
		URL:   "http://localhost:8080/reset",
	})
	if errors.Is(err, account.ErrUserNotFound) {
		return nil // do not tell strangers who has an account
	}
	return err
}

// Shown in docs/password-reset.md.
func resetPassword(ctx context.Context, client *account.Client, link *url.URL, password string) error {
	callback, err := account.ParseCallback(link)
	if err != nil {
		return err
	}
	_, err = client.AsGuest().UpdateRecovery(ctx, account.UpdateRecoveryParams{
		UserID:   callback.UserID,
		Secret:   callback.Secret,
		Password: password,
	})
	return err // account.ErrUserInvalidToken: used, or older than an hour
}

func Example_passwordReset() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()
	ann := s.CreateUser(accounttest.Seed{Email: email, Password: password})
	lost := s.UserClient(ann.ID) // a laptop that was lost, still signed in

	check(requestReset(ctx, client, "nobody@example.com"))
	check(requestReset(ctx, client, email))
	check(resetPassword(ctx, client, follow(s.LastMail(email)), "battery-staple-7"))

	_, err := lost.Get(ctx)
	fmt.Println("the lost laptop is still signed in:", err == nil)
	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: "battery-staple-7"})
	check(err)
	check(signIn.Client.DeleteOtherSessions(ctx))
	_, err = lost.Get(ctx)
	fmt.Println("and now it is not:", account.IsSignedOut(err))
	// Output:
	// the lost laptop is still signed in: true
	// and now it is not: true
}

// Shown in docs/signing-in.md.
func signInWithCode(ctx context.Context, client *account.Client, method account.SignInMethod) (*account.SignIn, error) {
	signIn, err := client.SignIn(ctx, method)
	if err != nil || signIn.Challenge == nil {
		return signIn, err
	}
	challenge := signIn.Challenge
	factor := choose(challenge.Factors)
	if _, err = challenge.Send(ctx, factor); err != nil { // mails the code, if it is that factor
		return nil, err
	}
	for {
		signIn, err = challenge.Complete(ctx, factor, askForCode())
		if !errors.Is(err, account.ErrUserInvalidToken) {
			return signIn, err
		}
		fmt.Println("That code is wrong. Please try again.")
	}
}

func Example_signInWithASecondFactor() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: email, Password: password, EmailVerified: true, TOTP: true, MFA: true})
	codes := []string{"000000", s.TOTP(ann.ID)}
	askForCode = func() string {
		code := codes[0]
		codes = codes[1:]
		return code
	}

	signIn, err := signInWithCode(ctx, s.KeyClient(), account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	check(err)
	fmt.Println(signIn.User.Email, signIn.Session.Factors)
	// Output:
	// That code is wrong. Please try again.
	// ann@example.com [password totp]
}

// The person signs in without a password: by a code that is mailed.
func Example_signInByEmailCode() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()

	token, err := client.AsGuest().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: account.UniqueID, Email: email})
	check(err)
	code := s.LastMail(email).Code
	signIn, err := client.SignIn(ctx, account.CreateSessionParams{UserID: token.UserID, Secret: code})
	check(err)
	fmt.Println(signIn.User.Email, signIn.User.EmailVerification)
	// Output: ann@example.com true
}

// Shown in docs/mfa.md.
func turnOnMFA(ctx context.Context, me *account.Client) error {
	authenticator, err := me.CreateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP)
	if err != nil {
		return err
	}
	showQRCode(authenticator.URI)
	_, err = me.UpdateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: askForCode()})
	if err != nil {
		return err // account.ErrUserInvalidToken: ask again
	}
	codes, err := me.CreateMFARecoveryCodes(ctx)
	if err != nil {
		return err
	}
	show(codes.RecoveryCodes) // before the switch
	_, err = me.EnableMFA(ctx)
	return err
}

// On server 1.7 UpdateMFA responds with status 500 to a user whose address is verified.
func Example_turnOnMFA() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: email, Password: password, EmailVerified: true})
	me := s.UserClient(ann.ID)
	askForCode = func() string { return s.TOTP(ann.ID) }

	check(turnOnMFA(ctx, me))
	user, err := me.Get(ctx)
	check(err)
	fmt.Println("MFA:", user.MFA)

	signIn, err := s.KeyClient().SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	check(err)
	fmt.Println("open at the next sign-in:", signIn.Challenge.Factors)
	// Output:
	// shown: 6 recovery codes
	// MFA: true
	// open at the next sign-in: [totp email recoverycode]
}

// Shown in docs/mfa.md.
func newRecoveryCodes(ctx context.Context, me *account.Client) error {
	challenge, err := me.StepUp(ctx)
	if err != nil {
		return err
	}
	_, err = challenge.Complete(ctx, choose(challenge.Factors), askForCode())
	if err != nil {
		return err // account.ErrUserInvalidToken: ask again
	}
	codes, err := me.UpdateMFARecoveryCodes(ctx) // the old ones end
	if err != nil {
		return err
	}
	show(codes.RecoveryCodes)
	return nil
}

func Example_newRecoveryCodes() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: email, Password: password, TOTP: true, RecoveryCodes: true})
	me := s.UserClient(ann.ID)
	askForCode = func() string { return s.TOTP(ann.ID) }

	_, err := me.UpdateMFARecoveryCodes(ctx)
	fmt.Println("without a fresh code:", errors.Is(err, account.ErrUserChallengeRequired))
	check(newRecoveryCodes(ctx, me))
	// Output:
	// without a fresh code: true
	// shown: 6 recovery codes
}

// Shown in docs/sessions.md.
func signOutElsewhere(ctx context.Context, me *account.Client) error {
	sessions, err := me.ListSessions(ctx)
	if err != nil {
		return err
	}
	for _, session := range sessions.Sessions {
		fmt.Println(session.Device(), session.CountryName, session.Current)
	}
	return me.DeleteOtherSessions(ctx)
}

func Example_signOutElsewhere() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	s.CreateUser(accounttest.Seed{Email: email, Password: password})
	signIn := func(userAgent string) *account.Client {
		client := s.KeyClient().ForVisitor(account.Visitor{UserAgent: userAgent})
		signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
		check(err)
		return signIn.Client
	}
	phone := signIn("Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36")
	laptop := signIn("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0")

	check(signOutElsewhere(ctx, laptop))
	_, err := phone.Get(ctx)
	fmt.Println("the other one is signed out:", account.IsSignedOut(err))
	_, err = laptop.Get(ctx)
	fmt.Println("this one is not:", err == nil)
	// Output:
	// Chrome Mobile 120 on Google Pixel 7 (Android 14) Unknown false
	// Firefox 121 on Mac 10.15 Unknown true
	// the other one is signed out: true
	// this one is not: true
}

// Shown in docs/oauth2.md.
func link(ctx context.Context, client, me *account.Client, callback *account.Callback) error {
	user, err := me.Get(ctx)
	if err != nil {
		return err
	}
	if callback.UserID != user.ID {
		return errors.New("the account there has another email address")
	}
	session, err := client.AsGuest().CreateSession(ctx, account.CreateSessionParams{
		UserID: callback.UserID,
		Secret: callback.Secret,
	})
	if err != nil {
		return err
	}
	return client.WithSession(session.Secret).DeleteSession(ctx, account.CurrentSession)
}

func Example_linkAnIdentity() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()
	ann := s.CreateUser(accounttest.Seed{Email: email, Password: password, EmailVerified: true})
	me := s.UserClient(ann.ID)
	atProvider := func(address string) *account.Callback {
		start, err := client.CreateOAuth2Token(ctx, account.OAuthProviderMock, account.CreateOAuth2TokenParams{Success: "http://localhost:8080/linked"})
		check(err)
		back := s.SignInAtProvider(start.String(), accounttest.ProviderAccount{ID: address, Email: address})
		end, err := url.Parse(back.URL)
		check(err)
		callback, err := account.ParseCallback(end)
		check(err)
		return callback
	}

	fmt.Println(link(ctx, client, me, atProvider("somebody-else@example.com")))
	check(link(ctx, client, me, atProvider(email)))
	for identity, err := range me.AllIdentities(ctx, account.ListIdentitiesParams{}) {
		check(err)
		fmt.Println("linked:", identity.Provider, identity.ProviderEmail)
	}
	// Output:
	// the account there has another email address
	// linked: mock ann@example.com
}

// Shown in docs/anonymous.md.
func keepAccount(ctx context.Context, me *account.Client, email, password string) (*account.User, error) {
	user, err := me.UpdateEmail(ctx, account.UpdateEmailParams{Email: email, Password: password})
	if err != nil {
		return nil, err // account.ErrUserTargetAlreadyExists: somebody has that address
	}
	_, err = me.CreateVerification(ctx, account.CreateVerificationParams{URL: "http://localhost:8080/verify"})
	return user, err
}

func Example_anonymousToFull() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()

	visit, err := client.SignIn(ctx, account.AnonymousSignIn{})
	check(err)
	_, err = visit.Client.MergePrefs(ctx, map[string]any{"cart": []string{"book"}})
	check(err)
	user, err := keepAccount(ctx, visit.Client, email, password)
	check(err)
	fmt.Println("same user:", user.ID == visit.User.ID)

	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	check(err)
	fmt.Println(signIn.User.Email, signIn.User.Prefs)
	// Output:
	// same user: true
	// ann@example.com {"cart":["book"]}
}

// Shown in docs/jobs.md.
func report(ctx context.Context, client *account.Client, token string) error {
	user, err := client.WithJWT(token).Get(ctx)
	switch {
	case errors.Is(err, account.ErrUserJWTInvalid):
		return errors.New("the job started too late: its token has expired")
	case account.IsSignedOut(err):
		return errors.New("the user has signed out since")
	case err != nil:
		return err
	}
	fmt.Println("a report for", user.Email)
	return nil
}

func Example_job() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: email}).ID)

	token, err := me.CreateJWT(ctx)
	check(err)
	check(report(ctx, client, token.JWT))

	s.Clock().Advance(16 * time.Minute)
	fmt.Println(report(ctx, client, token.JWT))

	token, err = me.CreateJWT(ctx)
	check(err)
	check(me.DeleteSession(ctx, account.CurrentSession))
	fmt.Println(report(ctx, client, token.JWT))
	// Output:
	// a report for ann@example.com
	// the job started too late: its token has expired
	// the user has signed out since
}

// Shown in docs/web-servers.md.
func shop(site *accounthttp.Site) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /sign-in", func(w http.ResponseWriter, r *http.Request) {
		signIn, err := site.SignIn(w, r, account.CreateEmailPasswordSessionParams{
			Email:    r.FormValue("email"),
			Password: r.FormValue("password"),
		})
		switch {
		case errors.Is(err, account.ErrUserInvalidCredentials), errors.Is(err, account.ErrGeneralArgumentInvalid):
			http.Error(w, "wrong address or password", http.StatusUnauthorized) // or the form again
		case err != nil:
			site.ServeError(w, r, err)
		default:
			site.Continue(w, r, signIn) // to the code page, to where the person came from, or home
		}
	})
	mux.HandleFunc("POST /sign-out", func(w http.ResponseWriter, r *http.Request) {
		if err := site.SignOut(w, r); err != nil {
			log.Print(err) // the browser is signed out; the session may go on at the service
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.Handle("GET /profile", site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, err := site.User(r)
		if err != nil {
			site.ServeError(w, r, err)
			return
		}
		fmt.Fprintln(w, "Hello", user.Name)
	})))
	codePages(mux, site) // see below
	return site.Handler(mux)
}

// Shown in docs/web-servers.md.
func codePages(mux *http.ServeMux, site *accounthttp.Site) {
	mux.HandleFunc("GET /sign-in/code", func(w http.ResponseWriter, r *http.Request) {
		signIn, err := site.PendingSignIn(r)
		switch {
		case err != nil:
			site.ServeError(w, r, err)
		case signIn.Challenge == nil: // nothing is pending
			site.Continue(w, r, signIn)
		default:
			fmt.Fprintln(w, "choose one of", signIn.Challenge.Factors) // and two forms
		}
	})
	mux.HandleFunc("POST /sign-in/code/send", func(w http.ResponseWriter, r *http.Request) {
		if err := site.SendCode(w, r, account.AuthenticationFactor(r.FormValue("factor"))); err != nil {
			site.ServeError(w, r, err)
			return
		}
		http.Redirect(w, r, "/sign-in/code?next="+url.QueryEscape(site.Next(r)), http.StatusSeeOther)
	})
	mux.HandleFunc("POST /sign-in/code", func(w http.ResponseWriter, r *http.Request) {
		factor := account.AuthenticationFactor(r.FormValue("factor"))
		signIn, err := site.CompleteChallenge(w, r, factor, r.FormValue("code"))
		switch {
		case errors.Is(err, account.ErrUserInvalidToken):
			http.Error(w, "that code is wrong", http.StatusUnprocessableEntity) // or the form again
		case err != nil:
			site.ServeError(w, r, err)
		default:
			site.Continue(w, r, signIn)
		}
	})
}

// Ann signs in with a browser, by a second factor. Then the service is down for a while.
func Example_webServer() {
	s := service()
	defer s.Close()
	s.CreateUser(accounttest.Seed{Email: email, Password: password, Name: "Ann", EmailVerified: true, TOTP: true, MFA: true})
	server := httptest.NewUnstartedServer(nil)
	site, err := accounthttp.New(s.GuestClient(account.WithRetries(0)), "http://"+server.Listener.Addr().String())
	check(err)
	server.Config.Handler = shop(site)
	server.Start()
	defer server.Close()

	jar, err := cookiejar.New(nil)
	check(err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	visit := func(method, path string, form url.Values) {
		r, err := http.NewRequestWithContext(context.Background(), method, server.URL+path, strings.NewReader(form.Encode()))
		check(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Origin", server.URL)
		response, err := browser.Do(r)
		check(err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		check(err)
		switch to := response.Header.Get("Location"); {
		case to != "":
			fmt.Println(method, path, "->", to)
		case response.StatusCode == http.StatusServiceUnavailable:
			fmt.Println(method, path, response.StatusCode)
		default:
			fmt.Print(method, " ", path, " ", response.StatusCode, " ", string(body))
		}
	}

	visit("GET", "/profile", nil)
	visit("POST", "/sign-in?next=/profile", url.Values{"email": {email}, "password": {"wrong-horse-1"}})
	visit("POST", "/sign-in?next=/profile", url.Values{"email": {email}, "password": {password}})
	visit("GET", "/profile", nil)
	visit("GET", "/sign-in/code?next=/profile", nil)
	visit("POST", "/sign-in/code/send?next=/profile", url.Values{"factor": {"email"}})
	visit("POST", "/sign-in/code?next=/profile", url.Values{"factor": {"email"}, "code": {"000000"}})
	visit("POST", "/sign-in/code?next=/profile", url.Values{"factor": {"email"}, "code": {s.LastMail(email).Code}})
	visit("GET", "/profile", nil)

	down := s.AddFault(accounttest.Fault{Status: http.StatusServiceUnavailable})
	visit("GET", "/profile", nil)
	down()
	visit("GET", "/profile", nil)
	visit("POST", "/sign-out", nil)
	visit("GET", "/profile", nil)
	// Output:
	// GET /profile -> /sign-in?next=%2Fprofile
	// POST /sign-in?next=/profile 401 wrong address or password
	// POST /sign-in?next=/profile -> /sign-in/code?next=%2Fprofile
	// GET /profile -> /sign-in/code?next=%2Fprofile
	// GET /sign-in/code?next=/profile 200 choose one of [totp email]
	// POST /sign-in/code/send?next=/profile -> /sign-in/code?next=%2Fprofile
	// POST /sign-in/code?next=/profile 422 that code is wrong
	// POST /sign-in/code?next=/profile -> /profile
	// GET /profile 200 Hello Ann
	// GET /profile 503
	// GET /profile 200 Hello Ann
	// POST /sign-out -> /
	// GET /profile -> /sign-in?next=%2Fprofile
}
