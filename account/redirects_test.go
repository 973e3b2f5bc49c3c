package account_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// redirecting is a host that sends everybody to another one, and keeps cookies of who
// comes.
type redirecting struct {
	*httptest.Server
	Location string // on the other host
	Other    *httptest.Server

	status         atomic.Int64
	visits         atomic.Int64
	visitsToOther  atomic.Int64
	cookiesOffered atomic.Int64
}

func newRedirecting(t *testing.T) *redirecting {
	t.Helper()
	r := &redirecting{}
	r.Other = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.visitsToOther.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Other.Close)
	r.Location = r.Other.URL + "/elsewhere/%7Bx%7D?token=stolen&state=%7B%22a%22%3A1%7D#end"
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.visits.Add(1)
		if req.Header.Get("Cookie") != "" {
			r.cookiesOffered.Add(1)
		}
		http.SetCookie(w, &http.Cookie{Name: "a_session_library", Value: "from-the-server", Path: "/"})
		w.Header().Set("Location", r.Location)
		w.WriteHeader(int(r.status.Load()))
	}))
	t.Cleanup(r.Close)
	return r
}

// everyStatus are the statuses that clients follow.
var everyStatus = []int{301, 302, 303, 307, 308}

func TestRedirect_NoMethodFollowsOne(t *testing.T) {
	t.Parallel()
	t.Run("with the client of the SDK", func(t *testing.T) {
		t.Parallel()
		callEverythingRedirected(t)
	})
	t.Run("with a client that follows redirects and keeps cookies", func(t *testing.T) {
		t.Parallel()
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		followed := 0
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		mine := &http.Client{
			Transport: transport,
			Jar:       jar,
			CheckRedirect: func(*http.Request, []*http.Request) error {
				followed++
				return nil
			},
		}

		callEverythingRedirected(t, account.WithHTTPClient(mine))

		require.Zero(t, followed, "the user's CheckRedirect was asked")
		require.Same(t, transport, mine.Transport, "the user's client has changed")
		require.True(t, mine.Jar == http.CookieJar(jar), "the user's client has changed")
		require.NotNil(t, mine.CheckRedirect, "the user's client has changed")
		require.NoError(t, mine.CheckRedirect(nil, nil))
		require.Equal(t, 1, followed, "the user's client has another CheckRedirect")
	})
}

// callEverythingRedirected makes every call with every redirecting status.
func callEverythingRedirected(t *testing.T, options ...account.Option) {
	t.Helper()
	host := newRedirecting(t)
	options = append([]account.Option{account.WithSession("the-session")}, options...)
	client, err := account.New(host.URL+"/v1", stubProject, options...)
	require.NoError(t, err)
	calls := int64(0)
	for _, op := range contract.Default().Operations() {
		for _, status := range everyStatus {
			host.status.Store(int64(status))
			got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)
			calls++
			require.Equal(t, calls, host.visits.Load(), "%s with %d: one request for one call", op.ID, status)
			require.Zero(t, host.visitsToOther.Load(), "%s with %d went to another host", op.ID, status)
			require.Zero(t, host.cookiesOffered.Load(), "%s with %d offered a cookie", op.ID, status)
			if op.ID == "createOAuth2Token" {
				require.NoError(t, err)
				require.Equal(t, host.Location, got.(*url.URL).String())
				continue
			}
			require.Nil(t, got, op.ID)
			requireRedirectNamed(t, err, op.ID, status, host)
		}
	}
	require.Equal(t, int64(43*len(everyStatus)), calls)
}

// requireRedirectNamed wants an error that says where the server points to, but not with
// what: a query there can hold secrets.
func requireRedirectNamed(t *testing.T, err error, operation string, status int, host *redirecting) {
	t.Helper()
	var redirected *account.Error
	require.ErrorAs(t, err, &redirected)
	require.Equal(t, operation, redirected.Operation)
	require.Equal(t, status, redirected.StatusCode)
	require.Empty(t, redirected.Type)
	require.Contains(t, redirected.Message, strings.TrimPrefix(host.Other.URL, "http://"))
	for _, text := range []string{redirected.Message, err.Error()} {
		assert.NotContains(t, text, "?")
		assert.NotContains(t, text, "stolen")
	}
}

func TestRedirect_WithinTheHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	visits := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visits++
		http.Redirect(w, r, "/v2"+r.URL.Path, http.StatusPermanentRedirect)
	}))
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"))
	require.NoError(t, err)

	err = client.DeleteSession(t.Context(), account.CurrentSession)

	var redirected *account.Error
	require.ErrorAs(t, err, &redirected)
	require.Equal(t, 308, redirected.StatusCode)
	require.Contains(t, redirected.Message, server.URL+"/v2/v1/account/sessions/current")
	require.Equal(t, 1, visits)
}

func TestCreateOAuth2Token_ReturnsTheLocationUnchanged(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"recordings.jsonl", "recordings-1.8.jsonl", "recordings-1.9.jsonl"} {
		locations := recordedLocations(t, file)
		require.NotEmpty(t, locations, file)
		for _, location := range locations {
			answer := canned{Status: 301}.with("Location", location).with("Content-Type", "text/html")
			client := newStub(t, answer).client(t)
			target, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderGithub, account.CreateOAuth2TokenParams{})
			require.NoError(t, err)
			require.Equal(t, location, target.String())
		}
	}
}

// recordedLocations are the redirects of live servers to a provider.
func recordedLocations(t *testing.T, file string) []string {
	t.Helper()
	recordings, err := os.Open(filepath.Join("..", "testdata", "recordings", file))
	require.NoError(t, err)
	defer recordings.Close()
	var locations []string
	lines := bufio.NewScanner(recordings)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var recorded struct {
			Path    string
			Status  int
			Headers [][2]string
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &recorded))
		if recorded.Status != 301 || !strings.HasPrefix(recorded.Path, "/account/tokens/oauth2/") {
			continue
		}
		for _, header := range recorded.Headers {
			if strings.EqualFold(header[0], "Location") {
				locations = append(locations, header[1])
			}
		}
	}
	require.NoError(t, lines.Err())
	return locations
}

func TestCreateOAuth2Token_AnInvalidRedirectIsAnError(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]canned{
		"no Location":         {Status: 301},
		"no URL":              canned{Status: 301}.with("Location", "https://provider.test/%zz?secret=s3cr3t"),
		"the endpoint moved":  canned{Status: 301}.with("Location", "https://elsewhere.test/v1/account/tokens/oauth2/github"),
		"a success":           reply(200, `{}`),
		"not modified":        canned{Status: 304}.with("Location", "https://provider.test/"),
		"a page that refuses": page(412, "<!DOCTYPE html><title>Error</title><p>project_provider_disabled</p>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newStub(t, answer).givingAnyAnswer().client(t)
			target, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderGithub, account.CreateOAuth2TokenParams{})
			require.Nil(t, target)
			var refused *account.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, answer.Status, refused.StatusCode)
			require.Equal(t, name == "a page that refuses", errors.Is(err, account.ErrProjectProviderDisabled))
			require.NotContains(t, err.Error(), "s3cr3t")
		})
	}
}
