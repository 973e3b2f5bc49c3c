package control

import (
	"context"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func (s *server) settings() Settings {
	now := s.service.Settings()
	return Settings{
		Platforms: listed(now.Platforms), LoopbackPlatforms: now.LoopbackPlatforms, KnownProviders: s.service.Providers(),
		Providers: listed(now.Providers), DisabledMethods: each(now.DisabledMethods, func(name string) Method { return Method(name) }),
		UserLimit: now.UserLimit, SessionLimit: now.SessionLimit, SessionDuration: now.SessionDuration.Seconds(),
		PasswordHistory: now.PasswordHistory, PasswordDictionary: now.PasswordDictionary, PersonalDataCheck: now.PersonalDataCheck,
		SessionAlerts: now.SessionAlerts, Mail: now.Mail, SMS: now.SMS, RateLimits: now.RateLimits,
		InvalidateSessions: now.InvalidateSessions, StrictRedirects: now.StrictRedirects, ServerBugs: now.ServerBugs,
		MockNumbers: mapped(now.MockNumbers), AccountService: now.AccountService, REST: now.REST,
	}
}

// listed and mapped make what is nothing in Go something empty in JSON.
func listed(list []string) []string { return each(list, func(item string) string { return item }) }

func mapped[V any](values map[string]V) map[string]V {
	if values == nil {
		return map[string]V{}
	}
	return values
}

func (s *server) GetSettings(context.Context, GetSettingsRequestObject) (GetSettingsResponseObject, error) {
	return GetSettings200JSONResponse(s.settings()), nil
}

// put changes a setting if there is a change.
func put[T any](setting *T, change *T) {
	if change != nil {
		*setting = *change
	}
}

func (s *server) UpdateSettings(_ context.Context, r UpdateSettingsRequestObject) (UpdateSettingsResponseObject, error) {
	change := r.Body
	if change.SessionDuration != nil {
		if err := checkSeconds("sessionDuration", *change.SessionDuration); err != nil {
			return nil, err
		}
	}
	err := s.service.Try(func(service *accounttest.Server) {
		service.ChangeSettings(func(now *accounttest.Settings) {
			put(&now.Platforms, change.Platforms)
			put(&now.LoopbackPlatforms, change.LoopbackPlatforms)
			put(&now.Providers, change.Providers)
			if change.DisabledMethods != nil {
				now.DisabledMethods = each(*change.DisabledMethods, func(method Method) string { return string(method) })
			}
			put(&now.UserLimit, change.UserLimit)
			put(&now.SessionLimit, change.SessionLimit)
			if change.SessionDuration != nil {
				now.SessionDuration = seconds(*change.SessionDuration)
			}
			put(&now.PasswordHistory, change.PasswordHistory)
			put(&now.PasswordDictionary, change.PasswordDictionary)
			put(&now.PersonalDataCheck, change.PersonalDataCheck)
			put(&now.SessionAlerts, change.SessionAlerts)
			put(&now.Mail, change.Mail)
			put(&now.SMS, change.SMS)
			put(&now.RateLimits, change.RateLimits)
			put(&now.InvalidateSessions, change.InvalidateSessions)
			put(&now.StrictRedirects, change.StrictRedirects)
			put(&now.ServerBugs, change.ServerBugs)
			put(&now.MockNumbers, change.MockNumbers)
			put(&now.AccountService, change.AccountService)
			put(&now.REST, change.REST)
		})
	})
	return UpdateSettings200JSONResponse(s.settings()), err
}
