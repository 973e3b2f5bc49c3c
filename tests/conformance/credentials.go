package conformance

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

const (
	notBoth         = "API key and session used in the same request. Use either `setSession` or `setKey`. Learn about which authentication method to use in the SSR docs: https://appwrite.io/docs/products/auth/server-side-rendering"
	notJWTAndCookie = "JWT and cookie used in the same request. Use either `setJWT` or `setCookie`. Learn about which authentication method to use in the SSR docs: https://appwrite.io/docs/products/auth/server-side-rendering"
	unauthorized    = "The current user is not authorized to perform the requested action."
)

var credentials = []Scenario{
	{"a session header signs a request in", func(s *S) {
		me := s.user()
		equal("the user", s.raw().as(me).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a session cookie signs a request in", func(s *S) {
		me := s.user()
		equal("the user", s.raw().signedInByCookie(me).get("/account").ok(200).at("$id"), me.id)
	}},
	{"the legacy cookie signs a request in", func(s *S) {
		me := s.user()
		equal("the user", s.raw().cookie(s.cookieName()+"_legacy", url.QueryEscape(me.secret)).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a cookie that is not percent-encoded signs a request in", func(s *S) {
		me := s.user()
		equal("the user", s.raw().cookie(s.cookieName(), me.secret).get("/account").ok(200).at("$id"), me.id)
	}},
	{"X-Fallback-Cookies sign a request in", func(s *S) {
		me := s.user()
		fallback := must(json.Marshal(map[string]string{"a_session_" + s.env.ProjectID: me.secret}))
		equal("the user", s.raw().careless().with("X-Fallback-Cookies", string(fallback)).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a JWT signs a request in", func(s *S) {
		me := s.user()
		equal("the user", must(s.jwt(s.token(me)).Get(s)).ID, me.id)
	}},
	{"a cookie takes precedence over a session header", func(s *S) {
		me, other := s.user(), s.user()
		equal("the user", s.raw().signedInByCookie(me).as(other).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a session header is used when the cookie is invalid", func(s *S) {
		me := s.user()
		equal("the user", s.raw().cookie(s.cookieName(), "invalid").as(me).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a JWT takes precedence over a session", func(s *S) {
		s.until(v18, "a JWT beside a valid session is rejected, whoever it is of")
		me, other := s.user(), s.user()
		equal("the user", s.raw().careless().as(other).jwt(s.token(me)).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a JWT beside a valid session is rejected, whoever it is of", func(s *S) {
		s.from(v19, "a JWT takes precedence over a session")
		me, other := s.user(), s.user()
		own, stranger := s.token(me), s.token(other)
		for _, token := range []string{own, stranger} {
			s.raw().as(me).jwt(token).get("/account").rejected(403, "user_jwt_and_cookie_set").saying(notJWTAndCookie)
			s.raw().signedInByCookie(me).jwt(token).get("/account").rejected(403, "user_jwt_and_cookie_set")
		}
	}},
	{"a JWT signs a request in beside a session that is worth nothing", func(s *S) {
		me := s.user()
		equal("the user", s.raw().careless().with("X-Appwrite-Session", "garbage").jwt(s.token(me)).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a bad JWT is rejected beside a valid session, too", func(s *S) {
		me := s.user()
		response := s.raw().as(me).jwt("a.b.c").get("/account")
		if s.env.release >= v19 {
			response.rejected(403, "user_jwt_and_cookie_set")
			return
		}
		response.rejected(401, "user_jwt_invalid")
	}},
	{"the project can be set in the query", func(s *S) {
		me := s.user()
		query := "/account?project=" + url.QueryEscape(s.env.ProjectID)
		equal("the user", s.raw().careless().as(me).with("X-Appwrite-Project", "").get(query).ok(200).at("$id"), me.id)
	}},
	{"a key with the project in the body is rejected: it needs the header", func(s *S) {
		s.from(v19, "the project can be set in the body of a POST")
		raw := s.raw()
		body := fields{"userId": "unique()", "email": newEmail(), "password": password, "project": s.env.ProjectID}
		raw.key().with("X-Appwrite-Project", "").post("/account", body).rejected(403, "project_id_missing").
			saying("When using project API key, make sure to pass x-appwrite-project header with your project ID.")
	}},
	{"the project can be set in the body of a POST", func(s *S) {
		s.until(v18, "a key with the project in the body is rejected: it needs the header")
		raw := s.raw()
		body := fields{"userId": "unique()", "email": newEmail(), "password": password, "project": s.env.ProjectID}
		raw.careless().key().with("X-Appwrite-Project", "").post("/account", body).ok(201)
	}},
	{"a key gets the secrets of sessions and tokens, guests do not", func(s *S) {
		_, email := s.signUp()
		body := signInBody(email, password)
		equal("the secret for a guest", s.raw().post("/account/sessions/email", body).ok(201).at("secret"), "")
		matches("the secret for a key", s.raw().key().post("/account/sessions/email", body).ok(201).at("secret"), `^[A-Za-z0-9+/]{300,}=*$`)
	}},
}

var wrongCredentials = []Scenario{
	{"a guest cannot read an account", func(s *S) {
		rejected(s.guest().Get(s)).as(401, account.ErrGeneralUnauthorizedScope).saying(s.guestMayNot())
	}},
	{"a malformed session secret makes the caller a guest", func(s *S) {
		rejected(s.session("garbage").Get(s)).as(401, account.ErrGeneralUnauthorizedScope).saying(s.guestMayNot())
	}},
	{"a session with a wrong secret makes the caller a guest", func(s *S) {
		me := s.user()
		wrong := strings.Map(func(r rune) rune {
			if r == 'M' {
				return 'N'
			}
			return r
		}, me.secret)
		rejected(s.session(wrong).Get(s)).as(401, account.ErrGeneralUnauthorizedScope).saying(s.guestMayNot())
	}},
	{"a session secret that is still percent-encoded makes the caller a guest", func(s *S) {
		email := newEmail()
		params := signUpParams(email)
		params.UserID = "abcde" + word() // 21 characters make padding at the end
		must(s.key().Create(s, params))
		me := s.signIn(email, password)
		check(strings.HasSuffix(me.secret, "="), "the secret ends in padding")
		s.raw().with("X-Appwrite-Session", url.QueryEscape(me.secret)).get("/account").rejected(401, "general_unauthorized_scope")
		equal("the user, as the SDK decodes it", must(s.session(url.QueryEscape(me.secret)).Get(s)).ID, params.UserID)
	}},
	{"an API key cannot act as a user", func(s *S) {
		response := s.raw().key().get("/account").rejected(401, "general_unauthorized_scope")
		contains("the message", response.at("message"), s.keyMayNot())
		rejected(s.key().Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"an unknown API key is rejected", func(s *S) {
		key := "standard_" + strings.Repeat("0", 64)
		rejected(s.client(account.WithKey(key)).Get(s)).as(401, account.ErrUserUnauthorized).saying(unauthorized)
	}},
	{"an API key that has expired is rejected", func(s *S) {
		service := s.embedded("a key that expires")
		key := service.CreateKey("old", s.env.now().Add(-1), "sessions.write")
		rejected(s.client(account.WithKey(key)).Create(s, signUpParams(newEmail()))).as(401, account.ErrProjectKeyExpired)
	}},
	{"an API key without the scope is rejected", func(s *S) {
		service := s.embedded("a key with few scopes")
		key := service.CreateKey("narrow", s.env.now().AddDate(1, 0, 0), "health.read")
		rejected(s.client(account.WithKey(key)).Create(s, signUpParams(newEmail()))).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"key and session exclude each other", func(s *S) {
		s.until(v18, "a key decides what is allowed beside a session")
		me := s.user()
		s.raw().as(me).key().get("/account").rejected(403, "user_key_and_session_set").saying(notBoth)
	}},
	{"a key decides what is allowed beside a session", func(s *S) {
		s.from(v19, "key and session exclude each other")
		me := s.user()
		response := s.raw().as(me).key().get("/account").rejected(401, "general_unauthorized_scope")
		contains("the message", response.at("message"), s.keyMayNot())
	}},
	{"a key beside a session creates tokens, and sees their secrets", func(s *S) {
		s.from(v19, "key and session exclude each other")
		me := s.user()
		response := s.raw().careless().as(me).key().post("/account/tokens/email", fields{"userId": "unique()", "email": me.email}).ok(201)
		equal("the user", response.at("userId"), me.id)
		matches("the secret", response.at("secret"), `^\d{6}$`)
	}},
	{"a key beside a session creates push targets of the session's user", func(s *S) {
		s.from(v19, "key and session exclude each other")
		me := s.user()
		body := fields{"targetId": "unique()", "identifier": word()}
		equal("the owner", s.raw().careless().as(me).key().post("/account/targets/push", body).ok(201).at("userId"), me.id)
	}},
	{"a bad key beside a session is rejected", func(s *S) {
		me := s.user()
		response := s.raw().as(me).with("X-Appwrite-Key", "standard_"+strings.Repeat("0", 64)).get("/account")
		if s.env.release >= v19 {
			response.rejected(401, "user_unauthorized").saying(unauthorized)
			return
		}
		response.rejected(403, "user_key_and_session_set")
	}},
	{"a key beside a cookie signs nobody in again", func(s *S) {
		s.from(v19, "key and cookie exclude each other")
		me := s.user()
		s.raw().signedInByCookie(me).key().post("/account/sessions/anonymous", nil).rejected(401, "user_session_already_exists")
		s.raw().as(me).key().post("/account/sessions/email", signInBody(me.email, password)).rejected(401, "user_session_already_exists")
	}},
	{"key and cookie exclude each other", func(s *S) {
		s.until(v18, "a key beside a cookie signs nobody in again")
		me := s.user()
		s.raw().signedInByCookie(me).key().post("/account/sessions/anonymous", nil).rejected(403, "user_key_and_session_set")
	}},
	{"a key decides what is allowed beside a JWT", func(s *S) {
		s.from(v19, "key and JWT exclude each other")
		me := s.user()
		response := s.raw().jwt(s.token(me)).key().get("/account").rejected(401, "general_unauthorized_scope")
		contains("the message", response.at("message"), s.keyMayNot())
	}},
	{"key and JWT exclude each other", func(s *S) {
		s.until(v18, "a key decides what is allowed beside a JWT")
		me := s.user()
		s.raw().jwt(s.token(me)).key().get("/account").rejected(403, "user_key_and_session_set")
	}},
	{"a key is accepted beside a session that is no longer valid", func(s *S) {
		me := s.user()
		noError(me.DeleteSession(s, account.CurrentSession))
		s.raw().careless().as(me).key().post("/account/sessions/anonymous", nil).ok(201)
	}},
	{"an unknown project is not found", func(s *S) {
		s.raw().with("X-Appwrite-Project", "no-such-"+word()).get("/account").rejected(404, "project_not_found").
			saying("Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to ensure the correct project ID is being used.")
	}},
	{"without a project the caller is a guest of the console", func(s *S) {
		s.raw().with("X-Appwrite-Project", "").get("/account").rejected(401, "general_unauthorized_scope").saying(s.guestMayNot())
	}},
	{"the console rejects anonymous users", func(s *S) {
		s.raw().with("X-Appwrite-Project", "").post("/account/sessions/anonymous", nil).rejected(401, "user_anonymous_console_prohibited")
	}},
	{"a session of one project is not valid in another", func(s *S) {
		me := s.user()
		s.raw().as(me).with("X-Appwrite-Project", "console").get("/account").rejected(401, "general_unauthorized_scope")
	}},
	{"a page from an unknown origin may not change anything", func(s *S) {
		s.raw().with("Origin", "https://evil.example").post("/account/sessions/anonymous", nil).
			rejected(403, "general_unknown_origin").
			saying("Invalid Origin. Register your new client (evil.example) as a new Web platform on your project console dashboard")
	}},
	{"a page from an unknown origin may not even read, and a key does not mind", func(s *S) {
		s.from(v19, "a page from an unknown origin may read")
		const message = "Invalid Origin. Register your new client (evil.example) as a new Web platform on your project console dashboard"
		foreign := s.raw().with("Origin", "https://evil.example")
		foreign.get("/account").rejected(403, "general_unknown_origin").saying(message)
		foreign.as(s.user()).get("/account").rejected(403, "general_unknown_origin").saying(message)
		foreign.key().get("/account").rejected(401, "general_unauthorized_scope")
	}},
	{"a page from an unknown origin may read", func(s *S) {
		s.until(v18, "a page from an unknown origin may not even read, and a key does not mind")
		me := s.user()
		s.raw().as(me).with("Origin", "https://evil.example").get("/account").ok(200)
	}},
	{"the origin of a request with a key does not matter", func(s *S) {
		raw := s.raw()
		raw.key().with("Origin", "https://evil.example").post("/account/sessions/anonymous", nil).ok(201)
	}},
	{"a page on localhost is a known origin", func(s *S) {
		s.raw().with("Origin", "http://localhost:3000").post("/account/sessions/anonymous", nil).ok(201)
	}},
}
