// Package state is what the service stores: projects with their users, sessions, tokens,
// targets, identities and logs, the messages that were sent, and the settings of it all.
// Each record knows the body that describes it in a response.
//
// Fields of records are exported with JSON names for the snapshot only.
package state

import (
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// Settings is what a project's administrator and the server's operator can decide.
type Settings struct {
	RateLimits         bool
	Bugs               bool // respond with 500 where the real service does
	Mail               bool
	SMS                bool
	Platforms          []string
	Providers          map[string]bool
	DisabledMethods    map[string]bool
	UserLimit          int // 0 means none
	SessionLimit       int
	SessionDuration    time.Duration
	PasswordHistory    int
	PasswordDictionary bool
	PersonalDataCheck  bool
	SessionAlerts      bool
	StrictRedirects    bool // check the URLs of an OAuth2 sign-in at its end, too
	MockNumbers        map[string]string
	PasswordCost       secrets.Cost
}

// DefaultSettings are those of a new service. Hashes are cheap, so that thousands of
// accounts are created in a moment.
func DefaultSettings() Settings {
	return Settings{
		RateLimits: true, Bugs: true, Mail: true, SMS: true,
		Providers: map[string]bool{"mock": true}, DisabledMethods: map[string]bool{}, MockNumbers: map[string]string{},
		SessionLimit: 10, SessionDuration: 365 * 24 * time.Hour,
		PasswordCost: secrets.Cost{MemoryKiB: 64, Passes: 1, Threads: 1},
	}
}

// AllowedHosts lists the hosts that a redirect URL may have, for a request to host.
func (s *Settings) AllowedHosts(host string) []string {
	hosts := []string{"localhost"}
	for _, candidate := range append([]string{host}, s.Platforms...) {
		if !slices.Contains(hosts, candidate) {
			hosts = append(hosts, candidate)
		}
	}
	return hosts
}

// AllowsHost compares case-sensitively, as the service does.
func (s *Settings) AllowsHost(candidate, requestHost string) bool {
	return slices.ContainsFunc(s.AllowedHosts(requestHost), func(allowed string) bool {
		if allowed == "*" || allowed == candidate {
			return true
		}
		suffix, wild := strings.CutPrefix(allowed, "*")
		return wild && strings.HasSuffix(candidate, suffix) && len(candidate) > len(suffix)
	})
}
