package wire

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	v1 "github.com/go-json-experiment/json/v1"
)

// Decode decodes a free-form object into what v points to, as encoding/json does. PHP
// stores [] for an empty object, at any depth; where a map or a struct is expected, it is
// one again.
func Decode(object string, v any) error {
	return json.Unmarshal([]byte(object), v, v1.DefaultOptionsV1(), json.WithUnmarshalers(json.UnmarshalFromFunc(decodeEmptyObject)))
}

// decodeEmptyObject is not in a variable, so that a program that decodes no preferences does
// not link it.
func decodeEmptyObject(dec *jsontext.Decoder, v any) error {
	target := reflect.ValueOf(v).Elem()
	if dec.PeekKind() != '[' || target.Kind() != reflect.Map && target.Kind() != reflect.Struct {
		return errors.ErrUnsupported
	}
	switch v.(type) {
	case json.Unmarshaler, json.UnmarshalerFrom:
		return errors.ErrUnsupported
	}
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(value[1:len(value)-1])) > 0 {
		return fmt.Errorf("a list stands where %v is expected, at %s", target.Type(), dec.StackPointer())
	}
	target.SetZero()
	if target.Kind() == reflect.Map {
		target.Set(reflect.MakeMap(target.Type()))
	}
	return nil
}
