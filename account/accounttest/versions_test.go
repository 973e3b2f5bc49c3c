package accounttest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestVersion_ItIsChosenByNameAndNamedInErrors(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"1.7.4", "1.8.1", "1.9.6"}, accounttest.ServerVersions())
	require.Equal(t, "1.7.4", accounttest.New(t).Version())
	for name, number := range map[string]string{"1.7": "1.7.4", "1.8": "1.8.1", "1.9": "1.9.6", "1.8.1": "1.8.1"} {
		srv := accounttest.New(t, accounttest.WithServerVersion(name))
		require.Equal(t, number, srv.Version())
		require.Equal(t, number, guest(t, srv).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope").field("version"))
		require.Equal(t, number, guest(t, srv).call("GET", "/health/version", nil).ok(200).field("version"))
		found, err := accounttest.FindServerVersion(name)
		require.NoError(t, err)
		require.Equal(t, number, found)
	}
}

func TestVersion_OneThatThereIsNotIsAnErrorThatListsTheOthers(t *testing.T) {
	t.Parallel()
	const known = "there are 1.7 (1.7.4), 1.8 (1.8.1), 1.9 (1.9.6)"
	for _, name := range []string{"1.6", "1.9.5", "", "latest"} {
		_, err := accounttest.NewServer(accounttest.WithServerVersion(name))
		require.ErrorContains(t, err, known)
		_, err = accounttest.NewDetached("http://127.0.0.1:4080", accounttest.WithServerVersion("1.8"), accounttest.WithServerVersion(name))
		require.ErrorContains(t, err, known)
		_, err = accounttest.FindServerVersion(name)
		require.ErrorContains(t, err, known)
	}
}

// Options are in any order: what depends on the version is decided after all of them.
func TestVersion_OptionsWinOverItsDefaults(t *testing.T) {
	t.Parallel()
	for _, options := range [][]accounttest.Option{
		{accounttest.WithServerVersion("1.9"), accounttest.WithSessionLimit(2)},
		{accounttest.WithSessionLimit(2), accounttest.WithServerVersion("1.9")},
	} {
		srv := accounttest.New(t, options...)
		srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
		for range 3 {
			guest(t, srv).key().call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
		}
		require.Len(t, sessionsOf(t, srv), 2)
	}
}

func TestVersion_SessionsEndWithThePasswordUnlessTheProjectKeepsThem(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]int{"1.7": 3, "1.8": 1, "1.9": 1} {
		srv := accounttest.New(t, accounttest.WithServerVersion(name))
		caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
		srv.CreateSession(user.ID)
		srv.CreateSession(user.ID)
		change := fields{"password": "another-password", "oldPassword": password}
		caller.call("PATCH", "/account/password", change).ok(200)
		require.Len(t, sessionsOf(t, srv), left, name)

		keeping := accounttest.New(t, accounttest.WithServerVersion(name), accounttest.WithoutSessionInvalidation())
		caller, user = signedInCaller(t, keeping, accounttest.Seed{Email: ann, Password: password})
		keeping.CreateSession(user.ID)
		caller.call("PATCH", "/account/password", change).ok(200)
		require.Len(t, sessionsOf(t, keeping), 2, name)
	}
}

func TestVersion_ASignInResetsItsLimitFrom19OnAlsoWithADevelopmentKey(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"1.8": 429, "1.9": 201} {
		srv := accounttest.New(t, accounttest.WithServerVersion(name), accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 10, 0, 0, time.UTC)))
		srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
		wrong, right := fields{"email": ann, "password": "wrong-password"}, fields{"email": ann, "password": password}
		for range 10 {
			guest(t, srv).call("POST", "/account/sessions/email", wrong).rejected(401, "user_invalid_credentials")
		}
		guest(t, srv).call("POST", "/account/sessions/email", right).rejected(429, "general_rate_limit_exceeded")
		guest(t, srv).with("X-Appwrite-Dev-Key", srv.CreateDevKey()).call("POST", "/account/sessions/email", right).ok(201)
		guest(t, srv).call("POST", "/account/sessions/email", right).ok(status)
	}
}

func TestVersion_TokensResetTheirLimitFrom19On(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.9"), accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 10, 0, 0, time.UTC)))
	user := srv.CreateUser(accounttest.Seed{Email: ann})
	for range 3 {
		for range 9 {
			guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": "wrong"}).rejected(401, "user_invalid_token")
		}
		guest(t, srv).call("PUT", "/account/sessions/magic-url", fields{"userId": user.ID, "secret": srv.CreateToken(user.ID, time.Hour)}).ok(201)
	}
}

func TestVersion_AnOAuth2SignInEndsAtKnownPagesFrom18On(t *testing.T) {
	t.Parallel()
	state := func(success string) string {
		return "/account/sessions/oauth2/mock/redirect?code=abcdef&state=" + url.QueryEscape(`{"success":"`+success+`","failure":"http://localhost/f","token":true}`)
	}
	for name, status := range map[string]int{"1.7": 301, "1.8": 400, "1.9": 400} {
		srv := accounttest.New(t, accounttest.WithServerVersion(name), accounttest.WithProject("Shop", "Shop"))
		guest(t, srv).call("GET", state("https://evil.example/"), nil).ok(status)
		guest(t, srv).call("GET", state("http://localhost/s"), nil).ok(301)
		app := guest(t, srv).call("GET", state("appwrite-callback-shop://in"), nil)
		if name == "1.7" {
			continue // it sends the browser anywhere
		}
		location := app.ok(301).header.Get("Location")
		require.True(t, strings.HasPrefix(location, "appwrite-callback-shop://in?secret="), location)
		require.True(t, strings.HasSuffix(location, "#"), location)
	}
}

func TestVersion_AnOAuth2SecretFrom19OnIsGoodForAMinuteAndForItsUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.9"))
	srv.Clock().Freeze()
	signIn := func() accounttest.SignInResult {
		location := guest(t, srv).call("GET", "/account/tokens/oauth2/mock?success=http://localhost/s&failure=http://localhost/f", nil).ok(301).header.Get("Location")
		return srv.SignInAtProvider(location, annAtProvider)
	}
	result := signIn()
	require.Len(t, result.Secret, 231)
	body := fields{"userId": result.UserID, "secret": result.Secret}
	other := srv.CreateUser(accounttest.Seed{Email: "bob@example.test"})
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": other.ID, "secret": result.Secret}).rejected(401, "user_invalid_token")
	srv.Clock().Advance(59 * time.Second)
	session := guest(t, srv).key().call("POST", "/account/sessions/token", body).ok(201)
	require.Equal(t, "mock", session.field("provider"))
	require.Equal(t, []any{"email"}, session.json["factors"])
	guest(t, srv).key().call("POST", "/account/sessions/token", body).rejected(401, "user_invalid_token")
	guest(t, srv).session(session.field("secret")).call("PATCH", "/account/sessions/current", nil).rejected(400, "user_oauth2_bad_request")

	late := signIn()
	srv.Clock().Advance(time.Minute + time.Second)
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": late.UserID, "secret": late.Secret}).rejected(401, "user_invalid_token")
}

// A JWT of a session is no secret of a sign-in, although one key signs both.
func TestVersion_AJWTSignsNobodyIn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.9"))
	user := srv.CreateUser(accounttest.Seed{Email: ann})
	own := srv.CreateJWT(srv.CreateSession(user.ID))
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": own}).rejected(401, "user_invalid_token")
	location := guest(t, srv).call("GET", "/account/tokens/oauth2/mock?success=http://localhost/s&failure=http://localhost/f", nil).ok(301).header.Get("Location")
	result := srv.SignInAtProvider(location, annAtProvider)
	require.NotEqual(t, 200, guest(t, srv).jwt(result.Secret).call("GET", "/account", nil).status)
}

func TestVersion_WhatNoRouteHasIsAPageFrom19On(t *testing.T) {
	t.Parallel()
	for name, contentType := range map[string]string{"1.7": "application/json; charset=UTF-8", "1.8": "application/json; charset=UTF-8", "1.9": "text/html; charset=UTF-8"} {
		srv := accounttest.New(t, accounttest.WithServerVersion(name))
		caller := guest(t, srv)
		caller.lenient = true // the document has what only the hosted service knows
		for _, path := range []string{"/account/nope", "/account/consents", "/account/consents/x/tokens/y"} {
			missing := caller.call("GET", path, nil).ok(404)
			require.Equal(t, contentType, missing.header.Get("Content-Type"), path)
			require.Contains(t, string(missing.body), "general_route_not_found")
		}
		head := caller.call("HEAD", "/account/nope", nil).ok(404)
		require.Empty(t, head.body)
	}
}

func TestVersion_UsersActAsOthersIfTheFlagIsSet(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.9"))
	agent, self := signedInCaller(t, srv, accounttest.Seed{Email: "agent@example.test", Impersonator: true})
	user := srv.CreateUser(accounttest.Seed{Email: ann, Phone: "+4915112345678"})
	for header, value := range map[string]string{
		"X-Appwrite-Impersonate-User-Id": user.ID, "X-Appwrite-Impersonate-User-Email": ann, "X-Appwrite-Impersonate-User-Phone": "+4915112345678",
	} {
		acting := agent.with(header, value).call("GET", "/account", nil).ok(200)
		require.Equal(t, user.ID, acting.field("$id"))
		require.Equal(t, self.ID, acting.field("impersonatorUserId"))
	}
	require.Equal(t, self.ID, agent.with("X-Appwrite-Impersonate-User-Id", "nobody").call("GET", "/account", nil).ok(200).field("$id"))

	bob, own := signedInCaller(t, srv, accounttest.Seed{Email: "bob@example.test"})
	require.Equal(t, own.ID, bob.with("X-Appwrite-Impersonate-User-Id", user.ID).call("GET", "/account", nil).ok(200).field("$id"), "without the flag")

	old := accounttest.New(t, accounttest.WithServerVersion("1.8"))
	agent, self = signedInCaller(t, old, accounttest.Seed{Email: "agent@example.test", Impersonator: true})
	user = old.CreateUser(accounttest.Seed{Email: ann})
	require.Equal(t, self.ID, agent.with("X-Appwrite-Impersonate-User-Id", user.ID).call("GET", "/account", nil).ok(200).field("$id"), "before server 1.9")
}

func TestVersion_WithoutItsBugsTheServiceStillDoesAsItsVersion(t *testing.T) {
	t.Parallel()
	for _, name := range accounttest.ServerVersions() {
		srv := accounttest.New(t, accounttest.WithServerVersion(name), accounttest.WithoutServerBugs())
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		caller.call("POST", "/account/mfa/challenge", fields{"factor": "email"}).rejected(400, "user_email_not_verified")
		null := guest(t, srv).key().call("POST", "/account", fields{"userId": "unique()", "email": "bob@example.test", "password": password, "name": nil})
		require.Equal(t, map[string]int{"1.7.4": 201, "1.8.1": 400, "1.9.6": 201}[name], null.status, name)
		zero := caller.call("POST", "/account/jwts", fields{"duration": 0})
		require.Equal(t, map[string]int{"1.7.4": 201, "1.8.1": 201, "1.9.6": 400}[name], zero.status, name)
	}
}

func TestVersion_AddressesAreClassifiedFrom19On(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.9"))
	for address, expected := range map[string][]any{
		"a.b+tag@gmail.com":    {"ab@gmail.com", true, false, false, false},
		"ann@googlemail.com":   {"ann@gmail.com", true, false, false, false},
		"ann@hotmail.com":      {"ann@outlook.com", true, false, false, false},
		"ann+x@mailinator.com": {"ann+x@mailinator.com", false, true, false, true},
		"ann.b@company.test":   {"ann.b@company.test", false, false, true, true},
	} {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: address})
		user := caller.call("GET", "/account", nil).ok(200).json
		require.Equal(t, expected, []any{
			user["emailCanonical"], user["emailIsFree"], user["emailIsDisposable"], user["emailIsCorporate"], user["emailIsCanonical"],
		}, address)
	}
}

func TestVersion_AFaultHasTheStatusOfItsType(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"1.7": 401, "1.8": 401, "1.9": 403} {
		srv := accounttest.New(t, accounttest.WithServerVersion(name))
		srv.AddFault(accounttest.Fault{Type: "user_blocked", Times: 1})
		guest(t, srv).call("GET", "/account", nil).rejected(status, "user_blocked")
		srv.AddFault(accounttest.Fault{Type: "user_blocked", Status: 451, Message: "No."})
		require.Equal(t, "No.", guest(t, srv).call("GET", "/account", nil).rejected(451, "user_blocked").field("message"))
	}
}

func TestVersion_AStateIsLoadedByEveryVersion(t *testing.T) {
	t.Parallel()
	first := accounttest.New(t)
	session := first.CreateSession(first.CreateUser(accounttest.Seed{ID: "ann", Email: ann}).ID)
	var state strings.Builder
	require.NoError(t, first.Export(&state))
	for _, name := range accounttest.ServerVersions() {
		srv := accounttest.New(t, accounttest.WithServerVersion(name))
		require.NoError(t, srv.Import(strings.NewReader(state.String())))
		require.Equal(t, "ann", guest(t, srv).session(session.Secret).call("GET", "/account", nil).ok(200).field("$id"))
		require.Equal(t, name, srv.Version())
	}
}

func TestVersion_APageOfAnUnknownOriginMayStillAskForOptions(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.9"))
	guest(t, srv).with("Origin", "https://evil.example").call(http.MethodOptions, "/account", nil).ok(204)
}

func sessionsOf(t *testing.T, srv *accounttest.Server) []accounttest.Session {
	t.Helper()
	user := srv.User(ann)
	return user.Sessions
}

// What later versions read, and earlier ones ignore, is rejected or taken, but breaks nothing.
func TestVersion_OddValuesBreakNothing(t *testing.T) {
	t.Parallel()
	for _, name := range accounttest.ServerVersions() {
		srv := accounttest.New(t, accounttest.WithServerVersion(name), accounttest.WithoutRateLimits(), accounttest.WithProject("shop", "Shop"))
		caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
		sound := func(what string, got reply) {
			t.Helper()
			require.Contains(t, []int{200, 201, 400, 401}, got.status, "%s on %s: %s", what, name, got.body)
		}
		for _, query := range []string{"total[]=1", "total[a]=0", "total=%00", "total=0&total=no", "total=" + strings.Repeat("1", 5000)} {
			sound(query, caller.call("GET", "/account/logs?"+query, nil))
			sound(query, caller.call("GET", "/account/identities?"+query, nil))
		}
		for _, duration := range []any{[]any{}, fields{"a": 1}, true, "", " 60", "1e3", "0x10", -1, "99999999999999999999", 1e300, "0060", "\x00"} {
			sound("duration", caller.call("POST", "/account/jwts", fields{"duration": duration}))
		}
		for _, secret := range []string{"a.b.c", "..", "eyJhbGciOiJub25lIn0.eyJzZWNyZXQiOiJ4In0.", strings.Repeat("[", 256), "\x00.\x00.\x00"} {
			sound("secret", guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": secret}))
		}
		for _, page := range []string{
			"appwrite-callback-shop://a\r\nX-Evil: 1", "appwrite-callback-shop://\"onclick=", "appwrite-callback-shop", "appwrite-callback-shop:a",
			"APPWRITE-CALLBACK-SHOP://a", "appwrite-callback-://a", "http://localhost\\@evil.example", "//localhost", "javascript://localhost/%0aalert(1)", "http://[::1", "http://%zz",
		} {
			got := guest(t, srv).key().call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann, "url": page})
			sound(page, got)
			if got.status == 201 {
				require.NotContains(t, srv.LastMail(ann).Link, "\n")
			}
		}
		for _, origin := range []string{"null", "%", "https://", "http://[", "https://LOCALHOST"} {
			got := caller.with("Origin", origin).call("GET", "/account", nil)
			require.Contains(t, []int{200, 403}, got.status, origin)
		}
	}
}
