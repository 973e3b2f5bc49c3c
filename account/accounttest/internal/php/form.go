package php

import (
	"bytes"
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

// ReadParams reads the parameters of a request: the query of GET and HEAD, the body of all
// other methods, and only if its Content-Type is declared.
func ReadParams(method, contentType, rawQuery string, body []byte) *Array {
	if method == "GET" || method == "HEAD" {
		return ParseQuery(rawQuery)
	}
	mediaType, options, _ := mime.ParseMediaType(contentType)
	switch mediaType {
	case "application/json":
		value, err := Decode(body)
		if params, ok := value.(*Array); ok && err == nil {
			return params
		}
	case "application/x-www-form-urlencoded":
		return ParseQuery(string(body))
	case "multipart/form-data":
		return parseMultipart(body, options["boundary"])
	}
	return NewArray()
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
		params.Set(part.FormName(), string(value))
	}
	return params
}

// ParseQuery reads a query: name[]=, name[0]= and name[key]= build a list, and of a plain
// name that occurs several times the last value counts.
func ParseQuery(raw string) *Array {
	params := NewArray()
	for name, value := range pairs(raw) {
		base, rest, bracketed := strings.Cut(name, "[")
		key, _, closed := strings.Cut(rest, "]")
		if !bracketed || !closed || base == "" {
			params.Set(name, value)
			continue
		}
		list, ok := params.values[base].(*Array)
		if !ok {
			list = NewArray()
			params.Set(base, list)
		}
		if key == "" {
			key = strconv.Itoa(list.Len())
		}
		list.Set(key, value)
	}
	return params
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

// EncodeQuery encodes an array of strings as a query.
func EncodeQuery(params *Array) string {
	encoded := make([]string, 0, params.Len())
	for _, name := range params.keys {
		value, _ := params.values[name].(string)
		encoded = append(encoded, urlencode(name)+"="+urlencode(value))
	}
	return strings.Join(encoded, "&")
}

// urlencode is url.QueryEscape, except that PHP also escapes the tilde.
func urlencode(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "~", "%7E") }

// RawURLEncode percent-encodes everything but letters, digits and -._~.
func RawURLEncode(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }
