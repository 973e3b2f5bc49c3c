package account

import (
	"context"
	"iter"
	"net/http"
	"slices"

	"github.com/appwrite-go/appwrite/account/query"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// ListLogs returns what happened to the account, the newest first: GET /account/logs.
//
// It needs a session or a JWT. Package query makes the queries; only query.Limit and
// query.Offset are allowed, anything else is ErrGeneralArgumentInvalid. Without a limit
// a page has 25 entries. Entries appear about a second after the call they are about.
// AllLogs reads all pages. From server 1.8 on Total can save the server the counting.
func (c *Client) ListLogs(ctx context.Context, params ListLogsParams, options ...CallOption) (*LogList, error) {
	call := c.newCall(&gen.ListLogs, options)
	queries := queriesOf(call, params.Queries)
	return fetch[LogList](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.ListLogs(ctx, gen.ListLogsQuery{Queries: queries, Total: params.Total})
	})
}

// AllLogs reads the activity log page by page, the newest entry first: GET
// /account/logs, as often as the loop asks for more.
//
// A limit among the queries is the size of the pages, 100 otherwise; an offset is where to
// start. An entry that is written meanwhile moves the others on, so that one can come
// twice. An error ends the loop. Only one page is in memory at a time.
func (c *Client) AllLogs(ctx context.Context, params ListLogsParams, options ...CallOption) iter.Seq2[*Log, error] {
	return func(yield func(*Log, error) bool) {
		size, offset := pageOf(params.Queries)
		others := without(params.Queries, "limit", "offset")
		seen := seenPages{}
		for {
			queries := append(slices.Clone(others), query.Limit(size), query.Offset(offset))
			page, err := c.ListLogs(ctx, ListLogsParams{Queries: queries, Total: params.Total}, options...)
			if err != nil {
				yield(nil, err)
				return
			}
			if again(seen, page.Logs) {
				return
			}
			for i := range page.Logs {
				if !yield(&page.Logs[i], nil) {
					return
				}
			}
			offset += len(page.Logs)
			if len(page.Logs) == 0 || len(page.Logs) < size || page.Total > 0 && offset >= page.Total {
				return
			}
		}
	}
}
