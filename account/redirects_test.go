package account_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
	"github.com/appwrite-go/appwrite/internal/recordings"
)

// redirectingHost redirects every request to another host, sets a cookie, and counts
// what it receives.
type redirectingHost struct {
	*httptest.Server
	Location string // on the other host
	Other    *httptest.Server

	status          atomic.Int64
	requests        atomic.Int64
	requestsToOther atomic.Int64
	cookiesSent     atomic.Int64
}

func newRedirectingHost(t *testing.T) *redirectingHost {
	t.Helper()
	r := &redirectingHost{}
	r.Other = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.requestsToOther.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Other.Close)
	r.Location = r.Other.URL + "/elsewhere/%7Bx%7D?token=stolen&state=%7B%22a%22%3A1%7D#end"
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.requests.Add(1)
		if req.Header.Get("Cookie") != "" {
			r.cookiesSent.Add(1)
		}
		http.SetCookie(w, &http.Cookie{Name: "a_session_library", Value: "from-the-server", Path: "/"})
		w.Header().Set("Location", r.Location)
		w.WriteHeader(int(r.status.Load()))
	}))
	t.Cleanup(r.Close)
	return r
}

// redirectStatuses are those that HTTP clients follow.
var redirectStatuses = []int{301, 302, 303, 307, 308}

func TestRedirect_NoMethodFollowsOne(t *testing.T) {
	t.Parallel()
	t.Run("with the client of the SDK", func(t *testing.T) {
		t.Parallel()
		requireNoMethodFollows(t)
	})
	t.Run("with a client that follows redirects and keeps cookies", func(t *testing.T) {
		t.Parallel()
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		followed := 0
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		own := &http.Client{
			Transport: transport,
			Jar:       jar,
			CheckRedirect: func(*http.Request, []*http.Request) error {
				followed++
				return nil
			},
		}

		requireNoMethodFollows(t, account.WithHTTPClient(own))

		require.Zero(t, followed, "the caller's CheckRedirect was called")
		require.Same(t, transport, own.Transport, "the caller's client has changed")
		require.True(t, own.Jar == http.CookieJar(jar), "the caller's client has changed")
		require.NotNil(t, own.CheckRedirect, "the caller's client has changed")
		require.NoError(t, own.CheckRedirect(nil, nil))
		require.Equal(t, 1, followed, "the caller's client has another CheckRedirect")
	})
}

// requireNoMethodFollows makes every call with every redirect status.
func requireNoMethodFollows(t *testing.T, options ...account.Option) {
	t.Helper()
	host := newRedirectingHost(t)
	options = append([]account.Option{account.WithSession("the-session")}, options...)
	client, err := account.New(host.URL+"/v1", stubProject, options...)
	require.NoError(t, err)
	calls := int64(0)
	for _, op := range contract.Default().Operations() {
		for _, status := range redirectStatuses {
			host.status.Store(int64(status))
			got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)
			calls++
			require.Equal(t, calls, host.requests.Load(), "%s with %d: one request per call", op.ID, status)
			require.Zero(t, host.requestsToOther.Load(), "%s with %d went to another host", op.ID, status)
			require.Zero(t, host.cookiesSent.Load(), "%s with %d sent a cookie", op.ID, status)
			if op.Redirects() {
				require.NoError(t, err)
				require.Equal(t, host.Location, got.(*url.URL).String())
				continue
			}
			require.Nil(t, got, op.ID)
			requireRedirectError(t, err, op.ID, status, host)
		}
	}
	require.Equal(t, int64(len(contract.Default().Operations())*len(redirectStatuses)), calls)
}

// requireRedirectError fails the test unless err names the target without its query, which
// can hold secrets.
func requireRedirectError(t *testing.T, err error, operation string, status int, host *redirectingHost) {
	t.Helper()
	apiErr := requireError(t, err)
	require.Equal(t, operation, apiErr.Operation)
	require.Equal(t, status, apiErr.StatusCode)
	require.Empty(t, apiErr.Type)
	require.Contains(t, apiErr.Message, strings.TrimPrefix(host.Other.URL, "http://"))
	for _, message := range []string{apiErr.Message, err.Error()} {
		assert.NotContains(t, message, "?")
		assert.NotContains(t, message, "stolen")
	}
}

func TestRedirect_WithinTheHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/v2"+r.URL.Path, http.StatusPermanentRedirect)
	}))
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"))
	require.NoError(t, err)

	err = client.DeleteSession(t.Context(), account.CurrentSession)

	apiErr := requireError(t, err)
	require.Equal(t, 308, apiErr.StatusCode)
	require.Contains(t, apiErr.Message, server.URL+"/v2/v1/account/sessions/current")
	require.Equal(t, 1, requests)
}

func TestCreateOAuth2Token_ReturnsTheLocationUnchanged(t *testing.T) {
	t.Parallel()
	for version := range recordings.Files {
		locations := recordedLocations(t, version)
		require.NotEmpty(t, locations, version)
		for _, location := range locations {
			response := stubResponse{Status: 301}.withHeader("Location", location).withHeader("Content-Type", "text/html")
			client := newStub(t, response).client(t)
			target, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
			require.NoError(t, err)
			require.Equal(t, location, target.String())
		}
	}
}

// recordedLocations are the redirects of live servers to a provider.
func recordedLocations(t *testing.T, version string) []string {
	t.Helper()
	var locations []string
	for _, recording := range recordings.Load(t, version) {
		if recording.Status == http.StatusMovedPermanently && strings.HasPrefix(recording.Path, "/account/tokens/oauth2/") {
			locations = append(locations, recording.Header().Get("Location"))
		}
	}
	return locations
}

func TestCreateOAuth2Token_AnInvalidRedirectIsAnError(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]stubResponse{
		"no Location":        {Status: 301},
		"an invalid URL":     stubResponse{Status: 301}.withHeader("Location", "https://provider.test/%zz?secret=s3cr3t"),
		"the endpoint moved": stubResponse{Status: 301}.withHeader("Location", "https://elsewhere.test/v1/account/tokens/oauth2/github"),
		"a success":          jsonResponse(200, `{}`),
		"not modified":       stubResponse{Status: 304}.withHeader("Location", "https://provider.test/"),
		"an error page":      pageResponse(412, "<!DOCTYPE html><title>Error</title><p>project_provider_disabled</p>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newStub(t, response).allowAnyResponse().client(t)
			target, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
			require.Nil(t, target)
			apiErr := requireError(t, err)
			require.Equal(t, response.Status, apiErr.StatusCode)
			require.Equal(t, name == "an error page", errors.Is(err, account.ErrProjectProviderDisabled))
			require.NotContains(t, err.Error(), "s3cr3t")
		})
	}
}

func TestRedirect_TheErrorNamesTheTarget(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		service := newStub(t, stubResponse{Status: status, Header: http.Header{"Location": {"https://other.test/v1/account?secret=x"}}}).allowAnyResponse()
		_, err := service.client(t, noRetries, account.WithSession("s")).Get(t.Context())
		assert.Equal(t, status, requireError(t, err).StatusCode)
		assert.ErrorContains(t, err, "redirects to https://other.test/v1/account; redirects are not followed")
		assert.NotContains(t, err.Error(), "secret=x")
		service.request(t)
	}
}

func TestCreateOAuth2Token_OnlyAWebAddressIsReturned(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"javascript:alert(1)", "data:text/html,x", "mailto:ann@example.com", "file:///etc/passwd", "https:///path", "http:opaque", "intent://x#Intent;end"} {
		service := newStub(t, stubResponse{Status: 301}.withHeader("Location", location)).allowAnyResponse()
		target, err := service.client(t, noRetries).CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
		assert.Nil(t, target, location)
		assert.Equal(t, 301, requireError(t, err).StatusCode)
		assert.ErrorContains(t, err, "not a web address")
		assert.NotContains(t, err.Error(), "alert")
	}
}
