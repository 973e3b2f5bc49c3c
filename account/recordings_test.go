package account_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// recorded is an exchange with a live server.
type recorded struct {
	Section, Label string
	Method, Path   string
	Status         int
	Headers        [][2]string
	Body           json.RawMessage
}

// recordings reads what was recorded of one server.
func recordings(t *testing.T, name string) []recorded {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "testdata", "recordings", name))
	require.NoError(t, err)
	defer file.Close()
	var all []recorded
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recorded
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		all = append(all, r)
	}
	require.NoError(t, lines.Err())
	return all
}

// answer is the answer as the server gave it.
func (r recorded) response(t *testing.T) stubResponse {
	t.Helper()
	response := stubResponse{Status: r.Status, Header: http.Header{}, Body: string(r.Body)}
	for _, header := range r.Headers {
		response.Header.Add(header[0], header[1])
	}
	if bytes.HasPrefix(r.Body, []byte(`"`)) { // text, not JSON
		require.NoError(t, json.Unmarshal(r.Body, &response.Body))
	}
	return response
}

// operation is the one that was recorded; nil for a route that this client leaves out.
func (r recorded) operation() *contract.Operation {
	path, _, _ := strings.Cut(r.Path, "?")
	op, _, _ := contract.Default().Match(r.Method, path)
	return op
}

// tally counts what was compared.
type tally struct{ respondsWith, values, errors, outside int }

func (n tally) String() string {
	return fmt.Sprintf("%d answers with %d values and %d errors compared; %d exchanges are of other routes", n.respondsWith, n.values, n.errors, n.outside)
}

func TestRecordings_EveryExchangeIsDecodedCompletely(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"recordings.jsonl", "recordings-1.8.jsonl", "recordings-1.9.jsonl"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n tally
			operations := map[string]bool{}
			all := recordings(t, name)
			require.Len(t, all, 248)
			for _, r := range all {
				op := r.operation()
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
			assert.Equal(t, len(all), n.respondsWith+n.errors+n.outside)
			assert.GreaterOrEqual(t, n.respondsWith, 110)
			assert.GreaterOrEqual(t, n.errors, 90)
			assert.GreaterOrEqual(t, n.values, 2500)
			for _, op := range contract.Default().Operations() {
				// No server has an identity to delete without a provider.
				assert.True(t, operations[op.ID] || op.ID == "deleteIdentity", "%s was never recorded as a success", op.ID)
			}
		})
	}
}

// replay gives a recorded answer to the method of its operation.
func (n *tally) replay(t *testing.T, r recorded, op *contract.Operation) {
	t.Helper()
	where := r.Section + ": " + r.Label
	service := newStub(t, r.response(t))
	client := service.client(t, append(callersOf(t, op)[0].options, noRetries)...)
	got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)
	if r.Status >= 400 {
		n.errors++
		compareError(t, where, r, op.ID, err)
		return
	}
	n.respondsWith++
	require.NoError(t, err, where)
	switch value := got.(type) {
	case nil:
		assert.Equal(t, 204, r.Status, where)
		assert.Empty(t, r.response(t).Body, where)
	case *url.URL:
		assert.Equal(t, 301, r.Status, where)
		assert.Equal(t, r.response(t).Header.Get("Location"), value.String(), where)
		n.values++
	default:
		var expected any
		decoder := json.NewDecoder(bytes.NewReader(r.Body))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&expected), where)
		n.compare(t, where, expected, reflect.ValueOf(got))
	}
}

func compareError(t *testing.T, where string, r recorded, operation string, err error) {
	t.Helper()
	failed := requireError(t, err)
	assert.Equal(t, operation, failed.Operation, where)
	assert.Equal(t, r.Status, failed.StatusCode, where)
	if !bytes.HasPrefix(r.Body, []byte("{")) {
		assert.Equal(t, "createOAuth2Token", operation, "%s: only its errors are pages", where)
		assert.NotEmpty(t, failed.Message, where)
		return
	}
	var said struct{ Message, Type, Version string }
	require.NoError(t, json.Unmarshal(r.Body, &said), where)
	assert.Equal(t, said.Message, failed.Message, where)
	assert.Equal(t, account.ErrorType(said.Type), failed.Type, where)
	assert.Equal(t, said.Version, failed.Version, where)
	assert.ErrorIs(t, err, account.ErrorType(said.Type), where)
	assert.True(t, slices.ContainsFunc(knownErrors[:], func(known struct {
		constant account.ErrorType
		name     string
		status   int
	}) bool {
		return known.name == said.Type
	}), "%s: no constant for %s", where, said.Type)
}

// compare holds a decoded value against the JSON it was decoded from. Whatever is in the
// JSON has to be in the value, and what is not has to be zero.
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
	case got.Kind() == reflect.Map:
		expected, err := json.Marshal(expected)
		require.NoError(t, err)
		actual, err := json.Marshal(got.Interface())
		require.NoError(t, err)
		assert.JSONEq(t, string(expected), string(actual), where)
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
		assert.True(t, fields[name], "%s.%s is recorded, but no field of %s", where, name, got.Type())
	}
}

func compareDate(t *testing.T, where string, expected any, got time.Time) {
	t.Helper()
	text, ok := expected.(string)
	require.True(t, ok, "%s is recorded as %T", where, expected)
	if text == "" {
		assert.True(t, got.IsZero(), where)
		return
	}
	layout := "2006-01-02T15:04:05.000-07:00"
	if !strings.Contains(text, "T") {
		layout = "2006-01-02 15:04:05.000"
	}
	date, err := time.Parse(layout, text)
	require.NoError(t, err, where)
	assert.True(t, date.Equal(got), "%s: recorded %s, decoded %s", where, text, got)
	assert.Equal(t, time.UTC, got.Location(), where)
}
