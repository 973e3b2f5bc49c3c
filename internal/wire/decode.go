package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"math/bits"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// Fields is a struct that takes the fields of an object one by one. Field has to read the
// value, or Skip it, and returns the bit of the field among the required ones; 0 for others.
type Fields interface {
	Field(r *Reader, name []byte) (bit uint64, err error)
	Required() []string
}

// MissingFieldError is an object without a field that it always has.
type MissingFieldError struct{ Name string }

// Error names the field.
func (e *MissingFieldError) Error() string {
	return "the field " + strconv.Quote(e.Name) + " is missing"
}

// Reader decodes one response, value by value. Null is the zero value of everything.
type Reader struct {
	json jsontext.Decoder
	data bytes.Buffer
	// response is the whole response. The strings that are decoded are parts of it, so that
	// one copy serves them all.
	response string
	strict   bool // required fields are required
	values   int  // of free-form objects, decoded so far
}

// readers are kept for the next response, since making one costs as much as decoding a
// small response. A pooled one has nothing of the last response left: see release.
var readers = sync.Pool{New: func() any { return new(Reader) }}

// newReader starts to decode a response, given as both of its types. It has to be released.
func newReader(data []byte, response string) *Reader {
	r := readers.Get().(*Reader)
	r.data, r.response = *bytes.NewBuffer(data), response
	r.json.Reset(&r.data, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return r
}

// release makes the reader forget the response, and keeps it for the next one.
func (r *Reader) release() {
	r.json.Reset(nothing{})
	r.data, r.response, r.strict, r.values = bytes.Buffer{}, "", false, 0
	readers.Put(r)
}

// nothing is a response that has ended.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }

// Unmarshal decodes JSON that is one object.
func Unmarshal(data []byte, object Fields) error { return unmarshal(data, object, false) }

// UnmarshalResponse decodes a response that is one object, in which every required field has
// to be.
func UnmarshalResponse(data []byte, object Fields) error { return unmarshal(data, object, true) }

func unmarshal(data []byte, object Fields, strict bool) error {
	r := newReader(data, string(data))
	defer r.release()
	r.strict = strict
	if err := r.Struct(object); err != nil {
		return err
	}
	return r.end()
}

// end expects the response to be over.
func (r *Reader) end() error {
	if _, err := r.json.ReadToken(); err != io.EOF {
		return errors.New("something follows the value")
	}
	return nil
}

var errKind = errors.New("a value of another kind is expected")

// null reports whether the next value is null, and skips it if it is.
func (r *Reader) null() (bool, error) {
	if r.json.PeekKind() != 'n' {
		return false, nil
	}
	return true, r.json.SkipValue()
}

// Skip skips a value.
func (r *Reader) Skip() error { return r.json.SkipValue() }

// Struct decodes an object into a struct.
func (r *Reader) Struct(object Fields) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	return r.object(object)
}

// object decodes an object that is not null.
func (r *Reader) object(object Fields) error {
	if r.json.PeekKind() != '{' {
		return errKind
	}
	if _, err := r.json.ReadToken(); err != nil {
		return err
	}
	var seen uint64
	for r.json.PeekKind() != '}' {
		name, err := r.bytes()
		if err != nil {
			return err
		}
		bit, err := object.Field(r, name)
		if err != nil {
			return err
		}
		seen |= bit
	}
	if _, err := r.json.ReadToken(); err != nil {
		return err
	}
	if required := object.Required(); r.strict && seen != 1<<len(required)-1 {
		return &MissingFieldError{required[bits.TrailingZeros64(^seen)]}
	}
	return nil
}

// bytes decodes a string; null is an empty one. They are valid until the next value is
// decoded.
func (r *Reader) bytes() ([]byte, error) {
	value, err := r.json.ReadValue()
	if err != nil {
		return nil, err
	}
	switch value.Kind() {
	case '"':
	case 'n':
		return nil, nil
	default:
		return nil, errKind
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1], nil
	}
	unquoted, err := unquote(value)
	return []byte(unquoted), err
}

// unquote undoes the escapes of a string. What is not UTF-8 is replaced.
func unquote(value jsontext.Value) (string, error) {
	unquoted, err := jsontext.AppendUnquote(nil, value)
	if err != nil && len(unquoted) == 0 {
		return "", err
	}
	return string(unquoted), nil
}

// plain reports whether a string is ASCII without escapes.
func plain(quoted []byte) bool {
	for _, b := range quoted {
		if b == '\\' || b >= 0x80 {
			return false
		}
	}
	return true
}

// String decodes a string.
func (r *Reader) String() (string, error) {
	value, err := r.json.ReadValue()
	if err != nil {
		return "", err
	}
	switch value.Kind() {
	case '"':
	case 'n':
		return "", nil
	default:
		return "", errKind
	}
	if plain(value) {
		end := int(r.json.InputOffset())
		return r.response[end-len(value)+1 : end-1], nil
	}
	return unquote(value)
}

// errRedacted is a secret that is not one.
var errRedacted = errors.New("the secret was left out when this was encoded; keep the field itself, such as Session.Secret")

// Secret decodes a string that is a secret.
func (r *Reader) Secret() (string, error) {
	secret, err := r.String()
	if secret == Redacted {
		return "", errRedacted
	}
	return secret, err
}

// Bool decodes true or false.
func (r *Reader) Bool() (bool, error) {
	token, err := r.json.ReadToken()
	if err != nil {
		return false, err
	}
	switch token.Kind() {
	case 't', 'f', 'n':
		return token.Kind() == 't', nil
	}
	return false, errKind
}

// Int decodes a whole number.
func (r *Reader) Int() (int, error) {
	value, err := r.json.ReadValue()
	if err != nil || value.Kind() == 'n' {
		return 0, err
	}
	return strconv.Atoi(string(value))
}

// maxStrings limits lists of strings, whose shortest items take more memory than bytes.
const maxStrings = 1 << 16

var errTooMany = errors.New("there are too many values for their size")

// Strings decodes a list of strings.
func (r *Reader) Strings() ([]string, error) {
	count := 0
	return list(r, func(item *string) (err error) {
		if count++; count > maxStrings {
			return errTooMany
		}
		*item, err = r.String()
		return err
	})
}

// List decodes a list of objects.
func List[T any](r *Reader, fields func(*T) Fields) ([]T, error) {
	// Null is none: a few bytes of JSON must not become a whole struct.
	return list(r, func(item *T) error { return r.object(fields(item)) })
}

// list decodes a list, also one that PHP encodes as an object, once its numeric keys have
// gaps: {"0": a, "2": b} is [a, b].
func list[T any](r *Reader, read func(*T) error) ([]T, error) {
	if null, err := r.null(); null || err != nil {
		return nil, err
	}
	open := r.json.PeekKind()
	if open != '[' && open != '{' {
		return nil, errKind
	}
	if _, err := r.json.ReadToken(); err != nil {
		return nil, err
	}
	items := []T{}
	for kind := r.json.PeekKind(); kind != ']' && kind != '}'; kind = r.json.PeekKind() {
		if open == '{' {
			if err := r.Skip(); err != nil { // the key
				return nil, err
			}
		}
		before := r.json.InputOffset()
		var none T
		items = append(items, none)
		if err := read(&items[len(items)-1]); err != nil {
			return nil, err
		}
		if len(items) == few {
			items = slices.Grow(items, r.more(before))
		}
	}
	_, err := r.json.ReadToken()
	return items, err
}

// maxObject is sixteen times what the service stores. What such an object takes in memory
// depends on the type that it is decoded into.
const maxObject = 1 << 20

var errLarge = errors.New("the object is larger than any that the service stores")

// RawObject returns a free-form object as the JSON that it is: "{}" also for the [] that
// PHP writes for an empty one, "" for null.
func (r *Reader) RawObject() (string, error) {
	value, err := r.json.ReadValue()
	if err != nil {
		return "", err
	}
	switch value.Kind() {
	case '{':
		if len(value) > maxObject {
			return "", errLarge
		}
		end := int(r.json.InputOffset())
		return r.response[end-len(value) : end], nil
	case 'n':
		return "", nil
	case '[':
		if len(bytes.TrimSpace(value[1:len(value)-1])) == 0 {
			return "{}", nil
		}
	}
	return "", errKind
}

// A list that has more than a few items gets room for the rest of its page at once. It is
// no more than a page, since one item says little of the size of the others.
const (
	few  = 4
	page = 100
)

// more estimates how many more items a list has after one that began at an offset.
func (r *Reader) more(began int64) int {
	end := r.json.InputOffset()
	return int(min((int64(len(r.response))-end)/(end-began), page-few))
}

// Object decodes a free-form object, also the [] that PHP writes for an empty one. Anything
// else is an error.
func Object(data string) (object map[string]any, err error) {
	r := newReader([]byte(data), data)
	defer r.release()
	if r.json.PeekKind() == '{' {
		object, err = r.members()
	} else if raw, rawErr := r.RawObject(); rawErr != nil || raw == "" {
		return nil, cmp.Or(rawErr, errKind)
	} else {
		object = map[string]any{}
	}
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, err
	}
	return object, nil
}

// manyValues is more than the 64 KiB that the service stores can hold. Beyond it, a value has
// to take 24 bytes of JSON, since a map of three bytes takes a hundred times as many.
const manyValues = 1 << 16

// value decodes any value.
func (r *Reader) value() (any, error) {
	if r.values++; r.values > manyValues+len(r.response)/24 {
		return nil, errTooMany
	}
	switch r.json.PeekKind() {
	case '{':
		return r.members()
	case '[':
		return r.elements()
	case '"':
		return r.String()
	case '0':
		return r.number()
	}
	token, err := r.json.ReadToken()
	if err != nil || token.Kind() == 'n' {
		return nil, err
	}
	return token.Bool(), nil
}

// member is a field of a free-form object.
type member struct {
	name  string
	value any
}

// members decodes an object. It counts the fields before it makes a map, for a map that
// grows costs more than the fields.
func (r *Reader) members() (map[string]any, error) {
	if _, err := r.json.ReadToken(); err != nil {
		return nil, err
	}
	var first [8]member
	members := first[:0]
	for r.json.PeekKind() != '}' {
		name, err := r.String()
		if err != nil {
			return nil, err
		}
		value, err := r.value()
		if err != nil {
			return nil, err
		}
		members = append(members, member{name, value})
	}
	object := make(map[string]any, len(members))
	for _, m := range members {
		object[m.name] = m.value
	}
	_, err := r.json.ReadToken()
	return object, err
}

func (r *Reader) elements() ([]any, error) {
	if _, err := r.json.ReadToken(); err != nil {
		return nil, err
	}
	items := []any{}
	for r.json.PeekKind() != ']' {
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := r.json.ReadToken()
	return items, err
}

// number keeps every digit of a number inside free-form JSON: a float64 where that
// holds it, a json.Number where it does not.
func (r *Reader) number() (any, error) {
	value, err := r.json.ReadValue()
	if err != nil {
		return nil, err
	}
	digits := string(value)
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || !exact(f, digits) {
		return json.Number(digits), nil
	}
	return f, nil
}

// exact reports whether f is the integer in s. Fractions count as
// exact: there float64 is what everybody expects.
func exact(f float64, s string) bool {
	i, err := strconv.ParseInt(s, 10, 64)
	if err == nil {
		return int64(f) == i && f > -1<<63 && f < 1<<63
	}
	return !errors.Is(err, strconv.ErrRange)
}

// RawObject returns a free-form object as the JSON that it is; see Reader.RawObject.
func RawObject(data []byte) (string, error) {
	r := newReader(data, string(data))
	defer r.release()
	object, err := r.RawObject()
	if err == nil {
		err = r.end()
	}
	return object, err
}
