package conformance

import (
	"time"

	"github.com/appwrite-go/appwrite/account"
)

var verifyParams = account.CreateVerificationParams{URL: "http://localhost/verify"}

func verificationParams(userID, secret string) account.UpdateVerificationParams {
	return account.UpdateVerificationParams{UserID: userID, Secret: secret}
}

func phoneVerificationParams(userID, secret string) account.UpdatePhoneVerificationParams {
	return account.UpdatePhoneVerificationParams{UserID: userID, Secret: secret}
}

var verification = []Scenario{
	{"a link by mail verifies the address, for a guest, too", func(s *S) {
		s.needsMail()
		me := s.user()
		token := must(me.CreateVerification(s, verifyParams))
		equal("the secret", token.Secret, "")
		lasts(token, time.Hour)
		link := s.mail(me.email).link()
		equal("the page", pageOf(link), "http://localhost/verify")
		equal("userId", link.Query().Get("userId"), me.id)
		matches("expire", link.Query().Get("expire"), dateWithSpace)
		secret := link.Query().Get("secret")
		matches("secret", secret, `^[0-9a-f]{256}$`)
		params := verificationParams(me.id, secret)
		equal("the token", must(s.guest().UpdateVerification(s, params)).ID, token.ID)
		check(must(me.Get(s)).EmailVerification, "the address is verified")
		rejected(s.guest().UpdateVerification(s, params)).as(401, account.ErrUserInvalidToken)
		rejected(me.CreateVerification(s, verifyParams)).as(409, account.ErrUserEmailAlreadyVerified).saying("User email is already verified")
	}},
	{"a verified address is not verified again", func(s *S) {
		rejected(s.verifiedUser().CreateVerification(s, verifyParams)).as(409, account.ErrUserEmailAlreadyVerified)
	}},
	{"a verification with a wrong secret is rejected", func(s *S) {
		me := s.user()
		rejected(s.guest().UpdateVerification(s, verificationParams(me.id, "bad"))).as(401, account.ErrUserInvalidToken)
	}},
	{"a verification of an unknown user is not found", func(s *S) {
		rejected(s.guest().UpdateVerification(s, verificationParams("nobody", "bad"))).as(404, account.ErrUserNotFound)
	}},
	{"a verification that is too old is rejected", func(s *S) {
		s.needsClock()
		me := s.user()
		must(me.CreateVerification(s, verifyParams))
		secret := s.mail(me.email).link().Query().Get("secret")
		s.advance(time.Hour + time.Second)
		rejected(s.guest().UpdateVerification(s, verificationParams(me.id, secret))).as(401, account.ErrUserInvalidToken)
	}},
	{"a verification link leads to the project's platforms only", func(s *S) {
		rejected(s.user().CreateVerification(s, account.CreateVerificationParams{URL: "https://evil.example/v"})).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"a verification needs an address of a page", func(s *S) {
		me := s.user()
		for _, page := range []string{"localhost/x", "", "mailto:ann@example.test"} {
			s.raw().as(me).post("/account/verification", fields{"url": page}).rejected(400, "general_argument_invalid")
		}
	}},
	{"the secret of a verification signs nobody in", func(s *S) {
		s.needsMail()
		me := s.user()
		must(me.CreateVerification(s, verifyParams))
		secret := s.mail(me.email).link().Query().Get("secret")
		rejected(s.key().CreateSession(s, sessionParams(me.id, secret))).as(401, account.ErrUserInvalidToken)
	}},
	{"a user without an address breaks the server with a verification", func(s *S) {
		s.withBugs()
		rejected(s.anonymous().CreateVerification(s, verifyParams)).as(500, account.ErrGeneralUnknown)
	}},
	{"a code by SMS verifies the number", func(s *S) {
		s.needsSMS()
		me := s.userWithPhone()
		token := must(me.CreatePhoneVerification(s))
		equal("the secret", token.Secret, "")
		lasts(token, time.Hour)
		params := phoneVerificationParams(me.id, s.sms(me.phone).code())
		equal("the token", must(me.UpdatePhoneVerification(s, params)).ID, token.ID)
		check(must(me.Get(s)).PhoneVerification, "the number is verified")
		rejected(me.CreatePhoneVerification(s)).as(409, account.ErrUserPhoneAlreadyVerified)
	}},
	{"a guest cannot verify a number, even with the right code", func(s *S) {
		s.needsSMS()
		me := s.userWithPhone()
		must(me.CreatePhoneVerification(s))
		params := phoneVerificationParams(me.id, s.sms(me.phone).code())
		rejected(s.guest().UpdatePhoneVerification(s, params)).as(401, account.ErrUserInvalidToken)
		must(me.UpdatePhoneVerification(s, params))
	}},
	{"a JWT can verify a number", func(s *S) {
		s.needsSMS()
		me := s.userWithPhone()
		must(me.CreatePhoneVerification(s))
		params := phoneVerificationParams(me.id, s.sms(me.phone).code())
		must(s.jwt(s.token(me)).UpdatePhoneVerification(s, params))
	}},
	{"the code that verifies a number signs in as well", func(s *S) {
		s.needsSMS()
		me := s.userWithPhone()
		must(me.CreatePhoneVerification(s))
		session := must(s.key().CreateSession(s, sessionParams(me.id, s.sms(me.phone).code())))
		equal("the provider", session.Provider, "phone")
	}},
	{"a wrong code verifies no number, and an unknown user is not found", func(s *S) {
		me := s.user()
		rejected(me.UpdatePhoneVerification(s, phoneVerificationParams(me.id, "000000"))).as(401, account.ErrUserInvalidToken)
		rejected(me.UpdatePhoneVerification(s, phoneVerificationParams("nobody", "000000"))).as(404, account.ErrUserNotFound)
	}},
	{"a user without a number has none to verify", func(s *S) {
		s.needsSMS()
		rejected(s.user().CreatePhoneVerification(s)).as(400, account.ErrUserPhoneNotFound).
			saying("The current user does not have a phone number associated with their account.")
	}},
	{"a phone verification that is too old is rejected", func(s *S) {
		s.needsClock()
		me := s.userWithPhone()
		must(me.CreatePhoneVerification(s))
		s.advance(time.Hour + time.Second)
		rejected(me.UpdatePhoneVerification(s, phoneVerificationParams(me.id, s.sms(me.phone).code()))).as(401, account.ErrUserInvalidToken)
	}},
}
