package accounthttp

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// A sign-in that leaves the site and comes back is bound to the browser by a random state,
// which travels in the URL and is kept in a cookie. Each sign-in has a cookie of its own, so
// that several tabs do not disturb each other.
const (
	flowLifetime = time.Hour // as long as a magic link works
	stateBytes   = 24
	stateID      = 8 // characters of the state that are in the name of the cookie
	maxFlows     = 5 // with each of their cookies at most 1.4 KB long, the header stays below 8 KB
)

var encoding = base64.RawURLEncoding

func (j cookieJar) flowPrefix() string { return j.name + "-flow-" }

// startFlow returns the URL that a sign-in comes back to: a path of the site with a new
// state. The service keeps one parameter intact on all versions, no more.
func (s *Site) startFlow(r *http.Request, path string) (string, error) {
	local, ok := localPath(path)
	if !ok || strings.Contains(local, "?") {
		return "", fmt.Errorf("accounthttp: %q is not a path of the site, without a query, that a sign-in can come back to", path)
	}
	var random [stateBytes]byte
	rand.Read(random[:]) // never fails, says its documentation
	state := encoding.EncodeToString(random[:])
	v := s.visit(r)
	if flows := s.flows(r); len(flows) >= maxFlows {
		v.setCookies(flows...)
	}
	value := state[stateID:] + "." + encoding.EncodeToString([]byte(s.Next(r)))
	v.setCookies(s.cookies.make(s.cookies.flowPrefix()+state[:stateID], value, flowLifetime))
	return s.origin + local + "?state=" + state, nil
}

// flows returns cookies that clear those of the sign-ins that the browser has started.
func (s *Site) flows(r *http.Request) (cleared []*http.Cookie) {
	for _, cookie := range r.Cookies() {
		if strings.HasPrefix(cookie.Name, s.cookies.flowPrefix()) {
			cleared = append(cleared, s.cookies.clear(cookie.Name))
		}
	}
	return cleared
}

// startedHere reports whether this browser has started the sign-in that a request ends. Then
// Next returns what it did at the start, and end is to be called with the result.
func (s *Site) startedHere(r *http.Request) (end func(*account.SignIn, error), ok bool) {
	state := r.URL.Query().Get("state")
	if len(state) != encoding.EncodedLen(stateBytes) {
		return nil, false
	}
	cookie, err := r.Cookie(s.cookies.flowPrefix() + state[:stateID])
	if err != nil {
		return nil, false
	}
	secret, next, _ := strings.Cut(cookie.Value, ".")
	if subtle.ConstantTimeCompare([]byte(secret), []byte(state[stateID:])) != 1 {
		return nil, false
	}
	v := s.visit(r)
	if decoded, err := encoding.DecodeString(next); err == nil {
		v.keepNext(s.afterSignIn(string(decoded)))
	}
	return func(in *account.SignIn, err error) {
		// It works once, but for a service that could not say.
		if state := StateOf(err); in != nil || state != RateLimited && state != Unavailable {
			v.setCookies(s.cookies.clear(cookie.Name))
		}
	}, true
}

// hideURL keeps a URL with a secret from caches and from other sites.
func hideURL(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
}
