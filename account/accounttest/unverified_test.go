package accounttest_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/recordings"
)

// A message that nobody has seen on a server yet is marked with a comment at the end of its line.
const unverifiedMark = "// unverified"

// The messages of the service are those of a server: each is in a recording or in
// testdata/messages.txt, which has those that were seen without one, or it is marked.
// testdata/unverified.txt lists what is marked.
func TestMessages_AreSeenOnAServerOrMarkedAsUnverified(t *testing.T) {
	t.Parallel()
	seen := seenMessages(t)
	var unverified []string
	for line, parts := range messagesInCode(t) {
		unseen := slices.DeleteFunc(parts.texts, func(text string) bool { return pattern(text).MatchString(seen) })
		require.Equal(t, len(unseen) > 0, parts.marked, "%s: what was not seen on a server, and only that, is marked with %q: %q", line, unverifiedMark, unseen)
		unverified = append(unverified, unseen...)
	}
	require.NotEmpty(t, unverified)
	listed, err := os.ReadFile("testdata/unverified.txt")
	require.NoError(t, err)
	slices.Sort(unverified)
	require.Equal(t, strings.Join(slices.Compact(unverified), "\n")+"\n", string(listed), "testdata/unverified.txt is not the list of what is marked")
}

// seenMessages returns all messages of recordings, and those of the file.
func seenMessages(t *testing.T) string {
	t.Helper()
	file, err := os.ReadFile("testdata/messages.txt")
	require.NoError(t, err)
	seen := []string{string(file)}
	for version := range recordings.Files {
		for _, recorded := range recordings.Load(t, version) {
			seen = append(seen, messageOf(recorded.RawBody))
		}
	}
	return strings.Join(seen, "\n")
}

// messages are the strings in a line that are sent as messages of errors, or are parts of one.
type messages struct {
	texts  []string
	marked bool
}

var verb = regexp.MustCompile(`%[a-z]`)

// pattern matches a message with anything in place of its verbs.
func pattern(text string) *regexp.Regexp {
	return regexp.MustCompile(verb.ReplaceAllString(regexp.QuoteMeta(text), ".*"))
}

// messagesInCode finds the strings that make errors in the packages of the service, by line.
func messagesInCode(t *testing.T) map[string]*messages {
	t.Helper()
	found := map[string]*messages{}
	require.NoError(t, filepath.WalkDir("internal", func(path string, entry fs.DirEntry, err error) error {
		standIn := filepath.Base(path) == "provider.go" || filepath.Base(filepath.Dir(path)) == "handwritten" // no server has them
		if err != nil || entry.IsDir() || standIn || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, source, parser.ParseComments)
		if err != nil {
			return err
		}
		lines := strings.Split(string(source), "\n")
		ast.Inspect(file, func(node ast.Node) bool {
			if !makesError(node) {
				return true
			}
			ast.Inspect(node, func(inner ast.Node) bool {
				literal, ok := inner.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				at := files.Position(literal.Pos()).Line
				line := fmt.Sprintf("%s:%d", path, at)
				if found[line] == nil {
					found[line] = &messages{marked: strings.HasSuffix(lines[at-1], unverifiedMark)}
				}
				if strings.Contains(strings.TrimSpace(text), " ") {
					found[line].texts = append(found[line].texts, text)
				}
				return true
			})
			return false
		})
		return nil
	}))
	require.Greater(t, len(found), 100)
	return found
}

// makesError reports whether a node makes errors that callers see: a call, or a table.
func makesError(node ast.Node) bool {
	tables := []string{"errorTypes", "idDescription", "newIDDescription", "checks"}
	switch node := node.(type) {
	case *ast.CallExpr:
		return slices.Contains([]string{"RejectWith", "Invalid", "invalidf", "unregistered", "wrongType"}, nameOf(node.Fun))
	case *ast.ValueSpec:
		return len(node.Names) == 1 && slices.Contains(tables, node.Names[0].Name)
	case *ast.KeyValueExpr:
		return nameOf(node.Key) == "NewPasswordRule"
	case *ast.FuncDecl:
		return slices.Contains([]string{"wrongType", "describeRedirect", "stringDescription", "ofEnum", "headerProblem", "ParseJWT", "DescribeJSONError", "crash"}, node.Name.Name)
	case *ast.CompositeLit:
		return nameOf(node.Type) == "Error"
	}
	return false
}

func nameOf(node ast.Expr) string {
	switch node := node.(type) {
	case *ast.Ident:
		return node.Name
	case *ast.SelectorExpr:
		return node.Sel.Name
	case *ast.MapType:
		return nameOf(node.Value)
	}
	return ""
}

// messageOf returns the message in a body, "" if there is none.
func messageOf(body json.RawMessage) string {
	var found struct{ Message string }
	_ = json.Unmarshal(body, &found) // lists and strings have none
	return found.Message
}
