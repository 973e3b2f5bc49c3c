package accounttest

import (
	"html"
	"net/url"
	"strings"
)

// formPair is one name and value of a query, in order.
type formPair struct{ name, value string }

// parseForm reads a query. The order of names is kept, and of a repeated name
// the last value.
func parseForm(query string) []formPair {
	var pairs []formPair
	for raw := range strings.SplitSeq(query, "&") {
		if raw == "" {
			continue
		}
		name, value, _ := strings.Cut(raw, "=")
		pairs = setPair(pairs, unescapeForm(name), unescapeForm(value))
	}
	return pairs
}

func setPair(pairs []formPair, name, value string) []formPair {
	for i := range pairs {
		if pairs[i].name == name {
			pairs[i].value = value
			return pairs
		}
	}
	return append(pairs, formPair{name, value})
}

// encodeForm spells a query as PHP does.
func encodeForm(pairs []formPair) string {
	encoded := make([]string, 0, len(pairs))
	for _, pair := range pairs {
		encoded = append(encoded, phpEscape(pair.name)+"="+phpEscape(pair.value))
	}
	return strings.Join(encoded, "&")
}

// phpEscape is url.QueryEscape, but for the tilde that older rules escape.
func phpEscape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "~", "%7E")
}

// appendToLink adds names and values to a link in a message. The service
// encodes the link as HTML beforehand, by which a query of more than one
// parameter comes to harm.
func appendToLink(link string, namesAndValues ...string) string {
	link = html.EscapeString(link)
	rest, fragment, hasFragment := strings.Cut(link, "#")
	base, query, _ := strings.Cut(rest, "?")
	pairs := parseForm(query)
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		pairs = setPair(pairs, namesAndValues[i], namesAndValues[i+1])
	}
	result := base + "?" + encodeForm(pairs)
	if hasFragment {
		result += "#" + fragment
	}
	return result
}

// appendToRedirect adds pairs to the address a browser is sent back to. The
// service's spelling of it has an empty user and password in front of the host,
// and an empty fragment at the end.
func appendToRedirect(address string, added ...formPair) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	user, password := "", ""
	if parsed.User != nil {
		user = parsed.User.Username()
		password, _ = parsed.User.Password()
	}
	pairs := parseForm(parsed.RawQuery)
	for _, pair := range added {
		pairs = setPair(pairs, pair.name, pair.value)
	}
	result := parsed.Scheme + "://" + user + ":" + password + "@" + parsed.Host + parsed.EscapedPath()
	if query := encodeForm(pairs); query != "" {
		result += "?" + query
	}
	return result + "#" + parsed.EscapedFragment()
}
