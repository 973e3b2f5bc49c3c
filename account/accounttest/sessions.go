package accounttest

import (
	"slices"
	"strings"
)

// body answers what the service tells of a session.
func (x *exchange) sessionBody(session *sessionRecord) sessionBody {
	return sessionBody{
		ID: session.ID, CreatedAt: isoDate(session.CreatedAt), UpdatedAt: isoDate(session.UpdatedAt), UserID: session.UserID,
		Expire: isoDate(session.Expire), Provider: session.Provider, ProviderUID: session.ProviderUID,
		ProviderAccessToken: session.ProviderAccessToken, ProviderAccessTokenExpiry: isoDate(session.ProviderAccessTokenExpiry),
		ProviderRefreshToken: session.ProviderRefreshToken, IP: session.IP, agentFields: session.Agent,
		CountryCode: session.CountryCode, CountryName: countryName(session.CountryCode),
		Current: session == x.session, Factors: append([]string{}, session.Factors...), MFAUpdatedAt: isoDate(session.MFAUpdatedAt),
	}
}

// unstoredBody is the session as two operations answer it: before it went
// through storage, with dates in the other spelling, no country's name, and
// never as the current one.
func (x *exchange) unstoredBody(session *sessionRecord) sessionBody {
	body := x.sessionBody(session)
	body.Current, body.CountryName = false, ""
	return body
}

// startSession makes a session of a user.
func (x *exchange) startSession(user *userRecord, provider string, factors ...string) (*sessionRecord, string) {
	secret := randomHex(sessionSecretLength)
	session := &sessionRecord{
		ID: newID(x.now), CreatedAt: x.now, UpdatedAt: x.now, UserID: user.ID,
		Expire: x.now.Add(x.srv.settings.sessionDuration), Provider: provider, SecretHash: hashSecret(secret),
		IP: x.clientIP(), CountryCode: country(x.clientIP()), Agent: x.agent(), Factors: factors,
	}
	x.addSession(user, session)
	return session, credential{ID: user.ID, Secret: secret}.encode()
}

// addSession makes room for a session by ending the oldest ones.
func (x *exchange) addSession(user *userRecord, session *sessionRecord) {
	user.Sessions = append(user.Sessions, session)
	for len(user.Sessions) > x.srv.settings.sessionLimit {
		x.endSession(user, user.Sessions[0])
	}
}

func (x *exchange) endSession(user *userRecord, session *sessionRecord) {
	user.deleteSession(session)
	x.project.deleteSessionTargets(user, session)
}

// respondSession answers a new session: cookies for browsers, the secret for
// callers with an API key.
func (x *exchange) respondSession(user *userRecord, session *sessionRecord, secret string) {
	body := x.sessionBody(session)
	body.Current = true
	if x.key != nil {
		body.Secret = secret
	}
	x.actor = user
	x.setSessionCookies(secret, session.Expire)
	x.respond(201, body)
}

func handleCreateEmailPasswordSession(x *exchange) error {
	user := x.project.userByEmail(x.text("email"))
	if user == nil || !user.hasPassword() || !passwordMatches(x.text("password"), user.PasswordHash) {
		return refuse("user_invalid_credentials")
	}
	if user.Blocked {
		return refuse("user_blocked")
	}
	session, secret := x.startSession(user, "email", "password")
	session.ProviderUID = strings.ToLower(x.text("email"))
	x.alertOfSession(user, session)
	x.respondSession(user, session, secret)
	return nil
}

func handleCreateAnonymousSession(x *exchange) error {
	if x.project.ID == consoleID {
		return refuse("user_anonymous_console_prohibited")
	}
	if err := x.checkUserLimit(); err != nil {
		return err
	}
	user := newUser("unique()", x.now)
	x.project.addUser(user)
	session, secret := x.startSession(user, "anonymous", "anonymous")
	x.respondSession(user, session, secret)
	return nil
}

// signIns says what a session is that comes from a token of a kind.
var signIns = map[tokenKind]struct{ provider, factor string }{
	tokenMagicURL: {"magic-url", "email"},
	tokenEmail:    {"token", "email"},
	tokenPhone:    {"phone", "phone"},
	tokenOAuth2:   {"oauth2", "email"},
	tokenGeneric:  {"token", "token"},
}

// handleCreateSession exchanges a token for a session. It does not ask whether
// the user is blocked: such a session exists, and is of no use.
func handleCreateSession(x *exchange) error {
	user := x.project.users[x.text("userId")]
	if user == nil {
		return refuse("user_invalid_token")
	}
	token := user.token(x.text("secret"), x.now, tokenMagicURL, tokenEmail, tokenPhone, tokenOAuth2, tokenGeneric)
	if token == nil {
		return refuse("user_invalid_token")
	}
	user.deleteToken(token)
	switch token.Kind {
	case tokenMagicURL, tokenEmail:
		user.EmailVerification = true
	case tokenPhone:
		user.PhoneVerification = true
	}
	user.UpdatedAt = x.now
	signIn := signIns[token.Kind]
	session, secret := x.startSession(user, signIn.provider, signIn.factor)
	if token.Kind != tokenMagicURL && token.Kind != tokenEmail {
		x.alertOfSession(user, session)
	}
	x.respondSession(user, session, secret)
	return nil
}

func handleListSessions(x *exchange) error {
	sessions := make([]sessionBody, 0, len(x.user.Sessions))
	for _, session := range x.user.Sessions {
		sessions = append(sessions, x.sessionBody(session))
	}
	x.respond(200, sessionListBody{Total: len(sessions), Sessions: sessions})
	return nil
}

// namedSession finds the session that the path names.
func (x *exchange) namedSession() (*sessionRecord, error) {
	session := x.user.session(x.text("sessionId"))
	if x.text("sessionId") == "current" {
		session = x.session
	}
	if session == nil {
		return nil, refuse("user_session_not_found")
	}
	return session, nil
}

func handleGetSession(x *exchange) error {
	session, err := x.namedSession()
	if err != nil {
		return err
	}
	x.respond(200, x.sessionBody(session))
	return nil
}

// handleUpdateSession prolongs a session, and asks its OAuth2 provider for
// fresh tokens if it has one.
func handleUpdateSession(x *exchange) error {
	session, err := x.namedSession()
	if err != nil {
		return err
	}
	updated := session.UpdatedAt
	session.Expire = x.now.Add(x.srv.settings.sessionDuration)
	if x.srv.settings.providers[session.Provider] {
		x.refreshProviderTokens(session)
	}
	body := x.unstoredBody(session)
	body.UpdatedAt = isoDate(updated)
	body.Expire = storageDate(session.Expire)
	body.ProviderAccessTokenExpiry = storageDate(session.ProviderAccessTokenExpiry)
	session.UpdatedAt = x.now
	x.respond(200, body)
	return nil
}

func handleDeleteSession(x *exchange) error {
	session, err := x.namedSession()
	if err != nil {
		return err
	}
	x.endSession(x.user, session)
	if session == x.session {
		x.clearSessionCookies()
	}
	x.respondNothing()
	return nil
}

func handleDeleteSessions(x *exchange) error {
	for _, session := range slices.Clone(x.user.Sessions) {
		x.user.deleteSession(session)
	}
	if x.session != nil {
		x.project.deleteSessionTargets(x.user, x.session)
		x.clearSessionCookies()
	}
	x.respondNothing()
	return nil
}
