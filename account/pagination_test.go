package account_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/query"
)

// pageQuery is the page that a request asks for. Of several equal queries the first wins,
// as on the server.
type pageQuery struct {
	limit, offset int
	cursor        string
	others        []string
}

func pageQueryOf(t *testing.T, request stubRequest) pageQuery {
	t.Helper()
	page := pageQuery{limit: 25}
	seen := map[string]bool{}
	for _, raw := range request.Query["queries[]"] {
		var q struct {
			Method string
			Values []any
		}
		if !assert.NoError(t, json.Unmarshal([]byte(raw), &q)) || seen[q.Method] {
			continue
		}
		switch q.Method {
		case "limit":
			page.limit = int(q.Values[0].(float64))
		case "offset":
			page.offset = int(q.Values[0].(float64))
		case "cursorAfter":
			page.cursor = q.Values[0].(string)
		default:
			page.others = append(page.others, raw)
			continue
		}
		seen[q.Method] = true
	}
	return page
}

// newListStub makes a stub with n entries in one of its lists. The request with the number
// fails, if any, gets an error.
func newListStub(t *testing.T, list string, n, fails int) *stub {
	calls := 0
	return newStubFunc(t, func(request stubRequest) stubResponse {
		calls++
		if calls == fails {
			return errorResponse(401, "general_unauthorized_scope", "User (role: guests) missing scope (account)")
		}
		page := pageQueryOf(t, request)
		start := page.offset
		if page.cursor != "" {
			_, _ = fmt.Sscanf(page.cursor, "entry-%d", &start)
			start++
		}
		entries := []any{}
		for i := start; i < n && len(entries) < page.limit; i++ {
			switch list {
			case "logs":
				entries = append(entries, account.Log{Event: fmt.Sprint("entry-", i), Time: time.Unix(int64(i), 0)})
			case "identities":
				entries = append(entries, account.Identity{ID: fmt.Sprint("entry-", i), CreatedAt: time.Unix(1, 0), UpdatedAt: time.Unix(1, 0)})
			}
		}
		body, err := json.Marshal(map[string]any{"total": n, list: entries})
		assert.NoError(t, err)
		return jsonResponse(200, string(body))
	})
}

// lists are the two iterators, by the name of their list.
var lists = map[string]func(ctx context.Context, c *account.Client, queries []query.ForIdentities, options ...account.CallOption) iter.Seq2[string, error]{
	"logs": func(ctx context.Context, c *account.Client, queries []query.ForIdentities, options ...account.CallOption) iter.Seq2[string, error] {
		return names(c.AllLogs(ctx, account.ListLogsParams{Queries: forLogs(queries)}, options...), func(entry *account.Log) string { return entry.Event })
	},
	"identities": func(ctx context.Context, c *account.Client, queries []query.ForIdentities, options ...account.CallOption) iter.Seq2[string, error] {
		return names(c.AllIdentities(ctx, account.ListIdentitiesParams{Queries: queries}, options...), func(entry *account.Identity) string { return entry.ID })
	},
}

// forLogs are queries for both lists, as those for the log: what it does not allow is for the
// server to reject.
func forLogs(queries []query.ForIdentities) []query.ForLogs {
	var all []query.ForLogs
	for _, q := range queries {
		all = append(all, query.Raw(q.String()))
	}
	return all
}

// names yields the names of entries.
func names[T any](all iter.Seq2[*T, error], name func(*T) string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for entry, err := range all {
			if err != nil && entry != nil {
				panic("an entry beside an error")
			}
			value := ""
			if entry != nil {
				value = name(entry)
			}
			if !yield(value, err) {
				return
			}
		}
	}
}

func entries(from, to int) []string {
	var names []string
	for i := from; i < to; i++ {
		names = append(names, fmt.Sprint("entry-", i))
	}
	return names
}

// collect returns the names before the first error.
func collect(all iter.Seq2[string, error]) (names []string, err error) {
	for name, e := range all {
		if e != nil {
			return names, e
		}
		names = append(names, name)
	}
	return names, nil
}

func TestPagination_ReadsAllPages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		n       int
		queries []query.ForIdentities
		limit   int
		pages   map[string]int // the total of identities is capped: only a page that is not full ends them
	}{
		"no entries":                  {0, nil, 100, map[string]int{"logs": 1, "identities": 1}},
		"one entry":                   {1, nil, 100, map[string]int{"logs": 1, "identities": 1}},
		"a page that is not full":     {99, nil, 100, map[string]int{"logs": 1, "identities": 1}},
		"a full page":                 {100, nil, 100, map[string]int{"logs": 1, "identities": 2}},
		"some pages":                  {250, nil, 100, map[string]int{"logs": 3, "identities": 3}},
		"an exact multiple":           {300, nil, 100, map[string]int{"logs": 3, "identities": 4}},
		"pages of the caller's size":  {7, []query.ForIdentities{query.Limit(3)}, 3, map[string]int{"logs": 3, "identities": 3}},
		"pages of one":                {3, []query.ForIdentities{query.Limit(1)}, 1, map[string]int{"logs": 3, "identities": 4}},
		"the first of two sizes wins": {5, []query.ForIdentities{query.Limit(4), query.Limit(1)}, 4, map[string]int{"logs": 2, "identities": 2}},
		"a size larger than all":      {5, []query.ForIdentities{query.Limit(5000)}, 5000, map[string]int{"logs": 1, "identities": 1}},
	} {
		for list, all := range lists {
			t.Run(name+"/"+list, func(t *testing.T) {
				t.Parallel()
				service := newListStub(t, list, test.n, 0)
				got, err := collect(all(t.Context(), service.client(t, account.WithSession("s")), test.queries))
				require.NoError(t, err)
				assert.Equal(t, entries(0, test.n), got)
				requests := service.requests()
				assert.Len(t, requests, test.pages[list])
				for i, request := range requests {
					page := pageQueryOf(t, request)
					assert.Equal(t, test.limit, page.limit)
					switch {
					case list == "logs":
						assert.Equal(t, i*test.limit, page.offset)
						assert.Empty(t, page.cursor)
					case i == 0:
						assert.Empty(t, page.cursor)
					default:
						assert.Equal(t, fmt.Sprint("entry-", i*test.limit-1), page.cursor, "the last entry of the previous page")
						assert.Zero(t, page.offset)
					}
				}
			})
		}
	}
}

func TestPagination_SendsNothingBeforeTheLoopBegins(t *testing.T) {
	t.Parallel()
	for list, all := range lists {
		service := newListStub(t, list, 10, 0)
		all(t.Context(), service.client(t, account.WithSession("s")), nil)
		service.requireNoRequests(t)
	}
}

func TestPagination_StoppingTheLoopStopsTheRequests(t *testing.T) {
	t.Parallel()
	for list, all := range lists {
		for _, stop := range []int{1, 3, 4, 6} {
			service := newListStub(t, list, 100, 0)
			count := 0
			for _, err := range all(t.Context(), service.client(t, account.WithSession("s")), []query.ForIdentities{query.Limit(3)}) {
				require.NoError(t, err)
				if count++; count == stop {
					break
				}
			}
			assert.Len(t, service.requests(), (stop+2)/3, "%s: %d entries", list, stop)
		}
	}
}

func TestPagination_AnErrorEndsTheLoop(t *testing.T) {
	t.Parallel()
	for list, all := range lists {
		for page := 1; page <= 3; page++ {
			service := newListStub(t, list, 100, page)
			var got []string
			var failures []error
			for name, err := range all(t.Context(), service.client(t, account.WithSession("s")), []query.ForIdentities{query.Limit(4)}) {
				if err != nil {
					failures = append(failures, err)
					continue
				}
				got = append(got, name)
			}
			assert.Equal(t, entries(0, (page-1)*4), got, list)
			require.Len(t, failures, 1, list)
			assert.ErrorIs(t, failures[0], account.ErrGeneralUnauthorizedScope)
			assert.Len(t, service.requests(), page)
		}
	}
}

func TestPagination_ALoopCanRunTwice(t *testing.T) {
	t.Parallel()
	for list, all := range lists {
		client := newListStub(t, list, 5, 0).client(t, account.WithSession("s"))
		loop := all(t.Context(), client, []query.ForIdentities{query.Limit(2)})
		for range 2 {
			got, err := collect(loop)
			require.NoError(t, err)
			assert.Equal(t, entries(0, 5), got, list)
		}
	}
}

func TestPagination_CallOptionsApplyToEveryPage(t *testing.T) {
	t.Parallel()
	for list, all := range lists {
		service := newListStub(t, list, 5, 0)
		var response account.Response
		_, err := collect(all(t.Context(), service.client(t, account.WithSession("s")), []query.ForIdentities{query.Limit(2)}, account.RequestHeader("X-A", "1"), account.ResponseInto(&response)))
		require.NoError(t, err)
		assert.Equal(t, 200, response.StatusCode)
		assert.Len(t, service.requests(), 3)
		for _, request := range service.requests() {
			assert.Equal(t, "1", request.Header.Get("X-A"))
		}
	}
}

func TestPagination_ALoopEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for list, all := range lists {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		service := newListStub(t, list, 10, 0)
		var got []string
		var lastErr error
		for name, err := range all(ctx, service.client(t, account.WithSession("s")), []query.ForIdentities{query.Limit(2)}) {
			cancel()
			if lastErr = err; err == nil {
				got = append(got, name)
			}
		}
		assert.ErrorIs(t, lastErr, context.Canceled)
		assert.Equal(t, entries(0, 2), got, "the rest of the page has been read already")
	}
}

func TestPagination_AllLogsStartsAtAnOffset(t *testing.T) {
	t.Parallel()
	for _, start := range []int{1, 5, 9, 10, 50} {
		service := newListStub(t, "logs", 10, 0)
		queries := []query.ForIdentities{query.Offset(start), query.Limit(3), query.Offset(0)}
		got, err := collect(lists["logs"](t.Context(), service.client(t, account.WithSession("s")), queries))
		require.NoError(t, err)
		assert.Equal(t, entries(start, 10), got)
		assert.Equal(t, start, pageQueryOf(t, service.requests()[0]).offset)
	}
}

// A server may send more than a page was to have, or have a smallest page of its own.
func TestPagination_AllLogsContinuesAfterTheEntriesThatCame(t *testing.T) {
	t.Parallel()
	for _, total := range []int{0, 8} { // 0 from a server that does not count
		for _, limit := range []int{0, 2} {
			pages := 0
			service := newStubFunc(t, func(request stubRequest) stubResponse {
				if pages++; pages > 10 {
					return stubResponse{TransportErr: errors.New("it never ends")}
				}
				page := pageQueryOf(t, request)
				list := []account.Log{}
				for i := page.offset; i < min(page.offset+3, 8); i++ {
					list = append(list, account.Log{Event: fmt.Sprint("entry-", i), Time: time.Unix(int64(i), 0)})
				}
				body, err := json.Marshal(map[string]any{"total": total, "logs": list})
				assert.NoError(t, err)
				return jsonResponse(200, string(body))
			})
			client := service.client(t, account.WithSession("s"))
			all, err := collect(lists["logs"](t.Context(), client, []query.ForIdentities{query.Limit(limit)}, account.NoRetry()))
			require.NoError(t, err)
			require.Equal(t, entries(0, 8), all, "total %d, limit %d", total, limit)
		}
	}
}

// The first limit and the first offset count, as on the server, which has the last word on
// values that make no sense.
func TestPagination_AllLogsReadsTheQueriesAsTheServerDoes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		queries       []query.ForIdentities
		limit, offset any
	}{
		"none":                        {nil, 100, 0},
		"both":                        {[]query.ForIdentities{query.Limit(7), query.Offset(3)}, 7, 3},
		"the other way round":         {[]query.ForIdentities{query.Offset(3), query.Limit(7)}, 7, 3},
		"twice":                       {[]query.ForIdentities{query.Limit(7), query.Limit(8), query.Offset(3), query.Offset(4)}, 7, 3},
		"twice, the first a zero":     {[]query.ForIdentities{query.Limit(0), query.Limit(8), query.Offset(0), query.Offset(4)}, 0, 0},
		"a limit without a value":     {[]query.ForIdentities{query.Raw(`{"method":"limit","values":[]}`)}, 0, 0},
		"a limit with two values":     {[]query.ForIdentities{query.Raw(`{"method":"limit","values":[5,6]}`)}, 0, 0},
		"a limit that is no number":   {[]query.ForIdentities{query.Raw(`{"method":"limit","values":["5"]}`)}, 0, 0},
		"an offset that is no number": {[]query.ForIdentities{query.Raw(`{"method":"offset","values":[null]}`), query.Limit(2)}, 2, 0},
	} {
		service := newStub(t, jsonResponse(200, `{"total": 0, "logs": []}`)).allowAnyRequest()
		_, err := collect(lists["logs"](t.Context(), service.client(t, account.WithSession("s")), test.queries))
		require.NoError(t, err, name)
		require.Equal(t, []string{fmt.Sprintf(`{"method":"limit","values":[%d]}`, test.limit), fmt.Sprintf(`{"method":"offset","values":[%d]}`, test.offset)},
			service.request(t).Query["queries[]"], name)
	}
	// What is no query, or another one, is passed on.
	service := newStub(t, jsonResponse(200, `{"total": 0, "logs": []}`)).allowAnyRequest()
	_, err := collect(lists["logs"](t.Context(), service.client(t, account.WithSession("s")), []query.ForIdentities{query.Raw("limit"), query.Raw(`{"method":"limits","values":[1]}`), query.Raw("["), query.Raw(`["limit"]`), query.Raw(`{"method":"limit","values":5}`), query.Limit(1)}))
	require.NoError(t, err)
	require.Equal(t, []string{"limit", `{"method":"limits","values":[1]}`, "[", `["limit"]`, `{"method":"limit","values":5}`, `{"method":"limit","values":[1]}`, `{"method":"offset","values":[0]}`}, service.request(t).Query["queries[]"])
}

func TestPagination_FiltersAndOrdersApplyToEveryPage(t *testing.T) {
	t.Parallel()
	service := newListStub(t, "identities", 7, 0)
	given := []query.ForIdentities{query.Equal("provider", "github", "<gitlab>"), query.OrderDesc("$createdAt"), query.Limit(3)}
	queries := slices.Clone(given)
	_, err := collect(lists["identities"](t.Context(), service.client(t, account.WithSession("s")), queries))
	require.NoError(t, err)
	assert.Equal(t, given, queries, "the caller's list is not changed")
	assert.Len(t, service.requests(), 3)
	for _, request := range service.requests() {
		assert.Equal(t, []string{given[0].String(), given[1].String()}, pageQueryOf(t, request).others)
	}
}

func TestPagination_EntriesStayValidAfterTheNextOne(t *testing.T) {
	t.Parallel()
	var kept []*account.Log
	for entry, err := range newListStub(t, "logs", 5, 0).client(t, account.WithSession("s")).AllLogs(t.Context(), account.ListLogsParams{Queries: []query.ForLogs{query.Limit(2)}}) {
		require.NoError(t, err)
		kept = append(kept, entry)
	}
	var names []string
	for _, entry := range kept {
		names = append(names, entry.Event)
	}
	assert.Equal(t, strings.Join(entries(0, 5), " "), strings.Join(names, " "))
}

func TestPagination_ALoopEndsWhenTheServerSendsTheSamePageAgain(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		body := any(account.LogList{Total: 4, Logs: []account.Log{{Event: "user.update"}, {Event: "user.update"}}})
		if strings.HasSuffix(r.URL.Path, "/identities") {
			body = account.IdentityList{Total: 4, Identities: []account.Identity{{ID: "i1"}, {ID: "i2"}}}
		}
		_ = json.NewEncoder(w).Encode(body)
	}))
	t.Cleanup(server.Close)
	client, err := account.New(server.URL, "p", account.WithSession("s"))
	require.NoError(t, err)

	for _, err := range client.AllLogs(t.Context(), account.ListLogsParams{Queries: []query.ForLogs{query.Limit(2)}}) {
		require.NoError(t, err)
	}
	require.EqualValues(t, 2, requests.Swap(0), "the total ends the loop")
	for _, err := range client.AllIdentities(t.Context(), account.ListIdentitiesParams{Queries: []query.ForIdentities{query.Limit(2)}}) {
		require.NoError(t, err)
	}
	require.EqualValues(t, 2, requests.Load(), "the same last entry again ends the loop")
}

func TestPagination_AllIdentitiesStartsAtACursorAndAnOffset(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	var ids []string
	for i := range 5 {
		service.Clock().Advance(time.Minute)
		uid := fmt.Sprint(i)
		ids = append(ids, service.CreateIdentity(ann.ID, accounttest.IdentitySeed{Provider: "mock", ProviderUID: uid, ProviderEmail: uid + "@example.com"}).ID)
	}
	me := service.UserClient(ann.ID)
	for name, test := range map[string]struct {
		queries  []query.ForIdentities
		expected []string
	}{
		"after the first":                    {[]query.ForIdentities{query.Limit(2), query.CursorAfter(ids[0])}, ids[1:]},
		"after the last":                     {[]query.ForIdentities{query.CursorAfter(ids[4])}, nil},
		"from the second":                    {[]query.ForIdentities{query.Limit(2), query.Offset(1)}, ids[1:]},
		"the second after the first":         {[]query.ForIdentities{query.Limit(2), query.CursorAfter(ids[0]), query.Offset(1)}, ids[2:]},
		"the second after the last but one":  {[]query.ForIdentities{query.CursorAfter(ids[3]), query.Offset(1)}, nil},
		"backwards in time, after the third": {[]query.ForIdentities{query.Limit(1), query.OrderDesc("$createdAt"), query.CursorAfter(ids[2])}, []string{ids[1], ids[0]}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := collect(lists["identities"](t.Context(), me, test.queries))
			require.NoError(t, err)
			require.Equal(t, test.expected, got)
		})
	}
}

func TestPagination_AllIdentitiesDoesNotReadBackwards(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	got, err := collect(lists["identities"](t.Context(), service.client(t, account.WithSession("s")), []query.ForIdentities{query.CursorBefore("entry-3")}))
	requireInvalid(t, err, "listIdentities", "queries[]")
	require.ErrorContains(t, err, "use ListIdentities")
	require.Empty(t, got)
	service.requireNoRequests(t)
}

func TestPagination_ALoopEndsWhenTheServerRunsInACircle(t *testing.T) {
	t.Parallel()
	requests := 0
	service := newStubFunc(t, func(request stubRequest) stubResponse {
		requests++
		if requests > 20 {
			return errorResponse(500, "general_unknown", "The loop does not end.")
		}
		var logs []account.Log
		var identities []account.Identity
		for i := range 20 {
			name := fmt.Sprint("entry-", requests%3, "-", i)
			logs = append(logs, account.Log{Event: name})
			identities = append(identities, account.Identity{ID: name})
		}
		body := any(account.LogList{Total: 1 << 40, Logs: logs})
		if strings.HasSuffix(request.Path, "/identities") {
			body = account.IdentityList{Total: 1 << 40, Identities: identities}
		}
		data, err := json.Marshal(body)
		assert.NoError(t, err)
		return jsonResponse(200, string(data))
	}).allowAnyResponse()
	for name, list := range lists {
		requests = 0
		got, err := collect(list(t.Context(), service.client(t, account.WithSession("s"), account.WithRetries(0)), []query.ForIdentities{query.Limit(20)}))
		require.NoError(t, err, name)
		require.LessOrEqual(t, len(got), 4*20, "%s: three pages, and perhaps the first once more", name)
		require.GreaterOrEqual(t, len(got), 3*20, name)
	}
}

func TestPagination_ALoopEndsAtShortPagesToo(t *testing.T) {
	t.Parallel()
	// A loop ends at a page that comes after ten or more of its entries.
	for size, expected := range map[int]int{1: 11, 3: 5, 5: 3, 9: 3, 10: 2} {
		requests := 0
		service := newStubFunc(t, func(stubRequest) stubResponse {
			if requests++; requests > 20 {
				return errorResponse(500, "general_unknown", "The loop does not end.")
			}
			data, err := json.Marshal(account.LogList{Total: 1 << 40, Logs: make([]account.Log, size)})
			assert.NoError(t, err)
			return jsonResponse(200, string(data))
		}).allowAnyResponse()
		got, err := collect(lists["logs"](t.Context(), service.client(t, account.WithSession("s"), account.WithRetries(0)), []query.ForIdentities{query.Limit(size)}))
		require.NoError(t, err, size)
		require.Equal(t, expected, requests, "pages of %d", size)
		require.Len(t, got, (expected-1)*size, "pages of %d", size)
	}
}
