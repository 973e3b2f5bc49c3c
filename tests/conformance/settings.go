package conformance

import (
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// settings are scenarios in projects with other settings. The project of a real server
// is not changed.
var settings = []Scenario{
	{"without a mail server nothing that is mailed works", func(s *S) {
		s.project(accounttest.WithoutMail())
		me := s.user()
		rejected(s.key().CreateEmailToken(s, emailTokenParams(newEmail()))).as(503, account.ErrGeneralSMTPDisabled)
		rejected(s.key().CreateMagicURLToken(s, magicParams(newEmail(), ""))).as(503, account.ErrGeneralSMTPDisabled)
		rejected(s.key().CreateRecovery(s, recoveryParams(me.email))).as(503, account.ErrGeneralSMTPDisabled)
		rejected(me.CreateVerification(s, verifyParams)).as(503, account.ErrGeneralSMTPDisabled)
		rejected(me.CreateMFAChallenge(s, factorParams(emailFactor))).as(503, account.ErrGeneralSMTPDisabled)
	}},
	{"without an SMS provider nothing that is sent by SMS works", func(s *S) {
		s.project(accounttest.WithoutSMS())
		me := s.user()
		rejected(s.key().CreatePhoneToken(s, phoneTokenParams(newPhone()))).as(503, account.ErrGeneralPhoneDisabled)
		rejected(me.CreatePhoneVerification(s)).as(503, account.ErrGeneralPhoneDisabled)
		rejected(me.CreateMFAChallenge(s, factorParams(phoneFactor))).as(503, account.ErrGeneralPhoneDisabled)
	}},
	{"a project that is full accepts no more users, in whatever way", func(s *S) {
		s.project(accounttest.WithUserLimit(1))
		s.signUp()
		rejected(s.guest().Create(s, signUpParams(newEmail()))).as(400, account.ErrUserCountExceeded)
		rejected(s.guest().CreateAnonymousSession(s)).as(400, account.ErrUserCountExceeded)
		rejected(s.guest().CreateEmailToken(s, emailTokenParams(newEmail()))).as(400, account.ErrUserCountExceeded)
		rejected(s.guest().CreateMagicURLToken(s, magicParams(newEmail(), ""))).as(400, account.ErrUserCountExceeded)
		rejected(s.guest().CreatePhoneToken(s, phoneTokenParams(newPhone()))).as(400, account.ErrUserCountExceeded)
	}},
	{"a project that is full accepts nobody from a provider", func(s *S) {
		service := s.project(accounttest.WithUserLimit(1))
		s.signUp()
		equal("the type", s.failure(service.SignInAtProvider(s.oauth2Token().String(), atProvider()))["type"], "user_count_exceeded")
	}},
	{"passwords that were used recently are rejected", func(s *S) {
		s.project(accounttest.WithPasswordHistory(2))
		me := s.user()
		must(me.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword, OldPassword: password}))
		rejected(me.UpdatePassword(s, account.UpdatePasswordParams{Password: password, OldPassword: otherPassword})).as(400, account.ErrPasswordRecentlyUsed)
		token := must(s.key().CreateRecovery(s, recoveryParams(me.email)))
		rejected(s.key().UpdateRecovery(s, newPasswordParams(token, password))).as(400, account.ErrPasswordRecentlyUsed)
	}},
	{"passwords with one's own data in them are rejected", func(s *S) {
		s.project(accounttest.WithPersonalDataCheck())
		params := signUpParams("annabelle@example.test")
		params.Password = "My-ANNABELLE-1"
		rejected(s.key().Create(s, params)).as(400, account.ErrPasswordPersonalData)
		me := s.user()
		rejected(me.UpdatePassword(s, account.UpdatePasswordParams{Password: "I am Ann Other!", OldPassword: password})).as(400, account.ErrPasswordPersonalData)
	}},
	{"common passwords are rejected", func(s *S) {
		s.project(accounttest.WithPasswordDictionary())
		params := signUpParams(newEmail())
		params.Password = "password"
		rejected(s.key().Create(s, params)).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"sign-in methods that are switched off are for keys only", func(s *S) {
		s.project(accounttest.WithoutMethods("email-password", "anonymous", "magic-url", "email-otp", "phone", "jwt"))
		me := s.user()
		off := func(r rejection) { r.as(501, account.ErrUserAuthMethodUnsupported) }
		off(rejected(s.guest().CreateEmailPasswordSession(s, passwordParams(me.email, password))))
		off(rejected(s.guest().CreateAnonymousSession(s)))
		off(rejected(s.guest().CreateMagicURLToken(s, magicParams(me.email, ""))))
		off(rejected(s.guest().CreateEmailToken(s, emailTokenParams(me.email))))
		off(rejected(s.guest().CreatePhoneToken(s, phoneTokenParams(newPhone()))))
		off(rejected(me.CreateJWT(s)))
	}},
	{"a project's own limit of sessions ends the oldest", func(s *S) {
		s.project(accounttest.WithSessionLimit(1))
		first := s.user()
		second := s.again(first)
		rejected(first.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		must(second.Get(s))
	}},
	{"a project can let sessions live on when the password changes", func(s *S) {
		s.project(accounttest.WithoutSessionInvalidation())
		first := s.user()
		second := s.again(first)
		must(second.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword, OldPassword: password}))
		must(first.Get(s))
		token := must(s.key().CreateRecovery(s, recoveryParams(first.email)))
		must(s.key().UpdateRecovery(s, newPasswordParams(token, password)))
		must(second.Get(s))
	}},
	{"sessions last as long as the project's setting", func(s *S) {
		s.project(accounttest.WithSessionDuration(time.Hour))
		me := s.user()
		s.advance(59 * time.Minute)
		must(me.Get(s))
		s.advance(2 * time.Minute)
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"a number for reviewers gets its fixed code and no SMS", func(s *S) {
		phone := newPhone()
		service := s.project(accounttest.WithMockNumber(phone, "424242"))
		token := must(s.guest().CreatePhoneToken(s, phoneTokenParams(phone)))
		equal("the number of messages", len(service.Messages()), 0)
		must(s.guest().CreateSession(s, sessionParams(token.UserID, "424242")))
	}},
	{"a second session is reported by mail where the project has session alerts on", func(s *S) {
		service := s.project(accounttest.WithSessionAlerts())
		me := s.user()
		equal("mails after the first session", len(service.Messages(me.email)), 0)
		s.again(me)
		equal("mails after the second", len(service.Messages(me.email)), 1)
	}},
	{"links may lead to platforms of the project", func(s *S) {
		s.project(accounttest.WithPlatforms("shop.example", "*.shop.example"))
		for _, page := range []string{"https://shop.example/x", "https://www.shop.example"} {
			must(s.key().CreateMagicURLToken(s, magicParams(newEmail(), page)))
		}
		rejected(s.key().CreateMagicURLToken(s, magicParams(newEmail(), "https://shop.example.evil.example"))).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"a user who has to choose a new password can do nothing else", func(s *S) {
		service := s.embedded("an administrator")
		me := s.user()
		service.UpdateUser(me.id, accounttest.UserChange{PasswordReset: new(true)})
		rejected(me.Get(s)).as(412, account.ErrUserPasswordResetRequired)
	}},
}

// timeouts are scenarios about what expires, and what does not.
var timeouts = []Scenario{
	{"a challenge does not expire, whatever its date says", func(s *S) {
		s.needsClock()
		me, secret := s.protected()
		id := s.challenge(me, totpFactor)
		s.advance(3 * time.Hour)
		s.completeTOTP(me, id, secret)
	}},
	{"a session lasts a year", func(s *S) {
		s.needsClock()
		session := must(s.user().GetSession(s, account.CurrentSession))
		days := session.Expire.Sub(session.CreatedAt).Hours() / 24
		check(days > 364.9 && days < 365.1, "it lasts 365 days, not %.1f", days)
	}},
	{"the secret of a provider's sign-in lasts as long as a session", func(s *S) {
		s.until(v18, "the secret of a provider's sign-in is rejected after a minute")
		service := s.needsClock()
		result := service.SignInAtProvider(s.oauth2Token().String(), atProvider())
		s.advance(24 * time.Hour)
		must(s.key().CreateSession(s, sessionParams(result.UserID, result.Secret)))
	}},
	{"a code that is used in its last second works", func(s *S) {
		s.needsClock().Clock().Freeze()
		token := must(s.key().CreateEmailToken(s, emailTokenParams(newEmail())))
		s.advance(15*time.Minute - time.Second)
		must(s.key().CreateSession(s, exchange(token)))
	}},
}
