package wire

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
)

// taker decodes the first field only.
type taker struct{ text string }

func (*taker) Required() []string { return nil }

func (v *taker) Field(r *Reader, _ []byte) (_ uint64, err error) {
	v.text, err = r.String()
	return 0, err
}

// Not in parallel: what was released is in the pool, for others to take.
func TestRedact_APooledDecoderKeepsNothingOfTheLastResponse(t *testing.T) {
	for name, response := range map[string]string{
		"read to its end": `{"secret": "s3cr3t"}`,
		"broken off":      `{"secret": "s3cr3t", "more`,
		"not an object":   `["s3cr3t"]`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newReader([]byte(response), response)
			_ = r.Struct(&taker{})
			r.release()
			require.Empty(t, r.json.UnreadBuffer())
			for _, verb := range []string{"%s", "%q"} { // bytes as strings, at any depth
				require.NotContains(t, fmt.Sprintf(verb, *r), "s3cr3t")
			}
		})
	}
}

// secret is a body with a secret, and perhaps one that cannot be encoded.
type secret struct{ value, other string }

func (b secret) Encode(w *Writer) {
	w.String("secret", b.value)
	w.String("other", b.other)
}

// Not in parallel: what was released is in the pool, for others to take.
func TestRedact_APooledWriterKeepsNothingOfTheLastBody(t *testing.T) {
	for name, body := range map[string]secret{
		"encoded":                    {"s3cr3t", "fine"},
		"not encodable":              {"s3cr3t", "\xff"},
		"longer than the first room": {"s3cr3t", strings.Repeat("x", 5000)},
	} {
		t.Run(name, func(t *testing.T) {
			w := &Writer{json: new(jsontext.Encoder)}
			w.json.Reset(&w.body)
			w.token(jsontext.BeginObject)
			body.Encode(w)
			memory := w.body.Bytes()
			w.release()
			require.NoError(t, w.err)
			require.NotContains(t, string(memory[:cap(memory)]), "s3cr3t")
			require.NotContains(t, string(w.body.AvailableBuffer()[:w.body.Available()]), "s3cr3t")
			require.NotContains(t, fmt.Sprint(any(*w.json)), fmt.Sprint([]byte("s3cr3t"))[1:19])
		})
	}
}

func TestMarshal_TheMemoryOfALargeBodyIsNotKept(t *testing.T) {
	t.Parallel()
	data, err := Marshal(secret{"s3cr3t", strings.Repeat("x", 100<<10)})
	require.NoError(t, err)
	require.Len(t, data, len(`{"secret":"s3cr3t","other":""}`)+100<<10)
	for range 10 {
		w := writers.Get().(*Writer)
		require.LessOrEqual(t, w.body.Cap(), 64<<10)
	}
}
