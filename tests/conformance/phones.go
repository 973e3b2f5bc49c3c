package conformance

import (
	"time"

	"github.com/appwrite-go/appwrite/account"
)

var phoneTokens = []Scenario{
	{"a code by SMS signs in, and verifies the number", func(s *S) {
		s.needsSMS()
		phone := newPhone()
		token := must(s.guest().CreatePhoneToken(s, phoneTokenParams(phone)))
		equal("the secret for a guest", token.Secret, "")
		lasts(token, 15*time.Minute)
		session := must(s.guest().CreateSession(s, sessionParams(token.UserID, s.sms(phone).code())))
		equal("the provider", session.Provider, "phone")
		equal("the factors", session.Factors, []string{"phone"})
		user := must(s.session(session.Secret).Get(s))
		equal("the number", user.Phone, phone)
		check(user.PhoneVerification, "the number is verified")
	}},
	{"an SMS is nothing but six digits", func(s *S) {
		s.needsSMS()
		phone := newPhone()
		must(s.guest().CreatePhoneToken(s, phoneTokenParams(phone)))
		matches("the message", s.sms(phone).Text, `^\d{6}$`)
	}},
	{"a user made by a number has a target for SMS", func(s *S) {
		s.needsSMS()
		phone := newPhone()
		token := must(s.key().CreatePhoneToken(s, phoneTokenParams(phone)))
		_, code := inside(token.Secret)
		session := must(s.key().CreateSession(s, sessionParams(token.UserID, code)))
		targets := must(s.session(session.Secret).Get(s)).Targets
		equal("the number of targets", len(targets), 1)
		equal("the kind of target", targets[0].ProviderType, "sms")
		equal("the target", targets[0].Identifier, phone)
	}},
	{"a key gets the code wrapped, and only what is inside signs in", func(s *S) {
		s.needsSMS()
		token := must(s.key().CreatePhoneToken(s, phoneTokenParams(newPhone())))
		rejected(s.key().CreateSession(s, exchange(token))).as(401, account.ErrUserInvalidToken)
		id, code := inside(token.Secret)
		equal("the id inside", id, token.UserID)
		matches("the code inside", code, `^\d{6}$`)
		session := must(byPhone(s, s.key(), token.UserID, code))
		equal("the provider", session.Provider, "phone")
	}},
	{"a code by SMS for a known number ignores the id", func(s *S) {
		s.needsSMS()
		me := s.userWithPhone()
		token := must(s.key().CreatePhoneToken(s, account.CreatePhoneTokenParams{UserID: account.NewID(), Phone: me.phone}))
		equal("the user", token.UserID, me.id)
	}},
	{"a code by SMS that is too old is rejected", func(s *S) {
		s.needsClock()
		token := must(s.key().CreatePhoneToken(s, phoneTokenParams(newPhone())))
		s.advance(15*time.Minute + time.Second)
		_, code := inside(token.Secret)
		rejected(byPhone(s, s.key(), token.UserID, code)).as(401, account.ErrUserInvalidToken)
	}},
	{"a number starts with a plus and has at most fifteen digits", func(s *S) {
		me := s.user()
		const message = "Invalid `phone` param: Phone number must start with a '+' can have a maximum of fifteen digits."
		for _, phone := range []string{"12345", "123", "+0123456789", "+12", "+4915112345678901", "+49 151 123"} {
			rejected(s.key().CreatePhoneToken(s, phoneTokenParams(phone))).
				as(400, account.ErrGeneralArgumentInvalid).saying(message)
			rejected(me.UpdatePhone(s, account.UpdatePhoneParams{Phone: phone, Password: password})).
				as(400, account.ErrGeneralArgumentInvalid).saying(message)
		}
	}},
	{"POST /account/sessions/phone is the same as /account/tokens/phone", func(s *S) {
		s.needsSMS()
		phone := newPhone()
		s.raw().post("/account/sessions/phone", fields{"userId": "unique()", "phone": phone}).ok(201)
		matches("the message", s.sms(phone).Text, `^\d{6}$`)
	}},
}
