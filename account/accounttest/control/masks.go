package control

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// mask hides the secrets of a request and its response, or lets them pass if it is off.
type mask bool

// secretHeaders carry credentials, or a body of them.
var secretHeaders = []string{
	"Authorization", "Cookie", "Set-Cookie", "X-Appwrite-Key", "X-Appwrite-Session", "X-Appwrite-Jwt", "X-Appwrite-Dev-Key",
	"X-Fallback-Cookies", "X-Appwrite-Impersonate-User-Id",
}

// isSecret reports whether a property or parameter of the document is secret.
func isSecret(name string) bool { return among(gen.Secrets, strings.TrimSuffix(name, "[]")) }

// alsoSecret are parameters of addresses that the document does not have: those of the
// provider's pages and of the URLs that a sign-in ends at. In a body, code is the status of
// an error.
var alsoSecret = []string{"code", "state", "token"}

func isSecretParam(name string) bool { return isSecret(name) || among(alsoSecret, name) }

func among(names []string, name string) bool {
	return slices.ContainsFunc(names, func(one string) bool { return strings.EqualFold(one, name) })
}

// header hides the value of a header. What a link has in its query is hidden alone.
func (m mask) header(name, value string) string {
	switch {
	case !bool(m):
		return value
	case slices.Contains(secretHeaders, http.CanonicalHeaderKey(name)):
		return wire.Redacted
	case strings.EqualFold(name, "Location"), strings.EqualFold(name, "Referer"):
		return m.address(value)
	}
	return value
}

// address hides the secret parameters of a URL.
func (m mask) address(address string) string {
	path, query, found := strings.Cut(address, "?")
	if !bool(m) || !found {
		return address
	}
	query, fragment, _ := strings.Cut(query, "#")
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); value != "" && (err != nil || isSecretParam(plain)) {
			pairs[i] = name + "=" + url.QueryEscape(wire.Redacted)
		}
	}
	masked := path + "?" + strings.Join(pairs, "&")
	if fragment != "" {
		masked += "#" + url.QueryEscape(wire.Redacted)
	}
	return masked
}

// param hides the value of a parameter of an address.
func (m mask) param(name, value string) string {
	if bool(m) && value != "" && isSecretParam(name) {
		return wire.Redacted
	}
	return value
}

// body hides the secrets of a body: all of one that is no JSON.
func (m mask) body(body []byte) string {
	if !bool(m) || len(body) == 0 {
		return strings.ToValidUTF8(string(body), "\uFFFD")
	}
	var out bytes.Buffer
	if err := m.copyJSON(&out, body); err != nil {
		return wire.Redacted
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// copyJSON copies a JSON value, in its order, without its secrets.
func (m mask) copyJSON(out io.Writer, body []byte) error {
	lenient := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	from, to := jsontext.NewDecoder(bytes.NewReader(body), lenient...), jsontext.NewEncoder(out, lenient...)
	for {
		token, err := from.ReadToken()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case token.Kind() != '"':
			err = to.WriteToken(token)
		case isName(from) && isSecret(token.String()):
			err = errors.Join(to.WriteToken(token), hideValue(from, to))
		default:
			err = to.WriteToken(jsontext.String(m.address(token.String())))
		}
		if err != nil {
			return err
		}
	}
}

// isName reports whether the token that was just read is the name of a member.
func isName(decoder *jsontext.Decoder) bool {
	kind, count := decoder.StackIndex(decoder.StackDepth())
	return kind == '{' && count%2 == 1
}

// hideValue replaces the next value, unless it is nothing.
func hideValue(from *jsontext.Decoder, to *jsontext.Encoder) error {
	value, err := from.ReadValue()
	if err != nil {
		return err
	}
	if text := string(value); text == "null" || text == `""` || text == "[]" {
		return to.WriteValue(value)
	}
	return to.WriteToken(jsontext.String(wire.Redacted))
}
