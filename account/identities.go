package account

import (
	"context"
	"iter"
	"net/http"
	"slices"

	"github.com/appwrite-go/appwrite/account/query"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// ListIdentities returns the user's accounts at OAuth2 providers: GET
// /account/identities.
//
// It needs a session or a JWT. Package query makes the queries; a malformed one, or an
// attribute that identities do not have, is ErrGeneralArgumentInvalid, and a cursor
// that names nothing ErrGeneralCursorNotFound. Without a limit a page has 25 entries,
// and without an order the oldest comes first. The provider's tokens are in the response,
// in clear. AllIdentities reads all pages. From server 1.8 on Total can save the server
// the counting.
func (c *Client) ListIdentities(ctx context.Context, params ListIdentitiesParams, options ...CallOption) (*IdentityList, error) {
	call := c.newCall(&gen.ListIdentities, options)
	queries := queriesOf(call, params.Queries)
	return fetch[IdentityList](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.ListIdentities(ctx, gen.ListIdentitiesQuery{Queries: queries, Total: params.Total})
	})
}

// AllIdentities reads the identities page by page: GET /account/identities, as often as
// the loop asks for more.
//
// A limit among the queries is the size of the pages, 100 otherwise; query.CursorAfter and
// query.Offset are where to start. Filters and orders hold for all pages. There is no
// reading backwards: query.CursorBefore is an *InvalidParameterError. An error ends the
// loop. Only one page is in memory at a time.
func (c *Client) AllIdentities(ctx context.Context, params ListIdentitiesParams, options ...CallOption) iter.Seq2[*Identity, error] {
	return func(yield func(*Identity, error) bool) {
		if slices.ContainsFunc(params.Queries, func(q query.ForIdentities) bool { return isOneOf(q, []string{"cursorBefore"}) }) {
			yield(nil, &InvalidParameterError{Operation: gen.ListIdentities.ID, Parameter: gen.ListIdentities.Params[0].Name,
				Reason: "cursorBefore reads backwards, which AllIdentities does not do; use ListIdentities"})
			return
		}
		size, _ := pageOf(params.Queries)
		// The first limit counts, so one of the caller's is not changed by this.
		queries := append(slices.Clone(params.Queries), query.Limit(size))
		others := without(queries, "cursorAfter", "offset")
		for seen := map[string]bool{}; ; {
			page, err := c.ListIdentities(ctx, ListIdentitiesParams{Queries: queries, Total: params.Total}, options...)
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
			if seen[last] { // a server that does not move on
				return
			}
			seen[last] = true
			queries = append(slices.Clone(others), query.CursorAfter(last))
		}
	}
}

// DeleteIdentity removes the link to an account at an OAuth2 provider: DELETE
// /account/identities/{identityId}.
//
// It needs a session or a JWT. Sessions stay as they are. Errors to expect:
// ErrUserIdentityNotFound; ErrUserUnauthorized for one that belongs to somebody else.
func (c *Client) DeleteIdentity(ctx context.Context, identityID string, options ...CallOption) error {
	call := c.newCall(&gen.DeleteIdentity, options).withID(identityID)
	return exec(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.DeleteIdentity(ctx, identityID)
	})
}
