package page

import (
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// press is something that a person does on a page.
type press struct {
	page      string // where the form is
	form      string // the pattern that takes it
	values    url.Values
	file      string // content of its file
	operation string // that it calls
	changed   func(s *accounttest.Server) bool
}

func (p press) name() string { return p.form + "?" + p.values.Encode() }

// fill is what a person puts into a form.
func fill(namesAndValues ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		values.Set(namesAndValues[i], namesAndValues[i+1])
	}
	return values
}

// user makes a check of what became of Ann.
func user(check func(u accounttest.User) bool) func(*accounttest.Server) bool {
	return func(s *accounttest.Server) bool { return check(s.User("ann")) }
}

func settings(check func(now accounttest.Settings) bool) func(*accounttest.Server) bool {
	return func(s *accounttest.Server) bool { return check(s.Settings()) }
}

func ahead(s *accounttest.Server) time.Duration {
	return time.Until(s.Clock().Now()).Round(time.Minute)
}

// presses are all that can be done on the page.
var presses = []press{
	{"/", "POST /messages/clear", nil, "", "clearMessages", func(s *accounttest.Server) bool { return len(s.Messages()) == 0 }},
	{"/", "POST /messages/{id}/delete", nil, "", "deleteMessage", func(s *accounttest.Server) bool { return len(s.Messages()) == 2 }},
	{"/messages/message-1", "POST /messages/{id}/complete", nil, "", "completeMessage", user(func(u accounttest.User) bool { return u.EmailVerified })},
	{"/messages/message-2", "POST /messages/{id}/complete", fill("password", "better-horse-10"), "", "completeMessage", func(s *accounttest.Server) bool { return !s.Redeemable(s.Message("message-2")) }},
	{"/messages/message-3", "POST /messages/{id}/complete", nil, "", "completeMessage", user(func(u accounttest.User) bool { return len(u.Sessions) == 2 })},

	{"/add-user", "POST /add-user", fill("id", "bob", "email", "bob@example.com", "phone", "+491711234568", "name", "Bob", "password", password, "labels", "a, b", "prefs", `{"a": 1}`,
		"emailVerified", "on", "phoneVerified", "on", "blocked", "on", "passwordReset", "on", "totp", "on", "recoveryCodes", "on", "mfa", "on", "createdAt", "2020-01-31T09:00:00Z"), "", "createUser", func(s *accounttest.Server) bool {
		if len(s.Users()) != 2 {
			return false
		}
		u := s.User("bob")
		return u.Email == "bob@example.com" && u.Phone != "" && u.Name == "Bob" && !u.PasswordUpdatedAt.IsZero() && len(u.Labels) == 2 && len(u.Prefs) == 1 && u.EmailVerified && u.PhoneVerified &&
			u.Blocked && u.PasswordReset && u.TOTPConfirmed && len(u.RecoveryCodes) > 0 && u.MFA && u.CreatedAt.Year() == 2020
	}},
	{"/users/ann", "POST /users/{id}/profile", fill("name", "Ann B.", "email", "b@example.com", "password", "better-horse-10", "labels", "one, two"), "", "updateUser", user(func(u accounttest.User) bool {
		return u.Name == "Ann B." && u.Email == "b@example.com" && u.Phone != "" && slices.Equal(u.Labels, []string{"one", "two"})
	})},
	{"/users/ann", "POST /users/{id}/prefs", fill("prefs", `{"big": 12}`), "", "updateUser", user(func(u accounttest.User) bool { return u.Prefs["theme"] == nil && u.Prefs["big"] != nil })},
	{"/users/ann", "POST /users/{id}/switches", fill("emailVerified", "true"), "", "updateUser", user(func(u accounttest.User) bool { return u.EmailVerified })},
	{"/users/ann", "POST /users/{id}/switches", fill("phoneVerified", "true"), "", "updateUser", user(func(u accounttest.User) bool { return u.PhoneVerified })},
	{"/users/ann", "POST /users/{id}/switches", fill("blocked", "true"), "", "updateUser", user(func(u accounttest.User) bool { return u.Blocked })},
	{"/users/ann", "POST /users/{id}/switches", fill("mfa", "true"), "", "updateUser", user(func(u accounttest.User) bool { return u.MFA })},
	{"/users/ann", "POST /users/{id}/switches", fill("passwordReset", "true"), "", "updateUser", user(func(u accounttest.User) bool { return u.PasswordReset })},
	{"/users/ann", "POST /users/{id}/delete", nil, "", "deleteUser", func(s *accounttest.Server) bool { return len(s.Users()) == 0 }},
	{"/users/ann", "POST /users/{id}/expire", fill("sessions", "on"), "", "expireUser", func(s *accounttest.Server) bool { return !s.User("ann").Sessions[0].Expire.After(s.Clock().Now()) }},
	{"/users/ann", "POST /users/{id}/expire", fill("tokens", "on"), "", "expireUser", func(s *accounttest.Server) bool { return !s.Redeemable(s.Message("message-1")) }},
	{"/users/ann", "POST /users/{id}/sign-out", nil, "", "signOutUser", user(func(u accounttest.User) bool { return len(u.Sessions) == 0 })},
	{"/users/ann", "POST /users/{id}/tokens", fill("lifetime", "60"), "", "createToken", nil},
	{"/users/ann", "POST /users/{id}/sessions", fill("factors", "password, totp", "country", "de"), "", "createSession", user(func(u accounttest.User) bool {
		return len(u.Sessions) == 2 && u.Sessions[1].Country == "de" && len(u.Sessions[1].Factors) == 2
	})},
	{"/users/ann", "POST /users/{id}/sessions/{session}/delete", nil, "", "deleteSession", user(func(u accounttest.User) bool { return len(u.Sessions) == 0 })},
	{"/users/ann", "POST /users/{id}/sessions/{session}/jwts", nil, "", "createJWT", nil},
	{"/users/ann", "POST /users/{id}/identities", fill("provider", "google", "providerUid", "8"), "", "createIdentity", user(func(u accounttest.User) bool { return len(u.Identities) == 2 })},
	{"/users/ann", "POST /users/{id}/targets", fill("identifier", "device-2"), "", "createTarget", user(func(u accounttest.User) bool { return len(u.Targets) == 4 })},

	{"/requests", "POST /requests/clear", nil, "", "clearRequests", func(s *accounttest.Server) bool { return len(s.Requests()) == 0 }},

	{"/faults", "POST /faults", fill("id", "all", "operation", "get", "user", "ann", "status", "503", "type", "general_unknown", "message", "Down", "damage", "truncated", "times", "2", "skip", "1",
		"delay", "0.5", "probability", "0.5", "seed", "7", "rateLimit", "on", "afterOperation", "on"), "", "addFault", func(s *accounttest.Server) bool {
		return len(s.Faults()) == 2 && s.Faults()[1].Fault == accounttest.Fault{
			ID: "all", Operation: "get", User: "ann", Status: 503, Type: "general_unknown", Message: "Down", Damage: accounttest.Truncated, Times: 2, Skip: 1,
			Delay: time.Second / 2, Probability: 0.5, Seed: 7, RateLimit: true, AfterOperation: true,
		}
	}},
	{"/faults", "POST /faults/clear", nil, "", "clearFaults", func(s *accounttest.Server) bool { return len(s.Faults()) == 0 }},
	{"/faults", "POST /faults/{id}/delete", nil, "", "deleteFault", func(s *accounttest.Server) bool { return len(s.Faults()) == 0 }},
	{"/faults", "POST /limits/reset", nil, "", "resetRateLimits", func(s *accounttest.Server) bool { return len(s.RateLimits()) == 0 }},
	{"/faults", "POST /limits/reset", fill("key", "*"), "", "resetRateLimits", func(s *accounttest.Server) bool { return len(s.RateLimits()) == 4 }},

	{"/settings", "POST /settings/methods", url.Values{"methods": {"phone"}}, "", "updateSettings", settings(func(now accounttest.Settings) bool { return len(now.DisabledMethods) == 5 })},
	{"/settings", "POST /settings/providers", url.Values{"providers": {"github", "google"}}, "", "updateSettings", settings(func(now accounttest.Settings) bool { return len(now.Providers) == 2 })},
	{"/settings", "POST /settings/platforms", fill("platforms", "app.example.com\n*.shop.example", "loopbackPlatforms", "on", "strictRedirects", "on"), "", "updateSettings", settings(func(now accounttest.Settings) bool {
		return len(now.Platforms) == 2 && now.LoopbackPlatforms && now.StrictRedirects
	})},
	{"/settings", "POST /settings/limits", url.Values{"userLimit": {"5"}, "sessionLimit": {"3"}, "sessionDuration": {"60"}, "rateLimits": nil}, "", "updateSettings", settings(func(now accounttest.Settings) bool {
		return now.UserLimit == 5 && now.SessionLimit == 3 && now.SessionDuration == time.Minute && !now.RateLimits
	})},
	{"/settings", "POST /settings/passwords", url.Values{"passwordHistory": {"3"}, "passwordDictionary": {"on"}, "personalDataCheck": {"on"}, "invalidateSessions": nil}, "", "updateSettings", settings(func(now accounttest.Settings) bool {
		return now.PasswordHistory == 3 && now.PasswordDictionary && now.PersonalDataCheck && !now.InvalidateSessions
	})},
	{"/settings", "POST /settings/messages", url.Values{"sessionAlerts": {"on"}, "sms": nil, "mockNumbers": {"+491711234568=123456"}}, "", "updateSettings", settings(func(now accounttest.Settings) bool {
		return now.SessionAlerts && now.Mail && !now.SMS && now.MockNumbers["+491711234568"] == "123456"
	})},
	{"/settings", "POST /settings/server", url.Values{"serverBugs": nil, "accountService": nil}, "", "updateSettings", settings(func(now accounttest.Settings) bool {
		return !now.ServerBugs && !now.AccountService && now.REST
	})},
	{"/settings", "POST /settings/provider-account", fill("id", "42", "email", "bob@example.com"), "", "setProviderAccount", nil},
	{"/settings", "POST /settings/provider-error", fill("description", "No."), "", "setProviderError", nil},
	{"/settings", "POST /settings/keys", fill("name", "Read", "scopes", "account"), "", "createKey", nil},
	{"/settings", "POST /settings/dev-keys", nil, "", "createDevKey", nil},

	{"/clock", "POST /clock", fill("advance", "3600"), "", "updateClock", func(s *accounttest.Server) bool { return ahead(s) == time.Hour }},
	{"/users", "POST /clock", fill("do", "freeze"), "", "updateClock", func(s *accounttest.Server) bool { return s.Clock().Frozen() }},
	{"/clock", "POST /clock", fill("do", "set", "set", "2030-01-31T09:00"), "", "updateClock", func(s *accounttest.Server) bool {
		return s.Clock().Now().Local().Format("2006-01-02T15:04") == "2030-01-31T09:00"
	}},

	{"/state", "POST /state/reset", nil, "", "reset", func(s *accounttest.Server) bool { return len(s.Users()) == 0 }},
	{"/state", "POST /state/fixtures", fill("fixtures", "users:\n  - email: bob@example.com\n"), "", "addFixtures", func(s *accounttest.Server) bool { return len(s.Users()) == 2 }},
}

// notOnThePage are operations that no control calls.
var notOnThePage = map[string]string{
	"waitForMessage": "it reads only, for tests; the page is told of messages by events",
	"streamEvents":   "the script of the page calls it, from the browser",
	"importSnapshot": "its form has a file: TestState_ASnapshotIsExportedAndImported",
}

// isButton reports whether a person cannot choose the value of a field: it is that of a button,
// or hidden.
func isButton(form, name string) bool {
	return form == "POST /users/{id}/switches" || form == "POST /users/{id}/expire" || slices.Contains([]string{"do", "advance", "key"}, name)
}

// find returns the first form on a page that a pattern takes and that has what is filled in.
func (s *site) find(p press) pressed {
	s.t.Helper()
	for _, form := range formsOf(s.t, s.shown(p.page)) {
		_, pattern := s.page.Handler(httptest.NewRequest(form.method, form.action, nil))
		if pattern != p.form {
			continue
		}
		fits := true
		for name, values := range p.values {
			fits = fits && (!isButton(p.form, name) || form.values.Has(name) && (values[0] == "*" || form.values.Get(name) == values[0]))
		}
		if p.values == nil && form.values.Has("key") {
			fits = false
		}
		if fits {
			for name, values := range p.values {
				if len(values) == 0 {
					form.values.Del(name)
				} else if values[0] != "*" {
					form.values[name] = values
				}
			}
			return form
		}
	}
	s.t.Fatalf("%s has no form for %s", p.page, p.name())
	return pressed{}
}

func TestOperations_EachControlOfThePageHasItsOwnInTheDocument(t *testing.T) {
	t.Parallel()
	for _, p := range presses {
		t.Run(p.name(), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, accounttest.WithProviders("github", "google"))
			if p.form == "POST /settings/providers" {
				s = newSite(t)
			}
			s.seed()
			if p.changed != nil {
				require.False(t, p.changed(s.service), "it is so before")
			}
			form := s.find(p)
			var response *httptest.ResponseRecorder
			called := s.calls.during(func() { response = s.send(form.action, form.values) })
			require.Equal(t, http.StatusSeeOther, response.Code, response.Body.String())
			require.Contains(t, called, p.operation)
			if p.changed != nil {
				require.True(t, p.changed(s.service), "nothing changed")
			}
			require.Contains(t, s.follow(response), `id="notice"`)
		})
	}
}

// pages are all that there are.
var pages = []string{
	"/", "/messages/message-1", "/messages/message-2", "/messages/message-3", "/users", "/users/ann", "/add-user", "/requests", "/requests/request-1", "/faults",
	"/settings", "/clock", "/state", "/connect",
}

func TestOperations_NothingCanBePressedThatIsNotTested(t *testing.T) {
	t.Parallel()
	s := newSite(t, accounttest.WithProviders("github"))
	s.seed()
	var tested []string
	for _, p := range presses {
		tested = append(tested, p.form)
	}
	tested = append(tested, "POST /state/snapshot")
	for _, address := range pages {
		for _, form := range formsOf(t, s.shown(address)) {
			if form.method == http.MethodGet {
				continue
			}
			_, pattern := s.page.Handler(httptest.NewRequest(form.method, form.action, nil))
			assert.Contains(t, tested, pattern, "on %s", address)
		}
	}
}

func TestOperations_EachOfTheDocumentCanBeReachedOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	reached := s.calls.during(func() {
		for _, address := range append(pages, "/state/snapshot.json") {
			s.shown(address)
		}
	})
	for _, p := range presses {
		reached = append(reached, p.operation)
	}
	for _, id := range s.calls.ids {
		reason, excepted := notOnThePage[id]
		assert.Equal(t, !excepted, slices.Contains(reached, id), "%s: %s", id, reason)
	}
}

func TestOperations_ThePageCallsNothingButTheControlAPI(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, imported := range parsed.Imports {
			assert.NotEqual(t, `"github.com/appwrite-go/appwrite/account/accounttest"`, imported.Path.Value, name)
		}
	}
}
