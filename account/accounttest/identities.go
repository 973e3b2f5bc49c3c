package accounttest

import (
	"fmt"
	"slices"
	"strings"
)

func (i *identityRecord) body() identityBody {
	return identityBody{
		ID: i.ID, CreatedAt: isoDate(i.CreatedAt), UpdatedAt: isoDate(i.UpdatedAt), UserID: i.UserID,
		Provider: i.Provider, ProviderUID: i.ProviderUID, ProviderEmail: i.ProviderEmail,
		ProviderAccessToken: i.AccessToken, ProviderAccessTokenExpiry: isoDate(i.AccessTokenExpiry), ProviderRefreshToken: i.RefreshToken,
	}
}

// attribute answers what queries see of an identity.
func (i *identityRecord) attribute(name string) string {
	switch name {
	case "$id":
		return i.ID
	case "$createdAt":
		return isoDate(i.CreatedAt)
	case "$updatedAt":
		return isoDate(i.UpdatedAt)
	case "userId":
		return i.UserID
	case "provider":
		return i.Provider
	case "providerUid":
		return i.ProviderUID
	case "providerEmail":
		return i.ProviderEmail
	case "providerAccessTokenExpiry":
		return isoDate(i.AccessTokenExpiry)
	}
	return ""
}

func handleListIdentities(x *exchange) error {
	if slices.ContainsFunc(x.queries.filters, query.usesSearch) {
		return x.bug("general_query_invalid") // there is no index for it
	}
	matching := slices.DeleteFunc(x.project.identitiesOf(x.user.ID), func(i *identityRecord) bool {
		return slices.ContainsFunc(x.queries.filters, func(q query) bool { return !q.matches(i.attribute) })
	})
	sortIdentities(matching, x.queries.orders)
	page, err := x.afterCursor(matching)
	if err != nil {
		return err
	}
	bodies := []identityBody{}
	for _, identity := range page {
		bodies = append(bodies, identity.body())
	}
	x.respond(200, identityListBody{Total: len(matching), Identities: bodies})
	return nil
}

func sortIdentities(identities []*identityRecord, orders []query) {
	slices.SortStableFunc(identities, func(a, b *identityRecord) int {
		for _, order := range orders {
			difference := strings.Compare(a.attribute(order.attribute), b.attribute(order.attribute))
			if order.method == "orderDesc" {
				difference = -difference
			}
			if difference != 0 {
				return difference
			}
		}
		return 0
	})
	// Without an attribute it is the order of creation that is meant.
	if len(orders) > 0 && orders[0].attribute == "" && orders[0].method == "orderDesc" {
		slices.Reverse(identities)
	}
}

// afterCursor cuts out the page that a cursor, a limit and an offset ask for.
func (x *exchange) afterCursor(identities []*identityRecord) ([]*identityRecord, error) {
	cursor := x.queries.cursor
	if cursor == nil {
		return paginate(identities, x.queries), nil
	}
	id := fmt.Sprint(cursor.values[0])
	at := slices.IndexFunc(identities, func(i *identityRecord) bool { return i.ID == id })
	if at < 0 {
		return nil, refuseWith("general_cursor_not_found", "Identity '"+id+"' for the 'cursor' value not found.")
	}
	if cursor.method == "cursorAfter" {
		return paginate(identities[at+1:], x.queries), nil
	}
	before := slices.Clone(identities[:at])
	slices.Reverse(before)
	page := paginate(before, x.queries)
	slices.Reverse(page)
	return page, nil
}

func handleDeleteIdentity(x *exchange) error {
	id := x.text("identityId")
	at := slices.IndexFunc(x.project.Identities, func(i *identityRecord) bool { return i.ID == id })
	if at < 0 {
		return refuse("user_identity_not_found")
	}
	if x.project.Identities[at].UserID != x.user.ID {
		return refuse("user_unauthorized")
	}
	x.project.Identities = slices.Delete(x.project.Identities, at, at+1)
	x.respondNothing()
	return nil
}
