package php_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

func TestEncode_AsPHPDoes(t *testing.T) {
	t.Parallel()
	for expected, value := range map[string]any{
		`"a\/b"`:                          "a/b",
		`"é\u2028\"\\"`:                   "é\u2028\"\\",
		`"<&>"`:                           "<&>",
		`{"z":1,"a":null,"b":[true,"x"]}`: php.NewArray("z", 1, "a", nil, "b", php.NewArray("0", true, "1", "x")),
		`{"1":"x"}`:                       php.NewArray("1", "x"),
		`[]`:                              php.NewArray(),
		`{}`:                              php.EmptyObject,
		`["a","b\/"]`:                     []string{"a", "b/"},
		`{"x\/y":1.5}`:                    map[string]float64{"x/y": 1.5},
	} {
		require.Equal(t, expected, string(php.Encode(value)))
	}
	require.Equal(t, `"\u00e9\ud83d\ude00\/"`, string(php.EncodeASCII("é😀/")))
}

func TestDecode_KeepsOrderAndNumbers(t *testing.T) {
	t.Parallel()
	for raw, expected := range map[string]string{
		`{"z":1.50,"a":{},"b":[1,{"k":null}]}`:                    `{"z":1.5,"a":[],"b":[1,{"k":null}]}`,
		`[1.0,1e3,12345678901234567890,-0.0,-0,1e-7]`:             `[1,1000,1.2345678901234567e+19,0,0,1.0e-7]`,
		`[1e16,1e17,-1.5e300,0.0001,0.00001,9223372036854775807]`: `[10000000000000000,1.0e+17,-1.5e+300,0.0001,1.0e-5,9223372036854775807]`,
		`{"a":1,"a":2}`: `{"a":2}`,
		`{"0":"x"}`:     `["x"]`,
		` "x" `:         `"x"`,
	} {
		value, err := php.Decode([]byte(raw))
		require.NoError(t, err)
		require.Equal(t, expected, string(php.Encode(value)))
	}
	for _, bad := range []string{``, `{`, `{"a":}`, `[1`, `1 2`, `{"a":[}`} {
		_, err := php.Decode([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestDecode_DepthAndNumberAreLimited(t *testing.T) {
	t.Parallel()
	lists := func(depth int) []byte { return []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth)) }
	numbers := func(n int) []byte { return []byte("[" + strings.Repeat("0,", n-1) + "0]") }
	for name, raw := range map[string][]byte{
		"as deep as PHP goes":                 lists(php.MaxDepth),
		"brackets in a string":                []byte(`["` + strings.Repeat("[", 1000) + `\"` + strings.Repeat("[", 1000) + `"]`),
		"a string that ends with a backslash": []byte(`["\\",[` + strings.Repeat("[],", 1000) + `0]]`),
		"as many as there can be":             numbers(1 << 17),
	} {
		_, err := php.Decode(raw)
		require.NoError(t, err, name)
	}
	for _, raw := range [][]byte{
		lists(php.MaxDepth + 1), []byte(strings.Repeat(`{"a":[`, 257)), []byte(`["\\"` + strings.Repeat(",[", 600)),
	} {
		_, err := php.Decode(raw)
		require.ErrorIs(t, err, php.ErrTooDeep)
	}
	_, err := php.Decode(numbers(1<<17 + 1))
	require.ErrorContains(t, err, "too many")
	for _, bad := range []string{`{}}`, `[]]`, `1,`, `{},`, `"a" x`} {
		_, err := php.Decode([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestFitsASCII_CountsAsEncodeASCIIDoes(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		`1`, `null`, `"é😀/"`, `[]`, `{}`, `[1]`, `{"a":1}`, `{"a":[1,2,{"b":"\u2028\n"}],"é":null,"c":{"0":1,"1":{"2":true}}}`, `[[],[[]],{"x":[]}]`,
	} {
		value, err := php.Decode([]byte(raw))
		require.NoError(t, err)
		length := len(php.EncodeASCII(value))
		require.True(t, php.FitsASCII(value, length), raw)
		require.False(t, php.FitsASCII(value, length-1), raw)
	}
	require.False(t, php.FitsASCII(php.NewArray("a", strings.Repeat("x", 100)), 50))
	require.False(t, php.FitsASCII(php.NewArray(strings.Repeat("x", 100), "a"), 50))
}

func TestReadParams_AFormHasAThousandVariables(t *testing.T) {
	t.Parallel()
	var form, parts strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&form, "&a%d=x", i)
		fmt.Fprintf(&parts, "--B\r\nContent-Disposition: form-data; name=\"a%d\"\r\n\r\nx\r\n", i)
	}
	require.Equal(t, 1000, php.ParseQuery(form.String()).Len())
	read, err := php.ReadParams("POST", "multipart/form-data; boundary=B", "", []byte(parts.String()+"--B--\r\n"))
	require.NoError(t, err)
	require.Equal(t, 1000, read.Len())
}

func TestArray_IsAnOrderedMap(t *testing.T) {
	t.Parallel()
	a := php.NewArray("x", 1, "y", 2, "x", 3)
	require.Equal(t, []any{3, 2}, a.Values())
	a.Remove("x", "unknown")
	_, ok := a.Get("x")
	require.False(t, ok)
	require.Equal(t, 1, a.Len())
	var none *php.Array
	require.Empty(t, none.Values())
	require.True(t, none.IsList())
	_, ok = none.Get("x")
	require.False(t, ok)
}

func TestString_ConvertsScalars(t *testing.T) {
	t.Parallel()
	for expected, value := range map[string]any{"x": "x", "1.50": json.Number("1.50"), "1": true, "0": false} {
		converted, ok := php.String(value)
		require.True(t, ok)
		require.Equal(t, expected, converted)
	}
	for _, value := range []any{nil, php.NewArray()} {
		_, ok := php.String(value)
		require.False(t, ok)
	}
}

func TestTypeName_IsPHPs(t *testing.T) {
	t.Parallel()
	for expected, value := range map[string]any{
		"NULL": nil, "boolean": true, "string": "", "integer": json.Number("1"), "double": json.Number("1.0"), "array": php.NewArray(),
	} {
		require.Equal(t, expected, php.TypeName(value))
	}
}

func TestReadParams_ByMethodAndContentType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, contentType, query, body, expected string }{
		{"GET", "application/json", "a=1&a=2&b[]=x&b[]=y&c[k]=z&d", `{"a":3}`, `{"a":"2","b":["x","y"],"c":{"k":"z"},"d":""}`},
		{"HEAD", "", "b[1]=x&b[0]=y", "", `{"b":{"1":"x","0":"y"}}`},
		{"GET", "", "[]=x&a[=y&%zz=1&b=a+b%26", "", `{"a_":"y","%zz":"1","b":"a b&"}`},
		{"GET", "", "a.b=1&c d=2&e.f[g.h]=3&i[j.k[l=4&.=5", "", `{"a_b":"1","c_d":"2","e_f":{"g.h":"3"},"i_j_k_l":"4","_":"5"}`},
		{"GET", "", "a[][]=1&a[][]=2&a[x][y]=3&a[x][]=4&b[]=5&b[7]=6&b[]=7&c[d]e[f]=8", "", `{"a":{"0":["1"],"1":["2"],"x":{"y":"3","0":"4"}},"b":{"0":"5","7":"6","8":"7"},"c":{"d":"8"}}`},
		{"GET", "", "a" + strings.Repeat("[]", 65) + "=1&b=2", "", `{"b":"2"}`},
		{"GET", "", "a" + strings.Repeat("[]", 64) + "=1", "", `{"a":` + strings.Repeat("[", 64) + `"1"` + strings.Repeat("]", 64) + "}"},
		{"GET", "", "a=1&a[]=2&b[]=1&b=2", "", `{"a":["2"],"b":"2"}`},
		{"POST", "application/json; charset=utf-8", "a=1", `{"a":true}`, `{"a":true}`},
		{"POST", "Application/JSON", "", `{"a":1}`, `[]`},
		{"POST", "application/json", "", `""`, `[]`},
		{"POST", "application/json", "", `"0"`, `[]`},
		{"POST", "application/json", "", `-0.0`, `[]`},
		{"POST", "application/json", "", `null`, `[]`},
		{"POST", "application/json", "", `{"a":"\ud800"}`, `[]`},
		{"POST", "application/json", "", `{"a":"\udc00\ud800"}`, `[]`},
		{"POST", "application/json", "", `{"a":"\ud83d\ude00","b":"\\ud800"}`, `{"a":"😀","b":"\\ud800"}`},
		{"POST", "application/json", "", "{\"a\":\"\xff\"}", `[]`},
		{"POST", "application/x-www-form-urlencoded", "", "a=b", `{"a":"b"}`},
		{"POST", "multipart/form-data; boundary=B", "", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B--\r\n", `{"a":"b"}`},
		{"POST", "text/plain", "", `{"a":1}`, `[]`},
	} {
		read, err := php.ReadParams(c.method, c.contentType, c.query, []byte(c.body))
		require.NoError(t, err)
		require.Equal(t, c.expected, string(php.Encode(read)), c)
	}
	for body, expected := range map[string]string{`"x"`: "string", "5": "int", "5.5": "float", "true": "true"} {
		_, err := php.ReadParams("POST", "application/json", "", []byte(body))
		require.Equal(t, php.Scalar(expected), err)
	}
}

func TestLinks_AreFormattedAsPHPDoes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "http://a/?x=1&userId=u+1&secret=%7E#f", php.AppendToLink("http://a/?x=1#f", "userId", "u 1", "secret", "~"))
	require.Equal(t, "http://a/?x=1&amp%3By=2&s=3", php.AppendToLink("http://a/?x=1&amp;y=2", "s", "3"), "what was escaped as HTML is renamed")
	require.Equal(t, "http://a/?x%5B0%5D=1&amp%3Bx%5B0%5D=2&s=3", php.AppendToLink("http://a/?x[]=1&amp;x[]=2", "s", "3"))
	require.Equal(t, "http://a/?x_y=1&s=3", php.AppendToLink("http://a/?x.y=1", "s", "3"))
	require.Equal(t, "&lt;a b=&quot;&amp;&quot;&gt;&#039;", php.EscapeHTML(`<a b="&">'`))
	require.Equal(t, "http://a/?x=1&y=2&s=3", php.AppendToLink("http://a/?x=1&y=2", "s", "3"))
	require.Equal(t, "http://:@a/p?x=1&y=2#", php.AppendToRedirect("http://a/p?x=0", true, "x", "1", "y", "2"))
	require.Equal(t, "http://a/p?x=1&y=2#", php.AppendToRedirect("http://a/p?x=0", false, "x", "1", "y", "2"))
	require.Equal(t, "appwrite-callback-p://?x=1#", php.AppendToRedirect("appwrite-callback-p://", false, "x", "1"))
	for _, emptyUser := range []bool{true, false} {
		require.Equal(t, "http://evil.example%2F:%40@a/#", php.AppendToRedirect("http://evil.example%2F:%40@a/", emptyUser), "the host stays the host")
		require.Equal(t, "http://u:p@a#f", php.AppendToRedirect("http://u:p@a#f", emptyUser))
	}
	require.Equal(t, "a%20b%3A~", php.RawURLEncode("a b:~"))
	require.True(t, php.IsAbsoluteURL("http://a/"))
	require.False(t, php.IsAbsoluteURL("a/b"))
	require.False(t, php.IsAbsoluteURL("app:x"))
	require.True(t, php.IsAbsoluteURL("http://a:65535/"))
	require.False(t, php.IsAbsoluteURL("http://a:65536/"))
}

func TestDates_HaveTwoFormats(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 9, 12, 9, 837e6, time.FixedZone("", 3600))
	require.Equal(t, "2026-11-23T08:12:09.837+00:00", php.Date(at))
	require.Equal(t, "2026-11-23 08:12:09.837", php.StorageDate(at))
	require.Empty(t, php.Date(time.Time{}))
	for _, value := range []string{php.Date(at), php.StorageDate(at)} {
		parsed, ok := php.ParseDate(value)
		require.True(t, ok)
		require.True(t, at.Equal(parsed))
	}
	_, ok := php.ParseDate("yesterday")
	require.False(t, ok)
	for _, value := range []string{"tomorrow", "Next Monday", "+2 weeks 3 days", "2 days ago", "@1795425129", "monday 12:00", "2026-11-23", "2026-02-30", "20261123", "12:30", "Mon, 23 Nov 2026 09:12:09 GMT"} {
		require.True(t, php.IsDate(value), value)
	}
	overflow, ok := php.ParseDate("2026-02-30 12:00:00")
	require.True(t, ok)
	require.Equal(t, "2026-03-02 12:00:00.000", php.StorageDate(overflow))
	last, ok := php.ParseDate("2026-01-31T09:12:09.837+00:00")
	require.True(t, ok)
	require.Equal(t, "2026-01-31 09:12:09.837", php.StorageDate(last))
	for _, value := range []string{"", "2026-02-32", "yesterday-ish", "soon", "2026-13-41", "next", "5 moons"} {
		require.False(t, php.IsDate(value), value)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"z":1.0,"e":1e3,"big":12345678901234567890,"n":-0.0,"s":1e-7,"a":["\ud83d\ude00","\ud800"]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		value, err := php.Decode(raw)
		if err != nil {
			return
		}
		once := php.Encode(value)
		again, err := php.Decode(once)
		require.NoError(t, err, "%s", once)
		require.Equal(t, string(once), string(php.Encode(again)))
	})
}

func FuzzParseQuery(f *testing.F) {
	f.Add("a[]=1&a[x][y]=2&b.c=3&d[=4&e[f]g[h]=5&[]=6&=7&%zz=8&i[7]=9&i[]=10")
	f.Fuzz(func(t *testing.T, raw string) {
		encoded := php.EncodeQuery(php.ParseQuery(raw))
		require.Equal(t, encoded, php.EncodeQuery(php.ParseQuery(encoded)))
	})
}
