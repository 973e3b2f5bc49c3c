package account

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Visitor is the person that a web server makes a call for, as the service should see them:
// it counts rate limits by address, and shows the browser in sessions and activity logs.
type Visitor struct {
	// UserAgent is the User-Agent of the person's browser.
	UserAgent string
	// Addr is the person's IP address; the zero Addr is one that is not known.
	Addr netip.Addr
}

// VisitorOf returns who sent a request. The address is that of the connection. Only if it
// belongs to one of the proxies, X-Forwarded-For counts: its last address that is not a
// proxy's. Anybody can send that header, so name the proxies that set it, and no others; a
// proxy that passes on what it received, without adding the address it received it from,
// must not be among them.
func VisitorOf(r *http.Request, proxies ...netip.Prefix) Visitor {
	return Visitor{UserAgent: r.UserAgent(), Addr: visitorAddr(r, proxies)}
}

func visitorAddr(r *http.Request, proxies []netip.Prefix) netip.Addr {
	addr := parseAddr(r.RemoteAddr)
	hops := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	for hops != "" && slices.ContainsFunc(proxies, func(proxy netip.Prefix) bool { return proxy.Contains(addr) }) {
		comma := strings.LastIndexByte(hops, ',')
		hop := parseAddr(strings.TrimSpace(hops[comma+1:]))
		if !hop.IsValid() {
			break
		}
		addr, hops = hop, hops[:max(comma, 0)]
	}
	return addr
}

// parseAddr returns an address that may have a port; the zero Addr if there is none.
func parseAddr(s string) netip.Addr {
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		port, _ := netip.ParseAddrPort(s)
		addr = port.Addr()
	}
	return addr.Unmap().WithZone("")
}

// ForVisitor derives a client that calls for a person: the service counts rate limits by
// their address instead of the web server's, and shows their browser. A zero field changes
// nothing. The visitor stays with the clients derived from this one.
//
// The address goes as X-Forwarded-For. A proxy in front of the service that replaces that
// header has to be told to keep it.
func (c *Client) ForVisitor(visitor Visitor) *Client {
	derived := *c
	derived.visitor = visitor
	if c.transport != nil {
		derived.header = derived.commonHeader()
	}
	return &derived
}

// ForRequest derives a client for the person who sent a request, as ForVisitor and VisitorOf
// do. Make one for each request, and from it the guest or user:
//
//	me := client.ForRequest(r).WithSession(secret)
func (c *Client) ForRequest(r *http.Request, proxies ...netip.Prefix) *Client {
	return c.ForVisitor(VisitorOf(r, proxies...))
}

// maxUserAgent is more than browsers send. A longer one could make proxies reject the call.
const maxUserAgent = 1024

// addTo sets the headers that say who the visitor is. With an API key the service takes the
// browser from X-Forwarded-User-Agent, otherwise from User-Agent.
func (v Visitor) addTo(header http.Header) {
	if agent := strings.TrimSpace(v.UserAgent); agent != "" && len(agent) <= maxUserAgent && validValue(agent) {
		header["User-Agent"] = []string{agent}
		header["X-Forwarded-User-Agent"] = []string{agent}
	}
	if v.Addr.IsValid() {
		header["X-Forwarded-For"] = []string{v.Addr.Unmap().WithZone("").String()}
	}
}
