package account

import (
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// parseEndpoint expects an absolute http or https URL and returns it without trailing
// slashes.
func parseEndpoint(endpoint string) (*url.URL, error) {
	reject := func(reason string) (*url.URL, error) {
		return nil, &OptionError{Option: "New", Reason: "the endpoint " + reason + `; it looks like "https://cloud.appwrite.io/v1"`}
	}
	if strings.TrimSpace(endpoint) == "" {
		return reject("is empty")
	}
	u, err := url.Parse(endpoint)
	port := 443
	if err == nil && u.Port() != "" {
		port, err = strconv.Atoi(u.Port())
	}
	switch {
	case err != nil:
		return reject("is not a URL")
	case strings.ContainsFunc(endpoint, unicode.IsSpace):
		return reject("has white space in it")
	case u.Scheme != "http" && u.Scheme != "https":
		return reject("does not start with https:// or http://")
	case u.Hostname() == "":
		return reject("has no host")
	case strings.HasSuffix(u.Host, ":"):
		return reject("has a colon but no port")
	case port < 1 || port > 65535:
		return reject("has a port that cannot be")
	case strings.Contains(u.Path+"/", "/../") || strings.Contains(u.Path+"/", "/./"):
		return reject("has a step such as /.. in its path")
	case u.User != nil:
		return reject("has a user name or password in it, which does not belong there")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(endpoint, "#"):
		return reject("has a query or fragment, which does not belong there")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// onThisMachine reports whether a server is at a loopback address. Names below .localhost do
// not count: a resolver may be asked for them.
func onThisMachine(server *url.URL) bool {
	host := server.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
