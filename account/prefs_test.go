package account_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// layout is what a program may store as preferences.
type layout struct {
	Theme  string                    `json:"theme"`
	ID     int64                     `json:"id"`
	Widths map[string]int            `json:"widths"`
	Pages  map[string]map[string]int `json:"pages"`
	Panel  struct {
		Hidden map[string]bool `json:"hidden"`
	} `json:"panel"`
	Tags  []string       `json:"tags"`
	Extra any            `json:"extra"`
	Next  *layout        `json:"next"`
	Free  map[string]any `json:"free"`
}

func TestPrefs_AStructComesBackAsItWasStored(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	me := service.UserClient(service.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)
	stored := layout{
		Theme: "dark", ID: 9007199254740993, Widths: map[string]int{}, Pages: map[string]map[string]int{"a": {}, "b": {"c": 1}},
		Tags: []string{}, Next: &layout{Widths: map[string]int{}, Free: map[string]any{}}, Free: map[string]any{"x": 1.5},
	}
	stored.Panel.Hidden = map[string]bool{}

	user, err := me.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: stored})
	require.NoError(t, err)
	prefs, err := me.GetPrefs(t.Context())
	require.NoError(t, err)

	for _, prefs := range []account.Prefs{user.Prefs, prefs} {
		var got layout
		require.NoError(t, prefs.Decode(&got))
		got.Extra = nil
		require.Equal(t, stored, got)
	}
	// The obvious way through a map: nothing is rounded.
	id, ok := prefs.Get("id")
	require.True(t, ok)
	require.Equal(t, json.Number("9007199254740993"), id)
	require.Equal(t, id, prefs.Map()["id"])
	again, err := me.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: prefs.Map()})
	require.NoError(t, err)
	var got layout
	require.NoError(t, again.Prefs.Decode(&got))
	require.Equal(t, int64(9007199254740993), got.ID)
}

func TestPrefs_DecodeTakesAnEmptyListForAnEmptyObject(t *testing.T) {
	t.Parallel()
	var got layout
	require.NoError(t, account.Prefs(`{"widths": [], "pages": {"a": [ ]}, "panel": [], "tags": [], "extra": [], "next": [], "free": {"x": []}}`).Decode(&got))
	require.Equal(t, layout{
		Widths: map[string]int{}, Pages: map[string]map[string]int{"a": {}}, Tags: []string{}, Extra: []any{},
		Next: &layout{}, Free: map[string]any{"x": []any{}},
	}, got)

	var list struct{ Widths map[string]int }
	require.ErrorContains(t, account.Prefs(`{"widths": [1]}`).Decode(&list), "/widths")
	require.Error(t, account.Prefs(`{"widths": "wide"}`).Decode(&list))
	require.Error(t, account.Prefs(`{"widths": `).Decode(&list))
	require.Error(t, account.Prefs(`[]x`).Decode(&list))

	// Values that decode themselves get the list as it is.
	var raw struct{ Widths selfDecoding }
	require.NoError(t, account.Prefs(`{"widths": []}`).Decode(&raw))
	require.Equal(t, "[]", raw.Widths.json)
}

type selfDecoding struct{ json string }

func (d *selfDecoding) UnmarshalJSON(data []byte) error {
	d.json = string(data)
	return nil
}

func TestPrefs_TheZeroValueIsEmpty(t *testing.T) {
	t.Parallel()
	var none account.Prefs
	require.Equal(t, map[string]any{}, none.Map())
	_, ok := none.Get("theme")
	require.False(t, ok)
	var got layout
	require.NoError(t, none.Decode(&got))
	require.Equal(t, layout{}, got)
	data, err := json.Marshal(struct{ Prefs account.Prefs }{})
	require.NoError(t, err)
	require.Equal(t, `{"Prefs":{}}`, string(data))
}

func TestPrefs_WhatIsNoObjectHasNoValues(t *testing.T) {
	t.Parallel()
	for _, prefs := range []account.Prefs{"null", "[1]", "1", "{", "{} {}", "\xff"} {
		require.Nil(t, prefs.Map(), prefs)
		value, ok := prefs.Get("0")
		require.Nil(t, value)
		require.False(t, ok)
	}
}

func TestPrefs_AUserSurvivesEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, prefs := range []account.Prefs{`{"b":1,"a":[{"c":9007199254740993}]}`, "{}"} {
		data, err := json.Marshal(account.User{ID: "ann", Prefs: prefs})
		require.NoError(t, err)
		var user account.User
		require.NoError(t, json.Unmarshal(data, &user))
		require.Equal(t, prefs, user.Prefs, "keys keep their order, numbers their digits")
	}
}

func TestUpdatePrefs_TakesAnythingThatIsAnObject(t *testing.T) {
	t.Parallel()
	type named map[string]string
	for name, test := range map[string]struct {
		prefs    any
		expected string
	}{
		"a map":                         {map[string]any{"a": 1}, `{"a":1}`},
		"a map of another type":         {map[string]int{"a": 1}, `{"a":1}`},
		"a map with a name":             {named{"a": "b"}, `{"a":"b"}`},
		"a struct":                      {struct{ A int }{1}, `{"A":1}`},
		"a pointer to a struct":         {&struct{ A int }{1}, `{"A":1}`},
		"an empty struct":               {struct{}{}, `{}`},
		"preferences":                   {account.Prefs(`{"b": 1, "a": 9007199254740993}`), `{"b":1,"a":9007199254740993}`},
		"no preferences":                {account.Prefs(""), `{}`},
		"PHP's empty object":            {account.Prefs("[]"), `{}`},
		"raw JSON":                      {json.RawMessage(`{"a": "b"}`), `{"a":"b"}`},
		"the six characters of \\ufffd": {struct{ A []string }{[]string{`\ufffd`}}, `{"A":["\\ufffd"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newStub(t, jsonResponse(200, userJSON))
			_, err := service.client(t, account.WithSession("s")).UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: test.prefs})
			require.NoError(t, err)
			assert.Equal(t, `{"prefs":`+test.expected+`}`, service.request(t).Body)
		})
	}
}

func TestUpdatePrefs_AnythingElseIsRejectedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	for name, prefs := range map[string]any{
		"a list": []int{1}, "a string": "dark", "a number": 1, "true": true, "broken preferences": account.Prefs(`{"a`), "a list of preferences": account.Prefs("[1]"),
		"null": json.RawMessage("null"), "an invalid string in a list": struct{ A []string }{[]string{"\xff"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newStub(t)
			_, err := service.client(t, account.WithSession("s")).UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: prefs})
			requireInvalid(t, err, "updatePrefs", "prefs")
			service.requireNoRequests(t)
		})
	}
	for name, prefs := range map[string]any{
		"nil": nil, "a nil map": map[string]any(nil), "a nil map of another type": map[string]int(nil), "a nil pointer": (*layout)(nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newStub(t)
			_, err := service.client(t, account.WithSession("s")).UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: prefs})
			requireMissing(t, err, "updatePrefs", "prefs")
			service.requireNoRequests(t)
		})
	}
}

// encoding/json writes \ufffd for bytes that are not UTF-8; the character itself and the
// escape that says so are valid.
func TestUpdatePrefs_TheReplacementCharacterIsValid(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`\ufffd`, "\uFFFD", `a\\ufffdb`, "\\\uFFFD"} {
		for name, prefs := range map[string]any{
			"alone": map[string]any{"a": value}, "in a list": map[string]any{"a": []string{value}}, "in a map": map[string]any{"a": map[string]string{value: value}},
			"in a struct": map[string]any{"a": struct{ B string }{value}}, "in an array": map[string]any{"a": [1]string{value}},
			"in raw JSON": map[string]any{"a": json.RawMessage(fmt.Sprintf("%q", "\uFFFD")), "b": json.RawMessage(`"\ufffd"`)},
		} {
			service := newStub(t, jsonResponse(200, userJSON))
			_, err := service.client(t, account.WithSession("s")).UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: prefs})
			assert.NoError(t, err, "%q %s", value, name)
		}
	}
}
