package wire_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// fields is a body that writes whatever the test says.
type fields func(*wire.Writer)

func (f fields) Encode(w *wire.Writer) { f(w) }

func TestMarshal_WhatIsNoObjectIsAnError(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{"a string": "text", "a number": 1, "true": true, "a list": []int{1}, "a list of anything": []any{1}, "null": (*struct{})(nil)} {
		_, err := wire.Marshal(fields(func(w *wire.Writer) { w.Object("prefs", value) }))
		var failure *wire.ValueError
		require.ErrorAs(t, err, &failure, name)
		assert.Equal(t, "prefs", failure.Parameter)
		assert.EqualError(t, err, "an object is required: a struct or a map", name)
	}
	for name, value := range map[string]any{"a list": []int{}, "a list of anything": []any{}} {
		data, err := wire.Marshal(fields(func(w *wire.Writer) { w.Object("prefs", value) }))
		require.NoError(t, err, name)
		assert.Equal(t, `{"prefs":{}}`, string(data), "PHP's empty object")
	}
}

// The first error is the one that says why; what follows from it does not.
func TestMarshal_TheFirstErrorStays(t *testing.T) {
	t.Parallel()
	_, err := wire.Marshal(fields(func(w *wire.Writer) {
		w.Bool("fine", true)
		w.Object("first", map[string]any{"a": func() {}})
		w.String("second", "\xff")
		w.Object("third", 1)
	}))
	var failure *wire.ValueError
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, "first", failure.Parameter)
	assert.ErrorContains(t, err, "unsupported type")
	assert.NotNil(t, errors.Unwrap(err))

	_, err = wire.Marshal(fields(func(w *wire.Writer) { w.String("name", "\xff") }))
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, "name", failure.Parameter)
	assert.ErrorContains(t, err, "UTF-8")
	assert.NotContains(t, err.Error(), "name", "where it is stands in Parameter")

	for name, value := range map[string]any{"a map": map[string]any{"a": 1, "b": []any{1, func() {}, 2}, "c": 1}, "deeper": map[string]any{"a": map[string]any{"b": make(chan int)}}} {
		_, err = wire.Marshal(fields(func(w *wire.Writer) { w.Object("prefs", value) }))
		require.ErrorAs(t, err, &failure, name)
		assert.Equal(t, "prefs", failure.Parameter)
		assert.ErrorContains(t, err, "unsupported type")
	}
	// After an error a writer is used again as if nothing had been.
	data, err := wire.Marshal(fields(func(w *wire.Writer) { w.Bool("ok", false) }))
	require.NoError(t, err)
	require.Equal(t, `{"ok":false}`, string(data))
}

// Every kind of value that can hold strings is looked into.
func TestMarshal_StringsThatAreNotUTF8AreFoundEverywhere(t *testing.T) {
	t.Parallel()
	const bad = "\xff"
	text := bad
	var anything any = bad
	type inner struct{ Name string }
	for name, value := range map[string]any{
		"a field":               struct{ A string }{bad},
		"the last field":        struct{ A, B string }{"ok", bad},
		"a pointer":             struct{ A *string }{&text},
		"an interface":          struct{ A any }{bad},
		"a pointer to anything": struct{ A *any }{&anything},
		"a slice":               struct{ A []string }{[]string{"ok", bad}},
		"an array":              struct{ A [2]string }{[2]string{"ok", bad}},
		"a key of a map":        struct{ A map[string]int }{map[string]int{bad: 1}},
		"a value of a map":      struct{ A map[int]string }{map[int]string{1: bad}},
		"a struct":              struct{ A inner }{inner{bad}},
		"an embedded struct":    struct{ inner }{inner{bad}},
		"a pointer to a struct": &struct{ A *inner }{&inner{bad}},
		"beside what is left out": struct {
			A, B string `json:"-"`
			C    string
		}{bad, bad, bad},
		"beside a character of it": struct{ A, B string }{"\uFFFD", bad},
	} {
		_, err := wire.Marshal(fields(func(w *wire.Writer) { w.Object("prefs", value) }))
		assert.ErrorContains(t, err, "UTF-8", name)
	}
	// These six characters are what encoding/json writes for a broken byte, so that their
	// values are looked into, too.
	const unsure = `\ufffd`
	for name, value := range map[string]any{
		"a field that is left out": struct {
			A string
			B string `json:"-"`
		}{unsure, bad},
		"a field that is not exported": struct{ A, b string }{unsure, bad},
		"a nil pointer": struct {
			A string
			B *string
		}{unsure, nil},
		"a nil interface": struct {
			A string
			B any
		}{unsure, nil},
		"numbers": struct {
			A string
			B int
			C float64
			D bool
		}{unsure, 1, 1.5, true},
		"what encodes itself as JSON": struct {
			A string
			B selfJSON
		}{unsure, selfJSON{bad}},
		"what encodes itself as text": struct {
			A string
			B selfText
		}{unsure, selfText{bad}},
		"everything but not broken": struct {
			A []string
			B [1]string
			C map[string]string
			D *string
			E any
			inner
		}{[]string{unsure}, [1]string{"a"}, map[string]string{"a": "b"}, new(string), "a", inner{"a"}},
	} {
		_, err := wire.Marshal(fields(func(w *wire.Writer) { w.Object("prefs", value) }))
		assert.NoError(t, err, name)
	}
}

// selfJSON and selfText hold a string and do not write it.
type selfJSON struct{ Name string }

func (selfJSON) MarshalJSON() ([]byte, error) { return []byte(`"ok"`), nil }

type selfText struct{ Name string }

func (selfText) MarshalText() ([]byte, error) { return []byte("ok"), nil }

func TestMarshal_ABodyIsItsOwn(t *testing.T) {
	t.Parallel()
	first, err := wire.Marshal(fields(func(w *wire.Writer) { w.String("a", strings.Repeat("1", 100)) }))
	require.NoError(t, err)
	kept := bytes.Clone(first)
	for range 100 {
		_, err := wire.Marshal(fields(func(w *wire.Writer) { w.String("a", strings.Repeat("2", 100)) }))
		require.NoError(t, err)
	}
	require.Equal(t, kept, first)
}

func TestNewRequest_WithoutABodyHasNone(t *testing.T) {
	t.Parallel()
	req, err := wire.NewRequest(t.Context(), "DELETE", server, "/account", "", nil)
	require.NoError(t, err)
	assert.Nil(t, req.Body)
	assert.Nil(t, req.GetBody)
	assert.Zero(t, req.ContentLength)
	assert.NotContains(t, req.Header, "Content-Type")
	assert.Equal(t, server.Host, req.Host)

	_, err = wire.NewRequest(t.Context(), "BAD METHOD", server, "/account", "", nil)
	require.Error(t, err)
	_, err = wire.NewRequest(t.Context(), "POST", server, "/account", "", fields(func(w *wire.Writer) { w.String("a", "\xff") }))
	var failure *wire.ValueError
	require.ErrorAs(t, err, &failure)

	req, err = wire.NewRequest(t.Context(), "POST", server, "/account", "a=b", fields(func(w *wire.Writer) { w.String("a", "b") }))
	require.NoError(t, err)
	body, err := io.ReadAll(req.Body)
	require.NoError(t, err)
	assert.Equal(t, `{"a":"b"}`, string(body))
	assert.Equal(t, "a=b", req.URL.RawQuery)
	assert.Empty(t, server.RawQuery, "the server is not changed")
}
