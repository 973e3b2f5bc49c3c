package accounttest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// dates are the $updatedAt of a user, its only session and its targets.
func dates(t *testing.T, as *caller) (user, session string, targets []string) {
	t.Helper()
	account := as.call("GET", "/account", nil).ok(200)
	for _, target := range account.json["targets"].([]any) {
		targets = append(targets, target.(fields)["$updatedAt"].(string))
	}
	return account.field("$updatedAt"), as.call("GET", "/account/sessions/current", nil).ok(200).field("$updatedAt"), targets
}

func TestUpdatedAt_MovesForWhatIsStored(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		totp := func() fields { return fields{"otp": srv.TOTP(ann)} }
		solve := func(as *caller, code func() string) func() {
			return func() {
				id := as.call("POST", "/account/mfa/challenge", fields{"factor": recoveryFactor(srv)}).field("$id")
				as.call("PUT", "/account/mfa/challenge", fields{"challengeId": id, "otp": code()}).ok(200)
			}
		}
		first := func() string {
			return srv.User(ann).RecoveryCodes[0]
		}
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		send := func(method, path string, body func() fields) func() {
			return func() {
				var sent any
				if body != nil {
					sent = body()
				}
				got := caller.call(method, path, sent)
				require.Less(t, got.status, 300, "%s", got.body)
			}
		}
		steps := []struct {
			what          string
			do            func()
			user, session bool
		}{
			{"an authenticator is made", send("POST", "/account/mfa/authenticators/totp", nil), false, false},
			{"it is confirmed", send("PUT", "/account/mfa/authenticators/totp", totp), false, true},
			{"MFA is switched on, and the session has the factor", send("PATCH", "/account/mfa", func() fields { return fields{"mfa": true} }), true, false},
			{"recovery codes are made", send("POST", "/account/mfa/recovery-codes", nil), true, false},
			{"a challenge is passed with one", solve(caller, first), true, true},
			{"recovery codes are replaced", send("PATCH", "/account/mfa/recovery-codes", nil), true, false},
			{"the authenticator is deleted", send("DELETE", "/account/mfa/authenticators/totp", nil), false, false},
		}
		for _, step := range steps {
			user, session, _ := dates(t, caller)
			srv.Clock().Advance(2 * time.Second)
			step.do()
			userNow, sessionNow, _ := dates(t, caller)
			require.Equal(t, step.user, userNow != user, "the user's, after %s", step.what)
			require.Equal(t, step.session, sessionNow != session, "the session's, after %s", step.what)
		}
		verified, _ := signedInCaller(t, srv, accounttest.Seed{Email: "verified@example.test", EmailVerified: true})
		_, before, _ := dates(t, verified)
		srv.Clock().Advance(2 * time.Second)
		verified.call("PATCH", "/account/mfa", fields{"mfa": true}).ok(200)
		_, after, _ := dates(t, verified)
		require.NotEqual(t, before, after, "the verified address is a new factor of the session")
	})
}

// recoveryFactor is the factor of recovery codes that a version completes.
func recoveryFactor(srv *accounttest.Server) string {
	if srv.Version() == "1.9.6" {
		return "recoveryCode"
	}
	return "recoverycode"
}

func TestUpdatedAt_AChangeOfAnAddressShowsTheOldDateOfTheTarget(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Phone: "+4930901820", Password: password})
		changes := []struct {
			path, name, value string
			target            int
		}{
			{"/account/email", "email", "new@example.test", 0},
			{"/account/phone", "phone", "+4930901821", 1},
		}
		for _, c := range changes {
			_, _, before := dates(t, caller)
			srv.Clock().Advance(2 * time.Second)
			target := caller.call("PATCH", c.path, fields{c.name: c.value, "password": password}).ok(200).json["targets"].([]any)[c.target].(fields)
			require.Equal(t, c.value, target["identifier"])
			require.Equal(t, before[c.target], target["$updatedAt"], "in the response")
			_, _, after := dates(t, caller)
			require.NotEqual(t, before[c.target], after[c.target], "stored")
		}
	})
}

func TestUpdatePushTarget_SavesWhatChanges(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		made := caller.call("POST", "/account/targets/push", fields{"targetId": "phone", "identifier": "token"}).ok(201)
		caller.call("POST", "/account/targets/push", fields{"targetId": "other", "identifier": "taken"}).ok(201)
		srv.Clock().Advance(2 * time.Second)
		for _, identifier := range []string{"token", "0"} { // which is none
			got := caller.call("PUT", "/account/targets/phone/push", fields{"identifier": identifier}).ok(200)
			require.Equal(t, made.field("$updatedAt"), got.field("$updatedAt"), identifier)
			require.Equal(t, "token", got.field("identifier"))
		}
		caller.call("PUT", "/account/targets/phone/push", fields{"identifier": "taken"}).rejected(500, "general_unknown")
		changed := caller.call("PUT", "/account/targets/phone/push", fields{"identifier": "new"}).ok(200)
		require.NotEqual(t, made.field("$updatedAt"), changed.field("$updatedAt"))
	})
}

func TestLogs_HaveNoEntryOfAuthenticatorsAndRecoveryCodes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, EmailVerified: true})
		caller.call("POST", "/account/mfa/authenticators/totp", nil).ok(200)
		caller.call("PUT", "/account/mfa/authenticators/totp", fields{"otp": srv.TOTP(ann)}).ok(200)
		caller.call("POST", "/account/mfa/recovery-codes", nil)
		id := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).field("$id")
		caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": id, "otp": srv.TOTP(ann)}).ok(200)
		caller.call("PATCH", "/account/mfa/recovery-codes", nil).ok(200)
		caller.call("DELETE", "/account/mfa/authenticators/totp", nil).ok(204)
		require.Equal(t, []string{"challenges.update", "challenge.create", "user.update"}, events(t, caller), user.ID)
	})
}

func events(t *testing.T, as *caller) (names []string) {
	t.Helper()
	for _, entry := range as.call("GET", "/account/logs", nil).ok(200).json["logs"].([]any) {
		names = append(names, entry.(fields)["event"].(string))
	}
	return names
}

func TestLogs_HaveOneEntryOfASignInThroughAProvider(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
		session := guest(t, srv).key().call("POST", "/account/sessions/token", fields{"userId": result.UserID, "secret": result.Secret}).ok(201)
		require.Equal(t, []string{"session.create"}, events(t, guest(t, srv).session(session.field("secret"))))
	})
}

func TestNewUsers_InheritWhatTheCallerHas(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		seeds := accounttest.Seed{Name: "Caller", Email: "caller@example.test", EmailVerified: true, MFA: true, RecoveryCodes: true, Labels: []string{"vip"}}
		user := srv.CreateUser(seeds)
		caller := guest(t, srv).session(srv.CreateSession(user.ID, accounttest.SessionSeed{Factors: []string{"password", "email"}}).Secret)
		caller.call("POST", "/account", fields{"userId": "made", "email": "made@example.test", "password": password}).ok(201)
		caller.call("POST", "/account/tokens/email", fields{"userId": "mailed", "email": "mailed@example.test"}).ok(201)
		caller.call("POST", "/account/tokens/magic-url", fields{"userId": "linked", "email": "linked@example.test"}).ok(201)
		caller.call("POST", "/account/tokens/phone", fields{"userId": "called", "phone": "+4930901820"}).ok(201)
		for id, expected := range map[string]struct {
			name string
			mfa  bool
		}{"made": {"", false}, "mailed": {"Caller", false}, "linked": {"Caller", false}, "called": {"Caller", true}} {
			got := srv.User(id)
			require.Equal(t, expected.name, got.Name, id)
			require.Equal(t, expected.mfa, got.MFA, id)
			require.Equal(t, user.RecoveryCodes, got.RecoveryCodes, id)
			require.Equal(t, user.Labels, got.Labels, id)
		}
		code := srv.LastSMS("+4930901820").Code
		session := guest(t, srv).key().call("POST", "/account/sessions/token", fields{"userId": "called", "secret": code}).ok(201)
		guest(t, srv).session(session.field("secret")).call("GET", "/account", nil).rejected(401, "user_more_factors_required")
	})
}

func TestNewUsers_CannotInheritTheCallersNumber(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Phone: "+4930901820"})
		caller.call("POST", "/account", fields{"userId": "unique()", "email": "a@example.test", "password": password}).rejected(409, "user_already_exists")
		caller.call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": "b@example.test"}).rejected(500, "general_unknown")
		caller.call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": "c@example.test"}).rejected(500, "general_unknown")
		caller.call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	})
}

func TestNewIDs_TrueAndZeroAreWhatPHPMakesOfThem(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		signedIn, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		anybody := guest(t, srv)
		examples := []struct {
			as *caller
			example
		}{
			{anybody, example{method: "POST", path: "/account", body: fields{"userId": true, "email": "a@example.test", "password": password}, status: 201, fields: fields{"$id": "1"}}},
			{anybody, example{method: "POST", path: "/account/tokens/phone", body: fields{"userId": true, "phone": "+4930901820"}, status: 500, kind: "general_unknown"}},
			{anybody, example{method: "PUT", path: "/account/sessions/magic-url", body: fields{"userId": true, "secret": "bad"}, status: 401, kind: "user_invalid_token"}},
			{signedIn, example{method: "POST", path: "/account/targets/push", body: fields{"targetId": true, "identifier": "x"}, status: 201, fields: fields{"$id": "1"}}},
			{signedIn, example{method: "POST", path: "/account/targets/push", body: fields{"targetId": true, "identifier": "y"}, status: 409, kind: "user_target_already_exists"}},

			{anybody, example{method: "POST", path: "/account", body: fields{"userId": "0", "email": "b@example.test", "password": password}, status: 500, kind: "general_unknown"}},
			{anybody, example{method: "POST", path: "/account/tokens/email", body: fields{"userId": "0", "email": "b@example.test"}, status: 500, kind: "general_unknown"}},
			{anybody, example{method: "PUT", path: "/account/recovery", body: fields{"userId": "0", "secret": "bad", "password": password}, status: 404, kind: "user_not_found"}},
			{signedIn, example{method: "POST", path: "/account/targets/push", body: fields{"targetId": "unique()", "identifier": "z", "providerId": "0"}, status: 201, fields: fields{"providerId": nil}}},
		}
		for _, e := range examples {
			e.play(t, e.as)
		}
		made := signedIn.call("POST", "/account/targets/push", fields{"targetId": "0", "identifier": "zero"}).ok(201)
		require.Len(t, made.field("$id"), 20, "it was generated")
	})
}
