// Package query encodes the queries that account.ListLogs and account.ListIdentities
// take.
//
//	account.ListLogsParams{Queries: []query.ForLogs{query.Limit(10), query.Offset(20)}}
//	account.ListIdentitiesParams{Queries: []query.ForIdentities{query.Equal("provider", "github"), query.Limit(10)}}
//
// ListLogs allows only Limit and Offset, and the compiler rejects the others there.
// ListIdentities allows all, on the attributes $id, $createdAt, $updatedAt, userId, provider,
// providerUid, providerEmail and providerAccessTokenExpiry. Of several limits, offsets or
// cursors the first wins.
//
// On the wire a query is a JSON object in a string. Raw is for one that comes from elsewhere.
package query

import (
	"encoding/json"
	"strings"
	"time"
)

// Value is what an attribute can be compared with.
type Value interface {
	string | bool | int | int64 | time.Time
}

// ForLogs is a query that account.ListLogs takes: a Page, or a Raw.
type ForLogs interface {
	ForIdentities
	forLogs()
}

// ForConsents is a query that account.ListConsents and account.ListConsentTokens take: any
// of this package.
type ForConsents = ForIdentities

// ForIdentities is a query that account.ListIdentities takes: any of this package.
type ForIdentities interface {
	// String returns the query as it is sent.
	String() string
	forIdentities()
}

// Page says which part of a list to return: Limit, Offset.
type Page string

// Cursor says where in a list to start or end: CursorAfter, CursorBefore.
type Cursor string

// Order sorts a list: OrderAsc, OrderDesc.
type Order string

// Filter says which entries of a list to return: Equal, Contains, And and the like.
type Filter string

// Raw is a query as it is sent, JSON, for one that this package does not have. The service
// rejects one that it does not know with account.ErrGeneralArgumentInvalid.
type Raw string

// String returns the query as it is sent.
func (q Page) String() string { return string(q) }

// String returns the query as it is sent.
func (q Cursor) String() string { return string(q) }

// String returns the query as it is sent.
func (q Order) String() string { return string(q) }

// String returns the query as it is sent.
func (q Filter) String() string { return string(q) }

// String returns the query as it is sent.
func (q Raw) String() string { return string(q) }

func (Page) forLogs() {}
func (Raw) forLogs()  {}

func (Page) forIdentities()   {}
func (Cursor) forIdentities() {}
func (Order) forIdentities()  {}
func (Filter) forIdentities() {}
func (Raw) forIdentities()    {}

type query struct {
	Method    string            `json:"method"`
	Attribute string            `json:"attribute,omitempty"`
	Values    []json.RawMessage `json:"values,omitempty"`
}

// encode encodes a query with the values of an attribute.
func encode[Q ~string, V Value](method, attribute string, values ...V) Q {
	q := query{Method: method, Attribute: attribute}
	for _, value := range values {
		q.Values = append(q.Values, encodeValue(value))
	}
	return Q(marshal(q))
}

// encodeValue encodes a value; times have the format of the service.
func encodeValue(value any) json.RawMessage {
	if t, ok := value.(time.Time); ok {
		value = t.UTC().Format("2006-01-02T15:04:05.000+00:00")
	}
	return json.RawMessage(marshal(value))
}

// marshal encodes JSON without escaping for HTML. It does not fail for a query or a Value.
func marshal(value any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
	return strings.TrimSuffix(b.String(), "\n")
}

// Limit asks for pages of n entries; n is at least 1, and 25 when it is not given.
func Limit(n int) Page { return encode[Page]("limit", "", n) }

// Offset leaves out the first n entries.
func Offset(n int) Page { return encode[Page]("offset", "", n) }

// CursorAfter starts after the entry with an id.
func CursorAfter(id string) Cursor { return encode[Cursor]("cursorAfter", "", id) }

// CursorBefore ends before the entry with an id.
func CursorBefore(id string) Cursor { return encode[Cursor]("cursorBefore", "", id) }

// OrderAsc sorts by an attribute, smallest first.
func OrderAsc(attribute string) Order { return encode[Order, string]("orderAsc", attribute) }

// OrderDesc sorts by an attribute, largest first.
func OrderDesc(attribute string) Order { return encode[Order, string]("orderDesc", attribute) }

// Equal matches entries whose attribute is one of the values.
func Equal[V Value](attribute string, values ...V) Filter {
	return encode[Filter]("equal", attribute, values...)
}

// NotEqual matches entries whose attribute differs from a value.
func NotEqual[V Value](attribute string, value V) Filter {
	return encode[Filter]("notEqual", attribute, value)
}

// LessThan matches entries whose attribute is below a value.
func LessThan[V Value](attribute string, value V) Filter {
	return encode[Filter]("lessThan", attribute, value)
}

// LessThanEqual matches entries whose attribute is a value or below.
func LessThanEqual[V Value](attribute string, value V) Filter {
	return encode[Filter]("lessThanEqual", attribute, value)
}

// GreaterThan matches entries whose attribute is above a value.
func GreaterThan[V Value](attribute string, value V) Filter {
	return encode[Filter]("greaterThan", attribute, value)
}

// GreaterThanEqual matches entries whose attribute is a value or above.
func GreaterThanEqual[V Value](attribute string, value V) Filter {
	return encode[Filter]("greaterThanEqual", attribute, value)
}

// Between matches entries whose attribute is in a range, its ends included.
func Between[V Value](attribute string, from, to V) Filter {
	return encode[Filter]("between", attribute, from, to)
}

// Contains matches entries whose attribute contains one of some parts.
func Contains(attribute string, parts ...string) Filter {
	return encode[Filter]("contains", attribute, parts...)
}

// StartsWith matches entries whose attribute starts with a string.
func StartsWith(attribute, start string) Filter {
	return encode[Filter]("startsWith", attribute, start)
}

// EndsWith matches entries whose attribute ends with a string.
func EndsWith(attribute, end string) Filter { return encode[Filter]("endsWith", attribute, end) }

// IsNull matches entries whose attribute has no value.
func IsNull(attribute string) Filter { return encode[Filter, string]("isNull", attribute) }

// IsNotNull matches entries whose attribute has a value.
func IsNotNull(attribute string) Filter { return encode[Filter, string]("isNotNull", attribute) }

// And matches entries that all of two or more filters match.
func And(filters ...Filter) Filter { return nest("and", filters) }

// Or matches entries that one of two or more filters matches.
func Or(filters ...Filter) Filter { return nest("or", filters) }

// nest puts filters into another. An invalid one is passed on as a string, for the server to
// reject.
func nest(method string, filters []Filter) Filter {
	q := query{Method: method}
	for _, inner := range filters {
		raw := json.RawMessage(inner)
		if !json.Valid(raw) {
			raw = encodeValue(string(inner))
		}
		q.Values = append(q.Values, raw)
	}
	return Filter(marshal(q))
}
