package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// Body is the body of a request: an object that writes its fields.
type Body interface {
	Encode(w *Writer)
}

// NewRequest returns a request that can be sent more than once, for an escaped path below a
// server. A nil body is none.
func NewRequest(ctx context.Context, method string, server *url.URL, path, query string, body Body) (*http.Request, error) {
	target := *server // parsed once, not for each request
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return nil, err
	}
	if decoded != path || server.RawPath != "" {
		target.RawPath = server.EscapedPath() + path
	}
	target.Path += decoded
	target.RawQuery = query

	var data io.Reader
	if body != nil {
		encoded, err := Marshal(body)
		if err != nil {
			return nil, err
		}
		data = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, method, "", data)
	if err != nil {
		return nil, err
	}
	req.URL, req.Host = &target, target.Host
	if body != nil {
		req.Header["Content-Type"] = []string{"application/json"}
	}
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

// Unwrap returns the encoder's error.
func (e *ValueError) Unwrap() error { return e.cause }

// Writer encodes the body of a request, field by field. The first error stays. A string
// that is not UTF-8 is one; encoding/json would replace it without a word.
type Writer struct {
	json *jsontext.Encoder
	body bytes.Buffer
	err  error
}

// writers are kept for the next request, since their memory costs as much as encoding a
// small body. A pooled one has nothing of the last body left: see release.
var writers = sync.Pool{New: func() any { return &Writer{json: new(jsontext.Encoder)} }}

// Marshal encodes a body.
func Marshal(body Body) ([]byte, error) {
	w := writers.Get().(*Writer)
	defer w.release()
	w.json.Reset(&w.body, jsontext.AllowDuplicateNames(true)) // there are none, so nobody has to look
	w.token(jsontext.BeginObject)
	body.Encode(w)
	w.token(jsontext.EndObject)
	if w.err != nil {
		return nil, w.err
	}
	return bytes.Clone(bytes.TrimSuffix(w.body.Bytes(), []byte("\n"))), nil
}

// release overwrites the body, which may hold secrets, and keeps the memory.
func (w *Writer) release() {
	const largest = 64 << 10 // memory that is not worth keeping
	if w.body.Cap() > largest {
		return
	}
	w.json.Reset(io.Discard) // forgets what it has not written yet
	w.body.Reset()
	clear(w.body.AvailableBuffer()[:w.body.Available()])
	w.err = nil
	writers.Put(w)
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

// String writes a field that is a string.
func (w *Writer) String(name, value string) {
	w.token(jsontext.String(name))
	w.token(jsontext.String(value))
}

// Bool writes a field that is true or false.
func (w *Writer) Bool(name string, value bool) {
	w.token(jsontext.String(name))
	w.token(jsontext.Bool(value))
}

// Int writes a field that is a whole number.
func (w *Writer) Int(name string, value int) {
	w.token(jsontext.String(name))
	w.token(jsontext.Int(int64(value)))
}

var errNotAnObject = errors.New("an object is required: a struct or a map")

// Object writes a field that is a free-form object: a map, a struct, or anything else that
// encoding/json makes an object of.
func (w *Writer) Object(name string, value any) {
	w.token(jsontext.String(name))
	if object, ok := value.(map[string]any); ok {
		w.members(object)
		return
	}
	data, err := marshal(value)
	switch {
	case err != nil:
		w.fail(err)
	case string(data) == "[]": // PHP's empty object, as it came
		w.raw(jsontext.Value("{}"))
	case data[0] != '{':
		w.fail(errNotAnObject)
	default:
		w.raw(data)
	}
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
	case map[string]any:
		w.members(value)
	case []any:
		w.elements(value)
	default:
		data, err := marshal(value)
		w.fail(err)
		w.raw(data)
	}
}

// marshal encodes a value as encoding/json does, but for strings that are not UTF-8.
func marshal(value any) (jsontext.Value, error) {
	data, err := json.Marshal(value)
	if err == nil && bytes.Contains(data, replaced) && !validUTF8(value) {
		err = errNotUTF8
	}
	return data, err
}

func (w *Writer) raw(value jsontext.Value) {
	if w.err == nil {
		w.fail(w.json.WriteValue(value))
	}
}

func (w *Writer) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.fail(fmt.Errorf("JSON has no number %v", f))
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
