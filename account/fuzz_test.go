package account_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// requireTyped fails the test unless err is of a type that a sent call can fail with.
func requireTyped(t *testing.T, err error) {
	t.Helper()
	var apiErr *account.Error
	var transportErr *account.TransportError
	require.True(t, errors.As(err, &apiErr) || errors.As(err, &transportErr), "%T: %v", err, err)
	if apiErr != nil {
		require.LessOrEqual(t, len(apiErr.Body), 4<<10)
	}
}

// statusFrom makes any number one from lowest to 999, so that no input is wasted; such a number
// stays what it is. A status below 200 is not the last of a response.
func statusFrom(lowest, number int) int {
	span := 1000 - lowest
	return lowest + ((number-lowest)%span+span)%span
}

// FuzzResponses decodes any response with any operation: it returns a value or a typed
// error.
func FuzzResponses(f *testing.F) {
	byID := map[string]row{}
	var ids []string
	for _, row := range rows() {
		if _, ok := byID[row.Operation]; !ok {
			byID[row.Operation] = row
			ids = append(ids, row.Operation)
			f.Add(row.Operation, row.Status, row.Response)
		}
	}
	f.Fuzz(func(t *testing.T, operation string, status int, body string) {
		if _, ok := byID[operation]; !ok {
			operation = ids[len(operation)%len(ids)]
		}
		row := byID[operation]
		status = statusFrom(200, status)
		client := newStub(t, jsonResponse(status, body)).allowAnyRequest().allowAnyResponse().client(t, noRetries)
		got, err := invoke(t.Context(), t, client, operation, row.Args)
		if err != nil {
			require.Nil(t, got, "a failed call returns no value")
			requireTyped(t, err)
			return
		}
		require.True(t, status < 300 || contract.Default().Operation(operation).Redirects())
		again, err := invoke(t.Context(), t, client, operation, row.Args)
		require.NoError(t, err)
		require.Equal(t, got, again, "the same response is decoded to the same value")
	})
}

// FuzzErrors decodes any unsuccessful response: it becomes an *Error that is short enough
// to print.
func FuzzErrors(f *testing.F) {
	f.Add(502, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>")
	f.Add(301, "", "")
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		status = statusFrom(300, status)
		response := stubResponse{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
		client := newStub(t, response).allowAnyRequest().allowAnyResponse().client(t, noRetries)
		_, err := client.Get(t.Context())
		apiErr := requireError(t, err)
		require.Equal(t, status, apiErr.StatusCode)
		require.NotEmpty(t, err.Error())
		require.LessOrEqual(t, len(apiErr.Body), 4<<10)
		require.True(t, apiErr.Type == "" || errors.Is(err, apiErr.Type))
		_, err = apiErr.MarshalJSON()
		require.NoError(t, err)
	})
}

// FuzzRedirects parses any Location: it becomes the URL that it is.
func FuzzRedirects(f *testing.F) {
	f.Add(301, "https://github.com/login/oauth/authorize?client_id=x&state=%7B%7D")
	f.Add(302, "//host")
	f.Fuzz(func(t *testing.T, status int, location string) {
		status = statusFrom(200, status)
		response := stubResponse{Status: status, Header: http.Header{"Location": {location}}}
		client := newStub(t, response).allowAnyRequest().allowAnyResponse().client(t, noRetries)
		target, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
		if err != nil {
			require.Nil(t, target)
			requireTyped(t, err)
			return
		}
		base, err := url.Parse(stubEndpoint + "/account/tokens/oauth2/github")
		require.NoError(t, err)
		expected, err := base.Parse(location)
		require.NoError(t, err)
		require.Equal(t, expected.String(), target.String())
	})
}

// FuzzCookies takes the session secret from any cookie.
func FuzzCookies(f *testing.F) {
	f.Add("a_session_library=eyJpZCI6IngifQ%3D%3D; path=/; secure; httponly")
	f.Add("a_session_library=%zz")
	f.Fuzz(func(t *testing.T, cookie string) {
		response := jsonResponse(201, guestSessionJSON).withHeader("Set-Cookie", cookie)
		client := newStub(t, response).allowAnyRequest().allowAnyResponse().client(t)
		session, err := client.CreateAnonymousSession(t.Context())
		require.NoError(t, err, "a cookie that cannot be decoded is ignored")
		if session.Secret != "" {
			require.Contains(t, cookie, "a_session_library")
		}
		client.WithSession(session.Secret) // does not panic
	})
}

// FuzzRetryAfter parses any Retry-After and X-RateLimit-Reset: no delay is longer than
// WithRetryWait allows.
func FuzzRetryAfter(f *testing.F) {
	f.Add(429, "3", "1795428000")
	f.Add(429, "", "9223372036854775807")
	f.Add(503, "Mon, 23 Nov 2026 10:00:00 GMT", "-1")
	f.Fuzz(func(t *testing.T, status int, after, reset string) {
		status = statusFrom(200, status)
		var response account.Response
		service := newStub(t, jsonResponse(status, "{}").withHeader("Retry-After", after).withHeader("X-Ratelimit-Reset", reset)).allowAnyRequest().allowAnyResponse()
		client := service.client(t, account.WithBackoff(noDelay), account.WithRetryWait(time.Microsecond))
		_, err := client.GetPrefs(t.Context(), account.ResponseInto(&response))
		require.LessOrEqual(t, response.Attempts, 3)
		require.Len(t, service.requests(), response.Attempts)
		if status >= 300 {
			requireTyped(t, err)
		}
		_, err = response.RateLimit.Reset.MarshalJSON()
		require.NoError(t, err, "a date that can be encoded")
	})
}

// FuzzEndpoints makes a client with any endpoint: New returns an error, or all requests go
// to its host.
func FuzzEndpoints(f *testing.F) {
	for _, endpoint := range []string{stubEndpoint, "http://localhost:80/v1/", "https://[::1]/v1", "https://a@b/v1", "https://host/v1?x", "https://host/%2e/v1"} {
		f.Add(endpoint, "library")
	}
	f.Fuzz(func(t *testing.T, endpoint, project string) {
		service := newStub(t, jsonResponse(200, "{}")).allowAnyRequest().allowAnyResponse()
		client, err := account.New(endpoint, project, account.WithHTTPClient(&http.Client{Transport: service}))
		if err != nil {
			var option *account.OptionError
			require.ErrorAs(t, err, &option)
			return
		}
		if _, err := client.GetPrefs(t.Context()); err != nil {
			requireTyped(t, err) // an address that only net/http rejects
			require.Empty(t, service.requests())
			return
		}
		expected, err := url.Parse(endpoint)
		require.NoError(t, err)
		request := service.request(t)
		require.Equal(t, expected.Host, request.Host)
		require.True(t, strings.HasSuffix(request.URL.Path, "/account/prefs"), request.URL.Path)
		require.Equal(t, []string{project}, request.Header["X-Appwrite-Project"])
	})
}

// FuzzIDs puts any string into a path: the call returns an error, or the id is sent as one
// segment.
func FuzzIDs(f *testing.F) {
	for _, id := range []string{"current", "..", "../..", "a/b?c#d", "%2e%2e", "\r\n", "\xff"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		service := newStub(t, stubResponse{Status: 204}).allowAnyRequest().allowAnyResponse()
		if err := service.client(t).DeleteSession(t.Context(), id); err != nil {
			service.requireNoRequests(t)
			return
		}
		request := service.request(t)
		require.Equal(t, "DELETE", request.Method)
		segment, found := strings.CutPrefix(request.Path, "/account/sessions/")
		require.True(t, found, request.Path)
		require.NotContains(t, segment, "/")
		require.NotContains(t, []string{"", ".", ".."}, segment)
		require.Empty(t, request.URL.RawQuery)
		unescaped, err := url.PathUnescape(segment)
		require.NoError(t, err)
		require.Equal(t, id, unescaped)
	})
}
