package accounttest_test

import (
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
		Labels: []string{"vip"}, Prefs: map[string]any{"theme": "dark", "path": "a/b"}, TOTP: true, RecoveryCodes: true, MFA: true,
	})
	require.Equal(t, password, seeded.Password)
	require.Len(t, seeded.TOTPSecret, 103)
	require.True(t, seeded.TOTPConfirmed)
	require.Len(t, seeded.RecoveryCodes, 6)
	require.Len(t, seeded.Targets, 2)
	session := srv.CreateSession("ann@example.test", accounttest.SessionSeed{Factors: []string{"password", "totp"}})
	identity := srv.CreateIdentity("ann", accounttest.IdentitySeed{Provider: "mock", ID: "7", Email: "x@example.test"})
	target := srv.CreateTarget("ann", accounttest.TargetSeed{Type: "push", Identifier: "device"})

	account := guest(t, srv).session(session.Secret).call("GET", "/account", nil).ok(200)
	require.Equal(t, []any{"vip"}, account.json["labels"])
	require.Equal(t, fields{"theme": "dark", "path": "a/b"}, account.json["prefs"])
	require.Equal(t, []any{true, true, true}, []any{account.json["emailVerification"], account.json["phoneVerification"], account.json["mfa"]})
	require.Len(t, account.json["targets"], 3)
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)

	user := srv.User(ann)
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
	require.Panics(t, func() { srv.AddFault(accounttest.Fault{Operation: "createMFAChallenge", Status: 503}) })
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
	srv.UpdateUser(ann, accounttest.UserChange{EmailVerified: new(true)})
	srv.UpdateUser(user.ID, accounttest.UserChange{PhoneVerified: new(true)})
	account := caller.call("GET", "/account", nil).ok(200)
	require.Equal(t, []any{true, true}, []any{account.json["emailVerification"], account.json["phoneVerification"]})
	srv.ExpireSessions(user.ID)
	caller.call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	secret := srv.CreateToken(user.ID, time.Hour)
	srv.ExpireTokens(user.ID)
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": secret}).rejected(401, "user_invalid_token")

	one, two := srv.CreateSession(user.ID), srv.CreateSession(user.ID)
	srv.DeleteSession(user.ID, one.ID)
	guest(t, srv).session(one.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	guest(t, srv).session(two.Secret).call("GET", "/account", nil).ok(200)
	srv.SignOut(ann)
	guest(t, srv).session(two.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	srv.DeleteUser(ann)
	require.Empty(t, srv.Users())
}

func TestCreateUser_PreferencesThatCannotBeStoredFailTheTest(t *testing.T) {
	t.Parallel()
	srv, err := accounttest.NewServer()
	require.NoError(t, err)
	defer srv.Close()
	deep := map[string]any{}
	for range 600 {
		deep = map[string]any{"a": deep}
	}
	require.PanicsWithValue(t, "accounttest: prefs: they cannot be stored: maximum stack depth exceeded", func() {
		srv.CreateUser(accounttest.Seed{ID: "ann", Prefs: deep})
	})
	require.Empty(t, srv.Users())
}
