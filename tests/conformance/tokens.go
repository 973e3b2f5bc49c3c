package conformance

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

func emailTokenParams(email string) account.CreateEmailTokenParams {
	return account.CreateEmailTokenParams{UserID: account.UniqueID, Email: email}
}

func magicParams(email, url string) account.CreateMagicURLTokenParams {
	return account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: email, URL: url}
}

func phoneTokenParams(phone string) account.CreatePhoneTokenParams {
	return account.CreatePhoneTokenParams{UserID: account.UniqueID, Phone: phone}
}

func sessionParams(userID, secret string) account.CreateSessionParams {
	return account.CreateSessionParams{UserID: userID, Secret: secret}
}

func exchange(token *account.Token) account.CreateSessionParams {
	return sessionParams(token.UserID, token.Secret)
}

// lasts ends the scenario unless a token lasts this long.
func lasts(token *account.Token, expected time.Duration) {
	got := token.Expire.Sub(token.CreatedAt)
	check((got-expected).Abs() < 2*time.Second, "the token lasts %s, not %s", expected, got)
}

const wrongToken = "Invalid token passed in the request."

var tokens = []Scenario{
	{"a code by mail signs in, and verifies the address", func(s *S) {
		s.needsMail()
		email := newEmail()
		token := must(s.guest().CreateEmailToken(s, emailTokenParams(email)))
		equal("the secret for a guest", token.Secret, "")
		code := s.mail(email).code()
		session := must(s.guest().CreateSession(s, sessionParams(token.UserID, code)))
		equal("the provider", session.Provider, "token")
		equal("the factors", session.Factors, []string{"email"})
		user := must(s.session(session.Secret).Get(s))
		equal("the address", user.Email, email)
		check(user.EmailVerification, "the address is verified")
	}},
	{"a key sees the code that is mailed", func(s *S) {
		s.needsMail()
		email := newEmail()
		token := must(s.key().CreateEmailToken(s, emailTokenParams(email)))
		matches("the secret", token.Secret, `^\d{6}$`)
		mail := s.mail(email)
		check(s.environment().release > v17 || strings.HasPrefix(mail.Subject, "OTP for ") && strings.HasSuffix(mail.Subject, " Login"), "the subject is that of a code")
		check(mail.code() == token.Secret, "mail and response have the same code")
		equal("the user", must(s.key().CreateSession(s, exchange(token))).UserID, token.UserID)
	}},
	{"a code by mail lasts fifteen minutes", func(s *S) {
		lasts(must(s.key().CreateEmailToken(s, emailTokenParams(newEmail()))), 15*time.Minute)
	}},
	{"a code by mail that is too old is rejected", func(s *S) {
		s.needsClock()
		token := must(s.key().CreateEmailToken(s, emailTokenParams(newEmail())))
		s.advance(15*time.Minute + time.Second)
		rejected(s.key().CreateSession(s, exchange(token))).as(401, account.ErrUserInvalidToken)
	}},
	{"a security phrase is an adjective and a noun, in the response and in the mail", func(s *S) {
		s.needsMail()
		params := emailTokenParams(newEmail())
		params.Phrase = pointer(true)
		token := must(s.guest().CreateEmailToken(s, params))
		matches("the phrase", token.Phrase, `^\S+( \S+){1,2}$`) // a noun can have two words
		contains("the mail", s.mail(params.Email).plain(), token.Phrase)
	}},
	{"there is no security phrase unless it is requested", func(s *S) {
		equal("the phrase", must(s.key().CreateEmailToken(s, emailTokenParams(newEmail()))).Phrase, "")
	}},
	{"a token for a known address ignores the id and returns that user's", func(s *S) {
		id, email := s.signUp()
		params := emailTokenParams(email)
		params.UserID = account.NewID()
		equal("the user", must(s.key().CreateEmailToken(s, params)).UserID, id)
		magic := magicParams(email, "")
		magic.UserID = account.NewID()
		equal("the user", must(s.key().CreateMagicURLToken(s, magic)).UserID, id)
	}},
	{"a token for an unknown address makes a user with the id", func(s *S) {
		params := emailTokenParams(newEmail())
		params.UserID = account.NewID()
		equal("the user", must(s.key().CreateEmailToken(s, params)).UserID, params.UserID)
	}},
	{"a token for an unknown address fails if the id is taken", func(s *S) {
		id, _ := s.signUp()
		params := emailTokenParams(newEmail())
		params.UserID = id
		s.breaks(rejected(s.key().CreateEmailToken(s, params)))
	}},
	{"a user made by a code by mail has a target for mail", func(s *S) {
		s.from(v18, "a user made by a code by mail has no target")
		me := s.signInByCode(newEmail())
		targets := must(me.Get(s)).Targets
		equal("the number of targets", len(targets), 1)
		equal("the kind of target", targets[0].ProviderType, "email")
		equal("the target", targets[0].Identifier, me.email)
	}},
	{"a user made by a magic link has no target", func(s *S) {
		token := must(s.key().CreateMagicURLToken(s, magicParams(newEmail(), "")))
		session := must(s.key().CreateSession(s, exchange(token)))
		equal("the targets", len(must(s.session(session.Secret).Get(s)).Targets), 0)
	}},
	{"a user made by a code by mail has no target", func(s *S) {
		s.until(v17, "a user made by a code by mail has a target for mail")
		equal("the targets", len(must(s.signInByCode(newEmail()).Get(s)).Targets), 0)
	}},
	{"a token works once", func(s *S) {
		token := must(s.key().CreateEmailToken(s, emailTokenParams(newEmail())))
		must(s.key().CreateSession(s, exchange(token)))
		rejected(s.key().CreateSession(s, exchange(token))).as(401, account.ErrUserInvalidToken).saying(wrongToken)
	}},
	{"a wrong code and an unknown user are rejected with the same error", func(s *S) {
		id, _ := s.signUp()
		rejected(s.key().CreateSession(s, sessionParams(id, "000000"))).as(401, account.ErrUserInvalidToken).saying(wrongToken)
		rejected(s.key().CreateSession(s, sessionParams("nobody", "000000"))).as(401, account.ErrUserInvalidToken).saying(wrongToken)
	}},
	{"a token belongs to its user", func(s *S) {
		id, _ := s.signUp()
		token := must(s.key().CreateEmailToken(s, emailTokenParams(newEmail())))
		rejected(s.key().CreateSession(s, sessionParams(id, token.Secret))).as(401, account.ErrUserInvalidToken)
	}},
	{"several tokens are valid side by side", func(s *S) {
		email := newEmail()
		first := must(s.key().CreateEmailToken(s, emailTokenParams(email)))
		second := must(s.key().CreateEmailToken(s, emailTokenParams(email)))
		must(s.key().CreateSession(s, exchange(second)))
		must(s.key().CreateSession(s, exchange(first)))
	}},
	{"a magic link carries user, secret, expiry and project", func(s *S) {
		s.needsMail()
		email := newEmail()
		token := must(s.guest().CreateMagicURLToken(s, magicParams(email, "http://localhost/magic")))
		equal("the secret for a guest", token.Secret, "")
		link := s.mail(email).link()
		equal("the page", pageOf(link), "http://localhost/magic")
		query := link.Query()
		equal("userId", query.Get("userId"), token.UserID)
		equal("project", query.Get("project"), s.env.ProjectID)
		matches("expire", query.Get("expire"), dateWithZone)
		matches("secret", query.Get("secret"), `^[0-9a-f]{64}$`)
		session := must(byMagicURL(s, s.guest(), token.UserID, query.Get("secret")))
		equal("the provider", session.Provider, "magic-url")
		equal("the factors", session.Factors, []string{"email"})
		check(must(s.session(session.Secret).Get(s)).EmailVerification, "the address is verified")
	}},
	{"a key sees the secret of a magic link, which lasts an hour", func(s *S) {
		token := must(s.key().CreateMagicURLToken(s, magicParams(newEmail(), "http://localhost/magic")))
		matches("the secret", token.Secret, `^[0-9a-f]{64}$`)
		lasts(token, time.Hour)
		equal("the provider", must(s.key().CreateSession(s, exchange(token))).Provider, "magic-url")
	}},
	{"a magic link that is too old is rejected", func(s *S) {
		s.needsClock()
		token := must(s.key().CreateMagicURLToken(s, magicParams(newEmail(), "")))
		s.advance(time.Hour + time.Second)
		rejected(byMagicURL(s, s.key(), token.UserID, token.Secret)).as(401, account.ErrUserInvalidToken)
	}},
	{"a magic link leads to the project's platforms only", func(s *S) {
		failed := rejected(s.key().CreateMagicURLToken(s, magicParams(newEmail(), "https://evil.example/"))).as(400, account.ErrGeneralArgumentInvalid)
		const later = "Invalid `url` param: Invalid URI. Register your new client (evil.example) as a new Web platform on your project console dashboard"
		contains("the message", failed.err.Error(), byRelease(s, "Invalid `url` param: URL host must be one of: ", later, later))
	}},
	{"POST /account/sessions/magic-url is the same as /account/tokens/magic-url", func(s *S) {
		raw := s.raw()
		matches("the secret", raw.key().post("/account/sessions/magic-url", fields{"userId": "unique()", "email": newEmail()}).ok(201).at("secret"), `^[0-9a-f]{64}$`)
	}},
	{"all query parameters of a link are kept", func(s *S) {
		s.from(v19, "the first query parameter of a link is kept, the second is renamed")
		s.needsMail()
		email := newEmail()
		must(s.key().CreateMagicURLToken(s, magicParams(email, "http://localhost/magic?one=1&two=2#part")))
		link := s.mail(email).link()
		equal("the first", link.Query().Get("one"), "1")
		equal("the second", link.Query().Get("two"), "2")
		equal("the fragment", link.Fragment, "part")
	}},
	{"the first query parameter of a link is kept, the second is renamed", func(s *S) {
		s.until(v18, "all query parameters of a link are kept")
		s.needsMail()
		email := newEmail()
		must(s.key().CreateMagicURLToken(s, magicParams(email, "http://localhost/magic?one=1&two=2#part")))
		link := s.mail(email).link()
		equal("the first", link.Query().Get("one"), "1")
		matches("the query", link.RawQuery, `&amp%3Btwo=2&`)
		equal("the fragment", link.Fragment, "part")
	}},
	{"every route that exchanges tokens accepts every kind", func(s *S) {
		code := must(s.key().CreateEmailToken(s, emailTokenParams(newEmail())))
		session := must(byMagicURL(s, s.key(), code.UserID, code.Secret))
		equal("the provider", session.Provider, "token")
		magic := must(s.key().CreateMagicURLToken(s, magicParams(newEmail(), "")))
		session = must(byPhone(s, s.key(), magic.UserID, magic.Secret))
		equal("the provider", session.Provider, "magic-url")
	}},
	{"the token of a recovery signs nobody in", func(s *S) {
		id, email := s.signUp()
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		rejected(s.key().CreateSession(s, sessionParams(id, token.Secret))).as(401, account.ErrUserInvalidToken)
	}},
	{"a token of a back end signs in", func(s *S) {
		service := s.embedded("a token made through the users API")
		id, _ := s.signUp()
		secret := service.CreateToken(id, time.Hour)
		session := must(s.guest().CreateSession(s, sessionParams(id, secret)))
		equal("the provider", session.Provider, "token")
		equal("the factors", session.Factors, []string{"token"})
	}},
	{"a blocked user gets tokens of every kind", func(s *S) {
		s.needsSMS()
		me := s.userWithPhone()
		must(me.UpdateStatus(s))
		equal("the user", must(s.key().CreateEmailToken(s, emailTokenParams(me.email))).UserID, me.id)
		equal("the user", must(s.key().CreateMagicURLToken(s, magicParams(me.email, ""))).UserID, me.id)
		equal("the user", must(s.key().CreatePhoneToken(s, phoneTokenParams(me.phone))).UserID, me.id)
	}},
	{"a blocked user gets a session for a token, and can do nothing with it", func(s *S) {
		me := s.user()
		token := must(s.key().CreateEmailToken(s, emailTokenParams(me.email)))
		must(me.UpdateStatus(s))
		session := must(s.key().CreateSession(s, exchange(token)))
		rejected(s.session(session.Secret).Get(s)).as(s.blocked(), account.ErrUserBlocked)
	}},
}

// byMagicURL exchanges a token at the deprecated route for magic links.
func byMagicURL(s *S, client *account.Client, id, secret string) (*account.Session, error) {
	//lint:ignore SA1019 the route is there, and has to work.
	return client.UpdateMagicURLSession(s, account.UpdateMagicURLSessionParams{UserID: id, Secret: secret})
}

// byPhone exchanges a token at the deprecated route for codes by SMS.
func byPhone(s *S, client *account.Client, id, secret string) (*account.Session, error) {
	//lint:ignore SA1019 the route is there, and has to work.
	return client.UpdatePhoneSession(s, account.UpdatePhoneSessionParams{UserID: id, Secret: secret})
}
