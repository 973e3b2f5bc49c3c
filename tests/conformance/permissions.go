package conformance

import (
	"fmt"
	"strings"
)

// kind is a way to say who calls.
type kind string

const (
	asGuest   kind = "a guest"
	asCookie  kind = "a cookie"
	asSession kind = "a session"
	asJWT     kind = "a JWT"
	asKey     kind = "a key"
)

var kinds = []kind{asGuest, asCookie, asSession, asJWT, asKey}

// route is a row of the matrix: what one request is answered, by kind of credential.
type route struct {
	name         string
	method, path string // {session} and {user} are filled in
	body         fields
	answers      [5]string // in the order of kinds: "200", or "401 user_invalid_token"
	prepare      func(s *S, p *person)
	needs        func(s *S)
	cookies      bool // every success but a JWT's sets or clears the cookies
	secret       bool // the answer has a secret, which only a key can see
}

const (
	noScope   = "401 general_unauthorized_scope"
	exists    = "401 user_session_already_exists"
	badToken  = "401 user_invalid_token"
	noCurrent = "404 user_session_not_found"
	unfresh   = "401 user_challenge_required"
	noTarget  = "404 user_target_not_found"
	broken    = "500 general_unknown"
)

// forUsers are answers for whoever is signed in.
func forUsers(answer string) [5]string { return [5]string{noScope, answer, answer, answer, noScope} }

// forSessions are answers for sessions, and something else for a JWT.
func forSessions(answer, jwt string) [5]string {
	return [5]string{noScope, answer, answer, jwt, noScope}
}

// forAll are answers for everybody.
func forAll(answer string) [5]string { return [5]string{answer, answer, answer, answer, answer} }

// forSignedOut are answers for guests and keys.
func forSignedOut(answer string) [5]string { return [5]string{answer, exists, exists, exists, answer} }

// forPublic are answers for everybody but keys.
func forPublic(answer string) [5]string { return [5]string{answer, answer, answer, answer, noScope} }

func withAuthenticator(s *S, p *person) { must(p.CreateMFAAuthenticator(s, "totp")) }
func withConfirmed(s *S, p *person)     { s.addTOTP(p) }
func withCodes(s *S, p *person)         { must(p.CreateMFARecoveryCodes(s)) }
func withBugs(s *S)                     { s.withBugs() }

func withPhone(s *S, p *person) {
	p.phone = newPhone()
	s.raw().as(p).patch("/account/phone", fields{"phone": p.phone, "password": password}).ok(200)
}

var routes = []route{
	{name: "create", method: "POST", path: "/account", body: fields{"userId": "unique()", "email": "{new}", "password": password}, answers: forAll("201")},
	{name: "get", method: "GET", path: "/account", answers: forUsers("200")},
	{name: "delete", method: "DELETE", path: "/account", answers: forUsers("204")},
	{name: "getPrefs", method: "GET", path: "/account/prefs", answers: forUsers("200")},
	{name: "updatePrefs", method: "PATCH", path: "/account/prefs", body: fields{"prefs": fields{"a": 1}}, answers: forUsers("200")},
	{name: "updateName", method: "PATCH", path: "/account/name", body: fields{"name": "Bob"}, answers: forUsers("200")},
	{name: "updatePassword", method: "PATCH", path: "/account/password", body: fields{"password": otherPassword, "oldPassword": password}, answers: forUsers("200")},
	{name: "updateEmail", method: "PATCH", path: "/account/email", body: fields{"email": "{new}", "password": password}, answers: forUsers("200")},
	{name: "updatePhone", method: "PATCH", path: "/account/phone", body: fields{"phone": "{phone}", "password": password}, answers: forUsers("200")},
	{name: "updateStatus", method: "PATCH", path: "/account/status", answers: forUsers("200"), cookies: true},
	{name: "listLogs", method: "GET", path: "/account/logs", answers: forUsers("200")},
	{name: "listIdentities", method: "GET", path: "/account/identities", answers: forUsers("200")},
	{name: "deleteIdentity", method: "DELETE", path: "/account/identities/x", answers: forUsers("404 user_identity_not_found")},
	{name: "listSessions", method: "GET", path: "/account/sessions", answers: forUsers("200")},
	{name: "getSession, current", method: "GET", path: "/account/sessions/current", answers: forSessions("200", noCurrent), secret: true},
	{name: "getSession", method: "GET", path: "/account/sessions/{session}", answers: forUsers("200"), secret: true},
	{name: "updateSession, current", method: "PATCH", path: "/account/sessions/current", answers: forSessions("200", noCurrent), secret: true},
	{name: "updateSession", method: "PATCH", path: "/account/sessions/{session}", answers: forUsers("200"), secret: true},
	{name: "deleteSession, current", method: "DELETE", path: "/account/sessions/current", answers: forSessions("204", noCurrent), cookies: true},
	{name: "deleteSession", method: "DELETE", path: "/account/sessions/{session}", answers: forUsers("204")},
	{name: "deleteSessions", method: "DELETE", path: "/account/sessions", answers: forUsers("204")},
	{name: "createJWT", method: "POST", path: "/account/jwts", answers: forSessions("201", noCurrent)},
	{name: "createEmailPasswordSession", method: "POST", path: "/account/sessions/email", body: fields{"email": "{email}", "password": password}, answers: forSignedOut("201"), cookies: true, secret: true},
	{name: "createAnonymousSession", method: "POST", path: "/account/sessions/anonymous", answers: forSignedOut("201"), cookies: true, secret: true},
	{name: "createSession", method: "POST", path: "/account/sessions/token", body: fields{"userId": "{user}", "secret": "bad"}, answers: forSignedOut(badToken)},
	{name: "updateMagicURLSession", method: "PUT", path: "/account/sessions/magic-url", body: fields{"userId": "{user}", "secret": "bad"}, answers: forSignedOut(badToken)},
	{name: "updatePhoneSession", method: "PUT", path: "/account/sessions/phone", body: fields{"userId": "{user}", "secret": "bad"}, answers: forSignedOut(badToken)},
	{name: "createEmailToken", method: "POST", path: "/account/tokens/email", body: fields{"userId": "unique()", "email": "{email}"}, answers: forAll("201"), secret: true},
	{name: "createMagicURLToken", method: "POST", path: "/account/tokens/magic-url", body: fields{"userId": "unique()", "email": "{email}"}, answers: forAll("201"), secret: true},
	{name: "createPhoneToken", method: "POST", path: "/account/tokens/phone", body: fields{"userId": "unique()", "phone": "{phone}"}, answers: forAll("201"), secret: true, needs: (*S).needsSMS},
	{name: "createOAuth2Token", method: "GET", path: "/account/tokens/oauth2/mock", answers: forAll("301"), needs: (*S).needsProvider},
	{name: "createOAuth2Session", method: "GET", path: "/account/sessions/oauth2/mock", answers: forAll("301"), needs: (*S).needsProvider},
	{name: "createRecovery", method: "POST", path: "/account/recovery", body: fields{"email": "{email}", "url": "http://localhost/reset"}, answers: forAll("201"), secret: true},
	{name: "updateRecovery", method: "PUT", path: "/account/recovery", body: fields{"userId": "{user}", "secret": "bad", "password": otherPassword}, answers: forAll(badToken)},
	{name: "createVerification", method: "POST", path: "/account/verification", body: fields{"url": "http://localhost/verify"}, answers: forUsers("201"), secret: true},
	{name: "updateVerification", method: "PUT", path: "/account/verification", body: fields{"userId": "{user}", "secret": "bad"}, answers: forPublic(badToken)},
	{name: "createPhoneVerification", method: "POST", path: "/account/verification/phone", answers: forUsers("201"), prepare: withPhone, needs: (*S).needsSMS, secret: true},
	{name: "updatePhoneVerification", method: "PUT", path: "/account/verification/phone", body: fields{"userId": "{user}", "secret": "bad"}, answers: forPublic(badToken)},
	{name: "listMfaFactors", method: "GET", path: "/account/mfa/factors", answers: forUsers("200")},
	{name: "createMfaAuthenticator", method: "POST", path: "/account/mfa/authenticators/totp", answers: forUsers("200")},
	{name: "updateMfaAuthenticator", method: "PUT", path: "/account/mfa/authenticators/totp", body: fields{"otp": "000000"}, answers: forSessions(badToken, broken), prepare: withAuthenticator, needs: withBugs},
	{name: "deleteMfaAuthenticator", method: "DELETE", path: "/account/mfa/authenticators/totp", answers: forSessions(unfresh, broken), prepare: withConfirmed, needs: withBugs},
	{name: "createMfaRecoveryCodes", method: "POST", path: "/account/mfa/recovery-codes", answers: forUsers("200")},
	{name: "getMfaRecoveryCodes", method: "GET", path: "/account/mfa/recovery-codes", answers: forSessions(unfresh, broken), prepare: withCodes, needs: withBugs},
	{name: "updateMfaRecoveryCodes", method: "PATCH", path: "/account/mfa/recovery-codes", answers: forSessions(unfresh, broken), prepare: withCodes, needs: withBugs},
	{name: "createMfaChallenge", method: "POST", path: "/account/mfa/challenge", body: fields{"factor": "totp"}, answers: forUsers("200")},
	{name: "updateMfaChallenge", method: "PUT", path: "/account/mfa/challenge", body: fields{"challengeId": "nope", "otp": "000000"}, answers: forSessions(badToken, broken), needs: withBugs},
	{name: "updateMFA", method: "PATCH", path: "/account/mfa", body: fields{"mfa": true}, answers: forSessions("200", broken), needs: withBugs},
	{name: "createPushTarget", method: "POST", path: "/account/targets/push", body: fields{"targetId": "unique()", "identifier": "{word}"}, answers: [5]string{noScope, "201", "201", "201", broken}, needs: withBugs},
	{name: "updatePushTarget", method: "PUT", path: "/account/targets/x/push", body: fields{"identifier": "{word}"}, answers: [5]string{noScope, noTarget, noTarget, noTarget, noTarget}},
	{name: "deletePushTarget", method: "DELETE", path: "/account/targets/x/push", answers: [5]string{noScope, noTarget, noTarget, noTarget, noTarget}},
}

// permissions is a scenario for each row.
var permissions = func() []Scenario {
	scenarios := make([]Scenario, len(routes))
	for i, row := range routes {
		scenarios[i] = Scenario{row.sentence(), row.run}
	}
	return scenarios
}()

// sentence says who is let in.
func (r route) sentence() string {
	var in []string
	for i, k := range kinds {
		if !strings.HasSuffix(r.answers[i], noScope) && !strings.HasPrefix(r.answers[i], "5") && r.answers[i] != exists && r.answers[i] != noCurrent {
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
		r.try(s, k, r.answers[i])
	}
}

// try makes the request as one kind of caller, about a user of its own.
func (r route) try(s *S, k kind, want string) {
	p := s.user()
	if r.prepare != nil {
		r.prepare(s, p)
	}
	answer := s.callerOf(k, p).send(r.method, fill(r.path, p), fillBody(r.body, p))
	got := fmt.Sprint(answer.status)
	if answer.status >= 400 {
		got += " " + answer.kind()
	}
	if got != want {
		failSeeing(answer.kind(), "expected %s from %s for %s, got %s", want, r.name, k, answer)
	}
	if answer.status >= 400 {
		return
	}
	if r.cookies {
		equal(fmt.Sprintf("the number of cookies for %s", k), len(answer.header.Values("Set-Cookie")), 2)
	}
	if r.secret {
		_, present := answer.json["secret"]
		check(present, "the secret is never absent, but for %s it is", k)
		check((answer.at("secret") != "") == (k == asKey), "keys see the secret, and nobody else; %s does not fit", k)
	}
}

// callerOf makes requests by a kind of credential.
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

func fill(text string, p *person) string {
	return strings.NewReplacer("{session}", p.sessionID, "{user}", p.id, "{email}", p.email).Replace(text)
}

func fillBody(body fields, p *person) fields {
	if body == nil {
		return nil
	}
	filled := fields{}
	for name, value := range body {
		switch text, _ := value.(string); text {
		case "{new}":
			filled[name] = newEmail()
		case "{phone}":
			filled[name] = newPhone()
		case "{word}":
			filled[name] = word()
		case "":
			filled[name] = value
		default:
			filled[name] = fill(text, p)
		}
	}
	return filled
}
