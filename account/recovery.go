package account

import (
	"context"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreateRecovery mails a link for choosing a new password, valid for an hour: POST
// /account/recovery.
//
// Anybody can do it; with a key the answer has the Secret. The link leads to URL with
// userId, secret and expire appended; its host has to be a platform of the project.
// Errors to expect: ErrUserNotFound for an unknown address, so the call reveals who has
// an account; ErrUserBlocked; ErrGeneralArgumentInvalid for a foreign URL;
// ErrGeneralSMTPDisabled; ErrGeneralRateLimitExceeded after 10 calls an hour for one
// address or from one IP address.
func (c *Client) CreateRecovery(ctx context.Context, params CreateRecoveryParams, options ...CallOption) (*Token, error) {
	const operation = "createRecovery"
	if err := require(operation, text("email", params.Email), text("url", params.URL)); err != nil {
		return nil, err
	}
	req, err := gen.NewCreateRecoveryRequest(ctx, c.endpoint, params)
	return fetch[Token](c, operation, req, err, options)
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
	const operation = "updateRecovery"
	if err := require(operation, text("userId", params.UserID), text("secret", params.Secret), text("password", params.Password)); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdateRecoveryRequest(ctx, c.endpoint, params)
	return fetch[Token](c, operation, req, err, options)
}
