package account_test

import (
	"encoding/json"
	"math"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

func TestGetPrefs_RequiresAnObject(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`null`, `[1]`, `"text"`, `{"a": `, ``} {
		prefs, err := newStub(t, jsonResponse(200, body)).allowAnyResponse().client(t, noRetries, account.WithSession("s")).GetPrefs(t.Context())
		assert.Equal(t, 200, requireError(t, err).StatusCode, body)
		assert.Empty(t, prefs, body)
	}
	prefs, err := newStub(t, jsonResponse(200, `[]`)).allowAnyResponse().client(t, noRetries, account.WithSession("s")).GetPrefs(t.Context())
	require.NoError(t, err)
	assert.Equal(t, account.Prefs("{}"), prefs, "PHP encodes an empty object as a list")
}

func TestUpdatePrefs_ValuesWithoutAJSONEncodingAreErrors(t *testing.T) {
	t.Parallel()
	cyclic := map[string]any{}
	cyclic["self"] = cyclic
	for name, value := range map[string]any{
		"a channel":          make(chan int),
		"a function":         func() {},
		"not a number":       math.NaN(),
		"infinity":           math.Inf(-1),
		"an invalid string":  "\xff",
		"a cyclic map":       cyclic,
		"one deep in a list": []any{map[string]any{"deep": math.NaN()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newStub(t)
			_, err := service.client(t).UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: map[string]any{"fine": 1, "key": value}})
			requireInvalid(t, err, "updatePrefs", "prefs")
			service.requireNoRequests(t)
		})
	}
}

func TestUpdatePrefs_NilIsMissingButEmptyIsSent(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, userJSON))
	client := service.client(t, account.WithSession("secret"))

	_, err := client.UpdatePrefs(t.Context(), account.UpdatePrefsParams{})
	requireMissing(t, err, "updatePrefs", "prefs")
	service.requireNoRequests(t)

	_, err = client.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: map[string]any{}})
	require.NoError(t, err)
	require.JSONEq(t, `{"prefs": {}}`, service.request(t).Body)
}

func TestUpdatePrefs_NumbersOfGetPrefsKeepEveryDigit(t *testing.T) {
	t.Parallel()
	const stored = `{"big":9007199254740993,"huge":123456789012345678901234567890,"id":-9007199254740992,"list":[18446744073709551615,1],"nested":{"deep":9007199254740995,"pi":3.14},"null":null,"small":42,"text":"9007199254740993"}`
	service := newStubFunc(t, func(request stubRequest) stubResponse {
		if request.Method == http.MethodGet {
			return jsonResponse(200, stored)
		}
		return jsonResponse(200, strings.Replace(guestJSON, `"prefs": {}`, `"prefs": `+stored, 1))
	})
	client := service.client(t, account.WithSession("secret"))
	expected := map[string]any{
		"big":    json.Number("9007199254740993"),
		"huge":   json.Number("123456789012345678901234567890"),
		"id":     -9007199254740992.0,
		"list":   []any{json.Number("18446744073709551615"), 1.0},
		"nested": map[string]any{"deep": json.Number("9007199254740995"), "pi": 3.14},
		"null":   nil,
		"small":  42.0,
		"text":   "9007199254740993",
	}

	prefs, err := client.GetPrefs(t.Context())
	require.NoError(t, err)
	require.Equal(t, expected, prefs.Map())

	user, err := client.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: prefs})
	require.NoError(t, err)
	require.Equal(t, expected, user.Prefs.Map())
	requireSameJSON(t, `{"prefs":`+stored+`}`, service.requests()[1].Body)
}

func TestUpdatePrefs_LargeIntegersKeepEveryDigit(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, userJSON))
	_, err := service.client(t, account.WithSession("secret")).UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: map[string]any{
		"int64":  int64(9007199254740993),
		"uint64": uint64(math.MaxUint64),
		"number": json.Number("123456789012345678901234567890"),
	}})
	require.NoError(t, err)
	requireSameJSON(t, `{"prefs":{"int64":9007199254740993,"number":123456789012345678901234567890,"uint64":18446744073709551615}}`, service.request(t).Body)
}

// requireSameJSON compares numbers exactly, where JSONEq compares them as float64. The same
// number with an exponent is equal.
func requireSameJSON(t *testing.T, expected, got string) {
	t.Helper()
	require.Equal(t, exactly(t, expected), exactly(t, got))
}

func exactly(t *testing.T, data string) any {
	t.Helper()
	var value any
	decoder := json.NewDecoder(strings.NewReader(data))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&value))
	return rational(t, value)
}

// numeral is an exact number; it differs from the string with the same digits.
type numeral string

// rational replaces the numbers of a JSON value by fractions, which are exact.
func rational(t *testing.T, value any) any {
	t.Helper()
	switch value := value.(type) {
	case json.Number:
		number, ok := new(big.Rat).SetString(value.String())
		require.True(t, ok, "%s", value)
		return numeral(number.RatString())
	case []any:
		for i := range value {
			value[i] = rational(t, value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = rational(t, value[key])
		}
	}
	return value
}
