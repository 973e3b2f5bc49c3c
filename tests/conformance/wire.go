package conformance

import (
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

const noRoute = "Route not found. Please ensure the endpoint is configured correctly and that the API route is valid for this SDK version. Refer to the API docs for more details."

// noSuchPage ends the scenario unless a response is the page for what no route has.
func noSuchPage(response reply, status int) {
	response.ok(status)
	equal("the content type", response.header.Get("Content-Type"), "text/html; charset=UTF-8")
	check(response.json == nil, "it is no JSON")
	contains("the page", string(response.body), "general_route_not_found")
}

var wire = []Scenario{
	{"an unknown route is a web page with status 404, whatever is accepted", func(s *S) {
		s.from(v19, "an unknown route is not found")
		for _, accepted := range []string{"", "application/json"} {
			noSuchPage(s.raw().with("Accept", accepted).get("/account/nope"), 404)
		}
	}},
	{"a wrong method is a web page with status 404", func(s *S) {
		s.from(v19, "a wrong method is not found, there is no 405")
		noSuchPage(s.raw().put("/account", fields{}), 404)
		noSuchPage(s.raw().as(s.user()).delete("/account/prefs"), 404)
	}},
	{"an unknown route rejects a bad JWT and a pending session first", func(s *S) {
		me, _ := s.protected()
		pending, bad := s.raw().as(s.again(me)).get("/account/nope"), s.raw().jwt("a.b.c").get("/account/nope")
		if s.env.release >= v19 {
			equal("the content type", pending.ok(401).header.Get("Content-Type"), "text/html; charset=UTF-8")
			equal("the content type", bad.ok(401).header.Get("Content-Type"), "text/html; charset=UTF-8")
			return
		}
		pending.rejected(401, "user_more_factors_required")
		bad.rejected(401, "user_jwt_invalid")
	}},
	{"no server has consents, which only the hosted service knows", func(s *S) {
		asUser := s.raw().as(s.user()).ofAnyShape()
		for _, path := range []string{"/account/consents", "/account/consents/x", "/account/consents/x/tokens"} {
			response := asUser.get(path)
			if s.env.release >= v19 {
				noSuchPage(response, 404)
				continue
			}
			response.rejected(404, "general_route_not_found")
		}
	}},
	{"the server says its version, without a credential", func(s *S) {
		response := s.raw().get("/health/version").ok(200)
		equal("the version", response.at("version"), s.env.Version)
	}},
	{"the server says that it is there", func(s *S) {
		response := s.raw().get("/ping").ok(200)
		equal("the body", string(response.body), "Pong!")
		equal("the content type", response.header.Get("Content-Type"), "text/plain; charset=UTF-8")
	}},
	{"an unknown route is not found", func(s *S) {
		s.until(v18, "an unknown route is a web page with status 404, whatever is accepted")
		s.raw().get("/account/nope").rejected(404, "general_route_not_found").saying(noRoute)
	}},
	{"a wrong method is not found, there is no 405", func(s *S) {
		s.until(v18, "a wrong method is a web page with status 404")
		s.raw().put("/account", fields{}).rejected(404, "general_route_not_found").saying(noRoute)
		s.raw().as(s.user()).delete("/account/prefs").rejected(404, "general_route_not_found")
	}},
	{"a slash at the end does not matter", func(s *S) {
		me := s.user()
		equal("the user", s.raw().as(me).get("/account/").ok(200).at("$id"), me.id)
		s.raw().as(me).get("/account/prefs/").ok(200)
	}},
	{"empty segments do not matter", func(s *S) {
		s.raw().as(s.user()).get("/account//prefs").ok(200)
	}},
	{"HEAD returns the headers of GET", func(s *S) {
		me := s.user()
		response := s.raw().as(me).send("HEAD", "/account", nil).ok(200)
		equal("the body", len(response.body), 0)
	}},
	{"a body without a content type is not read", func(s *S) {
		me := s.user()
		s.raw().as(me).sendBody("PATCH", "/account/prefs", `{"prefs":{"a":1}}`).rejected(400, "general_argument_invalid").
			saying(`Param "prefs" is not optional.`)
	}},
	{"a body of another content type is not read", func(s *S) {
		me := s.user()
		s.raw().as(me).with("Content-Type", "text/plain").sendBody("PATCH", "/account/name", `{"name":"Bob"}`).
			rejected(400, "general_argument_invalid").saying(`Param "name" is not optional.`)
	}},
	{"JSON may name its charset", func(s *S) {
		me := s.user()
		response := s.raw().as(me).with("Content-Type", "application/json; charset=utf-8").sendBody("PATCH", "/account/name", `{"name":"Bob"}`).ok(200)
		equal("the name", response.at("name"), "Bob")
	}},
	{"forms are read, too", func(s *S) {
		me := s.user()
		form := url.Values{"name": {"Bob & Ann"}}
		response := s.raw().careless().as(me).with("Content-Type", "application/x-www-form-urlencoded").sendBody("PATCH", "/account/name", form.Encode()).ok(200)
		equal("the name", response.at("name"), "Bob & Ann")
	}},
	{"truncated JSON is treated as an empty body", func(s *S) {
		raw := s.raw().with("Content-Type", "application/json").key()
		raw.sendBody("POST", "/account", `{"userId":`).rejected(400, "general_argument_invalid").saying(`Param "userId" is not optional.`)
	}},
	{"parameters in the query of a POST are not read", func(s *S) {
		raw := s.raw().key()
		raw.post("/account/sessions/email?email=ann@example.test&password="+password, fields{}).
			rejected(400, "general_argument_invalid").saying(`Param "email" is not optional.`)
	}},
	{"a body that is not needed is accepted", func(s *S) {
		me := s.user()
		s.raw().careless().as(me).post("/account/jwts", fields{"duration": 900, "nonsense": true}).ok(201)
	}},
	{"strings are returned with slashes escaped, and non-ASCII letters as they are", func(s *S) {
		me := s.user()
		response := s.raw().as(me).patch("/account/name", fields{"name": "a/b é 李"}).ok(200)
		contains("the body", string(response.body), `"name":"a\/b é 李"`)
	}},
	{"a session id is used as it is written in the path", func(s *S) {
		me := s.user()
		s.raw().as(me).get("/account/sessions/a%2Fb").rejected(400, "general_argument_invalid")
		rejected(me.GetSession(s, "ä ö")).as(400, account.ErrGeneralArgumentInvalid)
		s.raw().as(me).get("/account/sessions/"+strings.Repeat("a", 37)).rejected(400, "general_argument_invalid")
	}},
	{"the word current is written in lower case", func(s *S) {
		rejected(s.user().GetSession(s, "Current")).as(404, account.ErrUserSessionNotFound)
	}},
	{"an error has message, code, type and version", func(s *S) {
		response := s.raw().get("/account").rejected(401, "general_unauthorized_scope")
		equal("the version", response.at("version"), s.env.Version)
		check(response.at("message") != "", "it has a message")
	}},
	{"an error of the SDK has operation, status, type and message", func(s *S) {
		_, err := s.guest().Get(s)
		for _, part := range []string{"get", "401", "general_unauthorized_scope", s.guestMayNot()} {
			contains("the error", err.Error(), part)
		}
	}},
	{"errors of the SDK contain no secrets", func(s *S) {
		me := s.user()
		_, err := s.key().CreateEmailPasswordSession(s, passwordParams(me.email, otherPassword))
		check(!strings.Contains(err.Error(), otherPassword), "the error does not have the password")
		_, err = me.GetSession(s, "unknownid")
		check(!strings.Contains(err.Error(), me.secret), "the error does not have the session")
	}},
}

var headers = []Scenario{
	{"responses are JSON in UTF-8", func(s *S) {
		me := s.user()
		equal("the content type", s.raw().as(me).get("/account").ok(200).header.Get("Content-Type"), "application/json; charset=UTF-8")
		equal("the content type of an error", s.raw().get("/account").ok(401).header.Get("Content-Type"), "application/json; charset=UTF-8")
	}},
	{"a deletion returns no body", func(s *S) {
		response := s.raw().as(s.user()).delete("/account/sessions").ok(204)
		equal("the body", len(response.body), 0)
	}},
	{"every response names its server", func(s *S) {
		for _, response := range []reply{s.raw().get("/account"), s.raw().as(s.user()).get("/account")} {
			equal("Server", response.header.Get("Server"), "Appwrite")
			equal("X-Content-Type-Options", response.header.Get("X-Content-Type-Options"), "nosniff")
			check(response.header.Get("X-Debug-Speed") != "", "X-Debug-Speed is there")
		}
	}},
	{"errors must not be cached", func(s *S) {
		header := s.raw().get("/account").ok(401).header
		equal("Cache-Control", header.Get("Cache-Control"), "no-cache, no-store, must-revalidate")
		equal("Expires", header.Get("Expires"), "0")
		equal("Pragma", header.Get("Pragma"), "no-cache")
	}},
	{"X-Debug-Fallback reports that neither cookie nor session header was valid", func(s *S) {
		me := s.user()
		once := []string{"true"}
		equal("for a guest", s.raw().get("/account").header.Values("X-Debug-Fallback"), byRelease(s, once, once, []string{"false", "true"}))
		equal("for a session", s.raw().as(me).get("/account").header.Get("X-Debug-Fallback"), "false")
	}},
	{"Access-Control-Allow-Origin is sent to those without an origin until server 1.8", func(s *S) {
		_, sent := s.raw().get("/account").header["Access-Control-Allow-Origin"]
		equal("without an origin it is sent", sent, byRelease(s, true, true, false))
		_, sent = s.raw().with("Origin", "http://localhost:3000").get("/account").header["Access-Control-Allow-Origin"]
		check(sent, "with an origin it is sent")
	}},
	{"the format of a server before 1.9 leaves out who acts", func(s *S) {
		me := s.user()
		for version, later := range map[string]bool{"1.7.0": false, "1.7.4": false, "1.8.1": false, "": true, "1.9.0": true, "1.9.6": true} {
			user := s.raw().careless().as(me).with("X-Appwrite-Response-Format", version).get("/account").ok(200)
			for _, name := range []string{"impersonator", "impersonatorUserId"} {
				_, present := user.json[name]
				equal(name+" is there for "+version, present, later && s.env.release >= v19)
			}
			_, classified := user.json["emailCanonical"]
			equal("emailCanonical is there for "+version, classified, s.env.release >= v19)
		}
	}},
	{"a format warns from the version after the server's on", func(s *S) {
		me := s.user()
		for version, newest := range map[string]release{"1.7.4": v17, "1.8.1": v18, "1.9.6": v19} {
			response := s.raw().careless().as(me).with("X-Appwrite-Response-Format", version).get("/account").ok(200)
			equal("there is a warning for "+version, response.header.Get("X-Appwrite-Warning") != "", newest > s.env.release)
		}
	}},
	{"scripts may read the fallback cookies", func(s *S) {
		exposed := s.raw().get("/account").header.Get("Access-Control-Expose-Headers")
		contains("Access-Control-Expose-Headers", exposed, "X-Fallback-Cookies")
	}},
	{"a long response is compressed if the client accepts gzip", func(s *S) {
		me := s.user()
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": strings.Repeat("x", 5000)})))
		response := s.raw().as(me).with("Accept-Encoding", "gzip").get("/account/prefs").ok(200)
		equal("Content-Encoding", response.header.Get("Content-Encoding"), "gzip")
		equal("the preferences over the SDK", len(must(me.GetPrefs(s)).Map()["a"].(string)), 5000)
	}},
	{"the version of the response format can be requested", func(s *S) {
		me := s.user()
		for _, version := range []string{"1.5.0", "1.6.0", "1.7.0"} {
			response := s.raw().careless().as(me).with("X-Appwrite-Response-Format", version).get("/account").ok(200)
			equal("the user", response.at("$id"), me.id)
			equal("the warning", response.header.Get("X-Appwrite-Warning"), "")
		}
	}},
	{"a request for a newer version than the server's gets a warning", func(s *S) {
		me := s.user()
		response := s.raw().careless().as(me).with("X-Appwrite-Response-Format", "99.0.0").get("/account").ok(200)
		check(response.header.Get("X-Appwrite-Warning") != "", "X-Appwrite-Warning is there")
	}},
	{"an old version of a session has no secret and no factors", func(s *S) {
		me := s.user()
		response := s.raw().careless().as(me).with("X-Appwrite-Response-Format", "1.4.0").getAny("/account/sessions/current").ok(200)
		_, secret := response.json["secret"]
		_, factors := response.json["factors"]
		check(!secret && !factors, "secret and factors are not there")
	}},
	{"the SDK requests the version it was made for", func(s *S) {
		var response account.Response
		must(s.user().Get(s, account.ResponseInto(&response)))
		equal("the warning", response.Header.Get("X-Appwrite-Warning"), "")
	}},
	{"operations with a rate limit send its headers", func(s *S) {
		header := s.raw().key().post("/account/sessions/email", signInBody(newEmail(), password)).header
		equal("X-Ratelimit-Limit", header.Get("X-Ratelimit-Limit"), "10")
		matches("X-Ratelimit-Remaining", header.Get("X-Ratelimit-Remaining"), `^\d+$`)
		matches("X-Ratelimit-Reset", header.Get("X-Ratelimit-Reset"), `^\d{10}$`)
		equal("Retry-After", header.Get("Retry-After"), "")
	}},
	{"operations without a rate limit do not send its headers", func(s *S) {
		equal("X-Ratelimit-Limit", s.raw().as(s.user()).get("/account").header.Get("X-Ratelimit-Limit"), "")
	}},
	{"a key may forward the user agent of the end user's browser", func(s *S) {
		_, email := s.signUp()
		const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
		key := s.key(account.WithForwardedUserAgent(firefox))
		must(key.CreateEmailPasswordSession(s, passwordParams(email, password)))
	}},
}
