package accounttest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const password = "correct-horse-9"

// row is how a live server responded to one request with each credential. "=" is the same
// as for the cookie.
type row struct {
	method, path string
	body         fields
	guest        string
	cookie       string
	session      string
	jwt          string
	key          string
}

const (
	unauthorized = "401 general_unauthorized_scope"
	badToken     = "401 user_invalid_token"
	signedInTwo  = "401 user_session_already_exists"
	noSession    = "404 user_session_not_found"
	challengeDue = "401 user_challenge_required"
	broken       = "500 general_unknown"
)

// matrix uses USER, SESSION and EMAIL for those of the user signed in.
var matrix = []row{
	{"POST", "/account", fields{"userId": "unique()", "email": "new@example.test", "password": password}, "201", "201", "=", "=", "201"},
	{"GET", "/account", nil, unauthorized, "200", "=", "=", unauthorized},
	{"HEAD", "/account", nil, "401", "200", "=", "=", "401"},
	{"GET", "/account/prefs", nil, unauthorized, "200", "=", "=", unauthorized},
	{"PATCH", "/account/prefs", fields{"prefs": fields{"a": 1}}, unauthorized, "200", "=", "=", unauthorized},
	{"PATCH", "/account/name", fields{"name": "Bob"}, unauthorized, "200", "=", "=", unauthorized},
	{"PATCH", "/account/password", fields{"password": "battery-staple-7", "oldPassword": password}, unauthorized, "200", "=", "=", unauthorized},
	{"PATCH", "/account/email", fields{"email": "b@example.test", "password": password}, unauthorized, "200", "=", "=", unauthorized},
	{"PATCH", "/account/phone", fields{"phone": "+4930901821", "password": password}, unauthorized, "200", "=", "=", unauthorized},
	{"GET", "/account/logs", nil, unauthorized, "200", "=", "=", unauthorized},
	{"GET", "/account/identities", nil, unauthorized, "200", "=", "=", unauthorized},
	{"DELETE", "/account/identities/x", nil, unauthorized, "404 user_identity_not_found", "=", "=", unauthorized},
	{"GET", "/account/sessions", nil, unauthorized, "200", "=", "=", unauthorized},
	{"GET", "/account/sessions/current", nil, unauthorized, "200 secret=''", "=", noSession, unauthorized},
	{"GET", "/account/sessions/SESSION", nil, unauthorized, "200 secret=''", "=", "=", unauthorized},
	{"PATCH", "/account/sessions/current", nil, unauthorized, "200 secret=''", "=", noSession, unauthorized},
	{"PATCH", "/account/sessions/SESSION", nil, unauthorized, "200 secret=''", "=", "=", unauthorized},
	{"POST", "/account/jwts", nil, unauthorized, "201", "=", noSession, unauthorized},
	{"POST", "/account/jwt", nil, unauthorized, "201", "=", noSession, unauthorized},
	{"POST", "/account/sessions/email", fields{"email": "EMAIL", "password": password}, "201 secret='' +cookies", signedInTwo, "=", "=", "201 secret=set +cookies"},
	{"POST", "/account/sessions", fields{"email": "EMAIL", "password": password}, "201 secret='' +cookies", signedInTwo, "=", "=", "201 secret=set +cookies"},
	{"POST", "/account/sessions/anonymous", nil, "201 secret='' +cookies", signedInTwo, "=", "=", "201 secret=set +cookies"},
	{"POST", "/account/sessions/token", fields{"userId": "USER", "secret": "bad"}, badToken, signedInTwo, "=", "=", badToken},
	{"PUT", "/account/sessions/magic-url", fields{"userId": "USER", "secret": "bad"}, badToken, signedInTwo, "=", "=", badToken},
	{"PUT", "/account/sessions/phone", fields{"userId": "USER", "secret": "bad"}, badToken, signedInTwo, "=", "=", badToken},
	{"POST", "/account/tokens/email", fields{"userId": "unique()", "email": "EMAIL"}, "201 secret=''", "201 secret=''", "=", "=", "201 secret=set"},
	{"POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": "EMAIL"}, "201 secret=''", "201 secret=''", "=", "=", "201 secret=set"},
	{"POST", "/account/sessions/magic-url", fields{"userId": "unique()", "email": "EMAIL"}, "201 secret=''", "201 secret=''", "=", "=", "201 secret=set"},
	{"POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}, "201 secret=''", "201 secret=''", "=", "=", "201 secret=set"},
	{"POST", "/account/sessions/phone", fields{"userId": "unique()", "phone": "+4930901820"}, "201 secret=''", "201 secret=''", "=", "=", "201 secret=set"},
	{"GET", "/account/tokens/oauth2/mock", nil, "301", "301", "=", "=", "301"},
	{"GET", "/account/sessions/oauth2/mock", nil, "301", "301", "=", "=", "301"},
	{"POST", "/account/recovery", fields{"email": "EMAIL", "url": "http://localhost/r"}, "201 secret=''", "201 secret=''", "=", "=", "201 secret=set"},
	{"PUT", "/account/recovery", fields{"userId": "USER", "secret": "bad", "password": password}, badToken, badToken, "=", "=", badToken},
	{"POST", "/account/verification", fields{"url": "http://localhost/v"}, unauthorized, "201 secret=''", "=", "=", unauthorized},
	{"PUT", "/account/verification", fields{"userId": "USER", "secret": "bad"}, badToken, badToken, "=", "=", unauthorized},
	{"POST", "/account/verification/phone", nil, unauthorized, "201 secret=''", "=", "=", unauthorized},
	{"PUT", "/account/verification/phone", fields{"userId": "USER", "secret": "bad"}, badToken, badToken, "=", "=", unauthorized},
	{"GET", "/account/mfa/factors", nil, unauthorized, "200", "=", "=", unauthorized},
	{"POST", "/account/mfa/authenticators/totp", nil, unauthorized, "200 secret=set", "=", "=", unauthorized},
	{"PUT", "/account/mfa/authenticators/totp", fields{"otp": "000000"}, unauthorized, "404 user_authenticator_not_found", "=", broken, unauthorized},
	{"DELETE", "/account/mfa/authenticators/totp", nil, unauthorized, challengeDue, "=", broken, unauthorized},
	{"POST", "/account/mfa/recovery-codes", nil, unauthorized, "200", "=", "=", unauthorized},
	{"GET", "/account/mfa/recovery-codes", nil, unauthorized, challengeDue, "=", broken, unauthorized},
	{"PATCH", "/account/mfa/recovery-codes", nil, unauthorized, challengeDue, "=", broken, unauthorized},
	{"POST", "/account/mfa/challenge", fields{"factor": "totp"}, unauthorized, "200", "=", "=", unauthorized},
	{"PUT", "/account/mfa/challenge", fields{"challengeId": "x", "otp": "000000"}, unauthorized, badToken, "=", broken, unauthorized},
	{"PATCH", "/account/mfa", fields{"mfa": true}, unauthorized, "200", "=", broken, unauthorized},
	{"POST", "/account/targets/push", fields{"targetId": "unique()", "identifier": "tok"}, unauthorized, "201", "=", "=", broken},
	{"PUT", "/account/targets/x/push", fields{"identifier": "tok"}, unauthorized, "404 user_target_not_found", "=", "=", "404 user_target_not_found"},
	{"DELETE", "/account/targets/x/push", nil, unauthorized, "404 user_target_not_found", "=", "=", "404 user_target_not_found"},
	{"PATCH", "/account/status", nil, unauthorized, "200 +cookies", "=", "=", unauthorized},
	{"DELETE", "/account/sessions/current", nil, unauthorized, "204 +cookies", "=", noSession, unauthorized},
	{"DELETE", "/account/sessions", nil, unauthorized, "204 +cookies", "=", "204", unauthorized},
	{"DELETE", "/account", nil, unauthorized, "204", "=", "=", unauthorized},
}

func TestCredentials_EachGetsWhatALiveServerGaveIt(t *testing.T) {
	t.Parallel()
	for _, row := range matrix {
		t.Run(row.method+" "+row.path, func(t *testing.T) {
			t.Parallel()
			expected := map[string]string{"guest": row.guest, "cookie": row.cookie, "session": row.session, "jwt": row.jwt, "key": row.key}
			for credential, response := range expected {
				if response == "=" {
					response = row.cookie
				}
				require.Equal(t, response, askAs(t, row, credential), "as %s", credential)
			}
		})
	}
}

// askAs sends a row's request with one credential to a service of its own.
func askAs(t *testing.T, row row, credential string) string {
	t.Helper()
	srv := accounttest.New(t)
	seed := accounttest.Seed{Email: "ann@example.test", Phone: "+4930901820", Password: password}
	if row.method+row.path == "POST/account" {
		seed.Phone = "" // which the new user would inherit
	}
	ann := srv.CreateUser(seed)
	session := srv.CreateSession(ann.ID)
	fill := strings.NewReplacer("USER", ann.ID, "SESSION", session.ID, "EMAIL", ann.Email)
	caller := guest(t, srv)
	switch credential {
	case "cookie":
		caller = caller.with("Cookie", "a_session_"+srv.ProjectID()+"="+url.QueryEscape(session.Secret))
	case "session":
		caller = caller.session(session.Secret)
	case "jwt":
		caller = caller.jwt(srv.CreateJWT(session))
	case "key":
		caller = caller.key()
	}
	var body any
	if row.body != nil {
		filled := fields{}
		for name, value := range row.body {
			filled[name] = value
			if s, ok := value.(string); ok {
				filled[name] = fill.Replace(s)
			}
		}
		body = filled
	}
	return summary(caller.call(row.method, fill.Replace(row.path), body))
}

func summary(r reply) string {
	parts := []string{fmt.Sprint(r.status)}
	if kind, ok := r.json["type"].(string); ok && r.status >= 400 {
		parts = append(parts, kind)
	}
	if secret, ok := r.json["secret"].(string); ok {
		parts = append(parts, map[bool]string{true: "secret=''", false: "secret=set"}[secret == ""])
	}
	if len(r.header.Values("Set-Cookie")) == 2 {
		parts = append(parts, "+cookies")
	}
	return strings.Join(parts, " ")
}

func TestCredentials_ASessionIsFoundInEveryPlaceThatCanCarryIt(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProject("MyProject", "My Project"))
	ann := srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.test"})
	session := srv.CreateSession(ann.ID)
	require.Contains(t, session.Secret, "=", "an id of this length makes the secret end in padding")
	places := map[string][2]string{
		"cookie":          {"Cookie", "a_session_myproject=" + url.QueryEscape(session.Secret)},
		"legacy cookie":   {"Cookie", "a_session_myproject_legacy=" + url.QueryEscape(session.Secret)},
		"session header":  {"X-Appwrite-Session", session.Secret},
		"fallback cookie": {"X-Fallback-Cookies", `{"a_session_MyProject":"` + session.Secret + `"}`},
	}
	for name, header := range places {
		response := guest(t, srv).with(header[0], header[1]).call("GET", "/account", nil).ok(200)
		require.Equal(t, "ann", response.field("$id"), name)
		require.Equal(t, fmt.Sprint(name == "fallback cookie"), response.header.Get("X-Debug-Fallback"), name)
	}
	encoded := guest(t, srv).session(url.QueryEscape(session.Secret)).call("GET", "/account", nil)
	encoded.rejected(401, "general_unauthorized_scope")
}

func TestCredentials_TheFirstUsableSessionWins(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	bob := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "bob@example.test"}).ID)
	cookie := guest(t, srv).with("Cookie", "a_session_"+srv.ProjectID()+"="+ann.Secret)
	require.Equal(t, ann.UserID, cookie.session(bob.Secret).call("GET", "/account", nil).ok(200).field("$id"))
	worthless := guest(t, srv).with("Cookie", "a_session_"+srv.ProjectID()+"=worthless")
	require.Equal(t, bob.UserID, worthless.session(bob.Secret).call("GET", "/account", nil).ok(200).field("$id"))
}

func TestJWT_ItReplacesTheSessionsUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	bob := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "bob@example.test"}).ID)
	both := guest(t, srv).session(ann.Secret).jwt(srv.CreateJWT(bob))
	require.Equal(t, bob.UserID, both.call("GET", "/account", nil).ok(200).field("$id"))
	both.call("GET", "/account/sessions/current", nil).rejected(404, "user_session_not_found")
	same := guest(t, srv).session(ann.Secret).jwt(srv.CreateJWT(ann))
	same.call("GET", "/account/sessions/current", nil).ok(200)
}

func TestJWT_ABadOneIsRejectedWithAReason(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	token := srv.CreateJWT(session)
	messages := map[string]string{
		"a.b.c":                         "Failed to verify JWT. JSON failed: Syntax error",
		"abc":                           "Failed to verify JWT. Invalid token: Incomplete segments",
		token[:len(token)-6] + "AAAAAA": "Failed to verify JWT. Invalid token: Signature failed",
	}
	for token, message := range messages {
		response := guest(t, srv).jwt(token).call("GET", "/account", nil).rejected(401, "user_jwt_invalid")
		require.Equal(t, message, response.field("message"))
	}
	srv.Clock().Advance(901 * time.Second)
	response := guest(t, srv).jwt(token).call("GET", "/account", nil).rejected(401, "user_jwt_invalid")
	require.Equal(t, "Failed to verify JWT. Invalid token: Expired", response.field("message"))
}

func TestJWT_ItEndsWithItsSession(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	token := guest(t, srv).session(session.Secret).call("POST", "/account/jwts", nil).ok(201).field("jwt")
	guest(t, srv).jwt(token).call("GET", "/account", nil).ok(200)
	guest(t, srv).session(session.Secret).call("DELETE", "/account/sessions/current", nil).ok(204)
	guest(t, srv).jwt(token).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
}

func TestAPIKey_ScopesExpiryAndKindsCount(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	body := fields{"userId": "unique()", "email": "bob@example.test"}
	with := func(key string) *caller { return guest(t, srv).with("X-Appwrite-Key", key) }

	with("standard_nope").call("POST", "/account/tokens/email", body).rejected(401, "user_unauthorized")
	with("nope").call("POST", "/account/tokens/email", body).rejected(401, "user_unauthorized")
	with("dynamic_nope").call("POST", "/account/tokens/email", body).ok(201)
	with(srv.CreateKey("none", time.Time{})).call("POST", "/account/tokens/email", body).rejected(401, "general_unauthorized_scope")
	limited := with(srv.CreateKey("one", srv.Clock().Now().Add(time.Hour), "sessions.write"))
	limited.call("POST", "/account/tokens/email", body).ok(201)
	srv.Clock().Advance(2 * time.Hour)
	limited.call("POST", "/account/tokens/email", body).rejected(401, "project_key_expired")
	guest(t, srv).key().session(session.Secret).call("GET", "/account", nil).rejected(403, "user_key_and_session_set")
	with("standard_nope").session(session.Secret).call("GET", "/account", nil).rejected(403, "user_key_and_session_set")

	message := guest(t, srv).key().call("GET", "/account", nil).rejected(401, "general_unauthorized_scope").field("message")
	require.Equal(t, "app."+srv.ProjectID()+"@service.127.0.0.1 (role: applications) missing scope (account)", message)
}

func TestProject_ItIsChosenByHeaderOrParameter(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	anonymous := guest(t, srv).with("X-Appwrite-Project", "unknown")
	anonymous.call("GET", "/account", nil).rejected(404, "project_not_found")
	anonymous.call("GET", "/account/tokens/oauth2/mock?project="+srv.ProjectID(), nil).ok(301)
	none := &caller{t: t, srv: srv, header: map[string][]string{}}
	created := none.call("POST", "/account", fields{"userId": "unique()", "email": "root@example.test", "password": password}).ok(201)
	require.NotEmpty(t, created.field("$id"))
	require.Empty(t, srv.Users(), "the user belongs to the console's project")
	none.call("POST", "/account/sessions/anonymous", nil).rejected(401, "user_anonymous_console_prohibited")
}
