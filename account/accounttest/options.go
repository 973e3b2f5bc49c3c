package accounttest

import (
	"slices"
	"strings"
	"time"
)

// Option changes how a service is set up.
type Option func(*settings)

// settings is what a project's administrator and the server's operator can
// decide about the real service.
type settings struct {
	projectID          string
	projectName        string
	fixedProject       bool
	fixedKey           bool
	apiKey             string
	clock              time.Time
	freezeClock        bool
	rateLimits         bool
	bugs               bool
	mail               bool
	sms                bool
	platforms          []string
	providers          map[string]bool
	disabledMethods    map[string]bool
	userLimit          int
	sessionLimit       int
	sessionDuration    time.Duration
	passwordHistory    int
	passwordDictionary bool
	personalDataCheck  bool
	sessionAlerts      bool
	mockNumbers        map[string]string
	passwordCost       PasswordCost
	requestLog         int
	address            string
}

func defaultSettings() settings {
	return settings{
		projectName:     "Test Project",
		rateLimits:      true,
		bugs:            true,
		mail:            true,
		sms:             true,
		providers:       map[string]bool{"mock": true},
		disabledMethods: map[string]bool{},
		sessionLimit:    10,
		sessionDuration: 365 * 24 * time.Hour,
		mockNumbers:     map[string]string{},
		passwordCost:    cheapPasswords,
		requestLog:      10_000,
		address:         "127.0.0.1:0",
	}
}

// WithProject names the project that the service answers for. Without it the
// id is generated and the name is "Test Project". The name is the issuer that
// authenticator apps show.
func WithProject(id, name string) Option {
	return func(s *settings) { s.projectID, s.projectName, s.fixedProject = id, name, true }
}

// WithAPIKey fixes the secret of the project's API key instead of generating
// one. Keys of the service start with "standard_".
func WithAPIKey(secret string) Option {
	return func(s *settings) { s.apiKey, s.fixedKey = secret, true }
}

// WithAddress makes the service listen on a TCP address of your choice, such
// as "127.0.0.1:8080". The default is a free port of the loopback interface.
func WithAddress(address string) Option {
	return func(s *settings) { s.address = address }
}

// WithTime starts the service's clock at t. It runs on from there.
func WithTime(t time.Time) Option {
	return func(s *settings) { s.clock = t }
}

// WithFrozenTime starts the service's clock at t and leaves it standing, so
// that every date in every answer is known beforehand.
func WithFrozenTime(t time.Time) Option {
	return func(s *settings) { s.clock, s.freezeClock = t, true }
}

// WithoutRateLimits switches rate limits off, as an operator of the real
// service does with _APP_OPTIONS_ABUSE=disabled. The headers are still sent.
func WithoutRateLimits() Option {
	return func(s *settings) { s.rateLimits = false }
}

// WithoutServerBugs answers sensibly where the real service answers with a
// status of 500: null for an optional parameter counts as left out, a JWT gets
// user_session_not_found where a session is needed, switching MFA on works for
// everyone, an unverified address is refused with 400, and so on. The default
// reproduces these answers, since a client has to survive them.
func WithoutServerBugs() Option {
	return func(s *settings) { s.bugs = false }
}

// WithoutMail makes the service behave as one that has no mail server: what
// needs a mail is refused with general_smtp_disabled.
func WithoutMail() Option {
	return func(s *settings) { s.mail = false }
}

// WithoutSMS makes the service behave as one that has no SMS provider: what
// needs a text message is refused with general_phone_disabled.
func WithoutSMS() Option {
	return func(s *settings) { s.sms = false }
}

// WithPlatforms allows redirect URLs and origins on further hosts. A host is
// exact, "*.example.com" for all below a domain, or "*" for all. The host that
// a request came to and localhost are always allowed.
func WithPlatforms(hosts ...string) Option {
	return func(s *settings) { s.platforms = append(s.platforms, hosts...) }
}

// WithProviders enables OAuth2 providers beside "mock", which always is.
func WithProviders(names ...string) Option {
	return func(s *settings) {
		for _, name := range names {
			s.providers[name] = true
		}
	}
}

// WithoutMethods switches authentication methods off in the project:
// "email-password", "anonymous", "magic-url", "email-otp", "phone", "jwt".
// Calls without an API key are then refused with user_auth_method_unsupported.
func WithoutMethods(methods ...string) Option {
	return func(s *settings) {
		for _, method := range methods {
			s.disabledMethods[method] = true
		}
	}
}

// WithUserLimit allows at most n users in the project.
func WithUserLimit(n int) Option {
	return func(s *settings) { s.userLimit = n }
}

// WithSessionLimit changes how many sessions a user can have at once; the
// oldest make room for new ones. The default is 10.
func WithSessionLimit(n int) Option {
	return func(s *settings) { s.sessionLimit = n }
}

// WithSessionDuration changes how long a session lasts. The default is a year.
func WithSessionDuration(d time.Duration) Option {
	return func(s *settings) { s.sessionDuration = d }
}

// WithPasswordHistory refuses the last n passwords of a user as a new one.
func WithPasswordHistory(n int) Option {
	return func(s *settings) { s.passwordHistory = n }
}

// WithPasswordDictionary refuses commonly used passwords.
func WithPasswordDictionary() Option {
	return func(s *settings) { s.passwordDictionary = true }
}

// WithPersonalDataCheck refuses passwords that contain the user's id, name,
// e-mail address or phone number.
func WithPersonalDataCheck() Option {
	return func(s *settings) { s.personalDataCheck = true }
}

// WithSessionAlerts mails a user about every session but the first.
func WithSessionAlerts() Option {
	return func(s *settings) { s.sessionAlerts = true }
}

// WithMockNumber gives a phone number a fixed one-time code, as projects do
// for app store reviewers. No SMS is sent to it.
func WithMockNumber(phone, code string) Option {
	return func(s *settings) { s.mockNumbers[phone] = code }
}

// WithPasswordCost changes the cost of argon2id hashes.
func WithPasswordCost(cost PasswordCost) Option {
	return func(s *settings) { s.passwordCost = cost }
}

// WithRequestLog keeps the last n requests for [Server.Requests] instead of the
// last 10000; 0 keeps none.
func WithRequestLog(n int) Option {
	return func(s *settings) { s.requestLog = n }
}

// allowedHosts lists where a redirect URL may lead, for a request to host.
func (s *settings) allowedHosts(host string) []string {
	hosts := []string{"localhost"}
	for _, candidate := range append([]string{host}, s.platforms...) {
		if !slices.Contains(hosts, candidate) {
			hosts = append(hosts, candidate)
		}
	}
	return hosts
}

// hostAllowed compares letter by letter, as the service does.
func (s *settings) hostAllowed(candidate, requestHost string) bool {
	for _, allowed := range s.allowedHosts(requestHost) {
		if allowed == "*" || allowed == candidate {
			return true
		}
		if suffix, wild := strings.CutPrefix(allowed, "*"); wild && strings.HasSuffix(candidate, suffix) && len(candidate) > len(suffix) {
			return true
		}
	}
	return false
}
