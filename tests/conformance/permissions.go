package conformance

import (
	"fmt"
	"strconv"
	"strings"
)

// kind is a kind of credential.
type kind string

const (
	asGuest   kind = "a guest"
	asCookie  kind = "a cookie"
	asSession kind = "a session"
	asJWT     kind = "a JWT"
	asKey     kind = "a key"
)

var kinds = []kind{asGuest, asCookie, asSession, asJWT, asKey}

// route is a row of the matrix: the responses to one request, by kind of credential.
type route struct {
	name         string
	method, path string // {session} and {user} are filled in
	body         fields
	responses    [5]string // in the order of kinds: "200", or "401 user_invalid_token"
	prepare      func(s *S, p *person)
	needs        func(s *S)
	cookies      bool // every success sets or clears the cookies
	secret       bool // the response has a secret, which only a key can see
}

const (
	noScope   = "401 general_unauthorized_scope"
	exists    = "401 user_session_already_exists"
	badToken  = "401 user_invalid_token"
	noCurrent = "404 user_session_not_found"
	unfresh   = "401 user_challenge_required"
	noTarget  = "404 user_target_not_found"
	broken    = "500 general_unknown"
	mfaMade   = "the status of new challenges and recovery codes"
)

// forUsers are the responses of routes for signed-in users.
func forUsers(response string) [5]string { return forSessions(response, response) }

// forSessions are the responses of routes for signed-in users that differ for a JWT.
func forSessions(response, jwt string) [5]string {
	return [5]string{noScope, response, response, jwt, noScope}
}

// forAll are the responses of routes for everybody.
func forAll(response string) [5]string {
	return [5]string{response, response, response, response, response}
}

// forSignedOut are the responses of routes for guests and keys.
func forSignedOut(response string) [5]string {
	return [5]string{response, exists, exists, exists, response}
}

// forPublic are the responses of routes for everybody but keys.
func forPublic(response string) [5]string {
	return [5]string{response, response, response, response, noScope}
}

func withAuthenticator(s *S, p *person) { must(p.CreateMFAAuthenticator(s, totpType)) }
func withConfirmed(s *S, p *person)     { s.addTOTP(p) }
func withCodes(s *S, p *person)         { must(p.CreateMFARecoveryCodes(s)) }

// laterPaths comes before requests to paths that came with server 1.8.
func laterPaths(s *S) { s.from(v18, noLaterPaths) }

func laterPathsAndSMS(s *S) {
	laterPaths(s)
	s.needsSMS()
}

func withPhone(s *S, p *person) {
	p.phone = newPhone()
	s.raw().as(p).patch("/account/phone", fields{"phone": p.phone, "password": password}).ok(200)
}

var routes = []route{
	{name: "create", method: "POST", path: "/account", body: fields{"userId": "unique()", "email": "{new}", "password": password}, responses: forAll("201")},
	{name: "get", method: "GET", path: "/account", responses: forUsers("200")},
	{name: "delete", method: "DELETE", path: "/account", responses: forUsers("204")},
	{name: "getPrefs", method: "GET", path: "/account/prefs", responses: forUsers("200")},
	{name: "updatePrefs", method: "PATCH", path: "/account/prefs", body: fields{"prefs": fields{"a": 1}}, responses: forUsers("200")},
	{name: "updateName", method: "PATCH", path: "/account/name", body: fields{"name": "Bob"}, responses: forUsers("200")},
	{name: "updatePassword", method: "PATCH", path: "/account/password", body: fields{"password": otherPassword, "oldPassword": password}, responses: forUsers("200")},
	{name: "updateEmail", method: "PATCH", path: "/account/email", body: fields{"email": "{new}", "password": password}, responses: forUsers("200")},
	{name: "updatePhone", method: "PATCH", path: "/account/phone", body: fields{"phone": "{phone}", "password": password}, responses: forUsers("200")},
	{name: "updateStatus", method: "PATCH", path: "/account/status", responses: forUsers("200"), cookies: true},
	{name: "listLogs", method: "GET", path: "/account/logs", responses: forUsers("200")},
	{name: "listIdentities", method: "GET", path: "/account/identities", responses: forUsers("200")},
	{name: "deleteIdentity", method: "DELETE", path: "/account/identities/x", responses: forUsers("404 user_identity_not_found")},
	{name: "listSessions", method: "GET", path: "/account/sessions", responses: forUsers("200")},
	{name: "getSession, current", method: "GET", path: "/account/sessions/current", responses: forSessions("200", noCurrent), secret: true},
	{name: "getSession", method: "GET", path: "/account/sessions/{session}", responses: forUsers("200"), secret: true},
	{name: "updateSession, current", method: "PATCH", path: "/account/sessions/current", responses: forSessions("200", noCurrent), secret: true},
	{name: "updateSession", method: "PATCH", path: "/account/sessions/{session}", responses: forUsers("200"), secret: true},
	{name: "deleteSession, current", method: "DELETE", path: "/account/sessions/current", responses: forSessions("204", noCurrent), cookies: true},
	{name: "deleteSession", method: "DELETE", path: "/account/sessions/{session}", responses: forUsers("204")},
	{name: "deleteSessions", method: "DELETE", path: "/account/sessions", responses: forUsers("204")},
	{name: "createJWT", method: "POST", path: "/account/jwts", body: fields{}, responses: forSessions("201", noCurrent)},
	{name: "createEmailPasswordSession", method: "POST", path: "/account/sessions/email", body: fields{"email": "{email}", "password": password}, responses: forSignedOut("201"), cookies: true, secret: true},
	{name: "createAnonymousSession", method: "POST", path: "/account/sessions/anonymous", responses: forSignedOut("201"), cookies: true, secret: true},
	{name: "createSession", method: "POST", path: "/account/sessions/token", body: fields{"userId": "{user}", "secret": "bad"}, responses: forSignedOut(badToken)},
	{name: "updateMagicURLSession", method: "PUT", path: "/account/sessions/magic-url", body: fields{"userId": "{user}", "secret": "bad"}, responses: forSignedOut(badToken)},
	{name: "updatePhoneSession", method: "PUT", path: "/account/sessions/phone", body: fields{"userId": "{user}", "secret": "bad"}, responses: forSignedOut(badToken)},
	{name: "createEmailToken", method: "POST", path: "/account/tokens/email", body: fields{"userId": "unique()", "email": "{email}"}, responses: forAll("201"), secret: true},
	{name: "createMagicURLToken", method: "POST", path: "/account/tokens/magic-url", body: fields{"userId": "unique()", "email": "{email}"}, responses: forAll("201"), secret: true},
	{name: "createPhoneToken", method: "POST", path: "/account/tokens/phone", body: fields{"userId": "unique()", "phone": "{phone}"}, responses: forAll("201"), secret: true, needs: (*S).needsSMS},
	{name: "createOAuth2Token", method: "GET", path: "/account/tokens/oauth2/mock", responses: forAll("301"), needs: (*S).needsProvider},
	{name: "createOAuth2Session", method: "GET", path: "/account/sessions/oauth2/mock", responses: forAll("301"), needs: (*S).needsProvider},
	{name: "createRecovery", method: "POST", path: "/account/recovery", body: fields{"email": "{email}", "url": "http://localhost/reset"}, responses: forAll("201"), secret: true},
	{name: "updateRecovery", method: "PUT", path: "/account/recovery", body: fields{"userId": "{user}", "secret": "bad", "password": otherPassword}, responses: forAll(badToken)},
	{name: "createVerification", method: "POST", path: "/account/verification", body: fields{"url": "http://localhost/verify"}, responses: forUsers("201"), secret: true},
	{name: "updateVerification", method: "PUT", path: "/account/verification", body: fields{"userId": "{user}", "secret": "bad"}, responses: forPublic(badToken)},
	{name: "createPhoneVerification", method: "POST", path: "/account/verification/phone", responses: forUsers("201"), prepare: withPhone, needs: (*S).needsSMS, secret: true},
	{name: "updatePhoneVerification", method: "PUT", path: "/account/verification/phone", body: fields{"userId": "{user}", "secret": "bad"}, responses: forPublic(badToken)},
	{name: "createVerification at its later path", method: "POST", path: "/account/verifications/email", body: fields{"url": "http://localhost/verify"}, responses: forUsers("201"), needs: laterPaths, secret: true},
	{name: "updateVerification at its later path", method: "PUT", path: "/account/verifications/email", body: fields{"userId": "{user}", "secret": "bad"}, responses: forPublic(badToken), needs: laterPaths},
	{name: "createPhoneVerification at its later path", method: "POST", path: "/account/verifications/phone", responses: forUsers("201"), prepare: withPhone, needs: laterPathsAndSMS, secret: true},
	{name: "updatePhoneVerification at its later path", method: "PUT", path: "/account/verifications/phone", body: fields{"userId": "{user}", "secret": "bad"}, responses: forPublic(badToken), needs: laterPaths},
	{name: "listMfaFactors", method: "GET", path: "/account/mfa/factors", responses: forUsers("200")},
	{name: "createMfaAuthenticator", method: "POST", path: "/account/mfa/authenticators/totp", responses: forUsers("200")},
	{name: "updateMfaAuthenticator", method: "PUT", path: "/account/mfa/authenticators/totp", body: fields{"otp": "000000"}, responses: forSessions(badToken, broken), prepare: withAuthenticator},
	{name: "deleteMfaAuthenticator", method: "DELETE", path: "/account/mfa/authenticators/totp", responses: forSessions(unfresh, broken), prepare: withConfirmed},
	{name: "createMfaRecoveryCodes", method: "POST", path: "/account/mfa/recovery-codes", responses: forUsers(mfaMade)},
	{name: "getMfaRecoveryCodes", method: "GET", path: "/account/mfa/recovery-codes", responses: forSessions(unfresh, broken), prepare: withCodes},
	{name: "updateMfaRecoveryCodes", method: "PATCH", path: "/account/mfa/recovery-codes", responses: forSessions(unfresh, broken), prepare: withCodes},
	{name: "createMfaChallenge", method: "POST", path: "/account/mfa/challenge", body: fields{"factor": "totp"}, responses: forUsers(mfaMade)},
	{name: "createMfaChallenge at its later path", method: "POST", path: "/account/mfa/challenges", body: fields{"factor": "totp"}, responses: forUsers(mfaMade), needs: laterPaths},
	{name: "updateMfaChallenge at its later path", method: "PUT", path: "/account/mfa/challenges", body: fields{"challengeId": "nope", "otp": "000000"}, responses: forSessions(badToken, broken), needs: laterPaths},
	{name: "updateMfaChallenge", method: "PUT", path: "/account/mfa/challenge", body: fields{"challengeId": "nope", "otp": "000000"}, responses: forSessions(badToken, broken)},
	{name: "updateMFA", method: "PATCH", path: "/account/mfa", body: fields{"mfa": true}, responses: forSessions("200", broken)},
	{name: "createPushTarget", method: "POST", path: "/account/targets/push", body: fields{"targetId": "unique()", "identifier": "{word}"}, responses: [5]string{noScope, "201", "201", "201", broken}},
	{name: "updatePushTarget", method: "PUT", path: "/account/targets/x/push", body: fields{"identifier": "{word}"}, responses: [5]string{noScope, noTarget, noTarget, noTarget, noTarget}},
	{name: "deletePushTarget", method: "DELETE", path: "/account/targets/x/push", responses: [5]string{noScope, noTarget, noTarget, noTarget, noTarget}},
}

// permissions is a scenario for each row.
var permissions = func() []Scenario {
	scenarios := make([]Scenario, len(routes))
	for i, row := range routes {
		scenarios[i] = Scenario{row.sentence(), row.run}
	}
	return scenarios
}()

// sentence states which credentials are accepted.
func (r route) sentence() string {
	var in []string
	for i, k := range kinds {
		if !strings.HasSuffix(r.responses[i], noScope) && !strings.HasPrefix(r.responses[i], "5") && r.responses[i] != exists && r.responses[i] != noCurrent {
			in = append(in, string(k))
		}
	}
	who := strings.Join(in, ", ")
	if last := len(in) - 1; last > 0 {
		who = strings.Join(in[:last], ", ") + " and " + in[last]
	}
	return fmt.Sprintf("%s is open to %s", r.name, who)
}

func (r route) run(s *S) {
	s.environment()
	if r.needs != nil {
		r.needs(s)
	}
	for i, k := range kinds {
		r.try(s, k, r.responses[i])
	}
}

// try makes the request as one kind of caller, about a user of its own.
func (r route) try(s *S, k kind, expected string) {
	p := s.user()
	if r.prepare != nil {
		r.prepare(s, p)
	}
	response := s.callerOf(k, p).send(r.method, fill(r.path, p), fillBody(r.body, p))
	got := fmt.Sprint(response.status)
	if response.status >= 400 {
		got += " " + response.kind()
	}
	if expected == mfaMade {
		expected = strconv.Itoa(s.mfaMade())
	}
	if got != expected {
		failWithType(response.kind(), "expected %s from %s for %s, got %s", expected, r.name, k, response)
	}
	if response.status >= 400 {
		return
	}
	if r.cookies {
		equal(fmt.Sprintf("the number of cookies for %s", k), len(response.header.Values("Set-Cookie")), 2)
	}
	if r.secret {
		_, present := response.json["secret"]
		check(present, "the response for %s has a secret, even if an empty one", k)
		check((response.at("secret") != "") == (k == asKey), "only keys see the secret, which is not so for %s", k)
	}
}

// callerOf sends requests with a kind of credential.
func (s *S) callerOf(k kind, p *person) *raw {
	switch k {
	case asCookie:
		return s.raw().signedInByCookie(p)
	case asSession:
		return s.raw().as(p)
	case asJWT:
		return s.raw().jwt(s.token(p))
	case asKey:
		return s.raw().key()
	}
	return s.raw()
}

func fill(template string, p *person) string {
	return strings.NewReplacer("{session}", p.sessionID, "{user}", p.id, "{email}", p.email).Replace(template)
}

func fillBody(body fields, p *person) fields {
	if body == nil {
		return nil
	}
	filled := fields{}
	for name, value := range body {
		switch template, _ := value.(string); template {
		case "{new}":
			filled[name] = newEmail()
		case "{phone}":
			filled[name] = newPhone()
		case "{word}":
			filled[name] = word()
		case "":
			filled[name] = value
		default:
			filled[name] = fill(template, p)
		}
	}
	return filled
}
