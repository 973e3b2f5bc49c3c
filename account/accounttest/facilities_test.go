package accounttest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestClock_ItRunsJumpsAndFreezes(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	srv := accounttest.New(t)
	clock := srv.Clock()
	require.WithinDuration(t, time.Now(), clock.Now(), time.Minute)
	clock.Set(at)
	require.WithinDuration(t, at, clock.Now(), time.Minute)
	require.False(t, clock.Now().Before(at), "it goes on from there")
	clock.Advance(time.Hour)
	require.False(t, clock.Now().Before(at.Add(time.Hour)))
	clock.Freeze()
	clock.Set(at)
	clock.Freeze()
	require.Equal(t, at, clock.Now())
	clock.Advance(-time.Hour)
	require.Equal(t, at.Add(-time.Hour), clock.Now())
	clock.Run()
	clock.Run()
	require.WithinDuration(t, at.Add(-time.Hour), clock.Now(), time.Minute)
	require.Equal(t, at, accounttest.New(t, accounttest.WithFrozenTime(at)).Clock().Now())
	require.WithinDuration(t, at, accounttest.New(t, accounttest.WithTime(at)).Clock().Now(), time.Minute)
}

func TestSeed_WhatItSaysIsInPlace(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProject("p", "Project"))
	seeded := srv.CreateUser(accounttest.Seed{
		ID: "ann", Email: "Ann@example.test", Phone: "+4930901820", Name: "Ann", Password: password, EmailVerified: true, PhoneVerified: true,
		Labels: []string{"vip"}, Prefs: map[string]any{"theme": "dark"}, TOTP: true, RecoveryCodes: true, MFA: true,
	})
	require.Equal(t, password, seeded.Password)
	require.Len(t, seeded.TOTPSecret, 103)
	require.True(t, seeded.TOTPConfirmed)
	require.Len(t, seeded.RecoveryCodes, 6)
	require.Len(t, seeded.Targets, 2)
	session := srv.CreateSession("ann@example.test", "password", "totp")
	identity := srv.CreateIdentity("ann", "mock", accounttest.ProviderAccount{ID: "7", Email: "x@example.test"})
	target := srv.CreateTarget("ann", "push", "device")

	account := guest(t, srv).session(session.Secret).call("GET", "/account", nil).ok(200)
	require.Equal(t, []any{"vip"}, account.json["labels"])
	require.Equal(t, fields{"theme": "dark"}, account.json["prefs"])
	require.Equal(t, []any{true, true, true}, []any{account.json["emailVerification"], account.json["phoneVerification"], account.json["mfa"]})
	require.Len(t, account.json["targets"], 3)
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)

	user, err := srv.User(ann)
	require.NoError(t, err)
	require.Equal(t, []accounttest.Identity{identity}, user.Identities)
	require.Equal(t, target, user.Targets[2])
	require.Equal(t, session.ID, user.Sessions[0].ID)
	require.Empty(t, user.Sessions[0].Secret, "only the moment of creation knows it")
	require.Empty(t, user.Password)
	require.Len(t, srv.Users(), 1)
}

func TestServer_WhatATestCannotGoOnWithoutFailsIt(t *testing.T) {
	t.Parallel()
	srv, err := accounttest.NewServer()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Phone: "+4930901820"})
	require.Panics(t, func() { srv.LastMail("nobody@example.test") })
	require.Panics(t, func() { srv.LastSMS(ann) })
	require.Panics(t, func() { srv.LastRequest() })
	require.Panics(t, func() { srv.TOTP("ann") })
	require.Panics(t, func() { srv.CreateSession("nobody") })
	require.Panics(t, func() { srv.CreateUser(accounttest.Seed{Email: "ANN@example.test"}) })
	require.Panics(t, func() { srv.CreateUser(accounttest.Seed{ID: "ann"}) })
	require.Panics(t, func() { srv.CreateUser(accounttest.Seed{Phone: "+4930901820"}) })
	require.Panics(t, func() { srv.SignInAtProvider("nowhere", accounttest.ProviderAccount{}) })
	require.Len(t, srv.Users(), 1, "the service is still there")
}

func TestAdministration_ChangesTakeEffectAtOnce(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, Phone: "+4930901820"})
	require.NoError(t, srv.SetEmailVerified(ann, true))
	require.NoError(t, srv.SetPhoneVerified(user.ID, true))
	account := caller.call("GET", "/account", nil).ok(200)
	require.Equal(t, []any{true, true}, []any{account.json["emailVerification"], account.json["phoneVerification"]})
	require.NoError(t, srv.ExpireSessions(user.ID))
	caller.call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	secret := srv.CreateToken(user.ID, time.Hour)
	require.NoError(t, srv.ExpireTokens(user.ID))
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": secret}).rejected(401, "user_invalid_token")

	one, two := srv.CreateSession(user.ID), srv.CreateSession(user.ID)
	require.NoError(t, srv.DeleteSession(user.ID, one.ID))
	require.NoError(t, srv.DeleteSession(user.ID, one.ID))
	guest(t, srv).session(one.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	guest(t, srv).session(two.Secret).call("GET", "/account", nil).ok(200)
	require.NoError(t, srv.SignOut(ann))
	guest(t, srv).session(two.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	require.NoError(t, srv.DeleteUser(ann))
	require.Empty(t, srv.Users())
	require.ErrorIs(t, srv.DeleteUser(ann), accounttest.ErrUserNotFound)
}

func TestMessages_AreKeptByAddress(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).ok(201)
	guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann}).ok(201)
	require.Len(t, srv.Messages(), 3)
	require.Len(t, srv.Messages("ANN@example.test"), 2)
	require.Equal(t, accounttest.MagicURL, srv.LastMail(ann).Kind)
	require.Equal(t, accounttest.SMS, srv.LastSMS("+4930901820").Channel)
	srv.ClearMessages()
	require.Empty(t, srv.Messages())
}

func TestRequests_AreRecorded(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithRequestLog(3))
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.with("X-Extra", "yes").call("PATCH", "/account/name?x=1", fields{"name": "Bob"}).ok(200)
	request := srv.LastRequest()
	require.Equal(t, []any{"updateName", "PATCH", "/v1/account/name", 200, ""}, []any{request.Operation, request.Method, request.Path, request.Status, request.ErrorType})
	require.Equal(t, "yes", request.Header.Get("X-Extra"))
	require.Equal(t, "1", request.Query.Get("x"))
	require.JSONEq(t, `{"name":"Bob"}`, string(request.Body))
	guest(t, srv).call("GET", "/account", nil)
	require.Equal(t, "general_unauthorized_scope", srv.LastRequest().ErrorType)
	guest(t, srv).call("GET", "/account/nope", nil)
	require.Empty(t, srv.LastRequest().Operation)
	require.Len(t, srv.Requests("updateName"), 1)
	guest(t, srv).call("GET", "/account", nil)
	require.Len(t, srv.Requests(), 3, "the oldest are dropped")
	require.Empty(t, srv.Requests("updateName"))
	srv.ClearRequests()
	require.Empty(t, srv.Requests())

	silent := accounttest.New(t, accounttest.WithRequestLog(0))
	guest(t, silent).call("GET", "/account", nil)
	require.Empty(t, silent.Requests())
}

func TestSnapshot_StateSurvivesExportAndImport(t *testing.T) {
	t.Parallel()
	first := accounttest.New(t, accounttest.WithoutRateLimits())
	user := first.CreateUser(accounttest.Seed{Email: ann, Phone: "+4930901820", Password: password, TOTP: true, RecoveryCodes: true, Prefs: map[string]any{"z": 1, "a": "x/y"}})
	session := first.CreateSession(user.ID)
	token := first.CreateToken(user.ID, time.Hour)
	jwt := first.CreateJWT(session)
	first.CreateIdentity(user.ID, "mock", accounttest.ProviderAccount{ID: "7", Email: "x@example.test"})
	key := first.CreateKey("k", time.Time{}, "sessions.write")
	caller := guest(t, first).session(session.Secret)
	caller.call("PATCH", "/account/name", fields{"name": "Ann"}).ok(200)
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200).field("$id")
	guest(t, first).call("POST", "/account/recovery", fields{"email": ann, "url": "http://localhost/"}).ok(201)
	account := caller.call("GET", "/account", nil).ok(200)
	logs := caller.call("GET", "/account/logs", nil).ok(200)
	var saved bytes.Buffer
	require.NoError(t, first.Export(&saved))
	require.NotContains(t, saved.String(), password)
	require.NotContains(t, saved.String(), session.Secret)

	second := accounttest.New(t, accounttest.WithoutRateLimits())
	require.NoError(t, second.Import(bytes.NewReader(saved.Bytes())))
	require.Equal(t, []string{first.ProjectID(), first.APIKey()}, []string{second.ProjectID(), second.APIKey()})
	caller = guest(t, second).session(session.Secret)
	require.Equal(t, string(account.body), string(caller.call("GET", "/account", nil).ok(200).body))
	require.Equal(t, string(logs.body), string(caller.call("GET", "/account/logs", nil).ok(200).body))
	guest(t, second).jwt(jwt).call("GET", "/account/identities", nil).ok(200)
	caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge, "otp": second.TOTP(user.ID)}).ok(200)
	guest(t, second).with("X-Appwrite-Key", key).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
	guest(t, second).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": token}).ok(201)
	mail := second.LastMail(ann)
	guest(t, second).call("PUT", "/account/recovery", fields{"userId": user.ID, "secret": mail.Secret, "password": "battery-staple-7"}).ok(200)
	guest(t, second).call("POST", "/account", fields{"userId": "unique()", "email": ann, "password": password}).rejected(409, "user_already_exists")

	third := accounttest.New(t, accounttest.WithProject("mine", "Mine"), accounttest.WithAPIKey("standard_mine"))
	require.NoError(t, third.Import(bytes.NewReader(saved.Bytes())))
	require.Equal(t, []string{"mine", "standard_mine"}, []string{third.ProjectID(), third.APIKey()})
	guest(t, third).session(session.Secret).call("GET", "/account", nil).ok(200)
	guest(t, third).key().call("POST", "/account/sessions/anonymous", nil).ok(201)
}

func TestSnapshot_ABadOneIsAnErrorAndChangesNothing(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.CreateUser(accounttest.Seed{Email: ann})
	for _, bad := range []string{"", "{", `{"format":99}`, `{"format":1,"projectId":"x"}`, `{"format":1,"jwtKey":"?"}`} {
		require.Error(t, srv.Import(strings.NewReader(bad)), bad)
	}
	require.Len(t, srv.Users(), 1, "a bad snapshot changes nothing")
}

func TestServer_ItsHandlerCanBeMountedElsewhere(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: ann}).ID)
	request := httptest.NewRequest(http.MethodGet, "/v1/account", nil)
	request.Header.Set("X-Appwrite-Project", srv.ProjectID())
	request.Header.Set("X-Appwrite-Session", session.Secret)
	recorder := httptest.NewRecorder()
	srv.Handler().ServeHTTP(recorder, request)
	require.Equal(t, 200, recorder.Code)
}

func TestHeaders_LargeBodiesAreCompressedOnDemand(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Prefs: map[string]any{"long": strings.Repeat("x", 2000)}})
	caller.lenient = true
	zipped := caller.with("Accept-Encoding", "gzip").call("GET", "/account", nil).ok(200)
	require.Equal(t, []string{"gzip", "true"}, []string{zipped.header.Get("Content-Encoding"), zipped.header.Get("X-Utopia-Compression")})
	reader, err := gzip.NewReader(bytes.NewReader(zipped.body))
	require.NoError(t, err)
	content, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.True(t, json.Valid(content))
	require.Empty(t, caller.call("GET", "/account", nil).ok(200).header.Get("Content-Encoding"))
	require.Empty(t, guest(t, srv).with("Accept-Encoding", "gzip").call("GET", "/account", nil).header.Get("Content-Encoding"))
}

func TestHeaders_EveryResponseHasThem(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithPlatforms("app.example.com"))
	rejected := guest(t, srv).call("GET", "/account", nil)
	for name, value := range map[string]string{
		"Server": "Appwrite", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "http://localhost",
		"Access-Control-Allow-Credentials": "true", "Access-Control-Expose-Headers": "X-Appwrite-Session, X-Fallback-Cookies",
		"Cache-Control": "no-cache, no-store, must-revalidate", "Expires": "0", "Pragma": "no-cache",
		"Content-Type": "application/json; charset=UTF-8",
	} {
		require.Equal(t, value, rejected.header.Get(name), name)
	}
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	require.Empty(t, caller.call("GET", "/account", nil).ok(200).header.Get("Cache-Control"))
	known := caller.with("Origin", "https://app.example.com").call("PATCH", "/account/name", fields{"name": "Bob"}).ok(200)
	require.Equal(t, "https://app.example.com", known.header.Get("Access-Control-Allow-Origin"))
	foreign := caller.with("Origin", "https://evil.example").call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(403, "general_unknown_origin")
	require.Equal(t, "Invalid Origin. Register your new client (evil.example) as a new Web platform on your project console dashboard", foreign.field("message"))
	caller.with("Referer", "https://evil.example/page").call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(403, "general_unknown_origin")
	caller.with("Origin", "https://evil.example").call("GET", "/account", nil).ok(200)
	guest(t, srv).key().with("Origin", "https://evil.example").call("POST", "/account/sessions/anonymous", nil).ok(201)
	preflight := guest(t, srv).with("Origin", "https://app.example.com").call("OPTIONS", "/account", nil).ok(204)
	require.Contains(t, preflight.header.Get("Access-Control-Allow-Headers"), "X-Appwrite-Session")
	require.Contains(t, preflight.header.Get("Access-Control-Allow-Methods"), "PATCH")
}
