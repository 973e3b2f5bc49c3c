package accounttest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// newcomer is a user who was made from a seed and is not in place yet.
type newcomer struct {
	seed    Seed
	user    *state.User
	now     time.Time
	secrets []string // of the sessions
}

// newUser makes the user of a seed. It hashes the password, so the lock is not held.
func (s *Server) newUser(seed Seed, settings *state.Settings, now time.Time) (*newcomer, error) {
	if err := seed.check(settings); err != nil {
		return nil, err
	}
	created := cmp.Or(seed.CreatedAt, now).UTC()
	user := state.NewUser(seed.ID, created)
	user.Email, user.Phone, user.Name = strings.ToLower(seed.Email), seed.Phone, seed.Name
	user.EmailVerification, user.PhoneVerification = seed.EmailVerified, seed.PhoneVerified
	user.Blocked, user.Reset, user.MFA, user.Impersonator = seed.Blocked, seed.PasswordReset, seed.MFA, seed.Impersonator
	user.Labels = slices.Clone(seed.Labels)
	if seed.Password != "" {
		s.hashing()
		user.SetPassword(secrets.HashPassword(seed.Password, settings.PasswordCost), created, settings)
	}
	if len(seed.Prefs) > 0 {
		stored, _ := storedPrefs(seed.Prefs) // it was checked
		user.Prefs, _ = stored.(*php.Array)
	}
	if seed.TOTP {
		user.Authenticator = &state.Authenticator{Secret: secrets.NewTOTP(), Verified: true}
	}
	if seed.RecoveryCodes {
		user.RecoveryCodes = secrets.NewRecoveryCodes()
	}
	made := &newcomer{seed: seed, user: user, now: now}
	for _, session := range seed.Sessions {
		_, secret := addSession(user, session, settings, now)
		made.secrets = append(made.secrets, secret)
	}
	for _, entry := range seed.Activity {
		addLog(user, entry, now)
	}
	slices.SortStableFunc(user.Logs, func(a, b *state.Log) int { return a.Time.Compare(b.Time) })
	return made, nil
}

func addSession(user *state.User, seed SessionSeed, settings *state.Settings, now time.Time) (session *state.Session, secret string) {
	created := cmp.Or(seed.CreatedAt, now).UTC()
	provider, factors := cmp.Or(seed.Provider, "email"), slices.Clone(seed.Factors)
	if len(factors) == 0 {
		known, ok := sessionFactors[provider]
		if !ok {
			known = []string{"email", "oauth2"} // of a sign-in through a provider
		}
		factors = slices.Clone(known)
	}
	session, secret = user.AddSession(provider, created, cmp.Or(seed.Expire, created.Add(settings.SessionDuration)).UTC(), factors...)
	if seed.Secret != "" {
		secret = session.SetSecret(seed.Secret)
	}
	if provider == "email" {
		session.ProviderUID = user.Email
	}
	session.IP = cmp.Or(seed.IP, "127.0.0.1")
	session.CountryCode = cmp.Or(strings.ToLower(seed.Country), device.Country(session.IP))
	session.Agent = device.ParseAgent(seed.UserAgent)
	return session, secret
}

func addLog(user *state.User, seed ActivitySeed, now time.Time) {
	ip := cmp.Or(seed.IP, "127.0.0.1")
	user.Logs = append(user.Logs, &state.Log{
		Event: seed.Event, UserEmail: user.Email, UserName: user.Name, IP: ip, Time: cmp.Or(seed.Time, now).UTC().Truncate(time.Second),
		CountryCode: cmp.Or(strings.ToLower(seed.Country), device.Country(ip)), Agent: device.ParseAgent(seed.UserAgent),
	})
}

// add puts the user in place, or changes nothing. The lock is held.
func (n *newcomer) add(project *state.Project) error {
	user, created := n.user, n.user.CreatedAt
	switch {
	case project.User(user.ID) != nil:
		return fail(Conflict, "id", "there is a user %q already", user.ID)
	case user.Email != "" && project.UserByEmail(user.Email) != nil:
		return fail(Conflict, "email", "there is a user with the address %q already", user.Email)
	case user.Phone != "" && project.UserByPhone(user.Phone) != nil:
		return fail(Conflict, "phone", "there is a user with the number %q already", user.Phone)
	}
	project.AddUser(user)
	if user.Email != "" {
		project.AddFreeTarget(user, state.NewTarget("email", user.Email, created))
	}
	if user.Phone != "" {
		project.AddFreeTarget(user, state.NewTarget("sms", user.Phone, created))
	}
	if err := n.addRest(project); err != nil {
		project.DeleteUser(user)
		return err
	}
	return nil
}

func (n *newcomer) addRest(project *state.Project) error {
	for i, seed := range n.seed.Identities {
		if _, err := addIdentity(project, n.user, seed, n.now); err != nil {
			return within(index("identities", i), err)
		}
	}
	for i, seed := range n.seed.Targets {
		if _, err := addTarget(project, n.user, seed, n.now); err != nil {
			return within(index("targets", i), err)
		}
	}
	return nil
}

// view describes the user with all that is known at this moment only.
func (n *newcomer) view(project *state.Project) User {
	view := viewUser(project, n.user)
	view.Password = n.seed.Password
	for i, secret := range n.secrets {
		view.Sessions[i].Secret = secret
	}
	return view
}

func addIdentity(project *state.Project, user *state.User, seed IdentitySeed, now time.Time) (*state.Identity, error) {
	if project.Identity(seed.Provider, seed.ProviderUID) != nil {
		return nil, fail(Conflict, "providerUid", "the account %q at %s is connected with a user already", seed.ProviderUID, seed.Provider)
	}
	return project.AddIdentity(user, seed.Provider, state.Account{ID: seed.ProviderUID, Email: seed.ProviderEmail}, cmp.Or(seed.CreatedAt, now).UTC()), nil
}

func addTarget(project *state.Project, user *state.User, seed TargetSeed, now time.Time) (*state.Target, error) {
	if project.HasAddress(seed.Identifier) {
		return nil, fail(Conflict, "identifier", "there is a target with the address %q already", seed.Identifier)
	}
	target := state.NewTarget(seed.Type, seed.Identifier, cmp.Or(seed.CreatedAt, now).UTC())
	target.Name = seed.Name
	project.AddTarget(user, target)
	return target, nil
}

func (s *Server) createUser(seed Seed) (User, error) {
	made, err := s.newUser(seed, s.service.Settings(), s.clock.Now())
	if err != nil {
		return User{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := made.add(s.project()); err != nil {
		return User{}, err
	}
	return made.view(s.project()), nil
}

// CreateUser puts a user in place. What the seed says has to be what the server would allow,
// and ids, addresses and numbers have to be free.
func (s *Server) CreateUser(seed Seed) User {
	s.t.Helper()
	user, err := s.createUser(seed)
	s.must(err)
	return user
}

func (s *Server) createSession(user string, seed SessionSeed) (Session, error) {
	settings := s.service.Settings()
	if err := seed.check(settings); err != nil {
		return Session{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return Session{}, err
	}
	session, secret := addSession(found, seed, settings, s.clock.Now())
	created := viewSession(session)
	created.Secret = secret
	return created, nil
}

// CreateSession signs a user in. How, and with which browser, a SessionSeed says; without
// one it is a program that signed in with a password.
func (s *Server) CreateSession(user string, seed ...SessionSeed) Session {
	s.t.Helper()
	var only SessionSeed
	switch len(seed) {
	case 0:
	case 1:
		only = seed[0]
	default:
		s.must(fail(Invalid, "", "CreateSession makes one session, and got %d seeds", len(seed)))
	}
	session, err := s.createSession(user, only)
	s.must(err)
	return session
}

// CreateJWT returns a JWT of one of a user's sessions, good for 15 minutes.
func (s *Server) CreateJWT(session Session) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return secrets.SignJWT(s.service.Store.JWTKey, session.UserID, session.ID, s.clock.Now().Add(secrets.JWTLifetime))
}

func (s *Server) createToken(user string, lifetime time.Duration) (secret string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return "", err
	}
	secret = secrets.NewLinkToken()
	found.AddToken(state.GenericToken, secret, s.clock.Now(), lifetime)
	return secret, nil
}

// CreateToken returns the secret of a token as a back end makes one through the users API.
// It can be exchanged for a session while lifetime lasts.
func (s *Server) CreateToken(user string, lifetime time.Duration) (secret string) {
	s.t.Helper()
	secret, err := s.createToken(user, lifetime)
	s.must(err)
	return secret
}

func (s *Server) createIdentity(user string, seed IdentitySeed) (Identity, error) {
	if err := seed.check(s.service.Settings()); err != nil {
		return Identity{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return Identity{}, err
	}
	identity, err := addIdentity(s.project(), found, seed, s.clock.Now())
	if err != nil {
		return Identity{}, err
	}
	return viewIdentity(identity), nil
}

// CreateIdentity connects a user with an account at an OAuth2 provider.
func (s *Server) CreateIdentity(user string, seed IdentitySeed) Identity {
	s.t.Helper()
	identity, err := s.createIdentity(user, seed)
	s.must(err)
	return identity
}

func (s *Server) createTarget(user string, seed TargetSeed) (Target, error) {
	if err := seed.check(s.service.Settings()); err != nil {
		return Target{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(user)
	if err != nil {
		return Target{}, err
	}
	target, err := addTarget(s.project(), found, seed, s.clock.Now())
	if err != nil {
		return Target{}, err
	}
	return viewTarget(target), nil
}

// CreateTarget gives a user an address that messages can go to.
func (s *Server) CreateTarget(user string, seed TargetSeed) Target {
	s.t.Helper()
	target, err := s.createTarget(user, seed)
	s.must(err)
	return target
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
