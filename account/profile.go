package account

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// Get returns the account of the signed-in user: GET /account.
//
// It needs a session or a JWT. Without a valid one the error is
// ErrGeneralUnauthorizedScope, since a wrong session counts as none; while a second
// factor is pending it is ErrUserMoreFactorsRequired.
func (c *Client) Get(ctx context.Context, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.Get, options)
	return fetch[User](ctx, call, call.api.Get)
}

// Create signs a user up with an email address and a password: POST /account.
//
// Anybody can do it. It does not sign the user in; CreateEmailPasswordSession does. UserID is UniqueID, NewID(), or up to 36 letters,
// digits, ".", "_" and "-" that start with a letter or digit. Errors to expect:
// ErrUserAlreadyExists for an id or address that is taken, ErrGeneralArgumentInvalid
// for a malformed address or a password of fewer than 8 bytes, ErrPasswordPersonalData,
// ErrUserCountExceeded, and ErrGeneralRateLimitExceeded after 10 calls an hour from one
// IP address.
func (c *Client) Create(ctx context.Context, params CreateParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.Create, options).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.Create(ctx, gen.CreateBody(params))
	})
}

// UpdateEmail changes the email address and marks it unverified: PATCH /account/email.
//
// It needs a session or a JWT. For a user without a password, the one that is sent
// becomes the password: this is how an anonymous user becomes a full one, with the
// session staying valid. Errors to expect: ErrUserInvalidCredentials for a wrong
// password; ErrUserTargetAlreadyExists for an address in use, the user's own included;
// ErrGeneralBadRequest for one that belongs to an OAuth2 identity.
func (c *Client) UpdateEmail(ctx context.Context, params UpdateEmailParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdateEmail, options).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateEmail(ctx, gen.UpdateEmailBody(params))
	})
}

// UpdateName changes the display name, 1 to 128 characters: PATCH /account/name.
//
// It needs a session or a JWT. A name cannot be cleared.
func (c *Client) UpdateName(ctx context.Context, params UpdateNameParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdateName, options).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateName(ctx, gen.UpdateNameBody(params))
	})
}

// UpdatePassword changes the password, or sets the first one: PATCH /account/password.
//
// It needs a session or a JWT. OldPassword is to be left out only by users who have no
// password. The user's other sessions go on with server 1.7; from 1.8 on they end,
// unless the project says otherwise. Errors to expect: ErrUserInvalidCredentials for a
// wrong or missing old password; ErrPasswordRecentlyUsed and ErrPasswordPersonalData
// where the project forbids such passwords; ErrGeneralRateLimitExceeded after 10 calls
// an hour from one IP address.
func (c *Client) UpdatePassword(ctx context.Context, params UpdatePasswordParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdatePassword, options).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdatePassword(ctx, gen.UpdatePasswordBody(params))
	})
}

// UpdatePhone changes the phone number and marks it unverified: PATCH /account/phone.
//
// It needs a session or a JWT. The number is "+", a calling code and the rest, 7 to 15
// digits in all. No SMS is sent; CreatePhoneVerification sends one. For a user without
// a password, the one that is sent becomes the password. Errors to expect:
// ErrUserInvalidCredentials for a wrong password; ErrUserTargetAlreadyExists and
// ErrUserPhoneAlreadyExists for a number in use.
func (c *Client) UpdatePhone(ctx context.Context, params UpdatePhoneParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdatePhone, options).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdatePhone(ctx, gen.UpdatePhoneBody(params))
	})
}

// UpdateStatus blocks the account for good: PATCH /account/status.
//
// It needs a session or a JWT. Only an administrator can unblock the account; until
// then every call of the user fails with ErrUserBlocked.
func (c *Client) UpdateStatus(ctx context.Context, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdateStatus, options)
	return fetch[User](ctx, call, call.api.UpdateStatus)
}
