package account_test

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

const emptySessions = `{"total": 0, "sessions": []}`

// requireOptionError fails the test unless err is an *account.OptionError of an option.
func requireOptionError(t *testing.T, err error, option, reason string) {
	t.Helper()
	var optionErr *account.OptionError
	require.ErrorAs(t, err, &optionErr)
	assert.Equal(t, option, optionErr.Option)
	assert.Contains(t, optionErr.Reason, reason)
	assert.EqualError(t, err, "account: "+option+": "+optionErr.Reason)
}

func TestHeader_EveryRequestNamesTheSDKAndTheResponseFormat(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	_, err := service.client(t, account.WithSession("s")).ListSessions(t.Context())
	require.NoError(t, err)
	expected := sdkHeader()
	expected.Set("X-Appwrite-Session", "s")
	assert.Equal(t, expected, service.request(t).Header)
	assert.Equal(t, account.ResponseFormat, expected.Get("X-Appwrite-Response-Format"))
}

func TestOption_SetsItsHeader(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option   account.Option
		expected http.Header
	}{
		"WithKey":                {account.WithKey("k"), http.Header{"X-Appwrite-Key": {"k"}}},
		"WithSession":            {account.WithSession("s"), http.Header{"X-Appwrite-Session": {"s"}}},
		"WithJWT":                {account.WithJWT("j"), http.Header{"X-Appwrite-Jwt": {"j"}}},
		"WithLocale":             {account.WithLocale("de"), http.Header{"X-Appwrite-Locale": {"de"}}},
		"WithForwardedUserAgent": {account.WithForwardedUserAgent("Firefox/1"), http.Header{"X-Forwarded-User-Agent": {"Firefox/1"}}},
		"WithHeader":             {account.WithHeader("x-forwarded-for", "1.2.3.4"), http.Header{"X-Forwarded-For": {"1.2.3.4"}}},
		"no option":              {nil, http.Header{}},
		"a nil handler":          {account.WithWarningHandler(nil), http.Header{}},
		"an empty locale":        {account.WithLocale(""), http.Header{}},
		"an empty user agent":    {account.WithForwardedUserAgent(""), http.Header{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newStub(t, jsonResponse(200, emptySessions)).allowAnyRequest()
			_, err := service.client(t, test.option).ListSessions(t.Context())
			require.NoError(t, err)
			expected := sdkHeader()
			maps.Copy(expected, test.expected)
			assert.Equal(t, expected, service.request(t).Header)
		})
	}
}

func TestOptionWithUserAgentSuffix_IsAppendedToTheUserAgent(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	client := service.client(t, account.WithSession("s"), account.WithUserAgentSuffix("a/1"), account.WithUserAgentSuffix("b/2"))
	_, err := client.ListSessions(t.Context())
	require.NoError(t, err)
	agent := service.request(t).Header.Get("User-Agent")
	assert.True(t, strings.HasPrefix(agent, "AppwriteGoAccountSDK/"), agent)
	assert.True(t, strings.HasSuffix(agent, ") b/2"), "the last one wins: %s", agent)
}

func TestOption_TheLastOfTwoWins(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	client := service.client(t, account.WithSession("s1"), account.WithLocale("de"), account.WithHeader("X-A", "1"),
		account.WithHeader("X-B", "2"), account.WithSession("s2"), account.WithLocale("fr"), account.WithHeader("x-a", "3"))
	_, err := client.ListSessions(t.Context(), account.RequestHeader("X-B", "4"), account.RequestHeader("X-C", "5"))
	require.NoError(t, err)
	header := service.request(t).Header
	for name, expected := range map[string]string{"X-Appwrite-Session": "s2", "X-Appwrite-Locale": "fr", "X-A": "3", "X-B": "4", "X-C": "5"} {
		assert.Equal(t, []string{expected}, header.Values(name), name)
	}
}

func TestOptionHeader_AppliesToOneCallOnly(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	client := service.client(t, account.WithSession("s"), account.WithHeader("X-A", "all"))
	_, err := client.ListSessions(t.Context(), account.RequestHeader("X-A", "one"), account.RequestHeader("Accept-Language", "de"))
	require.NoError(t, err)
	_, err = client.ListSessions(t.Context())
	require.NoError(t, err)
	all := service.requests()
	require.Len(t, all, 2)
	assert.Equal(t, []string{"one"}, all[0].Header.Values("X-A"))
	assert.Equal(t, []string{"all"}, all[1].Header.Values("X-A"))
	assert.NotContains(t, all[1].Header, "Accept-Language")
}

func TestOptionResponseInto_CopiesTheMetadataOfTheResponse(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(201, guestSessionJSON).
		withHeader("X-Ratelimit-Limit", "10").withHeader("X-Ratelimit-Remaining", "9").withHeader("X-Ratelimit-Reset", "1795428000").
		withHeader("Set-Cookie", "a_session_library=abc"))
	var response account.Response
	_, err := service.client(t).CreateAnonymousSession(t.Context(), account.ResponseInto(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.Equal(t, 1, response.Attempts)
	assert.Equal(t, account.RateLimit{Limit: 10, Remaining: 9, Reset: time.Unix(1795428000, 0).UTC()}, response.RateLimit)
	assert.Equal(t, "a_session_library=abc", response.Header.Get("Set-Cookie"))

	_, err = service.client(t).CreateAnonymousSession(t.Context(), account.ResponseInto(nil))
	requireOptionError(t, err, "ResponseInto", "nil")
	service.request(t)
}

func TestOptionWithWarningHandler_ReceivesTheWarningsOfTheServer(t *testing.T) {
	t.Parallel()
	type key struct{}
	var warnings []string
	service := newStub(t, jsonResponse(200, emptySessions).withHeader("X-Appwrite-Warning", "The current SDK is built for another version."), jsonResponse(200, emptySessions))
	client := service.client(t, account.WithSession("s"), account.WithWarningHandler(func(ctx context.Context, warning account.Warning) {
		assert.Equal(t, "shelf", ctx.Value(key{}), "the context is the call's")
		warnings = append(warnings, warning.Operation+": "+warning.Message)
	}))
	for range 2 {
		_, err := client.ListSessions(context.WithValue(t.Context(), key{}, "shelf"))
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"listSessions: The current SDK is built for another version."}, warnings)
}

func TestOptionWithWarningHandler_ReceivesTheWarningsOfErrors(t *testing.T) {
	t.Parallel()
	var warnings []account.Warning
	service := newStub(t, errorResponse(401, "general_unauthorized_scope", "No.").withHeader("X-Appwrite-Warning", "Old."))
	client := service.client(t, account.WithSession("s"), account.WithWarningHandler(func(_ context.Context, warning account.Warning) { warnings = append(warnings, warning) }))
	_, err := client.Get(t.Context())
	require.Error(t, err)
	require.Equal(t, []account.Warning{{Operation: "get", Message: "Old."}}, warnings)
}

func TestOption_ANilOptionIsIgnored(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, userJSON))
	_, err := service.client(t, nil, account.WithSession("s")).Get(t.Context(), nil, account.NoRetry(), nil)
	require.NoError(t, err)
}

func TestNew_AcceptsValidEndpoints(t *testing.T) {
	t.Parallel()
	for given, expected := range map[string]string{
		"https://cloud.appwrite.io/v1":    "https://cloud.appwrite.io/v1",
		"https://cloud.appwrite.io/v1/":   "https://cloud.appwrite.io/v1",
		"https://cloud.appwrite.io/v1///": "https://cloud.appwrite.io/v1",
		"http://localhost":                "http://localhost",
		"http://localhost:8080/sub/v1/":   "http://localhost:8080/sub/v1",
		"http://[::1]:8080/v1":            "http://[::1]:8080/v1",
		"https://service.test/with%20it":  "https://service.test/with%20it",
		"HTTPS://service.test/v1/":        "https://service.test/v1",
	} {
		client, err := account.New(given, "library")
		if assert.NoError(t, err, given) {
			assert.Equal(t, expected, client.Endpoint())
			assert.Equal(t, "library", client.Project())
		}
	}
}

func TestNew_TheEndpointIsThePrefixOfEveryURL(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions)).allowAnyRequest().allowAnyResponse()
	client, err := account.New("https://service.test/sub/v1//", "library", account.WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	_, err = client.ListSessions(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "https://service.test/sub/v1/account/sessions", service.request(t).URL.String())
}

func TestNew_InvalidEndpointsAreErrors(t *testing.T) {
	t.Parallel()
	for endpoint, reason := range map[string]string{
		"":                                    "is empty",
		"  ":                                  "is empty",
		"cloud.appwrite.io/v1":                "does not start with https:// or http://",
		"//cloud.appwrite.io/v1":              "does not start with https:// or http://",
		"/v1":                                 "does not start with https:// or http://",
		"ftp://cloud.appwrite.io/v1":          "does not start with https:// or http://",
		"unix:///var/run/appwrite":            "does not start with https:// or http://",
		"https://cloud.appwrite.io:/v1":       "has a colon but no port",
		"https://":                            "has no host",
		"https:///v1":                         "has no host",
		"https://:443/v1":                     "has no host",
		"https:cloud.appwrite.io":             "has no host",
		"https://user@cloud.appwrite.io/v1":   "user name or password",
		"https://u:hunter2@cloud.appwrite.io": "user name or password",
		"https://cloud.appwrite.io/v1?a=b":    "query or fragment",
		"https://cloud.appwrite.io/v1?":       "query or fragment",
		"https://cloud.appwrite.io/v1#x":      "query or fragment",
		"https://cloud.appwrite.io/v1#":       "query or fragment",
		"https://cloud.appwrite.io/%zz":       "is not a URL",
		"https://cloud.appwrite.io/v1\nX: y":  "is not a URL",
		"https://cloud appwrite.io/v1":        "is not a URL",
		" https://cloud.appwrite.io/v1":       "is not a URL",
		"https://cloud.appwrite.io/v1 ":       "white space",
		"https://cloud.appwrite.io/v\u00a01":  "white space",
		"https://cloud.appwrite.io:99999/v1":  "a port that cannot be",
		"https://cloud.appwrite.io:0/v1":      "a port that cannot be",
		"https://cloud.appwrite.io/v1/..":     "a step such as /..",
		"https://cloud.appwrite.io/../v1":     "a step such as /..",
		"https://cloud.appwrite.io/./v1":      "a step such as /..",
		"https://cloud.appwrite.io/%2e%2e/v1": "a step such as /..",
	} {
		client, err := account.New(endpoint, "library")
		requireOptionError(t, err, "New", reason)
		assert.Contains(t, err.Error(), `"https://cloud.appwrite.io/v1"`, "the message has an example")
		assert.NotContains(t, err.Error(), "hunter2", "the message does not quote the endpoint")
		assert.Nil(t, client)
	}
}

func TestNew_RequiresAProject(t *testing.T) {
	t.Parallel()
	_, err := account.New(stubEndpoint, "")
	requireOptionError(t, err, "New", "the project is empty")
	_, err = account.New(stubEndpoint, "lib\nrary")
	requireOptionError(t, err, "New", "control character")
}

func TestOption_ValuesWithControlCharactersAreErrors(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	client := service.client(t)
	for _, value := range []string{"a\r\nX-Evil: 1", "a\n", "\r", "a\x00b", "\x1b[0m", "a\x7f"} {
		for name, option := range map[string]account.Option{
			"WithKey":                account.WithKey(value),
			"WithSession":            account.WithSession(value),
			"WithJWT":                account.WithJWT(value),
			"WithLocale":             account.WithLocale(value),
			"WithForwardedUserAgent": account.WithForwardedUserAgent(value),
			"WithUserAgentSuffix":    account.WithUserAgentSuffix(value),
			"WithHeader":             account.WithHeader("X-A", value),
		} {
			_, err := account.New(stubEndpoint, stubProject, option)
			requireOptionError(t, err, name, "control character")
			assert.NotContains(t, err.Error(), value, "the value can be a secret")
			_, err = client.With(option)
			requireOptionError(t, err, name, "control character")
		}
		_, err := client.ListSessions(t.Context(), account.RequestHeader("X-A", value))
		requireOptionError(t, err, "RequestHeader", "control character")
	}
	for _, encoded := range []string{"a%0D%0AX-Evil: 1", "%00"} {
		_, err := account.New(stubEndpoint, stubProject, account.WithSession(encoded))
		requireOptionError(t, err, "WithSession", "control character")
	}
	service.requireNoRequests(t)
}

func TestOptionWithHeader_CannotSetTheHeadersOfTheSDK(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	client := service.client(t)
	for name, reason := range map[string]string{
		"X-Appwrite-Project": "argument of New", "x-appwrite-key": "WithKey", "X-APPWRITE-SESSION": "WithSession",
		"X-Appwrite-JWT": "WithJWT", "X-Appwrite-Response-Format": "types", "Content-Type": "JSON",
		"Content-Length": "body", "Transfer-Encoding": "body", "Connection": "WithHTTPClient", "host": "endpoint",
		"": "name is empty", "X A": "characters", "X-A:": "characters", "X-A\r\n": "characters", "Ä": "characters",
	} {
		_, err := account.New(stubEndpoint, stubProject, account.WithHeader(name, "v"))
		requireOptionError(t, err, "WithHeader", reason)
		_, err = client.ListSessions(t.Context(), account.RequestHeader(name, "v"))
		requireOptionError(t, err, "RequestHeader", reason)
	}
	service.requireNoRequests(t)
}

func TestOption_CredentialsExcludeEachOther(t *testing.T) {
	t.Parallel()
	key, session, jwt := account.WithKey("k"), account.WithSession("s"), account.WithJWT("j")
	for name, test := range map[string]struct {
		options        []account.Option
		option, reason string
	}{
		"key and session":      {[]account.Option{key, session}, "WithKey", "excludes WithSession"},
		"session and key":      {[]account.Option{session, key}, "WithKey", "excludes WithSession"},
		"key and JWT":          {[]account.Option{key, jwt}, "WithKey", "excludes WithJWT"},
		"session and JWT":      {[]account.Option{session, jwt}, "WithSession", "excludes WithJWT"},
		"all three":            {[]account.Option{key, session, jwt}, "WithKey", "use two clients"},
		"an empty key":         {[]account.Option{account.WithKey("")}, "WithKey", "leave the option out to be a guest"},
		"an empty session":     {[]account.Option{account.WithSession("")}, "WithSession", "leave the option out"},
		"an empty JWT":         {[]account.Option{account.WithJWT("")}, "WithJWT", "leave the option out"},
		"a key and no session": {[]account.Option{key, account.WithSession("")}, "WithSession", "empty"},
	} {
		_, err := account.New(stubEndpoint, stubProject, test.options...)
		requireOptionError(t, err, test.option, test.reason)
		last := len(test.options) - 1
		base, err := account.New(stubEndpoint, stubProject, test.options[:last]...)
		if err == nil {
			_, err = base.With(test.options[last])
		}
		assert.Error(t, err, "%s, one after the other", name)
	}
}

func TestOptionWithKey_IsSentOverPlainHTTPOnlyToThisMachine(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{"http://appwrite.internal/v1", "http://10.0.0.1/v1", "http://localhost.evil.test/v1", "http://127.0.0.1.evil.test", "HTTP://appwrite.internal/v1", "http://0.0.0.0/v1", "http://dev.localhost/v1", "http://mylocalhost/v1"} {
		_, err := account.New(endpoint, "library", account.WithKey("k"))
		requireOptionError(t, err, "WithKey", "WithPlainHTTP")
		for _, options := range [][]account.Option{
			{account.WithKey("k"), account.WithPlainHTTP()}, {account.WithPlainHTTP(), account.WithKey("k")}, {account.WithSession("s")}, {account.WithJWT("j")}, nil,
		} {
			_, err := account.New(endpoint, "library", options...)
			assert.NoError(t, err, endpoint)
		}
		guest, err := account.New(endpoint, "library")
		require.NoError(t, err)
		_, err = guest.With(account.WithKey("k"))
		requireOptionError(t, err, "WithKey", "WithPlainHTTP")
	}
	for _, endpoint := range []string{"http://localhost:8080/v1", "http://127.0.0.1/v1", "http://127.1.2.3:9/v1", "http://[::1]/v1", "https://appwrite.internal/v1"} {
		_, err := account.New(endpoint, "library", account.WithKey("k"))
		assert.NoError(t, err, endpoint)
	}
}

func TestOption_InvalidValuesAreErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option account.Option
		reason string
	}{
		"WithHTTPClient":  {account.WithHTTPClient(nil), "leave the option out"},
		"WithRootCAs":     {account.WithRootCAs(nil), "leave the option out"},
		"WithTimeout":     {account.WithTimeout(-1), "0 means none"},
		"WithRetries":     {account.WithRetries(-1), "0 means never"},
		"WithRetryWait":   {account.WithRetryWait(-1), "WithRetries(0)"},
		"WithBackoff":     {account.WithBackoff(nil), "leave the option out"},
		"WithMaxResponse": {account.WithMaxResponse(0), "not positive"},
		"WithLogger":      {account.WithLogger(nil), "leave the option out"},
	} {
		_, err := account.New(stubEndpoint, stubProject, test.option)
		requireOptionError(t, err, name, test.reason)
	}
	_, err := account.New(stubEndpoint, stubProject, account.WithTimeout(0), account.WithRetries(0), account.WithRetryWait(0),
		account.WithMaxResponse(1), account.WithLogger(slog.New(slog.DiscardHandler)), account.WithAttemptHook(nil), account.WithCallHook(nil))
	assert.NoError(t, err)
}

func TestOptionWithTimeout_SetsTheDeadlineOfTheRequest(t *testing.T) {
	t.Parallel()
	remaining := func(limit ...account.Option) (time.Duration, bool) {
		var deadline time.Time
		var ok bool
		transport := roundTrip(func(req *http.Request) (*http.Response, error) {
			deadline, ok = req.Context().Deadline()
			return newStub(t, jsonResponse(200, emptySessions)).allowAnyRequest().RoundTrip(req)
		})
		client, err := account.New(stubEndpoint, stubProject, append(limit, account.WithHTTPClient(&http.Client{Transport: transport}))...)
		require.NoError(t, err)
		_, err = client.ListSessions(t.Context())
		require.NoError(t, err)
		return time.Until(deadline), ok
	}
	d, ok := remaining()
	assert.True(t, ok)
	assert.LessOrEqual(t, d, account.DefaultTimeout)
	assert.Greater(t, d, account.DefaultTimeout/2)
	d, ok = remaining(account.WithTimeout(time.Hour))
	assert.True(t, ok)
	assert.Greater(t, d, 30*time.Minute)
	_, ok = remaining(account.WithTimeout(0))
	assert.False(t, ok, "zero means no limit")
}

// roundTrip makes an http.RoundTripper of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestNewFromEnv_ReadsTheEnvironment(t *testing.T) {
	environment := func(endpoint, project, key string) {
		t.Setenv("APPWRITE_ENDPOINT", endpoint)
		t.Setenv("APPWRITE_PROJECT_ID", project)
		t.Setenv("APPWRITE_API_KEY", key)
	}
	service := newStub(t, jsonResponse(200, emptySessions)).allowAnyRequest()
	transport := account.WithHTTPClient(&http.Client{Transport: service})

	environment("", "library", "")
	_, err := account.NewFromEnv()
	requireOptionError(t, err, "NewFromEnv", "APPWRITE_ENDPOINT is not set")
	environment(stubEndpoint, "", "")
	_, err = account.NewFromEnv()
	requireOptionError(t, err, "NewFromEnv", "APPWRITE_PROJECT_ID is not set")
	environment("nonsense", "library", "")
	_, err = account.NewFromEnv()
	requireOptionError(t, err, "New", "does not start with")
	environment(stubEndpoint, stubProject, "key\n")
	_, err = account.NewFromEnv()
	requireOptionError(t, err, "WithKey", "was it read from a file with its newline?")

	environment(stubEndpoint+"/", "library", "key")
	client, err := account.NewFromEnv(transport, account.WithLocale("de"))
	require.NoError(t, err)
	_, err = client.ListSessions(t.Context())
	require.NoError(t, err)
	environment(stubEndpoint, "reading-room", "")
	guest, err := account.NewFromEnv(transport)
	require.NoError(t, err)
	_, err = guest.ListSessions(t.Context())
	require.NoError(t, err)
	all := service.requests()
	assert.Equal(t, "key", all[0].Header.Get("X-Appwrite-Key"))
	assert.Equal(t, "library", all[0].Header.Get("X-Appwrite-Project"))
	assert.Equal(t, "de", all[0].Header.Get("X-Appwrite-Locale"))
	assert.Equal(t, stubEndpoint+"/account/sessions", all[0].URL.String())
	assert.NotContains(t, all[1].Header, "X-Appwrite-Key")
	assert.Equal(t, "reading-room", all[1].Header.Get("X-Appwrite-Project"))

	environment(stubEndpoint, stubProject, "old")
	client, err = account.NewFromEnv(transport, account.WithKey("new"))
	require.NoError(t, err)
	_, err = client.ListSessions(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "new", service.requests()[2].Header.Get("X-Appwrite-Key"), "options override the variables")
}

func TestOptionWithHTTPClient_DoesNotChangeTheCallersClient(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	redirects := 0
	service := newStub(t, stubResponse{Status: 302, Header: http.Header{"Location": {"https://service.test/other"}, "Set-Cookie": {"a=b"}}}).allowAnyResponse()
	own := &http.Client{Transport: service, Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error {
		redirects++
		return nil
	}}
	client, err := account.New(stubEndpoint, stubProject, account.WithHTTPClient(own), account.WithSession("s"))
	require.NoError(t, err)
	_, err = client.Get(t.Context())
	assert.Equal(t, 302, requireError(t, err).StatusCode)
	service.request(t)
	assert.Zero(t, redirects, "its CheckRedirect is not called")
	assert.NotNil(t, own.CheckRedirect)
	assert.Same(t, jar, own.Jar)
	assert.Equal(t, time.Minute, own.Timeout)
	u, err := url.Parse(stubEndpoint)
	require.NoError(t, err)
	assert.Empty(t, jar.Cookies(u), "its jar is not used")
}

func TestOptionWithSession_AcceptsAnEncodedCookieValue(t *testing.T) {
	t.Parallel()
	for given, expected := range map[string]string{
		"eyJpZCI6InUifQ":         "eyJpZCI6InUifQ",
		"eyJpZCI6InUifQ==":       "eyJpZCI6InUifQ==",
		"eyJpZCI6InUifQ%3D%3D":   "eyJpZCI6InUifQ==",
		"eyJpZCI6InUifQ%3d%3d":   "eyJpZCI6InUifQ==",
		"a%2Bb%2Fc%3D":           "a+b/c=",
		"a+b/c=":                 "a+b/c=",
		"a+b%3D":                 "a+b=", // a plus sign is kept
		"not%encoded":            "not%encoded",
		"eyJpZCI6InUifQ%3D%3D%2": "eyJpZCI6InUifQ%3D%3D%2",
	} {
		service := newStub(t, jsonResponse(200, emptySessions))
		guest := service.client(t)
		for _, client := range []*account.Client{service.client(t, account.WithSession(given)), guest.WithSession(given)} {
			_, err := client.ListSessions(t.Context())
			require.NoError(t, err)
		}
		for _, request := range service.requests() {
			assert.Equal(t, expected, request.Header.Get("X-Appwrite-Session"), given)
		}
	}
}

func TestOption_BlankCredentialsAreErrors(t *testing.T) {
	t.Parallel()
	for _, blank := range []string{" ", "\t", "  ", " value", "value ", "\u00a0", "\u2003value"} {
		for name, option := range map[string]account.Option{"WithKey": account.WithKey(blank), "WithSession": account.WithSession(blank), "WithJWT": account.WithJWT(blank)} {
			_, err := account.New(stubEndpoint, stubProject, option)
			requireOptionError(t, err, name, "white space")
		}
		_, err := account.New(stubEndpoint, blank)
		requireOptionError(t, err, "New", "the project")
	}
}

func TestOptionWithHeader_SetsNoSecondCredential(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Cookie", "cookie", "X-Fallback-Cookies", "x-fallback-cookies"} {
		_, err := account.New(stubEndpoint, stubProject, account.WithHeader(name, "a_session_library=x"))
		requireOptionError(t, err, "WithHeader", "second credential")
		service := newStub(t)
		_, err = service.client(t, account.WithSession("s")).Get(t.Context(), account.RequestHeader(name, "a_session_library=x"))
		requireOptionError(t, err, "RequestHeader", "second credential")
		service.requireNoRequests(t)
	}
}
