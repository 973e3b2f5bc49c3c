package accounttest_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestParams_AreCheckedByTheirRules(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithPlatforms("app.example.com", "*.example.net"), accounttest.WithPasswordDictionary())
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.test", Password: password}).ID)
	ann := guest(t, srv).session(session.Secret)
	const (
		id       = "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char"
		email    = "Value must be a valid email address"
		phone    = "Phone number must start with a '+' can have a maximum of fifteen digits."
		choice   = "Password must be between 8 and 265 characters long, and should not be one of the commonly used password."
		existing = "Password must be between 8 and 256 characters long."
		host     = "URL host must be one of: localhost, 127.0.0.1, app.example.com, *.example.net"
		name     = "Value must be a valid string and at least 1 chars and no longer than 128 chars"
	)
	cases := []struct {
		method, path, param string
		rule                string
		good, bad           []any
	}{
		{"POST", "/account", "userId", id, []any{"unique()", "a", "A.b_c-9", strings.Repeat("a", 36)}, []any{"", "_a", ".a", "-a", "a b", "é", strings.Repeat("a", 37), 5, nil, false, "unique( )"}},
		{"POST", "/account", "email", email, []any{"a+b@c.de", "a.b@x-y.example", "A@EXAMPLE.TEST"}, []any{"", "a", "a@localhost", "a..b@c.de", ".a@c.de", "a@-c.de", "a@c.d_e", "ä@c.de", "a@c..de", "a b@c.de", strings.Repeat("a", 65) + "@c.de", 5}},
		{"POST", "/account", "password", choice, []any{"12345678x", strings.Repeat("p", 256)}, []any{"1234567", strings.Repeat("p", 257), "password", "éééé"[:6], 12345678, nil}},
		{"POST", "/account", "name", name, []any{"x", strings.Repeat("é", 128)}, []any{"", strings.Repeat("é", 129), 5, fields{}}},
		{"POST", "/account/tokens/phone", "phone", phone, []any{"+4930901820", "+17954251371"}, []any{"4930901820", "+0930901820", "+493090", "+1234567890123456", "+49 30901820", "+999", "", 5}},
		{"PATCH", "/account/password", "oldPassword", existing, nil, []any{"", "1234567", strings.Repeat("p", 257), 5}},
		{"PATCH", "/account/mfa", "mfa", "Value must be a valid boolean", []any{true, false}, []any{"true", 1, 0, "", nil}},
		{"POST", "/account/mfa/challenge", "factor", "Value must be one of (email, phone, totp, recoverycode)", []any{"totp", "TOTP", "recoveryCode"}, []any{"", "bogus", 5, nil}},
		{"PATCH", "/account/prefs", "prefs", "Value must be a valid object.", []any{fields{"a": 1}, fields{}, []any{}}, []any{[]any{1}, "x", 5, nil, fields{"a": strings.Repeat("x", 65530)}, fields{"a": strings.Repeat("é", 11000)}}},
		{"POST", "/account/verification", "url", host, []any{"http://localhost:3000/a", "https://127.0.0.1", "https://app.example.com/x?y=1", "https://a.b.example.net/"}, []any{"", "localhost/x", "https://evil.example/", "https://example.net", "myapp://", "http://[::1]/", "https://APP.example.com/", "https://app.example.com/a b", 5}},
	}
	for _, c := range cases {
		t.Run(c.path+" "+c.param, func(t *testing.T) {
			caller := ann
			if strings.HasPrefix(c.path, "/account/tokens") || c.path == "/account" {
				caller = guest(t, srv)
			}
			for i, value := range c.good {
				response := caller.call(c.method, c.path, complete(c.path, c.param, value, fmt.Sprintf("%d-%d", len(c.param), i)))
				require.NotEqual(t, 400, response.status, "%v: %s", value, response.body)
			}
			for _, value := range c.bad {
				response := caller.call(c.method, c.path, complete(c.path, c.param, value, "bad"))
				if value == nil && response.status == 500 {
					continue // null for an optional parameter is a case of its own
				}
				require.Equal(t, 400, response.status, "%v: %s", value, response.body)
				require.Equal(t, "Invalid `"+c.param+"` param: "+c.rule, response.rejected(400, "general_argument_invalid").field("message"), "%v", value)
			}
		})
	}
}

// complete puts valid values around the one that is tried.
func complete(path, name string, value any, unique string) fields {
	body := map[string]fields{
		"/account":              {"userId": "unique()", "email": "user" + unique + "@example.test", "password": password, "name": "Ann"},
		"/account/tokens/phone": {"userId": "unique()"},
		"/account/password":     {"password": "battery-staple-7"},
	}[path]
	if body == nil {
		body = fields{}
	}
	body[name] = value
	return body
}

func TestParams_BodiesAreReadByTheirContentType(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	for name, value := range map[string]string{"userId": "multi", "email": "multi@example.test", "password": password} {
		require.NoError(t, parts.WriteField(name, value))
	}
	require.NoError(t, parts.Close())
	values := url.Values{"userId": {"form"}, "email": {"form@example.test"}, "password": {password}}
	accepted := map[string]string{
		"application/json; charset=utf-8":   `{"userId":"json","email":"json@example.test","password":"` + password + `"}`,
		"application/x-www-form-urlencoded": values.Encode(),
		parts.FormDataContentType():         form.String(),
	}
	for contentType, body := range accepted {
		guest(t, srv).with("Content-Type", contentType).call("POST", "/account", body).ok(201)
	}
	unread := map[string]string{
		"text/plain":       `{"userId":"x","email":"x@example.test","password":"` + password + `"}`,
		"application/json": `{"userId":`,
	}
	for contentType, body := range unread {
		response := guest(t, srv).with("Content-Type", contentType).call("POST", "/account", body).rejected(400, "general_argument_invalid")
		require.Equal(t, `Param "userId" is not optional.`, response.field("message"))
	}
	guest(t, srv).call("POST", "/account", `["userId"]`).rejected(400, "general_argument_invalid")
	guest(t, srv).call("POST", "/account?userId=q", fields{"email": "q@example.test", "password": password}).rejected(400, "general_argument_invalid")
}

func TestParams_APathValueOverridesTheBody(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID)
	response := guest(t, srv).session(session.Secret).call("PATCH", "/account/sessions/current", fields{"sessionId": "nope"}).ok(200)
	require.Equal(t, session.ID, response.field("$id"))
}

func TestHeaders_ATimestampMustBeADate(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann := guest(t, srv).session(srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "ann@example.test"}).ID).Secret)
	readers := map[string]fields{
		"PATCH /account/email": {"email": "b@example.test", "password": password}, "PATCH /account/mfa": {"mfa": false},
		"POST /account/mfa/authenticators/totp": nil, "PATCH /account/name": {"name": "Bob"}, "PATCH /account/password": {"password": password},
		"PATCH /account/phone": {"phone": "+4930901820", "password": password}, "PATCH /account/prefs": {"prefs": fields{}},
		"DELETE /account/sessions/current": nil, "PATCH /account/status": nil,
	}
	for route, body := range readers {
		method, path, _ := strings.Cut(route, " ")
		response := ann.with("X-Appwrite-Timestamp", "yesterday-ish").call(method, path, body).rejected(400, "general_argument_invalid")
		require.Equal(t, "Invalid X-Appwrite-Timestamp header value", response.field("message"), route)
	}
	ann.with("X-Appwrite-Timestamp", "yesterday-ish").call("GET", "/account", nil).ok(200)
	ann.with("X-Appwrite-Timestamp", "2026-11-23T09:12:09.837+00:00").call("PATCH", "/account/name", fields{"name": "Bob"}).ok(200)
}
