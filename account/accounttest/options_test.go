package accounttest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestOptionWithProviders_OneThatThereIsNotIsAnErrorThatListsThem(t *testing.T) {
	t.Parallel()
	_, err := accounttest.NewServer(accounttest.WithProviders("github", "nope"))
	require.ErrorContains(t, err, `there is no OAuth2 provider "nope"; there are amazon, apple, `)
	_, err = accounttest.NewServer(accounttest.WithProviders("keycloak"))
	require.ErrorContains(t, err, `there is no OAuth2 provider "keycloak"; there are amazon, `)
	accounttest.New(t, accounttest.WithProviders("keycloak", "mock"), accounttest.WithServerVersion("1.9"))
	require.NoError(t, accounttest.CheckProvider("keycloak"))
}

func TestOptionWithoutMethods_OneThatThereIsNotIsAnErrorThatListsThem(t *testing.T) {
	t.Parallel()
	_, err := accounttest.NewServer(accounttest.WithoutMethods("sms"))
	require.ErrorContains(t, err, `method "sms"; there are anonymous, email-otp, email-password, jwt, magic-url, phone`)
}

// loopback are spellings of this machine.
var loopback = []string{"localhost", "app.localhost", "127.0.0.1", "127.0.0.2", "[::1]"}

func TestOptionWithLoopbackPlatforms_AllNamesOfThisMachineAreAllowed(t *testing.T) {
	t.Parallel()
	for _, version := range accounttest.ServerVersions() {
		plain := accounttest.New(t, accounttest.WithServerVersion(version), accounttest.WithoutRateLimits())
		open := accounttest.New(t, accounttest.WithServerVersion(version), accounttest.WithoutRateLimits(), accounttest.WithLoopbackPlatforms())
		// attempt is a page at an origin that signs somebody up and asks for a link to itself.
		attempt := func(srv *accounttest.Server, origin string) (allowed string, signUp, link int) {
			page := guest(t, srv).with("Origin", origin)
			preflight := page.call("OPTIONS", "/account/sessions/anonymous", nil).ok(204)
			created := page.call("POST", "/account/sessions/anonymous", nil)
			require.Equal(t, origin, preflight.header.Get("Access-Control-Allow-Origin"), "the server allows every origin to ask")
			mailed := guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann, "url": origin + "/in"})
			return created.header.Get("Access-Control-Allow-Origin"), created.status, mailed.status
		}
		for _, host := range loopback {
			for _, origin := range []string{"http://" + host, "http://" + host + ":5173", "https://" + host + ":8443"} {
				allowed, signUp, link := attempt(open, origin)
				require.Equal(t, []any{origin, 201, 201}, []any{allowed, signUp, link}, "%s on %s", origin, version)
			}
		}
		for _, origin := range []string{"https://evil.example", "http://127.0.0.1.evil.example", "http://evil-localhost", "http://192.0.2.7:5173", "http://[2001:db8::1]"} {
			allowed, signUp, link := attempt(open, origin)
			parsed, err := url.Parse(origin)
			require.NoError(t, err)
			instead := strings.Replace(origin, strings.TrimSuffix(parsed.Host, ":"+parsed.Port()), "localhost", 1)
			require.Equal(t, []any{instead, 403, 400}, []any{allowed, signUp, link}, "%s on %s", origin, version)
		}
		// Without the option the rule is the server's.
		allowed, signUp, link := attempt(plain, "http://app.localhost:5173")
		require.Equal(t, []any{"http://localhost:5173", 403, 400}, []any{allowed, signUp, link}, version)
		_, signUp, link = attempt(plain, "http://[::1]:5173")
		require.Equal(t, []int{403, 400}, []int{signUp, link}, version)
	}
}

func TestOptionWithErrorMessage_ReplacesMessagesOnly(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithErrorMessage(func(request *http.Request, errorType account.ErrorType, message string) string {
		if errorType == account.ErrProjectNotFound {
			return "no project at " + request.URL.Path + ": " + message[:7]
		}
		return message
	}))
	lost := guest(t, srv).with("X-Appwrite-Project", "nope").call("GET", "/account", nil).rejected(404, "project_not_found")
	require.Equal(t, "no project at /v1/account: Project", lost.field("message")[:len("no project at /v1/account: Project")])
	other := guest(t, srv).call("GET", "/account/nope", nil).rejected(404, "general_route_not_found")
	require.Contains(t, other.field("message"), "Route not found.")
}
