package accounttest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const ann = "ann@example.test"

func TestCreateEmailToken_TheCodeSignsIn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	token := guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "ann", "email": ann, "phrase": true}).ok(201)
	mail := srv.LastMail(ann)
	require.Equal(t, accounttest.EmailCode, mail.Kind)
	require.Equal(t, "ann", mail.UserID)
	require.Regexp(t, `^\d{6}$`, mail.Code)
	require.Equal(t, token.field("phrase"), mail.Phrase)
	require.Regexp(t, `^[A-Z][a-z]+ [a-z]+$`, mail.Phrase)
	require.Contains(t, mail.Text, mail.Code)
	require.Contains(t, mail.Text, mail.Phrase)

	session := guest(t, srv).key().call("POST", "/account/sessions/token", fields{"userId": "ann", "secret": mail.Secret}).ok(201)
	require.Equal(t, "token", session.field("provider"))
	require.Equal(t, []any{"email"}, session.json["factors"])
	account := guest(t, srv).session(session.field("secret")).call("GET", "/account", nil).ok(200)
	require.Equal(t, true, account.json["emailVerification"])
	require.Empty(t, account.json["targets"])
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": "ann", "secret": mail.Secret}).rejected(401, "user_invalid_token")
}

func TestCreateMagicURLToken_TheLinkSignsIn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 12, 0, 0, time.UTC)))
	guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "ann", "email": ann, "url": "http://localhost:3000/in?a=1&b=2#here"}).ok(201)
	mail := srv.LastMail(ann)
	require.Equal(t, "http://localhost:3000/in?a=1&amp%3Bb=2&userId=ann&secret="+mail.Secret+
		"&expire=2026-11-23T10%3A12%3A00.000%2B00%3A00&project="+srv.ProjectID()+"#here", mail.Link)
	require.Regexp(t, `^[0-9a-f]{64}$`, mail.Secret)
	session := guest(t, srv).call("PUT", "/account/sessions/magic-url", fields{"userId": "ann", "secret": mail.Secret}).ok(201)
	require.Equal(t, "magic-url", session.field("provider"))

	guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann}).ok(201)
	require.True(t, strings.HasPrefix(srv.LastMail(ann).Link, strings.TrimSuffix(srv.Endpoint(), "/v1")+"/console/auth/magic-url?userId=ann&"))
}

func TestCreatePhoneToken_TheCodeSignsIn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	token := guest(t, srv).key().call("POST", "/account/tokens/phone", fields{"userId": "ann", "phone": "+4930901820"}).ok(201)
	sms := srv.LastSMS("+4930901820")
	require.Equal(t, sms.Code, sms.Text, "the code is the whole message")
	var pair struct{ ID, Secret string }
	raw, err := base64.StdEncoding.DecodeString(token.field("secret"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &pair))
	require.Equal(t, sms.Code, pair.Secret)
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": "ann", "secret": token.field("secret")}).rejected(401, "user_invalid_token")
	session := guest(t, srv).key().call("PUT", "/account/sessions/phone", fields{"userId": "ann", "secret": pair.Secret}).ok(201)
	require.Equal(t, "phone", session.field("provider"))
	account := guest(t, srv).session(session.field("secret")).call("GET", "/account", nil).ok(200)
	require.Equal(t, true, account.json["phoneVerification"])
	require.Equal(t, "sms", account.json["targets"].([]any)[0].(fields)["providerType"])
}

func TestCreateSession_TokensOfTheUsersAPISignIn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann})
	secret := srv.CreateToken(user.ID, time.Minute)
	session := guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": secret}).ok(201)
	require.Equal(t, []any{"token"}, session.json["factors"])
	require.Equal(t, "token", session.field("provider"))
	late := srv.CreateToken(user.ID, time.Minute)
	srv.Clock().Advance(time.Minute)
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": late}).rejected(401, "user_invalid_token")
}

func TestTokens_AKnownAddressDecidesTheUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann, Phone: "+4930901820"})
	for path, body := range map[string]fields{
		"/account/tokens/email":     {"userId": "other", "email": "ANN@example.test"},
		"/account/tokens/magic-url": {"userId": "other", "email": ann},
		"/account/tokens/phone":     {"userId": "other", "phone": "+4930901820"},
	} {
		require.Equal(t, user.ID, guest(t, srv).call("POST", path, body).ok(201).field("userId"), path)
	}
}

func TestTokens_Lifetimes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		create   string
		body     fields
		lifetime time.Duration
		method   string
		finish   string
		status   int
	}{
		{"an email code lasts a quarter of an hour", "/account/tokens/email", fields{"userId": "unique()", "email": ann}, 15 * time.Minute, "POST", "/account/sessions/token", 201},
		{"a phone code lasts a quarter of an hour", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}, 15 * time.Minute, "PUT", "/account/sessions/phone", 201},
		{"a magic URL lasts an hour", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann}, time.Hour, "PUT", "/account/sessions/magic-url", 201},
		{"a recovery lasts an hour", "/account/recovery", fields{"email": ann, "url": "http://localhost/"}, time.Hour, "PUT", "/account/recovery", 200},
		{"an email verification lasts an hour", "/account/verification", fields{"url": "http://localhost/"}, time.Hour, "PUT", "/account/verification", 200},
		{"a phone verification lasts an hour", "/account/verification/phone", nil, time.Hour, "PUT", "/account/verification/phone", 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for wait, status := range map[time.Duration]int{c.lifetime - time.Second: c.status, c.lifetime: 401} {
				srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
				caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, Phone: "+4930901820", Password: password})
				if !strings.Contains(c.create, "verification") {
					caller = guest(t, srv)
				}
				var body any
				if c.body != nil {
					body = c.body
				}
				created := caller.call("POST", c.create, body).ok(201)
				expire, err := time.Parse(time.RFC3339, created.field("expire"))
				require.NoError(t, err)
				require.Equal(t, srv.Clock().Now().Add(c.lifetime), expire.UTC())
				message := srv.Messages()[0]
				require.Equal(t, expire.UTC(), message.Expire.UTC())
				srv.Clock().Advance(wait)
				done := caller.call(c.method, c.finish, fields{"userId": user.ID, "secret": message.Secret, "password": "battery-staple-7"})
				require.Equal(t, status, done.status, "after %s: %s", wait, done.body)
			}
		})
	}
}

func TestUpdateRecovery_SetsANewPassword(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	signedIn, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, Name: "Ann", Password: password})
	guest(t, srv).call("POST", "/account/recovery", fields{"email": "nobody@example.test", "url": "http://localhost/"}).rejected(404, "user_not_found")
	guest(t, srv).call("POST", "/account/recovery", fields{"email": "ANN@example.test", "url": "http://localhost/r"}).ok(201)
	mail := srv.LastMail(ann)
	require.Equal(t, "Ann", mail.Name)
	require.Regexp(t, `^[0-9a-f]{256}$`, mail.Secret)
	link, err := url.Parse(mail.Link)
	require.NoError(t, err)
	require.Equal(t, user.ID, link.Query().Get("userId"))
	require.Equal(t, mail.Secret, link.Query().Get("secret"))
	require.Regexp(t, `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$`, link.Query().Get("expire"))

	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": mail.Secret}).rejected(401, "user_invalid_token")
	change := fields{"userId": user.ID, "secret": mail.Secret, "password": "battery-staple-7"}
	guest(t, srv).call("PUT", "/account/recovery", change).ok(200)
	guest(t, srv).call("PUT", "/account/recovery", change).rejected(401, "user_invalid_token")
	require.Equal(t, true, signedIn.call("GET", "/account", nil).ok(200).json["emailVerification"], "sessions stay, and the address counts as verified")
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": "battery-staple-7"}).ok(201)
}

func TestUpdateVerification_VerifiesTheAddress(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.call("POST", "/account/verification", fields{"url": "http://localhost/v"}).ok(201)
	first := srv.LastMail(ann)
	caller.call("POST", "/account/verification", fields{"url": "http://localhost/v"}).ok(201)
	require.NotEqual(t, first.Secret, srv.LastMail(ann).Secret)
	confirmed := guest(t, srv).call("PUT", "/account/verification", fields{"userId": user.ID, "secret": first.Secret}).ok(200)
	require.Empty(t, confirmed.field("secret"), "both links were good, and a guest can follow them")
	caller.call("POST", "/account/verification", fields{"url": "http://localhost/v"}).rejected(409, "user_email_already_verified")
	guest(t, srv).call("PUT", "/account/verification", fields{"userId": "nobody", "secret": "x"}).rejected(404, "user_not_found")
}

func TestUpdatePhoneVerification_VerifiesTheNumber(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	none, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	none.call("POST", "/account/verification/phone", nil).rejected(400, "user_phone_not_found")
	caller, user := signedInCaller(t, srv, accounttest.Seed{Phone: "+4930901820"})
	caller.call("POST", "/account/verification/phone", nil).ok(201)
	confirm := fields{"userId": user.ID, "secret": srv.LastSMS("+4930901820").Code}
	guest(t, srv).call("PUT", "/account/verification/phone", confirm).rejected(401, "user_invalid_token")
	caller.call("PUT", "/account/verification/phone", confirm).ok(200)
	caller.call("POST", "/account/verification/phone", nil).rejected(409, "user_phone_already_verified")
}

func TestCreatePhoneVerification_TheCodeSignsInAsWell(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Phone: "+4930901820"})
	caller.call("POST", "/account/verification/phone", nil).ok(201)
	guest(t, srv).call("PUT", "/account/sessions/phone", fields{"userId": user.ID, "secret": srv.LastSMS("+4930901820").Code}).ok(201)
}

func TestOptionWithMockNumber_ItsCodeIsFixedAndNothingIsSent(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithMockNumber("+4930901820", "123456"))
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "ann", "phone": "+4930901820"}).ok(201)
	require.Empty(t, srv.Messages())
	guest(t, srv).call("PUT", "/account/sessions/phone", fields{"userId": "ann", "secret": "123456"}).ok(201)
}

func TestOptionWithoutMail_WhatNeedsMailOrSMSIsRejected(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutMail(), accounttest.WithoutSMS())
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Phone: "+4930901820"})
	mails := map[string]fields{
		"/account/tokens/email":     {"userId": "unique()", "email": ann},
		"/account/tokens/magic-url": {"userId": "unique()", "email": ann},
		"/account/recovery":         {"email": ann, "url": "http://localhost/"},
		"/account/verification":     {"url": "http://localhost/"},
		"/account/mfa/challenge":    {"factor": "email"},
	}
	for path, body := range mails {
		caller.call("POST", path, body).rejected(503, "general_smtp_disabled")
	}
	caller.call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).rejected(503, "general_phone_disabled")
	caller.call("POST", "/account/verification/phone", nil).rejected(503, "general_phone_disabled")
	caller.call("POST", "/account/mfa/challenge", fields{"factor": "phone"}).rejected(503, "general_phone_disabled")
}

func TestCreateSession_BlockedUsersGetSessionsOfNoUse(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann, Blocked: true})
	session := guest(t, srv).key().call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": srv.CreateToken(user.ID, time.Hour)}).ok(201)
	guest(t, srv).session(session.field("secret")).call("GET", "/account", nil).rejected(401, "user_blocked")
}

func TestHeaders_OlderClientsGetFewerFields(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
	old := guest(t, srv).with("X-Appwrite-Response-Format", "1.4.0")
	old.lenient = true
	session := old.call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
	require.NotContains(t, session.json, "factors")
	require.NotContains(t, session.json, "secret")
	token := old.call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	require.NotContains(t, token.json, "phrase")
	require.Contains(t, token.json, "secret")

	newer := guest(t, srv).with("X-Appwrite-Response-Format", "1.9.0").call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	require.Contains(t, newer.header.Get("X-Appwrite-Warning"), "1.9.0")
	same := guest(t, srv).with("X-Appwrite-Response-Format", "1.7.0").call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	require.Empty(t, same.header.Get("X-Appwrite-Warning"))
}
