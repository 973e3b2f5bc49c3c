package account

import (
	"crypto/tls"
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

// httpClientFor makes the http.Client that settings ask for: never one that follows
// redirects or keeps cookies, whatever the user's does.
func httpClientFor(s *settings) (*http.Client, error) {
	client := &http.Client{}
	if s.httpClient != nil {
		*client = *s.httpClient
	}
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	config := s.tlsConfig()
	switch transport := client.Transport.(type) {
	case nil:
		client.Transport = pooled()
		if config != nil {
			client.Transport = newTransport(config)
		}
	case *http.Transport:
		if config != nil {
			transport = transport.Clone()
			merged := transport.TLSClientConfig
			if merged == nil {
				merged = &tls.Config{MinVersion: tls.VersionTLS12}
			}
			merged.InsecureSkipVerify = merged.InsecureSkipVerify || s.skipVerify
			if s.roots != nil {
				merged.RootCAs = s.roots
			}
			transport.TLSClientConfig = merged
			client.Transport = transport
		}
	default:
		if config != nil {
			return nil, &OptionError{"WithHTTPClient", "its Transport is no *http.Transport, so WithRootCAs and WithSelfSignedCertificates cannot change it; set TLSClientConfig there"}
		}
	}
	return client, nil
}
