package accounttest_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestQueries_AreRejectedAsTheServerDoes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		const (
			limitRange = "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807"
			noNumber   = "Invalid query: Invalid limit: Value must be a valid number"
			noMethod   = "Invalid query: Invalid query method: "
			noCursor   = "Invalid query: Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore"
		)
		both, identities := []string{"logs", "identities"}, []string{"identities"}
		for query, expected := range map[string]struct {
			lists   []string
			message string
		}{
			`{"method":"equal","attribute":"provider","values":[5]}`:                 {identities, `Invalid query: Query value is invalid for attribute "provider"`},
			`{"method":"equal","attribute":"$createdAt","values":["soon"]}`:          {identities, `Invalid query: Query value is invalid for attribute "$createdAt"`},
			`{"method":"contains","attribute":"$createdAt","values":["2026-11-23"]}`: {identities, `Invalid query: Cannot query contains on attribute "$createdAt" because it is not an array or string.`},
			`{"method":"equal","attribute":"provider","values":[[]]}`:                {identities, "Invalid query: Equal queries require at least one value."},
			`{"method":"cursorAfter","values":[5]}`:                                  {identities, noCursor},
			`{"method":"limit","values":[2.0]}`:                                      {both, limitRange},
			`{"method":"limit","values":[9223372036854775808]}`:                      {both, limitRange},
			`{"method":"offset","values":[null]}`:                                    {both, noNumber},
			`{"method":"offset","values":["x"]}`:                                     {both, noNumber},
			`{"method":"limit","values":{"a":1}}`:                                    {both, noNumber},
			`{}`:                                                                     {both, noMethod},
			`{"method":null}`:                                                        {both, noMethod},
			`[]`:                                                                     {both, noMethod},
			`"x"`:                                                                    {both, "Invalid query: Invalid query. Must be an array, got string"},
			`5`:                                                                      {both, "Invalid query: Invalid query. Must be an array, got integer"},
			`true`:                                                                   {both, "Invalid query: Invalid query. Must be an array, got boolean"},
			`null`:                                                                   {both, "Invalid query: Invalid query. Must be an array, got NULL"},
			`{"method":5}`:                                                           {both, "Invalid query: Invalid query method. Must be a string, got integer"},
			`{"method":"limit","values":"x"}`:                                        {both, "Invalid query: Invalid query values. Must be an array, got string"},
		} {
			for _, list := range expected.lists {
				got := caller.call("GET", "/account/"+list+"?queries[]="+url.QueryEscape(query), nil).rejected(400, "general_argument_invalid")
				require.Equal(t, "Invalid `queries` param: "+expected.message, got.field("message"), query)
			}
		}
		got := caller.call("GET", "/account/logs?queries[a][b]=", nil).rejected(400, "general_argument_invalid")
		require.Contains(t, got.field("message"), `Invalid query: Utopia\Database\Query::parse(): Argument #1 ($query) must be of type string, array given`)
	})
}

func TestQueries_AreTakenAsTheServerDoes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		srv.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: "github", ProviderUID: "First", ProviderEmail: "ann@github.test"})
		srv.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: "second", ProviderEmail: "ann@mock.test"})
		for query, expected := range map[string][]string{
			`{"method":"orderDesc","attribute":"$internalId"}`:                          {"second", "First"},
			`{"method":"orderAsc","attribute":"$internalId"}`:                           {"First", "second"},
			`{"method":"isNull","attribute":"providerUid","values":["x"]}`:              nil,
			`{"method":"isNotNull","attribute":"providerUid","values":["x","y"]}`:       {"First", "second"},
			`{"method":"equal","attribute":"provider","values":["GitHub"]}`:             {"First"},
			`{"method":"equal","attribute":"providerUid","values":["first"]}`:           {"First"},
			`{"method":"startsWith","attribute":"providerEmail","values":["ANN@M"]}`:    {"second"},
			`{"method":"limit","values":["1"]}`:                                         {"First"},
			`{"method":"limit","values":[1,2]}`:                                         {"First"},
			`{"method":"greaterThan","attribute":"$createdAt","values":["2020-01-01"]}`: {"First", "second"},
		} {
			var got []string
			for _, item := range caller.call("GET", "/account/identities?queries[]="+url.QueryEscape(query), nil).ok(200).json["identities"].([]any) {
				got = append(got, item.(fields)["providerUid"].(string))
			}
			require.Equal(t, expected, got, query)
		}
	})
}
