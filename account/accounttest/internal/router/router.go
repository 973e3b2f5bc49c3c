// Package router finds what a method and a path stand for, as the service does: empty
// segments do not count, literal segments win over placeholders, HEAD is GET, and values
// stay percent-encoded.
package router

import (
	"strconv"
	"strings"
)

// Router finds values of type T. The zero Router is empty.
type Router[T any] struct {
	routes map[string][]route[T] // by method and number of segments
}

type route[T any] struct {
	segments []string
	value    T
}

// Add makes a path, with {placeholders}, stand for a value.
func (r *Router[T]) Add(method, path string, value T) {
	if r.routes == nil {
		r.routes = map[string][]route[T]{}
	}
	segments := Split(path)
	key := routeKey(method, segments)
	r.routes[key] = append(r.routes[key], route[T]{segments: segments, value: value})
}

// Find returns what a method and a path stand for, and the values of the placeholders.
// Without a match it returns zero values.
func (r *Router[T]) Find(method, path string) (value T, placeholders map[string]string) {
	if method == "HEAD" {
		method = "GET"
	}
	segments := Split(path)
	best := -1
	for _, candidate := range r.routes[routeKey(method, segments)] {
		if found, literals, ok := match(candidate.segments, segments); ok && literals > best {
			best, value, placeholders = literals, candidate.value, found
		}
	}
	return value, placeholders
}

// Split returns the segments of a path that are not empty.
func Split(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

func routeKey(method string, segments []string) string {
	return method + " " + strconv.Itoa(len(segments))
}

// match also counts literal segments: the more, the better the match.
func match(pattern, segments []string) (placeholders map[string]string, literals int, ok bool) {
	placeholders = map[string]string{}
	for i, expected := range pattern {
		if name, isPlaceholder := strings.CutPrefix(expected, "{"); isPlaceholder {
			placeholders[strings.TrimSuffix(name, "}")] = segments[i]
			continue
		}
		if expected != segments[i] {
			return nil, 0, false
		}
		literals++
	}
	return placeholders, literals, true
}
