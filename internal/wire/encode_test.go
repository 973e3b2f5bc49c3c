package wire_test

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

var server = &url.URL{Scheme: "http", Host: "service.test", Path: "/v1"}

// preferences are encoded like the body of updatePrefs.
type preferences map[string]any

func (p preferences) Encode(w *wire.Writer) { w.Object("prefs", map[string]any(p)) }

// build makes a request with one preference.
func build(value any) (*http.Request, error) {
	return wire.NewRequest(context.Background(), http.MethodPost, server, "/account", "", preferences{"value": value})
}

// body is the encoding of a preference.
func body(t *testing.T, value any) string {
	t.Helper()
	req, err := build(value)
	require.NoError(t, err)
	data, err := io.ReadAll(req.Body)
	require.NoError(t, err)
	encoded, ok := strings.CutPrefix(string(data), `{"prefs":{"value":`)
	require.True(t, ok, string(data))
	return strings.TrimSuffix(encoded, "}}")
}

func TestNewRequest_SetsContentTypeAndLength(t *testing.T) {
	t.Parallel()
	req, err := wire.NewRequest(context.Background(), http.MethodPatch, server, "/account/name", "", preferences{"name": "Ann"})
	require.NoError(t, err)
	assert.Equal(t, http.MethodPatch, req.Method)
	assert.Equal(t, "/v1/account/name", req.URL.Path)
	assert.Equal(t, http.Header{"Content-Type": {"application/json"}}, req.Header)
	assert.EqualValues(t, len(`{"prefs":{"name":"Ann"}}`), req.ContentLength)
}

func TestNewRequest_KeepsTheEscapesOfServerAndPath(t *testing.T) {
	t.Parallel()
	for endpoint, test := range map[string]struct{ path, query, expected string }{
		"https://service.test/v1":       {"/account", "", "https://service.test/v1/account"},
		"https://service.test":          {"/account", "a=b", "https://service.test/account?a=b"},
		"https://service.test:8443/a/b": {"/account/sessions/x%2Fy%20z", "queries[]=%7B%7D", "https://service.test:8443/a/b/account/sessions/x%2Fy%20z?queries[]=%7B%7D"},
		"https://service.test/a%2Fb":    {"/account", "", "https://service.test/a%2Fb/account"},
		"https://service.test/a%2Fc":    {"/account/sessions/%25", "", "https://service.test/a%2Fc/account/sessions/%25"},
		"http://[::1]:8080/v1":          {"/account/sessions/%C3%BC", "", "http://[::1]:8080/v1/account/sessions/%C3%BC"},
	} {
		server, err := url.Parse(endpoint)
		require.NoError(t, err)
		req, err := wire.NewRequest(context.Background(), http.MethodGet, server, test.path, test.query, nil)
		require.NoError(t, err)
		assert.Equal(t, test.expected, req.URL.String())
		parsed, err := url.Parse(test.expected)
		require.NoError(t, err)
		assert.Equal(t, parsed.Path, req.URL.Path, "as if it had been parsed")
		assert.Equal(t, parsed.Host, req.Host)
		assert.Equal(t, endpoint, server.String(), "the server is not changed")
	}
}

func TestNewRequest_TheBodyCanBeSentAgain(t *testing.T) {
	t.Parallel()
	req, err := wire.NewRequest(context.Background(), http.MethodPost, server, "/", "", preferences{"a": 1})
	require.NoError(t, err)
	for range 2 {
		again, err := req.GetBody()
		require.NoError(t, err)
		data, err := io.ReadAll(again)
		require.NoError(t, err)
		assert.Equal(t, `{"prefs":{"a":1}}`, string(data))
	}
}

func TestNewRequest_CarriesItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := wire.NewRequest(ctx, http.MethodPost, server, "/", "", preferences{})
	require.NoError(t, err)
	cancel()
	assert.ErrorIs(t, req.Context().Err(), context.Canceled)
}

func TestNewRequest_AnInvalidURLIsAnError(t *testing.T) {
	t.Parallel()
	_, err := wire.NewRequest(context.Background(), http.MethodPost, server, "/%zz", "", preferences{})
	assert.Error(t, err)
}

func TestMarshal_DoesNotEscapeHTML(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{"a":"<b> & </b> `+"\u2028"+`"}`, body(t, map[string]any{"a": "<b> & </b> \u2028"}))
}

func TestMarshal_AStringThatIsNotUTF8IsAnError(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"a value":           map[string]any{"a": "\xff"},
		"a key":             map[string]any{"\xff": 1},
		"deep inside":       map[string]any{"a": []any{map[string]any{"b": "ok\xc3"}}},
		"a field of a type": struct{ Name string }{"\xff"},
	} {
		_, err := build(value)
		assert.ErrorContains(t, err, "UTF-8", name)
		var bad *wire.ValueError
		assert.ErrorAs(t, err, &bad)
		assert.Equal(t, "prefs", bad.Parameter)
	}
}

// preference is a struct that a program may store as a preference.
type preference struct {
	Name     string            `json:"name"`
	Renamed  int               `json:"count"`
	Left     string            `json:"left,omitempty"`
	LeftInt  int               `json:"leftInt,omitempty"`
	LeftBool bool              `json:"leftBool,omitempty"`
	LeftMap  map[string]string `json:"leftMap,omitempty"`
	LeftList []string          `json:"leftList,omitempty"`
	LeftNil  *int              `json:"leftNil,omitempty"`
	LeftSub  struct{ A int }   `json:"leftSub,omitempty"`
	Zero     time.Time         `json:"zero,omitzero"`
	Hidden   string            `json:"-"`
	Quoted   int               `json:"quoted,string"`
	List     []string          `json:"list"`
	Map      map[string]int    `json:"map"`
	Data     []byte            `json:"data"`
	Pause    time.Duration     `json:"pause"`
	When     time.Time         `json:"when"`
	Raw      stdjson.RawMessage
	Number   stdjson.Number
	unseen   int
	embedded
}

type embedded struct{ Inner string }

// shout encodes itself.
type shout string

func (s shout) MarshalText() ([]byte, error) { return bytes.ToUpper([]byte(s)), nil }

func TestMarshal_MatchesEncodingJSON(t *testing.T) {
	t.Parallel()
	seven := 7
	for name, value := range map[string]any{
		"an empty struct of a program": preference{},
		"a full struct of a program": preference{
			Name: "<a>", Renamed: 2, Left: "x", LeftInt: 1, LeftBool: true, LeftMap: map[string]string{"b": "1", "a": "2"},
			LeftList: []string{""}, LeftNil: &seven, Zero: time.Unix(1, 0).UTC(), Hidden: "no", Quoted: 3, List: []string{"a"},
			Map: map[string]int{"z": 1, "a": 2}, Data: []byte("data"), Pause: time.Second, When: time.Unix(2, 5e8).UTC(),
			Raw: stdjson.RawMessage(`{"x":[1,2]}`), Number: "12345678901234567890", unseen: 1, embedded: embedded{"in"},
		},
		"a pointer to a struct":           &preference{Name: "p"},
		"a nil pointer":                   map[string]any{"p": (*preference)(nil)},
		"nil":                             map[string]any{"n": nil},
		"a nil slice and a nil map":       map[string]any{"s": []string(nil), "m": map[string]any(nil)},
		"an empty slice and an empty map": map[string]any{"s": []string{}, "m": map[string]any{}},
		"keys in order":                   map[string]int{"b": 1, "a": 2, "C": 3, "": 4},
		"numbers as keys":                 map[int]string{10: "x", 9: "y"},
		"numbers":                         []any{1, -1, 1.5, 1e21, 1e-7, float32(0.1), uint64(math.MaxUint64), int64(math.MinInt64)},
		"large and small numbers":         []any{stdjson.Number("1e400"), stdjson.Number("0.30000000000000004")},
		"an empty number":                 []any{stdjson.Number("")},
		"a number as a preference":        map[string]any{"id": stdjson.Number("9007199254740993")},
		"a type that encodes itself":      map[string]any{"s": shout("loud"), "d": time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))},
		"an array of bytes":               [3]byte{1, 2, 3},
		"the replacement character":       "\uFFFD",
		"raw JSON":                        stdjson.RawMessage(`["<",1.50]`),
		"control characters":              "a\tb\nc\x00d\x7f\"\\/é😀",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var expected bytes.Buffer
			encoder := stdjson.NewEncoder(&expected)
			encoder.SetEscapeHTML(false)
			require.NoError(t, encoder.Encode(value))
			assert.Equal(t, string(bytes.TrimSuffix(expected.Bytes(), []byte("\n"))), body(t, value))
		})
	}
}

func TestMarshal_AValueWithoutAJSONEncodingIsAnError(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"a function":        map[string]any{"f": func() {}},
		"a channel":         map[string]any{"c": make(chan int)},
		"not a number":      map[string]any{"n": math.NaN()},
		"infinity":          map[string]any{"n": math.Inf(1)},
		"a bad json.Number": map[string]any{"n": stdjson.Number("12x")},
	} {
		_, err := build(value)
		assert.Error(t, err, name)
	}
}
