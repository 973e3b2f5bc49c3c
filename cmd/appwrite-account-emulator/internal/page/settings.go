package page

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

func (p *page) serveSettings(mux *http.ServeMux) {
	mux.HandleFunc("GET /settings", p.shows(p.showSettings))
	mux.HandleFunc("POST /settings/provider-account", p.takes(p.showSettings, p.setProviderAccount))
	mux.HandleFunc("POST /settings/provider-error", p.takes(p.showSettings, p.setProviderError))
	mux.HandleFunc("POST /settings/keys", p.takes(p.showSettings, p.createKey))
	mux.HandleFunc("POST /settings/dev-keys", p.takes(p.showSettings, p.createDevKey))
	for section, read := range settingsSections {
		mux.HandleFunc("POST /settings/"+section, p.takes(p.showSettings, func(ctx context.Context, s *sent) (notice, error) {
			change := read(s)
			if err := s.err(); err != nil {
				return notice{}, err
			}
			return notice{Text: "Saved. It holds from the next request on.", next: "/settings#" + section}, did(p.control.UpdateSettingsWithResponse(ctx, change))
		}))
	}
}

// settingsData is the data of the page of settings.
type settingsData struct {
	control.Settings
	Methods         []option
	EnabledMethods  []string
	On              []option // providers
	MockNumbersText string
}

var methods = []control.Method{
	control.MethodEmailPassword, control.MethodMagicURL, control.MethodEmailOtp, control.MethodPhone, control.MethodAnonymous, control.MethodJWT,
}

func (p *page) showSettings(r *http.Request) (view, error) {
	found, err := done(p.control.GetSettingsWithResponse(r.Context()))
	if err != nil {
		return view{}, err
	}
	data := settingsData{Settings: *found.JSON200, Methods: methodOptions, On: optionsOf(withMock(found.JSON200.Providers))}
	for _, method := range methods {
		if !slices.Contains(data.DisabledMethods, method) {
			data.EnabledMethods = append(data.EnabledMethods, string(method))
		}
	}
	for _, number := range slices.Sorted(maps.Keys(data.MockNumbers)) {
		data.MockNumbersText += number + "=" + data.MockNumbers[number] + "\n"
	}
	return view{"settings", "Settings", "settings", data}, nil
}

// withMock adds the provider that is always on.
func withMock(providers []string) []string {
	if slices.Contains(providers, mockProvider) {
		return providers
	}
	return append([]string{mockProvider}, providers...)
}

const mockProvider = "mock"

// settingsSections are the forms of the page: each changes the settings that it shows.
var settingsSections = map[string]func(s *sent) control.SettingsChange{
	"methods": func(s *sent) control.SettingsChange {
		off := []control.Method{}
		for _, method := range methods {
			if !slices.Contains(s.values["methods"], string(method)) {
				off = append(off, method)
			}
		}
		return control.SettingsChange{DisabledMethods: &off}
	},
	"providers": func(s *sent) control.SettingsChange {
		return control.SettingsChange{Providers: new(append([]string{}, s.values["providers"]...))}
	},
	"platforms": func(s *sent) control.SettingsChange {
		return control.SettingsChange{Platforms: new(s.list("platforms")), LoopbackPlatforms: new(s.on("loopbackPlatforms")), StrictRedirects: new(s.on("strictRedirects"))}
	},
	"limits": func(s *sent) control.SettingsChange {
		return control.SettingsChange{
			UserLimit: new(s.whole("userLimit")), SessionLimit: new(s.whole("sessionLimit")), SessionDuration: new(s.number("sessionDuration")), RateLimits: new(s.on("rateLimits")),
		}
	},
	"passwords": func(s *sent) control.SettingsChange {
		return control.SettingsChange{
			PasswordHistory: new(s.whole("passwordHistory")), PasswordDictionary: new(s.on("passwordDictionary")),
			PersonalDataCheck: new(s.on("personalDataCheck")), InvalidateSessions: new(s.on("invalidateSessions")),
		}
	},
	"messages": func(s *sent) control.SettingsChange {
		return control.SettingsChange{Mail: new(s.on("mail")), SMS: new(s.on("sms")), SessionAlerts: new(s.on("sessionAlerts")), MockNumbers: new(s.codes("mockNumbers"))}
	},
	"server": func(s *sent) control.SettingsChange {
		return control.SettingsChange{AccountService: new(s.on("accountService")), REST: new(s.on("rest")), ServerBugs: new(s.on("serverBugs"))}
	},
}

// codes are phone numbers with their codes, as in +491711234567=123456.
func (s *sent) codes(name string) map[string]string {
	codes := map[string]string{}
	for _, line := range s.list(name) {
		number, code, found := strings.Cut(line, "=")
		if !found {
			s.reject(name, "%q has no code; write +491711234567=123456", line)
		}
		codes[strings.TrimSpace(number)] = strings.TrimSpace(code)
	}
	return codes
}

func (p *page) setProviderAccount(ctx context.Context, s *sent) (notice, error) {
	account := control.ProviderAccount{ID: s.text("id"), Email: s.text("email"), Name: s.text("name"), Unverified: s.on("unverified")}
	return notice{Text: "At " + s.text("provider") + " it is this account that programs sign in with.", next: "/settings#provider-account"},
		did(p.control.SetProviderAccountWithResponse(ctx, s.text("provider"), account))
}

func (p *page) setProviderError(ctx context.Context, s *sent) (notice, error) {
	failure := control.ProviderError{Code: s.text("code"), Description: s.text("description")}
	return notice{Text: s.text("provider") + " rejects everybody.", next: "/settings#provider-error"},
		did(p.control.SetProviderErrorWithResponse(ctx, s.text("provider"), failure))
}

func (p *page) createKey(ctx context.Context, s *sent) (notice, error) {
	seed := control.KeySeed{Name: s.text("name"), Scopes: s.list("scopes"), Expire: s.moment("expire")}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	created, err := done(p.control.CreateKeyWithResponse(ctx, seed))
	if err != nil {
		return notice{}, err
	}
	return notice{Text: "There is a new API key.", Secret: created.JSON201.Secret, Use: "For X-Appwrite-Key or setKey. It is shown only now.", next: "/settings#keys"}, nil
}

func (p *page) createDevKey(ctx context.Context, _ *sent) (notice, error) {
	created, err := done(p.control.CreateDevKeyWithResponse(ctx, control.Nothing{}))
	if err != nil {
		return notice{}, err
	}
	return notice{Text: "There is a new development key.", Secret: created.JSON201.Secret, Use: "For X-Appwrite-Dev-Key or setDevKey. It is shown only now.", next: "/settings#keys"}, nil
}
