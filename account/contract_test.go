package account_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// row is one call: what the program passes, the request, the response, and what the
// method returns. The first row of an operation sets every parameter.
type row struct {
	Operation string
	Situation string // what the row adds to the operation's first one
	Args      []any  // after the context: the path ids, the parameters
	Options   []account.CallOption

	Method string
	Path   string
	Query  url.Values
	Body   string // JSON; empty if there is none

	Status         int
	Response       string // JSON; empty if there is none
	ResponseHeader http.Header
	Expected       any // nil for a method that returns only an error
}

// response is the response that a stub returns for the row.
func (r row) response() stubResponse {
	response := jsonResponse(r.Status, r.Response)
	for name, values := range r.ResponseHeader {
		for _, value := range values {
			response = response.withHeader(name, value)
		}
	}
	return response
}

// rowOf returns the first row of an operation.
func rowOf(t testing.TB, operation string) row {
	t.Helper()
	return rowsOf(t, operation)[0]
}

// rowsOf returns all rows of an operation.
func rowsOf(t testing.TB, operation string) []row {
	t.Helper()
	all := slices.DeleteFunc(rows(), func(r row) bool { return r.Operation != operation })
	require.NotEmpty(t, all, "no row for operation %s", operation)
	return all
}

// methodOf is the name of the method of an operation: createMfaChallenge is
// CreateMFAChallenge.
func methodOf(operation string) string {
	name := strings.ToUpper(operation[:1]) + operation[1:]
	return strings.ReplaceAll(name, "Mfa", "MFA")
}

// invoke calls the method of an operation. The value is nil if the method returns none,
// or a nil pointer or map.
func invoke(ctx context.Context, t testing.TB, client *account.Client, operation string, args []any, options ...account.CallOption) (any, error) {
	t.Helper()
	method := reflect.ValueOf(client).MethodByName(methodOf(operation))
	require.True(t, method.IsValid(), "Client has no method %s", methodOf(operation))
	require.Equal(t, 1+len(args)+1, method.Type().NumIn(), "parameters of %s", methodOf(operation))
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i, arg := range args {
		in = append(in, reflect.ValueOf(arg).Convert(method.Type().In(1+i)))
	}
	for _, option := range options {
		in = append(in, reflect.ValueOf(option))
	}
	out := method.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	if len(out) == 1 || out[0].IsZero() {
		return nil, err
	}
	return out[0].Interface(), err
}

// caller is a kind of caller, with the headers of its credential.
type caller struct {
	name    string
	options []account.Option
	header  http.Header
}

// callersOf lists who may call an operation, as the document says.
func callersOf(t testing.TB, op *contract.Operation) []caller {
	t.Helper()
	known := map[string]caller{
		"":              {name: "a guest"},
		"APIKey":        {"a key", []account.Option{account.WithKey("the-key")}, http.Header{"X-Appwrite-Key": {"the-key"}}},
		"SessionSecret": {"a session", []account.Option{account.WithSession("the-session")}, http.Header{"X-Appwrite-Session": {"the-session"}}},
		"UserJWT":       {"a JWT", []account.Option{account.WithJWT("the.json.token")}, http.Header{"X-Appwrite-Jwt": {"the.json.token"}}},
	}
	var callers []caller
	for _, combination := range *op.Spec.Security {
		names := slices.Sorted(maps.Keys(combination))
		names = slices.DeleteFunc(names, func(name string) bool { return name == "ProjectID" })
		who, ok := known[strings.Join(names, "+")]
		require.True(t, ok, "%s: credentials %v", op.ID, names)
		callers = append(callers, who)
	}
	require.NotEmpty(t, callers, op.ID)
	return callers
}

// contractSuffix follows the method in the name of its contract test.
const contractSuffix = "_FollowsTheContract"

// requireContract makes the calls of all rows of the operation that the name of the test
// says, as every caller that the document allows, and compares each request, response and
// result with the row.
func requireContract(t *testing.T) {
	t.Helper()
	t.Parallel()
	operations := contract.Default().Operations()
	i := slices.IndexFunc(operations, func(op *contract.Operation) bool {
		return "Test"+methodOf(op.ID)+contractSuffix == t.Name()
	})
	require.GreaterOrEqual(t, i, 0, "the document has no operation for %s", t.Name())
	op := operations[i]
	for _, row := range rowsOf(t, op.ID) {
		for _, who := range callersOf(t, op) {
			t.Run(strings.TrimSpace(row.Situation+" by "+who.name), func(t *testing.T) {
				t.Parallel()
				service := newStub(t, row.response())
				client := service.client(t, who.options...)
				var response account.Response

				got, err := invoke(t.Context(), t, client, row.Operation, row.Args,
					append(row.Options, account.RequestHeader("X-Shelf", "7"), account.ResponseInto(&response))...)

				require.NoError(t, err)
				require.Equal(t, row.Expected, got)
				assert.Equal(t, row.Status, response.StatusCode)

				request := service.request(t)
				assert.Equal(t, row.Method, request.Method)
				assert.Equal(t, "https://service.test/v1"+row.Path, strings.TrimSuffix(request.URL.String(), "?"+request.URL.RawQuery))
				if row.Query == nil {
					assert.Empty(t, request.URL.RawQuery)
				} else {
					assert.Equal(t, row.Query, request.Query)
				}
				if row.Body == "" {
					assert.Empty(t, request.Body)
				} else {
					assert.JSONEq(t, row.Body, request.Body)
				}
				assert.Equal(t, headerOf(row, who), request.Header)
			})
		}
	}
}

// sdkHeader is the header that every request has.
func sdkHeader() http.Header {
	return http.Header{
		"Accept":                     {"application/json"},
		"User-Agent":                 {"AppwriteGoAccountSDK/" + account.Version + " (" + runtime.GOOS + "; " + runtime.GOARCH + ")"},
		"X-Appwrite-Project":         {"library"},
		"X-Appwrite-Response-Format": {"1.7.0"},
		"X-Sdk-Name":                 {"Go"},
		"X-Sdk-Platform":             {"server"},
		"X-Sdk-Language":             {"go"},
		"X-Sdk-Version":              {account.Version},
	}
}

// headerOf is the whole header of a row's request; there is no Cookie.
func headerOf(r row, who caller) http.Header {
	header := sdkHeader()
	header.Set("X-Shelf", "7")
	maps.Copy(header, who.header)
	if r.Body != "" {
		header.Set("Content-Type", "application/json")
	}
	return header
}

func TestContract_EveryOperationOfTheDocumentHasARow(t *testing.T) {
	t.Parallel()
	var documented, tested []string
	for _, op := range contract.Default().Operations() {
		documented = append(documented, op.ID)
	}
	for _, row := range rows() {
		if !slices.Contains(tested, row.Operation) {
			tested = append(tested, row.Operation)
		}
	}
	require.ElementsMatch(t, documented, tested)
}

// The tests of the rows are functions of their own, so that -run finds each by the name
// of its method.
func TestContract_EveryOperationHasATest(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "contract_methods_test.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	var expected, got []string
	for _, op := range contract.Default().Operations() {
		expected = append(expected, "Test"+methodOf(op.ID)+contractSuffix)
	}
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok {
			got = append(got, function.Name.Name)
		}
	}
	require.ElementsMatch(t, expected, got)
}

// This includes the responses: a zero field would pass without being decoded.
func TestContract_TheFirstRowOfAnOperationSetsEveryField(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			row := rowOf(t, op.ID)
			require.Empty(t, row.Situation, "the first row has no situation")
			var query, body []string
			for _, p := range op.Params {
				switch p.In {
				case "query":
					query = append(query, p.Name)
				case "body":
					body = append(body, p.Name)
				}
			}
			require.ElementsMatch(t, query, slices.Collect(maps.Keys(row.Query)))
			fields := map[string]any{}
			if row.Body != "" {
				require.NoError(t, json.Unmarshal([]byte(row.Body), &fields))
			}
			require.ElementsMatch(t, body, slices.Collect(maps.Keys(fields)))
			if _, isURL := row.Expected.(*url.URL); !isURL && row.Expected != nil {
				requireFilled(t, op.ID, reflect.ValueOf(row.Expected))
			}
		})
	}
}

// requireFilled fails the test if a field of a value, at any depth, is zero.
func requireFilled(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	require.False(t, v.IsZero(), "%s is zero", path)
	switch v.Kind() {
	case reflect.Pointer:
		requireFilled(t, path, v.Elem())
	case reflect.Slice:
		require.NotZero(t, v.Len(), "%s is empty", path)
		for i := range v.Len() {
			requireFilled(t, path, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			requireFilled(t, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	}
}
