package accounttest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// The records below are what the service stores. Their fields are exported for
// the snapshot only; see [Server.Export].

type userRecord struct {
	ID                string               `json:"id"`
	CreatedAt         time.Time            `json:"createdAt"`
	UpdatedAt         time.Time            `json:"updatedAt"`
	Registration      time.Time            `json:"registration"`
	AccessedAt        time.Time            `json:"accessedAt"`
	PasswordUpdate    time.Time            `json:"passwordUpdate,omitzero"`
	Name              string               `json:"name,omitempty"`
	Email             string               `json:"email,omitempty"`
	Phone             string               `json:"phone,omitempty"`
	PasswordHash      string               `json:"passwordHash,omitempty"`
	PasswordHistory   []string             `json:"passwordHistory,omitempty"`
	Blocked           bool                 `json:"blocked,omitempty"`
	Reset             bool                 `json:"reset,omitempty"`
	EmailVerification bool                 `json:"emailVerification,omitempty"`
	PhoneVerification bool                 `json:"phoneVerification,omitempty"`
	MFA               bool                 `json:"mfa,omitempty"`
	Labels            []string             `json:"labels,omitempty"`
	Prefs             json.RawMessage      `json:"prefs,omitempty"`
	Sessions          []*sessionRecord     `json:"sessions,omitempty"`
	Tokens            []*tokenRecord       `json:"tokens,omitempty"`
	Targets           []*targetRecord      `json:"targets,omitempty"`
	Authenticator     *authenticatorRecord `json:"authenticator,omitempty"`
	RecoveryCodes     []string             `json:"recoveryCodes,omitempty"`
	Challenges        []*challengeRecord   `json:"challenges,omitempty"`
	Logs              []*logRecord         `json:"logs,omitempty"`
}

type sessionRecord struct {
	ID                        string      `json:"id"`
	CreatedAt                 time.Time   `json:"createdAt"`
	UpdatedAt                 time.Time   `json:"updatedAt"`
	UserID                    string      `json:"userId"`
	Expire                    time.Time   `json:"expire"`
	Provider                  string      `json:"provider"`
	ProviderUID               string      `json:"providerUid,omitempty"`
	ProviderAccessToken       string      `json:"providerAccessToken,omitempty"`
	ProviderAccessTokenExpiry time.Time   `json:"providerAccessTokenExpiry,omitzero"`
	ProviderRefreshToken      string      `json:"providerRefreshToken,omitempty"`
	SecretHash                string      `json:"secretHash"`
	IP                        string      `json:"ip"`
	CountryCode               string      `json:"countryCode"`
	Agent                     agentFields `json:"agent"`
	Factors                   []string    `json:"factors"`
	MFAUpdatedAt              time.Time   `json:"mfaUpdatedAt,omitzero"`
}

// tokenKind says what a token was made for.
type tokenKind string

const (
	tokenVerification tokenKind = "verification"
	tokenRecovery     tokenKind = "recovery"
	tokenMagicURL     tokenKind = "magic-url"
	tokenEmail        tokenKind = "email"
	tokenPhone        tokenKind = "phone"
	tokenOAuth2       tokenKind = "oauth2"
	tokenGeneric      tokenKind = "generic"
)

type tokenRecord struct {
	ID         string    `json:"id"`
	CreatedAt  time.Time `json:"createdAt"`
	Kind       tokenKind `json:"kind"`
	SecretHash string    `json:"secretHash"`
	Expire     time.Time `json:"expire"`
}

type targetRecord struct {
	ID           string    `json:"id"`
	CreatedAt    time.Time `json:"createdAt"`
	UpdatedAt    time.Time `json:"updatedAt"`
	Name         string    `json:"name"`
	ProviderID   string    `json:"providerId,omitempty"`
	ProviderType string    `json:"providerType"`
	Identifier   string    `json:"identifier"`
	SessionID    string    `json:"sessionId,omitempty"`
	Expired      bool      `json:"expired,omitempty"`
}

type authenticatorRecord struct {
	Secret   string `json:"secret"`
	Verified bool   `json:"verified,omitempty"`
}

type challengeRecord struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"createdAt"`
	Factor    string    `json:"factor"`
	Code      string    `json:"code"`
	Expire    time.Time `json:"expire"`
}

type identityRecord struct {
	ID                string    `json:"id"`
	CreatedAt         time.Time `json:"createdAt"`
	UpdatedAt         time.Time `json:"updatedAt"`
	UserID            string    `json:"userId"`
	Provider          string    `json:"provider"`
	ProviderUID       string    `json:"providerUid"`
	ProviderEmail     string    `json:"providerEmail"`
	AccessToken       string    `json:"accessToken"`
	AccessTokenExpiry time.Time `json:"accessTokenExpiry,omitzero"`
	RefreshToken      string    `json:"refreshToken"`
}

type logRecord struct {
	Event       string      `json:"event"`
	UserEmail   string      `json:"userEmail"`
	UserName    string      `json:"userName"`
	IP          string      `json:"ip"`
	Time        time.Time   `json:"time"`
	CountryCode string      `json:"countryCode"`
	Agent       agentFields `json:"agent"`
}

// projectState is everything that belongs to one project.
type projectState struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Users      []*userRecord     `json:"users"`
	Identities []*identityRecord `json:"identities,omitempty"`
	Keys       []*keyRecord      `json:"keys,omitempty"`
	DevKeys    []string          `json:"devKeys,omitempty"`

	users         map[string]*userRecord
	usersByEmail  map[string]*userRecord
	usersByPhone  map[string]*userRecord
	targets       map[string]*userRecord
	targetAddress map[string]*userRecord
}

type keyRecord struct {
	Name   string    `json:"name"`
	Secret string    `json:"secret"`
	Scopes []string  `json:"scopes"`
	Expire time.Time `json:"expire,omitzero"`
}

func newProject(id, name string) *projectState {
	project := &projectState{ID: id, Name: name}
	project.index()
	return project
}

// index rebuilds the look-up tables from the lists.
func (p *projectState) index() {
	p.users = map[string]*userRecord{}
	p.usersByEmail = map[string]*userRecord{}
	p.usersByPhone = map[string]*userRecord{}
	p.targets = map[string]*userRecord{}
	p.targetAddress = map[string]*userRecord{}
	for _, user := range p.Users {
		p.indexUser(user)
	}
}

func (p *projectState) indexUser(user *userRecord) {
	p.users[user.ID] = user
	if user.Email != "" {
		p.usersByEmail[strings.ToLower(user.Email)] = user
	}
	if user.Phone != "" {
		p.usersByPhone[user.Phone] = user
	}
	for _, target := range user.Targets {
		p.targets[target.ID] = user
		p.targetAddress[strings.ToLower(target.Identifier)] = user
	}
}

func (p *projectState) addUser(user *userRecord) {
	p.Users = append(p.Users, user)
	p.indexUser(user)
}

// deleteUser removes a user and everything that hangs on it.
func (p *projectState) deleteUser(user *userRecord) {
	p.Users = slices.DeleteFunc(p.Users, func(u *userRecord) bool { return u == user })
	p.Identities = slices.DeleteFunc(p.Identities, func(i *identityRecord) bool { return i.UserID == user.ID })
	p.index()
}

func (p *projectState) userByEmail(email string) *userRecord {
	return p.usersByEmail[strings.ToLower(email)]
}

func (p *projectState) setEmail(user *userRecord, email string) {
	delete(p.usersByEmail, strings.ToLower(user.Email))
	user.Email = email
	p.indexUser(user)
}

func (p *projectState) setPhone(user *userRecord, phone string) {
	delete(p.usersByPhone, user.Phone)
	user.Phone = phone
	p.indexUser(user)
}

// addTarget gives a user an address that messages can be sent to.
func (p *projectState) addTarget(user *userRecord, target *targetRecord) {
	user.Targets = append(user.Targets, target)
	p.indexUser(user)
}

// renameTarget changes the address of the target that has the old one, if any.
func (p *projectState) renameTarget(user *userRecord, old, address string, now time.Time) {
	for _, target := range user.Targets {
		if old != "" && strings.EqualFold(target.Identifier, old) {
			p.setTargetAddress(user, target, address)
			target.UpdatedAt = now
			return
		}
	}
}

func (p *projectState) setTargetAddress(user *userRecord, target *targetRecord, address string) {
	delete(p.targetAddress, strings.ToLower(target.Identifier))
	target.Identifier = address
	p.indexUser(user)
}

func (p *projectState) addressTaken(address string) bool {
	return p.targetAddress[strings.ToLower(address)] != nil
}

func (p *projectState) deleteTarget(user *userRecord, target *targetRecord) {
	user.Targets = slices.DeleteFunc(user.Targets, func(t *targetRecord) bool { return t == target })
	delete(p.targets, target.ID)
	delete(p.targetAddress, strings.ToLower(target.Identifier))
}

// deleteSessionTargets removes the push targets that were bound to a session.
func (p *projectState) deleteSessionTargets(user *userRecord, session *sessionRecord) {
	for _, target := range slices.Clone(user.Targets) {
		if target.SessionID == session.ID {
			p.deleteTarget(user, target)
		}
	}
}

// identityOf finds the identity that a provider knows by uid.
func (p *projectState) identityOf(provider, uid string) *identityRecord {
	for _, identity := range p.Identities {
		if identity.Provider == provider && identity.ProviderUID == uid {
			return identity
		}
	}
	return nil
}

// emailOnIdentity tells whether an identity of anyone but the given user
// carries the address; pass "" to ask about all users.
func (p *projectState) emailOnIdentity(email, exceptUserID string) bool {
	for _, identity := range p.Identities {
		if strings.EqualFold(identity.ProviderEmail, email) && identity.UserID != exceptUserID {
			return true
		}
	}
	return false
}

func (p *projectState) identitiesOf(userID string) []*identityRecord {
	var own []*identityRecord
	for _, identity := range p.Identities {
		if identity.UserID == userID {
			own = append(own, identity)
		}
	}
	slices.SortStableFunc(own, func(a, b *identityRecord) int { return cmp.Compare(a.CreatedAt.UnixNano(), b.CreatedAt.UnixNano()) })
	return own
}

func (p *projectState) key(secret string) *keyRecord {
	for _, key := range p.Keys {
		if key.Secret == secret {
			return key
		}
	}
	return nil
}

// sessionBySecret finds the live session that a secret opens.
func (u *userRecord) sessionBySecret(secret string, now time.Time) *sessionRecord {
	if u == nil || secret == "" {
		return nil
	}
	hash := hashSecret(secret)
	for _, session := range u.Sessions {
		if session.SecretHash == hash && session.Expire.After(now) {
			return session
		}
	}
	return nil
}

func (u *userRecord) session(id string) *sessionRecord {
	for _, session := range u.Sessions {
		if session.ID == id {
			return session
		}
	}
	return nil
}

func (u *userRecord) deleteSession(session *sessionRecord) {
	u.Sessions = slices.DeleteFunc(u.Sessions, func(s *sessionRecord) bool { return s == session })
}

// token finds the unexpired token of one of the kinds that a secret belongs to.
func (u *userRecord) token(secret string, now time.Time, kinds ...tokenKind) *tokenRecord {
	hash := hashSecret(secret)
	for _, token := range u.Tokens {
		if token.SecretHash == hash && slices.Contains(kinds, token.Kind) && token.Expire.After(now) {
			return token
		}
	}
	return nil
}

func (u *userRecord) deleteToken(token *tokenRecord) {
	u.Tokens = slices.DeleteFunc(u.Tokens, func(t *tokenRecord) bool { return t == token })
}

func (u *userRecord) challenge(id string) *challengeRecord {
	for _, challenge := range u.Challenges {
		if challenge.ID == id {
			return challenge
		}
	}
	return nil
}

func (u *userRecord) target(id string) *targetRecord {
	for _, target := range u.Targets {
		if target.ID == id {
			return target
		}
	}
	return nil
}

// hasVerifiedFactor tells whether the user owns anything that a second factor
// could be asked for with.
func (u *userRecord) hasVerifiedFactor() bool {
	return u.totpVerified() || (u.Email != "" && u.EmailVerification) || (u.Phone != "" && u.PhoneVerification)
}

func (u *userRecord) totpVerified() bool {
	return u.Authenticator != nil && u.Authenticator.Verified
}
