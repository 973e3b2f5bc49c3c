package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// request is a request with the project header and more headers as pairs of name and value.
func request(method, path, body string, headers ...string) contract.Exchange {
	e := contract.Exchange{Method: method, Path: path, Header: http.Header{"X-Appwrite-Project": {"library"}}, Body: []byte(body)}
	if body != "" {
		e.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		e.Header.Set(headers[i], headers[i+1])
	}
	return e
}

const (
	signUp  = `{"userId": "unique()", "email": "ann@example.com", "password": "correct-horse-9"}`
	limit25 = `%7B%22method%22%3A%22limit%22%2C%22values%22%3A%5B25%5D%7D`
)

func TestCheckRequest_AcceptsWhatTheDocumentAllows(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]contract.Exchange{
		"a guest":                     request("POST", "/account", signUp),
		"a key":                       request("POST", "/account", signUp, "X-Appwrite-Key", "k"),
		"a session":                   request("GET", "/account", "", "X-Appwrite-Session", "s"),
		"a JWT":                       request("GET", "/account", "", "X-Appwrite-JWT", "j"),
		"headers without a rule":      request("GET", "/account", "", "X-Appwrite-Session", "s", "X-Anything", "x", "X-Appwrite-Locale", "de"),
		"queries":                     request("GET", "/account/logs?queries%5B%5D="+limit25, "", "X-Appwrite-Session", "s"),
		"the same name again":         request("GET", "/account/logs?queries[]="+limit25+"&queries[]="+limit25, "", "X-Appwrite-Session", "s"),
		"an optional field":           request("POST", "/account", strings.Replace(signUp, "{", `{"name": "Ann",`, 1)),
		"a path id":                   request("GET", "/account/sessions/current", "", "X-Appwrite-Session", "s"),
		"preferences of any form":     request("PATCH", "/account/prefs", `{"prefs": {"a": [1, null, {"b": true}]}}`, "X-Appwrite-Session", "s"),
		"an explicit false":           request("PATCH", "/account/mfa", `{"mfa": false}`, "X-Appwrite-Session", "s"),
		"a factor of 1.9":             request("POST", "/account/mfa/challenge", `{"factor": "recoveryCode"}`, "X-Appwrite-Session", "s"),
		"a path of 1.8":               request("POST", "/account/verifications/email", `{"url": "https://app.example.com/verify"}`, "X-Appwrite-Session", "s"),
		"nothing that is set":         request("POST", "/account/jwts", `{}`, "X-Appwrite-Session", "s"),
		"a content type with charset": request("POST", "/account", signUp, "Content-Type", "application/json; charset=utf-8"),
	} {
		assert.NoError(t, contract.Default().CheckRequest(e), name)
	}
}

func TestCheckRequest_RejectsWhatTheDocumentDoesNotAllow(t *testing.T) {
	t.Parallel()
	session := []string{"X-Appwrite-Session", "s"}
	for name, test := range map[string]struct {
		request contract.Exchange
		says    string
	}{
		"a path that is not there":      {request("GET", "/account/nope", ""), "no GET /account/nope"},
		"an empty id":                   {request("DELETE", "/account/sessions/", "", session...), "no DELETE /account/sessions/"},
		"key and session":               {request("POST", "/account", signUp, "X-Appwrite-Key", "k", "X-Appwrite-Session", "s"), "credentials APIKey+ProjectID+SessionSecret"},
		"key and JWT":                   {request("POST", "/account", signUp, "X-Appwrite-Key", "k", "X-Appwrite-JWT", "j"), "APIKey+ProjectID+UserJWT"},
		"session and JWT":               {request("GET", "/account", "", "X-Appwrite-JWT", "j", "X-Appwrite-Session", "s"), "ProjectID+SessionSecret+UserJWT"},
		"a guest where none may":        {request("GET", "/account", ""), "credentials ProjectID are"},
		"a key where none may":          {request("GET", "/account", "", "X-Appwrite-Key", "k"), "APIKey+ProjectID"},
		"a JWT where a session has to":  {request("PATCH", "/account/mfa", `{"mfa": true}`, "X-Appwrite-JWT", "j"), "ProjectID+UserJWT"},
		"no project":                    {contract.Exchange{Method: "GET", Path: "/account", Header: http.Header{"X-Appwrite-Session": {"s"}}}, "credentials SessionSecret"},
		"no header at all":              {contract.Exchange{Method: "GET", Path: "/account"}, "credentials"},
		"an unknown query parameter":    {request("GET", "/account/logs?limit=5", "", session...), `no query parameter "limit"`},
		"queries without brackets":      {request("GET", "/account/logs?queries="+limit25, "", session...), `no query parameter "queries"`},
		"a query where there is none":   {request("GET", "/account?x=1", "", session...), `no query parameter "x"`},
		"an empty query":                {request("GET", "/account/logs?queries[]=", "", session...), "queries[]"},
		"no body on a path of 1.8":      {request("PUT", "/account/verifications/phone", "", session...), "updatePhoneVerification: request"},
		"no body":                       {request("POST", "/account", ""), "request body"},
		"a body of another type":        {request("POST", "/account", signUp, "Content-Type", "text/plain"), "text/plain"},
		"a body without a type":         {request("POST", "/account", signUp, "Content-Type", ""), "Content-Type"},
		"a missing field":               {request("POST", "/account", `{"userId": "u", "email": "ann@example.com"}`), "password"},
		"null for an optional field":    {request("POST", "/account", strings.Replace(signUp, "{", `{"name": null,`, 1)), "name"},
		"an empty optional field":       {request("POST", "/account", strings.Replace(signUp, "{", `{"name": "",`, 1)), "name"},
		"a wrong type":                  {request("PATCH", "/account/mfa", `{"mfa": "true"}`, session...), "mfa"},
		"a list for an object":          {request("PATCH", "/account/prefs", `{"prefs": []}`, session...), "prefs"},
		"broken JSON":                   {request("POST", "/account", `{"userId": `), "request body"},
		"a password that is too short":  {request("POST", "/account", strings.Replace(signUp, "correct-horse-9", "short", 1)), "password"},
		"an id with a slash":            {request("POST", "/account", strings.Replace(signUp, "unique()", "a/b", 1)), "userId"},
		"an id that is too long":        {request("GET", "/account/sessions/"+strings.Repeat("a", 37), "", session...), "sessionId"},
		"a provider that is not there":  {request("GET", "/account/tokens/oauth2/friendster", ""), "provider"},
		"a factor that is not there":    {request("POST", "/account/mfa/challenge", `{"factor": "recovery-code"}`, session...), "factor"},
		"a phone number without a plus": {request("POST", "/account/tokens/phone", `{"userId": "u", "phone": "4930901820"}`), "phone"},
		"a path that is not a URL":      {request("GET", "/account/%zz", "", session...), "invalid URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := contract.Default().CheckRequest(test.request)
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.says)
		})
	}
}

// responded is a request of a user with a session, and its response.
func responded(method, path string, status int, kind, body string) contract.Exchange {
	e := request(method, path, "", "X-Appwrite-Session", "s")
	e.Status, e.ResponseBody, e.ResponseHeader = status, []byte(body), http.Header{}
	if kind != "" {
		e.ResponseHeader.Set("Content-Type", kind)
	}
	return e
}

const (
	inJSON = "application/json; charset=UTF-8"
	inHTML = "text/html; charset=UTF-8"

	session = `{"$id": "s1", "$createdAt": "2026-11-23T09:12:11.101+00:00", "$updatedAt": "2026-11-23T09:12:11.101+00:00",
		"userId": "u1", "expire": "2027-11-23T09:12:11.096+00:00", "provider": "email", "providerUid": "ann@example.com",
		"providerAccessToken": "", "providerAccessTokenExpiry": "", "providerRefreshToken": "", "ip": "127.0.0.1",
		"osCode": "", "osName": "", "osVersion": "", "clientType": "", "clientCode": "", "clientName": "", "clientVersion": "",
		"clientEngine": "", "clientEngineVersion": "", "deviceName": "", "deviceBrand": "", "deviceModel": "",
		"countryCode": "--", "countryName": "Unknown", "current": true, "factors": ["password"], "secret": "", "mfaUpdatedAt": ""}`
	unauthorized = `{"message": "User (role: guests) missing scope (account)", "code": 401, "type": "general_unauthorized_scope", "version": "1.7.4"}`
)

// changed is the session with one string replaced by another.
func changed(t *testing.T, from, to string) string {
	t.Helper()
	require.Contains(t, session, from)
	return strings.Replace(session, from, to, 1)
}

func TestCheckResponse_AcceptsWhatTheDocumentDeclares(t *testing.T) {
	t.Parallel()
	const path = "/account/sessions/current"
	redirect := responded("GET", "/account/tokens/oauth2/github", 301, inHTML, "")
	redirect.ResponseHeader.Set("Location", "https://github.com/login/oauth/authorize?client_id=abc")
	for name, e := range map[string]contract.Exchange{
		"a session":                        responded("GET", path, 200, inJSON, session),
		"factors as an object":             responded("GET", path, 200, inJSON, changed(t, `["password"]`, `{"0": "password", "2": "totp"}`)),
		"no date":                          responded("GET", path, 200, inJSON, changed(t, "2027-11-23T09:12:11.096+00:00", "")),
		"a date of updateSession":          responded("PATCH", path, 200, inJSON, changed(t, "2027-11-23T09:12:11.096+00:00", "2027-11-23 09:12:25.294")),
		"a field of a later server":        responded("GET", path, 200, inJSON, changed(t, `"secret"`, `"future": {"a": 1}, "secret"`)),
		"nothing":                          responded("DELETE", path, 204, "", ""),
		"an error":                         responded("GET", path, 401, inJSON, unauthorized),
		"an error of a status not listed":  responded("GET", path, 418, inJSON, unauthorized),
		"an error without a type":          responded("GET", path, 500, inJSON, `{"message": "Server Error", "code": 500, "version": "1.7.4"}`),
		"an error of a development server": responded("GET", path, 500, inJSON, `{"message": "Failed.", "code": 500, "type": "general_unknown", "version": "1.7.4", "file": null, "line": null, "trace": null}`),
		"a redirect to a provider":         redirect,
		"an error page":                    responded("GET", "/account/tokens/oauth2/github", 412, inHTML, "<html>"),
		"preferences":                      responded("GET", "/account/prefs", 200, inJSON, `{"a": [1, {"b": null}]}`),
	} {
		assert.NoError(t, contract.Default().CheckResponse(e), name)
	}
}

func TestCheckResponse_RejectsWhatTheDocumentDoesNotDeclare(t *testing.T) {
	t.Parallel()
	const path = "/account/sessions/current"
	for name, test := range map[string]struct {
		exchange contract.Exchange
		says     string
	}{
		"a path that is not there":      {responded("GET", "/account/nope", 200, inJSON, "{}"), "no GET /account/nope"},
		"another shape":                 {responded("GET", path, 200, inJSON, `{"hello": "world"}`), "$id"},
		"a list":                        {responded("GET", path, 200, inJSON, `[]`), "object"},
		"null":                          {responded("GET", path, 200, inJSON, `null`), "null"},
		"a missing field":               {responded("GET", path, 200, inJSON, changed(t, `"userId": "u1",`, "")), "userId"},
		"a wrong type":                  {responded("GET", path, 200, inJSON, changed(t, `"current": true`, `"current": "yes"`)), "current"},
		"null where there is never any": {responded("GET", path, 200, inJSON, changed(t, `"provider": "email"`, `"provider": null`)), "provider"},
		"a date in words":               {responded("GET", path, 200, inJSON, changed(t, "2027-11-23T09:12:11.096+00:00", "next year")), "expire"},
		"a date without a day":          {responded("GET", path, 200, inJSON, changed(t, `"expire": "2027-11-23T`, `"expire": "2027-11T`)), "expire"},
		"a creation date without a T":   {responded("GET", path, 200, inJSON, changed(t, `"$createdAt": "2026-11-23T09:12:11.101+00:00"`, `"$createdAt": "2026-11-23 09:12:11.101"`)), "$createdAt"},
		"no creation date":              {responded("GET", path, 200, inJSON, changed(t, `"$createdAt": "2026-11-23T09:12:11.101+00:00"`, `"$createdAt": ""`)), "$createdAt"},
		"a web page":                    {responded("GET", path, 200, inHTML, "<html>"), "text/html"},
		"an error that is a page":       {responded("GET", path, 401, inHTML, "<html>"), "text/html"},
		"an error in a success":         {responded("GET", path, 200, inJSON, unauthorized), "$id"},
		"an error without a message":    {responded("GET", path, 401, inJSON, `{"code": 401, "version": "1.7.4"}`), "message"},
		"broken JSON":                   {responded("GET", path, 200, inJSON, `{"$id": `), "body"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := contract.Default().CheckResponse(test.exchange)
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.says)
		})
	}
}

func TestDeclared_ReportsTheStatusesOfAnOperation(t *testing.T) {
	t.Parallel()
	op := contract.Default().Operation("deleteSession")
	assert.True(t, op.Declared(204))
	assert.True(t, op.Declared(429))
	assert.False(t, op.Declared(200))
	assert.False(t, op.Declared(418), "default does not count")
}
