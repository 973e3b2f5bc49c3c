package account

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// ListSessions returns all sessions of the user, the oldest first: GET
// /account/sessions.
//
// It needs a session or a JWT. The list is not paginated. Sessions that have expired
// can still be in it for a while.
func (c *Client) ListSessions(ctx context.Context, options ...CallOption) (*SessionList, error) {
	call := c.newCall(&gen.ListSessions, options)
	return fetch[SessionList](ctx, call, call.api.ListSessions)
}

// DeleteSessions ends all sessions of the user, this one included: DELETE
// /account/sessions.
//
// It needs a session or a JWT. After 100 calls an hour from one IP address the error is
// ErrGeneralRateLimitExceeded.
func (c *Client) DeleteSessions(ctx context.Context, options ...CallOption) error {
	call := c.newCall(&gen.DeleteSessions, options)
	return exec(ctx, call, call.api.DeleteSessions)
}

// DeleteOtherSessions ends all sessions of the user but that of the client: ListSessions, and
// DeleteSession for each.
//
// It needs a session; with a JWT, which has no session of its own, the error is an
// *InvalidParameterError and nothing ends. An error ends it half-way, and another call goes
// on. Errors to expect are those of the two calls; one that another call has ended is none.
func (c *Client) DeleteOtherSessions(ctx context.Context, options ...CallOption) error {
	sessions, err := c.ListSessions(ctx, options...)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(sessions.Sessions, func(s Session) bool { return s.Current }) {
		return &InvalidParameterError{Operation: gen.DeleteSession.ID, Reason: "none of the sessions is that of the client; use a client with a session"}
	}
	for _, session := range sessions.Sessions {
		if session.Current {
			continue
		}
		if err := c.DeleteSession(ctx, session.ID, options...); err != nil && !errors.Is(err, ErrUserSessionNotFound) {
			return err
		}
	}
	return nil
}

// Device returns what a person would call the device of a session: "Firefox 121 on Windows
// 10", "Chrome Mobile 120 on Samsung Galaxy S23 (Android 13)", or "Unknown device".
func (v Session) Device() string {
	return deviceName(v.ClientName, v.ClientVersion, v.OSName, v.OSVersion, v.DeviceBrand, v.DeviceModel)
}

// Device returns what a person would call the device that something was done with, as that of
// a session does.
func (v Log) Device() string {
	return deviceName(v.ClientName, v.ClientVersion, v.OSName, v.OSVersion, v.DeviceBrand, v.DeviceModel)
}

func deviceName(client, clientVersion, system, systemVersion, brand, model string) string {
	if client != "" {
		major, _, _ := strings.Cut(clientVersion, ".")
		client = strings.TrimSpace(client + " " + major)
	}
	if system != "" {
		system = strings.TrimSpace(system + " " + strings.TrimSuffix(systemVersion, ".0"))
	}
	place := system
	if model != "" {
		place = strings.TrimSpace(brand + " " + model)
		if system != "" {
			place += " (" + system + ")"
		}
	}
	switch {
	case client == "" && place == "":
		return "Unknown device"
	case client == "" || place == "":
		return printable(client+place, maxDevice)
	}
	return printable(client+" on "+place, maxDevice)
}

// maxDevice is how long a device may be, in bytes: its parts come from a header that anybody
// can make up.
const maxDevice = 200

// CreateAnonymousSession creates a user without address, name and password, and signs
// it in: POST /account/sessions/anonymous.
//
// A guest or a key can do it. UpdateEmail or UpdatePhone make a full user of it later.
// Session.Secret is for WithSession; where the server leaves it out, as it does for
// guests, it is taken from the session cookie. After 50 calls an hour from one IP
// address the error is ErrGeneralRateLimitExceeded.
func (c *Client) CreateAnonymousSession(ctx context.Context, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.CreateAnonymousSession, options)
	return signIn(ctx, call, call.api.CreateAnonymousSession)
}

// CreateEmailPasswordSession signs a user in with email address and password: POST
// /account/sessions/email.
//
// A guest or a key can do it; with a session the error is ErrUserSessionAlreadyExists.
// Session.Secret is for WithSession; where the server leaves it out, as it does for
// guests, it is taken from the session cookie. When the user then has more than 10
// sessions (the project can say otherwise, and in new ones of server 1.9 there is no
// limit), the oldest end. Errors to expect:
// ErrUserInvalidCredentials, whether it is the address or the password that is wrong;
// ErrGeneralArgumentInvalid for a password of fewer than 8 bytes; ErrUserBlocked;
// ErrGeneralRateLimitExceeded after 10 calls an hour for one address. If the user has
// MFA switched on, the sign-in succeeds and the next calls fail with
// ErrUserMoreFactorsRequired.
func (c *Client) CreateEmailPasswordSession(ctx context.Context, params CreateEmailPasswordSessionParams, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.CreateEmailPasswordSession, options).requires(params.missing())
	return signIn(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateEmailPasswordSession(ctx, gen.CreateEmailPasswordSessionBody(params))
	})
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
	call := c.newCall(&gen.CreateSession, options).requires(params.missing())
	return signIn(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateSession(ctx, gen.CreateSessionBody(params))
	})
}

// UpdateMagicURLSession exchanges the secret of a magic URL for a session: PUT
// /account/sessions/magic-url. Credentials and errors are those of CreateSession.
//
// Deprecated: CreateSession takes every kind of token.
func (c *Client) UpdateMagicURLSession(ctx context.Context, params UpdateMagicURLSessionParams, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.UpdateMagicURLSession, options).requires(params.missing())
	return signIn(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateMagicURLSession(ctx, gen.UpdateMagicURLSessionBody(params))
	})
}

// UpdatePhoneSession exchanges the code of an SMS for a session: PUT
// /account/sessions/phone. Credentials and errors are those of CreateSession.
//
// Deprecated: CreateSession takes every kind of token.
func (c *Client) UpdatePhoneSession(ctx context.Context, params UpdatePhoneSessionParams, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.UpdatePhoneSession, options).requires(params.missing())
	return signIn(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdatePhoneSession(ctx, gen.UpdatePhoneSessionBody(params))
	})
}

// GetSession returns a session of the user: GET /account/sessions/{sessionId}.
//
// It needs a session or a JWT. CurrentSession stands for the session of the client; a
// client with a JWT has none. For an unknown id the error is ErrUserSessionNotFound.
func (c *Client) GetSession(ctx context.Context, sessionID string, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.GetSession, options).withID(sessionID)
	return fetch[Session](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.GetSession(ctx, sessionID)
	})
}

// UpdateSession extends a session by one full session duration from now, and has the
// provider's tokens of an OAuth2 session refreshed: PATCH
// /account/sessions/{sessionId}.
//
// It needs a session or a JWT. CurrentSession stands for the session of the client. The
// secret stays the same. In the response Current is false and CountryName empty, whatever
// they are. Errors to expect: ErrUserSessionNotFound; ErrUserOAuth2BadRequest (from
// server 1.9 on also for sessions that were exchanged for an OAuth2 token);
// ErrGeneralRateLimitExceeded after 10 calls an hour from one IP address.
func (c *Client) UpdateSession(ctx context.Context, sessionID string, options ...CallOption) (*Session, error) {
	call := c.newCall(&gen.UpdateSession, options).withID(sessionID)
	return fetch[Session](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.UpdateSession(ctx, sessionID)
	})
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
	call := c.newCall(&gen.DeleteSession, options).withID(sessionID)
	return exec(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.DeleteSession(ctx, sessionID)
	})
}

// signIn makes a call whose response is a new session.
func signIn(ctx context.Context, call *call, request func(context.Context) (*http.Response, error)) (*Session, error) {
	session, err := fetch[Session](ctx, call, request)
	if err == nil && session.Secret == "" {
		session.Secret = call.client.sessionCookie(call.last.res.Header)
	}
	return session, err
}

// sessionCookie finds the secret of a session in the cookie that the server sets for
// browsers: without an API key, that is the only place that has it.
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
