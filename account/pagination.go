package account

import (
	"encoding/json"
	"hash/maphash"
	"slices"

	"github.com/appwrite-go/appwrite/account/query"
)

const defaultPageSize = 100

// seenPages counts how often a loop has read a page. A server that sends pages again does not
// move on. Short pages may come again some times: entries of a log can be equal.
type seenPages map[uint64]int

const maxRepeated = 10 // entries of the same pages

// again reports whether the entries of a page were seen too often before.
func again[T comparable](seen seenPages, page []T) bool {
	var hash maphash.Hash
	hash.SetSeed(seenSeed)
	for _, entry := range page {
		maphash.WriteComparable(&hash, entry)
	}
	sum := hash.Sum64()
	repeated := seen[sum] * len(page)
	seen[sum]++
	return repeated >= maxRepeated
}

var seenSeed = maphash.MakeSeed()

// queriesOf returns queries as they are sent.
func queriesOf[Q query.ForIdentities](call *call, queries []Q) []string {
	encoded := make([]string, 0, len(queries))
	for _, q := range queries {
		if any(q) == nil {
			call.fail(&InvalidParameterError{Operation: call.operation.ID, Parameter: "queries[]", Reason: "one of the queries is nil"})
			continue
		}
		encoded = append(encoded, q.String())
	}
	return encoded
}

// pageOf returns the first limit and offset among queries, as the server does.
func pageOf[Q query.ForIdentities](queries []Q) (size, offset int) {
	size = defaultPageSize
	limited, moved := false, false
	for _, q := range queries {
		switch method, n := parseQuery(q); {
		case method == "limit" && !limited:
			size, limited = n, true
		case method == "offset" && !moved:
			offset, moved = n, true
		}
	}
	return size, offset
}

// without returns the queries but for those of some methods.
func without[Q query.ForIdentities](queries []Q, methods ...string) []Q {
	return slices.DeleteFunc(slices.Clone(queries), func(q Q) bool { return isOneOf(q, methods) })
}

func isOneOf(q query.ForIdentities, methods []string) bool {
	method, _ := parseQuery(q)
	return slices.Contains(methods, method)
}

// parseQuery returns the method of a query, and its value if that is one number.
func parseQuery(q query.ForIdentities) (method string, n int) {
	var parsed struct {
		Method string
		Values []json.RawMessage
	}
	if q == nil || json.Unmarshal([]byte(q.String()), &parsed) != nil {
		return "", 0
	}
	if len(parsed.Values) == 1 {
		_ = json.Unmarshal(parsed.Values[0], &n) // 0 for anything else
	}
	return parsed.Method, n
}
