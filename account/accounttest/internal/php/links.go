package php

import (
	"net/url"
	"strconv"
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
	params := ParseQuery(query)
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		params.Set(namesAndValues[i], namesAndValues[i+1])
	}
	return EncodeQuery(params)
}

// IsAbsoluteURL reports whether a URL has a scheme and a host.
func IsAbsoluteURL(raw string) bool {
	parsed, err := ParseURL(raw)
	return err == nil && parsed.Scheme != "" && parsed.Host != ""
}

// ParseURL is url.Parse, except that PHP has no ports above 65535.
func ParseURL(raw string) (*url.URL, error) {
	parsed, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	if port := parsed.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return nil, err
		}
	}
	return parsed, nil
}

// EscapeHTML escapes as PHP does: a quote is not a number but a name, and an apostrophe a
// number of three digits.
func EscapeHTML(raw string) string { return htmlEntities.Replace(raw) }

var htmlEntities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;")
