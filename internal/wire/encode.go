package wire

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// encoding is what Go programmers expect of encoding/json, but for two things: text
// that is not UTF-8 is an error, not a silent replacement, and nothing is escaped
// for HTML.
var encoding = json.JoinOptions(
	jsonv1.DefaultOptionsV1(),
	jsonv1.ReportErrorsWithLegacySemantics(false), // those do not say where
	jsontext.AllowInvalidUTF8(false),
	jsontext.EscapeForHTML(false),
	jsontext.EscapeForJS(false),
	json.WithMarshalers(json.JoinMarshalers(json.MarshalToFunc(writeNumber), json.MarshalToFunc(writeObject))),
)

func writeNumber(enc *jsontext.Encoder, n stdjson.Number) error {
	if n == "" {
		n = "0"
	}
	return enc.WriteValue(jsontext.Value(n))
}

// writeObject writes a free-form object, its names in order. It does so without
// reflection for what preferences mostly consist of.
func writeObject(enc *jsontext.Encoder, object map[string]any) error {
	if object == nil {
		return enc.WriteToken(jsontext.Null)
	}
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := enc.WriteToken(jsontext.String(name)); err != nil {
			return err
		}
		if err := writeValue(enc, object[name]); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

func writeValue(enc *jsontext.Encoder, value any) error {
	switch value := value.(type) {
	case string:
		return enc.WriteToken(jsontext.String(value))
	case bool:
		return enc.WriteToken(jsontext.Bool(value))
	default:
		return json.MarshalEncode(enc, value)
	}
}

// NewRequest builds a request with a JSON body, which can be sent more than once.
func NewRequest(ctx context.Context, method, target string, body any) (*http.Request, error) {
	data, err := json.Marshal(body, encoding)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return req, nil
}
