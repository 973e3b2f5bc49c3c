// Package loopback tells the names of this machine from those of others. What is served on
// this machine must not serve another name: a page elsewhere can make its own name lead
// here.
package loopback

import (
	"net"
	"strings"
)

// Hostname is the host of an address such as "[::1]:80" or "Localhost.", in one spelling.
func Hostname(address string) string {
	host := address
	if name, _, err := net.SplitHostPort(address); err == nil {
		host = name
	}
	return strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
}

// IsName reports whether a host, as Hostname returns it, is this machine for every browser.
func IsName(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
