package account

import (
	"encoding/json"
	"hash/maphash"
	"slices"
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

// pageOf returns the first limit and offset among queries, as the server does.
func pageOf(queries []string) (size, offset int) {
	size = defaultPageSize
	limited, moved := false, false
	for _, query := range queries {
		switch method, n := parseQuery(query); {
		case method == "limit" && !limited:
			size, limited = n, true
		case method == "offset" && !moved:
			offset, moved = n, true
		}
	}
	return size, offset
}

// without returns the queries but for those of some methods.
func without(queries []string, methods ...string) []string {
	return slices.DeleteFunc(slices.Clone(queries), func(query string) bool { return isOneOf(query, methods) })
}

func isOneOf(query string, methods []string) bool {
	method, _ := parseQuery(query)
	return slices.Contains(methods, method)
}

// parseQuery returns the method of a query, and its value if that is one number.
func parseQuery(query string) (method string, n int) {
	var parsed struct {
		Method string
		Values []json.RawMessage
	}
	if json.Unmarshal([]byte(query), &parsed) != nil {
		return "", 0
	}
	if len(parsed.Values) == 1 {
		_ = json.Unmarshal(parsed.Values[0], &n) // 0 for anything else
	}
	return parsed.Method, n
}
