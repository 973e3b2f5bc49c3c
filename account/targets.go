package account

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreatePushTarget registers the device of this session for push messages: POST
// /account/targets/push.
//
// It needs a session or a JWT. The target ends with the session; with a JWT it belongs to
// none. Its name is the device that the server reads from the user agent. Errors to expect:
// ErrUserTargetAlreadyExists, whether it is the identifier or the id that somebody has.
func (c *Client) CreatePushTarget(ctx context.Context, params CreatePushTargetParams, options ...CallOption) (*Target, error) {
	call := c.newCall(&gen.CreatePushTarget, options).requires(params.missing())
	return fetch[Target](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreatePushTarget(ctx, gen.CreatePushTargetBody(params))
	})
}

// UpdatePushTarget stores the new push token of a device: PUT
// /account/targets/{targetId}/push.
//
// It needs a session or a JWT. The target no longer counts as expired. Errors to expect:
// ErrUserTargetNotFound; ErrUserTargetAlreadyExists for a token that somebody has.
func (c *Client) UpdatePushTarget(ctx context.Context, targetID string, params UpdatePushTargetParams, options ...CallOption) (*Target, error) {
	call := c.newCall(&gen.UpdatePushTarget, options).withID(targetID).requires(params.missing())
	return fetch[Target](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdatePushTarget(ctx, targetID, gen.UpdatePushTargetBody(params))
	})
}

// DeletePushTarget removes a target: DELETE /account/targets/{targetId}/push.
//
// It needs a session or a JWT. Targets for mail and SMS can be removed in the same way. An
// error to expect is ErrUserTargetNotFound.
func (c *Client) DeletePushTarget(ctx context.Context, targetID string, options ...CallOption) error {
	call := c.newCall(&gen.DeletePushTarget, options).withID(targetID)
	return exec(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.DeletePushTarget(ctx, targetID)
	})
}
