package accounttest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"

func TestCreateEmailPasswordSession_SignsIn(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 9, 12, 11, 0, time.UTC)
	srv := accounttest.New(t, accounttest.WithProject("Proj", "Proj"), accounttest.WithFrozenTime(at))
	ann := srv.CreateUser(accounttest.Seed{Email: "ann@example.test", Password: password})
	response := guest(t, srv).key().call("POST", "/account/sessions/email", fields{"email": "ANN@example.test", "password": password}).ok(201)

	require.Equal(t, "email", response.field("provider"))
	require.Equal(t, "ann@example.test", response.field("providerUid"))
	require.Equal(t, []any{"password"}, response.json["factors"])
	require.Equal(t, true, response.json["current"])
	require.Equal(t, "2027-11-23T09:12:11.000+00:00", response.field("expire"))

	secret := response.field("secret")
	raw, err := base64.StdEncoding.DecodeString(secret)
	require.NoError(t, err)
	require.Regexp(t, `^\{"id":"`+ann.ID+`","secret":"[0-9a-f]{256}"\}$`, string(raw))
	require.Equal(t, `{"a_session_Proj":"`+secret+`"}`, response.header.Get("X-Fallback-Cookies"))
	cookie := strings.NewReplacer("=", "%3D", "+", "%2B").Replace(secret)
	tail := "; expires=Tue, 23-Nov-2027 09:12:11 GMT; Max-Age=31536000; path=/; httponly"
	require.Equal(t, []string{"a_session_proj_legacy=" + cookie + tail, "a_session_proj=" + cookie + tail + "; samesite=None"}, response.header.Values("Set-Cookie"))

	guest(t, srv).session(secret).call("GET", "/account", nil).ok(200)
	require.Empty(t, guest(t, srv).session(secret).call("GET", "/account/sessions/current", nil).ok(200).field("secret"))
}

func TestCookies_FollowHostAndScheme(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.CreateUser(accounttest.Seed{Email: "ann@example.test", Password: password})
	request, err := http.NewRequest(http.MethodPost, srv.Endpoint()+"/account/sessions/email", strings.NewReader(`{"email":"ann@example.test","password":"`+password+`"}`))
	require.NoError(t, err)
	request.Host = "api.example.com"
	request.Header = http.Header{"X-Appwrite-Project": {srv.ProjectID()}, "Content-Type": {"application/json"}, "X-Forwarded-Proto": {"https"}}
	response, err := direct(t).Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 201, response.StatusCode)
	require.Contains(t, response.Header.Values("Set-Cookie")[1], "; path=/; domain=.api.example.com; secure; httponly; samesite=None")
	require.Equal(t, "max-age=10886400", response.Header.Get("Strict-Transport-Security"))
	require.NotEmpty(t, response.Header.Get("X-Fallback-Cookies"))

	request, err = http.NewRequest(http.MethodPost, srv.Endpoint()+"/account/sessions/anonymous", nil)
	require.NoError(t, err)
	request.Host = "api.example.com"
	request.Header = http.Header{"X-Appwrite-Project": {srv.ProjectID()}, "X-Appwrite-Key": {srv.APIKey()}, "Origin": {"https://www.example.com"}}
	response, err = direct(t).Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 201, response.StatusCode)
	require.Empty(t, response.Header.Get("X-Fallback-Cookies"), "pages of the same site have the cookie")
}

func TestCreateEmailPasswordSession_TheOldestSessionsMakeRoom(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	srv.CreateUser(accounttest.Seed{Email: "ann@example.test", Password: password})
	var secrets []string
	for range 12 {
		login := guest(t, srv).key().call("POST", "/account/sessions/email", fields{"email": "ann@example.test", "password": password})
		secrets = append(secrets, login.ok(201).field("secret"))
	}
	guest(t, srv).session(secrets[0]).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	guest(t, srv).session(secrets[1]).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	list := guest(t, srv).session(secrets[2]).call("GET", "/account/sessions", nil).ok(200)
	require.EqualValues(t, 10, list.json["total"])
	require.Equal(t, true, list.json["sessions"].([]any)[0].(fields)["current"], "the oldest comes first")
}

func TestUpdateSession_ProlongsASessionUntilItExpires(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithSessionDuration(time.Hour))
	user := srv.CreateUser(accounttest.Seed{Email: "ann@example.test"})
	ann := guest(t, srv).session(srv.CreateSession(user.ID).Secret)
	srv.Clock().Advance(59 * time.Minute)
	prolonged := ann.call("PATCH", "/account/sessions/current", nil).ok(200)
	require.Regexp(t, `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$`, prolonged.field("expire"))
	require.Equal(t, false, prolonged.json["current"])
	require.Empty(t, prolonged.field("countryName"))
	srv.Clock().Advance(59 * time.Minute)
	ann.call("GET", "/account", nil).ok(200)
	srv.Clock().Advance(2 * time.Minute)
	ann.call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	stored := srv.User(user.ID)
	require.Len(t, stored.Sessions, 1, "an expired session stays in the list")
}

func TestDeleteSession_EndsOnlyThatSession(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: "ann@example.test"})
	mine, other := srv.CreateSession(user.ID), srv.CreateSession(user.ID)
	stranger := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: "bob@example.test"}).ID)
	ann := guest(t, srv).session(mine.Secret)

	ann.call("DELETE", "/account/sessions/"+stranger.ID, nil).rejected(404, "user_session_not_found")
	ann.call("GET", "/account/sessions/"+stranger.ID, nil).rejected(404, "user_session_not_found")
	require.Empty(t, ann.call("DELETE", "/account/sessions/"+other.ID, nil).ok(204).header.Values("Set-Cookie"))
	guest(t, srv).session(other.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	ended := ann.call("DELETE", "/account/sessions/"+mine.ID, nil).ok(204)
	require.Equal(t, "[]", ended.header.Get("X-Fallback-Cookies"))
	require.Contains(t, ended.header.Values("Set-Cookie")[0], "_legacy=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/; httponly")
	ann.call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
}

func TestGetSession_ItHasTheDeviceThatItCameFrom(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	browser := guest(t, srv).with("User-Agent", firefox).with("X-Forwarded-For", "8.8.8.8, 10.0.0.1")
	session := browser.call("POST", "/account/sessions/anonymous", nil).ok(201)
	expected := fields{
		"ip": "8.8.8.8", "countryCode": "us", "countryName": "United States", "osCode": "WIN", "osName": "Windows", "osVersion": "10",
		"clientType": "browser", "clientCode": "FF", "clientName": "Firefox", "clientVersion": "131.0", "clientEngine": "Gecko",
		"clientEngineVersion": "131.0", "deviceName": "desktop",
	}
	for name, value := range expected {
		require.Equal(t, value, session.json[name], name)
	}
	program := guest(t, srv).with("X-Forwarded-User-Agent", firefox).call("POST", "/account/sessions/anonymous", nil).ok(201)
	require.Equal(t, "Go-http-client", program.field("clientName"), "only back ends may speak for a browser")
	require.Equal(t, "--", program.field("countryCode"))
	backEnd := guest(t, srv).key().with("X-Forwarded-User-Agent", firefox).call("POST", "/account/sessions/anonymous", nil).ok(201)
	require.Equal(t, "Firefox", backEnd.field("clientName"))
}

func TestGetSession_BrowsersAreRecognised(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	agents := map[string][]any{
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                   {"MAC", "CH", "Blink", "126.0.0.0", "desktop", "Apple"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": {"IOS", "MF", "WebKit", "605.1.15", "smartphone", "Apple"},
		"Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":                  {"AND", "CM", "Blink", "126.0.0.0", "smartphone", "Samsung"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":           {"WIN", "PS", "Blink", "126.0.0.0", "desktop", ""},
		"some program/1.1": {"", "", "", "", "", ""},
	}
	for agent, expected := range agents {
		session := guest(t, srv).with("User-Agent", agent).call("POST", "/account/sessions/anonymous", nil).ok(201)
		var got []any
		for _, name := range []string{"osCode", "clientCode", "clientEngine", "clientEngineVersion", "deviceName", "deviceBrand"} {
			got = append(got, session.json[name])
		}
		require.Equal(t, expected, got, agent)
	}
}

func TestSessionAlerts_AreMailedFromTheSecondSessionOn(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithSessionAlerts())
	srv.CreateUser(accounttest.Seed{Email: "ann@example.test", Password: password})
	login := fields{"email": "ann@example.test", "password": password}
	guest(t, srv).call("POST", "/account/sessions/email", login).ok(201)
	require.Empty(t, srv.Messages())
	guest(t, srv).call("POST", "/account/sessions/email", login).ok(201)
	require.Equal(t, accounttest.SessionAlert, srv.LastMail("ann@example.test").Kind)
}

func TestCreateJWT_ItsContent(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Unix(1795425131, 0)))
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{ID: "ann"}).ID)
	token := guest(t, srv).session(session.Secret).call("POST", "/account/jwts", fields{"duration": 3600}).ok(201).field("jwt")
	parts := strings.Split(token, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	require.Equal(t, `{"userId":"ann","sessionId":"`+session.ID+`","exp":1795426031}`, string(payload))
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	require.NoError(t, err)
	var decoded map[string]string
	require.NoError(t, json.Unmarshal(header, &decoded))
	require.Equal(t, map[string]string{"typ": "JWT", "alg": "HS256"}, decoded)
}

func TestOptionWithSessionLimit_TheOldestSessionsEnd(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithSessionLimit(2))
	user := srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
	for range 4 {
		guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
	}
	stored := srv.User(user.ID)
	require.Len(t, stored.Sessions, 2)
}
