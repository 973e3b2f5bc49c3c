// Package query spells the queries that account.ListLogs and account.ListIdentities
// take.
//
// A query is a JSON object in a string. ListLogs allows Limit and Offset alone;
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

func spell[V Value](method, attribute string, values ...V) string {
	q := query{Method: method, Attribute: attribute}
	for _, value := range values {
		q.Values = append(q.Values, literal(value))
	}
	return write(q)
}

func literal(value any) json.RawMessage {
	if t, ok := value.(time.Time); ok {
		value = t.UTC().Format("2006-01-02T15:04:05.000+00:00")
	}
	return json.RawMessage(text(value))
}

func write(q query) string { return text(q) }

// text writes JSON without escaping for HTML. No value that gets here can fail.
func text(value any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
	return strings.TrimSuffix(b.String(), "\n")
}

// Limit asks for pages of n entries; n is at least 1, and 25 when it is not given.
func Limit(n int) string { return spell("limit", "", n) }

// Offset leaves out the first n entries.
func Offset(n int) string { return spell("offset", "", n) }

// CursorAfter starts after the entry with an id.
func CursorAfter(id string) string { return spell("cursorAfter", "", id) }

// CursorBefore ends before the entry with an id.
func CursorBefore(id string) string { return spell("cursorBefore", "", id) }

// OrderAsc sorts by an attribute, smallest first.
func OrderAsc(attribute string) string { return spell[string]("orderAsc", attribute) }

// OrderDesc sorts by an attribute, largest first.
func OrderDesc(attribute string) string { return spell[string]("orderDesc", attribute) }

// Equal wants an attribute to be one of the values.
func Equal[V Value](attribute string, values ...V) string {
	return spell("equal", attribute, values...)
}

// NotEqual wants an attribute to differ from a value.
func NotEqual[V Value](attribute string, value V) string { return spell("notEqual", attribute, value) }

// LessThan wants an attribute to be below a value.
func LessThan[V Value](attribute string, value V) string { return spell("lessThan", attribute, value) }

// LessThanEqual wants an attribute to be a value or below.
func LessThanEqual[V Value](attribute string, value V) string {
	return spell("lessThanEqual", attribute, value)
}

// GreaterThan wants an attribute to be above a value.
func GreaterThan[V Value](attribute string, value V) string {
	return spell("greaterThan", attribute, value)
}

// GreaterThanEqual wants an attribute to be a value or above.
func GreaterThanEqual[V Value](attribute string, value V) string {
	return spell("greaterThanEqual", attribute, value)
}

// Between wants an attribute to be in a range, its ends included.
func Between[V Value](attribute string, from, to V) string {
	return spell("between", attribute, from, to)
}

// Contains wants an attribute to have one of some parts.
func Contains(attribute string, parts ...string) string {
	return spell("contains", attribute, parts...)
}

// StartsWith wants an attribute to start with a text.
func StartsWith(attribute, start string) string { return spell("startsWith", attribute, start) }

// EndsWith wants an attribute to end with a text.
func EndsWith(attribute, end string) string { return spell("endsWith", attribute, end) }

// IsNull wants an attribute to have no value.
func IsNull(attribute string) string { return spell[string]("isNull", attribute) }

// IsNotNull wants an attribute to have a value.
func IsNotNull(attribute string) string { return spell[string]("isNotNull", attribute) }

// And wants all of two or more queries to hold.
func And(queries ...string) string { return nest("and", queries) }

// Or wants one of two or more queries to hold.
func Or(queries ...string) string { return nest("or", queries) }

// nest puts queries into another. What is no query is passed on as a text, for the
// server to refuse.
func nest(method string, queries []string) string {
	q := query{Method: method}
	for _, inner := range queries {
		raw := json.RawMessage(inner)
		if !json.Valid(raw) {
			raw = literal(inner)
		}
		q.Values = append(q.Values, raw)
	}
	return write(q)
}
