// Package query encodes the queries that account.ListLogs and account.ListIdentities
// take.
//
// A query is a JSON object in a string. ListLogs allows only Limit and Offset;
// ListIdentities allows all but Search, on the attributes $id, $createdAt, $updatedAt,
// userId, provider, providerUid, providerEmail and providerAccessTokenExpiry. Of
// several limits, offsets or cursors the first wins.
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

type query struct {
	Method    string            `json:"method"`
	Attribute string            `json:"attribute,omitempty"`
	Values    []json.RawMessage `json:"values,omitempty"`
}

// encode encodes a query with the values of an attribute.
func encode[V Value](method, attribute string, values ...V) string {
	q := query{Method: method, Attribute: attribute}
	for _, value := range values {
		q.Values = append(q.Values, encodeValue(value))
	}
	return marshal(q)
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
func Limit(n int) string { return encode("limit", "", n) }

// Offset leaves out the first n entries.
func Offset(n int) string { return encode("offset", "", n) }

// CursorAfter starts after the entry with an id.
func CursorAfter(id string) string { return encode("cursorAfter", "", id) }

// CursorBefore ends before the entry with an id.
func CursorBefore(id string) string { return encode("cursorBefore", "", id) }

// OrderAsc sorts by an attribute, smallest first.
func OrderAsc(attribute string) string { return encode[string]("orderAsc", attribute) }

// OrderDesc sorts by an attribute, largest first.
func OrderDesc(attribute string) string { return encode[string]("orderDesc", attribute) }

// Equal matches entries whose attribute is one of the values.
func Equal[V Value](attribute string, values ...V) string {
	return encode("equal", attribute, values...)
}

// NotEqual matches entries whose attribute differs from a value.
func NotEqual[V Value](attribute string, value V) string { return encode("notEqual", attribute, value) }

// LessThan matches entries whose attribute is below a value.
func LessThan[V Value](attribute string, value V) string { return encode("lessThan", attribute, value) }

// LessThanEqual matches entries whose attribute is a value or below.
func LessThanEqual[V Value](attribute string, value V) string {
	return encode("lessThanEqual", attribute, value)
}

// GreaterThan matches entries whose attribute is above a value.
func GreaterThan[V Value](attribute string, value V) string {
	return encode("greaterThan", attribute, value)
}

// GreaterThanEqual matches entries whose attribute is a value or above.
func GreaterThanEqual[V Value](attribute string, value V) string {
	return encode("greaterThanEqual", attribute, value)
}

// Between matches entries whose attribute is in a range, its ends included.
func Between[V Value](attribute string, from, to V) string {
	return encode("between", attribute, from, to)
}

// Contains matches entries whose attribute contains one of some parts.
func Contains(attribute string, parts ...string) string {
	return encode("contains", attribute, parts...)
}

// StartsWith matches entries whose attribute starts with a string.
func StartsWith(attribute, start string) string { return encode("startsWith", attribute, start) }

// EndsWith matches entries whose attribute ends with a string.
func EndsWith(attribute, end string) string { return encode("endsWith", attribute, end) }

// IsNull matches entries whose attribute has no value.
func IsNull(attribute string) string { return encode[string]("isNull", attribute) }

// IsNotNull matches entries whose attribute has a value.
func IsNotNull(attribute string) string { return encode[string]("isNotNull", attribute) }

// And matches entries that all of two or more queries match.
func And(queries ...string) string { return nest("and", queries) }

// Or matches entries that one of two or more queries matches.
func Or(queries ...string) string { return nest("or", queries) }

// nest puts queries into another. An invalid query is passed on as a string, for the
// server to reject.
func nest(method string, queries []string) string {
	q := query{Method: method}
	for _, inner := range queries {
		raw := json.RawMessage(inner)
		if !json.Valid(raw) {
			raw = encodeValue(inner)
		}
		q.Values = append(q.Values, raw)
	}
	return marshal(q)
}
