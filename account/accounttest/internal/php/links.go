package php

import (
	"html"
	"net/url"
	"strings"
)

// AppendToLink adds names and values to a link in a message. The service escapes the link
// as HTML first, which damages a query of more than one parameter.
func AppendToLink(link string, namesAndValues ...string) string {
	rest, fragment, hasFragment := strings.Cut(html.EscapeString(link), "#")
	base, query, _ := strings.Cut(rest, "?")
	result := base + "?" + extendQuery(query, namesAndValues)
	if hasFragment {
		result += "#" + fragment
	}
	return result
}

// AppendToRedirect adds names and values to the address a browser is sent back to. The
// service formats it with an empty user and password before the host and an empty fragment
// at the end.
func AppendToRedirect(address string, namesAndValues ...string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	// Its escapes stay: decoded, a user could end the host's part of the address.
	user, password, _ := strings.Cut(parsed.User.String(), ":")
	result := parsed.Scheme + "://" + user + ":" + password + "@" + parsed.Host + parsed.EscapedPath()
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
