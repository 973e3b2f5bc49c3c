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

// secure starts a server with a certificate that nobody knows.
func secure(t *testing.T) (endpoint string, roots *x509.CertPool) {
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
	endpoint, roots := secure(t)
	own := &http.Transport{TLSClientConfig: &tls.Config{ServerName: "example.com"}}
	t.Cleanup(own.CloseIdleConnections)
	bare := &http.Transport{}
	t.Cleanup(bare.CloseIdleConnections)
	for name, test := range map[string]struct {
		options []account.Option
		works   bool
	}{
		"by default":                             {nil, false},
		"with a transport of one's own":          {[]account.Option{account.WithHTTPClient(&http.Client{Transport: own})}, false},
		"self-signed":                            {[]account.Option{account.WithSelfSignedCertificates()}, true},
		"its authority":                          {[]account.Option{account.WithRootCAs(roots)}, true},
		"another authority":                      {[]account.Option{account.WithRootCAs(x509.NewCertPool())}, false},
		"self-signed, own transport":             {[]account.Option{account.WithHTTPClient(&http.Client{Transport: own}), account.WithSelfSignedCertificates()}, true},
		"its authority, own transport":           {[]account.Option{account.WithRootCAs(roots), account.WithHTTPClient(&http.Client{Transport: own})}, true},
		"its authority, transport without TLS":   {[]account.Option{account.WithRootCAs(roots), account.WithHTTPClient(&http.Client{Transport: bare})}, true},
		"self-signed, http.Client without any":   {[]account.Option{account.WithHTTPClient(&http.Client{}), account.WithSelfSignedCertificates()}, true},
		"self-signed, and an empty set of roots": {[]account.Option{account.WithSelfSignedCertificates(), account.WithRootCAs(x509.NewCertPool())}, true},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := account.New(endpoint, "library", append(test.options, noRetries)...)
			require.NoError(t, err)
			_, err = client.ListSessions(t.Context())
			if test.works {
				assert.NoError(t, err)
				client.CloseIdleConnections()
				return
			}
			var failed *account.TransportError
			require.ErrorAs(t, err, &failed)
			var certificate *tls.CertificateVerificationError
			assert.ErrorAs(t, err, &certificate)
		})
	}
	assert.False(t, own.TLSClientConfig.InsecureSkipVerify, "the user's transport is left alone")
	assert.Nil(t, own.TLSClientConfig.RootCAs)
	assert.False(t, bare.TLSClientConfig != nil && (bare.TLSClientConfig.InsecureSkipVerify || bare.TLSClientConfig.RootCAs != nil))
}

func TestTLS_ADerivedClientDoesNotWeakenItsBase(t *testing.T) {
	t.Parallel()
	endpoint, roots := secure(t)
	base, err := account.New(endpoint, "library", noRetries)
	require.NoError(t, err)
	loose, err := base.With(account.WithSelfSignedCertificates())
	require.NoError(t, err)
	trusting, err := base.With(account.WithRootCAs(roots))
	require.NoError(t, err)
	for _, client := range []*account.Client{loose, trusting, loose.WithSession("s"), trusting.WithJWT("j")} {
		_, err = client.ListSessions(t.Context())
		assert.NoError(t, err)
		client.CloseIdleConnections()
	}
	for _, client := range []*account.Client{base, base.WithSession("s")} {
		_, err = client.ListSessions(t.Context())
		var failed *account.TransportError
		assert.ErrorAs(t, err, &failed)
	}
}

func TestTLS_OptionsRequireAnHTTPTransport(t *testing.T) {
	t.Parallel()
	foreign := account.WithHTTPClient(&http.Client{Transport: newStub(t)})
	for _, option := range []account.Option{account.WithSelfSignedCertificates(), account.WithRootCAs(x509.NewCertPool())} {
		_, err := account.New(stubEndpoint, "library", foreign, option)
		requireOptionError(t, err, "WithHTTPClient", "set TLSClientConfig there")
		_, err = account.New(stubEndpoint, "library", option, foreign)
		requireOptionError(t, err, "WithHTTPClient", "no *http.Transport")
		base, err := account.New(stubEndpoint, "library", foreign)
		require.NoError(t, err)
		_, err = base.With(option)
		requireOptionError(t, err, "WithHTTPClient", "no *http.Transport")
	}
}
