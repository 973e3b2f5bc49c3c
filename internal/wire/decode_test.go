package wire_test

import (
	stdjson "encoding/json"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

func TestDatesAreReadInEverySpelling(t *testing.T) {
	t.Parallel()
	instant := time.Date(2026, 11, 23, 9, 12, 20, 364e6, time.UTC)
	whole := time.Date(2026, 11, 23, 9, 12, 20, 0, time.UTC)
	for name, test := range map[string]struct {
		text string
		want time.Time
	}{
		"no date":                       {"", time.Time{}},
		"as most answers write it":      {"2026-11-23T09:12:20.364+00:00", instant},
		"with Z":                        {"2026-11-23T09:12:20.364Z", instant},
		"without milliseconds":          {"2026-11-23T09:12:20+00:00", whole},
		"with an offset":                {"2026-11-23T11:12:20.364+02:00", instant},
		"as updateSession writes it":    {"2026-11-23 09:12:20.364", instant},
		"with a space, whole seconds":   {"2026-11-23 09:12:20", whole},
		"with a space and an offset":    {"2026-11-23 11:12:20.364+02:00", instant},
		"with a T and without a zone":   {"2026-11-23T09:12:20.364", instant},
		"with microseconds":             {"2026-11-23T09:12:20.364000+00:00", instant},
		"with a space and microseconds": {"2026-11-23 09:12:20.364000", instant},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := wire.ParseTime(test.text)
			require.NoError(t, err)
			assert.True(t, test.want.Equal(got), "got %s", got)
			assert.Equal(t, time.UTC, got.Location(), "dates are in UTC")
		})
	}
}

func TestWhatIsNoDateIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"yesterday", "2026-11-23", "2026-13-01T00:00:00Z", "09:12:20", " ", "1795425140", "2026-11-23T09:12:20.364+00:00 "} {
		_, err := wire.ParseTime(text)
		assert.ErrorContains(t, err, "is not a date", "%q", text)
	}
}

func TestTheErrorOfADateDoesNotQuoteAllOfALongText(t *testing.T) {
	t.Parallel()
	long := make([]byte, 10_000)
	for i := range long {
		long[i] = 'x'
	}
	_, err := wire.ParseTime(string(long))
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 100)
}

func TestNumbersOfPreferencesKeepEveryDigit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
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
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			object, err := wire.Object([]byte(`{"n": ` + text + `, "deep": {"list": [` + text + `]}}`))
			require.NoError(t, err)
			assert.Equal(t, map[string]any{"n": want, "deep": map[string]any{"list": []any{want}}}, object)
		})
	}
}

func TestFreeFormObjectsComeAsTheyAre(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]any{
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
		object, err := wire.Object([]byte(text))
		if assert.NoError(t, err, text) {
			assert.Equal(t, want, object, text)
		}
	}
}

func TestWhatIsNoObjectIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `null`, `"text"`, `1`, `true`, `[1]`, `{"a":`, `{"a": 1} x`, `<html>`} {
		object, err := wire.Object([]byte(text))
		assert.Error(t, err, text)
		assert.Nil(t, object, text)
	}
}

func TestListsThatArriveAsObjectsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	rules := wire.Rules(wire.List[time.Time](), wire.List[[]string]())
	for text, want := range map[string][]string{
		`["a", "b"]`:                     {"a", "b"},
		`[]`:                             {},
		`{}`:                             {},
		`{"0": "a", "2": "b"}`:           {"a", "b"},
		`{"2": "first", "0": "second"}`:  {"first", "second"},
		`{"10": "x", "9": "y", "8": ""}`: {"x", "y", ""},
	} {
		var list []string
		if assert.NoError(t, json.Unmarshal([]byte(text), &list, rules), text) {
			assert.Equal(t, want, list, text)
		}
	}
	var dates []time.Time
	require.NoError(t, json.Unmarshal([]byte(`{"1": "2026-11-23 09:12:20.364", "5": ""}`), &dates, rules))
	require.Len(t, dates, 2)
	assert.True(t, dates[1].IsZero(), "the rules hold inside such a list too")

	for _, text := range []string{`"a"`, `1`, `{"0": 1}`, `{"0": "a"`} {
		var list []string
		assert.Error(t, json.Unmarshal([]byte(text), &list, rules), text)
	}
}

func TestDatesAreTextOrNull(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		`""`: true, `null`: true, `"2026-11-23T09:12:20Z"`: true,
		`0`: false, `true`: false, `{}`: false, `"soon"`: false,
	} {
		date := time.Unix(1, 0)
		err := json.Unmarshal([]byte(text), &date, wire.Rules())
		assert.Equal(t, ok, err == nil, "%s: %v", text, err)
	}
	date := time.Unix(1, 0)
	require.NoError(t, json.Unmarshal([]byte(`null`), &date, wire.Rules()))
	assert.True(t, date.IsZero(), "null is no date")
}
