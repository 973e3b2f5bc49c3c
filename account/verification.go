package account

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreateVerification mails a link that verifies the email address, valid for an hour:
// POST /account/verification, from server 1.8 on also POST /account/verifications/email.
//
// It needs a session or a JWT. The link leads to URL with userId, secret and expire
// appended; its host has to be a platform of the project. Errors to expect:
// ErrUserEmailAlreadyVerified; ErrGeneralArgumentInvalid for a foreign URL;
// ErrGeneralSMTPDisabled; ErrGeneralUnknown for a user without an address;
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) CreateVerification(ctx context.Context, params CreateVerificationParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.CreateVerification, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateVerification(ctx, gen.CreateVerificationBody(params))
	})
}

// UpdateVerification verifies the email address with the secret of the mail: PUT
// /account/verification, from server 1.8 on also PUT /account/verifications/email.
//
// Nobody has to be signed in, but a key is rejected with ErrGeneralUnauthorizedScope.
// Errors to expect: ErrUserNotFound; ErrUserInvalidToken for a secret that is wrong,
// used or expired; ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) UpdateVerification(ctx context.Context, params UpdateVerificationParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.UpdateVerification, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateVerification(ctx, gen.UpdateVerificationBody(params))
	})
}

// CreatePhoneVerification sends a six-digit code to the phone number by SMS, valid for
// an hour: POST /account/verification/phone, from server 1.8 on also POST
// /account/verifications/phone.
//
// It needs a session or a JWT. Errors to expect: ErrUserPhoneNotFound,
// ErrUserPhoneAlreadyVerified, ErrGeneralPhoneDisabled, and
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user or from one IP
// address.
func (c *Client) CreatePhoneVerification(ctx context.Context, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.CreatePhoneVerification, options)
	return fetch[Token](ctx, call, call.api.CreatePhoneVerification)
}

// UpdatePhoneVerification verifies the phone number with the code of the SMS: PUT
// /account/verification/phone, from server 1.8 on also PUT /account/verifications/phone.
//
// It needs a session or a JWT of that user: to a guest server 1.7 says
// ErrUserInvalidToken whatever the code. Other errors to expect: ErrUserNotFound, and
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) UpdatePhoneVerification(ctx context.Context, params UpdatePhoneVerificationParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.UpdatePhoneVerification, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdatePhoneVerification(ctx, gen.UpdatePhoneVerificationBody(params))
	})
}
