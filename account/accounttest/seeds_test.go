package accounttest_test

import (
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
		Labels: []string{"vip"}, Prefs: map[string]any{"theme": "dark", "path": "a/b"}, TOTP: true, RecoveryCodes: true, MFA: true,
	})
	require.Equal(t, password, seeded.Password)
	require.Len(t, seeded.TOTPSecret, 103)
	require.True(t, seeded.TOTPConfirmed)
	require.Len(t, seeded.RecoveryCodes, 6)
	require.Len(t, seeded.Targets, 2)
	session := srv.CreateSession("ann@example.test", accounttest.SessionSeed{Factors: []string{"password", "totp"}})
	identity := srv.CreateIdentity("ann", accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7", ProviderEmail: "x@example.test"})
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
	require.Equal(t, "accounttest: prefs: they cannot be stored: maximum stack depth exceeded", failure(func() {
		srv.CreateUser(accounttest.Seed{ID: "ann", Prefs: deep})
	}))
	require.Empty(t, srv.Users())
}

func TestSeed_ItHasAllThatBelongsToAUser(t *testing.T) {
	t.Parallel()
	const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	srv := accounttest.New(t, accounttest.WithFrozenTime(at.Add(24*time.Hour)), accounttest.WithProject("p", "Project"))
	seeded := srv.CreateUser(accounttest.Seed{
		ID: "ann", Email: ann, Phone: "+4930901820", EmailVerified: true, Password: password, CreatedAt: at, Impersonator: true, RecoveryCodes: true,
		Prefs: map[string]any{"theme": "dark", "sizes": []int{1, 2}}, PasswordReset: false,
		Sessions: []accounttest.SessionSeed{
			{},
			{Provider: "github", UserAgent: firefox, IP: "8.8.8.8", CreatedAt: at, Expire: at.Add(time.Hour)},
			{Provider: "magic-url", Country: "US", Secret: "fixed"},
		},
		Identities: []accounttest.IdentitySeed{{Provider: "github", ProviderUID: "7", ProviderEmail: "ann@github.example", CreatedAt: at}},
		Targets:    []accounttest.TargetSeed{{Type: "push", Identifier: "device", Name: "Phone"}},
		Activity: []accounttest.ActivitySeed{
			{Event: "user.update", IP: "8.8.8.8", UserAgent: firefox},
			{Event: "session.create", Time: at, Country: "us"},
		},
	})
	require.Equal(t, "eyJpZCI6ImFubiIsInNlY3JldCI6ImZpeGVkIn0=", seeded.Sessions[2].Secret)
	account := guest(t, srv).session(seeded.Sessions[0].Secret).call("GET", "/account", nil).ok(200)
	require.Equal(t, "2026-03-01T09:00:00.000+00:00", account.field("$createdAt"))
	listed := guest(t, srv).session(seeded.Sessions[2].Secret).call("GET", "/account/sessions", nil).ok(200).json["sessions"].([]any)
	for i, expected := range []fields{
		{"provider": "email", "providerUid": ann, "ip": "127.0.0.1", "clientName": "", "countryCode": "--", "current": false},
		{"provider": "github", "ip": "8.8.8.8", "clientName": "Firefox", "osName": "Windows", "countryCode": "us", "expire": "2026-03-01T10:00:00.000+00:00"},
		{"provider": "magic-url", "countryCode": "us", "countryName": "United States", "current": true},
	} {
		for name, value := range expected {
			require.Equal(t, value, listed[i].(fields)[name], "sessions[%d].%s", i, name)
		}
	}
	user := srv.User("ann")
	require.Equal(t, [][]string{{"password"}, {"email", "oauth2"}, {"email"}}, [][]string{user.Sessions[0].Factors, user.Sessions[1].Factors, user.Sessions[2].Factors})
	require.Equal(t, []string{"Firefox", "Windows", "us"}, []string{user.Sessions[1].Browser, user.Sessions[1].OS, user.Sessions[1].Country})
	require.Equal(t, map[string]any{"theme": "dark", "sizes": []any{1.0, 2.0}}, user.Prefs)
	require.Equal(t, []string{"email", "recoveryCode"}, user.Factors)
	require.Equal(t, []time.Time{at, at, at}, []time.Time{user.CreatedAt, user.PasswordUpdatedAt, user.Identities[0].CreatedAt})
	require.Equal(t, []string{"ann@github.example", "Phone"}, []string{user.Identities[0].ProviderEmail, user.Targets[2].Name})
	require.True(t, user.Impersonator)
	require.Equal(t, []accounttest.Activity{
		{Event: "session.create", UserEmail: ann, IP: "127.0.0.1", Country: "us", Time: at},
		{Event: "user.update", UserEmail: ann, IP: "8.8.8.8", Country: "us", Browser: "Firefox", OS: "Windows", Time: at.Add(24 * time.Hour)},
	}, srv.Activity("ann"))
}

func TestSeed_WhatCannotBeIsAnErrorThatNamesTheField(t *testing.T) {
	t.Parallel()
	at := time.Now()
	for expected, seed := range map[string]accounttest.Seed{
		"id: Parameter must contain at most 36 chars":              {ID: "-ann"},
		"email: Value must be a valid email address":               {Email: "ann"},
		"phone: Phone number must start with a '+'":                {Phone: "030 901820"},
		"name: Value must be a valid string":                       {Name: strings.Repeat("n", 129)},
		"password: Password must be between 8 and 256":             {Password: "short"},
		"emailVerified: there is no email":                         {EmailVerified: true},
		"phoneVerified: there is no phone":                         {PhoneVerified: true},
		"passwordReset: there is no password":                      {PasswordReset: true},
		`labels[1]: "very-important" is no label`:                  {Labels: []string{"vip", "very-important"}},
		`labels[0]: "" is no label`:                                {Labels: []string{""}},
		`labels[1]: "vip" is there twice`:                          {Labels: []string{"vip", "vip"}},
		"labels: there are 1001":                                   {Labels: make([]string, 1001)},
		"prefs: Value must be a valid object":                      {Prefs: map[string]any{"large": strings.Repeat("x", 65536)}},
		`sessions[0].provider: nobody signs in with "sms"`:         {Sessions: []accounttest.SessionSeed{{Provider: "sms"}}},
		`sessions[0].factors[1]: there is no factor "sms"`:         {Sessions: []accounttest.SessionSeed{{Factors: []string{"totp", "sms"}}}},
		"sessions[1].ip: \"here\" is no IP address":                {Sessions: []accounttest.SessionSeed{{}, {IP: "here"}}},
		`sessions[0].country: "Germany" is no code`:                {Sessions: []accounttest.SessionSeed{{Country: "Germany"}}},
		"sessions[0].expire: it is before createdAt":               {Sessions: []accounttest.SessionSeed{{CreatedAt: at, Expire: at.Add(-1)}}},
		`identities[0].provider: there is no OAuth2 pro`:           {Identities: []accounttest.IdentitySeed{{Provider: "nope", ProviderUID: "7"}}},
		"identities[0].providerUid: it is required":                {Identities: []accounttest.IdentitySeed{{Provider: "github"}}},
		"identities[0].providerEmail: Value must be a valid email": {Identities: []accounttest.IdentitySeed{{Provider: "github", ProviderUID: "7", ProviderEmail: "ann"}}},
		`targets[0].type: there is no target of type ""`:           {Targets: []accounttest.TargetSeed{{Identifier: "x"}}},
		"targets[0].identifier: it is required":                    {Targets: []accounttest.TargetSeed{{Type: "push"}}},
		"targets[0].identifier: Phone number must start":           {Targets: []accounttest.TargetSeed{{Type: "sms", Identifier: "x"}}},
		"activity[0].event: it is required":                        {Activity: []accounttest.ActivitySeed{{}}},
		`activity[0].ip: "here" is no IP address`:                  {Activity: []accounttest.ActivitySeed{{Event: "user.update", IP: "here"}}},
		`id: there is a user "taken" already`:                      {ID: "taken"},
		`email: there is a user with the address`:                  {Email: "Taken@example.test"},
		`phone: there is a user with the number`:                   {Phone: "+4930901820"},
		`identities[0].providerUid: the account "1" at github is`:  {ID: "new", Identities: []accounttest.IdentitySeed{{Provider: "github", ProviderUID: "1"}}},
		`targets[1].identifier: there is a target`:                 {ID: "new", Targets: []accounttest.TargetSeed{{Type: "push", Identifier: "a"}, {Type: "push", Identifier: "taken"}}},
	} {
		srv := detached(t)
		srv.CreateUser(accounttest.Seed{
			ID: "taken", Email: "taken@example.test", Phone: "+4930901820",
			Identities: []accounttest.IdentitySeed{{Provider: "github", ProviderUID: "1"}}, Targets: []accounttest.TargetSeed{{Type: "push", Identifier: "taken"}},
		})
		require.Contains(t, failure(func() { srv.CreateUser(seed) }), "accounttest: "+expected)
		require.Len(t, srv.Users(), 1, "nothing changes")
		require.Empty(t, failure(func() { srv.CreateTarget("taken", accounttest.TargetSeed{Type: "push", Identifier: "a"}) }), "what was begun is undone")
	}
}
