package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
)

// hostRule holds the hosts that requests may name.
//
// A foreign web page can make its own domain name resolve to this machine, and its
// scripts then count as same-origin ("DNS rebinding"). The Host header reveals that,
// because it holds the domain name of the page.
type hostRule struct {
	anyAddress bool
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
		if pattern != "*" { // allows any redirect URL, but not any host
			rule.patterns = append(rule.patterns, strings.ToLower(pattern))
		}
	}
	return rule
}

// allows reports whether a Host header names this program.
func (h hostRule) allows(header string) bool {
	host := strings.TrimSuffix(strings.ToLower(hostname(header)), ".")
	if isLoopback(host) || strings.HasSuffix(host, ".localhost") {
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

// hostname removes the port from a Host header, and the brackets from an IPv6 address.
func hostname(header string) string {
	if host, _, err := net.SplitHostPort(header); err == nil {
		return host
	}
	return strings.Trim(header, "[]")
}

// guardHost rejects requests for hosts that the rule does not allow.
func guardHost(rule hostRule, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rule.allows(r.Host) {
			next.ServeHTTP(w, r)
			return
		}
		const message = "The emulator does not serve the host of this request. If the host is yours, start the emulator with --platform and its name."
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if isAPI(r) {
			w.Header().Set("Content-Type", "application/json; charset=UTF-8")
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `{"message":%q,"code":403,"type":"general_access_forbidden","version":"1.7.4"}`, message)
			return
		}
		http.Error(w, message, http.StatusForbidden)
	})
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
