package control

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// mask hides the secrets of a request and its response, or lets them pass if it is off.
type mask bool

// secretWords are in the names of headers that carry credentials, or a body of them: those of
// the service, and what proxies and apps have of their own.
var secretWords = []string{"authorization", "cookie", "cookies", "impersonate", "jwt", "key", "secret", "session", "token"}

func isSecretHeader(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "-"), func(word string) bool { return among(secretWords, word) })
}

// isSecret reports whether a property or parameter of the document is secret.
// A list or an object in an address or a form has the name in front of its brackets.
func isSecret(name string) bool { return among(gen.Secrets, nameOf(name)) }

func nameOf(parameter string) string {
	name, _, _ := strings.Cut(parameter, "[")
	return strings.TrimSpace(name)
}

// alsoSecret are parameters of addresses that the document does not have: those of the
// provider's pages and of the URLs that a sign-in ends at. In a body, code is the status of
// an error.
var alsoSecret = []string{"access_token", "code", "id_token", "key", "refresh_token", "session", "state", "token"}

func isSecretParam(name string) bool { return isSecret(name) || among(alsoSecret, nameOf(name)) }

func among(names []string, name string) bool {
	return slices.ContainsFunc(names, func(one string) bool { return strings.EqualFold(one, name) })
}

// header hides the value of a header. What a link has in its query is hidden alone.
func (m mask) header(name, value string) string {
	switch {
	case !bool(m):
		return value
	case isSecretHeader(name):
		return wire.Redacted
	case strings.EqualFold(name, "Location"), strings.EqualFold(name, "Referer"):
		return m.address(value)
	}
	return value
}

// userInfo is a name and a password in front of the host of a URL.
var userInfo = regexp.MustCompile(`://[^/?#]*@`)

// address hides the secret parameters of a URL, its fragment and its password.
func (m mask) address(address string) string {
	if !bool(m) {
		return address
	}
	address, query, hasQuery := strings.Cut(address, "?")
	path, fragment, _ := strings.Cut(address, "#")
	masked := userInfo.ReplaceAllLiteralString(path, "://"+url.QueryEscape(wire.Redacted)+"@") + maskedFragment(fragment)
	if !hasQuery {
		return masked
	}
	query, fragment, _ = strings.Cut(query, "#")
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); value != "" && (err != nil || isSecretParam(plain)) {
			pairs[i] = name + "=" + url.QueryEscape(wire.Redacted)
		}
	}
	return masked + "?" + strings.Join(pairs, "&") + maskedFragment(fragment)
}

// maskedFragment hides a fragment, which apps get tokens in. One that is a path is a page of
// an app.
func maskedFragment(fragment string) string {
	switch {
	case fragment == "":
		return ""
	case strings.HasPrefix(fragment, "/") && !strings.Contains(fragment, "="):
		return "#" + fragment
	}
	return "#" + url.QueryEscape(wire.Redacted)
}

// param hides the value of a parameter of an address.
func (m mask) param(name, value string) string {
	if bool(m) && value != "" && isSecretParam(name) {
		return wire.Redacted
	}
	return value
}

// body hides the secrets of a body: all of one that is no JSON object.
func (m mask) body(body []byte) string {
	if !bool(m) || len(body) == 0 {
		return strings.ToValidUTF8(string(body), "\uFFFD")
	}
	value := jsontext.Value(bytes.TrimSpace(body))
	if string(value) != "[]" && (value.Kind() != '{' || !value.IsValid(lenient...)) {
		return wire.Redacted
	}
	var out bytes.Buffer
	if err := m.copyJSON(&out, body); err != nil {
		return wire.Redacted
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// lenient takes the JSON that the service takes.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// copyJSON copies a JSON value, in its order, without its secrets.
func (m mask) copyJSON(out io.Writer, body []byte) error {
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
			err = to.WriteToken(jsontext.String(m.text(token.String())))
		}
		if err != nil {
			return err
		}
	}
}

// text hides the secrets of a string that is an address.
func (m mask) text(text string) string {
	if strings.Contains(text, "://") || strings.HasPrefix(text, "/") {
		return m.address(text)
	}
	return text
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
