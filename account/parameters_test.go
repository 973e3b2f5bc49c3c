package account_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/query"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// requiredParameters are those whose absence is an error. A boolean is never absent.
func requiredParameters(op *contract.Operation) []string {
	var names []string
	for _, p := range op.Params {
		if p.Required && !p.Schema.Type.Is("boolean") {
			names = append(names, p.Name)
		}
	}
	return names
}

// pathParameters are the names of the parameters of an operation that are in its path.
func pathParameters(op *contract.Operation) []string {
	var names []string
	for _, p := range op.Params {
		if p.In == "path" {
			names = append(names, p.Name)
		}
	}
	return names
}

// zeroArgs are the arguments with all parameters left out.
func zeroArgs(args []any) []any {
	var zero []any
	for _, arg := range args {
		zero = append(zero, reflect.Zero(reflect.TypeOf(arg)).Interface())
	}
	return zero
}

// withParameter changes one parameter of a call, by its name in the API.
func withParameter(t testing.TB, op *contract.Operation, args []any, name string, change func(reflect.Value)) []any {
	t.Helper()
	changed := append([]any{}, args...)
	if i := slices.Index(pathParameters(op), name); i >= 0 {
		id := reflect.New(reflect.TypeOf(args[i])).Elem()
		change(id)
		changed[i] = id.Interface()
		return changed
	}
	last := len(args) - 1
	params := reflect.New(reflect.TypeOf(args[last])).Elem()
	params.Set(reflect.ValueOf(args[last]))
	for i := range params.NumField() {
		tag, _, _ := strings.Cut(params.Type().Field(i).Tag.Get("json"), ",")
		if tag == name {
			change(params.Field(i))
			changed[last] = params.Interface()
			return changed
		}
	}
	require.Fail(t, "no field", "%s has no field for %q", params.Type(), name)
	return nil
}

// requireMissing fails the test unless err is a *account.MissingParameterError with these
// parameters.
func requireMissing(t *testing.T, err error, operation string, parameters ...string) {
	t.Helper()
	var missing *account.MissingParameterError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, &account.MissingParameterError{Operation: operation, Parameters: parameters}, missing)
	require.EqualError(t, err, "account: "+operation+`: Missing required parameter: "`+strings.Join(parameters, `", "`)+`"`)
}

// requireInvalid fails the test unless err is a *account.InvalidParameterError of a
// parameter.
func requireInvalid(t *testing.T, err error, operation, parameter string) {
	t.Helper()
	var invalid *account.InvalidParameterError
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, operation, invalid.Operation)
	require.Equal(t, parameter, invalid.Parameter)
}

func TestMissingParameter_AllAreNamedAndNothingIsSent(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			row := rowOf(t, op.ID)
			service := newStub(t, row.response())
			client := service.client(t, callersOf(t, op)[0].options...)

			_, err := invoke(t.Context(), t, client, op.ID, zeroArgs(row.Args))

			names := requiredParameters(op)
			if len(names) == 0 {
				require.NoError(t, err)
				service.request(t)
				return
			}
			requireMissing(t, err, op.ID, names...)
			service.requireNoRequests(t)
		})
	}
}

func TestMissingParameter_OneIsNamedAndNothingIsSent(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		for _, name := range requiredParameters(op) {
			t.Run(op.ID+" without "+name, func(t *testing.T) {
				t.Parallel()
				service := newStub(t)
				args := withParameter(t, op, rowOf(t, op.ID).Args, name, reflect.Value.SetZero)

				_, err := invoke(t.Context(), t, service.client(t), op.ID, args)

				requireMissing(t, err, op.ID, name)
				service.requireNoRequests(t)
			})
		}
	}
}

func TestUpdateMFA_FalseIsNotAMissingParameter(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, userJSON))
	_, err := service.client(t, account.WithSession("secret")).UpdateMFA(t.Context(), account.UpdateMFAParams{MFA: false})
	require.NoError(t, err)
	require.JSONEq(t, `{"mfa": false}`, service.request(t).Body)
}

// DeleteSession would otherwise delete all sessions with an empty id, and the account with
// "..".
func TestPathID_EmptyAndDotSegmentsAreErrors(t *testing.T) {
	t.Parallel()
	ids := 0
	for _, op := range contract.Default().Operations() {
		for _, name := range pathParameters(op) {
			ids++
			for _, id := range []string{"", ".", ".."} {
				t.Run(op.ID+" of "+`"`+id+`" for `+name, func(t *testing.T) {
					t.Parallel()
					service := newStub(t)
					args := withParameter(t, op, rowOf(t, op.ID).Args, name, func(v reflect.Value) { v.SetString(id) })

					_, err := invoke(t.Context(), t, service.client(t), op.ID, args)

					service.requireNoRequests(t)
					if id == "" {
						requireMissing(t, err, op.ID, name)
						return
					}
					requireInvalid(t, err, op.ID, name)
				})
			}
		}
	}
	require.Equal(t, 18, ids, "ids in paths")
}

func TestPathID_IsSentAsOneSegment(t *testing.T) {
	t.Parallel()
	ids := []string{
		"current", "a/b?c=d&e #", "..;", "%2e%2e", "%2E", "%", "é", "a b", "...", "../..", "/", "//", "a+b", "?", "#", "\\", "..\\", ":", "a;b=c", "\n", "\x00", "日本", "*", "~",
	}
	for _, op := range contract.Default().Operations() {
		for _, name := range pathParameters(op) {
			t.Run(op.ID+" with "+name, func(t *testing.T) {
				t.Parallel()
				requireOneSegment(t, op, name, ids)
			})
		}
	}
}

// requireOneSegment makes calls with ids, and fails the test unless each is one segment of the
// path, at its place.
func requireOneSegment(t *testing.T, op *contract.Operation, name string, ids []string) {
	t.Helper()
	row := rowOf(t, op.ID)
	var uri string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uri = r.RequestURI
		response := row.response()
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.Status)
		w.Write([]byte(response.Body))
	}))
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject)
	require.NoError(t, err)
	before, after, _ := strings.Cut(op.Path, "{"+name+"}")
	for i, other := range pathParameters(op) {
		value, _ := row.Args[i].(string)
		before = strings.Replace(before, "{"+other+"}", value, 1)
		after = strings.Replace(after, "{"+other+"}", value, 1)
	}

	for _, id := range ids {
		args := withParameter(t, op, zeroOptional(t, op, row.Args), name, func(v reflect.Value) { v.SetString(id) })
		_, err := invoke(t.Context(), t, client, op.ID, args)
		require.NoError(t, err, "%q", id)

		segment, found := strings.CutPrefix(uri, "/v1"+before)
		require.True(t, found, "%q went to %s", id, uri)
		segment, found = strings.CutSuffix(segment, after)
		require.True(t, found, "%q went to %s", id, uri)
		assert.NotContains(t, segment, "/", "%q", id)
		assert.NotContains(t, segment, "?", "%q", id)
		assert.NotContains(t, segment, "#", "%q", id)
		unescaped, err := url.PathUnescape(segment)
		require.NoError(t, err)
		assert.Equal(t, id, unescaped)
	}
}

// zeroOptional leaves out the query parameters.
func zeroOptional(t testing.TB, op *contract.Operation, args []any) []any {
	t.Helper()
	last := len(args) - 1
	if op.Spec.RequestBody == nil && last > 0 && reflect.TypeOf(args[last]).Kind() == reflect.Struct {
		return append(slices.Clone(args[:last]), reflect.Zero(reflect.TypeOf(args[last])).Interface())
	}
	return args
}

func TestInvalidParameter_AStringThatIsNotUTF8IsNamed(t *testing.T) {
	t.Parallel()
	count := 0
	for _, op := range contract.Default().Operations() {
		for _, p := range op.Params {
			if p.In != "body" || !p.Schema.Type.Is("string") {
				continue
			}
			count++
			t.Run(op.ID+" with an invalid "+p.Name, func(t *testing.T) {
				t.Parallel()
				service := newStub(t)
				args := withParameter(t, op, rowOf(t, op.ID).Args, p.Name, func(v reflect.Value) { v.SetString("Gr\xfc\xdfe") })

				_, err := invoke(t.Context(), t, service.client(t), op.ID, args)

				requireInvalid(t, err, op.ID, p.Name)
				require.ErrorContains(t, err, "UTF-8")
				service.requireNoRequests(t)
			})
		}
	}
	require.Positive(t, count)
}

func TestInvalidParameter_PathAndQueryHaveToBeUTF8(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	client := service.client(t, account.WithSession("s"))
	_, err := client.GetSession(t.Context(), "a\xff")
	requireInvalid(t, err, "getSession", "sessionId")
	requireInvalid(t, client.DeleteIdentity(t.Context(), "\xc3"), "deleteIdentity", "identityId")
	_, err = client.CreateOAuth2Token(t.Context(), "\xff", account.CreateOAuth2TokenParams{})
	requireInvalid(t, err, "createOAuth2Token", "provider")
	_, err = client.CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{Success: "https://a.example/\xff"})
	requireInvalid(t, err, "createOAuth2Token", "success")
	_, err = client.ListLogs(t.Context(), account.ListLogsParams{Queries: []query.ForLogs{query.Limit(1), query.Raw("\xff")}})
	requireInvalid(t, err, "listLogs", "queries[]")
	_, err = client.ListIdentities(t.Context(), account.ListIdentitiesParams{Queries: []query.ForIdentities{nil}})
	requireInvalid(t, err, "listIdentities", "queries[]")
	for _, err := range client.AllLogs(t.Context(), account.ListLogsParams{Queries: []query.ForLogs{nil, query.Limit(1)}}) {
		requireInvalid(t, err, "listLogs", "queries[]")
	}
	service.requireNoRequests(t)
}
