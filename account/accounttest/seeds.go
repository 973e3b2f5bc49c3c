package accounttest

import (
	"slices"
	"strings"
	"time"
)

// Seed describes a user to be put in place. Everything may be left out: an id
// is generated, and a user without an address and a number is an anonymous one.
type Seed struct {
	ID            string
	Email         string
	Phone         string
	Name          string
	Password      string
	EmailVerified bool
	PhoneVerified bool
	Blocked       bool
	Labels        []string
	Prefs         map[string]any
	TOTP          bool // a confirmed authenticator app
	RecoveryCodes bool // a fresh set of recovery codes
	MFA           bool // signing in takes a second factor
}

// User is a user as the service knows it. Fields that only the moment of
// creation can tell are empty later.
type User struct {
	ID            string
	Email         string
	Phone         string
	Name          string
	Password      string // known from the seed only
	EmailVerified bool
	PhoneVerified bool
	Blocked       bool
	MFA           bool
	TOTPSecret    string // what an authenticator app is set up with, "" without one
	TOTPConfirmed bool
	RecoveryCodes []string
	Labels        []string
	CreatedAt     time.Time
	Sessions      []Session
	Identities    []Identity
	Targets       []Target
}

// Session is a session as the service knows it.
type Session struct {
	ID        string
	UserID    string
	Secret    string // what X-Appwrite-Session takes; known from the seed only
	Provider  string
	Factors   []string
	IP        string
	Client    string // the browser's name, "" for programs
	CreatedAt time.Time
	Expire    time.Time
}

// Identity is a user's connection with an account at an OAuth2 provider.
type Identity struct {
	ID            string
	UserID        string
	Provider      string
	ProviderUID   string
	ProviderEmail string
	CreatedAt     time.Time
}

// Target is an address that messages to a user can go to.
type Target struct {
	ID         string
	Type       string // email, sms or push
	Name       string
	Identifier string
}

// CreateUser puts a user in place. It fails the test if the id, the address or
// the number is taken.
func (s *Server) CreateUser(seed Seed) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	project := s.mainProject()
	user := newUser(seed.ID, s.clock.Now())
	user.Email, user.Phone, user.Name = strings.ToLower(seed.Email), seed.Phone, seed.Name
	if project.users[user.ID] != nil || project.userByEmail(user.Email) != nil || project.usersByPhone[user.Phone] != nil {
		s.fail("a user with the id %q, the address %q or the number %q exists already", user.ID, user.Email, user.Phone)
		return User{}
	}
	s.applySeed(user, seed)
	project.addUser(user)
	s.addSeedTargets(project, user)
	answer := s.view(project, user)
	answer.Password = seed.Password
	return answer
}

func (s *Server) applySeed(user *userRecord, seed Seed) {
	user.EmailVerification, user.PhoneVerification = seed.EmailVerified, seed.PhoneVerified
	user.Blocked, user.MFA, user.Labels = seed.Blocked, seed.MFA, slices.Clone(seed.Labels)
	if seed.Password != "" {
		user.setPassword(seed.Password, s.clock.Now(), &s.settings)
	}
	if len(seed.Prefs) > 0 {
		user.Prefs = encodePrefs(seed.Prefs)
	}
	if seed.TOTP {
		user.Authenticator = newAuthenticator()
		user.Authenticator.Verified = true
	}
	if seed.RecoveryCodes {
		user.RecoveryCodes = newRecoveryCodes()
	}
}

// encodePrefs spells preferences as they would have been stored.
func encodePrefs(prefs map[string]any) []byte {
	value, err := decodeJSON(encodeJSON(prefs))
	if err != nil {
		panic("accounttest: the preferences of a seed cannot be read: " + err.Error())
	}
	return encodeJSON(value)
}

func (s *Server) addSeedTargets(project *projectState, user *userRecord) {
	if user.Email != "" {
		project.addTarget(user, newTarget("email", user.Email, s.clock.Now()))
	}
	if user.Phone != "" {
		project.addTarget(user, newTarget("sms", user.Phone, s.clock.Now()))
	}
}

// CreateSession signs a user in. The factors say how; "password" is the one
// without any. Two factors satisfy multi-factor authentication.
func (s *Server) CreateSession(userID string, factors ...string) Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, now := s.mustUser(userID), s.clock.Now()
	if len(factors) == 0 {
		factors = []string{"password"}
	}
	secret := randomHex(sessionSecretLength)
	session := &sessionRecord{
		ID: newID(now), CreatedAt: now, UpdatedAt: now, UserID: user.ID, Expire: now.Add(s.settings.sessionDuration), Provider: "email",
		ProviderUID: user.Email, SecretHash: hashSecret(secret), IP: "127.0.0.1", CountryCode: unknownCountry, Factors: slices.Clone(factors),
	}
	user.Sessions = append(user.Sessions, session)
	answer := session.view()
	answer.Secret = credential{ID: user.ID, Secret: secret}.encode()
	return answer
}

// CreateJWT answers a JWT of one of a user's sessions, good for 15 minutes.
func (s *Server) CreateJWT(session Session) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signJWT(session.UserID, session.ID, s.clock.Now())
}

// CreateToken answers the secret of a token as a back end makes one through
// the users API. It can be exchanged for a session while lifetime lasts.
func (s *Server) CreateToken(userID string, lifetime time.Duration) (secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, now := s.mustUser(userID), s.clock.Now()
	secret = randomHex(linkTokenLength)
	user.Tokens = append(user.Tokens, &tokenRecord{
		ID: newID(now), CreatedAt: now, Kind: tokenGeneric, SecretHash: hashSecret(secret), Expire: now.Add(lifetime),
	})
	return secret
}

// CreateIdentity connects a user with an account at an OAuth2 provider.
func (s *Server) CreateIdentity(userID, provider string, account ProviderAccount) Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	project := s.mainProject()
	identity := newIdentity(s.mustUser(userID).ID, provider, account, s.clock.Now())
	project.Identities = append(project.Identities, identity)
	return identity.view()
}

// CreateTarget gives a user an address of type "email", "sms" or "push".
func (s *Server) CreateTarget(userID, targetType, identifier string) Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	target := newTarget(targetType, identifier, s.clock.Now())
	s.mainProject().addTarget(s.mustUser(userID), target)
	return target.view()
}

// CreateKey answers the secret of a further API key. A zero expire is never.
func (s *Server) CreateKey(name string, expire time.Time, scopes ...string) (secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	project := s.mainProject()
	secret = "standard_" + randomHex(sessionSecretLength)
	project.Keys = append(project.Keys, &keyRecord{Name: name, Secret: secret, Scopes: slices.Clone(scopes), Expire: expire})
	return secret
}

// CreateDevKey answers a development key, for the header X-Appwrite-Dev-Key. It
// lifts rate limits, and lets redirect URLs and origins be on any host.
func (s *Server) CreateDevKey() (secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	project := s.mainProject()
	secret = randomHex(sessionSecretLength)
	project.DevKeys = append(project.DevKeys, secret)
	return secret
}

// mainProject answers the project the server was made for. The lock is held.
func (s *Server) mainProject() *projectState {
	return s.projects[s.settings.projectID]
}

// mustUser finds a user by id or e-mail address, or fails the test. The lock
// is held.
func (s *Server) mustUser(idOrEmail string) *userRecord {
	if user := s.findUser(idOrEmail); user != nil {
		return user
	}
	s.fail("there is no user %q", idOrEmail)
	return &userRecord{}
}

func (s *Server) findUser(idOrEmail string) *userRecord {
	project := s.mainProject()
	if user := project.users[idOrEmail]; user != nil {
		return user
	}
	if idOrEmail == "" {
		return nil
	}
	return project.userByEmail(idOrEmail)
}

func (s *Server) view(project *projectState, user *userRecord) User {
	answer := User{
		ID: user.ID, Email: user.Email, Phone: user.Phone, Name: user.Name,
		EmailVerified: user.EmailVerification, PhoneVerified: user.PhoneVerification, Blocked: user.Blocked, MFA: user.MFA,
		RecoveryCodes: slices.Clone(user.RecoveryCodes), Labels: slices.Clone(user.Labels), CreatedAt: user.CreatedAt,
	}
	if user.Authenticator != nil {
		answer.TOTPSecret, answer.TOTPConfirmed = user.Authenticator.Secret, user.Authenticator.Verified
	}
	for _, session := range user.Sessions {
		answer.Sessions = append(answer.Sessions, session.view())
	}
	for _, identity := range project.identitiesOf(user.ID) {
		answer.Identities = append(answer.Identities, identity.view())
	}
	for _, target := range user.Targets {
		answer.Targets = append(answer.Targets, target.view())
	}
	return answer
}

func (r *sessionRecord) view() Session {
	return Session{
		ID: r.ID, UserID: r.UserID, Provider: r.Provider, Factors: slices.Clone(r.Factors), IP: r.IP, Client: r.Agent.ClientName,
		CreatedAt: r.CreatedAt, Expire: r.Expire,
	}
}

func (i *identityRecord) view() Identity {
	return Identity{ID: i.ID, UserID: i.UserID, Provider: i.Provider, ProviderUID: i.ProviderUID, ProviderEmail: i.ProviderEmail, CreatedAt: i.CreatedAt}
}

func (t *targetRecord) view() Target {
	return Target{ID: t.ID, Type: t.ProviderType, Name: t.Name, Identifier: t.Identifier}
}
