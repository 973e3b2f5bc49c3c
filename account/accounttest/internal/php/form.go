package php

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"
)

// maxVariables is PHP's max_input_vars: what a form or a query has beyond it is left out.
const maxVariables = 1000

// Scalar is the PHP type of a JSON body that is neither an object nor a list. The service
// crashes on it.
type Scalar string

// Error names the type.
func (s Scalar) Error() string { return "the body is a JSON " + string(s) }

// ReadParams reads the parameters of a request: the query of GET and HEAD, the body of all
// other methods, and only if its Content-Type is declared. That of JSON is compared letter by
// letter. The error is a [Scalar], and there are no parameters then.
func ReadParams(method, contentType, rawQuery string, body []byte) (*Array, error) {
	if method == "GET" || method == "HEAD" {
		return ParseQuery(rawQuery), nil
	}
	if name, _, _ := strings.Cut(contentType, ";"); name == "application/json" {
		return readJSON(body)
	}
	mediaType, options, _ := mime.ParseMediaType(contentType)
	switch mediaType {
	case "application/x-www-form-urlencoded":
		return ParseQuery(string(body)), nil
	case "multipart/form-data":
		return parseMultipart(body, options["boundary"]), nil
	}
	return NewArray(), nil
}

// readJSON takes what cannot be decoded and what PHP calls empty for no parameters.
func readJSON(body []byte) (*Array, error) {
	value, err := Decode(body)
	if params, ok := value.(*Array); ok && err == nil {
		return params, nil
	}
	if err != nil || isEmpty(value) {
		return NewArray(), nil
	}
	return NewArray(), Scalar(DebugType(value))
}

// isEmpty reports whether PHP takes a scalar for empty.
func isEmpty(value any) bool {
	if number, ok := value.(json.Number); ok {
		parsed, _ := number.Float64()
		return parsed == 0
	}
	return value == nil || value == false || value == "" || value == "0"
}

func parseMultipart(body []byte, boundary string) *Array {
	params := NewArray()
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for range maxVariables {
		part, err := reader.NextPart()
		if err != nil {
			return params
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return params
		}
		params.register(part.FormName(), string(value))
	}
	return params
}

// ParseQuery reads a query: name[]=, name[0]= and name[key]= build a list, with more brackets
// lists in it, and of a plain name that occurs several times the last value counts.
func ParseQuery(raw string) *Array {
	params := NewArray()
	for name, value := range pairs(raw) {
		params.register(name, value)
	}
	return params
}

var underscores = strings.NewReplacer(".", "_", " ", "_", "[", "_")

// maxNesting is PHP's max_input_nesting_level: variables with more brackets are left out.
const maxNesting = 64

// register sets a variable by a name that can have brackets. A name cannot have dots and
// spaces, nor a bracket that is not closed; PHP puts underscores there.
func (a *Array) register(name string, value any) {
	name, rest, bracketed := strings.Cut(strings.TrimLeft(name, " "), "[")
	if name == "" {
		return
	}
	name = underscores.Replace(name)
	var keys []string
	for bracketed && len(keys) <= maxNesting {
		key, after, closed := strings.Cut(rest, "]")
		if !closed && len(keys) == 0 {
			name += underscores.Replace("[" + rest)
		}
		if !closed {
			break
		}
		keys = append(keys, strings.TrimLeft(key, " "))
		rest, bracketed = strings.CutPrefix(after, "[")
	}
	if len(keys) > maxNesting {
		return
	}
	list, key := a, name
	for _, next := range keys {
		inner, ok := list.values[key].(*Array)
		if !ok {
			inner = NewArray()
			list.Set(key, inner)
		}
		if list, key = inner, next; key == "" {
			key = list.nextIndex()
		}
	}
	list.Set(key, value)
}

// nextIndex is the key of what is appended: one more than the highest number.
func (a *Array) nextIndex() string {
	next := 0
	for _, key := range a.keys {
		if number, err := strconv.Atoi(key); err == nil {
			next = max(next, number+1)
		}
	}
	return strconv.Itoa(next)
}

// pairs yields the names and values of a query. They are copies: a value that is kept must
// not keep a whole body in memory.
func pairs(raw string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		left := maxVariables
		for pair := range strings.SplitSeq(raw, "&") {
			if pair == "" {
				continue
			}
			name, value, _ := strings.Cut(pair, "=")
			if left == 0 || !yield(strings.Clone(unescape(name)), strings.Clone(unescape(value))) {
				return
			}
			left--
		}
	}
}

func unescape(raw string) string {
	value, err := url.QueryUnescape(raw)
	if err != nil {
		return raw
	}
	return value
}

// EncodeQuery encodes strings, and lists of them, as a query.
func EncodeQuery(params *Array) string {
	return strings.Join(appendQuery(nil, "", params), "&")
}

func appendQuery(encoded []string, prefix string, params *Array) []string {
	for _, key := range params.keys {
		name := key
		if prefix != "" {
			name = prefix + "[" + key + "]"
		}
		if inner, ok := params.values[key].(*Array); ok {
			encoded = appendQuery(encoded, name, inner)
			continue
		}
		value, _ := params.values[key].(string)
		encoded = append(encoded, urlencode(name)+"="+urlencode(value))
	}
	return encoded
}

// urlencode is url.QueryEscape, except that PHP also escapes the tilde.
func urlencode(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "~", "%7E") }

// RawURLEncode percent-encodes everything but letters, digits and -._~.
func RawURLEncode(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }
