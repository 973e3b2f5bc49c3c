package wire_test

import (
	stdjson "encoding/json"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

func TestParseTime_AcceptsEveryFormat(t *testing.T) {
	t.Parallel()
	instant := time.Date(2026, 11, 23, 9, 12, 20, 364e6, time.UTC)
	whole := time.Date(2026, 11, 23, 9, 12, 20, 0, time.UTC)
	for name, test := range map[string]struct {
		date     string
		expected time.Time
	}{
		"no date":                       {"", time.Time{}},
		"as in most responses":          {"2026-11-23T09:12:20.364+00:00", instant},
		"with Z":                        {"2026-11-23T09:12:20.364Z", instant},
		"without milliseconds":          {"2026-11-23T09:12:20+00:00", whole},
		"with an offset":                {"2026-11-23T11:12:20.364+02:00", instant},
		"as in those of updateSession":  {"2026-11-23 09:12:20.364", instant},
		"with a space, whole seconds":   {"2026-11-23 09:12:20", whole},
		"with a space and an offset":    {"2026-11-23 11:12:20.364+02:00", instant},
		"with a T and without a zone":   {"2026-11-23T09:12:20.364", instant},
		"with microseconds":             {"2026-11-23T09:12:20.364000+00:00", instant},
		"with a space and microseconds": {"2026-11-23 09:12:20.364000", instant},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := wire.ParseTime(test.date)
			require.NoError(t, err)
			assert.True(t, test.expected.Equal(got), "got %s", got)
			assert.Equal(t, time.UTC, got.Location(), "dates are in UTC")
		})
	}
}

func TestParseTime_AnythingElseIsAnError(t *testing.T) {
	t.Parallel()
	for _, date := range []string{"yesterday", "2026-11-23", "2026-13-01T00:00:00Z", "09:12:20", " ", "1795425140", "2026-11-23T09:12:20.364+00:00 "} {
		_, err := wire.ParseTime(date)
		assert.ErrorContains(t, err, "is not a date", "%q", date)
	}
}

func TestParseTime_TheErrorQuotesOnlyPartOfALongString(t *testing.T) {
	t.Parallel()
	_, err := wire.ParseTime(strings.Repeat("x", 10_000))
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 100)
}

func TestObject_NumbersKeepEveryDigit(t *testing.T) {
	t.Parallel()
	for number, expected := range map[string]any{
		"0":                    0.0,
		"1":                    1.0,
		"-7":                   -7.0,
		"1.5":                  1.5,
		"0.1":                  0.1,
		"1e3":                  1000.0,
		"9007199254740992":     9007199254740992.0,
		"9007199254740993":     stdjson.Number("9007199254740993"),
		"-9007199254740993":    stdjson.Number("-9007199254740993"),
		"1234567890123456789":  stdjson.Number("1234567890123456789"),
		"9223372036854775807":  stdjson.Number("9223372036854775807"),
		"18446744073709551617": stdjson.Number("18446744073709551617"),
		"1e400":                stdjson.Number("1e400"),
	} {
		t.Run(number, func(t *testing.T) {
			t.Parallel()
			object, err := wire.Object(`{"n": ` + number + `, "deep": {"list": [` + number + `]}}`)
			require.NoError(t, err)
			assert.Equal(t, map[string]any{"n": expected, "deep": map[string]any{"list": []any{expected}}}, object)
		})
	}
}

func TestObject_IsDecodedAsItIs(t *testing.T) {
	t.Parallel()
	for data, expected := range map[string]map[string]any{
		`{}`:                            {},
		`[]`:                            {}, // PHP's empty object
		` [ ] `:                         {},
		`{"a": null}`:                   {"a": nil},
		`{"a": true, "b": "c"}`:         {"a": true, "b": "c"},
		`{"a": []}`:                     {"a": []any{}},
		`{"a": {"b": {}}}`:              {"a": map[string]any{"b": map[string]any{}}},
		`{"a": 1, "a": 2}`:              {"a": 2.0},
		`{"": "empty name"}`:            {"": "empty name"},
		`{"0": "x", "1": "y"}`:          {"0": "x", "1": "y"},
		"{\"a\": \"\xff\"}":             {"a": "\uFFFD"},
		`{"a": "\u00e9\/\ud83d\ude00"}`: {"a": "é/😀"},
	} {
		object, err := wire.Object(data)
		if assert.NoError(t, err, data) {
			assert.Equal(t, expected, object, data)
		}
	}
}

func TestObject_AnythingElseIsAnError(t *testing.T) {
	t.Parallel()
	for _, data := range []string{``, `null`, `"text"`, `1`, `true`, `[1]`, `{"a":`, `{"a": 1} x`, `<html>`} {
		object, err := wire.Object(data)
		assert.Error(t, err, data)
		assert.Nil(t, object, data)
	}
}

// record is a struct with the method that the generator writes.
type record struct {
	Text   string
	Number int
	Flag   bool
	Date   time.Time
	Texts  []string
	Others []record
	Free   string
}

func (*record) Required() []string { return []string{"text", "number"} }

func (v *record) Field(r *wire.Reader, name []byte) (bit uint64, err error) {
	switch string(name) {
	case "text":
		bit = 1 << 0
		v.Text, err = r.String()
	case "number":
		bit = 1 << 1
		v.Number, err = r.Int()
	case "flag":
		v.Flag, err = r.Bool()
	case "date":
		v.Date, err = r.Time()
	case "texts":
		v.Texts, err = r.Strings()
	case "others":
		v.Others, err = wire.List(r, func(item *record) wire.Fields { return item })
	case "free":
		v.Free, err = r.RawObject()
	default:
		err = r.Skip()
	}
	return bit, err
}

func TestUnmarshalResponse_RequiresTheRequiredFields(t *testing.T) {
	t.Parallel()
	for data, missing := range map[string]string{
		`{"text": "a", "number": 1}`:                   "",
		`{"number": null, "flag": true, "text": null}`: "", // null is there
		`{"number": 1, "number": 2}`:                   "text",
		`{"text": "a"}`:                                "number",
		`{}`:                                           "text",
		`{"text": "a", "number": 1, "others": [{"text": "b", "number": 2}]}`: "",
		`{"text": "a", "number": 1, "others": [{"text": "b"}]}`:              "number",
		`{"text": "a", "number": 1, "others": [{}, {}]}`:                     "text",
		`{"text": "a", "number": 1, "others": {"1": {"flag": true}}}`:        "text",
		`{"te\u0078t": "a", "number": 1, "unknown": {"text": "b", "x": []}}`: "",
	} {
		err := wire.UnmarshalResponse([]byte(data), new(record))
		if missing == "" {
			assert.NoError(t, err, data)
		} else {
			assert.Equal(t, &wire.MissingFieldError{Name: missing}, err, data)
		}
		assert.NoError(t, wire.Unmarshal([]byte(data), new(record)), "what a program stored itself may be less")
	}
}

// A few bytes of JSON must not become much memory.
func TestUnmarshalResponse_ListsCostWhatTheyWeigh(t *testing.T) {
	t.Parallel()
	require.Error(t, wire.UnmarshalResponse([]byte(`{"text": "a", "number": 1, "others": [null]}`), new(record)))
	texts := func(n int) []byte {
		return []byte(`{"text": "a", "number": 1, "texts": [` + strings.TrimSuffix(strings.Repeat(`"",`, n), ",") + `]}`)
	}
	require.NoError(t, wire.UnmarshalResponse(texts(1<<16), new(record)))
	require.ErrorContains(t, wire.UnmarshalResponse(texts(1<<16+1), new(record)), "too many values")
}

func TestObject_CostsWhatItWeighs(t *testing.T) { // not parallel: it counts allocations
	for name, item := range map[string]string{"objects": `{}`, "lists": `[]`, "numbers": `1`, "strings": `""`, "null": `null`, "deep lists": `[[[[]]]]`, "members": `{"a":{}}`} {
		list := func(n int) string { return `{"a":[` + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + `]}` }
		_, err := wire.Object(list(64 << 10 / (len(item) + 1))) // as much as the service stores
		require.NoError(t, err, name)

		hostile := list(8 << 20 / (len(item) + 1))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		object, err := wire.Object(hostile)
		runtime.ReadMemStats(&after)
		if err != nil {
			require.ErrorContains(t, err, "too many values", name)
			require.Nil(t, object)
		}
		require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(16*len(hostile)), "%s: bytes allocated, garbage included", name)
	}
}

// The usual format is parsed without package time: it must not be more generous.
func TestUnmarshal_ADateIsWhatParseTimeSays(t *testing.T) {
	t.Parallel()
	for _, date := range []string{
		"2026-11-23T09:12:20.364+00:00", "2026-02-28T23:59:59.999+00:00", "2026-02-29T00:00:00.000+00:00", "2028-02-29T00:00:00.000+00:00",
		"2026-02-30T00:00:00.000+00:00", "2026-04-31T00:00:00.000+00:00", "2026-12-31T00:00:00.000+00:00", "2026-13-01T00:00:00.000+00:00",
		"2026-00-01T00:00:00.000+00:00", "2026-01-00T00:00:00.000+00:00", "2026-01-01T24:00:00.000+00:00", "2026-01-01T00:60:00.000+00:00",
		"2026-01-01T00:00:60.000+00:00", "0000-01-01T00:00:00.000+00:00", "9999-12-28T23:59:59.999+00:00", "2026-01-01T00:00:00.000+01:00",
		"2026-01-01 00:00:00.000+00:00", "2026-01-01T00:00:00,000+00:00", "2O26-01-01T00:00:00.000+00:00", "2026/01/01T00:00:00.000+00:00",
		"20260-1-01T00:00:00.000+00:00", "2026-01-01T00:00:00.00a+00:00",
	} {
		expected, expectedErr := wire.ParseTime(date)
		var got record
		err := wire.Unmarshal([]byte(`{"date": "`+date+`"}`), &got)
		assert.Equal(t, expectedErr == nil, err == nil, "%s: %v", date, err)
		assert.True(t, expected.Equal(got.Date), "%s: %s", date, got.Date)
	}
}

func TestUnmarshal_SkipsUnknownFields(t *testing.T) {
	t.Parallel()
	var got record
	require.NoError(t, wire.Unmarshal([]byte(`{"new": [{"text": 1}], "text": "a\u00e9\n", "number": -7, "flag": true, "date": "2026-11-23 09:12:20.364",
		"texts": ["x", null, "`+"\xff"+`"], "others": [{"text": "b", "others": []}, {}], "free": {"n": [1]}, "\u006eumber": 8}`), &got))
	assert.Equal(t, record{
		Text: "aé\n", Number: 8, Flag: true, Date: time.Date(2026, 11, 23, 9, 12, 20, 364e6, time.UTC),
		Texts: []string{"x", "", "\uFFFD"}, Others: []record{{Text: "b", Others: []record{}}, {}},
		Free: `{"n": [1]}`,
	}, got)
}

func TestUnmarshal_NullIsTheZeroValueOfEveryField(t *testing.T) {
	t.Parallel()
	got := record{Text: "a", Number: 1, Flag: true, Date: time.Unix(1, 0), Texts: []string{"a"}, Others: []record{{}}, Free: "{}"}
	require.NoError(t, wire.Unmarshal([]byte(`{"text":null,"number":null,"flag":null,"date":null,"texts":null,"others":null,"free":null}`), &got))
	assert.Equal(t, record{}, got)
}

func TestUnmarshal_AFieldOfAnotherTypeIsAnError(t *testing.T) {
	t.Parallel()
	wrong := map[string][]string{
		"text": {`1`, `true`, `{}`, `[]`}, "number": {`"1"`, `1.5`, `1e99`, `[]`}, "flag": {`"true"`, `1`, `{}`},
		"date": {`0`, `true`, `"soon"`, `{}`}, "texts": {`"a"`, `[1]`, `{"0": 1}`}, "others": {`"a"`, `[1]`, `{"0": "a"}`}, "free": {`1`, `[1]`, `"a"`},
	}
	for name, values := range wrong {
		for _, value := range values {
			assert.Error(t, wire.Unmarshal([]byte(`{"`+name+`":`+value+`}`), new(record)), "%s: %s", name, value)
		}
	}
	for _, data := range []string{``, `[]`, `"a"`, `{`, `{"text"`, `{"text":`, `{"text":"a"`, `{"texts":["a"`, `{"text":"a"} x`, `{1:2}`} {
		assert.Error(t, wire.Unmarshal([]byte(data), new(record)), data)
	}
}

func TestUnmarshal_AListSentAsAnObjectKeepsItsOrder(t *testing.T) {
	t.Parallel()
	for list, expected := range map[string][]string{
		`["a", "b"]`:                     {"a", "b"},
		`[]`:                             {},
		`{}`:                             {},
		`{"0": "a", "2": "b"}`:           {"a", "b"},
		`{"2": "first", "0": "second"}`:  {"first", "second"},
		`{"10": "x", "9": "y", "8": ""}`: {"x", "y", ""},
	} {
		var got record
		if assert.NoError(t, wire.Unmarshal([]byte(`{"texts":`+list+`}`), &got), list) {
			assert.Equal(t, expected, got.Texts, list)
		}
	}
	var got record
	require.NoError(t, wire.Unmarshal([]byte(`{"others": {"1": {"date": "2026-11-23 09:12:20.364"}, "5": {"date": ""}}}`), &got))
	require.Len(t, got.Others, 2)
	assert.Equal(t, 2026, got.Others[0].Date.Year())
	assert.True(t, got.Others[1].Date.IsZero())
}

func TestUnmarshal_StringsDoNotShareTheInput(t *testing.T) {
	t.Parallel()
	data := []byte(`{"text": "secret", "free": {"name": "value"}}`)
	var got record
	require.NoError(t, wire.Unmarshal(data, &got))
	clear(data)
	assert.Equal(t, "secret", got.Text)
	assert.Equal(t, `{"name": "value"}`, got.Free)
}
