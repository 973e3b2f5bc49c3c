package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

func passwordParams(email, password string) account.CreateEmailPasswordSessionParams {
	return account.CreateEmailPasswordSessionParams{Email: email, Password: password}
}

func signInBody(email, password string) fields { return fields{"email": email, "password": password} }

const wrongLogin = "Invalid credentials. Please check the email and password."

var sessions = []Scenario{
	{"an address and a password sign in", func(s *S) {
		id, email := s.signUp()
		session := must(s.guest().CreateEmailPasswordSession(s, passwordParams(email, password)))
		equal("the user", session.UserID, id)
		equal("the provider", session.Provider, "email")
		equal("the provider's id", session.ProviderUID, email)
		equal("the factors", session.Factors, []string{"password"})
		check(session.Current, "the new session is the current one")
		check(session.Expire.After(session.CreatedAt), "it expires later")
		equal("the user, seen by the session", must(s.session(session.Secret).Get(s)).ID, id)
	}},
	{"the country of a session is named in the language of the request", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		if must(me.GetSession(s, account.CurrentSession)).CountryName != "Unknown" {
			skip("needs an address whose country the server does not know")
		}
		equal("the name", s.raw().as(me).with("X-Appwrite-Locale", "de").get("/account/sessions/current").ok(200).at("countryName"), "Unbekannt")
	}},
	{"an address signs in whatever its case", func(s *S) {
		id, email := s.signUp()
		equal("the user", must(s.key().CreateEmailPasswordSession(s, passwordParams(strings.ToUpper(email), password))).UserID, id)
	}},
	{"a wrong password and an unknown address are rejected with the same error", func(s *S) {
		_, email := s.signUp()
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(email, otherPassword))).as(401, account.ErrUserInvalidCredentials).saying(wrongLogin)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(newEmail(), password))).as(401, account.ErrUserInvalidCredentials).saying(wrongLogin)
	}},
	{"a user without a password cannot sign in with one", func(s *S) {
		email := newEmail()
		s.signInByCode(email)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(email, password))).as(401, account.ErrUserInvalidCredentials)
	}},
	{"a password that is too short is a bad request, not a wrong password", func(s *S) {
		_, email := s.signUp()
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(email, "short"))).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"POST /account/sessions is the same as /account/sessions/email", func(s *S) {
		id, email := s.signUp()
		raw := s.raw()
		equal("the user", raw.key().post("/account/sessions", signInBody(email, password)).ok(201).at("userId"), id)
	}},
	{"a signed-in user cannot sign in again", func(s *S) {
		me := s.user()
		const message = "Creation of a session is prohibited when a session is active."
		rejected(me.CreateEmailPasswordSession(s, passwordParams(me.email, password))).as(401, account.ErrUserSessionAlreadyExists).saying(message)
		rejected(me.CreateAnonymousSession(s)).as(401, account.ErrUserSessionAlreadyExists)
		rejected(me.CreateSession(s, sessionParams(me.id, "000000"))).as(401, account.ErrUserSessionAlreadyExists)
		rejected(s.jwt(s.token(me)).CreateAnonymousSession(s)).as(401, account.ErrUserSessionAlreadyExists)
	}},
	{"an anonymous session makes a user without address and name", func(s *S) {
		session := must(s.guest().CreateAnonymousSession(s))
		equal("the provider", session.Provider, "anonymous")
		equal("the factors", session.Factors, []string{"anonymous"})
		user := must(s.session(session.Secret).Get(s))
		equal("the address, name and number", user.Email+user.Name+user.Phone, "")
		check(user.PasswordUpdate.IsZero(), "there was never a password")
	}},
	{"an anonymous user with an address and a password is a full one, in the same session", func(s *S) {
		me := s.anonymous()
		email := newEmail()
		user := must(me.UpdateEmail(s, account.UpdateEmailParams{Email: email, Password: password}))
		equal("the user", user.ID, me.id)
		check(!user.PasswordUpdate.IsZero(), "the password that was sent became the user's")
		must(me.Get(s))
		equal("the user who signs in", s.signIn(email, password).id, me.id)
	}},
	{"an anonymous user can become a full one by a number", func(s *S) {
		me := s.anonymous()
		phone := newPhone()
		user := must(me.UpdatePhone(s, account.UpdatePhoneParams{Phone: phone, Password: password}))
		equal("the number", user.Phone, phone)
		check(!user.PasswordUpdate.IsZero(), "the password that was sent became the user's")
	}},
	{"the secret of a session is base64 of the user's id and 256 hexadecimal digits", func(s *S) {
		me := s.user()
		id, inner := inside(me.secret)
		equal("the id inside", id, me.id)
		matches("the secret inside", inner, `^[0-9a-f]{256}$`)
	}},
	{"secret, cookie and X-Fallback-Cookies are the same", func(s *S) {
		_, email := s.signUp()
		response := s.raw().key().post("/account/sessions/email", signInBody(email, password)).ok(201)
		secret := response.at("secret")
		cookies := (&http.Response{Header: response.header}).Cookies()
		equal("the number of cookies", len(cookies), 2)
		for _, cookie := range cookies {
			check(must(url.PathUnescape(cookie.Value)) == secret, "the cookie %s has the secret", cookie.Name)
		}
		var fallback map[string]string
		check(json.Unmarshal([]byte(response.header.Get("X-Fallback-Cookies")), &fallback) == nil, "X-Fallback-Cookies is a JSON object")
		check(fallback["a_session_"+s.env.ProjectID] == secret, "X-Fallback-Cookies has the secret by the name of the cookie")
	}},
	{"a new session sets the legacy cookie first, then the one with SameSite", func(s *S) {
		_, email := s.signUp()
		lines := s.raw().post("/account/sessions/email", signInBody(email, password)).ok(201).header.Values("Set-Cookie")
		equal("the number of cookies", len(lines), 2)
		check(strings.HasPrefix(lines[0], s.cookieName()+"_legacy="), "the first is the legacy cookie")
		check(strings.HasPrefix(lines[1], s.cookieName()+"="), "the second is the session cookie")
		check(!strings.Contains(strings.ToLower(lines[0]), "samesite"), "the legacy cookie has no SameSite")
		check(strings.Contains(strings.ToLower(lines[1]), "samesite=none"), "the session cookie has SameSite=None")
		for _, line := range lines {
			lower := strings.ToLower(line)
			check(strings.Contains(lower, "httponly") && strings.Contains(lower, "path=/"), "scripts cannot read it, and it is for all paths")
			check(strings.Contains(lower, "max-age=") && strings.Contains(lower, "expires="), "it says how long it lasts")
		}
	}},
	{"a user has any number of sessions", func(s *S) {
		s.from(v19, "a user has at most ten sessions, and a new one ends the oldest")
		first := s.user()
		var last *person
		for range 11 {
			last = s.again(first)
		}
		equal("the number of sessions", must(last.ListSessions(s)).Total, 12)
		must(first.Get(s))
	}},
	{"session cookies hide from scripts, and later servers begin these words with capitals", func(s *S) {
		_, email := s.signUp()
		lines := s.raw().post("/account/sessions/email", signInBody(email, password)).ok(201).header.Values("Set-Cookie")
		equal("the number of cookies", len(lines), 2)
		for _, line := range lines {
			contains("the cookie's attributes", line[strings.Index(line, ";"):], byRelease(s, "; httponly", "; httponly", "; HttpOnly"))
		}
		contains("the cookie's attributes", lines[1][strings.Index(lines[1], ";"):], byRelease(s, "; samesite=None", "; samesite=None", "; SameSite=None"))
	}},
	{"a user has at most ten sessions, and a new one ends the oldest", func(s *S) {
		s.until(v18, "a user has any number of sessions")
		first := s.user()
		var last *person
		for range 11 {
			last = s.again(first)
		}
		s.eventually("the first session ends", func() bool {
			_, err := first.Get(s)
			return typeOf(err) == string(account.ErrGeneralUnauthorizedScope)
		})
		must(last.Get(s))
		// A real server ends one for each sign-in, and may lag behind by one.
		s.eventually("ten sessions are left", func() bool {
			left := must(last.ListSessions(s)).Total
			return left == 10 || s.env.Live && left == 11
		})
	}},
	{"a blocked user is rejected with the session, with the password, and at a recovery", func(s *S) {
		me := s.user()
		token := s.token(me)
		equal("status", must(me.UpdateStatus(s)).Status, false)
		rejected(me.Get(s)).as(s.blocked(), account.ErrUserBlocked)
		rejected(s.jwt(token).Get(s)).as(s.blocked(), account.ErrUserBlocked)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, password))).as(s.blocked(), account.ErrUserBlocked)
		rejected(s.key().CreateRecovery(s, recoveryParams(me.email))).as(s.blocked(), account.ErrUserBlocked)
	}},
	{"a blocked user is rejected even where guests are allowed", func(s *S) {
		me := s.user()
		must(me.UpdateStatus(s))
		s.raw().as(me).post("/account", signUpBody()).rejected(s.blocked(), "user_blocked")
	}},
	{"an expired session makes the caller a guest", func(s *S) {
		s.needsClock()
		me := s.user()
		expire := must(me.GetSession(s, account.CurrentSession)).Expire
		s.advance(expire.Sub(s.env.now()) + time.Second)
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"a deleted user is gone, and the address is free again", func(s *S) {
		me := s.user()
		s.raw().as(me).delete("/account").ok(204)
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, password))).as(401, account.ErrUserInvalidCredentials)
		s.eventually("the address can sign up again", func() bool {
			_, err := s.key().Create(s, signUpParams(me.email))
			return err == nil
		})
	}},
}
