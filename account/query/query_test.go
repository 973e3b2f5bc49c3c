package query_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/query"
)

func TestQuery_IsEncodedAsTheServiceExpects(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 23, 10, 12, 9, 837654321, time.FixedZone("CET", 3600))
	for expected, got := range map[string]fmt.Stringer{
		`{"method":"limit","values":[25]}`:                                                                  query.Limit(25),
		`{"method":"limit","values":[0]}`:                                                                   query.Limit(0),
		`{"method":"offset","values":[50]}`:                                                                 query.Offset(50),
		`{"method":"offset","values":[0]}`:                                                                  query.Offset(0),
		`{"method":"cursorAfter","values":["6b04"]}`:                                                        query.CursorAfter("6b04"),
		`{"method":"cursorBefore","values":["6b04"]}`:                                                       query.CursorBefore("6b04"),
		`{"method":"orderAsc","attribute":"$createdAt"}`:                                                    query.OrderAsc("$createdAt"),
		`{"method":"orderDesc","attribute":"provider"}`:                                                     query.OrderDesc("provider"),
		`{"method":"orderDesc"}`:                                                                            query.OrderDesc(""),
		`{"method":"equal","attribute":"provider","values":["github"]}`:                                     query.Equal("provider", "github"),
		`{"method":"equal","attribute":"provider","values":["github","gitlab"]}`:                            query.Equal("provider", "github", "gitlab"),
		`{"method":"equal","attribute":"n","values":[1,2]}`:                                                 query.Equal("n", 1, 2),
		`{"method":"equal","attribute":"n","values":[9007199254740993]}`:                                    query.Equal("n", int64(9007199254740993)),
		`{"method":"equal","attribute":"b","values":[false]}`:                                               query.Equal("b", false),
		`{"method":"equal","attribute":"provider"}`:                                                         query.Equal[string]("provider"),
		`{"method":"notEqual","attribute":"provider","values":[""]}`:                                        query.NotEqual("provider", ""),
		`{"method":"lessThan","attribute":"a","values":[1]}`:                                                query.LessThan("a", 1),
		`{"method":"lessThanEqual","attribute":"a","values":[-1]}`:                                          query.LessThanEqual("a", -1),
		`{"method":"greaterThan","attribute":"a","values":["x"]}`:                                           query.GreaterThan("a", "x"),
		`{"method":"greaterThanEqual","attribute":"$createdAt","values":["2026-11-23T09:12:09.837+00:00"]}`: query.GreaterThanEqual("$createdAt", day),
		`{"method":"between","attribute":"$createdAt","values":["2026-11-23T09:12:09.837+00:00","2026-11-24T09:12:09.837+00:00"]}`: query.Between("$createdAt", day, day.AddDate(0, 0, 1)),
		`{"method":"contains","attribute":"providerEmail","values":["@a","@b"]}`:                                                   query.Contains("providerEmail", "@a", "@b"),
		`{"method":"startsWith","attribute":"providerUid","values":["5"]}`:                                                         query.StartsWith("providerUid", "5"),
		`{"method":"endsWith","attribute":"providerUid","values":["0"]}`:                                                           query.EndsWith("providerUid", "0"),
		`{"method":"isNull","attribute":"providerEmail"}`:                                                                          query.IsNull("providerEmail"),
		`{"method":"isNotNull","attribute":"providerEmail"}`:                                                                       query.IsNotNull("providerEmail"),
		`{"method":"and","values":[{"method":"isNull","attribute":"a"},{"method":"isNull","attribute":"b"}]}`:                      query.And(query.IsNull("a"), query.IsNull("b")),
		`{"method":"or","values":[{"method":"equal","attribute":"a","values":["x"]},{"method":"and","values":[{"method":"isNull","attribute":"b"},{"method":"isNull","attribute":"c"}]}]}`: query.Or(
			query.Equal("a", "x"), query.And(query.IsNull("b"), query.IsNull("c"))),
	} {
		assert.Equal(t, expected, got.String())
	}
}

func TestQuery_DoesNotEscapeHTML(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{"method":"equal","attribute":"<a&b>","values":["<é \" \\ 😀>"]}`, query.Equal("<a&b>", `<é " \ 😀>`).String())
}

func TestQuery_IsOneJSONObject(t *testing.T) {
	t.Parallel()
	for _, q := range []query.ForIdentities{
		query.Limit(-1), query.CursorAfter("\n\x00\""), query.Equal("a\nb", "\xff"), query.And(), query.Or("x"), query.And("", "{}", `"q"`),
	} {
		var parsed struct {
			Method    string
			Attribute string
			Values    []any
		}
		require.NoError(t, json.Unmarshal([]byte(q.String()), &parsed), q)
		assert.NotEmpty(t, parsed.Method)
		assert.NotContains(t, q.String(), "\n")
	}
}

func TestQuery_AnInvalidQueryIsLeftForTheServerToReject(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{"method":"and","values":["limit(1)",{"method":"isNull","attribute":"a"}]}`, query.And("limit(1)", query.IsNull("a")).String())
}

// The compiler rejects on a list what the service would.
func TestQuery_TheTypesSayWhatEachListTakes(t *testing.T) {
	t.Parallel()
	for _, q := range []query.ForIdentities{
		query.Limit(1), query.Offset(1), query.CursorAfter("a"), query.CursorBefore("a"), query.OrderAsc("a"), query.OrderDesc("a"),
		query.Equal("a", 1), query.Contains("a", "b"), query.And(query.IsNull("a"), query.IsNull("b")), query.Raw("{}"),
	} {
		var encoded struct{ Method string }
		require.NoError(t, json.Unmarshal([]byte(q.String()), &encoded))
		_, forLogs := q.(query.ForLogs)
		assert.Equal(t, slices.Contains([]string{"limit", "offset", ""}, encoded.Method), forLogs, q)
	}
}
