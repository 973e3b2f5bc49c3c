package conformance

import (
	"errors"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// required are the required parameters of the operations, in the order in which the
// service checks them.
var required = []struct {
	method, path string
	body         fields
	names        []string
	signedIn     bool
}{
	{"POST", "/account", fields{"userId": "unique()", "email": "ann@example.test", "password": password}, []string{"userId", "email", "password"}, false},
	{"POST", "/account/sessions/email", fields{"email": "ann@example.test", "password": password}, []string{"email", "password"}, false},
	{"POST", "/account/sessions/token", fields{"userId": "u", "secret": "s"}, []string{"userId", "secret"}, false},
	{"PUT", "/account/sessions/magic-url", fields{"userId": "u", "secret": "s"}, []string{"userId", "secret"}, false},
	{"PUT", "/account/sessions/phone", fields{"userId": "u", "secret": "s"}, []string{"userId", "secret"}, false},
	{"POST", "/account/tokens/email", fields{"userId": "unique()", "email": "ann@example.test"}, []string{"userId", "email"}, false},
	{"POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": "ann@example.test"}, []string{"userId", "email"}, false},
	{"POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4915112345678"}, []string{"userId", "phone"}, false},
	{"POST", "/account/recovery", fields{"email": "ann@example.test", "url": "http://localhost/"}, []string{"email", "url"}, false},
	{"PUT", "/account/recovery", fields{"userId": "u", "secret": "s", "password": password}, []string{"userId", "secret", "password"}, false},
	{"POST", "/account/verification", fields{"url": "http://localhost/"}, []string{"url"}, true},
	{"PUT", "/account/verification", fields{"userId": "u", "secret": "s"}, []string{"userId", "secret"}, true},
	{"PUT", "/account/verification/phone", fields{"userId": "u", "secret": "s"}, []string{"userId", "secret"}, true},
	{"PATCH", "/account/prefs", fields{"prefs": fields{}}, []string{"prefs"}, true},
	{"PATCH", "/account/name", fields{"name": "Bob"}, []string{"name"}, true},
	{"PATCH", "/account/password", fields{"password": password}, []string{"password"}, true},
	{"PATCH", "/account/email", fields{"email": "ann@example.test", "password": password}, []string{"email", "password"}, true},
	{"PATCH", "/account/phone", fields{"phone": "+4915112345678", "password": password}, []string{"phone", "password"}, true},
	{"PATCH", "/account/mfa", fields{"mfa": true}, []string{"mfa"}, true},
	{"POST", "/account/mfa/challenge", fields{"factor": "totp"}, []string{"factor"}, true},
	{"PUT", "/account/mfa/challenge", fields{"challengeId": "c", "otp": "123456"}, []string{"challengeId", "otp"}, true},
	{"PUT", "/account/mfa/authenticators/totp", fields{"otp": "123456"}, []string{"otp"}, true},
	{"POST", "/account/targets/push", fields{"targetId": "unique()", "identifier": "i"}, []string{"targetId", "identifier"}, true},
	{"PUT", "/account/targets/x/push", fields{"identifier": "i"}, []string{"identifier"}, true},
}

var parameters = []Scenario{
	{"missing parameters are named, the first one first", func(s *S) {
		me := s.user()
		for _, row := range required {
			caller := s.raw().key()
			if row.signedIn {
				caller = s.raw().as(me)
			}
			caller.send(row.method, row.path, fields{}).rejected(400, "general_argument_invalid").
				saying(`Param "` + row.names[0] + `" is not optional.`)
			for _, name := range row.names {
				body := fields{}
				for key, value := range row.body {
					if key != name {
						body[key] = value
					}
				}
				caller.send(row.method, row.path, body).rejected(400, "general_argument_invalid").
					saying(`Param "` + name + `" is not optional.`)
			}
		}
	}},
	{"wrong values are reported in the order of the parameters", func(s *S) {
		raw := s.raw().key()
		contains("the message", raw.post("/account", fields{"userId": "_", "email": "nope", "password": "short"}).at("message"), "`userId`")
		contains("the message", raw.post("/account", fields{"userId": "a", "email": "nope", "password": "short"}).at("message"), "`email`")
		contains("the message", raw.post("/account", fields{"userId": "a", "email": newEmail(), "password": "short"}).at("message"), "`password`")
	}},
	{"a missing permission is reported before a wrong parameter", func(s *S) {
		s.raw().patch("/account/name", fields{}).rejected(401, "general_unauthorized_scope")
		s.raw().as(s.user()).post("/account/sessions/email", fields{}).rejected(401, "user_session_already_exists")
	}},
	{"unknown parameters are ignored", func(s *S) {
		me := s.user()
		response := s.raw().careless().as(me).patch("/account/name", fields{"name": "Bob", "nonsense": 1}).ok(200)
		equal("the name", response.at("name"), "Bob")
	}},
	{"a number is not a valid name", func(s *S) {
		s.raw().as(s.user()).patch("/account/name", fields{"name": 5}).rejected(400, "general_argument_invalid").saying(longName)
	}},
	{"a boolean is true or false, and no word and no number", func(s *S) {
		me := s.user()
		for _, value := range []any{"yes", "true", 1, 0, "0"} {
			s.raw().as(me).patch("/account/mfa", fields{"mfa": value}).rejected(400, "general_argument_invalid").
				saying("Invalid `mfa` param: Value must be a valid boolean")
		}
		s.raw().key().post("/account/tokens/email", fields{"userId": "unique()", "email": newEmail(), "phrase": "true"}).
			rejected(400, "general_argument_invalid").saying("Invalid `phrase` param: Value must be a valid boolean")
	}},
	{"null for an optional parameter is a bad request", func(s *S) {
		s.only(v18, "null for an optional parameter breaks the server")
		me := s.user()
		key := s.raw().key()
		key.post("/account", fields{"userId": "unique()", "email": newEmail(), "password": password, "name": nil}).rejected(400, "general_argument_invalid")
		key.post("/account/tokens/email", fields{"userId": "unique()", "email": me.email, "phrase": nil}).rejected(400, "general_argument_invalid")
		s.raw().as(me).patch("/account/password", fields{"password": otherPassword, "oldPassword": nil}).rejected(400, "general_argument_invalid")
		s.raw().as(me).post("/account/targets/push", fields{"targetId": "unique()", "identifier": word(), "providerId": nil}).rejected(400, "general_argument_invalid")
	}},
	{"null for a page breaks the server", func(s *S) {
		me := s.user()
		s.raw().key().post("/account/tokens/magic-url", fields{"userId": "unique()", "email": me.email, "url": nil}).rejected(500, "general_unknown")
	}},
	{"null for an optional parameter breaks the server", func(s *S) {
		s.except(v18, "null for an optional parameter is a bad request")
		me := s.user()
		key := s.raw().key()
		const message = "Server Error"
		key.post("/account", fields{"userId": "unique()", "email": newEmail(), "password": password, "name": nil}).rejected(500, "general_unknown").saying(message)
		key.post("/account/tokens/email", fields{"userId": "unique()", "email": me.email, "phrase": nil}).rejected(500, "general_unknown").saying(message)
		key.post("/account/tokens/magic-url", fields{"userId": "unique()", "email": me.email, "url": nil}).rejected(500, "general_unknown").saying(message)
		s.raw().as(me).patch("/account/password", fields{"password": otherPassword, "oldPassword": nil}).rejected(500, "general_unknown").saying(message)
		s.raw().as(me).post("/account/targets/push", fields{"targetId": "unique()", "identifier": word(), "providerId": nil}).rejected(500, "general_unknown").saying(message)
	}},
	{"an empty page address is a bad request", func(s *S) {
		response := s.raw().key().post("/account/tokens/magic-url", fields{"userId": "unique()", "email": newEmail(), "url": ""}).rejected(400, "general_argument_invalid")
		const later = "Invalid `url` param: Invalid URI."
		contains("the message", response.at("message"), byRelease(s, "Invalid `url` param: URL host must be one of: ", later, later))
	}},
	{"the SDK names everything that is missing before it sends anything", func(s *S) {
		guest := s.guest()
		var missing *account.MissingParameterError
		_, err := guest.Create(s, account.CreateParams{})
		check(errors.As(err, &missing), "it is a MissingParameterError")
		equal("the operation", missing.Operation, "create")
		equal("the parameters", missing.Parameters, []string{"userId", "email", "password"})
		contains("the message", missing.Error(), `Missing required parameter: "userId"`)
	}},
	{"the SDK leaves out what is not set", func(s *S) {
		must(s.key().CreateMagicURLToken(s, account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: newEmail()}))
		must(s.signInByCode(newEmail()).UpdatePassword(s, account.UpdatePasswordParams{Password: password}))
	}},
	{"a path parameter is not a parameter of the body", func(s *S) {
		first := s.user()
		second := s.again(first)
		body := fields{"sessionId": second.sessionID}
		s.raw().careless().as(first).send("DELETE", "/account/sessions/unknownid", body).rejected(404, "user_session_not_found")
		must(second.Get(s))
	}},
	{"a page may be on localhost with any port, path and scheme", func(s *S) {
		for _, page := range []string{"http://localhost", "https://localhost:8443/a/b?c=d", "http://localhost/#here"} {
			must(s.key().CreateMagicURLToken(s, magicParams(newEmail(), page)))
		}
	}},
	{"the host of a page may be in capitals from server 1.8 on", func(s *S) {
		s.page("http://LOCALHOST/magic", byRelease(s, 400, 201, 201))
	}},
	{"a page may be one of the project's apps from server 1.8 on", func(s *S) {
		s.page("appwrite-callback-"+s.environment().ProjectID+"://magic", byRelease(s, 400, 201, 201))
		s.page("appwrite-callback-another://magic", 400)
	}},
	{"a page on localhost may have any scheme until server 1.7", func(s *S) {
		s.page("my-app://localhost/magic", byRelease(s, 201, 400, 400))
	}},
	{"an email code's address is checked like any other", func(s *S) {
		for _, email := range []string{"x", "ann@localhost", strings.Repeat("a", 65) + "@example.test"} {
			rejected(s.key().CreateEmailToken(s, emailTokenParams(email))).as(400, account.ErrGeneralArgumentInvalid).
				saying("Invalid `email` param: Value must be a valid email address")
		}
	}},
}

// page ends the scenario unless a link to a page gets this status.
func (s *S) page(address string, status int) {
	s.raw().key().post("/account/tokens/magic-url", fields{"userId": "unique()", "email": newEmail(), "url": address}).ok(status)
}
