package accounttest_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

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
