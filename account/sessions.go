package account

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// ListSessions answers all sessions of the user, the oldest first: GET
// /account/sessions.
//
// It needs a session or a JWT. The list is not paginated. Sessions that have expired
// can still be in it for a while.
func (c *Client) ListSessions(ctx context.Context, options ...CallOption) (*SessionList, error) {
	req, err := gen.NewListSessionsRequest(ctx, c.endpoint)
	return fetch[SessionList](c, "listSessions", req, err, options)
}

// DeleteSessions ends all sessions of the user, this one included: DELETE
// /account/sessions.
//
// It needs a session or a JWT. After 100 calls an hour from one IP address the error is
// ErrGeneralRateLimitExceeded.
func (c *Client) DeleteSessions(ctx context.Context, options ...CallOption) error {
	req, err := gen.NewDeleteSessionsRequest(ctx, c.endpoint)
	return exec(c, "deleteSessions", req, err, options)
}

// CreateAnonymousSession creates a user without address, name and password, and signs
// it in: POST /account/sessions/anonymous.
//
// A guest or a key can do it. UpdateEmail or UpdatePhone make a full user of it later.
// Session.Secret is for WithSession; where the server leaves it out, as it does for
// guests, it is taken from the session cookie. After 50 calls an hour from one IP
// address the error is ErrGeneralRateLimitExceeded.
func (c *Client) CreateAnonymousSession(ctx context.Context, options ...CallOption) (*Session, error) {
	req, err := gen.NewCreateAnonymousSessionRequest(ctx, c.endpoint)
	return c.signIn("createAnonymousSession", req, err, options)
}

// CreateEmailPasswordSession signs a user in with email address and password: POST
// /account/sessions/email.
//
// A guest or a key can do it; with a session the error is ErrUserSessionAlreadyExists.
// Session.Secret is for WithSession; where the server leaves it out, as it does for
// guests, it is taken from the session cookie. When the user then has more than 10
// sessions (the project can say otherwise), the oldest end. Errors to expect:
// ErrUserInvalidCredentials, whether it is the address or the password that is wrong;
// ErrGeneralArgumentInvalid for a password of fewer than 8 bytes; ErrUserBlocked;
// ErrGeneralRateLimitExceeded after 10 calls an hour for one address. If the user has
// MFA switched on, the sign-in succeeds and the next calls fail with
// ErrUserMoreFactorsRequired.
func (c *Client) CreateEmailPasswordSession(ctx context.Context, params CreateEmailPasswordSessionParams, options ...CallOption) (*Session, error) {
	const operation = "createEmailPasswordSession"
	if err := require(operation, text("email", params.Email), text("password", params.Password)); err != nil {
		return nil, err
	}
	req, err := gen.NewCreateEmailPasswordSessionRequest(ctx, c.endpoint, params)
	return c.signIn(operation, req, err, options)
}

// CreateSession exchanges a token for a session: POST /account/sessions/token.
//
// A guest or a key can do it; with a session the error is ErrUserSessionAlreadyExists.
// It takes every kind of token: of a magic URL, an email code, an SMS code, an OAuth2
// sign-in, or made by an administrator. Each works once. From server 1.9 on, the
// secret of an OAuth2 sign-in has to be exchanged within 60 seconds. Session.Secret is
// for WithSession; where the server leaves it out, as it does for guests, it is taken
// from the session cookie. Errors to expect: ErrUserInvalidToken for a secret that is
// wrong, used or expired, and for an unknown user; ErrGeneralRateLimitExceeded after
// 10 calls an hour for one user from one IP address.
func (c *Client) CreateSession(ctx context.Context, params CreateSessionParams, options ...CallOption) (*Session, error) {
	const operation = "createSession"
	if err := require(operation, text("userId", params.UserID), text("secret", params.Secret)); err != nil {
		return nil, err
	}
	req, err := gen.NewCreateSessionRequest(ctx, c.endpoint, params)
	return c.signIn(operation, req, err, options)
}

// UpdateMagicURLSession exchanges the secret of a magic URL for a session: PUT
// /account/sessions/magic-url. Credentials and errors are those of CreateSession.
//
// Deprecated: CreateSession takes every kind of token.
func (c *Client) UpdateMagicURLSession(ctx context.Context, params UpdateMagicURLSessionParams, options ...CallOption) (*Session, error) {
	const operation = "updateMagicURLSession"
	if err := require(operation, text("userId", params.UserID), text("secret", params.Secret)); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdateMagicURLSessionRequest(ctx, c.endpoint, params)
	return c.signIn(operation, req, err, options)
}

// UpdatePhoneSession exchanges the code of an SMS for a session: PUT
// /account/sessions/phone. Credentials and errors are those of CreateSession.
//
// Deprecated: CreateSession takes every kind of token.
func (c *Client) UpdatePhoneSession(ctx context.Context, params UpdatePhoneSessionParams, options ...CallOption) (*Session, error) {
	const operation = "updatePhoneSession"
	if err := require(operation, text("userId", params.UserID), text("secret", params.Secret)); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdatePhoneSessionRequest(ctx, c.endpoint, params)
	return c.signIn(operation, req, err, options)
}

// GetSession answers a session of the user: GET /account/sessions/{sessionId}.
//
// It needs a session or a JWT. CurrentSession stands for the session of the client; a
// client with a JWT has none. For an unknown id the error is ErrUserSessionNotFound.
func (c *Client) GetSession(ctx context.Context, sessionID string, options ...CallOption) (*Session, error) {
	const operation = "getSession"
	if err := requireID(operation, "sessionId", sessionID); err != nil {
		return nil, err
	}
	req, err := gen.NewGetSessionRequest(ctx, c.endpoint, sessionID)
	return fetch[Session](c, operation, req, err, options)
}

// UpdateSession extends a session by one full session duration from now, and has the
// provider's tokens of an OAuth2 session refreshed: PATCH
// /account/sessions/{sessionId}.
//
// It needs a session or a JWT. CurrentSession stands for the session of the client. The
// secret stays the same. In the answer Current is false and CountryName empty, whatever
// they are. Errors to expect: ErrUserSessionNotFound; ErrUserOAuth2BadRequest (from
// server 1.9 on also for sessions that were exchanged for an OAuth2 token);
// ErrGeneralRateLimitExceeded after 10 calls an hour from one IP address.
func (c *Client) UpdateSession(ctx context.Context, sessionID string, options ...CallOption) (*Session, error) {
	const operation = "updateSession"
	if err := requireID(operation, "sessionId", sessionID); err != nil {
		return nil, err
	}
	req, err := gen.NewUpdateSessionRequest(ctx, c.endpoint, sessionID)
	return fetch[Session](c, operation, req, err, options)
}

// DeleteSession ends a session of the user, which is signing out: DELETE
// /account/sessions/{sessionId}.
//
// It needs a session or a JWT, and works while a second factor is pending.
// CurrentSession stands for the session of the client. An empty id fails here, with a
// *MissingParameterError: to the server it would mean all sessions. For an unknown id
// the error is ErrUserSessionNotFound; after 100 calls an hour from one IP address it
// is ErrGeneralRateLimitExceeded.
func (c *Client) DeleteSession(ctx context.Context, sessionID string, options ...CallOption) error {
	const operation = "deleteSession"
	if err := requireID(operation, "sessionId", sessionID); err != nil {
		return err
	}
	req, err := gen.NewDeleteSessionRequest(ctx, c.endpoint, sessionID)
	return exec(c, operation, req, err, options)
}

// signIn makes a call that answers a new session.
func (c *Client) signIn(operation string, req *http.Request, err error, options []CallOption) (*Session, error) {
	session := new(Session)
	err = c.send(operation, req, err, options, func(r *reply) error {
		if err := r.decode(session.UnmarshalJSON); err != nil {
			return err
		}
		if session.Secret == "" {
			session.Secret = c.sessionCookie(r.res.Header)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return session, nil
}

// sessionCookie finds the secret of a session in the cookie that the server sets for
// browsers: without an API key, that is the only place it stands in.
func (c *Client) sessionCookie(header http.Header) string {
	name := "a_session_" + strings.ToLower(c.project)
	for _, cookie := range (&http.Response{Header: header}).Cookies() {
		if cookie.Name != name {
			continue
		}
		if secret, err := url.PathUnescape(cookie.Value); err == nil {
			return secret
		}
	}
	return ""
}
