package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

var oauth2 = []Scenario{
	{"a sign-in with a provider starts with a redirect to its page", func(s *S) {
		s.needsProvider()
		response := s.raw().get("/account/tokens/oauth2/mock").ok(301)
		location := must(url.Parse(response.header.Get("Location")))
		equal("client_id", location.Query().Get("client_id"), "1")
		equal("response body", len(response.body), 0)
		callback := must(url.Parse(location.Query().Get("redirect_uri")))
		check(strings.HasSuffix(callback.Path, "/account/sessions/oauth2/callback/mock/"+s.env.ProjectID), "the provider sends the browser back to the callback of the project")
	}},
	{"scopes are added to the provider's own", func(s *S) {
		equal("the scopes", s.oauth2Token("a", "b").Query().Get("scope"), "email a b")
	}},
	{"scopes may have numbered brackets", func(s *S) {
		s.needsProvider()
		response := s.raw().careless().get("/account/tokens/oauth2/mock?scopes[0]=a&scopes[1]=b").ok(301)
		equal("the scopes", must(url.Parse(response.header.Get("Location"))).Query().Get("scope"), "email a b")
	}},
	{"the state carries both pages, and that a token is requested", func(s *S) {
		var state fields
		noError(json.Unmarshal([]byte(s.oauth2Token().Query().Get("state")), &state))
		equal("the state", state, fields{"success": successPage, "failure": failurePage, "token": true})
	}},
	{"without success and failure pages the browser is sent to the console's", func(s *S) {
		s.needsProvider()
		location := must(s.guest().CreateOAuth2Token(s, mock, account.CreateOAuth2TokenParams{}))
		var state struct{ Success, Failure string }
		noError(json.Unmarshal([]byte(location.Query().Get("state")), &state))
		check(strings.HasSuffix(state.Success, "/console/auth/oauth2/success"), "success is the console's page")
		check(strings.HasSuffix(state.Failure, "/console/auth/oauth2/failure"), "failure is the console's page")
	}},
	{"a sign-in with a provider ends with a user and a secret, and these with a session", func(s *S) {
		page, cookies := s.browse(s.oauth2Token().String())
		equal("the number of cookies", len(cookies), 0)
		matches("userId", page.Query().Get("userId"), `^[A-Za-z0-9._-]{1,36}$`)
		session := must(s.guest().CreateSession(s, sessionParams(page.Query().Get("userId"), page.Query().Get("secret"))))
		equal("the provider", session.Provider, byRelease(s, "oauth2", "oauth2", "mock"))
		equal("the factors", session.Factors, []string{"email"})
		equal("what the session has of the provider", session.ProviderUID+session.ProviderAccessToken+session.ProviderRefreshToken, "")
		must(s.session(session.Secret).Get(s))
	}},
	{"the secret of a provider's sign-in is 64 hexadecimal digits", func(s *S) {
		s.until(v18, "the secret of a provider's sign-in is a JWT that lasts a minute")
		page, _ := s.browse(s.oauth2Token().String())
		matches("secret", page.Query().Get("secret"), `^[0-9a-f]{64}$`)
	}},
	{"the secret of a provider's sign-in is a JWT that lasts a minute", func(s *S) {
		s.from(v19, "the secret of a provider's sign-in is 64 hexadecimal digits")
		page, _ := s.browse(s.oauth2Token().String())
		header, claims := jwtParts(page.Query().Get("secret"))
		equal("the algorithm", header["alg"], "HS256")
		equal("the provider", claims["provider"], "mock")
		equal("the number of claims", len(claims), 3)
		matches("the secret inside", claims["secret"].(string), `^[0-9a-f]{64}$`)
		left := time.Unix(int64(claims["exp"].(float64)), 0).Sub(s.env.now())
		check(left < 3*time.Minute, "it lasts a minute, not %s", left)
	}},
	{"a secret of a provider's sign-in that was unwrapped or changed is rejected", func(s *S) {
		s.from(v19, "the secret of a provider's sign-in is 64 hexadecimal digits")
		page, _ := s.browse(s.oauth2Token().String())
		id, secret := page.Query().Get("userId"), page.Query().Get("secret")
		_, claims := jwtParts(secret)
		rejected(s.guest().CreateSession(s, sessionParams(id, claims["secret"].(string)))).as(401, account.ErrUserInvalidToken)
		forged := secret[:strings.LastIndex(secret, ".")+1] + strings.Repeat("A", 43)
		rejected(s.guest().CreateSession(s, sessionParams(id, forged))).as(401, account.ErrUserInvalidToken)
		must(s.guest().CreateSession(s, sessionParams(id, secret)))
	}},
	{"the secret of a provider's sign-in is accepted at the route for magic links", func(s *S) {
		page, _ := s.browse(s.oauth2Token().String())
		session := must(byMagicURL(s, s.guest(), page.Query().Get("userId"), page.Query().Get("secret")))
		equal("the provider", session.Provider, byRelease(s, "oauth2", "oauth2", "mock"))
	}},
	{"the secret of a provider's sign-in is rejected after a minute", func(s *S) {
		s.from(v19, "the secret of a provider's sign-in lasts as long as a session")
		service := s.needsClock()
		result := service.SignInAtProvider(s.oauth2Token().String(), atProvider())
		s.advance(time.Minute + 2*time.Second)
		rejected(s.key().CreateSession(s, sessionParams(result.UserID, result.Secret))).as(401, account.ErrUserInvalidToken)
	}},
	{"a session for the secret of a provider's sign-in can be extended", func(s *S) {
		s.until(v18, "a session for the secret of a provider's sign-in cannot be extended")
		page, _ := s.browse(s.oauth2Token().String())
		session := must(s.key().CreateSession(s, sessionParams(page.Query().Get("userId"), page.Query().Get("secret"))))
		must(s.session(session.Secret).UpdateSession(s, account.CurrentSession))
	}},
	{"a session for the secret of a provider's sign-in cannot be extended", func(s *S) {
		s.from(v19, "a session for the secret of a provider's sign-in can be extended")
		page, _ := s.browse(s.oauth2Token().String())
		session := must(s.key().CreateSession(s, sessionParams(page.Query().Get("userId"), page.Query().Get("secret"))))
		me := s.session(session.Secret)
		rejected(me.UpdateSession(s, account.CurrentSession)).as(400, account.ErrUserOAuth2BadRequest)
		must(me.Get(s))
	}},
	{"the provider sends the browser back to the port of the request, which only servers 1.7 may forget", func(s *S) {
		endpoint := must(url.Parse(localhost(s.environment().Endpoint)))
		callback := must(url.Parse(s.oauth2Token().Query().Get("redirect_uri")))
		forgotten := callback.Port() == "" && s.env.release == v17 // the embedded service needs its port
		check(callback.Port() == endpoint.Port() || forgotten, "the port is the endpoint's, not %q", callback.Port())
	}},
	{"an OAuth2 sign-in that was made up ends at known pages only, from server 1.8 on", func(s *S) {
		s.embedded("a provider that knows its codes")
		state := `{"success":"https://evil.example/","failure":"` + failurePage + `","token":true}`
		path := "/account/sessions/oauth2/mock/redirect?code=abcdef&state=" + url.QueryEscape(state)
		response := s.raw().get(path)
		if s.env.release == v17 {
			response.ok(301)
			return
		}
		check(!strings.Contains(response.header.Get("Location"), "evil.example"), "the browser is not sent there")
	}},
	{"the success page gets no user name", func(s *S) {
		s.from(v18, "the success page gets an empty user name and an empty fragment")
		page, _ := s.browse(s.oauth2Token().String())
		check(page.User == nil, "there is no user name")
		check(strings.HasPrefix(page.String(), "http://localhost/signed-in?secret="), "the secret comes first")
	}},
	{"the success page gets an empty user name and an empty fragment", func(s *S) {
		s.until(v17, "the success page gets no user name")
		page, _ := s.browse(s.oauth2Token().String())
		address := page.String()
		equal("the user name", page.User.String(), ":")
		check(strings.HasPrefix(address, "http://:@localhost/signed-in?secret="), "the secret comes first")
	}},
	{"a sign-in in a browser ends with cookies", func(s *S) {
		page, cookies := s.browse(s.oauth2Session())
		equal("the query of the page", page.RawQuery, "")
		check(len(cookies) == 2, "two cookies are set")
		i := slices.IndexFunc(cookies, func(cookie *http.Cookie) bool { return cookie.Name == s.cookieName() })
		check(i >= 0, "one of them is the session cookie")
		session := s.raw().cookie(cookies[i].Name, cookies[i].Value).get("/account/sessions/current").ok(200)
		equal("the provider", session.at("provider"), "mock")
		equal("the factors", session.json["factors"], []any{"email", "oauth2"})
		check(session.at("providerAccessToken") != "", "the provider's token is in the session")
	}},
	{"a provider's user is a new one with a verified address and an identity", func(s *S) {
		ann := atProvider()
		me := s.signInAt(ann)
		user := must(me.Get(s))
		equal("the address", user.Email, ann.Email)
		equal("the name", user.Name, ann.Name)
		check(user.EmailVerification && user.PasswordUpdate.IsZero(), "the address is verified, and there is no password")
		identities := must(me.ListIdentities(s, account.ListIdentitiesParams{}))
		equal("the number of identities", identities.Total, 1)
		equal("the provider's id", identities.Identities[0].ProviderUID, ann.ID)
		equal("the provider's address", identities.Identities[0].ProviderEmail, ann.Email)
	}},
	{"the same account at a provider finds the same user", func(s *S) {
		ann := atProvider()
		me := s.signInAt(ann)
		equal("the user", s.signInAt(ann).id, me.id)
	}},
	{"an address at a provider finds the user who has it", func(s *S) {
		id, email := s.signUp()
		ann := atProvider()
		ann.Email = email
		equal("the user", s.signInAt(ann).id, id)
	}},
	{"an address that the provider did not verify finds the user who has it", func(s *S) {
		s.until(v18, "an address that the provider did not verify does not find the user who has it")
		id, email := s.signUp()
		ann := atProvider()
		ann.Email, ann.Unverified = email, true
		equal("the user", s.signInAt(ann).id, id)
	}},
	{"an address that the provider did not verify does not find the user who has it", func(s *S) {
		s.from(v19, "an address that the provider did not verify finds the user who has it")
		service := s.provider()
		_, email := s.signUp()
		ann := atProvider()
		ann.Email, ann.Unverified = email, true
		failure := s.failure(service.SignInAtProvider(s.oauth2Token().String(), ann))
		equal("the type", failure["type"], "general_bad_request")
		equal("the code", failure["code"], 400.0)
	}},
	{"a user who is signed in in the browser keeps the account and gets the identity", func(s *S) {
		service := s.provider()
		me, ann := s.anonymous(), atProvider()
		result := service.SignInAtProvider(s.oauth2Session(), ann, s.browserCookie(me))
		check(strings.HasPrefix(result.URL, s.redirectedTo("localhost/signed-in")), "the sign-in succeeds")
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		again := s.signInAt(ann)
		equal("the user", again.id, me.id)
		equal("the address", must(again.Get(s)).Email, ann.Email)
	}},
	{"extending a provider's session asks the provider for new tokens", func(s *S) {
		service := s.provider()
		result := service.SignInAtProvider(s.oauth2Session(), atProvider())
		browser := s.raw()
		for _, cookie := range result.Cookies {
			browser = browser.cookie(cookie.Name, cookie.Value)
		}
		before := browser.get("/account/sessions/current").ok(200).at("providerAccessTokenExpiry")
		s.advance(5 * time.Hour)
		after := browser.patch("/account/sessions/current", nil).ok(200).at("providerAccessTokenExpiry")
		matches("the expiry", after, dateWithSpace)
		check(strings.Replace(after, " ", "T", 1) > before, "the provider's token lasts longer now")
	}},
}

var oauth2Failures = []Scenario{
	{"four providers came with server 1.9", func(s *S) {
		for _, provider := range []string{"fusionauth", "keycloak", "kick", "x"} {
			errorPage(s.raw().get("/account/tokens/oauth2/"+provider), byRelease(s, 400, 400, 412))
		}
	}},
	{"a provider that is not enabled gets an error page with status 412", func(s *S) {
		errorPage(s.raw().get("/account/tokens/oauth2/dailymotion"), 412)
		failed := rejected(s.guest().CreateOAuth2Token(s, "dailymotion", account.CreateOAuth2TokenParams{})).as(412, "")
		s.coverage.metError(typeOf(failed.err))
	}},
	{"an unknown provider gets an error page with status 400", func(s *S) {
		errorPage(s.raw().get("/account/tokens/oauth2/bogus"), 400)
	}},
	{"a provider is written in lower case", func(s *S) {
		errorPage(s.raw().get("/account/tokens/oauth2/GitHub"), 400)
	}},
	{"pages on hosts that the project does not know are rejected with an error page", func(s *S) {
		s.needsProvider()
		for _, name := range []string{"success", "failure"} {
			errorPage(s.raw().get("/account/tokens/oauth2/mock?"+name+"=https%3A%2F%2Fevil.example%2F"), 400)
			errorPage(s.raw().get("/account/sessions/oauth2/mock?"+name+"=https%3A%2F%2Fevil.example%2F"), 400)
		}
	}},
	{"scopes without brackets are rejected with an error page", func(s *S) {
		s.needsProvider()
		errorPage(s.raw().get("/account/tokens/oauth2/mock?scopes=a"), 400)
	}},
	{"a state that cannot be decoded gets an error page with status 500", func(s *S) {
		s.needsProvider()
		errorPage(s.raw().get("/account/sessions/oauth2/mock/redirect?code=abcdef&state=nonsense"), 500)
		s.coverage.metError("general_server_error")
	}},
	{"a sign-in that the user denies at the provider leads to the failure page", func(s *S) {
		service := s.embedded("a provider at which the user can deny the sign-in")
		failure := s.failure(service.DenyAtProvider(s.oauth2Token().String()))
		equal("the type", failure["type"], "user_oauth2_provider_error")
		equal("the code", failure["code"], 424.0)
	}},
	{"a provider that names no id fails", func(s *S) {
		service := s.provider()
		failure := s.failure(service.SignInAtProvider(s.oauth2Token().String(), accounttest.ProviderAccount{Email: newEmail()}))
		equal("the type", failure["type"], "user_missing_id")
	}},
	{"a provider that names no address fails", func(s *S) {
		service := s.provider()
		failure := s.failure(service.SignInAtProvider(s.oauth2Token().String(), accounttest.ProviderAccount{ID: word()}))
		equal("the type", failure["type"], "user_unauthorized")
	}},
	{"a blocked user cannot sign in with a provider", func(s *S) {
		service := s.provider()
		me, ann := s.user(), atProvider()
		ann.Email = me.email
		must(me.UpdateStatus(s))
		equal("the type", s.failure(service.SignInAtProvider(s.oauth2Token().String(), ann))["type"], "user_blocked")
	}},
	{"an address that belongs to another user cannot be attached", func(s *S) {
		service := s.provider()
		_, email := s.signUp()
		me, ann := s.anonymous(), atProvider()
		ann.Email = email
		failure := s.failure(service.SignInAtProvider(s.oauth2Session(), ann, s.browserCookie(me)))
		equal("the type", failure["type"], "user_already_exists")
	}},
	{"a code of the provider that is wrong is rejected", func(s *S) {
		s.embedded("a provider that knows its codes")
		state := `{"success":"` + successPage + `","failure":"` + failurePage + `","token":true}`
		response := s.raw().get("/account/sessions/oauth2/mock/redirect?code=wrong&state=" + url.QueryEscape(state)).ok(301)
		contains("the failure page", response.header.Get("Location"), "user_oauth2_bad_request")
		s.coverage.metError("user_oauth2_bad_request")
	}},
	{"a success page that is no URL gets an error page with status 400", func(s *S) {
		s.needsProvider()
		errorPage(s.raw().get("/account/sessions/oauth2/mock/redirect?code=abcdef&state="+url.QueryEscape(`{"success":"nowhere"}`)), 400)
		s.coverage.metError("project_invalid_success_url")
	}},
	{"a failure page that is no URL gets an error page with status 400", func(s *S) {
		s.needsProvider()
		state := `{"success":"` + successPage + `","failure":"nowhere"}`
		errorPage(s.raw().get("/account/sessions/oauth2/mock/redirect?code=abcdef&state="+url.QueryEscape(state)), 400)
		s.coverage.metError("project_invalid_failure_url")
	}},
	{"the secret of a provider's sign-in works once", func(s *S) {
		page, _ := s.browse(s.oauth2Token().String())
		params := sessionParams(page.Query().Get("userId"), page.Query().Get("secret"))
		must(s.key().CreateSession(s, params))
		rejected(s.key().CreateSession(s, params)).as(401, account.ErrUserInvalidToken)
	}},
	{"a provider's user has no password to change", func(s *S) {
		me := s.signInAt(atProvider())
		must(me.UpdatePassword(s, account.UpdatePasswordParams{Password: password}))
	}},
	{"the address of an identity cannot sign up, and gets no tokens", func(s *S) {
		taken := s.identityElsewhere()
		rejected(s.key().Create(s, signUpParams(taken))).as(400, account.ErrGeneralBadRequest)
		rejected(s.key().CreateEmailToken(s, emailTokenParams(taken))).as(400, account.ErrGeneralBadRequest)
		rejected(s.key().CreateMagicURLToken(s, magicParams(taken, ""))).as(409, account.ErrUserEmailAlreadyExists)
		me := s.user()
		rejected(me.UpdateEmail(s, account.UpdateEmailParams{Email: taken, Password: password})).as(400, account.ErrGeneralBadRequest)
	}},
}
