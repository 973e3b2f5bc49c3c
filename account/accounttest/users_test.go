package accounttest_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// signedInCaller signs a seeded user in.
func signedInCaller(t *testing.T, srv *accounttest.Server, seed accounttest.Seed) (*caller, accounttest.User) {
	t.Helper()
	user := srv.CreateUser(seed)
	return guest(t, srv).session(srv.CreateSession(user.ID).Secret), user
}

func TestCreate_SignsUp(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 12, 9, 837e6, time.UTC)))
	response := guest(t, srv).call("POST", "/account", fields{"userId": "ann", "email": "Ann@Example.test", "password": password, "name": "Ann/É"}).ok(201)
	require.Equal(t, "ann@example.test", response.field("email"))
	require.Equal(t, "2026-11-23T09:12:09.837+00:00", response.field("$createdAt"))
	require.Contains(t, string(response.body), `"name":"Ann\/É"`, "slashes are escaped, other characters are not")
	require.True(t, strings.HasPrefix(string(response.body), `{"$id":"ann","$createdAt":`), "keys come in the server's order")
	require.Contains(t, string(response.body), `"providerId":null`)
	require.Contains(t, string(response.body), `"prefs":{}`)
	require.Empty(t, response.header.Values("Set-Cookie"), "signing up does not sign in")

	again := fields{"userId": "unique()", "email": "ANN@example.test", "password": password}
	guest(t, srv).call("POST", "/account", again).rejected(409, "user_already_exists")
	again = fields{"userId": "ann", "email": "other@example.test", "password": password}
	guest(t, srv).call("POST", "/account", again).rejected(409, "user_already_exists")
}

func TestCreate_GeneratedIDsLookLikeTheServices(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Unix(0x6b040369, 0x12345*1000)))
	response := guest(t, srv).call("POST", "/account", fields{"userId": "unique()", "email": "ann@example.test", "password": password}).ok(201)
	require.Regexp(t, `^6b04036912345[0-9a-f]{7}$`, response.field("$id"))
}

func TestOptionWithUserLimit_NobodyElseCanSignUp(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithUserLimit(1))
	srv.CreateUser(accounttest.Seed{Email: "ann@example.test"})
	guest(t, srv).call("POST", "/account", fields{"userId": "unique()", "email": "b@example.test", "password": password}).rejected(400, "user_count_exceeded")
	guest(t, srv).call("POST", "/account/sessions/anonymous", nil).rejected(400, "user_count_exceeded")
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": "b@example.test"}).rejected(400, "user_count_exceeded")
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).rejected(400, "user_count_exceeded")
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": "ann@example.test"}).ok(201)
}

func TestCreate_TheAddressOfAnIdentityCannotSignUp(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann := srv.CreateUser(accounttest.Seed{Email: "ann@example.test"})
	srv.CreateIdentity(ann.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7", ProviderEmail: "elsewhere@example.test"})
	body := fields{"userId": "unique()", "email": "elsewhere@example.test", "password": password}
	guest(t, srv).call("POST", "/account", body).rejected(400, "general_bad_request")
	guest(t, srv).call("POST", "/account/tokens/email", body).rejected(400, "general_bad_request")
	guest(t, srv).call("POST", "/account/tokens/magic-url", body).rejected(409, "user_email_already_exists")
	bob, _ := signedInCaller(t, srv, accounttest.Seed{Email: "bob@example.test"})
	bob.call("PATCH", "/account/email", body).rejected(400, "general_bad_request")
}

func TestUpdatePassword_ReplacesTheOldOne(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, user := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test", Password: password})
	other := srv.CreateSession(user.ID)
	change := fields{"password": "battery-staple-7", "oldPassword": "wrong-password"}
	ann.call("PATCH", "/account/password", change).rejected(401, "user_invalid_credentials")
	change["oldPassword"] = password
	ann.call("PATCH", "/account/password", change).ok(200)
	guest(t, srv).session(other.Secret).call("GET", "/account", nil).ok(200)
	login := fields{"email": "ann@example.test", "password": password}
	guest(t, srv).call("POST", "/account/sessions/email", login).rejected(401, "user_invalid_credentials")
	login["password"] = "battery-staple-7"
	guest(t, srv).call("POST", "/account/sessions/email", login).ok(201)
}

func TestUpdatePassword_TheFirstOneNeedsNoOldOne(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, _ := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test"})
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": "ann@example.test", "password": password}).rejected(401, "user_invalid_credentials")
	require.Empty(t, ann.call("GET", "/account", nil).ok(200).field("passwordUpdate"))
	require.NotEmpty(t, ann.call("PATCH", "/account/password", fields{"password": password}).ok(200).field("passwordUpdate"))
}

func TestUpdatePassword_HistoryAndPersonalDataAreChecked(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithPasswordHistory(2), accounttest.WithPersonalDataCheck(), accounttest.WithoutRateLimits())
	ann, _ := signedInCaller(t, srv, accounttest.Seed{Email: "annabel@example.test", Name: "Bellamy", Phone: "+4930901820", Password: "password-one"})
	change := func(old, next string) reply {
		return ann.call("PATCH", "/account/password", fields{"password": next, "oldPassword": old})
	}
	change("password-one", "password-one").rejected(400, "password_recently_used")
	change("password-one", "password-two").ok(200)
	change("password-two", "password-one").rejected(400, "password_recently_used")
	change("password-two", "password-three").ok(200)
	change("password-three", "password-one").ok(200)
	for _, personal := range []string{"my-ANNABEL-1", "my-bellamy-1", "my-4930901820"} {
		change("password-one", personal).rejected(400, "password_personal_data")
	}
	body := fields{"userId": "unique()", "email": "carla@example.test", "password": "carla@example.test"}
	guest(t, srv).call("POST", "/account", body).rejected(400, "password_personal_data")
}

func TestUpdateEmail_ChangesTheAddress(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, _ := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test", Password: password, EmailVerified: true})
	srv.CreateUser(accounttest.Seed{Email: "bob@example.test"})
	ann.call("PATCH", "/account/email", fields{"email": "new@example.test", "password": "wrong-password"}).rejected(401, "user_invalid_credentials")
	ann.call("PATCH", "/account/email", fields{"email": "bob@example.test", "password": password}).rejected(409, "user_target_already_exists")
	ann.call("PATCH", "/account/email", fields{"email": "ann@example.test", "password": password}).rejected(409, "user_target_already_exists")
	changed := ann.call("PATCH", "/account/email", fields{"email": "New@example.test", "password": password}).ok(200)
	require.Equal(t, "new@example.test", changed.field("email"))
	require.Equal(t, false, changed.json["emailVerification"])
	target := changed.json["targets"].([]any)[0].(fields)
	require.Equal(t, "new@example.test", target["identifier"])
	srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}) // the old address is free again
}

func TestUpdatePhone_ChangesTheNumber(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, _ := signedInCaller(t, srv, accounttest.Seed{Phone: "+4930901820", PhoneVerified: true})
	srv.CreateUser(accounttest.Seed{Phone: "+4930901821"})
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "carla", "phone": "+4930901822"}).ok(201)
	ann.call("PATCH", "/account/phone", fields{"phone": "+4930901821", "password": password}).rejected(409, "user_target_already_exists")
	changed := ann.call("PATCH", "/account/phone", fields{"phone": "+4930901829", "password": password}).ok(200)
	require.Equal(t, "+4930901829", changed.field("phone"))
	require.Equal(t, false, changed.json["phoneVerification"])
	ann.call("PATCH", "/account/phone", fields{"phone": "+4930901828", "password": "another-password"}).rejected(401, "user_invalid_credentials")
}

func TestUpdateEmail_AnonymousUsersBecomeAccounts(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	secret := guest(t, srv).key().call("POST", "/account/sessions/anonymous", nil).ok(201).field("secret")
	anonymous := guest(t, srv).session(secret)
	converted := anonymous.call("PATCH", "/account/email", fields{"email": "ann@example.test", "password": password}).ok(200)
	require.Empty(t, converted.json["targets"], "no target is made where there was none")
	anonymous.call("GET", "/account", nil).ok(200)
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": "ann@example.test", "password": password}).ok(201)
}

func TestUpdatePrefs_ReplacesThem(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, _ := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test"})
	require.Equal(t, `{}`, string(ann.call("GET", "/account/prefs", nil).ok(200).body))
	ann.call("PATCH", "/account/prefs", `{"prefs":{"z":1,"a":[1.50,"x/y",{}],"é":{"k":null}}}`).ok(200)
	require.Equal(t, `{"z":1,"a":[1.5,"x\/y",[]],"é":{"k":null}}`, string(ann.call("GET", "/account/prefs", nil).ok(200).body),
		"order is kept, and nested empty objects come back as lists")
	ann.call("PATCH", "/account/prefs", fields{"prefs": fields{"b": 2}}).ok(200)
	require.Equal(t, `{"b":2}`, string(ann.call("GET", "/account/prefs", nil).ok(200).body), "all of them are replaced")
	ann.call("PATCH", "/account/prefs", `{"prefs":[]}`).ok(200)
	require.Equal(t, `{}`, string(ann.call("GET", "/account/prefs", nil).ok(200).body))
}

func TestUpdateStatus_BlocksTheCaller(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, user := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test", Password: password})
	blocked := ann.call("PATCH", "/account/status", nil).ok(200)
	require.Equal(t, false, blocked.json["status"])
	require.Equal(t, "[]", blocked.header.Get("X-Fallback-Cookies"))
	ann.call("GET", "/account", nil).rejected(401, "user_blocked")
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": "ann@example.test", "password": password}).rejected(401, "user_blocked")
	guest(t, srv).call("POST", "/account/recovery", fields{"email": "ann@example.test", "url": "http://localhost/"}).rejected(401, "user_blocked")
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": "ann@example.test"}).ok(201)
	srv.UpdateUser(user.ID, accounttest.UserChange{Blocked: new(false)})
	ann.call("GET", "/account", nil).ok(200)
}

func TestDelete_FreesWhatTheAccountHeld(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, user := signedInCaller(t, srv, accounttest.Seed{ID: "ann", Email: "ann@example.test", Phone: "+4930901820"})
	srv.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7", ProviderEmail: "x@example.test"})
	deleted := ann.call("DELETE", "/account", nil).ok(204)
	require.Empty(t, deleted.header.Values("Set-Cookie"))
	require.Equal(t, "text/html", deleted.header.Get("Content-Type"))
	ann.call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	again := srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.test", Phone: "+4930901820"})
	require.Empty(t, again.Identities)
}

func TestGet_AccessedAtMovesOnceADay(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, _ := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test"})
	first := ann.call("GET", "/account", nil).ok(200).field("accessedAt")
	srv.Clock().Advance(23 * time.Hour)
	ann.call("GET", "/account", nil).ok(200)
	require.Equal(t, first, ann.call("GET", "/account", nil).ok(200).field("accessedAt"))
	srv.Clock().Advance(2 * time.Hour)
	ann.call("GET", "/account", nil).ok(200)
	require.NotEqual(t, first, ann.call("GET", "/account", nil).ok(200).field("accessedAt"))
}

func TestPasswords_AreStoredAsArgon2idHashes(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithPasswordCost(accounttest.PasswordCost{MemoryKiB: 128, Passes: 2, Threads: 1}))
	srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
	srv.CreateUser(accounttest.Seed{Email: "bob@example.test", Password: password})
	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	hashes := regexp.MustCompile(`"\$argon2id\$v=19\$m=128,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}"`).FindAllString(saved.String(), -1)
	require.Len(t, hashes, 2)
	require.NotEqual(t, hashes[0], hashes[1], "each has its own salt")
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
}

func TestUpdateEmail_AddressesHeldWithoutATargetAreTakenAsWell(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": "code@example.test"}).ok(201)
	caller.call("PATCH", "/account/email", fields{"email": "code@example.test", "password": password}).rejected(400, "general_bad_request")
	bob, _ := signedInCaller(t, srv, accounttest.Seed{Email: "bob@example.test", Password: password})
	bob.call("PATCH", "/account/phone", fields{"phone": "+4930901820", "password": password}).ok(200)
	caller.call("PATCH", "/account/phone", fields{"phone": "+4930901820", "password": password}).rejected(409, "user_phone_already_exists")
	bob.call("PATCH", "/account/phone", fields{"phone": "+4930901820", "password": password}).ok(200)
}

func TestUpdatePrefs_TheLimitCountsEscapedBytes(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	overhead := len(`{"a":""}`)
	for sign, size := range map[string]int{"x": 1, "/": 2, "é": 6, "😀": 12} {
		fits := strings.Repeat(sign, (65535-overhead)/size)
		caller.call("PATCH", "/account/prefs", fields{"prefs": fields{"a": fits}}).ok(200)
		caller.call("PATCH", "/account/prefs", fields{"prefs": fields{"a": fits + strings.Repeat(sign, 12)}}).rejected(400, "general_argument_invalid")
	}
}

func TestUpdates_AreDated(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
	changes := []struct {
		path string
		body fields
	}{
		{"/account/name", fields{"name": "Bob"}}, {"/account/prefs", fields{"prefs": fields{"a": 1}}}, {"/account/mfa", fields{"mfa": true}},
		{"/account/email", fields{"email": "b@example.test", "password": password}}, {"/account/mfa", fields{"mfa": false}},
		{"/account/phone", fields{"phone": "+4930901820", "password": password}}, {"/account/password", fields{"password": "battery-staple-7", "oldPassword": password}},
	}
	for _, change := range changes {
		srv.Clock().Advance(time.Minute)
		changed := caller.call("PATCH", change.path, change.body).ok(200)
		require.Equal(t, srv.Clock().Now().Format("2006-01-02T15:04:05.000+00:00"), changed.field("$updatedAt"), change.path)
		require.Equal(t, "2026-11-23T09:00:00.000+00:00", changed.field("$createdAt"), change.path)
	}
}
