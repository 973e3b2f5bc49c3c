package accounttest_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestMFA_SettingUpAnAuthenticator(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProject("p", "My Project"))
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.call("PUT", "/account/mfa/authenticators/totp", fields{"otp": "000000"}).rejected(404, "user_authenticator_not_found")
	first := caller.call("POST", "/account/mfa/authenticators/totp", nil).ok(200).field("secret")
	created := caller.call("POST", "/account/mfa/authenticators/totp", nil).ok(200)
	require.NotEqual(t, first, created.field("secret"), "each call gives a new secret until one is confirmed")
	require.Len(t, created.field("secret"), 103)
	require.Equal(t, "otpauth://totp/My%20Project%3Aann%40example.test?issuer=My%20Project&secret="+created.field("secret"), created.field("uri"))

	// A phone's app knows the secret only, and must come to the same code.
	code, err := totp.GenerateCode(created.field("secret"), srv.Clock().Now())
	require.NoError(t, err)
	require.Equal(t, srv.TOTP(user.ID), code)
	caller.call("PUT", "/account/mfa/authenticators/totp", fields{"otp": "0" + code}).rejected(401, "user_invalid_token")
	caller.call("PUT", "/account/mfa/authenticators/totp", fields{"otp": code}).ok(200)
	caller.call("PUT", "/account/mfa/authenticators/totp", fields{"otp": code}).rejected(409, "user_authenticator_already_verified")
	caller.call("POST", "/account/mfa/authenticators/totp", nil).rejected(409, "user_authenticator_already_verified")
	current := caller.call("GET", "/account/sessions/current", nil).ok(200)
	require.Equal(t, []any{"password", "totp"}, current.json["factors"])
	require.Empty(t, current.field("mfaUpdatedAt"))
	require.Equal(t, fields{"totp": true, "email": false, "phone": false, "recoveryCode": false}, caller.call("GET", "/account/mfa/factors", nil).ok(200).json)
}

func TestMFA_AnUnconfirmedAuthenticatorPassesChallengesButIsNoFactor(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, MFA: true})
	caller.call("POST", "/account/mfa/authenticators/totp", nil).ok(200)
	caller.call("GET", "/account", nil).ok(200)
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)
	caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": srv.TOTP(user.ID)}).ok(200)
}

func TestMFA_OnlyTheCodeOfTheCurrentStepIsAccepted(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Unix(1795425130, 0)))
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, TOTP: true})
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200).field("$id")
	old := srv.TOTP(user.ID)
	srv.Clock().Advance(30 * time.Second)
	caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge, "otp": old}).rejected(401, "user_invalid_token")
	caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge, "otp": srv.TOTP(user.ID)}).ok(200)
}

func TestMFA_ASecondFactorOpensTheAccount(t *testing.T) {
	t.Parallel()
	factors := map[string]func(srv *accounttest.Server, user accounttest.User) string{
		"totp":         func(srv *accounttest.Server, user accounttest.User) string { return srv.TOTP(user.ID) },
		"email":        func(srv *accounttest.Server, user accounttest.User) string { return srv.LastMail(user.Email).Code },
		"phone":        func(srv *accounttest.Server, user accounttest.User) string { return srv.LastSMS(user.Phone).Code },
		"recoverycode": func(_ *accounttest.Server, user accounttest.User) string { return user.RecoveryCodes[3] },
	}
	for factor, code := range factors {
		t.Run(factor, func(t *testing.T) {
			t.Parallel()
			srv := accounttest.New(t)
			caller, user := signedInCaller(t, srv, accounttest.Seed{
				Email: ann, EmailVerified: true, Phone: "+4930901820", PhoneVerified: true, TOTP: true, RecoveryCodes: true, MFA: true,
			})
			caller.call("GET", "/account", nil).rejected(401, "user_more_factors_required")
			caller.call("GET", "/account/mfa/factors", nil).ok(200)
			stored := srv.User(user.ID)
			guest(t, srv).jwt(srv.CreateJWT(stored.Sessions[0])).call("GET", "/account", nil).ok(200)

			challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": factor}).ok(200)
			solution := fields{"challengeId": challenge.field("$id"), "otp": "wrong"}
			caller.call("PUT", "/account/mfa/challenge", solution).rejected(401, "user_invalid_token")
			solution["otp"] = code(srv, user)
			passed := caller.call("PUT", "/account/mfa/challenge", solution).ok(200)
			require.Equal(t, []any{"password", factor}, passed.json["factors"])
			require.Equal(t, false, passed.json["current"])
			require.Regexp(t, `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$`, passed.field("mfaUpdatedAt"))
			caller.call("GET", "/account", nil).ok(200)
			caller.call("PUT", "/account/mfa/challenge", solution).rejected(401, "user_invalid_token")

			second := caller.call("POST", "/account/mfa/challenge", fields{"factor": factor}).ok(200)
			solution = fields{"challengeId": second.field("$id"), "otp": code(srv, user)}
			again := caller.call("PUT", "/account/mfa/challenge", solution)
			if factor == "recoverycode" {
				again.rejected(401, "user_invalid_token") // each code works once
				return
			}
			require.Equal(t, []any{"password", factor}, again.ok(200).json["factors"])
		})
	}
}

func TestMFA_EqualFactorsDoNotAddUp(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann, EmailVerified: true, MFA: true})
	caller := guest(t, srv).session(srv.CreateSession(user.ID, accounttest.SessionSeed{Factors: []string{"email"}}).Secret)
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "email"}).ok(200)
	solution := fields{"challengeId": challenge.field("$id"), "otp": srv.LastMail(ann).Code}
	require.Equal(t, []any{"email"}, caller.call("PUT", "/account/mfa/challenge", solution).ok(200).json["factors"])
	caller.call("GET", "/account", nil).rejected(401, "user_more_factors_required")
	caller.call("DELETE", "/account/sessions/current", nil).ok(204)
}

func TestMFA_WithoutAVerifiedFactorNothingIsBlocked(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, MFA: true})
	caller.call("GET", "/account", nil).ok(200)
}

func TestMFA_RecoveryCodesNeedARecentChallenge(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithFrozenTime(time.Unix(1795425130, 0)))
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, TOTP: true})
	created := caller.call("POST", "/account/mfa/recovery-codes", nil).ok(200).json["recoveryCodes"]
	require.Len(t, created, 6)
	require.Regexp(t, `^[0-9a-f]{10}$`, created.([]any)[0])
	caller.call("POST", "/account/mfa/recovery-codes", nil).rejected(409, "user_recovery_codes_already_exists")
	caller.call("GET", "/account/mfa/recovery-codes", nil).rejected(401, "user_challenge_required")

	pass := func() {
		challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)
		caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": srv.TOTP(user.ID)}).ok(200)
	}
	pass()
	require.Equal(t, created, caller.call("GET", "/account/mfa/recovery-codes", nil).ok(200).json["recoveryCodes"])
	srv.Clock().Advance(1800 * time.Second)
	fresh := caller.call("PATCH", "/account/mfa/recovery-codes", nil).ok(200).json["recoveryCodes"]
	require.NotEqual(t, created, fresh)
	srv.Clock().Advance(time.Millisecond)
	caller.call("GET", "/account/mfa/recovery-codes", nil).rejected(401, "user_challenge_required")
	caller.call("DELETE", "/account/mfa/authenticators/totp", nil).rejected(401, "user_challenge_required")
	pass()
	caller.call("DELETE", "/account/mfa/authenticators/TOTP", nil).rejected(404, "user_authenticator_not_found")
	caller.call("DELETE", "/account/mfa/authenticators/totp", nil).ok(204)
	caller.call("DELETE", "/account/mfa/authenticators/totp", nil).rejected(404, "user_authenticator_not_found")
}

func TestMFA_RecoveryCodesThatWereNeverMadeAreNotFound(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, TOTP: true})
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)
	caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": srv.TOTP(user.ID)}).ok(200)
	caller.call("GET", "/account/mfa/recovery-codes", nil).rejected(404, "user_recovery_codes_not_found")
	caller.call("PATCH", "/account/mfa/recovery-codes", nil).rejected(404, "user_recovery_codes_not_found")
}

func TestUpdateMFA_SwitchingItOnKeepsTheSessionIn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, EmailVerified: true, TOTP: true})
	other := guest(t, srv).session(srv.CreateSession(user.ID).Secret)
	require.Equal(t, true, caller.call("PATCH", "/account/mfa", fields{"mfa": true}).ok(200).json["mfa"])
	current := caller.call("GET", "/account/sessions/current", nil).ok(200)
	require.Equal(t, []any{"password", "totp", "email"}, current.json["factors"])
	other.call("GET", "/account", nil).rejected(401, "user_more_factors_required")
	require.Equal(t, false, caller.call("PATCH", "/account/mfa", fields{"mfa": false}).ok(200).json["mfa"])
	other.call("GET", "/account", nil).ok(200)
}

func TestUpdateMFA_SwitchingItOnFailsButHappens(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann, EmailVerified: true, TOTP: true})
	caller := guest(t, srv).session(srv.CreateSession(user.ID, accounttest.SessionSeed{Factors: []string{"password", "totp"}}).Secret)
	caller.call("PATCH", "/account/mfa", fields{"mfa": true}).rejected(500, "general_unknown")
	require.Equal(t, true, caller.call("GET", "/account", nil).ok(200).json["mfa"])
}

func TestCreateMFAChallenge_SomeCannotBeSent(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	none, _ := signedInCaller(t, srv, accounttest.Seed{})
	none.call("POST", "/account/mfa/challenge", fields{"factor": "phone"}).rejected(400, "user_phone_not_found")
	none.call("POST", "/account/mfa/challenge", fields{"factor": "email"}).rejected(500, "user_email_not_found")
	unverified, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Phone: "+4930901820"})
	unverified.call("POST", "/account/mfa/challenge", fields{"factor": "phone"}).rejected(500, "user_phone_not_verified")
	unverified.call("POST", "/account/mfa/challenge", fields{"factor": "email"}).rejected(500, "user_email_not_verified")
	require.Empty(t, srv.Messages())
	challenge := none.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)
	none.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": "000000"}).rejected(500, "general_unknown")
	camel, _ := signedInCaller(t, srv, accounttest.Seed{Email: "b@example.test", RecoveryCodes: true})
	challenge = camel.call("POST", "/account/mfa/challenge", fields{"factor": "recoveryCode"}).ok(200)
	users := srv.Users()
	code := users[len(users)-1].RecoveryCodes[0]
	camel.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": code}).rejected(401, "user_invalid_token")
}

func TestUpdateMFAChallenge_ChallengesDoNotExpire(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann, TOTP: true})
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)
	srv.Clock().Advance(48 * time.Hour)
	caller.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": srv.TOTP(user.ID)}).ok(200)
}

func TestUpdateMFAChallenge_ChallengesBelongToTheirUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, TOTP: true})
	bob, user := signedInCaller(t, srv, accounttest.Seed{Email: "bob@example.test", TOTP: true})
	challenge := caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)
	bob.call("PUT", "/account/mfa/challenge", fields{"challengeId": challenge.field("$id"), "otp": srv.TOTP(user.ID)}).rejected(401, "user_invalid_token")
}

func TestMFA_AuthenticatorTypesAreCheckedInAnyLetterCase(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	response := caller.call("POST", "/account/mfa/authenticators/sms", nil).rejected(400, "general_argument_invalid")
	require.Equal(t, "Invalid `type` param: Value must be one of (totp)", response.field("message"))
	caller.call("POST", "/account/mfa/authenticators/"+url.PathEscape("TOTP"), nil).rejected(400, "general_argument_invalid")
	caller.call("POST", "/account/mfa/authenticators/totp", nil).ok(200)
	caller.call("PUT", "/account/mfa/authenticators/TOTP", fields{"otp": "000000"}).rejected(404, "user_authenticator_not_found")
}
