package account

import (
	"crypto/tls"
	"errors"
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
		TLSClientConfig:       config,
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
	case theirs == nil:
		return newTransport(config), nil
	case config == nil:
		return theirs, nil
	}
	transport, ok := theirs.(*http.Transport)
	if !ok {
		return nil, &OptionError{Option: "WithHTTPClient", Reason: "its Transport is no *http.Transport, so WithRootCAs and WithSelfSignedCertificates cannot change it; set TLSClientConfig there"}
	}
	transport = transport.Clone()
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	transport.TLSClientConfig.InsecureSkipVerify = transport.TLSClientConfig.InsecureSkipVerify || s.skipVerify
	if s.roots != nil {
		transport.TLSClientConfig.RootCAs = s.roots
	}
	return transport, nil
}

// withoutURL strips an error that a transport made with an http.Client of its own down to
// its reason: the rest has the URL.
func withoutURL(err error) error {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		return inURL.Err
	}
	return err
}
