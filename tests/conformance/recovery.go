package conformance

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

func recoveryParams(email string) account.CreateRecoveryParams {
	return account.CreateRecoveryParams{Email: email, URL: "http://localhost/reset"}
}

func newPasswordParams(token *account.Token, password string) account.UpdateRecoveryParams {
	return account.UpdateRecoveryParams{UserID: token.UserID, Secret: token.Secret, Password: password}
}

var recovery = []Scenario{
	{"a link by mail lets a guest choose a new password", func(s *S) {
		s.needsMail()
		id, email := s.signUp()
		token := must(s.guest().CreateRecovery(s, recoveryParams(email)))
		equal("the secret for a guest", token.Secret, "")
		mail := s.mail(email)
		check(strings.HasPrefix(mail.Subject, "Password Reset"), "the subject is that of a recovery")
		if release := s.environment().release; release != v18 { // nobody has looked there
			equal("the subject names the project", strings.HasPrefix(mail.Subject, "Password Reset for "), release >= v19)
		}
		link := mail.link()
		equal("the page", pageOf(link), "http://localhost/reset")
		equal("userId", link.Query().Get("userId"), id)
		matches("expire", link.Query().Get("expire"), s.linkDate())
		secret := link.Query().Get("secret")
		matches("secret", secret, `^[0-9a-f]{256}$`)
		params := account.UpdateRecoveryParams{UserID: id, Secret: secret, Password: otherPassword}
		equal("the token", must(s.guest().UpdateRecovery(s, params)).ID, token.ID)
		s.signIn(email, otherPassword)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(email, password))).as(401, account.ErrUserInvalidCredentials)
	}},
	{"a mail is in the language of the request", func(s *S) {
		s.seenUntil(v17)
		s.needsMail()
		_, email := s.signUp()
		s.raw().key().with("X-Appwrite-Locale", "de").post("/account/recovery", fields{"email": email, "url": "http://localhost/reset"}).ok(201)
		equal("the subject", s.mail(email).Subject, "Kennwort zurücksetzen")
	}},
	{"a page's parameter with a dot gets an underscore", func(s *S) {
		s.seenUntil(v17)
		s.needsMail()
		_, email := s.signUp()
		must(s.key().CreateRecovery(s, account.CreateRecoveryParams{Email: email, URL: "http://localhost/reset?a.b=1"}))
		equal("the parameter", s.mail(email).link().Query().Get("a_b"), "1")
	}},
	{"a key sees the secret of a recovery, which lasts an hour", func(s *S) {
		_, email := s.signUp()
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		matches("the secret", token.Secret, `^[0-9a-f]{256}$`)
		lasts(token, time.Hour)
		must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		s.signIn(email, otherPassword)
	}},
	{"a recovery verifies the address", func(s *S) {
		me := s.user()
		token := must(s.key().CreateRecovery(s, recoveryParams(me.email)))
		check(!must(me.Get(s)).EmailVerification, "the address is not verified before")
		must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		check(must(s.signIn(me.email, otherPassword).Get(s)).EmailVerification, "the address is verified after")
	}},
	{"a recovery ends all sessions", func(s *S) {
		s.from(v19, "a recovery ends no session")
		first := s.user()
		second := s.again(first)
		token := must(s.key().CreateRecovery(s, recoveryParams(first.email)))
		must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		rejected(first.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		rejected(second.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		must(s.signIn(first.email, otherPassword).Get(s))
	}},
	{"a recovery ends no session", func(s *S) {
		s.until(v18, "a recovery ends all sessions")
		me := s.user()
		token := must(s.key().CreateRecovery(s, recoveryParams(me.email)))
		must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		must(me.Get(s))
	}},
	{"a recovery signs nobody in", func(s *S) {
		_, email := s.signUp()
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		response := s.raw().put("/account/recovery", fields{"userId": token.UserID, "secret": token.Secret, "password": otherPassword}).ok(200)
		setsNoCookies(response)
	}},
	{"a recovery works once", func(s *S) {
		_, email := s.signUp()
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		rejected(s.key().UpdateRecovery(s, newPasswordParams(token, password))).as(401, account.ErrUserInvalidToken)
	}},
	{"a recovery that is too old is rejected", func(s *S) {
		s.needsClock()
		_, email := s.signUp()
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		s.advance(time.Hour + time.Second)
		rejected(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword))).as(401, account.ErrUserInvalidToken)
	}},
	{"a recovery with a wrong secret is rejected", func(s *S) {
		id, _ := s.signUp()
		params := account.UpdateRecoveryParams{UserID: id, Secret: "bad", Password: otherPassword}
		rejected(s.guest().UpdateRecovery(s, params)).as(401, account.ErrUserInvalidToken).saying(wrongToken)
	}},
	{"a recovery of an unknown user is not found", func(s *S) {
		params := account.UpdateRecoveryParams{UserID: "nobody", Secret: "bad", Password: otherPassword}
		rejected(s.guest().UpdateRecovery(s, params)).as(404, account.ErrUserNotFound)
		rejected(s.key().CreateRecovery(s, recoveryParams(newEmail()))).as(404, account.ErrUserNotFound).
			saying("User with the requested ID could not be found.")
	}},
	{"a recovery link leads to the project's platforms only", func(s *S) {
		_, email := s.signUp()
		rejected(s.key().CreateRecovery(s, account.CreateRecoveryParams{Email: email, URL: "https://evil.example"})).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"a recovery finds the address whatever its case", func(s *S) {
		id, email := s.signUp()
		equal("the user", must(s.key().CreateRecovery(s, recoveryParams(strings.ToUpper(email)))).UserID, id)
	}},
	{"a key that completes a recovery gets the hash of the secret", func(s *S) {
		_, email := s.signUp()
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		done := must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		matches("the secret", done.Secret, `^[0-9a-f]{64}$`)
	}},
	{"a user without a password gets one by a recovery", func(s *S) {
		email := newEmail()
		s.signInByCode(email)
		token := must(s.key().CreateRecovery(s, recoveryParams(email)))
		must(s.key().UpdateRecovery(s, newPasswordParams(token, otherPassword)))
		s.signIn(email, otherPassword)
	}},
}
