package accounttest

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// Where a parameter stands in a request.
const (
	inPath  = "path"
	inQuery = "query"
	inBody  = "body"
)

// rule is the kind of check a parameter gets.
type rule int

const (
	textRule rule = iota
	idRule
	newIDRule
	emailRule
	phoneRule
	passwordRule
	newPasswordRule
	redirectURLRule
	booleanRule
	enumRule
	looseEnumRule
	prefsRule
	logQueriesRule
	identityQueriesRule
	textListRule
)

// parameter is one value an operation takes.
type parameter struct {
	name     string
	in       string
	required bool
	rule     rule
	min, max int
	maxItems int
	enum     []string
}

// Descriptions of the rules, as the service spells them.
const (
	idDescription          = "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore"
	newIDDescription       = "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char"
	emailDescription       = "Value must be a valid email address"
	phoneDescription       = "Phone number must start with a '+' can have a maximum of fifteen digits."
	passwordDescription    = "Password must be between 8 and 256 characters long."
	newPasswordDescription = "Password must be between 8 and 265 characters long, and should not be one of the commonly used password."
	booleanDescription     = "Value must be a valid boolean"
	prefsDescription       = "Value must be a valid object."
)

const prefsLimit = 65535

// requestParams reads what a request carries, in the way the service does: the
// query of GET, the body of everything else, and only if its type is declared.
func requestParams(method, contentType, rawQuery string, body []byte) map[string]any {
	if method == "GET" || method == "HEAD" {
		return parseQueryString(rawQuery)
	}
	mediaType, options, _ := mime.ParseMediaType(contentType)
	switch mediaType {
	case "application/json":
		value, err := decodeJSON(body)
		object, ok := value.(*document)
		if err != nil || !ok {
			return map[string]any{}
		}
		return object.values
	case "application/x-www-form-urlencoded":
		return parseQueryString(string(body))
	case "multipart/form-data":
		return parseMultipart(body, options["boundary"])
	}
	return map[string]any{}
}

func parseMultipart(body []byte, boundary string) map[string]any {
	params := map[string]any{}
	reader := multipart.NewReader(strings.NewReader(string(body)), boundary)
	for {
		part, err := reader.NextPart()
		if err != nil {
			return params
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return params
		}
		params[part.FormName()] = string(value)
	}
}

// parseQueryString follows PHP: name[]=, name[0]= and name[key]= build a list,
// and of a plain name that is repeated the last one counts.
func parseQueryString(raw string) map[string]any {
	params := map[string]any{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, value := unescapeForm(rawName), unescapeForm(rawValue)
		base, rest, bracketed := strings.Cut(name, "[")
		key, _, closed := strings.Cut(rest, "]")
		if !bracketed || !closed || base == "" {
			params[name] = value
			continue
		}
		list, ok := params[base].(*document)
		if !ok {
			list = &document{values: map[string]any{}}
			params[base] = list
		}
		if key == "" {
			key = fmt.Sprint(len(list.keys))
		}
		list.set(key, value)
	}
	return params
}

func unescapeForm(raw string) string {
	value, err := url.QueryUnescape(raw)
	if err != nil {
		return raw
	}
	return value
}

// readParams checks the parameters of an operation one after another, in the
// order they are declared, and keeps the values.
func (x *exchange) readParams() error {
	for _, p := range x.op.params {
		value, present := x.input[p.name]
		if fromPath, ok := x.path[p.name]; ok {
			value, present = fromPath, true
		}
		if !present && p.required {
			return refuseWith("general_argument_invalid", fmt.Sprintf("Param %q is not optional.", p.name))
		}
		if !present {
			continue
		}
		if value == nil && !p.required {
			x.nulls = append(x.nulls, p.name)
			continue
		}
		if err := x.check(p, value); err != nil {
			return err
		}
	}
	// The service lets null pass the checks and then trips over it.
	if len(x.nulls) > 0 && x.srv.settings.bugs {
		return refuse("general_unknown")
	}
	return nil
}

// check holds a value against its parameter's rule and keeps it.
func (x *exchange) check(p parameter, value any) error {
	if p.rule == logQueriesRule || p.rule == identityQueriesRule {
		return x.checkQueries(p, value)
	}
	description, ok := x.satisfies(p, value)
	if !ok {
		return refuseArgument(p.name, description)
	}
	x.values[p.name] = value
	return nil
}

// satisfies answers the rule's description along with the verdict.
func (x *exchange) satisfies(p parameter, value any) (description string, ok bool) {
	text, isText := value.(string)
	switch p.rule {
	case idRule:
		return idDescription, isText && validID(text)
	case newIDRule:
		return newIDDescription, isText && (text == "unique()" || validID(text))
	case emailRule:
		return emailDescription, isText && validEmail(text)
	case phoneRule:
		return phoneDescription, isText && validPhone(text)
	case passwordRule:
		return passwordDescription, isText && len(text) >= p.min && len(text) <= p.max
	case newPasswordRule:
		common := x.srv.settings.passwordDictionary && commonPasswords[strings.ToLower(text)]
		return newPasswordDescription, isText && len(text) >= p.min && len(text) <= p.max && !common
	case redirectURLRule:
		description = "URL host must be one of: " + strings.Join(x.srv.settings.allowedHosts(x.hostname()), ", ")
		return description, isText && x.validRedirect(text)
	case booleanRule:
		_, isBoolean := value.(bool)
		return booleanDescription, isBoolean
	case enumRule:
		return "Value must be one of (" + strings.Join(p.enum, ", ") + ")", isText && slices.Contains(p.enum, text)
	case looseEnumRule:
		fits := func(known string) bool { return strings.EqualFold(known, text) }
		return "Value must be one of (" + strings.Join(p.enum, ", ") + ")", isText && slices.ContainsFunc(p.enum, fits)
	case prefsRule:
		return prefsDescription, validPrefs(value)
	case textListRule:
		return textListDescription(p), validTextList(p, value)
	default:
		return textDescription(p), isText && validText(p, text)
	}
}

func textDescription(p parameter) string {
	return fmt.Sprintf("Value must be a valid string and at least %d chars and no longer than %d chars", p.min, p.max)
}

func textListDescription(p parameter) string {
	return fmt.Sprintf("Value must a valid array no longer than %d items and %s", p.maxItems, textDescription(p))
}

func validText(p parameter, text string) bool {
	length := utf8.RuneCountInString(text)
	return length >= p.min && length <= p.max
}

func validTextList(p parameter, value any) bool {
	list, ok := value.(*document)
	if !ok || len(list.keys) > p.maxItems {
		return false
	}
	for _, item := range list.values {
		text, isText := item.(string)
		if !isText || !validText(p, text) {
			return false
		}
	}
	return true
}

func validID(id string) bool {
	if id == "" || len(id) > 36 || strings.ContainsRune("._-", rune(id[0])) {
		return false
	}
	for _, r := range id {
		if !isASCIIAlphanumeric(r) && !strings.ContainsRune("._-", r) {
			return false
		}
	}
	return true
}

func isASCIIAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// validEmail follows PHP's filter: plain ASCII, a local part of at most 64
// characters and a domain with a dot.
func validEmail(address string) bool {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || len(address) > 254 || len(local) > 64 || !strings.Contains(domain, ".") {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool {
			return !isASCIIAlphanumeric(r) && !strings.ContainsRune("!#$%&'*+/=?^_`{|}~-", r)
		}) {
			return false
		}
	}
	return validHostname(domain)
}

func validHostname(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool { return !isASCIIAlphanumeric(r) && r != '-' }) {
			return false
		}
	}
	return len(host) <= 253
}

// validPhone wants +, a first digit that is not 0, 7 to 15 digits in all, and
// a calling code that exists.
func validPhone(number string) bool {
	digits, ok := strings.CutPrefix(number, "+")
	if !ok || len(digits) < 7 || len(digits) > 15 || digits[0] == '0' {
		return false
	}
	if strings.Trim(digits, "0123456789") != "" {
		return false
	}
	_, err := phonenumbers.Parse(number, "")
	return err == nil
}

// validRedirect wants an absolute URL whose host is a platform of the project.
func (x *exchange) validRedirect(raw string) bool {
	if strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Scheme == "" || !validHostname(parsed.Hostname()) {
		return false
	}
	return x.developing() || x.srv.settings.hostAllowed(parsed.Hostname(), x.hostname())
}

// validPrefs takes objects and the empty list. The limit counts the bytes of
// PHP's spelling.
func validPrefs(value any) bool {
	prefs, ok := value.(*document)
	if !ok || (len(prefs.keys) > 0 && prefs.isList()) {
		return false
	}
	return len(encodeASCII(prefs)) <= prefsLimit
}

// text answers a parameter that was given, "" if it was not.
func (x *exchange) text(name string) string {
	value, _ := x.values[name].(string)
	return value
}

func (x *exchange) flag(name string) bool {
	value, _ := x.values[name].(bool)
	return value
}

func (x *exchange) list(name string) []string {
	given, ok := x.values[name].(*document)
	if !ok {
		return nil
	}
	var items []string
	for _, key := range given.keys {
		item, _ := given.values[key].(string)
		items = append(items, item)
	}
	return items
}

// inputText answers a raw parameter for rate limit keys and project choice,
// which come before all checks.
func (x *exchange) inputText(name string) (string, bool) {
	switch value := x.input[name].(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return fmt.Sprint(boolIndex(value)), true
	}
	return "", false
}
