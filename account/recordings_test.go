package account_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
	"github.com/appwrite-go/appwrite/internal/recordings"
)

// stubbed is the recorded response.
func stubbed(t *testing.T, r recordings.Recording) stubResponse {
	t.Helper()
	return stubResponse{Status: r.Status, Header: r.Header(), Body: string(r.Body(t))}
}

// tally counts what was compared.
type tally struct{ successes, values, errors, outside int }

func (n tally) String() string {
	return fmt.Sprintf("%d successes with %d values and %d errors compared; %d exchanges are of other routes", n.successes, n.values, n.errors, n.outside)
}

func TestRecordings_EveryExchangeIsDecodedCompletely(t *testing.T) {
	t.Parallel()
	for version := range recordings.Files {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			var n tally
			operations := map[string]bool{}
			all := recordings.Load(t, version)
			for _, r := range all {
				op, _, _ := contract.Default().Match(r.Method, r.PathOnly())
				if op == nil {
					n.outside++
					continue
				}
				n.replay(t, r, op)
				if r.Status < 400 {
					operations[op.ID] = true
				}
			}
			t.Log(n)
			assert.Equal(t, len(all), n.successes+n.errors+n.outside)
			assert.GreaterOrEqual(t, n.successes, 110)
			assert.GreaterOrEqual(t, n.errors, 90)
			assert.GreaterOrEqual(t, n.values, 2500)
			for _, op := range contract.Default().Operations() {
				// Without a provider, no server has an identity to delete.
				possible := op.Since != contract.Hosted && op.ID != "deleteIdentity"
				assert.Equal(t, possible, operations[op.ID], "%s was recorded as a success, or never", op.ID)
			}
		})
	}
}

// replay calls the method of an operation with a recorded response.
func (n *tally) replay(t *testing.T, r recordings.Recording, op *contract.Operation) {
	t.Helper()
	where, response := r.Name(), stubbed(t, r)
	service := newStub(t, response)
	client := service.client(t, append(callersOf(t, op)[0].options, noRetries)...)
	got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)
	if r.Status >= 400 {
		n.errors++
		compareError(t, where, response, op.ID, err)
		return
	}
	n.successes++
	require.NoError(t, err, where)
	switch value := got.(type) {
	case nil:
		assert.Equal(t, 204, r.Status, where)
		assert.Empty(t, response.Body, where)
	case *url.URL:
		assert.Equal(t, 301, r.Status, where)
		assert.Equal(t, response.Header.Get("Location"), value.String(), where)
		n.values++
	default:
		var expected any
		decoder := json.NewDecoder(strings.NewReader(response.Body))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&expected), where)
		n.compare(t, where, expected, reflect.ValueOf(got))
	}
}

func compareError(t *testing.T, where string, response stubResponse, operation string, err error) {
	t.Helper()
	apiErr := requireError(t, err)
	assert.Equal(t, operation, apiErr.Operation, where)
	assert.Equal(t, response.Status, apiErr.StatusCode, where)
	if !strings.HasPrefix(response.Body, "{") {
		assert.True(t, contract.Default().Operation(operation).Redirects(), "%s: only errors of redirects are pages, not of %s", where, operation)
		assert.NotEmpty(t, apiErr.Message, where)
		return
	}
	var body struct{ Message, Type, Version string }
	require.NoError(t, json.Unmarshal([]byte(response.Body), &body), where)
	assert.Equal(t, body.Message, apiErr.Message, where)
	assert.Equal(t, account.ErrorType(body.Type), apiErr.Type, where)
	assert.Equal(t, body.Version, apiErr.Version, where)
	assert.ErrorIs(t, err, account.ErrorType(body.Type), where)
	assert.True(t, slices.ContainsFunc(knownErrors, func(known knownError) bool {
		return known.name == body.Type
	}), "%s: no constant for %s", where, body.Type)
}

// compare compares a decoded value with the JSON it was decoded from: everything in the
// JSON has to be in the value, and everything else has to be zero.
func (n *tally) compare(t *testing.T, where string, expected any, got reflect.Value) {
	t.Helper()
	if got.Kind() == reflect.Pointer {
		require.False(t, got.IsNil(), where)
		got = got.Elem()
	}
	n.values++
	if expected == nil {
		assert.True(t, got.IsZero(), "%s: null is zero", where)
		return
	}
	switch {
	case got.Type() == reflect.TypeFor[time.Time]():
		compareDate(t, where, expected, got.Interface().(time.Time))
	case got.Kind() == reflect.Struct:
		n.compareStruct(t, where, expected, got)
	case got.Kind() == reflect.Slice:
		list, ok := expected.([]any)
		require.True(t, ok, "%s is recorded as %T", where, expected)
		require.Equal(t, len(list), got.Len(), where)
		for i, item := range list {
			n.compare(t, fmt.Sprintf("%s[%d]", where, i), item, got.Index(i))
		}
	case got.Type() == reflect.TypeFor[account.Prefs]():
		expected, err := json.Marshal(expected)
		require.NoError(t, err)
		assert.JSONEq(t, string(expected), got.String(), where)
	case got.Kind() == reflect.Int:
		assert.Equal(t, expected, json.Number(fmt.Sprint(got.Int())), where)
	default:
		assert.Equal(t, expected, got.Interface(), where)
	}
}

func (n *tally) compareStruct(t *testing.T, where string, expected any, got reflect.Value) {
	t.Helper()
	object, ok := expected.(map[string]any)
	require.True(t, ok, "%s is recorded as %T", where, expected)
	fields := map[string]bool{}
	for i := range got.NumField() {
		name, _, _ := strings.Cut(got.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = true
		if value, ok := object[name]; ok {
			n.compare(t, where+"."+name, value, got.Field(i))
		} else {
			assert.True(t, got.Field(i).IsZero(), "%s.%s is not in the recording", where, name)
		}
	}
	for name := range object {
		assert.True(t, fields[name], "%s.%s is recorded, but %s has no such field", where, name, got.Type())
	}
}

func compareDate(t *testing.T, where string, expected any, got time.Time) {
	t.Helper()
	recorded, ok := expected.(string)
	require.True(t, ok, "%s is recorded as %T", where, expected)
	if recorded == "" {
		assert.True(t, got.IsZero(), where)
		return
	}
	layout := "2006-01-02T15:04:05.000-07:00"
	if !strings.Contains(recorded, "T") {
		layout = "2006-01-02 15:04:05.000"
	}
	date, err := time.Parse(layout, recorded)
	require.NoError(t, err, where)
	assert.True(t, date.Equal(got), "%s: recorded %s, decoded %s", where, recorded, got)
	assert.Equal(t, time.UTC, got.Location(), where)
}
