package accounttest_test

import (
	"bytes"
	"encoding/json"
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
	first.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7", ProviderEmail: "x@example.test"})
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

// snapshotOf is the export of a service as a tree, to be damaged.
func snapshotOf(t *testing.T, srv *accounttest.Server) fields {
	t.Helper()
	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	var tree fields
	require.NoError(t, json.Unmarshal(saved.Bytes(), &tree))
	return tree
}

func TestSnapshot_WhatTheServiceCannotWorkWithIsAnErrorThatSaysWhere(t *testing.T) {
	t.Parallel()
	source := accounttest.New(t)
	session := source.CreateSession(source.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Password: password}).ID)
	source.CreateIdentity("ann", accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7"})
	main := func(tree fields) fields { return tree["projects"].([]any)[0].(fields) }
	user := func(tree fields) fields { return main(tree)["users"].([]any)[0].(fields) }
	null := []any{nil}
	srv := accounttest.New(t)
	srv.CreateUser(accounttest.Seed{Email: "bob@example.test"})
	for says, damage := range map[string]func(tree fields){
		"format 2, not 1":                func(tree fields) { tree["format"] = 2 },
		"format 0, not 1":                func(tree fields) { delete(tree, "format") },
		"projects[0] is null":            func(tree fields) { tree["projects"] = null },
		"users[0] is null":               func(tree fields) { main(tree)["users"] = null },
		"identities[0] is null":          func(tree fields) { main(tree)["identities"] = null },
		"keys[0] is null":                func(tree fields) { main(tree)["keys"] = null },
		"users[0].sessions[0] is null":   func(tree fields) { user(tree)["sessions"] = null },
		"users[0].tokens[0] is null":     func(tree fields) { user(tree)["tokens"] = null },
		"users[0].targets[0] is null":    func(tree fields) { user(tree)["targets"] = null },
		"users[0].challenges[0] is null": func(tree fields) { user(tree)["challenges"] = null },
		"users[0].logs[0] is null":       func(tree fields) { user(tree)["logs"] = null },
		`cannot be printed: "a\x1b[2Jb"`: func(tree fields) { user(tree)["id"] = "a\x1b[2Jb" },
		`cannot be printed: "p\nq"`:      func(tree fields) { main(tree)["id"] = "p\nq" },
		`cannot be printed: ""`:          func(tree fields) { main(tree)["id"] = "" },
		"apiKey is empty or cannot":      func(tree fields) { tree["apiKey"] = "standard_\n" },
		"keys[0] is empty or cannot":     func(tree fields) { main(tree)["keys"].([]any)[0].(fields)["secret"] = "\x00" },
		`has the id of another one: "ann"`: func(tree fields) {
			main(tree)["users"] = append(main(tree)["users"].([]any), user(tree))
		},
		`belongs to the user "bob"`:      func(tree fields) { main(tree)["identities"].([]any)[0].(fields)["userId"] = "bob" },
		`belongs to another user, "bob"`: func(tree fields) { user(tree)["sessions"].([]any)[0].(fields)["userId"] = "bob" },
		"jwtKey is missing":              func(tree fields) { delete(tree, "jwtKey") },
		"jwtKey is missing or has less":  func(tree fields) { tree["jwtKey"] = "YQ==" },
		`lacks its project "other"`:      func(tree fields) { tree["projectId"] = "other" },
		"takes too much memory or time":  func(tree fields) { user(tree)["passwordHash"] = "$argon2id$v=19$m=4294967295,t=1,p=1$YQ$YQ" },
		"maximum stack depth exceeded": func(tree fields) {
			user(tree)["prefs"] = json.RawMessage(strings.Repeat("[", 600) + strings.Repeat("]", 600))
		},
	} {
		tree := snapshotOf(t, source)
		damage(tree)
		raw, err := json.Marshal(tree)
		require.NoError(t, err)
		require.ErrorContains(t, srv.Import(bytes.NewReader(raw)), says)
	}
	whole, err := json.Marshal(snapshotOf(t, source))
	require.NoError(t, err)
	for _, garbage := range []string{"x", "}", "]", "null", string(whole)} {
		require.ErrorContains(t, srv.Import(strings.NewReader(string(whole)+garbage)), "follows after its end", garbage)
	}
	require.ErrorContains(t, srv.Import(strings.NewReader(strings.Repeat("[", 6<<20))), "max depth")
	require.Len(t, srv.Users(), 1, "a bad snapshot changes nothing")
	require.Equal(t, "bob@example.test", srv.Users()[0].Email)
	require.NoError(t, srv.Import(strings.NewReader(string(whole)+" \n")))
	guest(t, srv).session(session.Secret).call("GET", "/account", nil).ok(200)
}

func TestSnapshot_CannotHaveTwoProjectsWithOneID(t *testing.T) {
	t.Parallel()
	var saved bytes.Buffer
	require.NoError(t, accounttest.New(t, accounttest.WithProject("shop", "Shop")).Export(&saved))
	srv := accounttest.New(t, accounttest.WithProject("other", "Other"))
	for replaced, expected := range map[string]string{
		`"projectId": "console"`: `its project cannot be "console"`,
		`"projectId": "shop", "projects": [{"id": "other"}, {"id": "shop"}]`: `it has a project "other" beside its own, "shop"`,
	} {
		var snapshot map[string]any
		require.NoError(t, json.Unmarshal(saved.Bytes(), &snapshot))
		require.NoError(t, json.Unmarshal([]byte("{"+replaced+"}"), &snapshot))
		changed, err := json.Marshal(snapshot)
		require.NoError(t, err)
		require.ErrorContains(t, srv.Import(bytes.NewReader(changed)), expected)
		srv.Reset()
		require.Equal(t, "other", srv.ProjectID())
	}
	_, err := accounttest.NewServer(accounttest.WithProject("console", "Console"))
	require.ErrorContains(t, err, "console")
}

func TestSnapshot_TheDeepestPreferencesSurvive(t *testing.T) {
	t.Parallel()
	first := accounttest.New(t)
	caller, _ := signedInCaller(t, first, accounttest.Seed{Email: ann})
	caller.lenient = true
	caller.call("PATCH", "/account/prefs", deepPrefs(511)).ok(200)
	var saved bytes.Buffer
	require.NoError(t, first.Export(&saved))
	second := accounttest.New(t)
	require.NoError(t, second.Import(&saved))
	imported := guest(t, second).session(caller.header.Get("X-Appwrite-Session"))
	require.Equal(t, string(caller.call("GET", "/account/prefs", nil).ok(200).body), string(imported.call("GET", "/account/prefs", nil).ok(200).body))
}

func TestSnapshot_AnImportResetsTheCountersOfRateLimits(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	signIn := func() reply {
		return guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password})
	}
	for range 10 {
		signIn().rejected(401, "user_invalid_credentials")
	}
	signIn().rejected(429, "general_rate_limit_exceeded")
	require.NoError(t, srv.Import(&saved))
	require.Equal(t, "9", signIn().rejected(401, "user_invalid_credentials").header.Get("X-RateLimit-Remaining"))
}
