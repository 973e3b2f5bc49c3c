package query_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/query"
)

// spelled is a query as the service reads it.
type spelled struct {
	Method    string `json:"method"`
	Attribute string `json:"attribute"`
	Values    []any  `json:"values"`
}

func read(t *testing.T, text string) spelled {
	t.Helper()
	require.NotContains(t, text, "\n")
	var q spelled
	require.NoError(t, json.Unmarshal([]byte(text), &q), text)
	return q
}

// FuzzQueries spells queries with any texts: each is one JSON object, and what was put
// in comes out.
func FuzzQueries(f *testing.F) {
	f.Add("provider", "github", 10)
	f.Add("", "\"}\n\xff", -1)
	f.Fuzz(func(t *testing.T, attribute, value string, n int) {
		// JSON has no other texts than those of UTF-8.
		text := func(s string) string { return strings.Map(func(r rune) rune { return r }, s) }
		require.Equal(t, spelled{"equal", text(attribute), []any{text(value)}}, read(t, query.Equal(attribute, value)))
		require.Equal(t, spelled{"orderDesc", text(attribute), nil}, read(t, query.OrderDesc(attribute)))
		require.Equal(t, spelled{"cursorAfter", "", []any{text(value)}}, read(t, query.CursorAfter(value)))
		require.Equal(t, spelled{"limit", "", []any{float64(n)}}, read(t, query.Limit(n)))
		both := read(t, query.And(query.Equal(attribute, value), value))
		require.Equal(t, "and", both.Method)
		require.Len(t, both.Values, 2)
		first, err := json.Marshal(both.Values[0])
		require.NoError(t, err)
		require.Equal(t, spelled{"equal", text(attribute), []any{text(value)}}, read(t, string(first)))
	})
}
