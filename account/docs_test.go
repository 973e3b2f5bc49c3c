package account_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// parsePackage parses package account without its tests.
func parsePackage(t *testing.T) (*token.FileSet, []*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	return set, files
}

// methodDocs are the comments of the methods of Client, by name, in one line each.
func methodDocs(t *testing.T) map[string]string {
	t.Helper()
	set, files := parsePackage(t)
	documented, err := doc.NewFromFiles(set, files, "account")
	require.NoError(t, err)
	docs := map[string]string{}
	for _, typ := range documented.Types {
		if typ.Name != "Client" {
			continue
		}
		for _, method := range typ.Methods {
			if ast.IsExported(method.Name) {
				docs[method.Name] = strings.Join(strings.Fields(method.Doc), " ")
			}
		}
	}
	return docs
}

// credentialSentences say who may call an operation, by the credentials that the document
// lists: guest, key, session, JWT.
var credentialSentences = map[string][]string{
	"session":               {"It needs a session; with a JWT the error is", "It needs a session, and works while a second factor is pending; with a JWT the error is", "It needs a session; for a client with a JWT the error is", "It needs a session in which"},
	"session JWT":           {"It needs a session or a JWT"},
	"guest key":             {"A guest or a key can do it"},
	"guest key session JWT": {"Anybody can do it"},
	"guest session JWT":     {"Nobody has to be signed in, but a key is rejected", "It needs a session or a JWT of that user"},
}

// sameAs are methods whose comment refers to that of another.
var sameAs = map[string]string{"UpdateMagicURLSession": "CreateSession", "UpdatePhoneSession": "CreateSession"}

func TestDocs_EveryMethodSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	docs := methodDocs(t)
	for _, op := range contract.Default().Operations() {
		name := methodOf(op.ID)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			comment := docs[name]
			assert.Contains(t, comment, op.Method+" "+op.Path, "verb and path")
			assert.True(t, strings.HasPrefix(comment, name+" "), "the first sentence begins with the name")
			if other := sameAs[name]; other != "" {
				assert.Contains(t, comment, "Credentials and errors are those of "+other+".")
				return
			}
			checkCredentials(t, op, comment)
			checkVersions(t, op, comment)
			checkRateLimit(t, op, comment)
			for _, constant := range regexp.MustCompile(`\bErr[A-Z]\w+`).FindAllString(comment, -1) {
				errorType := errorConstants(t)[constant]
				assert.Contains(t, errorTypesOf(op), errorType, "the document does not have %s (%s) for this operation", constant, errorType)
			}
		})
	}
}

// checkVersions compares what a comment says of versions with the document.
func checkVersions(t *testing.T, op *contract.Operation, comment string) {
	t.Helper()
	var said []string
	for _, alias := range regexp.MustCompile(`from server ([\d.]+) on also ([A-Z]+ /\S+[^\s.,])`).FindAllStringSubmatch(comment, -1) {
		said = append(said, alias[1]+" "+alias[2])
	}
	var expected []string
	for since, path := range op.Aliases {
		if since != "1.7" {
			expected = append(expected, since+" "+op.Method+" "+path)
		}
	}
	assert.ElementsMatch(t, expected, said, "other paths: from server 1.8 on also POST /…")
	assert.Equal(t, op.Since == contract.Hosted, strings.Contains(comment, "No open-source server has it yet"), "since %q", op.Since)
	for _, p := range op.Params {
		if p.Since == "" {
			continue
		}
		name := p.Option
		if name == "" {
			name = strings.ToUpper(p.Name[:1]) + p.Name[1:]
		}
		assert.Regexp(t, `(?i)from server `+regexp.QuoteMeta(p.Since)+` on`, comment, p.Name)
		assert.Contains(t, comment, name, "the parameter of a later server")
	}
}

func checkCredentials(t *testing.T, op *contract.Operation, comment string) {
	t.Helper()
	names := map[string]string{"": "guest", "APIKey": "key", "SessionSecret": "session", "UserJWT": "JWT"}
	var callers []string
	for _, combination := range *op.Spec.Security {
		credential := ""
		for name := range combination {
			if name != "ProjectID" {
				credential = name
			}
		}
		callers = append(callers, names[credential])
	}
	slices.SortFunc(callers, func(a, b string) int {
		order := []string{"guest", "key", "session", "JWT"}
		return slices.Index(order, a) - slices.Index(order, b)
	})
	sentences, known := credentialSentences[strings.Join(callers, " ")]
	require.True(t, known, "there is no sentence for %v", callers)
	assert.True(t, slices.ContainsFunc(sentences, func(s string) bool { return strings.Contains(comment, s) }),
		"the document lists %v: one of %q is expected", callers, sentences)
}

// rateLimitKeys are how a comment says what a limit counts by.
var rateLimitKeys = map[string]string{
	"{userId}": "for one user", "{ip}": "from one IP address", "{param-email}": "for one address", "{param-userId}": "for one user",
	"{param-phone}": "for one number", "{param-challengeId}": "for one challenge",
}

func checkRateLimit(t *testing.T, op *contract.Operation, comment string) {
	t.Helper()
	said := regexp.MustCompile(`(?i)after (\d+) calls an hour([^.;,]*)`).FindStringSubmatch(comment)
	if op.RateLimit == nil {
		assert.Nil(t, said, "the document has no rate limit")
		return
	}
	require.NotNil(t, said, "the document has a limit of %d calls an hour by %v", op.RateLimit.Limit, op.RateLimit.Keys)
	assert.Equal(t, strconv.Itoa(op.RateLimit.Limit), said[1])
	assert.Equal(t, 3600, op.RateLimit.Window)
	for placeholder, words := range rateLimitKeys {
		if slices.ContainsFunc(op.RateLimit.Keys, func(key string) bool { return strings.Contains(key, placeholder) }) {
			assert.Contains(t, said[2], words, "keys %v", op.RateLimit.Keys)
		}
	}
	assert.Contains(t, comment, "ErrGeneralRateLimitExceeded")
}

// errorTypesOf are the error types that the document has for an operation: its own, and
// those that the descriptions of its responses name.
func errorTypesOf(op *contract.Operation) []string {
	types := slices.Clone(op.Errors)
	for _, response := range op.Spec.Responses.Map() {
		if response.Value.Description == nil {
			continue
		}
		for _, quoted := range regexp.MustCompile("`([a-z0-9_]+)`").FindAllStringSubmatch(*response.Value.Description, -1) {
			types = append(types, quoted[1])
		}
	}
	return types
}

// errorConstants are the values of the Err constants in the generated code, by name.
func errorConstants(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "models.gen.go", nil, 0)
	require.NoError(t, err)
	constants := map[string]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok && len(spec.Values) == 1 && strings.HasPrefix(spec.Names[0].Name, "Err") {
			if value, ok := spec.Values[0].(*ast.BasicLit); ok {
				constants[spec.Names[0].Name], _ = strconv.Unquote(value.Value)
			}
		}
		return true
	})
	return constants
}
