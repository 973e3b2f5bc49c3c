package account

import (
	"context"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// GetPrefs answers the preferences of the user: GET /account/prefs.
//
// It needs a session or a JWT. Without preferences the map is empty, not nil. Numbers
// are float64, or json.Number where a float64 would lose digits.
func (c *Client) GetPrefs(ctx context.Context, options ...CallOption) (map[string]any, error) {
	const operation = "getPrefs"
	req, err := gen.NewGetPrefsRequest(ctx, c.endpoint)
	var prefs map[string]any
	err = c.send(operation, req, err, options, func(r *reply) error {
		if err := r.success(); err != nil {
			return err
		}
		var err error
		if prefs, err = wire.Object(r.body); err != nil { // takes [] for {}, as PHP may
			return r.unreadable()
		}
		return nil
	})
	return prefs, err
}

// UpdatePrefs replaces all preferences with the given ones: PATCH /account/prefs.
//
// It needs a session or a JWT. An empty map clears them; a nil one is a missing
// parameter. As JSON they may take up to 65535 bytes, counted with everything outside
// ASCII escaped; more is refused with ErrGeneralArgumentInvalid.
func (c *Client) UpdatePrefs(ctx context.Context, params UpdatePrefsParams, options ...CallOption) (*User, error) {
	const operation = "updatePrefs"
	if err := require(operation, object("prefs", params.Prefs)); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdatePrefsRequest(ctx, c.endpoint, params)
	return fetch[User](c, operation, req, err, options)
}
