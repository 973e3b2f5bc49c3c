package main

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestFuzz_TargetsAreFoundInTheModuleAndNotBelowIt(t *testing.T) {
	file := func(source string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(source)} }
	found, err := targets(fstest.MapFS{
		"go.mod":                   file("module m\n"),
		"a_test.go":                file("package m\n\nfunc FuzzA(f *testing.F) {}\n"),
		"b/b_test.go":              file("package b\n\nfunc FuzzB(f *testing.F) {\n}\n\nfunc FuzzC(tests *testing.F) {}\n"),
		"b/b.go":                   file("package b\n\nfunc FuzzNot(f *testing.F) {}\n"),
		"b/helper_test.go":         file("package b\n\nfunc FuzzHelper(t *testing.T) {}\n"),
		"b/testdata/x_test.go":     file("package x\n\nfunc FuzzX(f *testing.F) {}\n"),
		"other/go.mod":             file("module other\n"),
		"other/inner/more_test.go": file("package inner\n\nfunc FuzzOther(f *testing.F) {}\n"),
	})
	require.NoError(t, err)
	require.Equal(t, []target{{".", "FuzzA"}, {"b", "FuzzB"}, {"b", "FuzzC"}}, found)
}

func TestFuzz_EveryTargetOfTheRootModuleIsFound(t *testing.T) {
	found, err := targets(os.DirFS("../.."))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(found), 10)
}

func TestFuzz_ANameThatFitsNoTargetIsAnError(t *testing.T) {
	require.ErrorContains(t, run(t.Context(), "../..", "1x", "NoSuchTarget"), "NoSuchTarget")
}
