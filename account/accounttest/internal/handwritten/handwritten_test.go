package handwritten_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/handwritten"
)

// file is a file with a field of each type.
type file struct {
	Name   string            `json:"name,omitempty"`
	On     bool              `json:"on"`
	Count  int               `json:"count"`
	Seed   uint64            `json:"seed"`
	Share  float64           `json:"share"`
	At     time.Time         `json:"at"`
	For    time.Duration     `json:"for"`
	Names  map[string]string `json:"names"`
	Any    map[string]any    `json:"any"`
	Inner  []file            `json:"inner"`
	Unread func()            `json:"unread"`
}

func TestDecode_AFieldStaysIfTheFileDoesNotHaveIt(t *testing.T) {
	t.Parallel()
	read := file{Name: "before", Count: 7, Names: map[string]string{"a": "b"}}
	document, err := handwritten.Decode(strings.NewReader("name: &n after\nnames: {c: d}\ninner:\n  - name: *n\n"), &read)
	require.NoError(t, err)
	require.Equal(t, file{Name: "after", Count: 7, Names: map[string]string{"c": "d"}, Inner: []file{{Name: "after"}}}, read)
	require.Equal(t, []int{4, 4, 2, 1}, []int{document.Line("inner[0].name"), document.Line("inner[0].at"), document.Line("names.x.y"), document.Line("nope")})
}

func TestDecode_WhatRepeatsItselfIsBounded(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("any:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n")
	for i := range 8 {
		level, next := string(rune('0'+i)), string(rune('1'+i))
		bomb.WriteString("  a" + next + ": &a" + next + " [" + strings.Repeat("*a"+level+", ", 9) + "*a" + level + "]\n")
	}
	_, err := handwritten.Decode(strings.NewReader(bomb.String()), new(file))
	require.ErrorContains(t, err, "the file has more than 250000 values")
	_, err = handwritten.Decode(strings.NewReader(strings.Repeat(" ", 9<<20)), new(file))
	require.ErrorContains(t, err, "it is larger than 8 MiB")
}

func TestDecode_AnErrorDoesNotShowAPasswordThatLooksLikeAnAlias(t *testing.T) {
	t.Parallel()
	_, err := handwritten.Decode(strings.NewReader("name: *hunter22"), new(file))
	require.EqualError(t, err, "a value begins with * and no anchor has its name; put it in quotes")
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"name: a\non: true\ncount: 1\nseed: 2\nshare: .5\nat: 2026-03-01\nfor: 1s\nnames: {a: b}\nany: {a: [1, {b: null}]}\ninner: [{name: c}]",
		`{"name": "a\/b", "any": {"x": "\ud83d\ude00"}}`, "<<: {}", "a: &a [*a]", "? [a]\n: b", "--- \n...\n---", "name: !!binary aGk=", "unread: 1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := handwritten.Decode(strings.NewReader(text), new(file)); err != nil && err.Error() == "" {
			t.Error("the error says nothing")
		}
	})
}
