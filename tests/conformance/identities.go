package conformance

import (
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/query"
)

var identities = []Scenario{
	{"a user who never signed in with a provider has no identities", func(s *S) {
		list := must(s.user().ListIdentities(s, account.ListIdentitiesParams{}))
		equal("the total", list.Total, 0)
		equal("the list", len(list.Identities), 0)
	}},
	{"identities can be queried by their attributes", func(s *S) {
		me, first, second := s.withIdentities()
		find := func(queries ...query.ForIdentities) []account.Identity {
			return must(me.ListIdentities(s, account.ListIdentitiesParams{Queries: queries})).Identities
		}
		equal("both", len(find(query.Equal("provider", "mock"))), 2)
		equal("by the provider's id", find(query.Equal("providerUid", second.ID))[0].ProviderUID, second.ID)
		equal("by the provider's address", find(query.Equal("providerEmail", first.Email))[0].ProviderUID, first.ID)
		equal("with a limit", len(find(query.Limit(1))), 1)
		equal("with an offset", len(find(query.Offset(1))), 1)
		equal("the last first", find(query.OrderDesc("$createdAt"))[0].ProviderUID, second.ID)
		equal("after the first", find(query.CursorAfter(find()[0].ID))[0].ProviderUID, second.ID)
		equal("before the second", find(query.CursorBefore(find()[1].ID))[0].ProviderUID, first.ID)
	}},
	{"an identity can be deleted, and sessions stay", func(s *S) {
		me := s.signInAt(atProvider())
		id := must(me.ListIdentities(s, account.ListIdentitiesParams{})).Identities[0].ID
		noError(me.DeleteIdentity(s, id))
		equal("the total", must(me.ListIdentities(s, account.ListIdentitiesParams{})).Total, 0)
		rejectedDelete(me.DeleteIdentity(s, id)).as(404, account.ErrUserIdentityNotFound)
	}},
	{"an identity of somebody else cannot be deleted", func(s *S) {
		other := s.signInAt(atProvider())
		id := must(other.ListIdentities(s, account.ListIdentitiesParams{})).Identities[0].ID
		rejectedDelete(s.user().DeleteIdentity(s, id)).as(401, account.ErrUserUnauthorized)
	}},
	{"an unknown identity is not found", func(s *S) {
		rejectedDelete(s.user().DeleteIdentity(s, "nope")).as(404, account.ErrUserIdentityNotFound).
			saying("The identity could not be found. Please sign in with OAuth provider to create identity first.")
	}},
	{"identities cannot be queried by unknown attributes", func(s *S) {
		rejected(s.user().ListIdentities(s, account.ListIdentitiesParams{Queries: []query.ForIdentities{query.Equal("nope", "x")}})).
			as(400, account.ErrGeneralArgumentInvalid).
			saying("Invalid `queries` param: Invalid query: Attribute not found in schema: nope")
	}},
	{"identities are queried with values of the attribute's type", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		for query, reason := range map[string]string{
			`{"method":"equal","attribute":"provider","values":[5]}`:                 `Query value is invalid for attribute "provider"`,
			`{"method":"equal","attribute":"$createdAt","values":["x"]}`:             `Query value is invalid for attribute "$createdAt"`,
			`{"method":"contains","attribute":"$createdAt","values":["2026-11-23"]}`: `Cannot query contains on attribute "$createdAt" because it is not an array or string.`,
		} {
			s.raw().as(me).get("/account/identities?queries[]="+escape(query)).rejected(400, "general_argument_invalid").
				saying("Invalid `queries` param: Invalid query: " + reason)
		}
	}},
	{"queries of identities ignore the case of letters", func(s *S) {
		s.seenUntil(v17)
		me, first, _ := s.withIdentities()
		equal("the identities", len(must(me.ListIdentities(s, account.ListIdentitiesParams{Queries: []query.ForIdentities{query.Equal("provider", "MOCK")}})).Identities), 2)
		found := must(me.ListIdentities(s, account.ListIdentitiesParams{Queries: []query.ForIdentities{query.StartsWith("providerEmail", strings.ToUpper(first.Email))}}))
		equal("the number with the beginning", len(found.Identities), 1)
	}},
	{"an unknown cursor is rejected", func(s *S) {
		rejected(s.user().ListIdentities(s, account.ListIdentitiesParams{Queries: []query.ForIdentities{query.CursorAfter("nope")}})).
			as(400, account.ErrGeneralCursorNotFound).
			saying("Identity 'nope' for the 'cursor' value not found.")
	}},
	{"identities are returned whole, and select is rejected", func(s *S) {
		me := s.user()
		q := url.QueryEscape(`{"method":"select","values":["$id"]}`)
		s.raw().as(me).get("/account/identities?queries[]="+q).rejected(400, "general_argument_invalid").
			saying("Invalid `queries` param: Invalid query method: select")
	}},
}

func identityOf(account accounttest.ProviderAccount) accounttest.IdentitySeed {
	return accounttest.IdentitySeed{Provider: "mock", ProviderUID: account.ID, ProviderEmail: account.Email}
}

// withIdentities is somebody with two accounts at the provider.
func (s *S) withIdentities() (me *person, first, second accounttest.ProviderAccount) {
	service := s.embedded("identities of one's choice")
	me, first, second = s.user(), atProvider(), atProvider()
	service.CreateIdentity(me.id, identityOf(first))
	service.Clock().Advance(time.Second)
	service.CreateIdentity(me.id, identityOf(second))
	return me, first, second
}

// identityElsewhere is the address of an identity whose user has another address now.
func (s *S) identityElsewhere() string {
	service := s.embedded("an identity of one's choice")
	id, _ := s.signUp()
	taken := atProvider()
	service.CreateIdentity(id, identityOf(taken))
	return taken.Email
}
