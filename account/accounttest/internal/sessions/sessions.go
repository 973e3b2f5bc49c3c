// Package sessions has the operations that sign in and out: sessions, tokens, JWTs, and the
// recovery and verification that work with tokens, too.
package sessions

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/messages"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Start makes a session of a user for the caller's device. The oldest sessions over the
// limit end, if there is one.
func Start(r *exchange.Request, user *state.User, provider string, factors ...string) (session *state.Session, secret string) {
	session, secret = user.AddSession(provider, r.Now, r.Now.Add(r.Settings.SessionDuration), factors...)
	session.IP, session.CountryCode, session.Agent = r.ClientIP(), device.Country(r.ClientIP()), r.Agent()
	for r.Settings.SessionLimit > 0 && len(user.Sessions) > r.Settings.SessionLimit {
		r.Project.DeleteSession(user, user.Sessions[0])
	}
	return session, secret
}

// describe returns the body of a session, with its country in the caller's language.
func describe(r *exchange.Request, session *state.Session, current bool) *php.Array {
	return session.Body(current).Append("countryName", r.Language().Country(session.CountryCode))
}

// respondCreated responds with a new session: cookies for browsers, the secret for callers
// with an API key.
func respondCreated(r *exchange.Request, w *exchange.Response, user *state.User, session *state.Session, secret string) error {
	body := describe(r, session, true)
	if r.Key != nil {
		body.Set("secret", secret)
	}
	w.Actor = user
	w.SetSessionCookies(r, secret, session.Expire)
	return w.Session(201, body)
}

// CreateEmailPassword signs in with a password.
func CreateEmailPassword(r *exchange.Request, w *exchange.Response) error {
	email := r.Params.String("email")
	user := r.Project.UserByEmail(email)
	if user == nil {
		return exchange.Reject("user_invalid_credentials")
	}
	matches, err := r.PasswordMatches(user, r.Params.String("password"))
	if err != nil {
		return err
	}
	if !matches {
		return exchange.Reject("user_invalid_credentials")
	}
	if user.Blocked {
		return exchange.Reject("user_blocked")
	}
	session, secret := Start(r, user, "email", "password")
	session.ProviderUID = strings.ToLower(email)
	messages.AlertSession(r, user, session)
	return respondCreated(r, w, user, session, secret)
}

// CreateAnonymous signs a new user in who has neither address nor number.
func CreateAnonymous(r *exchange.Request, w *exchange.Response) error {
	if r.Project.ID == state.ConsoleID {
		return exchange.Reject("user_anonymous_console_prohibited")
	}
	if err := r.RequireRoom(); err != nil {
		return err
	}
	user := state.NewUser("", r.Now)
	r.Project.AddUser(user)
	session, secret := Start(r, user, "anonymous", "anonymous")
	return respondCreated(r, w, user, session, secret)
}

// tokenSessions are provider and factor of a session that comes from a kind of token.
var tokenSessions = map[state.TokenKind]struct{ provider, factor string }{
	state.MagicURLToken: {"magic-url", "email"},
	state.EmailToken:    {"token", "email"},
	state.PhoneToken:    {"phone", "phone"},
	state.OAuth2Token:   {"oauth2", "email"},
	state.GenericToken:  {"token", "token"},
}

// Create exchanges a token for a session. It does not check whether the user is blocked:
// such a session exists, but is of no use.
func Create(r *exchange.Request, w *exchange.Response) error {
	user := r.Project.User(r.Params.String("userId"))
	if user == nil {
		return exchange.Reject("user_invalid_token")
	}
	token, provider := findSessionToken(r, user)
	if token == nil {
		return exchange.Reject("user_invalid_token")
	}
	user.DeleteToken(token)
	user.UpdatedAt = r.Now
	made := tokenSessions[token.Kind]
	made.provider = cmp.Or(provider, made.provider)
	session, secret := Start(r, user, made.provider, made.factor)
	switch token.Kind {
	case state.MagicURLToken, state.EmailToken:
		user.EmailVerification = true
		return respondCreated(r, w, user, session, secret)
	case state.PhoneToken:
		user.PhoneVerification = true
	}
	messages.AlertSession(r, user, session)
	return respondCreated(r, w, user, session, secret)
}

// findSessionToken returns the token that the parameter secret names, or nil, and the OAuth2
// provider if the secret does.
func findSessionToken(r *exchange.Request, user *state.User) (token *state.Token, provider string) {
	secret := r.Params.String("secret")
	wrapped, isJWT := secrets.ParseOAuth2(r.Store.JWTKey, secret, r.Now)
	if isJWT && r.Version.OAuth2SecretsAreJWTs {
		return user.Token(wrapped.Secret, r.Now, state.OAuth2Token), wrapped.Provider
	}
	kinds := []state.TokenKind{state.MagicURLToken, state.EmailToken, state.PhoneToken, state.GenericToken}
	if !r.Version.OAuth2SecretsAreJWTs {
		kinds = append(kinds, state.OAuth2Token)
	}
	return user.Token(secret, r.Now, kinds...), ""
}

// List responds with all sessions, oldest first.
func List(r *exchange.Request, w *exchange.Response) error {
	list := make([]*php.Array, 0, len(r.User.Sessions))
	for _, session := range r.User.Sessions {
		list = append(list, describe(r, session, session == r.Session))
	}
	return w.Sessions(list)
}

// find returns the session that the path names.
func find(r *exchange.Request) (*state.Session, error) {
	session := r.User.Session(r.Params.String("sessionId"))
	if r.Params.String("sessionId") == "current" {
		session = r.Session
	}
	if session == nil {
		return nil, exchange.Reject("user_session_not_found")
	}
	return session, nil
}

// Get responds with a session.
func Get(r *exchange.Request, w *exchange.Response) error {
	session, err := find(r)
	if err != nil {
		return err
	}
	return w.Session(200, describe(r, session, session == r.Session))
}

// Update prolongs a session, and gets new tokens from its OAuth2 provider if it has one.
func Update(r *exchange.Request, w *exchange.Response) error {
	session, err := find(r)
	if err != nil {
		return err
	}
	if r.Settings.Providers[session.Provider] {
		if session.ProviderRefreshToken == "" { // the sign-in ended with a secret
			return exchange.RejectWith("user_oauth2_bad_request", "Invalid refresh token") // unverified
		}
		session.RefreshProviderTokens(r.Now)
	}
	session.Expire = r.Now.Add(r.Settings.SessionDuration)
	body := session.UnstoredBody() // with the old $updatedAt
	body.Set("expire", php.StorageDate(session.Expire))
	body.Set("providerAccessTokenExpiry", php.StorageDate(session.ProviderAccessTokenExpiry))
	session.UpdatedAt = r.Now
	return w.Session(200, body)
}

// Delete ends a session.
func Delete(r *exchange.Request, w *exchange.Response) error {
	session, err := find(r)
	if err != nil {
		return err
	}
	r.Project.DeleteSession(r.User, session)
	if session == r.Session {
		w.ClearSessionCookies(r)
	}
	return w.NoContent()
}

// DeleteAll ends all sessions. Of their push targets only those of the caller's session go.
func DeleteAll(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.Sessions) > 0 {
		w.ClearFallbackCookies(r)
	}
	for _, session := range slices.Clone(r.User.Sessions) {
		if session != r.Session {
			r.User.DeleteSession(session)
		}
	}
	if r.Session != nil {
		r.Project.DeleteSession(r.User, r.Session)
		w.ClearSessionCookies(r)
	}
	return w.NoContent()
}

// CreateJWT makes a JWT for the caller's session.
func CreateJWT(r *exchange.Request, w *exchange.Response) error {
	if r.Session == nil {
		return exchange.Reject("user_session_not_found")
	}
	lifetime := secrets.JWTLifetime
	if seconds, sent := r.Params.Int("duration"); sent {
		lifetime = time.Duration(seconds) * time.Second
	}
	if lifetime == 0 {
		return r.Bug("general_argument_invalid")
	}
	return w.JSON(201, php.NewArray("jwt", secrets.SignJWT(r.Store.JWTKey, r.User.ID, r.Session.ID, r.Now.Add(lifetime))))
}
