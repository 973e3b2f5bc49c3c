// Package service is the server of the contenders: in memory, or on the loopback
// interface. All get the same response bytes, with the headers of a live server.
package service

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Project is the project that every contender is configured with.
const Project = "benchmark"

// Rows is how many entries the activity log has.
const Rows = 100_000

// PageSize is how many of them a page holds.
const PageSize = 100

// Response is a status, a header and a body.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// The responses to the calls that are measured.
var (
	User         = response(http.StatusOK, user(`{"theme":"dark","language":"en"}`))
	Prefs        = response(http.StatusOK, user(PrefsJSON))
	Session      = signedIn(response(http.StatusCreated, session))
	Logs         = response(http.StatusOK, logs(PageSize))
	Unauthorized = response(http.StatusUnauthorized, unauthorized)
)

// For returns the response to a request. The session "expired" is rejected.
func For(req *http.Request) Response {
	if req.Header.Get("X-Appwrite-Session") == "expired" {
		return Unauthorized
	}
	switch {
	case strings.HasSuffix(req.URL.Path, "/account/logs"):
		return logsAt(req.URL.RawQuery)
	case strings.HasSuffix(req.URL.Path, "/account/prefs"):
		return Prefs
	case strings.HasSuffix(req.URL.Path, "/account/sessions/email"):
		return Session
	default:
		return User
	}
}

func response(status int, body string) Response {
	return Response{status, http.Header{
		"Access-Control-Allow-Credentials": {"true"},
		"Access-Control-Allow-Origin":      {"http://localhost"},
		"Access-Control-Expose-Headers":    {"X-Appwrite-Session, X-Fallback-Cookies"},
		"Cache-Control":                    {"no-cache, no-store, must-revalidate"},
		"Content-Length":                   {strconv.Itoa(len(body))},
		"Content-Type":                     {"application/json; charset=UTF-8"},
		"Date":                             {"Mon, 23 Nov 2026 09:12:20 GMT"},
		"Expires":                          {"0"},
		"Pragma":                           {"no-cache"},
		"Server":                           {"Appwrite"},
		"X-Debug-Speed":                    {"0.012"},
		"X-Ratelimit-Limit":                {"60"},
		"X-Ratelimit-Remaining":            {"59"},
		"X-Ratelimit-Reset":                {"1795428000"},
	}, []byte(body)}
}

func signedIn(r Response) Response {
	r.Header["Set-Cookie"] = []string{
		"a_session_benchmark_legacy=eyJpZCI6IjZiMDQwMzY5Y2M2NjI0MmI0Mzk1In0%3D; expires=Tue, 23-Nov-2027 09:12:20 GMT; path=/; secure; httponly",
		"a_session_benchmark=eyJpZCI6IjZiMDQwMzY5Y2M2NjI0MmI0Mzk1In0%3D; expires=Tue, 23-Nov-2027 09:12:20 GMT; path=/; secure; httponly; samesite=none",
	}
	return r
}

func user(prefs string) string {
	return `{"$id":"6b040369cc66242b4395","$createdAt":"2026-11-23T09:12:09.837+00:00","$updatedAt":"2026-11-23T09:12:10.120+00:00",` +
		`"name":"Ann Example","registration":"2026-11-23T09:12:09.837+00:00","status":true,"labels":["staff"],` +
		`"passwordUpdate":"2026-11-23T09:12:09.837+00:00","email":"ann@example.com","phone":"+4915112345678",` +
		`"emailVerification":true,"phoneVerification":false,"mfa":false,"prefs":` + prefs + `,` +
		`"targets":[{"$id":"6b040369ce3cc986bc4c","$createdAt":"2026-11-23T09:12:09.844+00:00","$updatedAt":"2026-11-23T09:12:09.844+00:00",` +
		`"name":"","userId":"6b040369cc66242b4395","providerId":null,"providerType":"email","identifier":"ann@example.com","expired":false}],` +
		`"accessedAt":"2026-11-23T09:12:09.837+00:00"}`
}

const device = `"osCode":"LIN","osName":"GNU/Linux","osVersion":"","clientType":"browser","clientCode":"FF","clientName":"Firefox",` +
	`"clientVersion":"128.0","clientEngine":"Gecko","clientEngineVersion":"128.0","deviceName":"desktop","deviceBrand":"","deviceModel":"",` +
	`"countryCode":"de","countryName":"Germany"`

const session = `{"$id":"6b04036d1f2e8c0a7b11","$createdAt":"2026-11-23T09:12:13.128+00:00","$updatedAt":"2026-11-23T09:12:13.128+00:00",` +
	`"userId":"6b040369cc66242b4395","expire":"2027-11-23T09:12:13.128+00:00","provider":"email","providerUid":"ann@example.com",` +
	`"providerAccessToken":"","providerAccessTokenExpiry":"","providerRefreshToken":"","ip":"203.0.113.7",` + device + `,` +
	`"current":true,"factors":["password"],"secret":"eyJpZCI6IjZiMDQwMzY5Y2M2NjI0MmI0Mzk1In0=","mfaUpdatedAt":""}`

const unauthorized = `{"message":"User (role: guests) missing scope (account)","code":401,"type":"general_unauthorized_scope","version":"1.7.4"}`

// logs is a page of the log. Rows differ only where those of one user do.
func logs(rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"total":%d,"logs":[`, Rows)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"event":"session.create","userId":"6b040369cc66242b4395","userEmail":"ann@example.com","userName":"Ann Example",`+
			`"mode":"default","ip":"203.0.113.%d","time":"2026-11-23T09:%02d:%02d.000+00:00",`+device+`}`, i%250, i/60, i%60)
	}
	b.WriteString("]}")
	return b.String()
}

// logsAt is a page of the log. All but the first differ in one address, so that nobody takes
// them for the same page.
func logsAt(query string) Response {
	decoded, _ := url.QueryUnescape(query)
	_, after, _ := strings.Cut(decoded, `"offset","values":[`)
	digits, _, _ := strings.Cut(after, "]")
	offset, _ := strconv.Atoi(digits)
	if offset == 0 {
		return Logs
	}
	page := Logs
	page.Body = bytes.Replace(Logs.Body, []byte("203.0.113.0"), fmt.Appendf(nil, "%011d", offset), 1)
	return page
}

// NewPrefs are the preferences that are written: 4 KiB as JSON, which is PrefsJSON.
var NewPrefs, PrefsJSON = preferences()

func preferences() (map[string]any, string) {
	values, data := map[string]any{}, strings.Builder{}
	data.WriteString("{")
	for i := range 64 {
		if i > 0 {
			data.WriteString(",")
		}
		name, value := fmt.Sprintf("setting-%02d", i), strings.Repeat("abcdefgh", 6)
		values[name] = value
		fmt.Fprintf(&data, "%q:%q", name, value)
	}
	data.WriteString("}")
	return values, data.String()
}
