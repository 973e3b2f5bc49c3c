package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// NewRequest builds a request with a JSON body, which can be sent more than once.
func NewRequest(ctx context.Context, method, target string, body json.Marshaler) (*http.Request, error) {
	data, err := body.MarshalJSON()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	req.Header["Content-Type"] = []string{"application/json"}
	return req, nil
}

// ValueError is a value that has no JSON form.
type ValueError struct {
	Parameter string // the field of the body that it is in
	cause     error
}

// Error says what is wrong with the value, but does not quote it.
func (e *ValueError) Error() string {
	var syntactic *jsontext.SyntacticError
	if errors.As(e.cause, &syntactic) {
		return syntactic.Err.Error() // the rest repeats where
	}
	return e.cause.Error()
}

// Unwrap returns what the encoder said.
func (e *ValueError) Unwrap() error { return e.cause }

// Writer writes the body of a request: an object, field by field. The first error stays.
// Text that is not UTF-8 is one; encoding/json would replace it without a word.
type Writer struct {
	json *jsontext.Encoder
	body bytes.Buffer
	err  error
}

// usual is more than most bodies need.
const usual = 256

// Marshal writes a body.
func Marshal(fields func(*Writer)) ([]byte, error) { return marshal(usual, fields) }

// MarshalObject writes a body with a free-form object in it, which says how much room
// that takes.
func MarshalObject(object map[string]any, fields func(*Writer)) ([]byte, error) {
	room := usual
	for name, value := range object {
		text, _ := value.(string)
		room += len(name) + len(text) + 16
	}
	return marshal(room, fields)
}

func marshal(room int, fields func(*Writer)) ([]byte, error) {
	var w Writer
	w.body.Grow(room)
	w.json = jsontext.NewEncoder(&w.body, jsontext.AllowDuplicateNames(true)) // there are none, so nobody has to look
	w.token(jsontext.BeginObject)
	fields(&w)
	w.token(jsontext.EndObject)
	if w.err != nil {
		return nil, w.err
	}
	return bytes.TrimSuffix(w.body.Bytes(), []byte("\n")), nil
}

func (w *Writer) token(token jsontext.Token) {
	if w.err == nil {
		w.fail(w.json.WriteToken(token))
	}
}

func (w *Writer) fail(err error) {
	if err == nil || w.err != nil {
		return
	}
	failed := &ValueError{cause: err}
	for name := range w.json.StackPointer().Tokens() {
		failed.Parameter = name
		break
	}
	w.err = failed
}

// Text writes a field that is a text.
func (w *Writer) Text(name, value string) {
	w.token(jsontext.String(name))
	w.token(jsontext.String(value))
}

// Bool writes a field that is true or false.
func (w *Writer) Bool(name string, value bool) {
	w.token(jsontext.String(name))
	w.token(jsontext.Bool(value))
}

// Object writes a field that is a free-form object.
func (w *Writer) Object(name string, value map[string]any) {
	w.token(jsontext.String(name))
	w.members(value)
}

// value writes any value. What preferences mostly consist of is written here; the rest,
// such as a program's own structs, as encoding/json writes it.
func (w *Writer) value(value any) {
	switch value := value.(type) {
	case nil:
		w.token(jsontext.Null)
	case string:
		w.token(jsontext.String(value))
	case bool:
		w.token(jsontext.Bool(value))
	case int:
		w.token(jsontext.Int(int64(value)))
	case int64:
		w.token(jsontext.Int(value))
	case float64:
		w.float(value)
	case json.Number:
		w.number(value)
	case map[string]any:
		w.members(value)
	case []any:
		w.elements(value)
	case json.RawMessage:
		w.raw(jsontext.Value(value))
	default:
		data, err := json.Marshal(value)
		if err == nil && bytes.Contains(data, replaced) {
			err = errNotUTF8
		}
		w.fail(err)
		w.raw(data)
	}
}

// replaced is what encoding/json writes for bytes that are not UTF-8. The character
// itself, if a text has it, it does not escape.
var replaced = []byte(`\ufffd`)

var errNotUTF8 = errors.New("invalid UTF-8")

func (w *Writer) raw(value jsontext.Value) {
	if w.err == nil {
		w.fail(w.json.WriteValue(value))
	}
}

func (w *Writer) number(n json.Number) {
	if n == "" {
		n = "0" // as encoding/json has it
	}
	w.raw(jsontext.Value(n))
}

func (w *Writer) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.fail(fmt.Errorf("%v is no number of JSON", f))
		return
	}
	w.token(jsontext.Float(f))
}

// members writes an object, its names in order.
func (w *Writer) members(object map[string]any) {
	if object == nil {
		w.token(jsontext.Null)
		return
	}
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	w.token(jsontext.BeginObject)
	for _, name := range names {
		if w.err != nil {
			return
		}
		w.token(jsontext.String(name))
		w.value(object[name])
	}
	w.token(jsontext.EndObject)
}

func (w *Writer) elements(list []any) {
	if list == nil {
		w.token(jsontext.Null)
		return
	}
	w.token(jsontext.BeginArray)
	for _, item := range list {
		if w.err != nil {
			return
		}
		w.value(item)
	}
	w.token(jsontext.EndArray)
}
