package params_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// read checks one request; the input is the JSON of its body.
func read(t *testing.T, list []params.Param, path map[string]string, input string, change ...func(*params.Context)) (params.Values, error) {
	t.Helper()
	settings := state.Settings{Version: version.Default, Bugs: true}
	context := params.Context{Settings: &settings, Host: "api.example.com"}
	for _, f := range change {
		f(&context)
	}
	sent, err := php.ReadParams("POST", "application/json", "", []byte(input))
	require.NoError(t, err)
	return params.Read(list, path, sent, context)
}

func TestRead_RequiredOptionalAndNull(t *testing.T) {
	t.Parallel()
	list := []params.Param{
		{Name: "id", Required: true, Rule: params.ID},
		{Name: "name", Rule: params.String, Min: 1, Max: 3},
		{Name: "flag", Rule: params.Boolean},
	}
	_, err := read(t, list, nil, `{"name":"x"}`)
	require.EqualError(t, err, `Param "id" is not optional.`)
	values, err := read(t, list, map[string]string{"id": "path"}, `{"id":"body","name":"x","flag":true}`)
	require.NoError(t, err)
	require.Equal(t, "path", values.String("id"), "the path wins")
	require.True(t, values.Bool("flag"))
	values, err = read(t, list, nil, `{"id":"a"}`)
	require.NoError(t, err)
	require.Empty(t, values.String("name"))
	require.False(t, values.Bool("flag"))
	_, err = read(t, list, nil, `{"id":null}`)
	require.ErrorContains(t, err, "Invalid `id` param: UID must contain")
	_, err = read(t, list, nil, `{"id":"a","name":null,"flag":"x"}`)
	require.EqualError(t, err, "Invalid `flag` param: Value must be a valid boolean", "the rules come before null")
	_, err = read(t, list, nil, `{"id":"a","name":null}`)
	require.ErrorIs(t, err, params.ErrNull)
	_, err = read(t, list, nil, `{"id":"a","name":null}`, func(c *params.Context) { c.Settings.Bugs = false })
	require.NoError(t, err)
}

func TestRules_DependOnTheContext(t *testing.T) {
	t.Parallel()
	redirect := []params.Param{{Name: "url", Rule: params.RedirectURL}}
	_, err := read(t, redirect, nil, `{"url":"https://api.example.com/x"}`)
	require.NoError(t, err)
	_, err = read(t, redirect, nil, `{"url":"https://other.example/x"}`)
	require.EqualError(t, err, "Invalid `url` param: URL host must be one of: localhost, api.example.com")
	_, err = read(t, redirect, nil, `{"url":"https://other.example/x"}`, func(c *params.Context) { c.AnyHost = true })
	require.NoError(t, err)
	_, err = read(t, redirect, nil, `{"url":"https://a.b.example/x"}`, func(c *params.Context) { c.Settings.Platforms = []string{"*.b.example"} })
	require.NoError(t, err)

	password := []params.Param{{Name: "password", Rule: params.NewPassword, Min: 8, Max: 256}}
	_, err = read(t, password, nil, `{"password":"Football"}`)
	require.NoError(t, err)
	_, err = read(t, password, nil, `{"password":"Football"}`, func(c *params.Context) { c.Settings.PasswordDictionary = true })
	require.ErrorContains(t, err, "commonly used")
}

func TestRules_Lists(t *testing.T) {
	t.Parallel()
	list := []params.Param{{Name: "scopes", Rule: params.Strings, Min: 1, Max: 2, MaxItems: 2}}
	values, err := read(t, list, nil, `{"scopes":["a","éé"]}`)
	require.NoError(t, err)
	require.Equal(t, []any{"a", "éé"}, values.Array("scopes").Values())
	for _, bad := range []string{`["a","b","c"]`, `[""]`, `["abc"]`, `[1]`, `"a"`} {
		_, err := read(t, list, nil, `{"scopes":`+bad+`}`)
		require.EqualError(t, err, "Invalid `scopes` param: Value must a valid array no longer than 2 items and "+
			"Value must be a valid string and at least 1 chars and no longer than 2 chars", bad)
	}
}

func TestRules_AreKnown(t *testing.T) {
	t.Parallel()
	for _, rule := range []params.Rule{"id", "newId", "email", "phone", "password", "newPassword", "redirectUrl", "boolean",
		"enum", "looseEnum", "prefs", "logQueries", "identityQueries", "strings", "string"} {
		require.True(t, rule.Known(), rule)
	}
	require.False(t, params.Rule("nonsense").Known())
}

func TestQueries_AreApplied(t *testing.T) {
	t.Parallel()
	var items []*php.Array
	for i, provider := range []string{"github", "google", "mock"} {
		items = append(items, php.NewArray("$id", string(rune('a'+i)), "provider", provider))
	}
	list := []params.Param{{Name: "queries", Rule: params.IdentityQueries}}
	for queries, expected := range map[string]string{
		`[]`: "abc",
		`["{\"method\":\"startsWith\",\"attribute\":\"provider\",\"values\":[\"g\"]}"]`:                "ab",
		`["{\"method\":\"orderDesc\",\"attribute\":\"provider\"}"]`:                                    "cba",
		`["{\"method\":\"limit\",\"values\":[1]}","{\"method\":\"offset\",\"values\":[1]}"]`:           "b",
		`["{\"method\":\"cursorAfter\",\"values\":[\"a\"]}"]`:                                          "bc",
		`["{\"method\":\"cursorBefore\",\"values\":[\"c\"]}","{\"method\":\"limit\",\"values\":[1]}"]`: "b",
	} {
		values, err := read(t, list, nil, `{"queries":`+queries+`}`)
		require.NoError(t, err)
		page, _, err := values.Queries.Apply(items)
		require.NoError(t, err)
		ids := ""
		for _, item := range page {
			id, _ := item.Get("$id")
			ids += id.(string)
		}
		require.Equal(t, expected, ids, queries)
	}
	values, err := read(t, list, nil, `{"queries":["{\"method\":\"cursorAfter\",\"values\":[\"z\"]}"]}`)
	require.NoError(t, err)
	_, _, err = values.Queries.Apply(items)
	require.Equal(t, params.CursorNotFound("z"), err)
}

func TestQueries_NestedFilters(t *testing.T) {
	t.Parallel()
	items := []*php.Array{php.NewArray("$id", "a", "provider", "github"), php.NewArray("$id", "b", "provider", "google"), php.NewArray("$id", "c", "provider", "mock")}
	list := []params.Param{{Name: "queries", Rule: params.IdentityQueries}}
	filter := func(method, attribute, value string) string {
		return `{\"method\":\"` + method + `\",\"attribute\":\"` + attribute + `\",\"values\":[\"` + value + `\"]}`
	}
	apply := func(query string) (ids string, err error) {
		values, err := read(t, list, nil, `{"queries":["`+query+`"]}`)
		if err != nil {
			return "", err
		}
		page, total, err := values.Queries.Apply(items)
		for _, item := range page {
			id, _ := item.Get("$id")
			ids += id.(string)
		}
		require.Len(t, ids, total)
		return ids, err
	}
	nested := func(method string, inner ...string) string {
		return `{\"method\":\"` + method + `\",\"values\":[` + strings.Join(inner, ",") + `]}`
	}
	starts, ends := filter("startsWith", "provider", "g"), filter("endsWith", "provider", "b")
	for query, expected := range map[string]string{
		nested("and", starts, ends): "a", nested("or", starts, filter("equal", "$id", "c")): "abc",
		nested("or", nested("and", starts, ends), filter("greaterThan", "$id", "b")): "ac",
	} {
		ids, err := apply(query)
		require.NoError(t, err)
		require.Equal(t, expected, ids, query)
	}
	for query, message := range map[string]string{
		nested("and", starts): "Invalid query: And queries require at least two queries",
		nested("or", starts, `{\"method\":\"limit\",\"values\":[1]}`): "Invalid query: Or queries can only contain filter queries",
		nested("or", starts, filter("equal", "nope", "x")):            "Invalid query: Attribute not found in schema: nope",
		nested("or", starts, "1"):                                     `Invalid query: Utopia\Database\Query::parseQuery(): Argument #1 ($query) must be of type array, int given`,
		filter("between", "provider", "a"):                            "Invalid query: Between queries require exactly two values.",
		`{\"method\":\"notEqual\",\"attribute\":\"provider\"}`:        "Invalid query: NotEqual queries require exactly one value.",
		`{\"method\":\"equal\",\"attribute\":5,\"values\":[\"x\"]}`:   "Invalid query: Invalid query attribute. Must be a string, got integer",
		`{\"method\":\"cursorAfter\",\"values\":[\"-\"]}`:             "Invalid query: Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore",
		`{\"method\":\"offset\",\"values\":[1.5]}`:                    "Invalid query: Invalid offset: Value must be a valid range between 0 and 9,223,372,036,854,775,807",
	} {
		_, err := apply(query)
		require.EqualError(t, err, "Invalid `queries` param: "+message, query)
	}
	values, err := read(t, list, nil, `{"queries":["`+nested("or", starts, filter("search", "provider", "x"))+`"]}`)
	require.NoError(t, err)
	require.True(t, values.Queries.UsesSearch())
}
