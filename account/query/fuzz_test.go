package query_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/query"
)

// decoded is a query as the service decodes it.
type decoded struct {
	Method    string `json:"method"`
	Attribute string `json:"attribute"`
	Values    []any  `json:"values"`
}

func decode(t *testing.T, query fmt.Stringer) decoded {
	t.Helper()
	encoded := query.String()
	require.NotContains(t, encoded, "\n")
	var q decoded
	require.NoError(t, json.Unmarshal([]byte(encoded), &q), encoded)
	return q
}

// FuzzQueries encodes queries with any strings: each is one JSON object, which decodes to
// the same strings.
func FuzzQueries(f *testing.F) {
	f.Add("provider", "github", 10)
	f.Add("", "\"}\n\xff", -1)
	f.Fuzz(func(t *testing.T, attribute, value string, n int) {
		// In JSON, other bytes than those of UTF-8 are replaced.
		valid := func(s string) string { return strings.Map(func(r rune) rune { return r }, s) }
		require.Equal(t, decoded{"equal", valid(attribute), []any{valid(value)}}, decode(t, query.Equal(attribute, value)))
		require.Equal(t, decoded{"orderDesc", valid(attribute), nil}, decode(t, query.OrderDesc(attribute)))
		require.Equal(t, decoded{"cursorAfter", "", []any{valid(value)}}, decode(t, query.CursorAfter(value)))
		require.Equal(t, decoded{"limit", "", []any{float64(n)}}, decode(t, query.Limit(n)))
		both := decode(t, query.And(query.Equal(attribute, value), query.Filter(value)))
		require.Equal(t, "and", both.Method)
		require.Len(t, both.Values, 2)
		first, err := json.Marshal(both.Values[0])
		require.NoError(t, err)
		require.Equal(t, decoded{"equal", valid(attribute), []any{valid(value)}}, decode(t, query.Raw(first)))
	})
}
