// Package state is what the service stores: projects with their users, sessions, tokens,
// targets, identities and logs, the messages that were sent, and the settings of it all.
// Each record knows the body that describes it in a response.
//
// Fields of records are exported with JSON names for the snapshot only.
package state

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
	"github.com/appwrite-go/appwrite/internal/loopback"
)

// Settings is what a project's administrator and the server's operator can decide.
type Settings struct {
	Version            *version.Version // of the server
	RateLimits         bool
	Bugs               bool // respond with 500 where the real service does
	Mail               bool
	SMS                bool
	Platforms          []string
	LoopbackPlatforms  bool // all names of this machine are platforms, not only localhost
	Providers          map[string]bool
	DisabledMethods    map[string]bool
	UserLimit          int  // 0 means none
	SessionLimit       int  // 0 means none
	KeepSessions       bool // a new password ends no sessions, whatever the version
	SessionDuration    time.Duration
	PasswordHistory    int
	PasswordDictionary bool
	PersonalDataCheck  bool
	SessionAlerts      bool
	StrictRedirects    bool // check the URLs of an OAuth2 sign-in at its end, too
	MockNumbers        map[string]string
	PasswordCost       secrets.Cost
	ServiceOff         bool // the project has switched the account service off
	RESTOff            bool // the project has switched its REST API off

	// ErrorMessage replaces the message of an error; nil keeps them all.
	ErrorMessage func(request *http.Request, errorType, message string) string
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

// AllowsHost compares case-sensitively where the version does.
func (s *Settings) AllowsHost(candidate, requestHost string) bool {
	if s.Version.LowerCasesHosts {
		candidate = strings.ToLower(candidate)
	}
	if s.IsLoopbackPlatform(candidate) {
		return true
	}
	return slices.ContainsFunc(s.AllowedHosts(requestHost), func(allowed string) bool {
		if allowed == "*" || allowed == candidate {
			return true
		}
		suffix, wild := strings.CutPrefix(allowed, "*")
		return wild && strings.HasSuffix(candidate, suffix) && len(candidate) > len(suffix)
	})
}

// IsLoopbackPlatform reports whether a host is allowed because it is this machine.
func (s *Settings) IsLoopbackPlatform(host string) bool {
	return s.LoopbackPlatforms && loopback.IsName(strings.ToLower(host))
}
