package wire

import (
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"unicode/utf8"
)

// replaced is what encoding/json writes for bytes that are not UTF-8. A value that encodes
// itself may write it too, and so does a string of these six characters, after another
// backslash; so validUTF8 has the last word.
var replaced = []byte(`\ufffd`)

var errNotUTF8 = errors.New("invalid UTF-8")

// CheckUTF8 returns an error that names a parameter if one of its values is not UTF-8.
func CheckUTF8(parameter string, values ...string) error {
	for _, value := range values {
		if !utf8.ValidString(value) {
			return &ValueError{Parameter: parameter, cause: errNotUTF8}
		}
	}
	return nil
}

// validUTF8 reports whether all strings in a value that encoding/json could encode are
// UTF-8. Values that encode themselves are left to themselves.
func validUTF8(value any) bool { return valid(reflect.ValueOf(value)) }

func valid(v reflect.Value) bool {
	if !v.IsValid() || encodesItself(v) {
		return true
	}
	switch v.Kind() {
	case reflect.String:
		return utf8.ValidString(v.String())
	case reflect.Pointer, reflect.Interface:
		return valid(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if !valid(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			if !valid(entries.Key()) || !valid(entries.Value()) {
				return false
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if (field.IsExported() || field.Anonymous) && field.Tag.Get("json") != "-" && !valid(v.Field(i)) {
				return false
			}
		}
	}
	return true
}

func encodesItself(v reflect.Value) bool {
	t := v.Type()
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}
