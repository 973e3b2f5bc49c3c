package accounttest_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// q encodes a query; attribute and values may be left out.
func q(method string, rest ...any) string {
	query := fields{"method": method}
	if len(rest) > 0 {
		query["attribute"] = rest[0]
	}
	if len(rest) > 1 {
		query["values"] = rest[1:]
	}
	raw, _ := json.Marshal(query)
	return string(raw)
}

func listPath(path string, queries ...string) string {
	values := url.Values{}
	for _, query := range queries {
		values.Add("queries[]", query)
	}
	return path + "?" + values.Encode()
}

func TestListLogs_OperationsLeaveAnEntry(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithTime(time.Date(2026, 11, 23, 9, 12, 9, 837e6, time.UTC)))
	id := guest(t, srv).call("POST", "/account", fields{"userId": "unique()", "email": ann, "password": password, "name": "Ann"}).ok(201).field("$id")
	secret := guest(t, srv).key().call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201).field("secret")
	caller := guest(t, srv).session(secret)
	caller.call("PATCH", "/account/name", fields{"name": "Bob"}).ok(200)
	caller.call("PATCH", "/account/name", fields{"name": ""}).rejected(400, "general_argument_invalid")
	caller.call("POST", "/account/jwts", nil).ok(201)
	caller.call("GET", "/account", nil).ok(200)
	caller.call("POST", "/account/verification", fields{"url": "http://localhost/"}).ok(201)
	guest(t, srv).call("POST", "/account/recovery", fields{"email": ann, "url": "http://localhost/"}).ok(201)
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	caller.call("POST", "/account/mfa/challenge", fields{"factor": "totp"}).ok(200)

	logs := caller.call("GET", "/account/logs", nil).ok(200)
	var events []any
	for _, entry := range logs.json["logs"].([]any) {
		events = append(events, entry.(fields)["event"])
	}
	require.Equal(t, []any{
		"challenge.create", "session.create", "recovery.create", "verification.create", "user.update", "session.create", "user.create",
	}, events, "newest first; errors, reading and JWTs leave no entry")
	newest := logs.json["logs"].([]any)[0].(fields)
	require.Equal(t, []any{"Bob", ann, "default", id}, []any{newest["userName"], newest["userEmail"], newest["mode"], newest["userId"]})
	require.Regexp(t, `\.000\+00:00$`, newest["time"], "whole seconds")
	oldest := logs.json["logs"].([]any)[6].(fields)
	require.Equal(t, "Ann", oldest["userName"], "as it was then")

	trail := srv.Activity(id)
	require.Len(t, trail, 7)
	require.Equal(t, "user.create", trail[0].Event)
	require.Equal(t, "127.0.0.1", trail[0].IP)
}

func TestListLogs_Pages(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	for i := range 30 {
		caller.call("PATCH", "/account/name", fields{"name": fmt.Sprint("Name ", i)}).ok(200)
	}
	names := func(path string) []any {
		list := caller.call("GET", path, nil).ok(200)
		require.EqualValues(t, 30, list.json["total"])
		var names []any
		for _, entry := range list.json["logs"].([]any) {
			names = append(names, entry.(fields)["userName"])
		}
		return names
	}
	require.Len(t, names("/account/logs"), 25)
	require.Equal(t, []any{"Name 28", "Name 27"}, names(listPath("/account/logs", q("limit", "", 2), q("offset", "", 1))))
	require.Equal(t, []any{"Name 28", "Name 27"}, names("/account/logs?queries%5B0%5D="+url.QueryEscape(q("limit", "", 2))+"&queries[1]="+url.QueryEscape(q("offset", "", 1))))
	require.Equal(t, []any{"Name 29"}, names(listPath("/account/logs", q("limit", "", 1), q("limit", "", 9))), "the first limit counts")
	require.Len(t, names(listPath("/account/logs", q("limit", "", 1000000))), 30)
	require.Empty(t, names(listPath("/account/logs", q("offset", "", 100))))
}

func TestQueries_BadOnesAreRejectedWithAReason(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	cases := []struct{ path, message string }{
		{"/account/logs?queries=" + url.QueryEscape(q("limit", "", 1)), "Queries must be an array"},
		{"/account/logs?queries=", "Queries must be an array"},
		{"/account/logs?queries[]=", "Invalid query: Invalid query: Syntax error"},
		{listPath("/account/logs", "limit(1)"), "Invalid query: Invalid query: Syntax error"},
		{listPath("/account/logs", q("equal", "event", "x")), "Invalid query method: equal"},
		{listPath("/account/logs", q("orderDesc", "")), "Invalid query method: orderDesc"},
		{listPath("/account/logs", q("limit", "", "x")), "Invalid query: Invalid limit: Value must be a valid number"},
		{listPath("/account/logs", q("limit", "", 0)), "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807"},
		{listPath("/account/logs", q("offset", "", -1)), "Invalid query: Invalid offset: Value must be a valid range between 0 and 9,223,372,036,854,775,807"},
		{listPath("/account/logs", q("nonsense")), "Invalid query: Invalid query method: nonsense"},
		{listPath("/account/logs", `{"method":5}`), "Invalid query: Invalid query method. Must be a string, got integer"},
		{listPath("/account/logs", `{"method":"limit","values":1}`), "Invalid query: Invalid query values. Must be an array, got integer"},
		{listPath("/account/identities", q("equal", "nope", "x")), "Invalid query: Attribute not found in schema: nope"},
		{listPath("/account/identities", q("orderAsc", "nope")), "Invalid query: Attribute not found in schema: nope"},
		{listPath("/account/identities", q("select", "", "provider")), "Invalid query method: select"},
		{listPath("/account/identities", q("equal", "provider")), "Invalid query: Equal queries require at least one value."},
		{listPath("/account/identities", q("between", "$id", "a")), "Invalid query: Between queries require exactly two values."},
		{listPath("/account/identities", `{"method":"and","values":[{"method":"equal","attribute":"$id","values":["a"]}]}`), "Invalid query: And queries require at least two queries"},
	}
	for _, c := range cases {
		response := caller.call("GET", c.path, nil).rejected(400, "general_argument_invalid")
		require.Equal(t, "Invalid `queries` param: "+c.message, response.field("message"), c.path)
	}
	unknown := caller.call("GET", listPath("/account/identities", q("cursorAfter", "", "nope")), nil).rejected(400, "general_cursor_not_found")
	require.Equal(t, "Identity 'nope' for the 'cursor' value not found.", unknown.field("message"))
}

func TestListIdentities_TheyAreFilteredSortedAndPaged(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	var ids []string
	for i, provider := range []string{"github", "google", "mock", "github"} {
		ids = append(ids, srv.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: provider, ProviderUID: fmt.Sprint(9 - i), ProviderEmail: fmt.Sprintf("%d@example.test", i)}).ID)
		srv.Clock().Advance(time.Minute)
	}
	stranger := srv.CreateUser(accounttest.Seed{})
	strange := srv.CreateIdentity(stranger.ID, accounttest.IdentitySeed{Provider: "github", ProviderUID: "1", ProviderEmail: "s@example.test"})

	both := fmt.Sprintf(`{"method":"or","values":[%s,%s]}`, q("equal", "provider", "mock"), q("equal", "provider", "google"))
	cases := []struct {
		name     string
		queries  []string
		expected []int
		total    int
	}{
		{"oldest first, own only", nil, []int{0, 1, 2, 3}, 4},
		{"equal to any of the values", []string{q("equal", "provider", "github", "google")}, []int{0, 1, 3}, 3},
		{"filters add up", []string{q("equal", "provider", "github"), q("notEqual", "providerUid", "9")}, []int{3}, 1},
		{"or", []string{both}, []int{1, 2}, 2},
		{"contains", []string{q("contains", "providerEmail", "2@")}, []int{2}, 1},
		{"starts with", []string{q("startsWith", "provider", "go")}, []int{1}, 1},
		{"ends with", []string{q("endsWith", "provider", "hub")}, []int{0, 3}, 2},
		{"between dates", []string{q("between", "$createdAt", "2026-11-23T09:01:00Z", "2026-11-23 09:02:00.000")}, []int{1, 2}, 2},
		{"later than", []string{q("greaterThan", "$createdAt", "2026-11-23T09:01:00.000+00:00")}, []int{2, 3}, 2},
		{"not later than", []string{q("lessThanEqual", "$createdAt", "2026-11-23T09:01:00.000+00:00")}, []int{0, 1}, 2},
		{"less than", []string{q("lessThan", "providerUid", "7")}, []int{3}, 1},
		{"at least", []string{q("greaterThanEqual", "providerUid", "8")}, []int{0, 1}, 2},
		{"is null", []string{q("isNull", "provider")}, nil, 0},
		{"is not null", []string{q("isNotNull", "provider")}, []int{0, 1, 2, 3}, 4},
		{"descending", []string{q("orderDesc", "providerUid")}, []int{0, 1, 2, 3}, 4},
		{"ascending", []string{q("orderAsc", "providerUid")}, []int{3, 2, 1, 0}, 4},
		{"two orders", []string{q("orderAsc", "provider"), q("orderDesc", "$createdAt")}, []int{3, 0, 1, 2}, 4},
		{"order without attribute", []string{q("orderDesc", "")}, []int{3, 2, 1, 0}, 4},
		{"a page", []string{q("limit", "", 2), q("offset", "", 1)}, []int{1, 2}, 4},
		{"after a cursor", []string{q("cursorAfter", "", ids[1])}, []int{2, 3}, 4},
		{"before a cursor", []string{q("cursorBefore", "", ids[3]), q("limit", "", 2)}, []int{1, 2}, 4},
	}
	for _, c := range cases {
		list := caller.call("GET", listPath("/account/identities", c.queries...), nil).ok(200)
		var expected, got []string
		for _, i := range c.expected {
			expected = append(expected, ids[i])
		}
		for _, identity := range list.json["identities"].([]any) {
			got = append(got, identity.(fields)["$id"].(string))
		}
		require.Equal(t, expected, got, c.name)
		require.EqualValues(t, c.total, list.json["total"], c.name)
	}

	caller.call("DELETE", "/account/identities/"+strange.ID, nil).rejected(401, "user_unauthorized")
	caller.call("DELETE", "/account/identities/"+ids[0], nil).ok(204)
	caller.call("DELETE", "/account/identities/"+ids[0], nil).rejected(404, "user_identity_not_found")
}
