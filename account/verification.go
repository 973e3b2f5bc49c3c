package account

import (
	"context"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreateVerification mails a link that verifies the email address, valid for an hour:
// POST /account/verification.
//
// It needs a session or a JWT. The link leads to URL with userId, secret and expire
// appended; its host has to be a platform of the project. Errors to expect:
// ErrUserEmailAlreadyVerified; ErrGeneralArgumentInvalid for a foreign URL;
// ErrGeneralSMTPDisabled; ErrGeneralUnknown for a user without an address;
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) CreateVerification(ctx context.Context, params CreateVerificationParams, options ...CallOption) (*Token, error) {
	const operation = "createVerification"
	if err := require(operation, text("url", params.URL)); err != nil {
		return nil, err
	}
	req, err := gen.NewCreateVerificationRequest(ctx, c.endpoint, params)
	return fetch[Token](c, operation, req, err, options)
}

// UpdateVerification verifies the email address with the secret of the mail: PUT
// /account/verification.
//
// Nobody has to be signed in, but a key is refused with ErrGeneralUnauthorizedScope.
// Errors to expect: ErrUserNotFound; ErrUserInvalidToken for a secret that is wrong,
// used or expired; ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) UpdateVerification(ctx context.Context, params UpdateVerificationParams, options ...CallOption) (*Token, error) {
	const operation = "updateVerification"
	if err := require(operation, text("userId", params.UserID), text("secret", params.Secret)); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdateVerificationRequest(ctx, c.endpoint, params)
	return fetch[Token](c, operation, req, err, options)
}

// CreatePhoneVerification sends a six-digit code to the phone number by SMS, valid for
// an hour: POST /account/verification/phone.
//
// It needs a session or a JWT. Errors to expect: ErrUserPhoneNotFound,
// ErrUserPhoneAlreadyVerified, ErrGeneralPhoneDisabled, and
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user or from one IP
// address.
func (c *Client) CreatePhoneVerification(ctx context.Context, options ...CallOption) (*Token, error) {
	req, err := gen.NewCreatePhoneVerificationRequest(ctx, c.endpoint)
	return fetch[Token](c, "createPhoneVerification", req, err, options)
}

// UpdatePhoneVerification verifies the phone number with the code of the SMS: PUT
// /account/verification/phone.
//
// It needs a session or a JWT of that user: to a guest the server says
// ErrUserInvalidToken whatever the code. Other errors to expect: ErrUserNotFound, and
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) UpdatePhoneVerification(ctx context.Context, params UpdatePhoneVerificationParams, options ...CallOption) (*Token, error) {
	const operation = "updatePhoneVerification"
	if err := require(operation, text("userId", params.UserID), text("secret", params.Secret)); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdatePhoneVerificationRequest(ctx, c.endpoint, params)
	return fetch[Token](c, operation, req, err, options)
}
