package wire_test

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// Types that decode themselves see the JSON as it came, in either form of the interface.
type (
	asJSON   struct{ seen string }
	asTokens struct{ seen string }
)

func (v *asJSON) UnmarshalJSON(data []byte) error { v.seen = string(data); return nil }

func (v *asTokens) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	value, err := d.ReadValue()
	v.seen = string(value)
	return err
}

func TestDecode_AnEmptyListIsAnEmptyObjectWhereOneIsExpected(t *testing.T) {
	t.Parallel()
	type inner struct{ A int }
	got := struct {
		Map    map[string]int
		Struct inner
		Filled map[string]int
		Deep   map[string]map[string]inner
		List   []int
		Any    any
		JSON   asJSON
		Tokens asTokens
		Raw    stdjson.RawMessage
	}{Struct: inner{1}, Filled: map[string]int{"a": 1}}
	require.NoError(t, wire.Decode(`{"Map":[],"Struct":[ ],"Filled":[],"Deep":{"a":{"b":[]},"c":[]},"List":[],"Any":[],"JSON":[],"Tokens":[],"Raw":[]}`, &got))
	assert.Equal(t, map[string]int{}, got.Map)
	assert.Equal(t, inner{}, got.Struct)
	assert.Equal(t, map[string]int{}, got.Filled)
	assert.Equal(t, map[string]map[string]inner{"a": {"b": {}}, "c": {}}, got.Deep)
	assert.Equal(t, []int{}, got.List)
	assert.Equal(t, []any{}, got.Any)
	assert.Equal(t, "[]", got.JSON.seen)
	assert.Equal(t, "[]", got.Tokens.seen)
	assert.Equal(t, "[]", string(got.Raw))

	var object map[string]int
	require.NoError(t, wire.Decode(`[]`, &object))
	assert.Equal(t, map[string]int{}, object)
}

func TestDecode_AListThatIsNotEmptyIsAnError(t *testing.T) {
	t.Parallel()
	var got struct {
		Map    map[string]int
		Struct struct{ A int }
	}
	for _, data := range []string{`{"Map":[1]}`, `{"Map":[[]]}`, `{"Struct":["a"]}`, `{"Struct":[null]}`} {
		assert.ErrorContains(t, wire.Decode(data, &got), "a list stands where", data)
	}
	assert.ErrorContains(t, wire.Decode(`{"Map":[1]}`, &got), "at /Map")
	for _, data := range []string{`{"Map":[}`, `{"Map":[`, `{"Struct":[nul]}`} {
		err := wire.Decode(data, &got)
		require.Error(t, err, data)
		assert.NotContains(t, err.Error(), "a list stands where")
	}
	require.NoError(t, wire.Decode(`{"Map":{"a":1},"Struct":{"A":2}}`, &got))
	assert.Equal(t, map[string]int{"a": 1}, got.Map)
	assert.Equal(t, 2, got.Struct.A)
}
