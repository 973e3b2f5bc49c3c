package account

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// Prefs are the preferences of a user: a JSON object, as the service sent it. "" is that of
// a User that no service sent.
//
// The service stores an empty object inside of them as []; Decode makes an object of it
// again where the Go type asks for one. Keys keep their order, numbers all their digits.
type Prefs string

// Decode decodes the preferences into what v points to, a struct or a map, as encoding/json
// does.
func (p Prefs) Decode(v any) error { return wire.Decode(p.object(), v) }

// Map returns the preferences as a map, empty if there are none. A number is a float64, or
// a json.Number where a float64 would lose digits. Prefs that are no JSON object, which no
// service sends, give nil.
func (p Prefs) Map() map[string]any {
	object, err := wire.Object(p.object())
	if err != nil {
		return nil
	}
	return object
}

// Get returns one preference, with the types of Map, and whether there is one.
func (p Prefs) Get(key string) (value any, ok bool) {
	value, ok = p.Map()[key]
	return value, ok
}

// MarshalJSON returns the preferences as they are, so that UpdatePrefs and encoding/json
// write them as an object.
func (p Prefs) MarshalJSON() ([]byte, error) { return []byte(p.object()), nil }

// UnmarshalJSON keeps a JSON object, and the [] that the service writes for an empty one.
func (p *Prefs) UnmarshalJSON(data []byte) error {
	object, err := wire.RawObject(data)
	*p = Prefs(object)
	return err
}

func (p Prefs) object() string {
	if p == "" {
		return "{}"
	}
	return string(p)
}

func (p *Prefs) decode(r *wire.Reader) error {
	object, err := r.RawObject()
	*p = Prefs(object)
	return err
}

// isNil reports whether preferences were left out: nil, or a nil map or pointer.
func isNil(prefs any) bool {
	switch v := reflect.ValueOf(prefs); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Map, reflect.Pointer, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// GetPrefs returns the preferences of the user: GET /account/prefs.
//
// It needs a session or a JWT.
func (c *Client) GetPrefs(ctx context.Context, options ...CallOption) (Prefs, error) {
	call := c.newCall(&gen.GetPrefs, options)
	var prefs Prefs
	err := call.send(ctx, func(ctx context.Context) (*http.Response, error) { return call.api.GetPrefs(ctx) }, func(a *attempt) error {
		if err := prefs.UnmarshalJSON(a.body); err != nil || prefs == "" {
			return errUnexpected
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return prefs, nil
}

// UpdatePrefs replaces all preferences with a struct, a map or other Prefs: PATCH
// /account/prefs.
//
// It needs a session or a JWT. An empty map clears them; a nil one is a missing
// parameter. As JSON they may take up to 65535 bytes, counted with everything outside
// ASCII escaped; more is rejected with ErrGeneralArgumentInvalid.
func (c *Client) UpdatePrefs(ctx context.Context, params UpdatePrefsParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdatePrefs, options).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdatePrefs(ctx, gen.UpdatePrefsBody(params))
	})
}

// MergePrefs changes some preferences and keeps the others: GetPrefs, then UpdatePrefs. The
// changes are a struct, a map or Prefs; each of their keys replaces that of the same name as
// a whole, and one that is null is removed. Afterwards the keys are in alphabetical order.
//
// It is not atomic: of two programs that do it at once, one can undo what the other did.
// Credential, limits and errors are those of UpdatePrefs.
func (c *Client) MergePrefs(ctx context.Context, changes any, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdatePrefs, options).requires(UpdatePrefsParams{Prefs: changes}.missing())
	if call.err != nil {
		return nil, call.err
	}
	changed, err := membersOf(changes)
	if err != nil {
		return nil, call.unencodable(err)
	}
	stored, err := c.GetPrefs(ctx, options...)
	if err != nil {
		return nil, err
	}
	merged := map[string]json.RawMessage{}
	if err := stored.Decode(&merged); err != nil {
		return nil, call.unencodable(err)
	}
	for key, value := range changed {
		if string(value) == "null" {
			delete(merged, key)
		} else {
			merged[key] = value
		}
	}
	return c.UpdatePrefs(ctx, UpdatePrefsParams{Prefs: merged}, options...)
}

// membersOf encodes preferences as UpdatePrefs does, and returns the JSON of each key.
func membersOf(prefs any) (map[string]json.RawMessage, error) {
	body, err := wire.Marshal(gen.UpdatePrefsBody{Prefs: prefs})
	if err != nil {
		return nil, err
	}
	var object struct{ Prefs map[string]json.RawMessage }
	err = wire.Decode(string(body), &object)
	return object.Prefs, err
}
