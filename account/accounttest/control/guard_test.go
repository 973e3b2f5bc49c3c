package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

var accounttestTime = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// call sends a request to a handler as it is.
func call(handler http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, control.Path+path, strings.NewReader(body))
	r.Host = "127.0.0.1:4080"
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func problemOf(t *testing.T, w *httptest.ResponseRecorder) control.Problem {
	t.Helper()
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"), w.Body.String())
	var problem control.Problem
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &problem))
	require.Equal(t, w.Code, problem.Status)
	require.NotEmpty(t, problem.Title)
	require.NotEmpty(t, problem.Detail)
	return problem
}

const jsonType = "application/json"

func TestGuard_RejectsWhatIsNotOfThisMachine(t *testing.T) {
	handler := checked(t, control.NewHandler(accounttest.New(t)))
	for name, c := range map[string]struct {
		method, body string
		header       []string
		expected     control.ProblemType
	}{
		"a foreign host name":              {"GET", "", []string{"Host", "evil.example"}, control.ProblemTypeForbidden},
		"a host name that looks like ours": {"GET", "", []string{"Host", "localhost.evil.example"}, control.ProblemTypeForbidden},
		"no host name":                     {"GET", "", []string{"Host", ""}, control.ProblemTypeForbidden},
		"a foreign page":                   {"GET", "", []string{"Origin", "https://evil.example"}, control.ProblemTypeForbidden},
		"a page without an origin":         {"POST", "{}", []string{"Origin", "null", "Content-Type", jsonType}, control.ProblemTypeForbidden},
		"an image of a foreign page":       {"GET", "", []string{"Sec-Fetch-Site", "cross-site"}, control.ProblemTypeForbidden},
		"a preflight of a foreign page":    {"OPTIONS", "", []string{"Origin", "https://evil.example"}, control.ProblemTypeForbidden},
		"a form":                           {"POST", "{}", []string{"Content-Type", "application/x-www-form-urlencoded"}, control.ProblemTypeUnsupportedMediaType},
		"a simple request":                 {"POST", "{}", []string{"Content-Type", "text/plain"}, control.ProblemTypeUnsupportedMediaType},
		"a request without a type":         {"POST", "{}", nil, control.ProblemTypeUnsupportedMediaType},
		"a media type that begins alike":   {"POST", "{}", []string{"Content-Type", "application/jsonp"}, control.ProblemTypeUnsupportedMediaType},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.expected, problemOf(t, call(handler, c.method, "/users", c.body, c.header...)).Type)
		})
	}
}

func TestGuard_AcceptsPagesOfThisMachine(t *testing.T) {
	handler := checked(t, control.NewHandler(accounttest.New(t)))
	for _, origin := range []string{"http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:8080", "http://app.localhost"} {
		preflight := call(handler, "OPTIONS", "/users", "", "Origin", origin, "Access-Control-Request-Method", "POST")
		require.Equal(t, 204, preflight.Code, origin)
		require.Equal(t, origin, preflight.Header().Get("Access-Control-Allow-Origin"))
		require.Contains(t, preflight.Header().Get("Access-Control-Allow-Headers"), "Content-Type")
		require.Equal(t, 201, call(handler, "POST", "/users", "{}", "Origin", origin, "Content-Type", jsonType).Code, origin)
	}
}

func TestGuard_ExpectsTheToken(t *testing.T) {
	handler := checked(t, control.NewHandler(accounttest.New(t), control.WithToken("s3cret")))
	require.Equal(t, control.ProblemTypeUnauthorized, problemOf(t, call(handler, "GET", "/service", "")).Type)
	require.Equal(t, control.ProblemTypeUnauthorized, problemOf(t, call(handler, "GET", "/service", "", "Authorization", "Bearer wrong")).Type)
	require.Equal(t, 200, call(handler, "GET", "/service", "", "Authorization", "Bearer s3cret").Code)
	require.Equal(t, 200, call(handler, "GET", "/service", "", "Authorization", "Basic YW55OnMzY3JldA==").Code)
}

func TestGuard_AllowsMoreHostsIfAsked(t *testing.T) {
	handler := checked(t, control.NewHandler(accounttest.New(t), control.WithHosts(func(host string) bool { return host == "emulator.test" })))
	require.Equal(t, 200, call(handler, "GET", "/service", "", "Host", "emulator.test:4080").Code)
	require.Equal(t, 403, call(handler, "GET", "/service", "", "Host", "other.test").Code)
	page := "http://emulator.test:4080"
	require.Equal(t, 200, call(handler, "GET", "/service", "", "Host", "emulator.test:4080", "Origin", page).Code)
	require.Equal(t, 403, call(handler, "GET", "/service", "", "Origin", page).Code, "a page of another host, though that is allowed")
}

func TestProblems_SayWhatIsWrong(t *testing.T) {
	handler := checked(t, control.NewHandler(accounttest.New(t)))
	for name, c := range map[string]struct {
		method, path, body string
		expected           control.ProblemType
		field, detail      string
	}{
		"an unknown path":         {"GET", "/nope", "", control.ProblemTypeNotFound, "", ""},
		"another method":          {"PUT", "/users", "{}", control.ProblemTypeMethodNotAllowed, "", ""},
		"no JSON":                 {"POST", "/users", "email=a", control.ProblemTypeInvalid, "", ""},
		"two values":              {"POST", "/users", "{}{}", control.ProblemTypeInvalid, "", ""},
		"an unknown property":     {"POST", "/users", `{"mail":"ann@example.com"}`, control.ProblemTypeInvalid, "mail", ""},
		"a value of another type": {"POST", "/users", `{"email":5}`, control.ProblemTypeInvalid, "email", "it takes a string, not a number"},
		"an invalid address":      {"POST", "/users", `{"email":"ann"}`, control.ProblemTypeInvalid, "email", ""},
		"a contradiction":         {"POST", "/users", `{"emailVerified":true}`, control.ProblemTypeInvalid, "emailVerified", ""},
		"deep inside":             {"POST", "/users", `{"sessions":[{},{"ip":"x"}]}`, control.ProblemTypeInvalid, "sessions[1].ip", ""},
		"a limit out of bounds":   {"GET", "/users?limit=5000", "", control.ProblemTypeInvalid, "limit", ""},
		"a limit in words":        {"GET", "/users?limit=many", "", control.ProblemTypeInvalid, "limit", `it takes a whole number, not "many"`},
		"an unknown kind":         {"GET", "/messages?kind=letter", "", control.ProblemTypeInvalid, "kind", ""},
		"too long a wait":         {"GET", "/messages/next?timeout=600", "", control.ProblemTypeInvalid, "timeout", ""},
		"an unknown user":         {"GET", "/users/nobody", "", control.ProblemTypeNotFound, "", ""},
		"an unknown message":      {"GET", "/messages/message-7", "", control.ProblemTypeNotFound, "", ""},
		"an unknown request":      {"GET", "/requests/request-7", "", control.ProblemTypeNotFound, "", ""},
		"an unknown fault":        {"DELETE", "/faults/fault-7", "", control.ProblemTypeNotFound, "", ""},
		"an unknown provider":     {"PUT", "/providers/nope/account", `{"id":"1"}`, control.ProblemTypeInvalid, "", ""},
		"no body":                 {"POST", "/users", "", control.ProblemTypeInvalid, "", "the body is empty; send a JSON object, such as {}"},
		"a duration in words":     {"POST", "/faults", `{"delay":"2s"}`, control.ProblemTypeInvalid, "delay", "it takes a number, durations in seconds, not a string"},
		"a list that is none":     {"PATCH", "/settings", `{"providers":"github"}`, control.ProblemTypeInvalid, "providers", "it takes a list, not a string"},
		"a string that is a list": {"POST", "/users", `{"name":["Ann"]}`, control.ProblemTypeInvalid, "name", "it takes a string, not an array"},
		"an object that is none":  {"POST", "/users", `{"prefs":"dark"}`, control.ProblemTypeInvalid, "prefs", "it takes an object, not a string"},
		"a time in words":         {"PATCH", "/clock", `{"set":"tomorrow"}`, control.ProblemTypeInvalid, "", `"tomorrow" is no time such as 2026-03-01T09:00:00Z`},
		"a wait in words":         {"GET", "/messages/next?timeout=1s", "", control.ProblemTypeInvalid, "timeout", `it takes a number, durations in seconds, not "1s"`},
		"a filter in words":       {"GET", "/requests?failed=maybe", "", control.ProblemTypeInvalid, "failed", `it takes true or false, not "maybe"`},
		"an unknown filter":       {"GET", "/users?name=ann", "", control.ProblemTypeInvalid, "name", "there is no such parameter; ListUsers takes search, limit, offset"},
		"a needless parameter":    {"GET", "/clock?frozen=true", "", control.ProblemTypeInvalid, "frozen", "there is no such parameter; GetClock takes none"},
	} {
		t.Run(name, func(t *testing.T) {
			problem := problemOf(t, call(handler, c.method, c.path, c.body, "Content-Type", jsonType))
			require.Equal(t, c.expected, problem.Type, problem.Detail)
			if c.field != "" {
				require.Equal(t, c.field, problem.Field, problem.Detail)
			}
			if c.detail != "" {
				require.Equal(t, c.detail, problem.Detail)
			}
		})
	}
}

func TestUsers_AreFoundByAnyName(t *testing.T) {
	service := accounttest.New(t)
	handler := checked(t, control.NewHandler(service))
	user := service.CreateUser(accounttest.Seed{Email: "ann@example.com", Phone: "+4915112345678"})
	for _, name := range []string{user.ID, "ann@example.com", "ANN%40example.com", "+4915112345678", "%2B4915112345678"} {
		require.Equal(t, 200, call(handler, "GET", "/users/"+name, "").Code, name)
	}
}

func TestGuard_APathThatIsNotCleanIsNotFollowed(t *testing.T) {
	service := accounttest.New(t)
	handler := control.NewHandler(service)
	service.CreateUser(accounttest.Seed{ID: "ann"})
	for _, path := range []string{"/users/ann/sessions/..", "/users/ann/sessions/%2e%2e", "/users/ann/.", "/users/ann/", "/users//ann", "/users/x%2F..%2Fann"} {
		require.Equal(t, control.ProblemTypeNotFound, problemOf(t, call(handler, "DELETE", path, "")).Type, path)
	}
	require.Len(t, service.Users(), 1)
}
