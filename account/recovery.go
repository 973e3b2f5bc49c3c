package account

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreateRecovery mails a link for choosing a new password, valid for an hour: POST
// /account/recovery.
//
// Anybody can do it; with a key the response has the Secret. The link leads to URL with
// userId, secret and expire appended; its host has to be a platform of the project.
// Errors to expect: ErrUserNotFound for an unknown address, so the call reveals who has
// an account; ErrUserBlocked; ErrGeneralArgumentInvalid for a foreign URL;
// ErrGeneralSMTPDisabled; ErrGeneralRateLimitExceeded after 10 calls an hour for one
// address or from one IP address.
func (c *Client) CreateRecovery(ctx context.Context, params CreateRecoveryParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.CreateRecovery, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateRecovery(ctx, gen.CreateRecoveryBody(params))
	})
}

// UpdateRecovery sets a new password with the secret of the mail, and counts the email
// address as verified: PUT /account/recovery.
//
// Anybody can do it. It does not sign the user in. Sessions go on, unless the server is
// 1.9 and the project wants them ended. Errors to expect: ErrUserNotFound;
// ErrUserInvalidToken for a secret that is wrong, used or expired;
// ErrPasswordRecentlyUsed; ErrGeneralRateLimitExceeded after 10 calls an hour for one
// user.
func (c *Client) UpdateRecovery(ctx context.Context, params UpdateRecoveryParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.UpdateRecovery, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateRecovery(ctx, gen.UpdateRecoveryBody(params))
	})
}
