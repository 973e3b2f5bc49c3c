package accounttest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestHeaders_PagesOfOtherOriginsSeeLocalhostWithTheirScheme(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		for _, c := range []struct{ header, value, expected string }{
			{"Origin", "https://evil.example", "https://localhost"},
			{"Origin", "http://evil.example", "http://localhost"},
			{"Origin", "https://localhost:3000", "https://localhost:3000"},
			{"X-Forwarded-Proto", "https", "https://localhost"},
		} {
			got := guest(t, srv).with(c.header, c.value).call("POST", "/account/sessions/anonymous", nil).header
			if c.header != "Origin" && srv.Version() == "1.9.6" {
				require.NotContains(t, got, "Access-Control-Allow-Origin")
				continue
			}
			require.Equal(t, c.expected, got.Get("Access-Control-Allow-Origin"), c.value)
		}
	})
}

func TestHeaders_OfAPreflightDifferFromThoseOfTheRequest(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		const only = "X-Appwrite-Session, X-Fallback-Cookies, "
		request := guest(t, srv).call("GET", "/account", nil).header.Get("Access-Control-Allow-Headers")
		require.NotContains(t, request, only)
		preflight := guest(t, srv).call("OPTIONS", "/account", nil).ok(204).header
		require.Equal(t, request, strings.Replace(preflight.Get("Access-Control-Allow-Headers"), only, "", 1))
		require.Contains(t, preflight.Get("Access-Control-Allow-Headers"), only)
		require.Empty(t, preflight.Get("Access-Control-Allow-Origin"))
		if srv.Version() != "1.9.6" {
			require.Contains(t, preflight, "Access-Control-Allow-Origin")
		}
		require.NotContains(t, preflight, "X-Content-Type-Options")
		require.NotContains(t, preflight, "X-Debug-Fallback")
	})
}

func TestHeaders_DebugFallbackSaysWhatWasLookedAt(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		foreign := caller.with("Origin", "https://evil.example").call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(403, "general_unknown_origin")
		require.NotContains(t, foreign.header, "X-Debug-Fallback", "it was rejected before")
		unknown := caller.with("X-Appwrite-Project", "unknown").call("GET", "/account", nil).rejected(404, "project_not_found")
		require.Equal(t, "false", unknown.header.Get("X-Debug-Fallback"))
		require.Len(t, unknown.header.Values("X-Debug-Fallback"), 1)
	})
}

func TestDeleteSessions_ClearsTheFallbackCookiesForAJWT(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: ann}).ID)
		got := guest(t, srv).jwt(srv.CreateJWT(session)).call("DELETE", "/account/sessions", nil).ok(204)
		require.Equal(t, "[]", got.header.Get("X-Fallback-Cookies"))
		require.Empty(t, got.header.Values("Set-Cookie"))
	})
}

func TestOAuth2_RedirectsHaveTheHeadersOfTheServer(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		hop := func(location string) reply {
			return guest(t, srv).call("GET", strings.TrimPrefix(location, srv.Endpoint()), nil).ok(301)
		}
		start := guest(t, srv).call("GET", "/account/sessions/oauth2/mock?success="+url.QueryEscape("http://localhost/ok"), nil).ok(301)
		provider := hop(start.header.Get("Location"))
		callback := hop(provider.header.Get("Location"))
		last := hop(callback.header.Get("Location"))
		for name, got := range map[string]reply{"start": start, "provider": provider, "callback": callback, "last": last} {
			require.NotContains(t, got.header, "Expires", name)
			cached := name == "provider"
			require.Equal(t, !cached, got.header.Get("Cache-Control") != "", name)
			require.Equal(t, !cached, got.header.Get("Pragma") != "", name)
			bare := name == "provider" || name == "callback"
			require.Equal(t, !bare, got.header.Get("Access-Control-Allow-Methods") != "", name)
			require.Equal(t, !bare, got.header.Get("X-Content-Type-Options") != "", name)
		}
	})
}

func TestOAuth2_ErrorsAreThoseOfTheServer(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		state := `{"success":"http://localhost/ok","failure":"http://localhost/no","token":true}`
		page := "/redirect?project=" + srv.ProjectID() + "&state=" + url.QueryEscape(state)
		failed := guest(t, srv).call("GET", "/account/sessions/oauth2/mock"+page+"&code=nosuchcode", nil).ok(301)
		require.Contains(t, failed.header.Get("Location"), url.QueryEscape(
			`{"message":"Failed to obtain access token. The Mock OAuth2 provider returned an error: Invalid token: No description","type":"user_oauth2_bad_request","code":400}`))
		require.NotContains(t, failed.header, "Cache-Control")

		guest(t, srv).call("GET", "/account/sessions/oauth2/bogus"+page+"&code=abcdef", nil).ok(400)
		guest(t, srv).call("GET", "/account/sessions/oauth2/github"+page+"&code=abcdef", nil).ok(301)
		guest(t, srv).call("GET", "/account/sessions/oauth2/callback/bogus/"+srv.ProjectID()+"?code=abcdef", nil).ok(400)

		unknown := guest(t, srv).with("X-Appwrite-Project", "unknown").call("GET", "/account/sessions/oauth2/mock", nil).ok(404)
		require.Contains(t, string(unknown.body), "<title> - Error</title>")
	})
}

func TestOAuth2_ScopesAreAskedForOnce(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		for scopes, expected := range map[string]string{
			"scopes[]=email": "email", "scopes[]=a&scopes[]=a": "email a", "scopes[]=b&scopes[]=email&scopes[]=a": "email b a",
		} {
			location, err := url.Parse(guest(t, srv).call("GET", "/account/tokens/oauth2/mock?"+scopes, nil).ok(301).header.Get("Location"))
			require.NoError(t, err)
			require.Equal(t, expected, location.Query().Get("scope"))
		}
		require.Contains(t, string(guest(t, srv).call("GET", "/account/tokens/oauth2/mock?scopes[][]=a", nil).ok(400).body), "<!DOCTYPE html>")
	})
}
