package accounttest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

var annAtProvider = accounttest.ProviderAccount{ID: "provider-7", Email: ann, Name: "Ann"}

// authorize asks for the address of the provider's page.
func authorize(c *caller, operation string) string {
	c.t.Helper()
	query := url.Values{"success": {"http://localhost/ok?a=1"}, "failure": {"http://localhost/fail"}}
	return c.call("GET", "/account/"+operation+"?"+query.Encode(), nil).ok(301).header.Get("Location")
}

func TestOAuth2_ASignInCanEndWithAToken(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
	require.Regexp(t, `^http://:@localhost/ok\?a=1&secret=[0-9a-f]{64}&userId=[0-9a-f]{20}#$`, result.URL)
	require.Empty(t, result.Cookies)

	session := guest(t, srv).key().call("POST", "/account/sessions/token", fields{"userId": result.UserID, "secret": result.Secret}).ok(201)
	require.Equal(t, "oauth2", session.field("provider"))
	require.Equal(t, []any{"email"}, session.json["factors"])
	signedIn := guest(t, srv).session(session.field("secret"))
	account := signedIn.call("GET", "/account", nil).ok(200)
	require.Equal(t, "Ann", account.field("name"))
	require.Equal(t, true, account.json["emailVerification"])
	require.Equal(t, ann, account.json["targets"].([]any)[0].(fields)["identifier"])
	require.Empty(t, account.field("passwordUpdate"))
	identity := signedIn.call("GET", "/account/identities", nil).ok(200).json["identities"].([]any)[0].(fields)
	require.Equal(t, []any{"mock", "provider-7", ann}, []any{identity["provider"], identity["providerUid"], identity["providerEmail"]})

	again := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
	require.Equal(t, result.UserID, again.UserID, "the same account finds the same user")
}

func TestOAuth2_ASignInCanEndWithCookies(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	result := srv.SignInAtProvider(authorize(guest(t, srv), "sessions/oauth2/mock"), annAtProvider)
	require.Equal(t, "http://:@localhost/ok?a=1#", result.URL)
	require.Len(t, result.Cookies, 2)
	browser := guest(t, srv).with("Cookie", result.Cookies[1].Name+"="+result.Cookies[1].Value)
	session := browser.call("GET", "/account/sessions/current", nil).ok(200)
	require.Equal(t, "mock", session.field("provider"))
	require.Equal(t, "provider-7", session.field("providerUid"))
	require.Equal(t, []any{"email", "oauth2"}, session.json["factors"])
	require.NotEmpty(t, session.field("providerAccessToken"))

	srv.Clock().Advance(5 * time.Hour)
	refreshed := browser.call("PATCH", "/account/sessions/current", nil).ok(200)
	require.Regexp(t, `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$`, refreshed.field("providerAccessTokenExpiry"))
	require.NotEqual(t, session.field("providerAccessTokenExpiry")[:13], strings.Replace(refreshed.field("providerAccessTokenExpiry"), " ", "T", 1)[:13])
}

func TestOAuth2_AProgramIsSignedInWithoutAPage(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.SetProviderAccount("mock", annAtProvider)
	client := direct(t)
	next := authorize(guest(t, srv), "tokens/oauth2/mock")
	var path []string
	for strings.Contains(next, "/v1/") {
		response, err := client.Get(next)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, 301, response.StatusCode)
		parsed, err := url.Parse(next)
		require.NoError(t, err)
		path = append(path, parsed.Path)
		next = response.Header.Get("Location")
	}
	require.Equal(t, []string{
		"/v1/mock/tests/general/oauth2",
		"/v1/account/sessions/oauth2/callback/mock/" + srv.ProjectID(),
		"/v1/account/sessions/oauth2/mock/redirect",
	}, path)
	user := srv.User(ann)
	require.Contains(t, next, "userId="+user.ID)

	srv.SetProviderError("mock", "access_denied", "No")
	response, err := direct(t).Get(authorize(guest(t, srv), "tokens/oauth2/mock"))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, response.Header.Get("Location"), "error=access_denied&error_description=No&state=")
}

func TestOAuth2_ThePageOfAProviderIsNoPlaceForMarkup(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProviders("github"))
	srv.SetProviderAccount("github", accounttest.ProviderAccount{ID: "7", Name: `"><script>alert(1)</script>`, Unverified: true})
	address := authorize(guest(t, srv), "sessions/oauth2/github")
	request, err := http.NewRequest(http.MethodGet, address, nil)
	require.NoError(t, err)
	request.Header.Set("Accept", "text/html")
	client := direct(t)
	response, err := client.Do(request)
	require.NoError(t, err)
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(page), "&gt;&lt;script&gt;")
	require.NotContains(t, string(page), "<script")
	require.Contains(t, string(page), `name="unverified" value="on" checked`)
}

// A person sees the provider's page, and fills in its form.
func TestOAuth2_APersonSignsInAtThePage(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProviders("github"))
	client := direct(t)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client.Jar = jar
	request, err := http.NewRequest(http.MethodGet, authorize(guest(t, srv), "sessions/oauth2/github"), nil)
	require.NoError(t, err)
	request.Header.Set("Accept", "text/html,*/*")
	response, err := client.Do(request)
	require.NoError(t, err)
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(page), "<h1>Sign in with github</h1>")

	action := regexp.MustCompile(`action="([^"]+)"`).FindSubmatch(page)[1]
	form := url.Values{"id": {"7"}, "email": {ann}, "name": {"Ann"}, "action": {"allow"}}
	address := strings.TrimSuffix(srv.Endpoint(), "/v1") + strings.ReplaceAll(string(action), "&amp;", "&")
	response, err = client.PostForm(address, form)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 303, response.StatusCode)
	for range 2 {
		response, err = client.Get(response.Header.Get("Location"))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	}
	require.Equal(t, "http://:@localhost/ok?a=1#", response.Header.Get("Location"))
	user := srv.User(ann)
	require.Equal(t, "github", user.Identities[0].Provider)
	require.Len(t, user.Sessions, 1)
}

func failureOf(t *testing.T, result accounttest.SignInResult) fields {
	t.Helper()
	require.True(t, strings.HasPrefix(result.URL, "http://:@localhost/fail?error="), result.URL)
	var body fields
	require.NoError(t, json.Unmarshal([]byte(result.Error), &body))
	return body
}

func TestOAuth2_FailuresGoToTheFailureURL(t *testing.T) {
	t.Parallel()
	t.Run("the person denies access", func(t *testing.T) {
		srv := accounttest.New(t)
		failure := failureOf(t, srv.DenyAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock")))
		require.Equal(t, "user_oauth2_provider_error", failure["type"])
		require.EqualValues(t, 424, failure["code"])
		require.Equal(t, "The Mock OAuth2 provider returned an error: access_denied: The person denied access", failure["message"])
	})
	t.Run("the provider gives no id", func(t *testing.T) {
		srv := accounttest.New(t)
		result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), accounttest.ProviderAccount{Email: ann})
		require.Equal(t, "user_missing_id", failureOf(t, result)["type"])
	})
	t.Run("the provider gives no address", func(t *testing.T) {
		srv := accounttest.New(t)
		result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), accounttest.ProviderAccount{ID: "7"})
		require.Equal(t, "user_unauthorized", failureOf(t, result)["type"])
	})
	t.Run("the user is blocked", func(t *testing.T) {
		srv := accounttest.New(t)
		srv.CreateUser(accounttest.Seed{Email: ann, Blocked: true})
		result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
		require.Equal(t, "user_blocked", failureOf(t, result)["type"])
	})
	t.Run("the project is full", func(t *testing.T) {
		srv := accounttest.New(t, accounttest.WithUserLimit(1))
		srv.CreateUser(accounttest.Seed{})
		result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
		require.Equal(t, "user_count_exceeded", failureOf(t, result)["type"])
	})
	t.Run("the address is on another identity", func(t *testing.T) {
		srv := accounttest.New(t)
		bob := srv.CreateUser(accounttest.Seed{Email: "bob@example.test"})
		srv.CreateIdentity(bob.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: "8", ProviderEmail: ann})
		result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
		require.Equal(t, "general_bad_request", failureOf(t, result)["type"])
	})
	t.Run("a code works once", func(t *testing.T) {
		srv := accounttest.New(t)
		client := direct(t)
		location := authorize(guest(t, srv), "tokens/oauth2/mock")
		response, err := client.PostForm(location, url.Values{"id": {"7"}, "email": {ann}, "action": {"allow"}})
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		callback := response.Header.Get("Location")
		finish := func() string {
			response, err := client.Get(callback)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			response, err = client.Get(response.Header.Get("Location"))
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			return response.Header.Get("Location")
		}
		require.Contains(t, finish(), "localhost/ok")
		require.Contains(t, finish(), "user_oauth2_bad_request")
	})
}

func TestOAuth2_AnExistingAddressIsFound(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann, Name: "Annabel", Password: password})
	result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
	require.Equal(t, user.ID, result.UserID)
	stored := srv.User(user.ID)
	require.Equal(t, "Annabel", stored.Name)
	require.Len(t, stored.Identities, 1)
}

func TestOAuth2_AnIdentityWhoseAddressChangedIsFound(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: "elsewhere@example.test"})
	srv.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: annAtProvider.ID, ProviderEmail: annAtProvider.Email})
	result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), annAtProvider)
	require.Equal(t, user.ID, result.UserID)
}

func TestOAuth2_TheSignedInUserIsUpgraded(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	anonymous := srv.CreateUser(accounttest.Seed{})
	session := srv.CreateSession(anonymous.ID)
	cookie := &http.Cookie{Name: "a_session_" + srv.ProjectID(), Value: url.QueryEscape(session.Secret)}
	result := srv.SignInAtProvider(authorize(guest(t, srv), "sessions/oauth2/mock"), annAtProvider, cookie)
	require.Equal(t, "http://:@localhost/ok?a=1#", result.URL)
	upgraded := srv.User(anonymous.ID)
	require.Equal(t, ann, upgraded.Email)
	require.Len(t, upgraded.Sessions, 1)
	require.NotEqual(t, session.ID, upgraded.Sessions[0].ID, "the session is replaced")

	other := srv.CreateSession(srv.CreateUser(accounttest.Seed{}).ID)
	cookie.Value = url.QueryEscape(other.Secret)
	taken := srv.SignInAtProvider(authorize(guest(t, srv), "sessions/oauth2/mock"), annAtProvider, cookie)
	require.Equal(t, "user_already_exists", failureOf(t, taken)["type"])
}

func TestOAuth2_ErrorsArePages(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProject("p", "My <Project>"))
	for path, status := range map[string]int{
		"/account/tokens/oauth2/bogus": 400, "/account/tokens/oauth2/github": 412, "/account/tokens/oauth2/Mock": 400,
		"/account/sessions/oauth2/mock?success=https://evil.example/": 400, "/account/tokens/oauth2/mock?scopes=a": 400,
		"/account/tokens/oauth2/mock?scopes[]=":                                          400,
		"/account/sessions/oauth2/mock/redirect?state=nonsense":                          500,
		"/account/sessions/oauth2/mock/redirect?state=%7B%22success%22:%22nowhere%22%7D": 400,
	} {
		response := guest(t, srv).call("GET", path, nil).ok(status)
		require.Equal(t, "text/html; charset=UTF-8", response.header.Get("Content-Type"), path)
		require.Contains(t, string(response.body), "<title>My &lt;Project&gt; - Error</title>", path)
	}
	outside := guest(t, srv)
	response, err := direct(t).Get(strings.TrimSuffix(srv.Endpoint(), "/v1") + "/elsewhere")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 404, response.StatusCode)
	require.Equal(t, "text/html; charset=UTF-8", response.Header.Get("Content-Type"))
	require.Equal(t, "application/json; charset=UTF-8", outside.call("GET", "/elsewhere", nil).rejected(404, "general_route_not_found").header.Get("Content-Type"))
}

func TestOAuth2_TheAddressOfTheProvider(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	base := strings.TrimSuffix(srv.Endpoint(), "/v1")
	location := guest(t, srv).call("GET", "/account/tokens/oauth2/mock?success=http://localhost/s&scopes[]=a&scopes[]=b", nil).ok(301).header.Get("Location")
	parsed, err := url.Parse(location)
	require.NoError(t, err)
	query := parsed.Query()
	require.Equal(t, "email a b", query.Get("scope"))
	require.Equal(t, base+"/v1/account/sessions/oauth2/callback/mock/"+srv.ProjectID(), query.Get("redirect_uri"))
	require.Equal(t, `{"success":"http:\/\/localhost\/s","failure":"`+strings.ReplaceAll(base, "/", `\/`)+`\/console\/auth\/oauth2\/failure","token":true}`, query.Get("state"))
	for range 3 {
		guest(t, srv).call("GET", "/account/sessions/oauth2/mock", nil).ok(301)
	}
	remaining := guest(t, srv).call("POST", "/account/sessions/anonymous", nil).ok(201).header.Get("X-Ratelimit-Remaining")
	require.Equal(t, "45", remaining, "these routes share one counter")
}

func TestOAuth2_ASessionOfTheSameAccountIsFound(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.SignInAtProvider(authorize(guest(t, srv), "sessions/oauth2/mock"), annAtProvider)
	user := srv.Users()[0]
	moved := accounttest.ProviderAccount{ID: annAtProvider.ID, Email: "moved@example.test"}
	result := srv.SignInAtProvider(authorize(guest(t, srv), "tokens/oauth2/mock"), moved)
	require.Equal(t, user.ID, result.UserID)
	require.Len(t, srv.Users(), 1)
}

func TestOAuth2_TheConsolesPageGetsTheSession(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	location := guest(t, srv).call("GET", "/account/sessions/oauth2/mock", nil).ok(301).header.Get("Location")
	result := srv.SignInAtProvider(location, annAtProvider)
	parsed, err := url.Parse(result.URL)
	require.NoError(t, err)
	require.Equal(t, "/console/auth/oauth2/success", parsed.Path)
	require.Equal(t, srv.ProjectID(), parsed.Query().Get("project"))
	require.Equal(t, "a_session_"+srv.ProjectID(), parsed.Query().Get("key"))
	guest(t, srv).session(parsed.Query().Get("secret")).call("GET", "/account", nil).ok(200)
}

func TestOAuth2_UserAndFragmentOfTheAddressAreKept(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	query := url.Values{"success": {"http://u:p@localhost:8080/ok?userId=old&x=1#part"}}
	location := guest(t, srv).call("GET", "/account/tokens/oauth2/mock?"+query.Encode(), nil).ok(301).header.Get("Location")
	result := srv.SignInAtProvider(location, annAtProvider)
	require.Regexp(t, `^http://u:p@localhost:8080/ok\?userId=[0-9a-f]{20}&x=1&secret=[0-9a-f]{64}#part$`, result.URL)
}

func TestOAuth2_StepsThatWereTamperedWithFail(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	redirect := func(provider string, query url.Values) reply {
		query.Set("project", srv.ProjectID())
		return guest(t, srv).call("GET", "/account/sessions/oauth2/"+provider+"/redirect?"+query.Encode(), nil)
	}
	state := `{"success":"http://localhost/ok","failure":"http://localhost/fail","token":true}`
	require.Contains(t, redirect("mock", url.Values{"state": {state}}).ok(301).header.Get("Location"), "user_oauth2_provider_error")
	require.Contains(t, redirect("mock", url.Values{"state": {state}, "code": {"made-up"}}).ok(301).header.Get("Location"), "user_oauth2_bad_request")
	require.Contains(t, redirect("github", url.Values{"state": {state}, "code": {"abcdef"}}).ok(301).header.Get("Location"), "project_provider_disabled")
	redirect("mock", url.Values{"state": {`{"success":"http://localhost/ok","failure":"nowhere"}`}}).ok(400)
	redirect("mock", url.Values{"state": {`{"success":"http://localhost/ok"}`}}).ok(500) // no failure URL: a page, and 424 does not reach the wire
	guest(t, srv).call("GET", "/mock/tests/general/oauth2", nil).ok(400)
}
