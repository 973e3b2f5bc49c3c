package php

import (
	"net/url"
	"strings"
)

// AppendToLink adds names and values to a link in a message.
func AppendToLink(link string, namesAndValues ...string) string {
	rest, fragment, hasFragment := strings.Cut(link, "#")
	base, query, _ := strings.Cut(rest, "?")
	result := base + "?" + extendQuery(query, namesAndValues)
	if hasFragment {
		result += "#" + fragment
	}
	return result
}

// AppendToRedirect adds names and values to the address a browser is sent back to. The
// service formats it with an empty fragment at the end, and with user and password before the
// host, which can be empty if emptyUser says so.
func AppendToRedirect(address string, emptyUser bool, namesAndValues ...string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	result := parsed.Scheme + "://"
	if parsed.User != nil || emptyUser {
		// Its escapes stay: decoded, a user could end the host's part of the address.
		user, password, _ := strings.Cut(parsed.User.String(), ":")
		result += user + ":" + password + "@"
	}
	result += parsed.Host + parsed.EscapedPath()
	if query := extendQuery(parsed.RawQuery, namesAndValues); query != "" {
		result += "?" + query
	}
	return result + "#" + parsed.EscapedFragment()
}

func extendQuery(query string, namesAndValues []string) string {
	params := NewArray()
	for name, value := range pairs(query) {
		params.Set(name, value)
	}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		params.Set(namesAndValues[i], namesAndValues[i+1])
	}
	return EncodeQuery(params)
}

// IsAbsoluteURL reports whether a URL has a scheme and a host.
func IsAbsoluteURL(raw string) bool {
	parsed, err := url.Parse(raw)
	return err == nil && parsed.Scheme != "" && parsed.Host != ""
}
