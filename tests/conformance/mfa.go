package conformance

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

const (
	moreFactors = "More factors are required to complete the sign in process."
	freshness   = "A recently successful challenge is required to complete this action. A challenge is considered recent for 5 minutes."
)

var (
	totpFactor  = account.AuthenticationFactorTOTP
	emailFactor = account.AuthenticationFactorEmail
	phoneFactor = account.AuthenticationFactorPhone
	totpType    = account.AuthenticatorTypeTOTP
	mfaOn       = account.UpdateMFAParams{MFA: true}
	mfaOff      = account.UpdateMFAParams{MFA: false}
)

var mfa = []Scenario{
	{"a new user has no factors", func(s *S) {
		equal("the factors", *must(s.user().ListMFAFactors(s)), account.MFAFactors{})
	}},
	{"factors are what was verified", func(s *S) {
		me := s.user()
		s.verifyByCode(me)
		s.addTOTP(me)
		must(me.CreateMFARecoveryCodes(s))
		equal("the factors", *must(me.ListMFAFactors(s)), account.MFAFactors{Email: true, TOTP: true, RecoveryCode: true})
	}},
	{"a verified number is a factor", func(s *S) {
		me := s.user()
		s.verifyPhone(me)
		check(must(me.ListMFAFactors(s)).Phone, "the number is a factor")
	}},
	{"an authenticator gets a secret and an address for a QR code", func(s *S) {
		me := s.user()
		app := must(me.CreateMFAAuthenticator(s, totpType))
		matches("the secret", app.Secret, `^[A-Z2-7]{103}$`)
		matches("the address", app.URI, `^otpauth://totp/[^?]+\?issuer=[^&]+&secret=[A-Z2-7]{103}$`)
		check(strings.Contains(app.URI, "secret="+app.Secret), "the address has the secret")
		check(strings.Contains(app.URI, "%3A"+strings.ReplaceAll(me.email, "@", "%40")), "the address has the user's address")
	}},
	{"an authenticator that is not confirmed gets a new secret each time", func(s *S) {
		me := s.user()
		first := must(me.CreateMFAAuthenticator(s, totpType)).Secret
		check(must(me.CreateMFAAuthenticator(s, totpType)).Secret != first, "the secrets differ")
		check(!must(me.ListMFAFactors(s)).TOTP, "it is no factor yet")
	}},
	{"the code of the app confirms an authenticator", func(s *S) {
		me := s.user()
		s.addTOTP(me)
		check(must(me.ListMFAFactors(s)).TOTP, "it is a factor")
		equal("the factors of the session", must(me.GetSession(s, account.CurrentSession)).Factors, []string{"password", "totp"})
		check(!must(me.Get(s)).MFA, "MFA is not switched on by it")
	}},
	{"a confirmed authenticator moves the date of the session, not that of the user", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		user, session := must(me.Get(s)).UpdatedAt, must(me.GetSession(s, account.CurrentSession)).UpdatedAt
		s.later()
		s.addTOTP(me)
		check(must(me.Get(s)).UpdatedAt.Equal(user), "the user keeps the date")
		check(must(me.GetSession(s, account.CurrentSession)).UpdatedAt.After(session), "the session gets a later one")
	}},
	{"recovery codes move the date of the user", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		before := must(me.Get(s)).UpdatedAt
		s.later()
		must(me.CreateMFARecoveryCodes(s))
		check(must(me.Get(s)).UpdatedAt.After(before), "the date is later")
	}},
	{"MFA that is switched on moves the date of the session if it brings a factor", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		s.addTOTP(me)
		before := must(me.GetSession(s, account.CurrentSession)).UpdatedAt
		s.later()
		must(me.UpdateMFA(s, mfaOn))
		check(must(me.GetSession(s, account.CurrentSession)).UpdatedAt.Equal(before), "the session has the factor already")
	}},
	{"a wrong code confirms no authenticator", func(s *S) {
		me := s.user()
		secret := must(me.CreateMFAAuthenticator(s, totpType)).Secret
		rejected(me.UpdateMFAAuthenticator(s, totpType, otp(s.wrongCode(secret)))).
			as(401, account.ErrUserInvalidToken).saying(wrongToken)
	}},
	{"a code that is a minute old is not valid", func(s *S) {
		me := s.user()
		secret := must(me.CreateMFAAuthenticator(s, totpType)).Secret
		old := codeAt(secret, s.env.now().Add(-time.Minute))
		if old == codeAt(secret, s.env.now()) {
			skip("needs two codes that differ, and these are the same by chance")
		}
		rejected(me.UpdateMFAAuthenticator(s, totpType, otp(old))).as(401, account.ErrUserInvalidToken)
	}},
	{"a confirmed authenticator is neither made nor confirmed again", func(s *S) {
		me := s.user()
		secret := s.addTOTP(me)
		rejected(me.CreateMFAAuthenticator(s, totpType)).as(409, account.ErrUserAuthenticatorAlreadyVerified).
			saying("This authenticator is already verified on the current user.")
		code := codeAt(secret, s.env.now())
		rejected(me.UpdateMFAAuthenticator(s, totpType, otp(code))).as(409, account.ErrUserAuthenticatorAlreadyVerified)
	}},
	{"an authenticator that was never made cannot be confirmed", func(s *S) {
		rejected(s.user().UpdateMFAAuthenticator(s, totpType, otp("123456"))).as(404, account.ErrUserAuthenticatorNotFound).
			saying("Authenticator could not be found on the current user.")
	}},
	{"the only authenticator is totp", func(s *S) {
		rejected(s.user().CreateMFAAuthenticator(s, "sms")).as(400, account.ErrGeneralArgumentInvalid).
			saying("Invalid `type` param: Value must be one of (totp)")
	}},
	{"a user without an address gets no authenticator", func(s *S) {
		s.breaks(rejected(s.anonymous().CreateMFAAuthenticator(s, totpType)))
	}},
	{"MFA can be switched on and off", func(s *S) {
		me := s.user()
		check(must(me.UpdateMFA(s, mfaOn)).MFA, "it is on")
		check(!must(me.UpdateMFA(s, mfaOff)).MFA, "it is off")
	}},
	{"MFA without a factor requires nothing", func(s *S) {
		me := s.user()
		must(me.UpdateMFA(s, mfaOn))
		must(s.again(me).Get(s))
	}},
	{"a user who switches MFA on is not locked out", func(s *S) {
		me, _ := s.protected()
		must(me.Get(s))
		equal("the factors", must(me.GetSession(s, account.CurrentSession)).Factors, []string{"password", "totp"})
	}},
	{"with MFA a password alone is not enough", func(s *S) {
		me, _ := s.protected()
		again := s.again(me)
		rejected(again.Get(s)).as(401, account.ErrUserMoreFactorsRequired).saying(moreFactors)
		rejected(again.GetPrefs(s)).as(401, account.ErrUserMoreFactorsRequired)
		rejected(again.ListSessions(s)).as(401, account.ErrUserMoreFactorsRequired)
		rejected(again.UpdateMFA(s, mfaOff)).as(401, account.ErrUserMoreFactorsRequired)
		rejected(again.CreateMFARecoveryCodes(s)).as(401, account.ErrUserMoreFactorsRequired)
		rejectedDelete(again.DeleteMFAAuthenticator(s, totpType)).as(401, account.ErrUserMoreFactorsRequired)
	}},
	{"with MFA a pending session is rejected even where guests are allowed", func(s *S) {
		me, _ := s.protected()
		s.raw().as(s.again(me)).post("/account", signUpBody()).
			rejected(401, "user_more_factors_required")
	}},
	{"a pending session takes challenges at the later path, too", func(s *S) {
		me, secret := s.protected()
		again := s.again(me)
		response := s.raw().as(again).post("/account/mfa/challenges", fields{"factor": "totp"})
		if s.env.release == v17 {
			response.rejected(401, "user_more_factors_required") // as every path that is not there
			return
		}
		id := response.ok(s.mfaMade()).at("$id")
		noError(s.withTOTP(secret, func(code string) error {
			done := s.raw().as(again).put("/account/mfa/challenges", fields{"challengeId": id, "otp": code})
			if done.kind() == "user_invalid_token" {
				return account.ErrUserInvalidToken
			}
			done.ok(200)
			return nil
		}))
		must(again.Get(s))
	}},
	{"a pending session may list factors, take challenges and sign out", func(s *S) {
		me, _ := s.protected()
		again := s.again(me)
		check(must(again.ListMFAFactors(s)).TOTP, "the app is a factor")
		s.challenge(again, totpFactor)
		noError(again.DeleteSession(s, account.CurrentSession))
	}},
	{"MFA can be switched on when the app is in the session and the address verified", func(s *S) {
		s.from(v18, "MFA breaks when the app is in the session and the address verified, yet is on")
		me := s.user()
		s.verifyByCode(me)
		s.addTOTP(me)
		check(must(me.UpdateMFA(s, mfaOn)).MFA, "MFA is on")
		must(me.Get(s))
		rejected(s.again(me).Get(s)).as(401, account.ErrUserMoreFactorsRequired)
	}},
	{"MFA breaks when the app is in the session and the address verified, yet is on", func(s *S) {
		s.until(v17, "MFA can be switched on when the app is in the session and the address verified")
		me := s.user()
		s.verifyByCode(me)
		s.addTOTP(me)
		rejected(me.UpdateMFA(s, mfaOn)).as(500, account.ErrGeneralUnknown)
		check(must(me.Get(s)).MFA, "MFA is on nevertheless")
		rejected(s.again(me).Get(s)).as(401, account.ErrUserMoreFactorsRequired)
	}},
	{"a JWT breaks what needs the session", func(s *S) {
		me := s.user()
		byJWT := s.jwt(s.token(me))
		rejected(byJWT.UpdateMFA(s, mfaOn)).as(500, account.ErrGeneralUnknown)
		rejected(byJWT.GetMFARecoveryCodes(s)).as(500, account.ErrGeneralUnknown)
		id := must(byJWT.CreateMFAChallenge(s, factorParams(totpFactor))).ID
		rejected(byJWT.UpdateMFAChallenge(s, challengeParams(id, "123456"))).as(500, account.ErrGeneralUnknown)
	}},
	{"removing the authenticator needs a fresh challenge", func(s *S) {
		me, secret := s.protected()
		rejectedDelete(me.DeleteMFAAuthenticator(s, totpType)).as(401, account.ErrUserChallengeRequired).saying(freshness)
		s.passTOTP(me, secret)
		noError(me.DeleteMFAAuthenticator(s, totpType))
		rejectedDelete(me.DeleteMFAAuthenticator(s, totpType)).as(404, account.ErrUserAuthenticatorNotFound)
		check(!must(me.ListMFAFactors(s)).TOTP, "it is no factor any more")
		must(s.again(me).Get(s))
	}},
}
