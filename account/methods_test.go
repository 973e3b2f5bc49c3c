package account_test

import (
	"context"
	"go/ast"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// otherMethods are the methods of Client that are not operations of the document.
var otherMethods = []string{
	"With", "WithSession", "WithJWT",
	"AllLogs", "AllIdentities",
	"SignIn", "StepUp", "DeleteOtherSessions", "EnableMFA", "MergePrefs",
	"AsGuest", "ForVisitor", "ForRequest",
	"Endpoint", "Project", "CloseIdleConnections",
	"String", "Format", "LogValue", "MarshalText",
}

func TestMethods_MatchTheOperationsOfTheDocument(t *testing.T) {
	t.Parallel()
	expected := otherMethods[:len(otherMethods):len(otherMethods)]
	for _, op := range contract.Default().Operations() {
		expected = append(expected, methodOf(op.ID))
	}
	var got []string
	for method := range reflect.TypeFor[*account.Client]().Methods() {
		got = append(got, method.Name)
	}
	require.ElementsMatch(t, expected, got)
}

func TestMethods_HaveTheSameShape(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(methodOf(op.ID), func(t *testing.T) {
			t.Parallel()
			method, ok := reflect.TypeFor[*account.Client]().MethodByName(methodOf(op.ID))
			require.True(t, ok, "no such method")
			in, out := method.Type.NumIn(), method.Type.NumOut()

			require.Equal(t, reflect.TypeFor[context.Context](), method.Type.In(1), "the context comes first")
			require.True(t, method.Type.IsVariadic())
			require.Equal(t, reflect.TypeFor[[]account.CallOption](), method.Type.In(in-1), "the options come last")
			require.Equal(t, expectedShape(op), shape(method.Type, 2, in-1), "the path id, then one struct of the other parameters")

			require.Equal(t, reflect.TypeFor[error](), method.Type.Out(out-1), "the error comes last")
			if op.Method == "DELETE" {
				require.Equal(t, 1, out, "a delete returns only an error")
				return
			}
			require.Equal(t, 2, out)
			require.True(t, method.Type.Out(0).Kind() == reflect.Pointer || method.Type.Out(0) == reflect.TypeFor[account.Prefs](), "a pointer, or the preferences")
		})
	}
}

// expectedShape are the types of a method's arguments between context and options.
func expectedShape(op *contract.Operation) []string {
	var expected []string
	rest := false
	for _, p := range op.Params {
		switch {
		case p.In == "path":
			expected = append(expected, "string")
		case p.Option == "":
			rest = true
		}
	}
	if rest {
		expected = append(expected, methodOf(op.ID)+"Params")
	}
	return expected
}

// shape are the types of some arguments of a method.
func shape(method reflect.Type, from, to int) []string {
	var got []string
	for i := from; i < to; i++ {
		switch in := method.In(i); in.Kind() {
		case reflect.Struct:
			got = append(got, in.Name())
		default:
			got = append(got, in.Kind().String())
		}
	}
	return got
}

func TestMethods_HaveOneFieldForEveryParameter(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			method, ok := reflect.TypeFor[*account.Client]().MethodByName(methodOf(op.ID))
			require.True(t, ok, "no such method")
			expected := 0
			for _, p := range op.Params {
				if p.In != "path" && p.Option == "" {
					expected++
				}
			}
			got := 0
			for i := range method.Type.NumIn() {
				if in := method.Type.In(i); in.Kind() == reflect.Struct && strings.HasSuffix(in.Name(), "Params") {
					got += in.NumField()
				}
			}
			require.Equal(t, expected, got)
		})
	}
}

func TestMethods_EveryOtherParameterHasItsOption(t *testing.T) {
	t.Parallel()
	results := functionResults(t)
	for _, op := range contract.Default().Operations() {
		for _, p := range op.Params {
			if p.Option != "" {
				require.Equal(t, "CallOption", results[p.Option], "%s of %s", p.Name, op.ID)
			}
		}
	}
}

func TestMethods_HonourTheirContext(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			row := rowOf(t, op.ID)
			service := newStub(t, row.response())
			ctx, cancel := context.WithCancel(t.Context())
			cancel()

			_, err := invoke(ctx, t, service.client(t), op.ID, row.Args)

			require.ErrorIs(t, err, context.Canceled)
			requireTransportError(t, err, op.ID)
			service.requireNoRequests(t)
		})
	}
}

func TestMethods_NameTheirOperationInErrors(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			service := newStub(t, errorResponse(401, "general_unauthorized_scope", "Not allowed."))
			client := service.client(t, callersOf(t, op)[0].options...)

			got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)

			require.Nil(t, got)
			require.ErrorIs(t, err, account.ErrGeneralUnauthorizedScope)
			apiErr := requireError(t, err)
			require.Equal(t, op.ID, apiErr.Operation)
			require.Equal(t, 401, apiErr.StatusCode)
			service.request(t)
		})
	}
}

// A response without a model must not become a zero model, nor a web page of a proxy a
// deleted session.
func TestMethods_ReturnAnErrorForAnyOtherResponse(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		for _, body := range []string{"null", "[]", "true", `"text"`, "<html></html>", `{"$id": `} {
			t.Run(op.ID+" with "+body, func(t *testing.T) {
				t.Parallel()
				service := newStub(t, jsonResponse(200, body)).allowAnyResponse()
				client := service.client(t, callersOf(t, op)[0].options...)

				got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)

				if op.ID == "getPrefs" && body == "[]" { // PHP encodes an empty object as a list
					require.NoError(t, err)
					require.Equal(t, account.Prefs("{}"), got)
					return
				}
				require.Nil(t, got)
				apiErr := requireError(t, err)
				require.Equal(t, op.ID, apiErr.Operation)
				require.Equal(t, 200, apiErr.StatusCode)
			})
		}
	}
}

// An option of a call cannot be confused with one of a client: the names of the latter, and
// only those, begin with With.
func TestOption_NamesSayWhatTheyAreOptionsOf(t *testing.T) {
	t.Parallel()
	clientOptions, callOptions := 0, 0
	for name, results := range functionResults(t) {
		switch results {
		case "Option":
			clientOptions++
			require.True(t, strings.HasPrefix(name, "With"), name)
		case "CallOption":
			callOptions++
			require.False(t, strings.HasPrefix(name, "With"), name)
		}
	}
	require.Greater(t, clientOptions, 15)
	require.Greater(t, callOptions, 3)
}

// functionResults are the exported functions of the package that return one value, and its
// type.
func functionResults(t *testing.T) map[string]string {
	t.Helper()
	results := map[string]string{}
	_, files := parsePackage(t)
	for _, file := range files {
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Recv != nil || !function.Name.IsExported() || function.Type.Results.NumFields() != 1 {
				continue
			}
			if result, ok := function.Type.Results.List[0].Type.(*ast.Ident); ok {
				results[function.Name.Name] = result.Name
			}
		}
	}
	return results
}
