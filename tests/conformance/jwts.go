package conformance

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

var jwts = []Scenario{
	{"a JWT names user, session and expiry, and nothing else", func(s *S) {
		me := s.user()
		header, payload := jwtParts(s.token(me))
		equal("the header", header, fields{"typ": "JWT", "alg": "HS256"})
		equal("the user", payload["userId"], me.id)
		equal("the session", payload["sessionId"], me.sessionID)
		equal("the number of claims", len(payload), 3)
		left := time.Unix(int64(payload["exp"].(float64)), 0).Sub(s.env.now())
		check(left > 13*time.Minute && left < 17*time.Minute, "it lasts fifteen minutes")
	}},
	{"POST /account/jwt is the same as /account/jwts", func(s *S) {
		me := s.user()
		jwtParts(s.raw().as(me).post("/account/jwt", fields{}).ok(201).at("jwt"))
	}},
	{"a JWT has no current session", func(s *S) {
		me := s.jwt(s.token(s.user()))
		rejected(me.GetSession(s, account.CurrentSession)).as(404, account.ErrUserSessionNotFound)
		rejected(me.UpdateSession(s, account.CurrentSession)).as(404, account.ErrUserSessionNotFound)
		rejectedDelete(me.DeleteSession(s, account.CurrentSession)).as(404, account.ErrUserSessionNotFound)
	}},
	{"a JWT makes no JWT", func(s *S) {
		rejected(s.jwt(s.token(s.user())).CreateJWT(s)).as(404, account.ErrUserSessionNotFound)
	}},
	{"a JWT ends with its session", func(s *S) {
		me := s.user()
		token := s.token(me)
		noError(me.DeleteSession(s, account.CurrentSession))
		rejected(s.jwt(token).Get(s)).as(401, account.ErrGeneralUnauthorizedScope).saying(s.guestMayNot())
	}},
	{"the duration of a JWT is ignored", func(s *S) {
		s.until(v18, "a JWT lasts as long as requested")
		me := s.user()
		for _, duration := range []int{60, 3601} {
			s.lasting(me, duration, 900)
		}
	}},
	{"a JWT lasts as long as requested", func(s *S) {
		s.from(v19, "the duration of a JWT is ignored")
		me := s.user()
		for _, duration := range []int{1, 60, 900, 3600} {
			s.lasting(me, duration, duration)
		}
		s.lasting(me, "60", 60)
	}},
	{"a JWT lasts an hour at most, and a whole number of seconds", func(s *S) {
		s.from(v19, "the duration of a JWT is ignored")
		me := s.user()
		for _, duration := range []any{-1, 3601, 1.5} {
			response := s.raw().as(me).post("/account/jwts", fields{"duration": duration}).rejected(400, "general_argument_invalid")
			contains("the message", response.at("message"), "Value must be a valid range between 0 and 3,600")
		}
	}},
	{"a JWT that lasts no time breaks the server", func(s *S) {
		s.from(v19, "the duration of a JWT is ignored")
		me := s.user()
		for _, duration := range []any{0, nil} {
			s.raw().as(me).post("/account/jwts", fields{"duration": duration}).rejected(500, "general_unknown")
		}
	}},
	{"a JWT that was requested for a minute has expired after it", func(s *S) {
		s.from(v19, "the duration of a JWT is ignored")
		s.needsClock()
		token := s.raw().careless().as(s.user()).post("/account/jwts", fields{"duration": 60}).ok(201).at("jwt")
		must(s.jwt(token).Get(s))
		s.advance(time.Minute + time.Second)
		rejected(s.jwt(token).Get(s)).as(401, account.ErrUserJWTInvalid).saying("Failed to verify JWT. Invalid token: Expired")
	}},
	{"a malformed JWT is rejected", func(s *S) {
		rejected(s.jwt("a.b.c").Get(s)).as(401, account.ErrUserJWTInvalid).
			saying("Failed to verify JWT. JSON failed: Syntax error")
	}},
	{"a JWT with a wrong signature is rejected", func(s *S) {
		token := s.token(s.user())
		forged := token[:strings.LastIndex(token, ".")+1] + strings.Repeat("A", 43)
		rejected(s.jwt(forged).Get(s)).as(401, account.ErrUserJWTInvalid).
			saying("Failed to verify JWT. Invalid token: Signature failed")
	}},
	{"a JWT that has expired is rejected", func(s *S) {
		s.needsClock()
		token := s.token(s.user())
		s.advance(15*time.Minute + time.Second)
		rejected(s.jwt(token).Get(s)).as(401, account.ErrUserJWTInvalid)
	}},
	{"a bad JWT is rejected on routes for guests, too", func(s *S) {
		rejected(s.jwt("a.b.c").Create(s, signUpParams(newEmail()))).as(401, account.ErrUserJWTInvalid)
	}},
	{"a JWT signs out everywhere", func(s *S) {
		me := s.user()
		response := s.raw().jwt(s.token(me)).delete("/account/sessions").ok(204)
		setsNoCookies(response)
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"a JWT requires no second factor", func(s *S) {
		me, _ := s.protected()
		token := s.token(me)
		rejected(s.again(me).Get(s)).as(401, account.ErrUserMoreFactorsRequired)
		equal("the user", must(s.jwt(token).Get(s)).ID, me.id)
	}},
}

// lasting ends the scenario unless a JWT that was requested with a duration lasts this many
// seconds: it expires earlier or later than others, made right before and after it.
func (s *S) lasting(p *person, duration any, seconds int) {
	before := expiry(s.token(p))
	expire := expiry(s.raw().careless().as(p).post("/account/jwts", fields{"duration": duration}).ok(201).at("jwt"))
	after := expiry(s.token(p))
	const byDefault = 900
	check(expire-before >= seconds-byDefault && expire-after <= seconds-byDefault,
		"a JWT for %v seconds lasts %d seconds, and not between %d and %d", duration, seconds, expire-after+byDefault, expire-before+byDefault)
}

func expiry(token string) int {
	_, payload := jwtParts(token)
	return int(payload["exp"].(float64))
}
