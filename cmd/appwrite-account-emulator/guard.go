package main

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/internal/loopback"
)

// hostRule holds the hosts that requests may name.
//
// A foreign web page can make its own domain name resolve to this machine, and its
// scripts then count as same-origin ("DNS rebinding"). The Host header reveals that,
// because it holds the domain name of the page.
type hostRule struct {
	anyAddress bool
	anyOrigin  bool // pages of all sites can use the API
	own        []string
	patterns   []string
}

func newHostRule(chosen choices, address net.Addr) hostRule {
	rule := hostRule{anyAddress: chosen.allowRemote}
	if host, _, err := net.SplitHostPort(address.String()); err == nil {
		rule.own = append(rule.own, host)
	}
	if host, _, err := net.SplitHostPort(chosen.listen); err == nil && host != "" {
		rule.own = append(rule.own, strings.ToLower(host))
	}
	for _, pattern := range chosen.platforms {
		if pattern == "*" { // allows any redirect URL and any origin, but not any host
			rule.anyOrigin = true
			continue
		}
		rule.patterns = append(rule.patterns, strings.ToLower(pattern))
	}
	return rule
}

// allows reports whether a Host header names this program.
func (h hostRule) allows(header string) bool {
	host := loopback.Hostname(header)
	if loopback.IsName(host) {
		return true
	}
	if ip := net.ParseIP(host); ip != nil && h.anyAddress {
		return true // no domain name, hence no rebinding
	}
	for _, own := range h.own {
		if host == own {
			return true
		}
	}
	for _, pattern := range h.patterns {
		suffix, wild := strings.CutPrefix(pattern, "*")
		if host == pattern || (wild && strings.HasSuffix(host, suffix) && len(host) > len(suffix)) {
			return true
		}
	}
	return false
}

// guardHost rejects requests for hosts that the rule does not allow.
func guardHost(rule hostRule, version string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rule.allows(r.Host) {
			next.ServeHTTP(w, r)
			return
		}
		const message = "The emulator does not serve the host of this request. If the host is yours, start the emulator with --platform and its name."
		if isAPI(r) {
			rejectCall(w, version, message)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.Error(w, message, http.StatusForbidden)
	})
}

// rejectCall responds as the API does, with a type that the service has.
func rejectCall(w http.ResponseWriter, version, message string) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprintf(w, `{"message":%q,"code":403,"type":"general_access_forbidden","version":%q}`, message, version)
}

// guardAPI protects the API from pages of other sites, as far as the service does not: like
// the real one it lets every origin without a host pass, such as that of a sandboxed frame or
// a local file, and everybody finish an OAuth2 sign-in. On the machine of a developer that
// lets any page on the web create users.
func guardAPI(anyOrigin bool, version string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if anyOrigin || !isForeign(r) {
			next.ServeHTTP(w, r)
			return
		}
		rejectCall(w, version, "The emulator does not take this request from another page. If you trust all pages, start the emulator with --platform '*'.")
	})
}

// isForeign reports whether a request comes from a page that the service cannot check, and
// would change something. A page whose origin has a host is left to the service.
func isForeign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site") // of browsers only
	switch r.Method {
	case http.MethodOptions:
		return false
	case http.MethodGet, http.MethodHead:
		// A sign-in ends with a redirect from the provider's page, which is the emulator's.
		return endsSignIn(r) && site != "" && site != "same-origin" && site != "none"
	}
	origins := r.Header.Values("Origin")
	for _, origin := range origins {
		if parsed, err := url.Parse(origin); err != nil || parsed.Hostname() == "" {
			return true
		}
	}
	return len(origins) == 0 && site == "cross-site"
}

// endsSignIn reports whether a request is for the callback or the last step of an OAuth2
// sign-in.
func endsSignIn(r *http.Request) bool {
	path := "/" + strings.Join(strings.FieldsFunc(r.URL.EscapedPath(), func(c rune) bool { return c == '/' }), "/")
	rest, found := strings.CutPrefix(path, "/v1/account/sessions/oauth2/")
	return found && strings.Contains(rest, "/")
}

// guardPage protects the buttons of the page from forms and scripts of other sites, and
// the page itself from being framed or made to load anything.
func guardPage(policy string, next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "This request comes from another site. Use the buttons of the emulator's own page.", http.StatusForbidden)
	}))
	protected := protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		// Links in mails contain secrets. No-referrer would also hide the origin
		// of the page's own forms.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		protected.ServeHTTP(w, r)
	})
}
