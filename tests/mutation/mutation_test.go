package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// changes mutates the body of a function and returns "operator: change" of each mutant.
func changes(t *testing.T, body string) []string {
	t.Helper()
	source := "package p\n\n" + body + "\n"
	mutants, err := mutate("p.go", []byte(source))
	require.NoError(t, err)
	var list []string
	for _, m := range mutants {
		require.NotEqual(t, source, string(m.apply([]byte(source))))
		list = append(list, m.Operator+": "+m.Change)
	}
	return list
}

func TestMutate_EachOperatorChangesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source   string
		expected []string
	}{
		"comparisons": {"func f(a int) bool {\n\treturn a < b\n}", []string{"boundary: return a <= b", "comparison: return a >= b"}},
		"equality":    {"func f(a int) bool {\n\treturn a == b\n}", []string{"comparison: return a != b"}},
		"logic":       {"func f() bool {\n\treturn a && b\n}", []string{"logic: return a || b"}},
		"arithmetic":  {"func f() int {\n\treturn a + b<<c\n}", []string{"arithmetic: return a - b<<c", "arithmetic: return a + b>>c"}},
		"strings":     {"func f() string {\n\treturn \"a\" + b + \"c\"\n}", nil},
		"conditions": {"func f() {\n\tif ok() {\n\t}\n\tfor !done() {\n\t}\n}",
			[]string{"negation: if !(ok()) {", "negation: for done() {"}},
		"constants": {"func f() bool {\n\tg(0, 1, 7, 0x10, \"1\", 1.5, true)\n\treturn false\n}", []string{
			`statement: if false { g(0, 1, 7, 0x10, "1", 1.5, true) }`,
			`constant: g(1, 1, 7, 0x10, "1", 1.5, true)`, `constant: g(0, 0, 7, 0x10, "1", 1.5, true)`,
			`constant: g(0, 1, 8, 0x10, "1", 1.5, true)`, `constant: g(0, 1, 7, 17, "1", 1.5, true)`,
			`constant: g(0, 1, 7, 0x10, "1", 1.5, false)`, "constant: return true",
		}},
		"min and max":         {"var a = min(b, max(c, d))", []string{"constant: var a = max(b, max(c, d))", "constant: var a = min(b, min(c, d))"}},
		"room is not mutated": {"var a, b, c = make([]int, n, 8), make(map[string]int, 8), make(http.Header, 8)", nil},
		"a length is":         {"var a = make([]int, 8)", []string{"constant: var a = make([]int, 9)"}},
		"statements": {"func f() {\n\tdefer g()\n\ta = b\n\ta += b\n\ta++\n\tc := d\n\tgo h()\n}", []string{
			"statement: if false { defer g() }", "statement: if false { a = b }", "statement: if false { a += b }", "arithmetic: a -= b",
			"statement: if false { a++ }", "arithmetic: a--", "statement: if false { go h() }",
		}},
		"returns but the last": {"func f() int {\n\tif a() {\n\t\treturn b\n\t}\n\treturn c\n}",
			[]string{"negation: if !(a()) {", "statement: if false { return b }"}},
		"errors": {"func f() (int, error) {\n\tif a != nil {\n\t\treturn b, err\n\t}\n\treturn c, nil\n}", []string{
			"comparison: if a == nil {", "statement: if false { return b, err }", "no error: return b, nil",
		}},
		"errors of a function in it": {"func f() int {\n\tg(func() error { return err })\n\treturn 7\n}", []string{
			"statement: if false { g(func() error { return err }) }", "no error: g(func() error { return nil })", "constant: return 8",
		}},
		"cases": {"func f() {\n\tswitch a {\n\tcase b, c:\n\tdefault:\n\t}\n}", []string{
			"case: without case b, c:", "element: without b", "element: without c", "case: without default:",
		}},
		"cases that are conditions": {"func f() {\n\tswitch {\n\tcase ok:\n\t}\n}", []string{"case: without case ok:", "negation: case !(ok):"}},
		"elements": {"var a = t{b: c, d: e}\nvar l = []int{\n\tf,\n\tg,\n}", []string{
			"element: without b: c", "element: without d: e", "element: without f", "element: without g",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.expected, changes(t, test.source))
		})
	}
}

func TestMutate_TheResultIsTheSourceWithOneChange(t *testing.T) {
	t.Parallel()
	const source = "package p\n\nfunc f(a []int) int {\n\tswitch len(a) {\n\tcase 0, 1:\n\t\treturn g(t{x: 1, y: 2})\n\tcase 2:\n\t\tg(a)\n\t}\n\treturn 3\n}\n"
	mutants, err := mutate("p.go", []byte(source))
	require.NoError(t, err)
	results := map[string]string{}
	for _, m := range mutants {
		assert.Equal(t, "f", m.Func)
		results[m.String()] = string(m.apply([]byte(source)))
	}
	for name, change := range map[string][2]string{
		"p.go:5: element: without 0":                              {"case 0, 1:", "case 1:"},
		"p.go:5: element: without 1":                              {"case 0, 1:", "case 0:"},
		"p.go:6: element: without x: 1":                           {"{x: 1, y", "{y"},
		"p.go:6: element: without y: 2":                           {"x: 1, y: 2}", "x: 1}"},
		"p.go:7: case: without case 2:":                           {"case 2:\n\t\tg(a)\n", "\n"},
		"p.go:8: statement: if false { g(a) }":                    {"g(a)", "if false { g(a) }"},
		"p.go:6: statement: if false { return g(t{x: 1, y: 2}) }": {"return g(t{x: 1, y: 2})", "if false { return g(t{x: 1, y: 2}) }"},
		"p.go:10: constant: return 4":                             {"return 3", "return 4"},
		"p.go:5: case: without case 0, 1:":                        {"case 0, 1:\n\t\treturn g(t{x: 1, y: 2})", ""},
	} {
		require.Contains(t, results, name)
		assert.Equal(t, strings.Replace(source, change[0], change[1], 1), results[name], name)
	}
}

func TestSample_FollowsTheSeedAndNotTheLine(t *testing.T) {
	t.Parallel()
	const source = "package p\n\nfunc f() {\n\ta(1)\n\tb(1)\n\tb(1)\n\tc(2)\n}\n"
	mutants, err := mutate("p.go", []byte(source))
	require.NoError(t, err)
	moved, err := mutate("p.go", []byte(strings.Replace(source, "\n\n", "\n\n// More.\n\n", 1)))
	require.NoError(t, err)
	keys := func(list []mutant) (keys []mutant) {
		for _, m := range list {
			keys = append(keys, m.key())
		}
		return keys
	}
	all := sample(mutants, 0, 1)
	require.Len(t, all, len(mutants))
	require.ElementsMatch(t, mutants, all)
	require.Equal(t, keys(all), keys(sample(moved, 0, 1)))
	require.Equal(t, all[:3], sample(mutants, 3, 1))
	require.NotEqual(t, all, sample(mutants, 0, 2))
	slices.Reverse(mutants)
	require.Equal(t, all, sample(mutants, 100, 1))
}

func TestEquivalent_EntriesNameAMutantAndAReason(t *testing.T) {
	t.Parallel()
	list, err := parseEquivalents("# Why.\n\np.go f\n\tif a {\n\tit is b\n\np.go\n\tvar a = 2\n\tnobody reads it\n")
	require.NoError(t, err)
	require.Equal(t, []equivalent{{"p.go", "f", "if a {", "it is b"}, {"p.go", "", "var a = 2", "nobody reads it"}}, list)
	mutants := []mutant{{File: "p.go", Func: "f", Change: "if a {"}, {File: "p.go", Func: "g", Change: "if a {"}, {File: "p.go", Func: "f", Change: "if a {", Line: 9}}
	rest, left, stale := withoutEquivalents(mutants, list)
	require.Equal(t, mutants[1:2], rest)
	require.Equal(t, 2, left)
	require.Equal(t, list[1:], stale)
	for _, bad := range []string{"p.go f\n\tif a {\n", "f\n\tif a {\n\twhy\n"} {
		_, err := parseEquivalents(bad)
		require.Error(t, err)
	}
	content, err := os.ReadFile("equivalent.txt")
	require.NoError(t, err)
	_, err = parseEquivalents(string(content))
	require.NoError(t, err)
}

func TestFind_LeavesOutTestsAndGeneratedFiles(t *testing.T) {
	t.Parallel()
	mutants, err := find("../..", "")
	require.NoError(t, err)
	require.Greater(t, len(mutants), 1000)
	folders := map[string]bool{}
	for _, m := range mutants {
		folders[m.File[:strings.LastIndex(m.File, "/")]] = true
		require.NotContains(t, m.File, "_test.go")
		require.NotContains(t, m.File, ".gen.go")
	}
	require.Equal(t, map[string]bool{"account": true, "internal/wire": true}, folders)
	some, err := find("../..", "account/retry.go")
	require.NoError(t, err)
	require.NotEmpty(t, some)
	require.Less(t, len(some), len(mutants)/4)
}

func TestJudge_KnowsTheEndsOfGoTest(t *testing.T) {
	t.Parallel()
	failed := errors.New("exit status 1")
	assert.Equal(t, survived, judge(nil, "ok"))
	assert.Equal(t, killed, judge(failed, "--- FAIL: TestA"))
	assert.Equal(t, killed, judge(failed, "panic: index out of range"))
	assert.Equal(t, timedOut, judge(failed, "panic: test timed out after 1m0s"))
	assert.Equal(t, timedOut, judge(context.DeadlineExceeded, ""))
	assert.Equal(t, notViable, judge(failed, "FAIL	p [build failed]"))
	assert.Equal(t, notViable, judge(failed, "FAIL	p [setup failed]"))
}

func TestReport_CountsAShareOfTheViable(t *testing.T) {
	t.Parallel()
	var r report
	assert.Zero(t, r.share())
	for v, n := range map[verdict]int{killed: 95, timedOut: 2, notViable: 10, survived: 3} {
		for range n {
			r.add(mutant{}, v)
		}
	}
	r.Equivalent = 4
	assert.Equal(t, 100, r.viable())
	assert.InDelta(t, 3.0, r.share(), 1e-9)
	assert.Equal(t, "mutation: 110 tried, 97 killed (2 by the time limit), 10 not viable, 3 survived: 3.0 of 100 viable ones; 4 equivalent ones not tried", r.String())
}

// newModule writes a small module with both packages. Nothing tests Untested.
func newModule(t *testing.T) string {
	t.Helper()
	module := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":                        "module m\n\ngo 1.26.0\n",
		"account/a.go":                  "package account\n\nfunc Larger(a, b int) bool {\n\treturn a > b\n}\n\nfunc Untested() int {\n\treturn 1\n}\n\nfunc Same() int {\n\treturn 5 * 0\n}\n",
		"account/a_test.go":             "package account\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {\n\tif Larger(1, 1) || !Larger(2, 1) || Same() != 0 {\n\t\tt.Fail()\n\t}\n}\n",
		"account/b.gen.go":              "package account\n\nvar generated = 1\n",
		"internal/wire/w.go":            "package wire\n\nfunc Zero() int {\n\treturn 0\n}\n",
		"internal/wire/w_test.go":       "package wire\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {\n\tif Zero() != 0 {\n\t\tt.Fail()\n\t}\n}\n",
		"tests/mutation/equivalent.txt": "account/a.go Same\n\treturn 6 * 0\n\tit is 0\n\naccount/a.go Gone\n\treturn 1\n\tit was so\n",
	} {
		file := filepath.Join(module, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	}
	return module
}

func TestRun_TriesMutantsAndLeavesTheTreeAlone(t *testing.T) {
	t.Parallel()
	module := newModule(t)
	o := options{seed: 1, max: 100, timeout: time.Minute}
	var output bytes.Buffer
	require.NoError(t, run(t.Context(), &output, module, o))
	lines := strings.Split(strings.TrimSpace(output.String()), "\n")
	require.Len(t, lines, 3, output.String())
	assert.Equal(t, "equivalent.txt: there is no such mutant any more: account/a.go Gone: return 1", lines[0])
	assert.Equal(t, "survived: account/a.go:8: constant: return 0", lines[1])
	// 5 / 0 does not compile.
	assert.Equal(t, "mutation: 6 tried, 4 killed (0 by the time limit), 1 not viable, 1 survived: 20.0 of 100 viable ones; 1 equivalent ones not tried", lines[2])
	source, err := os.ReadFile(filepath.Join(module, "account", "a.go"))
	require.NoError(t, err)
	require.Contains(t, string(source), "return a > b")

	o.max, o.json = 3, true
	output.Reset()
	require.ErrorContains(t, run(t.Context(), &output, module, o), "20.0 of 100 mutants survived, more than 3")
	lines = strings.Split(strings.TrimSpace(output.String()), "\n")
	require.Len(t, lines, 7)
	seen := map[verdict]int{}
	for _, line := range lines[:6] {
		var r result
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		seen[r.Verdict]++
	}
	require.Equal(t, map[verdict]int{killed: 4, notViable: 1, survived: 1}, seen)
	var sum report
	require.NoError(t, json.Unmarshal([]byte(lines[6]), &sum))
	require.Equal(t, "return 0", sum.Survivors[0].Change)

	// With a test for it, only the survivor is tried again.
	o.again, o.json = filepath.Join(t.TempDir(), "run.json"), false
	require.NoError(t, os.WriteFile(o.again, output.Bytes(), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(module, "account", "b_test.go"),
		[]byte("package account\n\nimport \"testing\"\n\nfunc TestB(t *testing.T) {\n\tif Untested() != 1 {\n\t\tt.Fail()\n\t}\n}\n"), 0o600))
	output.Reset()
	require.NoError(t, run(t.Context(), &output, module, o))
	require.Contains(t, output.String(), "mutation: 6 tried, 5 killed (0 by the time limit), 1 not viable, 0 survived")
}

func TestRun_WithoutMutantsOrWithFailingTestsIsAnError(t *testing.T) {
	t.Parallel()
	module := newModule(t)
	o := options{only: "nothing", timeout: time.Minute}
	require.ErrorContains(t, run(t.Context(), &bytes.Buffer{}, module, o), `"nothing"`)

	o.only, o.list, o.n = "wire", true, 1
	var output bytes.Buffer
	require.NoError(t, run(t.Context(), &output, module, o))
	require.Equal(t, "internal/wire/w.go:4: constant: return 1\n", output.String())

	require.NoError(t, os.WriteFile(filepath.Join(module, "account", "a_test.go"), []byte("package account\n\nimport \"testing\"\n\nfunc Test(t *testing.T) { t.Fatal() }\n"), 0o600))
	o.list = false
	require.ErrorContains(t, run(t.Context(), &output, module, o), "the tests fail without a mutation: ./account")
	o.again = fmt.Sprint(module, "/none")
	require.ErrorIs(t, run(t.Context(), &output, module, o), os.ErrNotExist)
}
