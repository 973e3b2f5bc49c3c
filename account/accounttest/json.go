package accounttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// encodeJSON spells a value as the service does: slashes escaped, everything
// else but quotes and control characters as it is.
func encodeJSON(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("accounttest: an answer cannot be encoded: %v", err))
	}
	// A slash can only stand inside a string, so that this cannot hit anything else.
	return bytes.ReplaceAll(bytes.TrimRight(buffer.Bytes(), "\n"), []byte("/"), []byte(`\/`))
}

// encodeASCII is encodeJSON with non-ASCII characters as \u escapes: the
// spelling of OAuth2 state, failure details and X-Fallback-Cookies, and the one
// whose length counts against the limit of preferences.
func encodeASCII(value any) []byte {
	plain := encodeJSON(value)
	var out bytes.Buffer
	for _, r := range string(plain) {
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

// document is a JSON object or list as PHP holds it: one kind of ordered map
// for both. Preferences keep their key order through it.
type document struct {
	keys   []string
	values map[string]any // document, string, json.Number, bool or nil
}

// isList tells whether PHP would spell the document as a list: keys 0, 1, 2, …
// in order. The empty document is a list.
func (d *document) isList() bool {
	for i, key := range d.keys {
		if key != strconv.Itoa(i) {
			return false
		}
	}
	return true
}

func (d *document) set(key string, value any) {
	if _, known := d.values[key]; !known {
		d.keys = append(d.keys, key)
	}
	d.values[key] = value
}

func (d *document) remove(key string) {
	d.keys = slices.DeleteFunc(d.keys, func(k string) bool { return k == key })
	delete(d.values, key)
}

// MarshalJSON spells nested empty objects as [], as PHP does after it forgot
// which kind they were.
func (d *document) MarshalJSON() ([]byte, error) {
	list := d.isList()
	var out bytes.Buffer
	out.WriteByte("{["[boolIndex(list)])
	for i, key := range d.keys {
		if i > 0 {
			out.WriteByte(',')
		}
		if !list {
			name, err := json.Marshal(key)
			if err != nil {
				return nil, err
			}
			out.Write(name)
			out.WriteByte(':')
		}
		value, err := marshalPlain(d.values[key])
		if err != nil {
			return nil, err
		}
		out.Write(value)
	}
	out.WriteByte("}]"[boolIndex(list)])
	return out.Bytes(), nil
}

func marshalPlain(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimRight(buffer.Bytes(), "\n"), err
}

func boolIndex(b bool) int {
	if b {
		return 1
	}
	return 0
}

var errNotOneValue = errors.New("more than one JSON value")

// decodeJSON reads one JSON value, objects and lists as documents.
func decodeJSON(raw []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	value, err := decodeValue(decoder)
	if err != nil {
		return nil, err
	}
	if decoder.More() {
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
	result := &document{values: map[string]any{}}
	for decoder.More() {
		key := strconv.Itoa(len(result.keys))
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
		result.set(key, value)
	}
	_, err = decoder.Token()
	return result, err
}
