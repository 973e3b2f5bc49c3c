package account

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreateEmailToken mails a six-digit code that CreateSession exchanges for a session
// within 15 minutes: POST /account/tokens/email.
//
// Anybody can do it; with a key the response has the Secret. An unknown address gets a
// new user with UserID. A known one ignores UserID: take Token.UserID for
// CreateSession. With Phrase, a pointer to true, mail and response carry a phrase that
// the user can compare. Errors to expect: ErrGeneralSMTPDisabled;
// ErrUserCountExceeded; ErrGeneralBadRequest for the address of an OAuth2 identity;
// ErrGeneralUnknown for a UserID that is taken; ErrGeneralRateLimitExceeded after 10
// calls an hour for one address or from one IP address.
func (c *Client) CreateEmailToken(ctx context.Context, params CreateEmailTokenParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.CreateEmailToken, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateEmailToken(ctx, gen.CreateEmailTokenBody(params))
	})
}

// CreateMagicURLToken mails a link whose secret CreateSession exchanges for a session
// within an hour: POST /account/tokens/magic-url.
//
// Anybody can do it; with a key the response has the Secret. The link leads to URL with
// userId, secret and expire appended; its host has to be a platform of the project. An
// unknown address gets a new user with UserID. A known one ignores UserID: take
// Token.UserID for CreateSession. Errors to expect: ErrGeneralArgumentInvalid for a
// foreign URL; ErrGeneralSMTPDisabled; ErrUserCountExceeded;
// ErrUserEmailAlreadyExists for the address of an OAuth2 identity; ErrGeneralUnknown
// for a UserID that is taken; ErrGeneralRateLimitExceeded after 60 calls an hour for
// one address or from one IP address.
func (c *Client) CreateMagicURLToken(ctx context.Context, params CreateMagicURLTokenParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.CreateMagicURLToken, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateMagicURLToken(ctx, gen.CreateMagicURLTokenBody(params))
	})
}

// CreatePhoneToken sends a six-digit code by SMS that CreateSession exchanges for a
// session within 15 minutes: POST /account/tokens/phone.
//
// Anybody can do it. With a key the response has the Secret, but wrapped: it is base64 of
// {"id": …, "secret": …}, and CreateSession wants the inner secret. An unknown number
// gets a new user with UserID. A known one ignores UserID: take Token.UserID for
// CreateSession. Errors to expect: ErrGeneralArgumentInvalid for a number that cannot
// be; ErrGeneralPhoneDisabled; ErrUserCountExceeded; ErrGeneralUnknown for a UserID
// that is taken; ErrGeneralRateLimitExceeded after 10 calls an hour for one number or
// from one IP address.
func (c *Client) CreatePhoneToken(ctx context.Context, params CreatePhoneTokenParams, options ...CallOption) (*Token, error) {
	call := c.newCall(&gen.CreatePhoneToken, options).requires(params.missing())
	return fetch[Token](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreatePhoneToken(ctx, gen.CreatePhoneTokenBody(params))
	})
}

// CreateJWT makes a token that stands for the user and this session for 15 minutes:
// POST /account/jwts. WithJWT makes a client of it.
//
// It needs a session; for a client with a JWT the error is ErrUserSessionNotFound.
// JWTDuration asks for another time, from server 1.9 on. After 100 calls an hour for one
// user the error is ErrGeneralRateLimitExceeded; server 1.9 allows 120 a minute.
func (c *Client) CreateJWT(ctx context.Context, options ...CallOption) (*JWT, error) {
	call := c.newCall(&gen.CreateJWT, options)
	return fetch[JWT](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateJWT(ctx, gen.CreateJWTBody{Duration: int(call.jwtSeconds)})
	})
}
