package account

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// pooled is the transport of all clients without one of their own. Sharing it is what
// lets a program make clients freely: connections carry no identity.
var pooled = sync.OnceValue(func() *http.Transport { return newTransport(nil) })

// newTransport keeps as many idle connections to the one host as a busy server needs:
// net/http's default of two has most concurrent calls open a connection each.
func newTransport(config *tls.Config) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 proxyForTLS,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          1024,
		MaxIdleConnsPerHost:   512,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		// The service sends about a kilobyte.
		MaxResponseHeaderBytes: 256 << 10,
		TLSClientConfig:        config,
	}
}

// proxyForTLS heeds HTTPS_PROXY, which only ever sees a tunnel. HTTP_PROXY it does
// not: such a proxy would read the credentials.
func proxyForTLS(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme != "https" {
		return nil, nil
	}
	return http.ProxyFromEnvironment(req)
}

// transportFor is what requests go through: the SDK's, or that of the user's http.Client.
// Of that client only the transport and the time limit count. Requests go to the
// transport itself, so nothing here could follow a redirect or keep a cookie.
func transportFor(s *settings) (http.RoundTripper, error) {
	config := s.tlsConfig()
	var theirs http.RoundTripper
	if s.httpClient != nil {
		theirs = s.httpClient.Transport
	}
	switch {
	case theirs == nil && config == nil:
		return pooled(), nil
	case config == nil:
		return theirs, nil
	}
	base, ok := theirs.(*http.Transport)
	if theirs != nil && !ok {
		return nil, &OptionError{Option: "WithHTTPClient", Reason: "its Transport is no *http.Transport, so WithRootCAs and WithSelfSignedCertificates cannot change it; set TLSClientConfig there"}
	}
	// A program may derive a client with such an option for each request; each transport has
	// connections of its own.
	key := transportKey{base, s.roots, s.skipVerify}
	if made, ok := s.transports.Load(key); ok {
		return made.(*http.Transport), nil
	}
	made, _ := s.transports.LoadOrStore(key, withTLS(base, config))
	return made.(*http.Transport), nil
}

// transportKey is what a transport with TLS options depends on.
type transportKey struct {
	base       *http.Transport
	roots      *x509.CertPool
	skipVerify bool
}

// withTLS returns a transport like base, or the SDK's, with more TLS settings.
func withTLS(base *http.Transport, config *tls.Config) *http.Transport {
	if base == nil {
		return newTransport(config)
	}
	transport := base.Clone()
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	transport.TLSClientConfig.InsecureSkipVerify = transport.TLSClientConfig.InsecureSkipVerify || config.InsecureSkipVerify
	if config.RootCAs != nil {
		transport.TLSClientConfig.RootCAs = config.RootCAs
	}
	return transport
}
