package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// probe decodes every field in one way, and keeps the last error.
type probe struct {
	read func(*wire.Reader) error
	err  error
	seen bool
}

func (*probe) Required() []string { return nil }

func (p *probe) Field(r *wire.Reader, _ []byte) (uint64, error) {
	p.seen = true
	p.err = p.read(r)
	return 0, p.err
}

// discard leaves out what was decoded.
func discard[T any](read func(*wire.Reader) (T, error)) func(*wire.Reader) error {
	return func(r *wire.Reader) error {
		_, err := read(r)
		return err
	}
}

// A method that lets an error pass could make a model of half a response.
func TestReader_EveryMethodReturnsTheErrorOfABrokenValue(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(*wire.Reader) error{
		"Skip":      (*wire.Reader).Skip,
		"String":    discard((*wire.Reader).String),
		"Strings":   discard((*wire.Reader).Strings),
		"Secret":    discard((*wire.Reader).Secret),
		"Bool":      discard((*wire.Reader).Bool),
		"Int":       discard((*wire.Reader).Int),
		"Time":      discard((*wire.Reader).Time),
		"RawObject": discard((*wire.Reader).RawObject),
		"Struct":    func(r *wire.Reader) error { return r.Struct(new(record)) },
		"List": discard(func(r *wire.Reader) ([]record, error) {
			return wire.List(r, func(item *record) wire.Fields { return item })
		}),
	} {
		for _, broken := range []string{
			``, `nul`, `nulx`, `tru`, `"a`, `"a\`, `"\q"`, `{`, `{"text"`, `{"text":`, `{"text":"a"`, `{"text":"a",`, `{"text":"a"]`, `{1:2}`, `[`, `["a"`, `["a",`, `["a"}`, `[{"text":"a"`, `-`, `1.`, `}`, `]`, `,`,
		} {
			p := &probe{read: read}
			err := wire.Unmarshal([]byte(`{"field":`+broken), p)
			require.True(t, p.seen, "%s of %s", name, broken)
			require.Error(t, p.err, "%s of %s", name, broken)
			require.Equal(t, p.err, err)
		}
	}
}

// What is decoded of an object ends where the object ends.
func TestReader_AMethodReadsOneValueOnly(t *testing.T) {
	t.Parallel()
	for value, read := range map[string]func(*wire.Reader) error{
		`{"text":"a","others":[{},{}]}`: func(r *wire.Reader) error { return r.Struct(new(record)) },
		`["a","b"]`:                     discard((*wire.Reader).Strings),
		`{"0":"a","3":"b"}`:             discard((*wire.Reader).Strings),
		`{"a":{"b":[1]}}`:               discard((*wire.Reader).RawObject),
		`[ ]`:                           discard((*wire.Reader).RawObject),
		`"a"`:                           discard((*wire.Reader).String),
		`null`:                          (*wire.Reader).Skip,
	} {
		fields := 0
		p := &probe{read: func(r *wire.Reader) error { fields++; return read(r) }}
		require.NoError(t, wire.Unmarshal([]byte(`{"first":`+value+`,"second":`+value+`}`), p), value)
		require.Equal(t, 2, fields)
		require.Error(t, wire.Unmarshal([]byte(`{"first":`+value+`}`+value), p), "something follows")
	}
}

func TestReader_BytesThatAreNotUTF8AreReplaced(t *testing.T) {
	t.Parallel()
	for _, b := range []byte{0x80, 0x81, 0xbf, 0xc3, 0xfe, 0xff} {
		var got record
		require.NoError(t, wire.Unmarshal([]byte(`{"text":"`+string([]byte{b})+`"}`), &got))
		assert.Equal(t, "\uFFFD", got.Text, "%x", b)
	}
	var got record
	require.NoError(t, wire.Unmarshal([]byte(`{"text":"~é"}`), &got))
	assert.Equal(t, "~é", got.Text)
}

func TestReader_AnEscapedNameIsTheSameName(t *testing.T) {
	t.Parallel()
	var got record
	require.NoError(t, wire.Unmarshal([]byte(`{"\u0074ext":"a","te\u0078t":"b","\\text":"c","text\"":"d"}`), &got))
	assert.Equal(t, "b", got.Text)
	var broken record
	require.Error(t, wire.Unmarshal([]byte(`{"te\u00zzxt":"a"}`), &broken))
}

// Lists get room for the items that are still to come. All of them have to arrive.
func TestReader_ListsOfAnyLengthAreWhole(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 99, 100, 101, 150, 1000} {
		for _, item := range []string{`""`, `"a"`, `"` + strings.Repeat("long", 100) + `"`} {
			var got record
			list := strings.TrimSuffix(strings.Repeat(item+",", n), ",")
			require.NoError(t, wire.Unmarshal([]byte(`{"texts":[`+list+`]}`), &got))
			require.Len(t, got.Texts, n)
			// The room is for a page at most, whatever else is in the response.
			assert.LessOrEqual(t, cap(got.Texts), 2*max(n, 100), "%d items", n)
			require.NoError(t, wire.Unmarshal([]byte(`{"texts":[`+list+`],"text":"`+strings.Repeat("x", 100_000)+`"}`), &got))
			require.Len(t, got.Texts, n)
			if n <= 100 {
				assert.LessOrEqual(t, cap(got.Texts), 128, "%d items", n)
			}
		}
	}
	var few record
	require.NoError(t, wire.Unmarshal([]byte(`{"texts":["a","a","a","a"]}`), &few))
	assert.Less(t, cap(few.Texts), 10, "nothing is to come")
	var all record
	require.NoError(t, wire.Unmarshal([]byte(`{"texts":[`+strings.Repeat(`"aaaaaaaaaaaaaaaa",`, 99)+`"aaaaaaaaaaaaaaaa"]}`), &all))
	assert.LessOrEqual(t, cap(all.Texts), 112, "room for the page, once")
}

// The format of nearly all dates is parsed on the stack.
func TestReader_UsualDatesTakeNoMemory(t *testing.T) { // not parallel: it counts allocations
	allocations := func(date string) float64 {
		data := []byte(`{"text":"a"` + strings.Repeat(`,"date":"`+date+`"`, 50) + `}`)
		got := new(record)
		return testing.AllocsPerRun(100, func() {
			if err := wire.Unmarshal(data, got); err != nil {
				panic(err)
			}
		})
	}
	unusual := allocations("2026-11-23T09:12:20.364Z")
	for _, date := range []string{
		"2026-11-23T09:12:20.364+00:00", "0000-01-01T00:00:00.000+00:00", "9999-12-28T23:59:59.999+00:00", "2026-10-10T10:10:10.100+00:00",
		"2026-02-28T19:49:49.090+00:00", "2026-09-09T09:09:09.009+00:00",
	} {
		assert.Less(t, allocations(date), unusual-40, date)
	}
}

// Strings without escapes are parts of one copy of the response.
func TestReader_PlainStringsTakeNoMemoryOfTheirOwn(t *testing.T) { // not parallel: it counts allocations
	allocations := func(value string) float64 {
		data := []byte(`{"text":"a",` + strings.Repeat(`"text":`+value+`,`, 50) + `"free":{}}`)
		got := new(record)
		return testing.AllocsPerRun(100, func() {
			if err := wire.Unmarshal(data, got); err != nil {
				panic(err)
			}
		})
	}
	few := allocations(`"a"`)
	assert.Less(t, few, 20.0)
	assert.Less(t, allocations(`"`+strings.Repeat("~", 100)+`"`), 20.0)
	assert.Greater(t, allocations(`"é"`), few+40, "replacements need memory")
}

func TestObject_AnyNumberOfFieldsAtAnyDepth(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 7, 8, 9, 10, 100} {
		var fields []string
		expected := map[string]any{}
		for i := range n {
			name := fmt.Sprint("field-", i)
			fields = append(fields, fmt.Sprintf(`%q:{"n":[%d,"a",true,false,null,{}]}`, name, i))
			expected[name] = map[string]any{"n": []any{float64(i), "a", true, false, nil, map[string]any{}}}
		}
		object, err := wire.Object("{" + strings.Join(fields, ",") + "}")
		require.NoError(t, err)
		require.Equal(t, expected, object)
	}
}

func TestObject_BrokenValuesAreErrors(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{
		`nul`, `tru`, `fals`, `"a`, `"\q"`, `-`, `1.`, `{`, `{"b"`, `{"b":`, `{"b":1`, `{"b":1,`, `{"b":1]`, `{1:1}`, `[`, `[1`, `[1,`, `[1}`, `[tru]`, `[{]`, `{"b":[}`, `}`, `]`,
	} {
		for _, data := range []string{`{"a":` + broken, `{"a":` + broken + `}`, `{"a":[` + broken + `]}`, `{"a":{"b":` + broken + `}}`} {
			object, err := wire.Object(data)
			require.Error(t, err, data)
			require.Nil(t, object, data)
			raw, err := wire.RawObject([]byte(data))
			require.Error(t, err, "%s: %s", data, raw)
		}
	}
	for data, expected := range map[string]string{`[]`: "{}", `[ ]`: "{}", `null`: "", `{}`: "{}", ` {"a": 1} `: `{"a": 1}`, `[]x`: "!", `{} {}`: "!", `[1]`: "!", `["a"`: "!", `1`: "!", `"a"`: "!", `true`: "!"} {
		raw, err := wire.RawObject([]byte(data))
		if expected == "!" {
			require.Error(t, err, data)
			continue
		}
		require.NoError(t, err, data)
		require.Equal(t, expected, raw, data)
	}
	empty, err := wire.Object(` [ ] `)
	require.NoError(t, err)
	require.Equal(t, map[string]any{}, empty)
}
