package wire

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Rules joins the rules for decoding answers with more of a caller's.
func Rules(more ...*json.Unmarshalers) json.Options {
	rules := append(more,
		json.UnmarshalFromFunc(decodeTime),
		json.UnmarshalFromFunc(decodeNumber),
		json.UnmarshalFromFunc(decodeObject),
		List[string](),
	)
	return json.JoinOptions(
		json.WithUnmarshalers(json.JoinUnmarshalers(rules...)),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
	)
}

// List is the rule for a list that PHP may spell as an object, once its numeric keys
// have gaps: {"0": a, "2": b} decodes as [a, b].
func List[T any]() *json.Unmarshalers {
	return json.UnmarshalFromFunc(func(dec *jsontext.Decoder, list *[]T) error {
		if dec.PeekKind() != '{' {
			return errors.ErrUnsupported
		}
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
		*list = []T{}
		for dec.PeekKind() != '}' {
			if err := dec.SkipValue(); err != nil { // the key
				return err
			}
			var item T
			if err := json.UnmarshalDecode(dec, &item); err != nil {
				return err
			}
			*list = append(*list, item)
		}
		_, err := dec.ReadToken()
		return err
	})
}

// decodeObject takes the [] that PHP writes for an empty object.
func decodeObject(dec *jsontext.Decoder, object *map[string]any) error {
	if dec.PeekKind() != '[' {
		return errors.ErrUnsupported
	}
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if err := value.Compact(); err != nil {
		return err
	}
	if string(value) != "[]" {
		return errors.New("a list where an object is expected")
	}
	*object = map[string]any{}
	return nil
}

// decodeNumber keeps every digit of a number inside free-form JSON: a float64 where
// that holds it, a json.Number where it does not.
func decodeNumber(dec *jsontext.Decoder, value *any) error {
	if dec.PeekKind() != '0' {
		return errors.ErrUnsupported
	}
	number, err := dec.ReadValue()
	if err != nil {
		return err
	}
	text := string(number)
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !exact(f, text) {
		*value = stdjson.Number(text)
		return nil
	}
	*value = f
	return nil
}

// exact says whether f stands for the integer that text spells. Fractions count as
// exact: there float64 is what everybody expects.
func exact(f float64, text string) bool {
	i, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		return int64(f) == i && f > -1<<63 && f < 1<<63
	}
	return !errors.Is(err, strconv.ErrRange)
}

// The spellings of a date, most frequent first.
var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02 15:04:05.999999999", // updateSession, updateMfaChallenge: UTC
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05.999999999",
}

func decodeTime(dec *jsontext.Decoder, t *time.Time) error {
	switch kind := dec.PeekKind(); kind {
	case 'n':
		*t = time.Time{}
		return dec.SkipValue()
	case '"':
	default:
		return errors.ErrUnsupported
	}
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	*t, err = ParseTime(token.String())
	return err
}

// ParseTime reads a date as the service writes it, in UTC; "" is the zero time.
func ParseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q is not a date", text)
}

var objectRules = Rules()

// Object decodes a free-form object. What is not an object is an error.
func Object(data []byte) (map[string]any, error) {
	var object map[string]any
	if err := json.Unmarshal(data, &object, objectRules); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, errors.New("null where an object is expected")
	}
	return object, nil
}
