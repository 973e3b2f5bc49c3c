package account

import (
	"context"
	"iter"
	"slices"

	"github.com/appwrite-go/appwrite/account/query"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// ListIdentities answers the user's accounts at OAuth2 providers: GET
// /account/identities.
//
// It needs a session or a JWT. Package query spells the queries; a malformed one, or an
// attribute that identities do not have, is ErrGeneralArgumentInvalid, and a cursor
// that names nothing ErrGeneralCursorNotFound. Without a limit a page has 25 entries,
// and without an order the oldest comes first. The provider's tokens are in the answer,
// in clear. AllIdentities reads all pages.
func (c *Client) ListIdentities(ctx context.Context, params ListIdentitiesParams, options ...CallOption) (*IdentityList, error) {
	req, err := gen.NewListIdentitiesRequest(ctx, c.endpoint, params)
	return fetch[IdentityList](c, "listIdentities", req, err, options)
}

// AllIdentities reads the identities page by page: GET /account/identities, as often as
// the loop asks for more.
//
// A limit among the queries is the size of the pages, 100 otherwise. Filters and orders
// hold for all pages; there is no place for a cursor or an offset. An error ends the
// loop. Only one page is in memory at a time.
func (c *Client) AllIdentities(ctx context.Context, params ListIdentitiesParams, options ...CallOption) iter.Seq2[*Identity, error] {
	return func(yield func(*Identity, error) bool) {
		size, _ := pageOf(params.Queries)
		// The first limit wins, so one of the caller's is not changed by this.
		first := append(slices.Clone(params.Queries), query.Limit(size))
		queries, end := first, ""
		for {
			page, err := c.ListIdentities(ctx, ListIdentitiesParams{Queries: queries}, options...)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Identities {
				if !yield(&page.Identities[i], nil) {
					return
				}
			}
			if len(page.Identities) == 0 || len(page.Identities) < size {
				return
			}
			last := page.Identities[len(page.Identities)-1].ID
			if last == end { // a server that does not move on
				return
			}
			queries, end = append(slices.Clone(first), query.CursorAfter(last)), last
		}
	}
}

// DeleteIdentity removes the link to an account at an OAuth2 provider: DELETE
// /account/identities/{identityId}.
//
// It needs a session or a JWT. Sessions stay as they are. Errors to expect:
// ErrUserIdentityNotFound; ErrUserUnauthorized for one that belongs to somebody else.
func (c *Client) DeleteIdentity(ctx context.Context, identityID string, options ...CallOption) error {
	const operation = "deleteIdentity"
	if err := requireID(operation, "identityId", identityID); err != nil {
		return err
	}
	req, err := gen.NewDeleteIdentityRequest(ctx, c.endpoint, identityID)
	return exec(c, operation, req, err, options)
}
