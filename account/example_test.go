package account_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/query"
)

const password = "correct-horse-9"

// service starts an account service in this process, for the examples.
func service() *accounttest.Server {
	s, err := accounttest.NewServer(accounttest.WithTime(time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)))
	if err != nil {
		panic(err)
	}
	return s
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// A back end with an API key signs Ann up, and signs her in as the guest that she is.
func Example() {
	s := service()
	defer s.Close()
	ctx := context.Background()

	client, err := account.New(s.Endpoint(), s.ProjectID(), account.WithKey(s.APIKey()))
	check(err)
	_, err = client.Create(ctx, account.CreateParams{UserID: "ann", Email: "ann@example.com", Password: password, Name: "Ann"})
	check(err)
	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: password})
	check(err)
	fmt.Println(signIn.User.ID, signIn.User.Name, signIn.User.Email)

	me := client.WithSession(signIn.Session.Secret) // the secret is what to keep

	check(me.DeleteSession(ctx, account.CurrentSession))
	_, err = me.Get(ctx)
	fmt.Println(errors.Is(err, account.ErrGeneralUnauthorizedScope))
	// Output:
	// ann Ann ann@example.com
	// true
}

func ExampleNew_options() {
	client, err := account.New("https://appwrite.example.com/v1", "my-project",
		account.WithTimeout(10*time.Second),
		account.WithLocale("de"),
		account.WithUserAgentSuffix("my-shop/2.1"),
	)
	check(err)
	fmt.Println(client)

	_, err = account.New("appwrite.example.com/v1", "my-project")
	fmt.Println(err)
	_, err = account.New("https://appwrite.example.com/v1", "my-project", account.WithKey("a key\n"))
	fmt.Println(err)
	// Output:
	// account.Client(https://appwrite.example.com/v1, project my-project, guest)
	// account: New: the endpoint does not start with https:// or http://; it looks like "https://cloud.appwrite.io/v1"
	// account: WithKey: the value has a line break or another control character; was it read from a file with its newline?
}

// Errors are distinguished by their type.
func ExampleError() {
	s := service()
	defer s.Close()
	ctx := context.Background()

	_, err := s.GuestClient().CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: "nobody@example.com", Password: password})
	fmt.Println(errors.Is(err, account.ErrUserInvalidCredentials))

	var apiErr *account.Error
	if errors.As(err, &apiErr) {
		fmt.Println(apiErr.StatusCode, apiErr.RateLimit.Remaining, "of", apiErr.RateLimit.Limit)
	}
	fmt.Println(err)
	// Output:
	// true
	// 401 9 of 10
	// account: createEmailPasswordSession: 401 user_invalid_credentials: Invalid credentials. Please check the email and password.
}

func ExampleMissingParameterError() {
	client, err := account.New("https://cloud.appwrite.io/v1", "my-project")
	check(err)
	_, err = client.CreateSession(context.Background(), account.CreateSessionParams{})
	fmt.Println(err)

	var missing *account.MissingParameterError
	fmt.Println(errors.As(err, &missing), missing.Operation, missing.Parameters)
	fmt.Println(client.DeleteSession(context.Background(), ""))
	// Output:
	// account: createSession: Missing required parameter: "userId", "secret"
	// true createSession [userId secret]
	// account: deleteSession: Missing required parameter: "sessionId"
}

func ExampleClient_Create() {
	s := service()
	defer s.Close()
	user, err := s.GuestClient().Create(context.Background(), account.CreateParams{
		UserID: account.UniqueID, Email: "Ann@Example.com", Password: password,
	})
	check(err)
	fmt.Println(len(user.ID), user.Email, user.EmailVerification, user.Targets[0].ProviderType)
	// Output: 20 ann@example.com false email
}

// An anonymous user becomes a full one by setting an address and a password.
func ExampleClient_UpdateEmail() {
	s := service()
	defer s.Close()
	ctx := context.Background()

	session, err := s.GuestClient().CreateAnonymousSession(ctx)
	check(err)
	me := s.GuestClient().WithSession(session.Secret)
	user, err := me.UpdateEmail(ctx, account.UpdateEmailParams{Email: "ann@example.com", Password: password})
	check(err)
	fmt.Println(user.Email, !user.PasswordUpdate.IsZero())
	// Output: ann@example.com true
}

func ExampleClient_UpdatePrefs() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)

	type settings struct {
		Theme   string         `json:"theme"`
		Columns int            `json:"columns"`
		Widths  map[string]int `json:"widths"`
	}
	user, err := me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: settings{Theme: "dark", Columns: 3}})
	check(err)
	fmt.Println(user.Prefs)

	user, err = me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{}}) // clears them
	check(err)
	fmt.Println(user.Prefs)
	// Output:
	// {"theme":"dark","columns":3,"widths":null}
	// {}
}

func ExamplePrefs_Decode() {
	prefs := account.Prefs(`{"theme": "dark", "columns": 3, "widths": []}`) // the service stores {} as []
	var settings struct {
		Theme   string
		Columns int
		Widths  map[string]int
	}
	check(prefs.Decode(&settings))
	fmt.Println(settings.Theme, settings.Columns, settings.Widths)

	theme, ok := prefs.Get("theme")
	fmt.Println(theme, ok)
	// Output:
	// dark 3 map[]
	// dark true
}

func ExampleIsSignedOut() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)

	check(me.DeleteSession(ctx, account.CurrentSession))
	_, err := me.Get(ctx)
	fmt.Println("deleted:", account.IsSignedOut(err))

	_, err = me.WithSession("").Get(ctx) // a visitor without a cookie; nothing is sent
	fmt.Println("none:", account.IsSignedOut(err))

	_, err = s.KeyClient().Get(ctx) // a mistake of the program, not of a visitor
	fmt.Println("a key:", account.IsSignedOut(err))
	// Output:
	// deleted: true
	// none: true
	// a key: false
}

func ExampleClient_ListSessions() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password})
	phone := s.UserClient(ann.ID)
	laptop := s.UserClient(ann.ID)

	sessions, err := laptop.ListSessions(ctx)
	check(err)
	for _, session := range sessions.Sessions {
		fmt.Println(session.Factors, session.Current)
		if !session.Current {
			check(laptop.DeleteSession(ctx, session.ID))
		}
	}
	_, err = phone.Get(ctx)
	fmt.Println(errors.Is(err, account.ErrGeneralUnauthorizedScope))
	// Output:
	// [password] false
	// [password] true
	// true
}

// A code that is mailed signs the user in.
func ExampleClient_CreateEmailToken() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	guest := s.GuestClient()

	token, err := guest.CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: account.UniqueID, Email: "ann@example.com"})
	check(err)
	code := s.LastMail("ann@example.com").Code // the user types it in
	session, err := guest.CreateSession(ctx, account.CreateSessionParams{UserID: token.UserID, Secret: code})
	check(err)
	user, err := guest.WithSession(session.Secret).Get(ctx)
	check(err)
	fmt.Println(len(code), session.Factors, user.EmailVerification)
	// Output: 6 [email] true
}

// A JWT acts as the user for a quarter of an hour, for a program that should not get the
// session.
func ExampleClient_CreateJWT() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Name: "Ann", Email: "ann@example.com"}).ID)

	token, err := me.CreateJWT(ctx)
	check(err)
	user, err := me.WithJWT(token.JWT).Get(ctx)
	check(err)
	fmt.Println(user.Name)

	s.Clock().Advance(16 * time.Minute)
	_, err = me.WithJWT(token.JWT).Get(ctx)
	fmt.Println(errors.Is(err, account.ErrUserJWTInvalid))
	// Output:
	// Ann
	// true
}

// The browser is sent to the provider, and comes back with a token.
func ExampleClient_CreateOAuth2Token() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	client := s.KeyClient()

	start, err := client.CreateOAuth2Token(ctx, "mock", account.CreateOAuth2TokenParams{Success: "http://localhost/done"})
	check(err)
	back := s.SignInAtProvider(start.String(), accounttest.ProviderAccount{ID: "5460", Email: "ann@example.com", Name: "Ann"})
	session, err := client.CreateSession(ctx, account.CreateSessionParams{UserID: back.UserID, Secret: back.Secret})
	check(err)
	fmt.Println(session.Provider, session.Factors)
	// Output: oauth2 [email]
}

// With MFA on, a password is not enough to sign in.
func ExampleClient_CreateMFAChallenge() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password, TOTP: true})
	_, err := s.UserClient(ann.ID).UpdateMFA(ctx, account.UpdateMFAParams{MFA: true})
	check(err)

	me := s.UserClient(ann.ID) // signed in again
	_, err = me.Get(ctx)
	fmt.Println(errors.Is(err, account.ErrUserMoreFactorsRequired))

	challenge, err := me.CreateMFAChallenge(ctx, account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorTOTP})
	check(err)
	session, err := me.UpdateMFAChallenge(ctx, account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: s.TOTP(ann.ID)})
	check(err)
	fmt.Println(session.Factors)

	// Output:
	// true
	// [password totp]
}

// A web server signs a visitor in, whose account asks for a second factor.
func ExampleClient_SignIn() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password, TOTP: true, MFA: true})
	client := s.KeyClient()
	r := httptest.NewRequest(http.MethodPost, "/sign-in", nil)

	signIn, err := client.ForRequest(r).SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: password})
	check(err)
	for signIn.Challenge != nil {
		fmt.Println("choose from", signIn.Challenge.Factors)
		signIn, err = signIn.Challenge.Complete(ctx, account.AuthenticationFactorTOTP, s.TOTP(ann.ID))
		check(err)
	}
	fmt.Println(signIn.User.Email, "with", signIn.Session.Factors)
	// Output:
	// choose from [totp]
	// ann@example.com with [password totp]
}

// The codes are shown before the switch: without them, a lost phone is a lost account.
func ExampleClient_EnableMFA() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: "ann@example.com", EmailVerified: true})
	me := s.UserClient(ann.ID)

	authenticator, err := me.CreateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP)
	check(err)
	fmt.Println("scan", strings.HasPrefix(authenticator.URI, "otpauth://totp/"))
	_, err = me.UpdateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: s.TOTP(ann.ID)})
	check(err)
	codes, err := me.CreateMFARecoveryCodes(ctx)
	check(err)
	fmt.Println("keep", len(codes.RecoveryCodes), "recovery codes")

	user, err := me.EnableMFA(ctx)
	check(err)
	factors, err := me.ListMFAFactors(ctx)
	check(err)
	fmt.Println(user.MFA, factors.Available())
	// Output:
	// scan true
	// keep 6 recovery codes
	// true [totp email recoverycode]
}

// The address is taken from the header since the connection is the proxy's.
func ExampleClient_ForRequest() {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "10.0.0.1:443"
	r.Header.Set("X-Forwarded-For", "203.0.113.7")
	r.Header.Set("User-Agent", "Mozilla/5.0")
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}

	client, err := account.New("https://appwrite.example.com/v1", "my-project")
	check(err)
	visitor := client.ForRequest(r, proxies...)
	fmt.Println(visitor)
	fmt.Println(account.VisitorOf(r, proxies...))
	// Output:
	// account.Client(https://appwrite.example.com/v1, project my-project, guest)
	// {Mozilla/5.0 203.0.113.7}
}

func ExampleParseCallback() {
	u, err := url.Parse("https://:@shop.example.com/done?state=5f2a&secret=s3cr3t&userId=ann#")
	check(err)
	callback, err := account.ParseCallback(u)
	check(err)
	fmt.Println(callback.UserID, callback.Query.Get("state"))

	u, err = url.Parse(`https://:@shop.example.com/failed?error=%7B%22message%22%3A%22Blocked%22%2C%22type%22%3A%22user_blocked%22%2C%22code%22%3A401%7D#`)
	check(err)
	_, err = account.ParseCallback(u)
	fmt.Println(errors.Is(err, account.ErrUserBlocked))
	// Output:
	// ann 5f2a
	// true
}

func ExampleClient_MergePrefs() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com", Prefs: map[string]any{"theme": "dark", "size": 12, "beta": true}}).ID)

	user, err := me.MergePrefs(ctx, map[string]any{"theme": "light", "beta": nil})
	check(err)
	fmt.Println(user.Prefs)
	// Output: {"size":12,"theme":"light"}
}

func ExampleClient_DeleteOtherSessions() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	me, phone := s.UserClient(ann.ID), s.UserClient(ann.ID)

	check(me.DeleteOtherSessions(ctx))
	sessions, err := me.ListSessions(ctx)
	check(err)
	_, err = phone.Get(ctx)
	fmt.Println(sessions.Total, sessions.Sessions[0].Device(), account.IsSignedOut(err))
	// Output: 1 Unknown device true
}

func ExampleClient_CreateRecovery() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	s.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password})
	guest := s.GuestClient()

	_, err := guest.CreateRecovery(ctx, account.CreateRecoveryParams{Email: "ann@example.com", URL: "http://localhost/reset"})
	check(err)
	mail := s.LastMail("ann@example.com") // its link leads to /reset?userId=…&secret=…
	_, err = guest.UpdateRecovery(ctx, account.UpdateRecoveryParams{UserID: mail.UserID, Secret: mail.Secret, Password: "battery-staple-7"})
	check(err)
	_, err = guest.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "battery-staple-7"})
	fmt.Println(strings.HasPrefix(mail.Link, "http://localhost/reset?userId="), err)
	// Output: true <nil>
}

func ExampleClient_CreateVerification() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)

	_, err := me.CreateVerification(ctx, account.CreateVerificationParams{URL: "http://localhost/verify"})
	check(err)
	mail := s.LastMail("ann@example.com")
	_, err = s.GuestClient().UpdateVerification(ctx, account.UpdateVerificationParams{UserID: mail.UserID, Secret: mail.Secret})
	check(err)
	user, err := me.Get(ctx)
	check(err)
	fmt.Println(user.EmailVerification)
	// Output: true
}

func ExampleClient_AllLogs() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password}).ID)
	for _, name := range []string{"Ann", "Anna"} {
		_, err := me.UpdateName(ctx, account.UpdateNameParams{Name: name})
		check(err)
	}

	for entry, err := range me.AllLogs(ctx, account.ListLogsParams{Queries: []query.ForLogs{query.Limit(1)}}) {
		check(err)
		if entry.Event == "user.update" {
			fmt.Println(entry.Event, entry.UserName)
		}
	}
	// Output:
	// user.update Anna
	// user.update Ann
}

func ExampleClient_ListIdentities() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	ann := s.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	s.CreateIdentity(ann.ID, accounttest.IdentitySeed{Provider: "github", ProviderUID: "5460", ProviderEmail: "ann@example.com"})
	me := s.UserClient(ann.ID)

	page, err := me.ListIdentities(ctx, account.ListIdentitiesParams{Queries: []query.ForIdentities{query.Equal("provider", "github")}})
	check(err)
	for _, identity := range page.Identities {
		fmt.Println(identity.Provider, identity.ProviderUID)
		check(me.DeleteIdentity(ctx, identity.ID))
	}
	// Output: github 5460
}

// A hook sees each attempt, here of a call that is retried after a 503.
func ExampleWithAttemptHook() {
	s := service()
	defer s.Close()
	ann := s.CreateUser(accounttest.Seed{Name: "Ann", Email: "ann@example.com"})
	s.AddFault(accounttest.Fault{Operation: "get", Status: 503, Times: 1})

	me := s.UserClient(ann.ID,
		account.WithBackoff(func(int) time.Duration { return 0 }),
		account.WithAttemptHook(func(_ context.Context, a account.Attempt) {
			fmt.Println(a.Operation, a.Number, a.StatusCode)
		}),
	)
	user, err := me.Get(context.Background())
	check(err)
	fmt.Println(user.Name)
	// Output:
	// get 1 503
	// get 2 200
	// Ann
}

// Up to server 1.8 the duration is ignored, and the token is valid for 15 minutes.
func ExampleJWTDuration() {
	s := service()
	defer s.Close()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)

	token, err := me.CreateJWT(context.Background(), account.JWTDuration(time.Minute))
	check(err)
	fmt.Println(token.JWT != "")
	// Output: true
}

// A program on the device registers it for push messages, and again when its push token
// changes.
func ExampleClient_CreatePushTarget() {
	s := service()
	defer s.Close()
	ctx := context.Background()
	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)

	target, err := me.CreatePushTarget(ctx, account.CreatePushTargetParams{TargetID: account.UniqueID, Identifier: "fcm-3f9a1c"})
	check(err)
	target, err = me.UpdatePushTarget(ctx, target.ID, account.UpdatePushTargetParams{Identifier: "fcm-7b2e44"})
	check(err)
	fmt.Println(target.ProviderType, target.Identifier)

	check(me.DeletePushTarget(ctx, target.ID))
	err = me.DeletePushTarget(ctx, target.ID)
	fmt.Println(errors.Is(err, account.ErrUserTargetNotFound))
	// Output:
	// push fcm-7b2e44
	// true
}

// Beside a browser, such as a web view: the session arrives in the browser's cookies.
func ExampleClient_CreateOAuth2Session() {
	s := service()
	defer s.Close()

	start, err := s.GuestClient().CreateOAuth2Session(context.Background(), "mock", account.CreateOAuth2SessionParams{Success: "http://localhost/done"})
	check(err)
	fmt.Println(start.Query().Get("redirect_uri") != "")
	// Output: true
}

// A server that has consents. An open-source server has none.
func ExampleClient_ListConsents() {
	hosted := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"total": 1, "consents": [{"$id": "calendar", "appId": "calendar-app", "scopes": ["openid", "email"]}]}`)
	}))
	defer hosted.Close()
	s := service()
	defer s.Close()
	ctx := context.Background()

	client, err := account.New(hosted.URL+"/v1", "library", account.WithSession("secret"))
	check(err)
	list, err := client.ListConsents(ctx, account.ListConsentsParams{})
	check(err)
	for _, consent := range list.Consents {
		fmt.Println(consent.AppID, consent.Scopes)
	}

	me := s.UserClient(s.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)
	_, err = me.ListConsents(ctx, account.ListConsentsParams{})
	fmt.Println(errors.Is(err, account.ErrGeneralRouteNotFound))
	// Output:
	// calendar-app [openid email]
	// true
}
