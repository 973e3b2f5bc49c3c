package wire

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// taker decodes the first field only.
type taker struct{ text string }

func (v *taker) Field(r *Reader, _ []byte) (err error) {
	v.text, err = r.String()
	return err
}

func TestRedact_APooledDecoderKeepsNothingOfTheLastResponse(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]string{
		"read to its end": `{"secret": "s3cr3t"}`,
		"broken off":      `{"secret": "s3cr3t", "more`,
		"not an object":   `["s3cr3t"]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReader([]byte(response))
			decoder := r.json
			_ = r.Struct(&taker{})
			r.release()
			require.Empty(t, decoder.UnreadBuffer())
			for _, verb := range []string{"%s", "%q"} { // bytes as strings, at any depth
				require.NotContains(t, fmt.Sprintf(verb, *decoder), "s3cr3t")
			}
		})
	}
}
