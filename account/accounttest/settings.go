package accounttest

import (
	"maps"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/operations"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Settings are what the administrator of a project and the operator of a server can decide.
// The options of [New] set them at the start, and [Server.ChangeSettings] at any time.
type Settings struct {
	// Platforms are the hosts that redirect URLs and origins may have beside localhost and the
	// host that a request came to. A host is exact, "*.example.com" for all below a domain, or
	// "*" for all.
	Platforms []string `json:"platforms"`
	// LoopbackPlatforms allows all names of this machine, at any port; see WithLoopbackPlatforms.
	LoopbackPlatforms bool `json:"loopbackPlatforms"`
	// Providers are the enabled OAuth2 providers beside "mock", which always is.
	Providers []string `json:"providers"`
	// DisabledMethods are the authentication methods that are rejected without an API key:
	// "email-password", "anonymous", "magic-url", "email-otp", "phone", "jwt".
	DisabledMethods []string `json:"disabledMethods"`

	UserLimit          int           `json:"userLimit"`          // users that the project can have, 0 for any number
	SessionLimit       int           `json:"sessionLimit"`       // sessions that a user can have, 0 for any number
	SessionDuration    time.Duration `json:"sessionDuration"`    // of new sessions
	InvalidateSessions bool          `json:"invalidateSessions"` // a new password ends sessions, from version 1.8 on
	SessionAlerts      bool          `json:"sessionAlerts"`      // a mail about every session but the first

	PasswordHistory    int  `json:"passwordHistory"`    // how many passwords of a user cannot be taken again
	PasswordDictionary bool `json:"passwordDictionary"` // common passwords are rejected
	PersonalDataCheck  bool `json:"personalDataCheck"`  // passwords with the user's id, name, address or number are rejected

	// MockNumbers are phone numbers with a fixed code each. No SMS is sent to them.
	MockNumbers map[string]string `json:"mockNumbers"`

	Mail            bool `json:"mail"`            // there is a mail server
	SMS             bool `json:"sms"`             // there is an SMS provider
	RateLimits      bool `json:"rateLimits"`      // calls over a limit are rejected
	StrictRedirects bool `json:"strictRedirects"` // see WithStrictRedirects
	ServerBugs      bool `json:"serverBugs"`      // see WithoutServerBugs

	// AccountService and REST are the switches of the project's services and APIs. Without
	// them, calls without an API key get general_service_disabled and general_api_disabled.
	AccountService bool `json:"accountService"`
	REST           bool `json:"rest"`
}

// anySessionLimit is the limit of the version.
const anySessionLimit = math.MinInt

// defaultSettings are those of a new service.
func defaultSettings() Settings {
	return Settings{
		SessionLimit: anySessionLimit, SessionDuration: 365 * 24 * time.Hour, InvalidateSessions: true,
		Mail: true, SMS: true, RateLimits: true, ServerBugs: true, AccountService: true, REST: true,
	}
}

// of completes the settings with what depends on the version.
func (s Settings) of(v *version.Version) Settings {
	if s.SessionLimit == anySessionLimit {
		s.SessionLimit = v.SessionLimit
	}
	s.StrictRedirects = s.StrictRedirects || v.ChecksRedirectsTwice
	return s
}

// clone is a copy that shares nothing.
func (s Settings) clone() Settings {
	s.Platforms, s.Providers = slices.Clone(s.Platforms), slices.Clone(s.Providers)
	s.DisabledMethods, s.MockNumbers = slices.Clone(s.DisabledMethods), maps.Clone(s.MockNumbers)
	return s
}

// internal is the settings as the service reads them.
func (s Settings) internal(o *options) *state.Settings {
	s = s.clone()
	return &state.Settings{
		Version: o.version, PasswordCost: o.cost, ErrorMessage: o.errorMessage,
		RateLimits: s.RateLimits, Bugs: s.ServerBugs, Mail: s.Mail, SMS: s.SMS,
		Platforms: s.Platforms, LoopbackPlatforms: s.LoopbackPlatforms, Providers: setOf(append(s.Providers, "mock")), DisabledMethods: setOf(s.DisabledMethods),
		UserLimit: s.UserLimit, SessionLimit: s.SessionLimit, KeepSessions: !s.InvalidateSessions, SessionDuration: s.SessionDuration,
		PasswordHistory: s.PasswordHistory, PasswordDictionary: s.PasswordDictionary, PersonalDataCheck: s.PersonalDataCheck,
		SessionAlerts: s.SessionAlerts, StrictRedirects: s.StrictRedirects, MockNumbers: s.MockNumbers,
		ServiceOff: !s.AccountService, RESTOff: !s.REST,
	}
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// check finds what a server could not have.
func (s *Settings) check(v *version.Version) error {
	for i, host := range s.Platforms {
		_, noAddress := netip.ParseAddr(host)
		if host == "" || noAddress != nil && strings.ContainsAny(host, "/: ") {
			return fail(Invalid, index("platforms", i), "%q is no host: write example.com, without a scheme and a port", host)
		}
	}
	settings := &state.Settings{Version: v}
	for i, name := range s.Providers {
		if err := checkProvider(index("providers", i), name, settings); err != nil {
			return err
		}
	}
	for i, method := range s.DisabledMethods {
		if err := CheckMethod(method); err != nil {
			return fail(Invalid, index("disabledMethods", i), "%v", err)
		}
	}
	for number, code := range s.MockNumbers {
		where := "mockNumbers." + number
		if problem := (params.Param{Rule: params.Phone}).Check(number, settings); problem != "" {
			return fail(Invalid, where, "%s", problem)
		}
		if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
			return fail(Invalid, where, "its code has to be six digits")
		}
	}
	switch {
	case s.UserLimit < 0:
		return fail(Invalid, "userLimit", "it is negative; 0 is for any number")
	case s.SessionLimit < 0:
		return fail(Invalid, "sessionLimit", "it is negative; 0 is for any number")
	case s.SessionDuration <= 0:
		return fail(Invalid, "sessionDuration", "sessions have to last for some time")
	case s.PasswordHistory < 0 || s.PasswordHistory > maxPasswordHistory:
		return fail(Invalid, "passwordHistory", "it takes 0 to %d", maxPasswordHistory)
	case !s.StrictRedirects && v.ChecksRedirectsTwice:
		return fail(Invalid, "strictRedirects", "server %s always checks", v.Number)
	}
	return nil
}

// maxPasswordHistory is the longest history that a server can have.
const maxPasswordHistory = 20

// Settings returns the settings in force.
func (s *Server) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.clone()
}

// Providers lists the OAuth2 providers that the server of this version has, enabled or not.
func (s *Server) Providers() []string { return operations.Providers(s.options.version) }

// changeSettings lets a function change a copy of the settings, and puts it in force.
func (s *Server) changeSettings(change func(*Settings) error) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	settings := s.Settings()
	if err := change(&settings); err != nil {
		return err
	}
	if err := settings.check(s.options.version); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putSettings(settings)
	return nil
}

// putSettings puts settings in force that were checked. The lock is held.
func (s *Server) putSettings(settings Settings) {
	s.settings = settings.clone()
	s.service.ChangeSettings(settings.internal(&s.options))
}

// ChangeSettings changes settings for all requests that begin from now on:
//
//	srv.ChangeSettings(func(s *accounttest.Settings) { s.SessionLimit = 1 })
//
// Other changes wait meanwhile, so the function must not make one itself.
func (s *Server) ChangeSettings(change func(*Settings)) {
	s.t.Helper()
	s.must(s.changeSettings(func(settings *Settings) error {
		change(settings)
		return nil
	}))
}
