package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
)

// relay stands between a story and the emulator. It sends the service's redirects to a
// host that plays the OAuth2 provider, and records what arrives there: a client that
// follows the redirect takes its API key to that host.
type relay struct {
	front, provider *httptest.Server

	mu       sync.Mutex
	arrivals []arrival
}

// arrival is a request that the provider received.
type arrival struct{ withKey, withSession bool }

// newRelay starts both. The endpoint is a URL with the path /v1.
func newRelay(endpoint string) (*relay, error) {
	target, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}
	r := &relay{}
	r.provider = httptest.NewServer(http.HandlerFunc(r.record))
	proxy := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) {
			request.SetURL(&url.URL{Scheme: target.Scheme, Host: target.Host})
		},
		ModifyResponse: r.sendToProvider,
	}
	r.front = httptest.NewServer(proxy)
	return r, nil
}

// endpoint is what the story is given as APPWRITE_ENDPOINT.
func (r *relay) endpoint() string { return r.front.URL + "/v1" }

func (r *relay) sendToProvider(response *http.Response) error {
	location, err := response.Location()
	if err != nil {
		return nil // not a redirect
	}
	provider, err := url.Parse(r.provider.URL)
	if err != nil {
		return err
	}
	location.Scheme, location.Host = provider.Scheme, provider.Host
	response.Header.Set("Location", location.String())
	return nil
}

func (r *relay) record(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.arrivals = append(r.arrivals, arrival{
		withKey:     request.Header.Get("X-Appwrite-Key") != "",
		withSession: request.Header.Get("X-Appwrite-Session") != "",
	})
	w.WriteHeader(http.StatusNoContent)
}

// followed says what went to the provider, or "" if nothing did.
func (r *relay) followed() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.arrivals) == 0 {
		return ""
	}
	var taken []string
	if r.arrivals[0].withKey {
		taken = append(taken, "the API key")
	}
	if r.arrivals[0].withSession {
		taken = append(taken, "the session")
	}
	if len(taken) == 0 {
		return "it followed the redirect to the provider"
	}
	return "it followed the redirect to the provider, with " + strings.Join(taken, " and ")
}

func (r *relay) close() {
	r.front.Close()
	r.provider.Close()
}
