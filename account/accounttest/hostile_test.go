package accounttest_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// deepPrefs are preferences that go as deep as given, inside a body that is a level deeper.
func deepPrefs(depth int) string {
	return `{"prefs":` + strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) + `}`
}

func TestUpdatePrefs_ABodyThatPHPCannotDecodeCountsAsEmpty(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.lenient = true // the document allows prefs of any depth, its checker does not
	caller.call("PATCH", "/account/prefs", deepPrefs(511)).ok(200)
	kept := string(caller.call("GET", "/account/prefs", nil).ok(200).body)
	require.Equal(t, 511, strings.Count(kept, "{"))
	for name, body := range map[string]string{
		"a level too deep":          deepPrefs(512),
		"20,000 levels":             deepPrefs(20_000),
		"20,000 lists":              `{"prefs":{"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}}`,
		"6 MB of open brackets":     strings.Repeat("[", 6<<20),
		"6 MB of open objects":      strings.Repeat(`{"":`, 6<<20/4),
		"more values than are read": `{"prefs":{"a":[` + strings.Repeat("0,", 1<<17) + `0]}}`,
		"something after the end":   `{"prefs":{"b":1}}}`,
	} {
		got := caller.call("PATCH", "/account/prefs", body)
		require.Equal(t, `Param "prefs" is not optional.`, got.rejected(400, "general_argument_invalid").field("message"), name)
		guest(t, srv).call("PATCH", "/account/prefs", body).rejected(401, "general_unauthorized_scope")
	}
	require.Equal(t, kept, string(caller.call("GET", "/account/prefs", nil).ok(200).body), "nothing was changed")
}

func TestBody_TheLargestIsReadAndALargerOneCountsAsEmpty(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	body := func(size int) string {
		const start, end = `{"name":"Bob","x":"`, `"}`
		return start + strings.Repeat("x", size-len(start)-len(end)) + end
	}
	caller.call("PATCH", "/account/name", body(12<<20)).ok(200)
	require.Equal(t, 12<<20, srv.LastRequest().BodySize)
	caller.call("PATCH", "/account/name", body(12<<20+1)).rejected(400, "general_argument_invalid")
	require.Equal(t, 12<<20+1, srv.LastRequest().BodySize)
	form := caller.with("Content-Type", "application/x-www-form-urlencoded")
	form.call("PATCH", "/account/name", "name=Ann&x="+strings.Repeat("x", 12<<20)).rejected(400, "general_argument_invalid")
	form.call("PATCH", "/account/name", "name=Ann&x="+strings.Repeat("x", 1<<20)).ok(200)
}

func TestListIdentities_ADeepQueryIsInvalid(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	nested := func(levels int) string { // a level is an object and a list
		const inner = `{"method":"isNull","attribute":"provider"}`
		return strings.Repeat(`{"method":"or","values":[`, levels) + inner + strings.Repeat(`,`+inner+`]}`, levels)
	}
	list := func(query string) reply {
		return caller.call("GET", "/account/identities?queries[]="+url.QueryEscape(query), nil)
	}
	list(nested(255)).ok(200)
	for _, query := range []string{nested(256), strings.Repeat("[", 300_000)} {
		got := list(query).rejected(400, "general_argument_invalid")
		require.Equal(t, "Invalid `queries` param: Invalid query: Invalid query: Maximum stack depth exceeded", got.field("message"))
	}
}

func TestCredentials_DeepJSONIsNone(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	deep := strings.Repeat("[", 600) + strings.Repeat("]", 600)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: ann}).ID)
	fallback := func(extra string) *caller {
		return guest(t, srv).with("X-Fallback-Cookies", fmt.Sprintf(`{"a_session_%s":%q,"x":%s}`, srv.ProjectID(), session.Secret, extra))
	}
	fallback("1").call("GET", "/account", nil).ok(200)
	fallback(deep).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")

	decoded, err := base64.StdEncoding.DecodeString(session.Secret)
	require.NoError(t, err)
	secret := func(extra string) string {
		return base64.StdEncoding.EncodeToString([]byte(strings.TrimSuffix(string(decoded), "}") + `,"x":` + extra + "}"))
	}
	guest(t, srv).session(secret("1")).call("GET", "/account", nil).ok(200)
	guest(t, srv).session(secret(deep)).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")

	_, rest, _ := strings.Cut(srv.CreateJWT(session), ".")
	token := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","x":`+deep+"}")) + "." + rest
	got := guest(t, srv).jwt(token).call("GET", "/account", nil).rejected(401, "user_jwt_invalid")
	require.Equal(t, "Failed to verify JWT. JSON failed: Maximum stack depth exceeded", got.field("message"))

	state := `{"success":"http://localhost/ok","failure":"http://localhost/no","token":true,"x":` + deep + `}`
	location := guest(t, srv).call("GET", "/account/sessions/oauth2/mock/redirect?project="+srv.ProjectID()+"&code=abcdef&state="+url.QueryEscape(state), nil)
	require.Equal(t, 500, location.status)
}

// serveDirectly sends a request to the handler, without a connection whose buffers would count.
func serveDirectly(srv *accounttest.Server, method, path, contentType, body string) int {
	request := httptest.NewRequest(method, "/v1"+path, strings.NewReader(body))
	request.Header = http.Header{"Content-Type": {contentType}, "X-Appwrite-Project": {srv.ProjectID()}}
	recorder := httptest.NewRecorder()
	srv.Handler().ServeHTTP(recorder, request)
	return recorder.Code
}

// heap is how much memory is in use.
func heap() int {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers and pools let go
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// withRaceDetector reports whether the race detector is on, which makes large bodies slow.
func withRaceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// Not parallel: it measures the heap of the process.
func TestRequests_LargeOnesAreNotKeptInMemory(t *testing.T) {
	const jsonType, formType = "application/json", "application/x-www-form-urlencoded"
	large := strings.Repeat("x", 12<<20-1000)
	for name, send := range map[string]func(srv *accounttest.Server, i int) int{
		"rejected": func(srv *accounttest.Server, i int) int {
			return serveDirectly(srv, "POST", "/account", "text/plain", large)
		},
		"forms that sign up": func(srv *accounttest.Server, i int) int {
			return serveDirectly(srv, "POST", "/account", formType, fmt.Sprintf("userId=user%d&email=user%d@example.test&password=%s&name=Ann&x=%s", i, i, password, large))
		},
		"preferences from a form": func(srv *accounttest.Server, i int) int {
			user := srv.CreateUser(accounttest.Seed{})
			request := httptest.NewRequest("PATCH", "/v1/account/prefs", strings.NewReader("prefs[a]=b&x="+large))
			request.Header = http.Header{"Content-Type": {formType}, "X-Appwrite-Project": {srv.ProjectID()}, "X-Appwrite-Session": {srv.CreateSession(user.ID).Secret}}
			recorder := httptest.NewRecorder()
			srv.Handler().ServeHTTP(recorder, request)
			return recorder.Code
		},
		"keys of rate limits": func(srv *accounttest.Server, i int) int {
			return serveDirectly(srv, "POST", "/account/sessions/email", jsonType, fmt.Sprintf(`{"email":"%d%s"}`, i, large))
		},
		"accounts of a provider": func(srv *accounttest.Server, i int) int {
			return serveDirectly(srv, "POST", "/mock/tests/general/oauth2?redirect_uri=http://localhost/", formType, "action=allow&id=1&name="+large)
		},
		"paths": func(srv *accounttest.Server, i int) int {
			return serveDirectly(srv, "GET", fmt.Sprintf("/mock/tests/oauth2/%d%s?redirect_uri=http://localhost/", i, large[:4<<20]), "", "")
		},
		"queries": func(srv *accounttest.Server, i int) int {
			return serveDirectly(srv, "GET", "/account?"+strings.Repeat("&", 4<<20)+"a=b", "", "")
		},
		"addresses and agents": func(srv *accounttest.Server, i int) int {
			request := httptest.NewRequest("POST", "/v1/account/sessions/anonymous", strings.NewReader("{}"))
			request.Header = http.Header{
				"Content-Type": {jsonType}, "X-Appwrite-Project": {srv.ProjectID()}, "X-Forwarded-For": {strconv.Itoa(i) + large},
				"User-Agent": {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + strconv.Itoa(i) + large + " Safari/537.36"},
			}
			recorder := httptest.NewRecorder()
			srv.Handler().ServeHTTP(recorder, request)
			srv.ClearRequests() // the log has headers as they are
			return recorder.Code
		},
	} {
		t.Run(name, func(t *testing.T) {
			srv, posts := accounttest.New(t, accounttest.WithRequestLog(100)), 4
			if name == "rejected" && !withRaceDetector() {
				posts = 60
			}
			before, status := heap(), 0
			for i := range posts {
				status = send(srv, i)
			}
			grown := heap() - before
			t.Logf("%d posts, status %d, %d KiB kept", posts, status, grown>>10)
			require.Less(t, grown, 8<<20)
			srv.ClearRequests()
			require.Less(t, heap()-before, 1<<20, "the memory of the log is given back")
		})
	}
	runtime.KeepAlive(large)
}

func TestRequests_ABodyIsKeptUpTo64KiB(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	for size, expected := range map[int]int{0: 0, 64 << 10: 64 << 10, 64<<10 + 1: 64 << 10, 13 << 20: 64 << 10} {
		serveDirectly(srv, "POST", "/account", "text/plain", strings.Repeat("x", size))
		request := srv.LastRequest()
		require.Len(t, request.Body, expected)
		require.Equal(t, size, request.BodySize)
	}
}

func TestRequests_TogetherTheyAreBounded(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithRequestLog(1000)) // 8 MiB together
	for i := range 300 {
		serveDirectly(srv, "POST", fmt.Sprintf("/account/%d", i), "text/plain", strings.Repeat("x", 64<<10))
	}
	kept := srv.Requests()
	require.InDelta(t, 8<<20/(64<<10+3<<10), len(kept), 8, "with headers and responses")
	require.Equal(t, "/v1/account/299", kept[len(kept)-1].Path, "the newest are kept")
	for range 1000 {
		serveDirectly(srv, "GET", "/account", "", "")
	}
	require.Len(t, srv.Requests(), 1000, "small ones are all kept")
}

// dial sends the beginning of a request, and returns what comes back.
func dial(t *testing.T, srv *accounttest.Server, beginning string) *bufio.Reader {
	t.Helper()
	address, err := url.Parse(srv.Endpoint())
	require.NoError(t, err)
	connection, err := net.Dial("tcp", address.Host)
	require.NoError(t, err)
	t.Cleanup(func() { connection.Close() })
	_, err = io.WriteString(connection, beginning)
	require.NoError(t, err)
	return bufio.NewReader(connection)
}

const halfBody = "PATCH /v1/account/name HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"

func TestClose_DoesNotWaitForHalfARequest(t *testing.T) {
	t.Parallel()
	for name, beginning := range map[string]string{
		"half a line":   "POST /v1/acc",
		"half a header": "POST /v1/account HTTP/1.1\r\nHost: local",
		"no body":       strings.TrimSuffix(halfBody, "{"),
		"half a body":   halfBody,
		"half a chunk":  "POST /v1/account HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, err := accounttest.NewServer()
			require.NoError(t, err)
			arrived := make(chan struct{}) // a whole request, after which the server has seen the half one, too
			response := dial(t, srv, beginning)
			go func() { defer close(arrived); guest(t, srv).try("GET", "/account", nil) }()
			<-arrived
			closed := make(chan struct{})
			go func() { srv.Close(); close(closed) }()
			select {
			case <-closed:
			case <-time.After(10 * time.Second):
				t.Fatal("Close waits for the rest of the request")
			}
			content, _ := io.ReadAll(response)
			require.NotContains(t, string(content), " 200 ", "half a request is not carried out")
			require.Empty(t, srv.Requests()[1:])
		})
	}
}

func TestBody_ASlowOneTimesOut(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.SetBodyTimeout(50 * time.Millisecond)
	content, _ := io.ReadAll(dial(t, srv, halfBody))
	require.Empty(t, content, "the connection is closed without a response")
	require.Empty(t, srv.Requests())

	// A fault may hold a response back for longer than a body may take.
	srv.AddFault(accounttest.Fault{Operation: "create", Delay: 200 * time.Millisecond})
	guest(t, srv).call("POST", "/account", fields{"userId": "ann", "email": ann, "password": password}).ok(201)
}

func TestCreateJWT_AnotherAlgorithmIsInvalid(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: ann}).ID)
	token := srv.CreateJWT(session)
	guest(t, srv).jwt(token).call("GET", "/account", nil).ok(200)
	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	var snapshot struct {
		JWTKey []byte `json:"jwtKey"`
	}
	require.NoError(t, json.Unmarshal(saved.Bytes(), &snapshot))
	for name, forged := range forgedJWTs(t, token, snapshot.JWTKey) {
		got := guest(t, srv).jwt(forged).call("GET", "/account", nil)
		require.Equal(t, 401, got.status, "%s: %s", name, got.body)
		require.Equal(t, "user_jwt_invalid", got.field("type"), name)
	}
}

func TestOptionWithPlatforms_WildcardsStandForNamesBelow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		platform, host string
		allowed        bool
	}{
		{"app.example.com", "app.example.com", true},
		{"app.example.com", "www.app.example.com", false},
		{"app.example.com", "example.com", false},
		{"*.example.com", "app.example.com", true},
		{"*.example.com", "a.b.example.com", true},
		{"*.example.com", "example.com", false},
		{"*.example.com", "evilexample.com", false},
		{"*.example.com", ".example.com", false},
		{"*.example.com", "app.example.com.evil.test", false},
		{"*", "anything.test", true},
		{"a.*", "a.test", false},
	} {
		srv := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithPlatforms(c.platform))
		token := guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann, "url": "https://" + c.host + "/in"})
		origin := guest(t, srv).with("Origin", "https://"+c.host).call("POST", "/account/sessions/anonymous", fields{})
		if c.allowed {
			token.ok(201)
			origin.ok(201)
		} else {
			token.rejected(400, "general_argument_invalid")
			origin.rejected(403, "general_unknown_origin")
		}
		srv.Close()
	}
}

func TestOrigin_OneWithoutAHostPassesAsOnTheRealServer(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	for _, origin := range []string{"null", "file://", "http://", "http://[::1", "localhost"} {
		guest(t, srv).with("Origin", origin).call("POST", "/account/sessions/anonymous", fields{}).ok(201)
	}
	for _, origin := range []string{"https://evil.example", "http://localhost.evil.example", "http://localhost@evil.example"} {
		guest(t, srv).with("Origin", origin).call("POST", "/account/sessions/anonymous", fields{}).rejected(403, "general_unknown_origin")
	}
}

func TestOptionWithStrictRedirects_AMadeUpLinkEndsAtNoForeignHost(t *testing.T) {
	t.Parallel()
	follow := func(srv *accounttest.Server, success, failure string, more ...string) reply {
		state, err := json.Marshal(fields{"success": success, "failure": failure, "token": true})
		require.NoError(t, err)
		return guest(t, srv).call("GET", "/account/sessions/oauth2/mock/redirect?project="+srv.ProjectID()+"&state="+url.QueryEscape(string(state))+strings.Join(more, ""), nil)
	}
	srv := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithPlatforms("app.example.com"), accounttest.WithStrictRedirects())
	for _, foreign := range []string{"https://evil.example/x", "https://localhost@evil.example/", "https://evil.example\\@localhost/", "https://app.example.com.evil.example", "//evil.example/", "/x"} {
		for name, got := range map[string]reply{
			"success": follow(srv, foreign, "http://localhost/no", "&code=abcdef"),
			"failure": follow(srv, "http://localhost/ok", foreign, "&error=access_denied"),
		} {
			require.Equal(t, 400, got.status, name)
			require.Contains(t, string(got.body), "project_invalid_"+name+"_url", foreign)
			require.Empty(t, got.header.Get("Location"))
		}
	}
	require.Empty(t, srv.Users(), "nobody was signed up")
	for _, own := range []string{"http://localhost:3000/ok", "https://app.example.com/ok", srv.Endpoint() + "/ok"} {
		location := follow(srv, own, "", "&code=abcdef").ok(301).header.Get("Location")
		require.Contains(t, location, "secret=")
	}

	// The service's own pages are allowed at any address that it is reached under.
	request := httptest.NewRequest("GET", "/v1/account/sessions/oauth2/mock/redirect?code=abcdef&project="+srv.ProjectID(), nil)
	request.Host = "[::1]:4080"
	recorder := httptest.NewRecorder()
	srv.Handler().ServeHTTP(recorder, request)
	require.Contains(t, recorder.Header().Get("Location"), "@[::1]:4080/console/auth/oauth2/success?")

	// A user of the URL stays one, whatever it contains.
	lenient := accounttest.New(t)
	location := follow(lenient, "https://evil.example%2F@localhost/", "", "&code=abcdef").ok(301).header.Get("Location")
	parsed, err := url.Parse(location)
	require.NoError(t, err)
	require.Equal(t, "localhost", parsed.Host, location)
	require.Contains(t, follow(lenient, "https://elsewhere.example/", "", "&code=abcdef").ok(301).header.Get("Location"), "elsewhere.example", "as version 1.7 does it")
}
