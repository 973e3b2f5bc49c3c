package conformance

import (
	"strings"
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

// mailedSecret requests a verification by mail at a path, and returns the secret of its link.
func (s *S) mailedSecret(p *person, path string) string {
	s.raw().as(p).post(path, fields{"url": "http://localhost/verify"}).ok(201)
	return s.mail(p.email).link().Query().Get("secret")
}

var verification = []Scenario{
	{"an address is verified at the old and the later path alike", func(s *S) {
		s.from(v18, noLaterPaths)
		s.needsMail()
		const old, later = "/account/verification", "/account/verifications/email"
		for _, paths := range [][2]string{{later, later}, {later, old}, {old, later}} {
			me := s.user()
			body := fields{"userId": me.id, "secret": s.mailedSecret(me, paths[0])}
			done := s.raw().put(paths[1], body).ok(200)
			equal("the user", done.at("userId"), me.id)
			equal("the secret", done.at("secret"), "")
			check(must(me.Get(s)).EmailVerification, "the address is verified")
			s.raw().put(paths[1], body).rejected(401, "user_invalid_token")
			s.raw().as(me).post(paths[1], fields{"url": "http://localhost/verify"}).rejected(409, "user_email_already_verified")
		}
	}},
	{"a number is verified at the old and the later path alike", func(s *S) {
		s.from(v18, noLaterPaths)
		s.needsSMS()
		const old, later = "/account/verification/phone", "/account/verifications/phone"
		for _, paths := range [][2]string{{later, later}, {later, old}, {old, later}} {
			me := s.userWithPhone()
			s.raw().as(me).post(paths[0], nil).ok(201)
			s.raw().as(me).put(paths[1], fields{"userId": me.id, "secret": s.sms(me.phone).code()}).ok(200)
			check(must(me.Get(s)).PhoneVerification, "the number is verified")
			s.raw().as(me).post(paths[1], nil).rejected(409, "user_phone_already_verified")
		}
	}},
	{"the later path of a verification checks its parameters", func(s *S) {
		s.from(v18, noLaterPaths)
		me := s.user()
		s.raw().as(me).post("/account/verifications/email", fields{}).rejected(400, "general_argument_invalid").saying(`Param "url" is not optional.`)
		s.raw().as(me).post("/account/verifications/email", fields{"url": "https://evil.example/"}).rejected(400, "general_argument_invalid")
		s.raw().as(me).put("/account/verifications/phone", fields{"userId": "u"}).rejected(400, "general_argument_invalid").saying(`Param "secret" is not optional.`)
	}},
	{noLaterPaths, func(s *S) {
		s.until(v17, "an address is verified at the old and the later path alike")
		me := s.user()
		caller := s.raw().as(me).ofAnyShape()
		for _, path := range []string{"/account/verifications/email", "/account/verifications/phone", "/account/mfa/challenges"} {
			caller.post(path, fields{}).rejected(404, "general_route_not_found")
			caller.put(path, fields{}).rejected(404, "general_route_not_found")
		}
	}},
	{"a link by mail verifies the address, for a guest, too", func(s *S) {
		s.needsMail()
		me := s.user()
		token := must(me.CreateVerification(s, verifyParams))
		equal("the secret", token.Secret, "")
		lasts(token, time.Hour)
		mail := s.mail(me.email)
		check(strings.HasPrefix(mail.Subject, "Account Verification"), "the subject is that of a verification")
		if release := s.environment().release; release != v18 { // nobody has looked there
			equal("the subject names the project", strings.HasPrefix(mail.Subject, "Account Verification for "), release >= v19)
		}
		link := mail.link()
		equal("the page", pageOf(link), "http://localhost/verify")
		equal("userId", link.Query().Get("userId"), me.id)
		matches("expire", link.Query().Get("expire"), s.linkDate())
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
	{"a user without an address cannot verify one", func(s *S) {
		s.breaks(rejected(s.anonymous().CreateVerification(s, verifyParams)))
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
	{"a guest can verify a number with the right code", func(s *S) {
		s.from(v18, "a guest cannot verify a number, even with the right code")
		s.needsSMS()
		me := s.userWithPhone()
		must(me.CreatePhoneVerification(s))
		params := phoneVerificationParams(me.id, s.sms(me.phone).code())
		must(s.guest().UpdatePhoneVerification(s, params))
		check(must(me.Get(s)).PhoneVerification, "the number is verified")
	}},
	{"a guest cannot verify a number, even with the right code", func(s *S) {
		s.until(v17, "a guest can verify a number with the right code")
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
