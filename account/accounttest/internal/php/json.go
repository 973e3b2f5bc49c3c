// Package php reads and writes data as the PHP of the service does: JSON, form and query
// strings, links, and dates as strings.
package php

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Array is a JSON object or list as PHP holds it: one kind of ordered map for both. A nil
// Array is empty and cannot be changed.
type Array struct {
	keys   []string
	values map[string]any
}

// EmptyObject encodes as {}. An empty Array encodes as [].
var EmptyObject = json.RawMessage("{}")

// NewArray makes an array of keys and values that alternate.
func NewArray(keysAndValues ...any) *Array {
	a := &Array{keys: make([]string, 0, len(keysAndValues)/2), values: make(map[string]any, len(keysAndValues)/2)}
	return a.Append(keysAndValues...)
}

// Append sets keys and values that alternate, and returns the array.
func (a *Array) Append(keysAndValues ...any) *Array {
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		a.Set(keysAndValues[i].(string), keysAndValues[i+1])
	}
	return a
}

// Len is the number of entries.
func (a *Array) Len() int {
	if a == nil {
		return 0
	}
	return len(a.keys)
}

// Get returns the value of a key: an *Array, string, json.Number, bool or nil if the array
// was decoded.
func (a *Array) Get(key string) (value any, ok bool) {
	if a == nil {
		return nil, false
	}
	value, ok = a.values[key]
	return value, ok
}

// Set changes the value of a key, or appends a key that is new.
func (a *Array) Set(key string, value any) {
	if _, known := a.values[key]; !known {
		a.keys = append(a.keys, key)
	}
	a.values[key] = value
}

// Remove removes keys.
func (a *Array) Remove(keys ...string) {
	a.keys = slices.DeleteFunc(a.keys, func(key string) bool { return slices.Contains(keys, key) })
	for _, key := range keys {
		delete(a.values, key)
	}
}

// Values returns the values in their order.
func (a *Array) Values() []any {
	values := make([]any, 0, a.Len())
	for i := range a.Len() {
		values = append(values, a.values[a.keys[i]])
	}
	return values
}

// IsList reports whether PHP encodes the array as a list: its keys are 0, 1, 2, … in order.
func (a *Array) IsList() bool {
	for i := range a.Len() {
		if a.keys[i] != strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// MarshalJSON encodes the array as Encode does.
func (a *Array) MarshalJSON() ([]byte, error) { return Encode(a), nil }

// UnmarshalJSON decodes an object or a list.
func (a *Array) UnmarshalJSON(raw []byte) error {
	value, err := Decode(raw)
	if decoded, ok := value.(*Array); ok {
		*a = *decoded
	}
	return err
}

// Encode encodes a value as the service does: slashes escaped, everything else but quotes
// and control characters as it is. An empty object inside an Array becomes [], since PHP
// does not know any more which kind it was.
func Encode(value any) []byte { return appendValue(nil, value) }

func appendValue(out []byte, value any) []byte {
	switch value := value.(type) {
	case nil:
		return append(out, "null"...)
	case string:
		return appendString(out, value)
	case bool:
		return strconv.AppendBool(out, value)
	case int:
		return strconv.AppendInt(out, int64(value), 10)
	case json.Number:
		return appendNumber(out, value)
	case *Array:
		return appendArray(out, value)
	case []*Array:
		return appendList(out, value)
	case []string:
		return appendList(out, value)
	}
	return append(out, encodeOther(value)...)
}

// appendNumber formats what is no integer of 64 bits as a float, which keeps 17 digits, no zeros
// behind the point, and has an exponent from 10 to the power of 17 on and below 0.0001.
func appendNumber(out []byte, number json.Number) []byte {
	if integer, err := strconv.ParseInt(number.String(), 10, 64); err == nil {
		return strconv.AppendInt(out, integer, 10)
	}
	float, err := number.Float64()
	if err != nil {
		return append(out, number...)
	}
	digits := strconv.FormatFloat(float, 'e', -1, 64)
	mantissa, power, _ := strings.Cut(digits, "e")
	exponent, _ := strconv.Atoi(power)
	switch {
	case float == 0:
		return append(out, '0')
	case exponent >= -4 && exponent <= 16:
		return strconv.AppendFloat(out, float, 'f', -1, 64)
	case !strings.Contains(mantissa, "."):
		mantissa += ".0"
	}
	return fmt.Appendf(out, "%se%+d", mantissa, exponent)
}

func appendArray(out []byte, a *Array) []byte {
	if a.IsList() {
		return appendList(out, a.Values())
	}
	for i, key := range a.keys {
		out = append(out, "{,"[min(i, 1)])
		out = append(appendString(out, key), ':')
		out = appendValue(out, a.values[key])
	}
	return append(out, '}')
}

func appendList[T any](out []byte, items []T) []byte {
	out = append(out, '[')
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendValue(out, item)
	}
	return append(out, ']')
}

func appendString(out []byte, value string) []byte {
	special := func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' || r == '/' }
	if strings.ContainsFunc(value, special) {
		return append(out, encodeOther(value)...)
	}
	out = append(append(out, '"'), value...)
	return append(out, '"')
}

func encodeOther(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("accounttest: a value cannot be encoded: %v", err))
	}
	// A slash can only be inside a string.
	return bytes.ReplaceAll(bytes.TrimRight(buffer.Bytes(), "\n"), []byte("/"), []byte(`\/`))
}

// EncodeASCII is Encode with \u escapes for all characters outside of ASCII. OAuth2 state,
// failure details and X-Fallback-Cookies are encoded like this, and the limit of
// preferences counts these bytes.
func EncodeASCII(value any) []byte {
	var out bytes.Buffer
	for _, r := range string(Encode(value)) {
		switch {
		case r < 0x80:
			out.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes()
}

// FitsASCII reports whether EncodeASCII returns at most limit bytes. A value that is far
// larger is not encoded for that.
func FitsASCII(value any, limit int) bool { return asciiLength(value, limit) <= limit }

// asciiLength returns the length of a value as EncodeASCII encodes it, or a length above the
// limit.
func asciiLength(value any, limit int) int {
	switch value := value.(type) {
	case *Array:
		return asciiLengthOfArray(value, limit)
	case string:
		if len(value) > limit {
			return len(value)
		}
	}
	return len(EncodeASCII(value))
}

func asciiLengthOfArray(a *Array, limit int) int {
	length, list := max(2, 1+a.Len()), a.IsList() // brackets and commas
	for i := 0; i < a.Len() && length <= limit; i++ {
		if !list {
			length += asciiLength(a.keys[i], limit) + 1
		}
		length += asciiLength(a.values[a.keys[i]], limit)
	}
	return length
}

// MaxDepth is how many lists and objects PHP decodes inside each other. JSON that goes
// deeper cannot be read.
const MaxDepth = 512

// maxValues is how many values JSON can have here. PHP has no such limit, but a value takes
// many times the memory of its two bytes; the largest preferences have a quarter of it.
const maxValues = 1 << 17

// Errors of Decode and Check. DescribeJSONError has the words of PHP.
var (
	ErrTooDeep       = errors.New("maximum stack depth exceeded")
	errHalfSurrogate = errors.New("half a surrogate pair")
	errNotUTF8       = errors.New("invalid UTF-8")
	errTooMany       = errors.New("too many JSON values")
	errNotOneValue   = errors.New("more than one JSON value")
)

// DescribeJSONError says in PHP's words why JSON cannot be decoded.
func DescribeJSONError(err error) string {
	switch {
	case errors.Is(err, ErrTooDeep):
		return "Maximum stack depth exceeded" // unverified
	case errors.Is(err, errHalfSurrogate):
		return "Single unpaired high surrogate in Unicode escape" // unverified
	case errors.Is(err, errNotUTF8):
		return "Malformed UTF-8 characters, possibly incorrectly encoded" // unverified
	}
	return "Syntax error"
}

// Check checks what encoding/json does not: that all characters are whole, as PHP demands, and
// depth and number of the values, valid or not. It needs neither stack nor memory.
func Check(raw []byte) error {
	if err := checkSize(raw); err != nil {
		return err
	}
	if !utf8.Valid(raw) {
		return errNotUTF8
	}
	return checkSurrogates(raw)
}

// checkSurrogates looks for escapes that are half a character.
func checkSurrogates(raw []byte) error {
	for {
		at := bytes.IndexByte(raw, '\\')
		if at < 0 {
			return nil
		}
		raw = raw[at:]
		unit, isUnit := utf16Unit(raw)
		switch {
		case !isUnit:
			raw = raw[min(2, len(raw)):]
		case !utf16.IsSurrogate(unit):
			raw = raw[unitLength:]
		default:
			low, isUnit := utf16Unit(raw[unitLength:])
			if !isUnit || utf16.DecodeRune(unit, low) == unicode.ReplacementChar {
				return errHalfSurrogate
			}
			raw = raw[2*unitLength:]
		}
	}
}

const unitLength = len(`\u0000`)

// utf16Unit decodes the escape that raw begins with, if it does.
func utf16Unit(raw []byte) (unit rune, ok bool) {
	if len(raw) < unitLength || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	value, err := strconv.ParseUint(string(raw[2:unitLength]), 16, 16)
	return rune(value), err == nil
}

func checkSize(raw []byte) error {
	depth, values, quoted := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			values++
		case c == ']' || c == '}':
			depth--
		case c == ',':
			values++
		}
		if depth > MaxDepth {
			return ErrTooDeep
		}
		if values > maxValues {
			return errTooMany
		}
	}
	return nil
}

// Decode decodes one JSON value, with objects and lists as *Array and numbers as
// json.Number.
func Decode(raw []byte) (any, error) {
	if err := Check(raw); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	value, err := decodeValue(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errNotOneValue
	}
	return value, nil
}

func decodeValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delimiter, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	result := NewArray()
	for decoder.More() {
		key := strconv.Itoa(result.Len())
		if delimiter == '{' {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			key, _ = name.(string)
		}
		value, err := decodeValue(decoder)
		if err != nil {
			return nil, err
		}
		result.Set(key, value)
	}
	_, err = decoder.Token()
	return result, err
}

// DebugType is PHP's name for the type of a decoded value in messages about types.
func DebugType(value any) string {
	switch value := value.(type) {
	case json.Number:
		if isFloat(value) {
			return "float"
		}
		return "int"
	case string:
		return "string"
	case bool:
		return strconv.FormatBool(value)
	case nil:
		return "null"
	}
	return "array"
}

func isFloat(number json.Number) bool {
	_, err := strconv.ParseInt(number.String(), 10, 64)
	return err != nil
}

// String converts a scalar to a string; ok is false for anything else.
func String(value any) (converted string, ok bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		if value {
			return "1", true
		}
		return "0", true
	}
	return "", false
}

// TypeName is PHP's name for the type of a decoded value.
func TypeName(value any) string {
	switch value := value.(type) {
	case nil:
		return "NULL"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		if isFloat(value) {
			return "double"
		}
		return "integer"
	}
	return "array"
}
