package accounttest

import (
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Seed describes a user to be put in place. Everything may be left out: an id is generated,
// and a user without an address and a number is an anonymous one.
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
	Impersonator  bool // can act as other users, from version 1.9 on
}

// CreateUser puts a user in place. It fails the test if the id, the address or the number
// is taken.
func (s *Server) CreateUser(seed Seed) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	project, now := s.project(), s.clock.Now()
	user := state.NewUser(seed.ID, now)
	user.Email, user.Phone, user.Name = strings.ToLower(seed.Email), seed.Phone, seed.Name
	if project.User(user.ID) != nil || project.UserByEmail(user.Email) != nil || project.UserByPhone(user.Phone) != nil {
		s.fail("a user with the id %q, the address %q or the number %q exists already", user.ID, user.Email, user.Phone)
		return User{}
	}
	s.applySeed(user, seed, now)
	project.AddUser(user)
	if user.Email != "" {
		project.AddTarget(user, state.NewTarget("email", user.Email, now))
	}
	if user.Phone != "" {
		project.AddTarget(user, state.NewTarget("sms", user.Phone, now))
	}
	created := viewUser(project, user)
	created.Password = seed.Password
	return created
}

func (s *Server) applySeed(user *state.User, seed Seed, now time.Time) {
	user.EmailVerification, user.PhoneVerification = seed.EmailVerified, seed.PhoneVerified
	user.Blocked, user.MFA, user.Impersonator, user.Labels = seed.Blocked, seed.MFA, seed.Impersonator, slices.Clone(seed.Labels)
	if seed.Password != "" {
		user.SetPassword(seed.Password, now, s.service.Settings)
	}
	if len(seed.Prefs) > 0 {
		stored, err := php.Decode(php.Encode(seed.Prefs))
		if err != nil {
			s.fail("the preferences of %q cannot be stored: %v", user.ID, err)
		}
		user.Prefs, _ = stored.(*php.Array)
	}
	if seed.TOTP {
		user.Authenticator = &state.Authenticator{Secret: secrets.NewTOTP(), Verified: true}
	}
	if seed.RecoveryCodes {
		user.RecoveryCodes = secrets.NewRecoveryCodes()
	}
}

// CreateSession signs a user in. The factors say how; "password" is the one without any.
// Two factors satisfy multi-factor authentication.
func (s *Server) CreateSession(userID string, factors ...string) Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, now := s.mustUser(userID), s.clock.Now()
	if len(factors) == 0 {
		factors = []string{"password"}
	}
	session, secret := user.AddSession("email", now, now.Add(s.service.Settings.SessionDuration), slices.Clone(factors)...)
	session.ProviderUID, session.IP, session.CountryCode = user.Email, "127.0.0.1", device.UnknownCountry
	created := viewSession(session)
	created.Secret = secret
	return created
}

// CreateJWT returns a JWT of one of a user's sessions, good for 15 minutes.
func (s *Server) CreateJWT(session Session) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return secrets.SignJWT(s.service.Store.JWTKey, session.UserID, session.ID, s.clock.Now().Add(secrets.JWTLifetime))
}

// CreateToken returns the secret of a token as a back end makes one through the users API.
// It can be exchanged for a session while lifetime lasts.
func (s *Server) CreateToken(userID string, lifetime time.Duration) (secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret = secrets.NewLinkToken()
	s.mustUser(userID).AddToken(state.GenericToken, secret, s.clock.Now(), lifetime)
	return secret
}

// CreateIdentity connects a user with an account at an OAuth2 provider.
func (s *Server) CreateIdentity(userID, provider string, account ProviderAccount) Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	return viewIdentity(s.project().AddIdentity(s.mustUser(userID), provider, state.Account(account), s.clock.Now()))
}

// CreateTarget gives a user an address of type "email", "sms" or "push".
func (s *Server) CreateTarget(userID, targetType, identifier string) Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	target := state.NewTarget(targetType, identifier, s.clock.Now())
	s.project().AddTarget(s.mustUser(userID), target)
	return viewTarget(target)
}

// CreateKey returns the secret of a further API key. A zero expire is never.
func (s *Server) CreateKey(name string, expire time.Time, scopes ...string) (secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret = state.NewKeySecret()
	s.project().AddKey(name, secret, expire, slices.Clone(scopes)...)
	return secret
}

// CreateDevKey returns a development key, for the header X-Appwrite-Dev-Key. It lifts rate
// limits, and lets redirect URLs and origins be on any host.
func (s *Server) CreateDevKey() (secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret = secrets.NewSession()
	s.project().DevKeys = append(s.project().DevKeys, secret)
	return secret
}

// project returns the project that the server was made for. The lock is held.
func (s *Server) project() *state.Project { return s.service.Store.Main() }

// mustUser returns a user by id or e-mail address, or fails the test. The lock is held.
func (s *Server) mustUser(idOrEmail string) *state.User {
	if user := s.project().FindUser(idOrEmail); user != nil {
		return user
	}
	s.fail("there is no user %q", idOrEmail)
	return &state.User{}
}
