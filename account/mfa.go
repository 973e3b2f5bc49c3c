package account

import (
	"context"
	"errors"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// UpdateMFA says whether a second factor is asked for when signing in: PATCH
// /account/mfa.
//
// It needs a session; with a JWT the error is ErrGeneralUnknown. MFA is asked for only
// of users who have a factor to offer: a verified address, phone number or
// authenticator. This session is not locked out. On server 1.7 the error is
// ErrGeneralUnknown, though MFA does get switched on, when the session has the totp
// factor and an address of the user is verified too.
func (c *Client) UpdateMFA(ctx context.Context, params UpdateMFAParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdateMFA, options)
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateMFA(ctx, gen.UpdateMFABody(params))
	})
}

// EnableMFA switches MFA on, and asks for the account where server 1.7 responds with an error
// although it did: UpdateMFA, and Get after ErrGeneralUnknown.
//
// Before that, show the user the recovery codes of CreateMFARecoveryCodes: without them a lost
// phone is a lost account. Credential and other errors are those of UpdateMFA.
func (c *Client) EnableMFA(ctx context.Context, options ...CallOption) (*User, error) {
	user, err := c.UpdateMFA(ctx, UpdateMFAParams{MFA: true}, options...)
	if !errors.Is(err, ErrGeneralUnknown) {
		return user, err
	}
	user, readErr := c.Get(ctx, options...)
	if readErr != nil || !user.MFA {
		return nil, err
	}
	return user, nil
}

// Available returns the factors that are open to the user, the usual one first: for
// CreateMFAChallenge.
func (v MFAFactors) Available() []AuthenticationFactor {
	var open []AuthenticationFactor
	for _, factor := range []struct {
		name AuthenticationFactor
		open bool
	}{
		{AuthenticationFactorTOTP, v.TOTP},
		{AuthenticationFactorEmail, v.Email},
		{AuthenticationFactorPhone, v.Phone},
		{AuthenticationFactorRecoveryCode, v.RecoveryCode},
	} {
		if factor.open {
			open = append(open, factor.name)
		}
	}
	return open
}

// ListMFAFactors says which second factors the user can be asked for: GET
// /account/mfa/factors.
//
// It needs a session or a JWT, and works while a second factor is pending.
func (c *Client) ListMFAFactors(ctx context.Context, options ...CallOption) (*MFAFactors, error) {
	call := c.newCall(&gen.ListMFAFactors, options)
	return fetch[MFAFactors](ctx, call, call.api.ListMFAFactors)
}

// CreateMFAAuthenticator starts adding an authenticator app: POST
// /account/mfa/authenticators/{type}.
//
// It needs a session or a JWT. Show MFAType.URI as a QR code, then confirm with
// UpdateMFAAuthenticator; until that, each call makes a new secret. Errors to expect:
// ErrUserAuthenticatorAlreadyVerified; ErrGeneralUnknown for a user without an email
// address.
func (c *Client) CreateMFAAuthenticator(ctx context.Context, authenticator AuthenticatorType, options ...CallOption) (*MFAType, error) {
	call := c.newCall(&gen.CreateMFAAuthenticator, options).withID(string(authenticator))
	return fetch[MFAType](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateMFAAuthenticator(ctx, string(authenticator))
	})
}

// UpdateMFAAuthenticator confirms an authenticator app with its current code, and
// counts the factor for this session: PUT /account/mfa/authenticators/{type}.
//
// It needs a session; with a JWT the error is ErrGeneralUnknown. Only the code of the
// current 30 seconds is accepted. Errors to expect: ErrUserInvalidToken for a wrong
// code, ErrUserAuthenticatorNotFound, ErrUserAuthenticatorAlreadyVerified.
func (c *Client) UpdateMFAAuthenticator(ctx context.Context, authenticator AuthenticatorType, params UpdateMFAAuthenticatorParams, options ...CallOption) (*User, error) {
	call := c.newCall(&gen.UpdateMFAAuthenticator, options).withID(string(authenticator)).requires(params.missing())
	return fetch[User](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateMFAAuthenticator(ctx, string(authenticator), gen.UpdateMFAAuthenticatorBody(params))
	})
}

// DeleteMFAAuthenticator removes an authenticator app: DELETE
// /account/mfa/authenticators/{type}.
//
// It needs a session in which a challenge was passed within the last 30 minutes,
// whether MFA is on or not; otherwise the error is ErrUserChallengeRequired. With a JWT
// it is ErrGeneralUnknown, and without an authenticator ErrUserAuthenticatorNotFound.
func (c *Client) DeleteMFAAuthenticator(ctx context.Context, authenticator AuthenticatorType, options ...CallOption) error {
	call := c.newCall(&gen.DeleteMFAAuthenticator, options).withID(string(authenticator))
	return exec(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.DeleteMFAAuthenticator(ctx, string(authenticator))
	})
}

// CreateMFAChallenge asks for one more factor: POST /account/mfa/challenge, from server
// 1.8.1 on also POST /account/mfa/challenges.
//
// It needs a session or a JWT, and works while a second factor is pending. For an email
// or phone factor a six-digit code is sent; for an authenticator or a recovery code
// nothing is. Then UpdateMFAChallenge takes the code. A recovery code is asked for as
// AuthenticationFactorRecoveryCode, of server 1.9 as AuthenticationFactorRecoveryCodeFrom19:
// each completes only its own; SignIn knows which. Errors to expect:
// ErrUserPhoneNotFound, ErrUserPhoneNotVerified, ErrUserEmailNotFound,
// ErrUserEmailNotVerified, ErrGeneralSMTPDisabled, ErrGeneralPhoneDisabled, and
// ErrGeneralRateLimitExceeded after 10 calls an hour for one user.
func (c *Client) CreateMFAChallenge(ctx context.Context, params CreateMFAChallengeParams, options ...CallOption) (*MFAChallenge, error) {
	call := c.newCall(&gen.CreateMFAChallenge, options).requires(params.missing())
	return fetch[MFAChallenge](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateMFAChallenge(ctx, gen.CreateMFAChallengeBody{Factor: string(params.Factor)})
	})
}

// UpdateMFAChallenge passes a challenge with its code, and adds the factor to this
// session: PUT /account/mfa/challenge, from server 1.8.1 on also PUT
// /account/mfa/challenges.
//
// It needs a session, and works while a second factor is pending; with a JWT the error
// is ErrGeneralUnknown. A wrong code gives ErrUserInvalidToken and leaves the challenge
// open; ErrGeneralRateLimitExceeded comes after 10 calls an hour for one challenge. In
// the response Current is false and CountryName empty, whatever they are.
func (c *Client) UpdateMFAChallenge(ctx context.Context, params UpdateMFAChallengeParams, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.UpdateMFAChallenge, options).requires(params.missing())
	return fetch[Session](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateMFAChallenge(ctx, gen.UpdateMFAChallengeBody(params))
	})
}

// GetMFARecoveryCodes returns the unused recovery codes: GET
// /account/mfa/recovery-codes.
//
// It needs a session in which a challenge was passed within the last 30 minutes;
// otherwise the error is ErrUserChallengeRequired. With a JWT it is ErrGeneralUnknown,
// and without codes ErrUserRecoveryCodesNotFound.
func (c *Client) GetMFARecoveryCodes(ctx context.Context, options ...CallOption) (*MFARecoveryCodes, error) {
	call := c.newCall(&gen.GetMFARecoveryCodes, options)
	return fetch[MFARecoveryCodes](ctx, call, call.api.GetMFARecoveryCodes)
}

// CreateMFARecoveryCodes makes six recovery codes: POST /account/mfa/recovery-codes.
//
// It needs a session or a JWT. Each code works once, and is a factor for
// CreateMFAChallenge. While any is left the error is
// ErrUserRecoveryCodesAlreadyExists; UpdateMFARecoveryCodes replaces them.
func (c *Client) CreateMFARecoveryCodes(ctx context.Context, options ...CallOption) (*MFARecoveryCodes, error) {
	call := c.newCall(&gen.CreateMFARecoveryCodes, options)
	return fetch[MFARecoveryCodes](ctx, call, call.api.CreateMFARecoveryCodes)
}

// UpdateMFARecoveryCodes replaces the recovery codes with six new ones: PATCH
// /account/mfa/recovery-codes.
//
// It needs a session in which a challenge was passed within the last 30 minutes;
// otherwise the error is ErrUserChallengeRequired. With a JWT it is ErrGeneralUnknown,
// and without codes ErrUserRecoveryCodesNotFound.
func (c *Client) UpdateMFARecoveryCodes(ctx context.Context, options ...CallOption) (*MFARecoveryCodes, error) {
	call := c.newCall(&gen.UpdateMFARecoveryCodes, options)
	return fetch[MFARecoveryCodes](ctx, call, call.api.UpdateMFARecoveryCodes)
}
