package account_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

func TestTransportError_WhenATransportReturnsNothing(t *testing.T) {
	t.Parallel()
	nothing := roundTrip(func(*http.Request) (*http.Response, error) { return nil, nil })
	client, err := account.New(stubEndpoint, stubProject, account.WithHTTPClient(&http.Client{Transport: nothing}), account.WithSession("s"), noRetries)
	require.NoError(t, err)
	_, err = client.Get(t.Context())
	requireGetTransportError(t, err)
	require.ErrorContains(t, err, "the transport of the http.Client returns nothing, not even an error")
}

// A transport of a test may leave out what net/http always sets.
func TestTransport_AResponseWithoutBodyAndRequestIsUsable(t *testing.T) {
	t.Parallel()
	bare := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 301, Header: http.Header{"Location": {"/oauth2?a=b"}}}, nil
	})
	client, err := account.New(stubEndpoint, stubProject, account.WithHTTPClient(&http.Client{Transport: bare}), noRetries)
	require.NoError(t, err)
	target, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
	require.NoError(t, err)
	assert.Equal(t, "https://service.test/oauth2?a=b", target.String())

	empty := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 204, Header: http.Header{}}, nil
	})
	client, err = account.New(stubEndpoint, stubProject, account.WithHTTPClient(&http.Client{Transport: empty}), account.WithSession("s"), noRetries)
	require.NoError(t, err)
	require.NoError(t, client.DeleteSessions(t.Context()))
}

// The end of a time limit is final, whoever set it; so is a cancelled request.
func TestRetry_NotAfterTheEndOfATimeLimit(t *testing.T) {
	t.Parallel()
	for cause, expected := range map[error]int{
		context.Canceled: 1, context.DeadlineExceeded: 1, fmt.Errorf("wrapped: %w", context.Canceled): 1, os.ErrDeadlineExceeded: 3, errors.New("reset"): 3,
	} {
		service := newStub(t, stubResponse{TransportErr: cause})
		_, err := service.client(t, account.WithSession("s"), account.WithBackoff(noDelay)).Get(t.Context())
		require.ErrorIs(t, err, cause)
		require.Len(t, service.requests(), expected, "%v", cause)

		service = newStub(t, stubResponse{Status: 200, Body: "{", BodyErr: cause})
		_, err = service.allowAnyResponse().client(t, account.WithSession("s"), account.WithBackoff(noDelay)).Get(t.Context())
		require.ErrorIs(t, err, cause)
		require.Len(t, service.requests(), expected, "%v while reading", cause)
	}
}

// WithRootCAs adds to what the program has set, in a copy.
func TestTLS_OptionsKeepTheSettingsOfAProgramsTransport(t *testing.T) {
	t.Parallel()
	var version atomic.Uint32
	client, server := secureClient(t, nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version.Store(uint32(r.TLS.Version))
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(emptySessions))
	}))
	_, err := client.ListSessions(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, tls.VersionTLS13, version.Load())
	for name, option := range map[string]account.Option{"roots": rootsOf(server), "self-signed": account.WithSelfSignedCertificates()} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{MaxVersion: tls.VersionTLS12}}
		t.Cleanup(transport.CloseIdleConnections)
		derived, err := client.With(account.WithHTTPClient(&http.Client{Transport: transport}), option)
		require.NoError(t, err)
		_, err = derived.ListSessions(t.Context())
		require.NoError(t, err)
		derived.CloseIdleConnections()
		assert.EqualValues(t, tls.VersionTLS12, version.Load(), name)
		assert.False(t, transport.TLSClientConfig.InsecureSkipVerify)
	}
}

func rootsOf(server *httptest.Server) account.Option {
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return account.WithRootCAs(roots)
}

func TestTransportError_ALongReasonIsCut(t *testing.T) {
	t.Parallel()
	for length, expected := range map[int]string{299: "", 300: "", 301: "…", 100_000: "…"} {
		service := newStub(t, stubResponse{TransportErr: errors.New(strings.Repeat("x", length))})
		_, err := service.client(t, account.WithSession("s"), noRetries).Get(t.Context())
		require.EqualError(t, err, "account: get: no response from service.test: "+strings.Repeat("x", min(length, 300))+expected)
	}
}

func TestDeleteSessions_ASingleByteIsNotAnEmptyResponse(t *testing.T) {
	t.Parallel()
	service := newStub(t, stubResponse{Status: 204, Body: " "}).allowAnyResponse()
	require.Equal(t, 204, requireError(t, service.client(t, account.WithSession("s")).DeleteSessions(t.Context())).StatusCode)
}

func TestNew_PortsAreThoseOfTCP(t *testing.T) {
	t.Parallel()
	for port, valid := range map[string]bool{"0": false, "1": true, "65535": true, "65536": false} {
		_, err := account.New("https://service.test:"+port+"/v1", stubProject)
		if valid {
			require.NoError(t, err, port)
			continue
		}
		requireOptionError(t, err, "New", "port")
	}
}
