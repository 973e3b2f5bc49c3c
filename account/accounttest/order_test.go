package accounttest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Each case breaks two rules at once; the earlier check must win.
func TestOrder_ChecksRunAsOnTheRealService(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutMethods("anonymous"))
	ann := srv.CreateUser(accounttest.Seed{Email: "ann@example.test", Password: password})
	session := srv.CreateSession(ann.ID)
	jwt := srv.CreateJWT(session)
	blocked := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "blocked@example.test", Blocked: true, MFA: true, TOTP: true}).ID)
	pending := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "mfa@example.test", MFA: true, TOTP: true}).ID)
	anonymous := guest(t, srv)

	t.Run("a foreign origin before a bad JWT", func(t *testing.T) {
		anonymous.with("Origin", "https://evil.example").jwt("bad").call("POST", "/account/jwts", nil).rejected(403, "general_unknown_origin")
	})
	t.Run("a bad key before a missing scope", func(t *testing.T) {
		anonymous.with("X-Appwrite-Key", "standard_nope").call("GET", "/account", nil).rejected(401, "user_unauthorized")
	})
	t.Run("key with session before a bad key", func(t *testing.T) {
		anonymous.with("X-Appwrite-Key", "standard_nope").session(session.Secret).call("GET", "/account", nil).rejected(403, "user_key_and_session_set")
	})
	t.Run("a missing scope before bad parameters", func(t *testing.T) {
		anonymous.call("PATCH", "/account/name", fields{}).rejected(401, "general_unauthorized_scope")
	})
	t.Run("a blocked user before missing factors", func(t *testing.T) {
		anonymous.session(blocked.Secret).call("GET", "/account", nil).rejected(401, "user_blocked")
	})
	t.Run("a blocked user on routes for guests, too", func(t *testing.T) {
		anonymous.session(blocked.Secret).call("POST", "/account/sessions/anonymous", nil).rejected(401, "user_blocked")
	})
	t.Run("missing factors before an unknown route", func(t *testing.T) {
		anonymous.session(pending.Secret).call("GET", "/account/nope", nil).rejected(401, "user_more_factors_required")
	})
	t.Run("missing factors before a session that exists", func(t *testing.T) {
		anonymous.session(pending.Secret).call("POST", "/account/sessions/anonymous", nil).rejected(401, "user_more_factors_required")
	})
	t.Run("a disabled method before a session that exists", func(t *testing.T) {
		anonymous.session(session.Secret).call("POST", "/account/sessions/anonymous", nil).rejected(501, "user_auth_method_unsupported")
	})
	t.Run("a disabled method is open to API keys", func(t *testing.T) {
		anonymous.key().call("POST", "/account/sessions/anonymous", nil).ok(201)
	})
	t.Run("a session that exists before bad parameters", func(t *testing.T) {
		anonymous.jwt(jwt).call("POST", "/account/sessions/email", fields{}).rejected(401, "user_session_already_exists")
	})
	t.Run("parameters in the order declared", func(t *testing.T) {
		response := anonymous.call("POST", "/account", fields{"email": "nope", "password": "x"}).rejected(400, "general_argument_invalid")
		require.Equal(t, `Param "userId" is not optional.`, response.field("message"))
		response = anonymous.call("POST", "/account", fields{"userId": "unique()", "email": "nope", "password": "x"}).rejected(400, "general_argument_invalid")
		require.Equal(t, "Invalid `email` param: Value must be a valid email address", response.field("message"))
	})
	t.Run("bad parameters before null for an optional one", func(t *testing.T) {
		anonymous.call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": "a@example.test", "url": nil, "phrase": 1}).
			rejected(400, "general_argument_invalid")
	})
	t.Run("a forced password reset before missing factors", func(t *testing.T) {
		srv.UpdateUser("mfa@example.test", accounttest.UserChange{PasswordReset: new(true)})
		anonymous.session(pending.Secret).call("GET", "/account", nil).rejected(412, "user_password_reset_required")
		srv.UpdateUser("mfa@example.test", accounttest.UserChange{PasswordReset: new(false)})
	})
}

func TestRoutes_AreFoundAsOnTheRealService(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	ann := guest(t, srv).session(session.Secret)
	for _, path := range []string{"/account", "/account/", "//account", "/account//"} {
		require.Equal(t, session.UserID, ann.call("GET", path, nil).ok(200).field("$id"), path)
	}
	head := ann.call("HEAD", "/account", nil).ok(200)
	require.Empty(t, head.body)
	ann.call("PUT", "/account", fields{}).rejected(404, "general_route_not_found")
	ann.call("GET", "/account/nope", nil).rejected(404, "general_route_not_found")
	ann.call("GET", "/account/sessions/a%2Fb", nil).rejected(400, "general_argument_invalid")
	ann.call("GET", "/account/sessions/"+strings.Repeat("a", 37), nil).rejected(400, "general_argument_invalid")
	ann.call("GET", "/account/sessions/_a", nil).rejected(400, "general_argument_invalid")
}

func TestRoutes_EmptyAndDottedIDsDoWhatTheyDoOnTheRealService(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: "ann@example.test"})
	one, two := srv.CreateSession(user.ID), srv.CreateSession(user.ID)
	guest(t, srv).session(one.Secret).call("DELETE", "/account/sessions/", nil).ok(204)
	guest(t, srv).session(two.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")

	three := srv.CreateSession(user.ID)
	guest(t, srv).session(three.Secret).call("DELETE", "/account/", nil).ok(204)
	require.Empty(t, srv.Users(), user.ID)
}

func TestServerBugs_AreThereUnlessSwitchedOff(t *testing.T) {
	t.Parallel()
	type bug struct {
		name, method, path string
		body               fields
		jwt, key, guest    bool
		sensible           string // the response without bugs
	}
	bugs := []bug{
		{name: "null name", method: "POST", path: "/account", body: fields{"userId": "unique()", "email": "new@example.test", "password": password, "name": nil}, guest: true, sensible: "201"},
		{name: "null phrase", method: "POST", path: "/account/tokens/email", body: fields{"userId": "unique()", "email": "new@example.test", "phrase": nil}, sensible: "201 secret=''"},
		{name: "null URL", method: "POST", path: "/account/tokens/magic-url", body: fields{"userId": "unique()", "email": "new@example.test", "url": nil}, sensible: "201 secret=''"},
		{name: "null old password", method: "PATCH", path: "/account/password", body: fields{"password": password, "oldPassword": nil}, sensible: "401 user_invalid_credentials"},
		{name: "null provider", method: "POST", path: "/account/targets/push", body: fields{"targetId": "unique()", "identifier": "x", "providerId": nil}, sensible: "201"},
		{name: "taken id", method: "POST", path: "/account/tokens/phone", body: fields{"userId": "ann", "phone": "+4930901899"}, sensible: "409 user_already_exists"},
		{name: "a user with the id 0", method: "POST", path: "/account", body: fields{"userId": "0", "email": "new@example.test", "password": password}, guest: true, sensible: "400 general_argument_invalid"},
		{name: "a user who would get the caller's number", method: "POST", path: "/account/tokens/email", body: fields{"userId": "unique()", "email": "new@example.test"}, jwt: true, sensible: "409 user_already_exists"},
		{name: "a taken push address", method: "PUT", path: "/account/targets/phone/push", body: fields{"identifier": "taken"}, sensible: "409 user_target_already_exists"},
		{name: "switching MFA with a JWT", method: "PATCH", path: "/account/mfa", body: fields{"mfa": true}, jwt: true, sensible: "404 user_session_not_found"},
		{name: "switching MFA with everything verified", method: "PATCH", path: "/account/mfa", body: fields{"mfa": true}, sensible: "200"},
		{name: "unverified address", method: "POST", path: "/account/mfa/challenge", body: fields{"factor": "email"}, sensible: "400 user_email_not_verified"},
		{name: "a push target for a key", method: "POST", path: "/account/targets/push", body: fields{"targetId": "unique()", "identifier": "x"}, key: true, sensible: "401 user_unauthorized"},
		{name: "search", method: "GET", path: `/account/identities?queries[]={"method":"search","attribute":"provider","values":["a"]}`, sensible: "400 general_query_invalid"},
	}
	for _, bug := range bugs {
		t.Run(bug.name, func(t *testing.T) {
			t.Parallel()
			ask := func(opts ...accounttest.Option) reply {
				srv := accounttest.New(t, opts...)
				srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.test", Password: password, Phone: "+4930901820", PhoneVerified: true, TOTP: true})
				session := srv.CreateSession("ann", accounttest.SessionSeed{Factors: []string{"password", "totp"}})
				signedIn := guest(t, srv).session(session.Secret)
				signedIn.call("POST", "/account/targets/push", fields{"targetId": "phone", "identifier": "token"}).ok(201)
				signedIn.call("POST", "/account/targets/push", fields{"targetId": "other", "identifier": "taken"}).ok(201)
				caller := guest(t, srv)
				switch {
				case bug.jwt:
					caller = caller.jwt(srv.CreateJWT(session))
				case bug.key:
					caller = caller.key()
				case !bug.guest && !strings.Contains(bug.path, "tokens"):
					caller = signedIn
				}
				var body any
				if bug.body != nil {
					body = bug.body
				}
				return caller.call(bug.method, strings.NewReplacer("{", "%7B", "}", "%7D", `"`, "%22").Replace(bug.path), body)
			}
			broken := ask()
			require.Equal(t, 500, broken.status, "%s", broken.body)
			require.Equal(t, "Server Error", broken.field("message"))
			require.Equal(t, bug.sensible, summary(ask(accounttest.WithoutServerBugs())))
		})
	}
}
