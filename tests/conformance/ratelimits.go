package conformance

import (
	"strconv"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// limited are the operations with a rate limit, and their calls an hour.
var limited = []struct {
	name, method, path string
	limit              int
	body               fields
	signedIn           bool
}{
	{"create", "POST", "/account", 10, fields{}, false},
	{"createEmailPasswordSession", "POST", "/account/sessions/email", 10, fields{}, false},
	{"createAnonymousSession", "POST", "/account/sessions/anonymous", 50, nil, false},
	{"createSession", "POST", "/account/sessions/token", 10, fields{}, false},
	{"updateMagicURLSession", "PUT", "/account/sessions/magic-url", 10, fields{}, false},
	{"updatePhoneSession", "PUT", "/account/sessions/phone", 10, fields{}, false},
	{"createEmailToken", "POST", "/account/tokens/email", 10, fields{}, false},
	{"createMagicURLToken", "POST", "/account/tokens/magic-url", 60, fields{}, false},
	{"createPhoneToken", "POST", "/account/tokens/phone", 10, fields{}, false},
	{"createRecovery", "POST", "/account/recovery", 10, fields{}, false},
	{"updateRecovery", "PUT", "/account/recovery", 10, fields{}, false},
	{"createVerification", "POST", "/account/verification", 10, fields{}, true},
	{"updateVerification", "PUT", "/account/verification", 10, fields{}, true},
	{"createPhoneVerification", "POST", "/account/verification/phone", 10, nil, true},
	{"updatePhoneVerification", "PUT", "/account/verification/phone", 10, fields{}, true},
	{"updatePassword", "PATCH", "/account/password", 10, fields{}, true},
	{"updateSession", "PATCH", "/account/sessions/unknownid", 10, nil, true},
	{"deleteSession", "DELETE", "/account/sessions/unknownid", 100, nil, true},
	{"createMfaChallenge", "POST", "/account/mfa/challenge", 10, fields{}, true},
	{"updateMfaChallenge", "PUT", "/account/mfa/challenge", 10, fields{}, true},
}

const tooMany = "Rate limit for the current endpoint has been exceeded. Please try again after some time."

var rateLimits = append([]Scenario{
	{"the eleventh sign-in in an hour is rejected, even with the right password", func(s *S) {
		s.limits()
		_, email := s.signUp()
		for range 10 {
			rejected(s.guest().CreateEmailPasswordSession(s, passwordParams(email, otherPassword))).as(401, account.ErrUserInvalidCredentials)
		}
		failed := rejected(s.guest().CreateEmailPasswordSession(s, passwordParams(email, password))).as(429, account.ErrGeneralRateLimitExceeded)
		failed.saying(tooMany)
	}},
	{"a limit by address does not affect another address", func(s *S) {
		s.limits()
		s.exhaust(newEmail())
		_, email := s.signUp()
		must(s.guest().CreateEmailPasswordSession(s, passwordParams(email, password)))
	}},
	{"a sign-in that succeeds resets the limit of its address", func(s *S) {
		s.from(v19, "a sign-in that succeeds does not reset the limit of its address")
		s.limits()
		_, email := s.signUp()
		for range 3 {
			for range 9 {
				s.raw().post("/account/sessions/email", signInBody(email, otherPassword)).ok(401)
			}
			s.raw().post("/account/sessions/email", signInBody(email, password)).ok(201)
		}
	}},
	{"a sign-in with a key resets the limit of its address, too", func(s *S) {
		s.from(v19, "a sign-in that succeeds does not reset the limit of its address")
		s.limits()
		_, email := s.signUp()
		s.exhaust(email)
		s.raw().post("/account/sessions/email", signInBody(email, password)).rejected(429, "general_rate_limit_exceeded")
		s.signIn(email, password)
		s.raw().post("/account/sessions/email", signInBody(email, password)).ok(201)
	}},
	{"a sign-in that succeeds does not reset the limit of its address", func(s *S) {
		s.until(v18, "a sign-in that succeeds resets the limit of its address")
		s.limits()
		_, email := s.signUp()
		for range 5 {
			s.raw().post("/account/sessions/email", signInBody(email, otherPassword)).ok(401)
			s.raw().post("/account/sessions/email", signInBody(email, password)).ok(201)
		}
		s.raw().post("/account/sessions/email", signInBody(email, password)).rejected(429, "general_rate_limit_exceeded")
	}},
	{"making and completing a verification share their limit", func(s *S) {
		s.limits()
		me := s.user()
		body := fields{"userId": me.id, "secret": "wrong"}
		for range 5 {
			s.raw().as(me).post("/account/verification", fields{}).rejected(400, "general_argument_invalid")
			s.raw().as(me).put("/account/verification", body).rejected(401, "user_invalid_token")
		}
		s.raw().as(me).put("/account/verification", body).rejected(429, "general_rate_limit_exceeded")
		s.raw().as(me).post("/account/verification", fields{}).rejected(429, "general_rate_limit_exceeded")
	}},
	{"the old and the later path of an operation share their limit", func(s *S) {
		s.from(v18, noLaterPaths)
		s.limits()
		for old, later := range map[string]string{"/account/mfa/challenge": "/account/mfa/challenges", "/account/verification": "/account/verifications/email"} {
			me := s.user()
			for range 5 {
				s.raw().as(me).post(old, fields{}).rejected(400, "general_argument_invalid")
				s.raw().as(me).post(later, fields{}).rejected(400, "general_argument_invalid")
			}
			s.raw().as(me).post(old, fields{}).rejected(429, "general_rate_limit_exceeded")
			s.raw().as(me).post(later, fields{}).rejected(429, "general_rate_limit_exceeded")
		}
	}},
	{"JWTs are limited to 120 a minute", func(s *S) {
		s.from(v19, "JWTs are limited to 100 an hour")
		s.limits()
		me := s.user()
		s.jwtLimit(me, 120)
		s.advance(time.Minute)
		s.raw().as(me).post("/account/jwts", fields{}).ok(201)
	}},
	{"JWTs are limited to 100 an hour", func(s *S) {
		s.until(v18, "JWTs are limited to 120 a minute")
		s.limits()
		me := s.user()
		s.jwtLimit(me, 100)
		s.advance(time.Minute)
		s.raw().as(me).post("/account/jwts", fields{}).rejected(429, "general_rate_limit_exceeded")
	}},
	{"a key is not limited", func(s *S) {
		s.limits()
		_, email := s.signUp()
		s.exhaust(email)
		must(s.key().CreateEmailPasswordSession(s, passwordParams(email, password)))
	}},
	{"a limit ends with the clock hour", func(s *S) {
		s.limits()
		s.advance(40 * time.Minute)
		_, email := s.signUp()
		s.exhaust(email)
		rejected(s.guest().CreateEmailPasswordSession(s, passwordParams(email, password))).as(429, account.ErrGeneralRateLimitExceeded)
		s.advance(10 * time.Minute)
		must(s.guest().CreateEmailPasswordSession(s, passwordParams(email, password)))
	}},
	{"the headers count down, and say when the hour ends", func(s *S) {
		s.limits()
		body := signInBody(newEmail(), password)
		for left := 9; left >= 0; left-- {
			header := s.raw().post("/account/sessions/email", body).ok(401).header
			equal("X-Ratelimit-Limit", header.Get("X-Ratelimit-Limit"), "10")
			equal("X-Ratelimit-Remaining", header.Get("X-Ratelimit-Remaining"), strconv.Itoa(left))
			reset := time.Unix(int64(must(strconv.Atoi(header.Get("X-Ratelimit-Reset")))), 0)
			check(reset.Sub(reset.Truncate(time.Hour)) == 0 && reset.After(s.env.now()), "the reset is at the next full hour")
		}
		header := s.raw().post("/account/sessions/email", body).rejected(429, "general_rate_limit_exceeded").header
		equal("X-Ratelimit-Remaining", header.Get("X-Ratelimit-Remaining"), "0")
		equal("Retry-After", header.Get("Retry-After"), "")
	}},
	{"the SDK reports limit, remaining calls and reset with the error", func(s *S) {
		s.limits()
		email := newEmail()
		s.exhaust(email)
		var response account.Response
		rejected(s.guest().CreateEmailPasswordSession(s, passwordParams(email, password), account.ResponseInto(&response))).as(429, account.ErrGeneralRateLimitExceeded)
		equal("the limit", response.RateLimit.Limit, 10)
		equal("the remaining calls", response.RateLimit.Remaining, 0)
		check(response.RateLimit.Reset.After(s.env.now()), "the reset is ahead")
	}},
	{"sign-ups are limited by the sender, not by what is sent", func(s *S) {
		s.limits()
		for range 10 {
			must(s.guest().Create(s, signUpParams(newEmail())))
		}
		rejected(s.guest().Create(s, signUpParams(newEmail()))).as(429, account.ErrGeneralRateLimitExceeded)
	}},
	{"an alias counts with its route", func(s *S) {
		s.limits()
		email := newEmail()
		s.exhaust(email)
		s.raw().post("/account/sessions", signInBody(email, password)).rejected(429, "general_rate_limit_exceeded")
	}},
	{"the three routes that exchange tokens share one count", func(s *S) {
		s.limits()
		id, _ := s.signUp()
		body := fields{"userId": id, "secret": "bad"}
		for i := range 10 {
			switch i % 3 {
			case 0:
				s.raw().post("/account/sessions/token", body).rejected(401, "user_invalid_token")
			case 1:
				s.raw().put("/account/sessions/phone", body).rejected(401, "user_invalid_token")
			default:
				s.raw().put("/account/sessions/magic-url", body).rejected(401, "user_invalid_token")
			}
		}
		s.raw().post("/account/sessions/token", body).rejected(429, "general_rate_limit_exceeded")
	}},
	{"bad requests count, too", func(s *S) {
		s.limits()
		for range 10 {
			s.raw().post("/account", fields{}).rejected(400, "general_argument_invalid")
		}
		s.raw().post("/account", fields{}).rejected(429, "general_rate_limit_exceeded")
	}},
	{"the rate limit is checked before the parameters, and after the permissions", func(s *S) {
		s.limits()
		me := s.user()
		for range 10 {
			s.raw().as(me).patch("/account/password", fields{}).rejected(400, "general_argument_invalid")
		}
		s.raw().as(me).patch("/account/password", fields{}).rejected(429, "general_rate_limit_exceeded")
		s.raw().patch("/account/password", fields{}).rejected(401, "general_unauthorized_scope")
	}},
}, eachLimit()...)

// eachLimit returns a scenario for each operation with a limit.
func eachLimit() []Scenario {
	scenarios := make([]Scenario, len(limited))
	for i, row := range limited {
		limit := strconv.Itoa(row.limit)
		scenarios[i] = Scenario{row.name + " is limited to " + limit + " calls an hour", func(s *S) {
			s.limits()
			caller := s.raw()
			if row.signedIn {
				caller = caller.as(s.user())
			}
			for range row.limit {
				response := caller.send(row.method, row.path, row.body)
				check(response.status != 429, "%s calls are allowed", limit)
				equal("X-Ratelimit-Limit", response.header.Get("X-Ratelimit-Limit"), limit)
			}
			caller.send(row.method, row.path, row.body).rejected(429, "general_rate_limit_exceeded")
		}}
	}
	return scenarios
}

// limits comes before scenarios that exceed limits: it sets the clock to ten minutes
// after the full hour, so that they end in the same hour.
func (s *S) limits() {
	clock := s.embedded("rate limits and a clock").Clock()
	clock.Set(clock.Now().Truncate(time.Hour).Add(10 * time.Minute))
}

// jwtLimit ends the scenario unless somebody gets this many JWTs, and no more. The clock
// stands from then on.
func (s *S) jwtLimit(p *person, calls int) {
	s.needsClock().Clock().Freeze()
	for range calls {
		header := s.raw().as(p).post("/account/jwts", fields{}).ok(201).header
		equal("X-Ratelimit-Limit", header.Get("X-Ratelimit-Limit"), strconv.Itoa(calls))
	}
	s.raw().as(p).post("/account/jwts", fields{}).rejected(429, "general_rate_limit_exceeded").saying(tooMany)
}

// exhaust uses up the sign-ins of an address.
func (s *S) exhaust(email string) {
	for range 10 {
		s.raw().post("/account/sessions/email", signInBody(email, otherPassword)).ok(401)
	}
}
