package account_test

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// newTLSServer starts a server whose certificate no client trusts by default.
func newTLSServer(t *testing.T) (endpoint string, roots *x509.CertPool) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(emptySessions))
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	roots = x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server.URL + "/v1", roots
}

func TestTLS_CertificatesAreVerifiedUnlessAnOptionSaysOtherwise(t *testing.T) {
	t.Parallel()
	endpoint, roots := newTLSServer(t)
	own := &http.Transport{TLSClientConfig: &tls.Config{ServerName: "example.com"}}
	t.Cleanup(own.CloseIdleConnections)
	bare := &http.Transport{}
	t.Cleanup(bare.CloseIdleConnections)
	for name, test := range map[string]struct {
		options []account.Option
		works   bool
	}{
		"by default":                                 {nil, false},
		"with a custom transport":                    {[]account.Option{account.WithHTTPClient(&http.Client{Transport: own})}, false},
		"self-signed":                                {[]account.Option{account.WithSelfSignedCertificates()}, true},
		"its root":                                   {[]account.Option{account.WithRootCAs(roots)}, true},
		"another root":                               {[]account.Option{account.WithRootCAs(x509.NewCertPool())}, false},
		"self-signed, custom transport":              {[]account.Option{account.WithHTTPClient(&http.Client{Transport: own}), account.WithSelfSignedCertificates()}, true},
		"its root, custom transport":                 {[]account.Option{account.WithRootCAs(roots), account.WithHTTPClient(&http.Client{Transport: own})}, true},
		"its root, transport without TLS config":     {[]account.Option{account.WithRootCAs(roots), account.WithHTTPClient(&http.Client{Transport: bare})}, true},
		"self-signed, http.Client without transport": {[]account.Option{account.WithHTTPClient(&http.Client{}), account.WithSelfSignedCertificates()}, true},
		"self-signed, and an empty set of roots":     {[]account.Option{account.WithSelfSignedCertificates(), account.WithRootCAs(x509.NewCertPool())}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := account.New(endpoint, "library", append(test.options, noRetries)...)
			require.NoError(t, err)
			_, err = client.ListSessions(t.Context())
			if test.works {
				assert.NoError(t, err)
				client.CloseIdleConnections()
				return
			}
			requireTransportError(t, err, "listSessions")
			var certificate *tls.CertificateVerificationError
			assert.ErrorAs(t, err, &certificate)
		})
	}
	t.Cleanup(func() { // after the subtests
		assert.False(t, own.TLSClientConfig.InsecureSkipVerify, "the caller's transport is not changed")
		assert.Nil(t, own.TLSClientConfig.RootCAs)
		assert.False(t, bare.TLSClientConfig != nil && (bare.TLSClientConfig.InsecureSkipVerify || bare.TLSClientConfig.RootCAs != nil))
	})
}

func TestTLS_ADerivedClientDoesNotWeakenItsBase(t *testing.T) {
	t.Parallel()
	endpoint, roots := newTLSServer(t)
	base, err := account.New(endpoint, "library", noRetries)
	require.NoError(t, err)
	insecure, err := base.With(account.WithSelfSignedCertificates())
	require.NoError(t, err)
	trusting, err := base.With(account.WithRootCAs(roots))
	require.NoError(t, err)
	for _, client := range []*account.Client{insecure, trusting, insecure.WithSession("s"), trusting.WithJWT("j")} {
		_, err = client.ListSessions(t.Context())
		assert.NoError(t, err)
		client.CloseIdleConnections()
	}
	for _, client := range []*account.Client{base, base.WithSession("s")} {
		_, err = client.ListSessions(t.Context())
		requireTransportError(t, err, "listSessions")
	}
}

func TestTLS_OptionsRequireAnHTTPTransport(t *testing.T) {
	t.Parallel()
	custom := account.WithHTTPClient(&http.Client{Transport: newStub(t)})
	for _, option := range []account.Option{account.WithSelfSignedCertificates(), account.WithRootCAs(x509.NewCertPool())} {
		_, err := account.New(stubEndpoint, "library", custom, option)
		requireOptionError(t, err, "WithHTTPClient", "set TLSClientConfig there")
		_, err = account.New(stubEndpoint, "library", option, custom)
		requireOptionError(t, err, "WithHTTPClient", "no *http.Transport")
		base, err := account.New(stubEndpoint, "library", custom)
		require.NoError(t, err)
		_, err = base.With(option)
		requireOptionError(t, err, "WithHTTPClient", "no *http.Transport")
	}
}
