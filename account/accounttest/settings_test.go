package accounttest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestSettings_EachTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	signUp := fields{"userId": "unique()", "email": "bob@example.test", "password": password}
	for name, c := range map[string]struct {
		change func(*accounttest.Settings)
		check  func(srv *accounttest.Server, ann *caller)
	}{
		"userLimit": {func(s *accounttest.Settings) { s.UserLimit = 1 }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account", signUp).rejected(400, "user_count_exceeded")
		}},
		"sessionLimit": {func(s *accounttest.Settings) { s.SessionLimit = 1 }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
			require.Len(t, srv.User(ann).Sessions, 1)
		}},
		"sessionDuration": {func(s *accounttest.Settings) { s.SessionDuration = time.Hour }, func(srv *accounttest.Server, _ *caller) {
			require.WithinDuration(t, srv.Clock().Now().Add(time.Hour), srv.CreateSession(ann).Expire, time.Minute)
		}},
		"platforms": {func(s *accounttest.Settings) { s.Platforms = []string{"app.example.com"} }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account/recovery", fields{"email": ann, "url": "https://app.example.com/"}).ok(201)
		}},
		"providers": {func(s *accounttest.Settings) { s.Providers = []string{"github"} }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("GET", "/account/tokens/oauth2/github", nil).ok(301)
			guest(t, srv).call("GET", "/account/tokens/oauth2/mock", nil).ok(301)
		}},
		"disabledMethods": {func(s *accounttest.Settings) { s.DisabledMethods = []string{"anonymous"} }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account/sessions/anonymous", nil).rejected(501, "user_auth_method_unsupported")
		}},
		"passwordDictionary": {func(s *accounttest.Settings) { s.PasswordDictionary = true }, func(_ *accounttest.Server, me *caller) {
			me.call("PATCH", "/account/password", fields{"password": "password1", "oldPassword": password}).rejected(400, "general_argument_invalid")
		}},
		"personalDataCheck": {func(s *accounttest.Settings) { s.PersonalDataCheck = true }, func(_ *accounttest.Server, me *caller) {
			me.call("PATCH", "/account/password", fields{"password": "my-" + ann, "oldPassword": password}).rejected(400, "password_personal_data")
		}},
		"passwordHistory": {func(s *accounttest.Settings) { s.PasswordHistory = 1 }, func(_ *accounttest.Server, me *caller) {
			change := fields{"password": "battery-staple-7", "oldPassword": password}
			me.call("PATCH", "/account/password", change).ok(200)
			change["oldPassword"] = change["password"]
			me.call("PATCH", "/account/password", change).rejected(400, "password_recently_used")
		}},
		"sessionAlerts": {func(s *accounttest.Settings) { s.SessionAlerts = true }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
			require.Equal(t, accounttest.SessionAlert, srv.LastMail(ann).Kind)
		}},
		"mail": {func(s *accounttest.Settings) { s.Mail = false }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account/recovery", fields{"email": ann, "url": "http://localhost/"}).rejected(503, "general_smtp_disabled")
		}},
		"sms": {func(s *accounttest.Settings) { s.SMS = false }, func(srv *accounttest.Server, _ *caller) {
			guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).rejected(503, "general_phone_disabled")
		}},
		"mockNumbers": {func(s *accounttest.Settings) { s.MockNumbers = map[string]string{"+4930901820": "123456"} }, func(srv *accounttest.Server, _ *caller) {
			made := guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).ok(201)
			require.Empty(t, srv.Messages())
			guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": made.field("userId"), "secret": "123456"}).ok(201)
		}},
		"rateLimits": {func(s *accounttest.Settings) { s.RateLimits = false }, func(srv *accounttest.Server, _ *caller) {
			for range 11 {
				guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": "wrong-horse-9"}).rejected(401, "user_invalid_credentials")
			}
		}},
		"serverBugs": {func(s *accounttest.Settings) { s.ServerBugs = false }, func(srv *accounttest.Server, _ *caller) {
			me := guest(t, srv).jwt(srv.CreateJWT(srv.User(ann).Sessions[0]))
			me.call("PATCH", "/account/mfa", fields{"mfa": true}).rejected(404, "user_session_not_found")
		}},
		"strictRedirects": {func(s *accounttest.Settings) { s.StrictRedirects = true }, func(srv *accounttest.Server, _ *caller) {
			state := `%7B%22success%22%3A%22https%3A%2F%2Fevil.example%2F%22%7D`
			guest(t, srv).call("GET", "/account/sessions/oauth2/mock/redirect?code=abcdef&project="+srv.ProjectID()+"&state="+state, nil).ok(400)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := accounttest.New(t)
			me, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
			me.lenient = true
			before := srv.Settings()
			srv.ChangeSettings(c.change)
			require.NotEqual(t, before, srv.Settings())
			c.check(srv, me)
		})
	}
}

func TestSettings_SessionsLiveOnIfTheProjectSaysSo(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithServerVersion("1.8"))
	me, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
	srv.CreateSession(ann)
	srv.ChangeSettings(func(s *accounttest.Settings) { s.InvalidateSessions = false })
	me.call("PATCH", "/account/password", fields{"password": "battery-staple-7", "oldPassword": password}).ok(200)
	require.Len(t, srv.User(ann).Sessions, 2)
	srv.ChangeSettings(func(s *accounttest.Settings) { s.InvalidateSessions = true })
	me.call("PATCH", "/account/password", fields{"password": password, "oldPassword": "battery-staple-7"}).ok(200)
	require.Len(t, srv.User(ann).Sessions, 1)
}

func TestSettings_TheOptionsSetThem(t *testing.T) {
	t.Parallel()
	expected := accounttest.Settings{
		Platforms: []string{"a.example"}, Providers: []string{"github"}, DisabledMethods: []string{"jwt"},
		UserLimit: 1, SessionLimit: 2, SessionDuration: time.Hour, SessionAlerts: true,
		PasswordHistory: 3, PasswordDictionary: true, PersonalDataCheck: true, MockNumbers: map[string]string{"+4930901820": "123456"},
		StrictRedirects: true,
	}
	srv := accounttest.New(t,
		accounttest.WithPlatforms("a.example"), accounttest.WithProviders("github"), accounttest.WithoutMethods("jwt"), accounttest.WithUserLimit(1),
		accounttest.WithSessionLimit(2), accounttest.WithSessionDuration(time.Hour), accounttest.WithSessionAlerts(), accounttest.WithPasswordHistory(3),
		accounttest.WithPasswordDictionary(), accounttest.WithPersonalDataCheck(), accounttest.WithMockNumber("+4930901820", "123456"),
		accounttest.WithStrictRedirects(), accounttest.WithoutSessionInvalidation(), accounttest.WithoutMail(), accounttest.WithoutSMS(),
		accounttest.WithoutRateLimits(), accounttest.WithoutServerBugs(), accounttest.WithoutAccountService(), accounttest.WithoutREST())
	require.Equal(t, expected, srv.Settings())
	srv.Settings().MockNumbers["+4930901821"] = "1"
	require.Equal(t, expected, srv.Settings(), "they are a copy")
	mine := map[string]string{"+4930901820": "123456"}
	srv.ChangeSettings(func(s *accounttest.Settings) { s.MockNumbers, s.AccountService, s.REST, s.SMS = mine, true, true, true })
	delete(mine, "+4930901820")
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).ok(201)
	require.Empty(t, srv.Messages(), "what was handed over is a copy")
	require.Equal(t, []int{10, 0}, []int{accounttest.New(t).Settings().SessionLimit, accounttest.New(t, accounttest.WithServerVersion("1.9")).Settings().SessionLimit})
}

func TestSettings_WhatCannotBeIsAnErrorThatNamesTheField(t *testing.T) {
	t.Parallel()
	srv := detached(t, accounttest.WithServerVersion("1.8"))
	before := srv.Settings()
	for expected, change := range map[string]func(*accounttest.Settings){
		`platforms[0]: "https://a.example" is no host`:                             func(s *accounttest.Settings) { s.Platforms = []string{"https://a.example"} },
		`providers[1]: there is no OAuth2 provider "kick"`:                         func(s *accounttest.Settings) { s.Providers = []string{"github", "kick"} },
		`disabledMethods[0]: there is no authentication method "sms"; there are a`: func(s *accounttest.Settings) { s.DisabledMethods = []string{"sms"} },
		"userLimit: it is negative":                                                func(s *accounttest.Settings) { s.UserLimit = -1 },
		"sessionLimit: it is negative":                                             func(s *accounttest.Settings) { s.SessionLimit = -1 },
		"sessionDuration: sessions have to last":                                   func(s *accounttest.Settings) { s.SessionDuration = 0 },
		"passwordHistory: it takes 0 to 20":                                        func(s *accounttest.Settings) { s.PasswordHistory = 21 },
		"strictRedirects: server 1.8.1 always checks":                              func(s *accounttest.Settings) { s.StrictRedirects = false },
		"mockNumbers.030: Phone number must start":                                 func(s *accounttest.Settings) { s.MockNumbers = map[string]string{"030": "123456"} },
		"mockNumbers.+4930901820: its code has to be six digits":                   func(s *accounttest.Settings) { s.MockNumbers = map[string]string{"+4930901820": "1"} },
	} {
		require.Contains(t, failure(func() { srv.ChangeSettings(change) }), "accounttest: "+expected)
	}
	require.Equal(t, before, srv.Settings())
	_, err := accounttest.NewServer(accounttest.WithProviders("nope"))
	require.ErrorContains(t, err, `accounttest: providers[0]: there is no OAuth2 provider "nope"; there are amazon, `)
}

// Keys pass both switches. From 1.9 on the REST API is checked before the scope.
func TestSettings_TheAccountServiceAndRESTCanBeOff(t *testing.T) {
	t.Parallel()
	for _, version := range accounttest.ServerVersions() {
		srv := accounttest.New(t, accounttest.WithServerVersion(version))
		me, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
		me.lenient = true
		ping := func() reply { return guest(t, srv).call("GET", "/ping", nil) }

		srv.ChangeSettings(func(s *accounttest.Settings) { s.AccountService = false })
		me.call("GET", "/account", nil).rejected(403, "general_service_disabled")
		guest(t, srv).call("GET", "/account", nil).rejected(403, "general_service_disabled")
		guest(t, srv).key().call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
		ping().ok(200)

		srv.ChangeSettings(func(s *accounttest.Settings) { s.AccountService, s.REST = true, false })
		me.call("GET", "/account", nil).rejected(403, "general_api_disabled")
		guest(t, srv).call("POST", "/account/sessions/anonymous", nil).rejected(403, "general_api_disabled")
		guest(t, srv).key().call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
		require.Equal(t, 403, ping().status)
		if version == "1.9.6" {
			guest(t, srv).call("GET", "/account", nil).rejected(403, "general_api_disabled")
		} else {
			guest(t, srv).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
		}
		srv.ChangeSettings(func(s *accounttest.Settings) { s.REST = true })
		me.call("GET", "/account", nil).ok(200)
	}
}
