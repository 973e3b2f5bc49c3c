package accounttest

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/operations"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// check finds what the server would not allow, or what contradicts itself. What depends on
// other users is left out.
func (seed *Seed) check(settings *state.Settings) error {
	if err := seed.checkFields(settings); err != nil {
		return err
	}
	for i := range seed.Sessions {
		if err := within(index("sessions", i), seed.Sessions[i].check(settings)); err != nil {
			return err
		}
	}
	for i := range seed.Identities {
		if err := within(index("identities", i), seed.Identities[i].check(settings)); err != nil {
			return err
		}
	}
	for i := range seed.Targets {
		if err := within(index("targets", i), seed.Targets[i].check(settings)); err != nil {
			return err
		}
	}
	for i := range seed.Activity {
		if err := within(index("activity", i), seed.Activity[i].check()); err != nil {
			return err
		}
	}
	return nil
}

func (seed *Seed) checkFields(settings *state.Settings) error {
	for _, field := range []struct {
		name, value string
		rule        params.Param
	}{
		{"id", seed.ID, params.Param{Rule: params.NewID}},
		{"email", seed.Email, params.Param{Rule: params.Email}},
		{"phone", seed.Phone, params.Param{Rule: params.Phone}},
		{"name", seed.Name, params.Param{Rule: params.String, Min: 1, Max: 128}},
		{"password", seed.Password, params.Param{Rule: params.Password, Min: 8, Max: 256}},
	} {
		if err := checkValue(field.name, field.value, field.rule, settings); err != nil {
			return err
		}
	}
	switch {
	case seed.EmailVerified && seed.Email == "":
		return fail(Invalid, "emailVerified", "there is no email to be verified; set email")
	case seed.PhoneVerified && seed.Phone == "":
		return fail(Invalid, "phoneVerified", "there is no phone to be verified; set phone")
	case seed.PasswordReset && seed.Password == "":
		return fail(Invalid, "passwordReset", "there is no password to be replaced; set password")
	}
	return cmp.Or(checkTime("createdAt", seed.CreatedAt), checkLabels(seed.Labels), checkPrefs(seed.Prefs, settings))
}

// checkTime checks a time that may be left out.
func checkTime(field string, t time.Time) error {
	if !t.IsZero() && !canShow(t) {
		return fail(Invalid, field, "it has to be in the years from %d to %d", firstYear, lastYear)
	}
	return nil
}

// checkValue checks a string that may be left out.
func checkValue(field, value string, rule params.Param, settings *state.Settings) error {
	if value == "" {
		return nil
	}
	if problem := rule.Check(value, settings); problem != "" {
		return fail(Invalid, field, "%s", problem)
	}
	return nil
}

// Limits of labels, as the server has them.
const (
	maxLabels = 1000
	maxLabel  = 36
)

func checkLabels(labels []string) error {
	if len(labels) > maxLabels {
		return fail(Invalid, "labels", "there are %d, and a user can have %d", len(labels), maxLabels)
	}
	for i, label := range labels {
		special := func(r rune) bool { return !isLetter(r) && (r < '0' || r > '9') }
		if label == "" || utf8.RuneCountInString(label) > maxLabel || strings.ContainsFunc(label, special) {
			return fail(Invalid, index("labels", i), "%q is no label: it takes 1 to %d of a-z, A-Z and 0-9", label, maxLabel)
		}
		if slices.Contains(labels[:i], label) {
			return fail(Invalid, index("labels", i), "%q is there twice", label)
		}
	}
	return nil
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func checkPrefs(prefs map[string]any, settings *state.Settings) error {
	if len(prefs) == 0 {
		return nil
	}
	stored, err := storedPrefs(prefs)
	if err != nil {
		return fail(Invalid, "prefs", "they cannot be stored: %v", err)
	}
	if problem := (params.Param{Rule: params.Prefs}).Check(stored, settings); problem != "" {
		return fail(Invalid, "prefs", "%s", problem)
	}
	return nil
}

// storedPrefs returns preferences as they are stored.
func storedPrefs(prefs map[string]any) (any, error) { return php.Decode(php.Encode(prefs)) }

// sessionFactors are the factors of sessions that come from each way to sign in. Those of
// OAuth2 providers are like "oauth2" with a second one.
var sessionFactors = map[string][]string{
	"email": {"password"}, "anonymous": {"anonymous"}, "magic-url": {"email"}, "token": {"token"}, "phone": {"phone"}, "oauth2": {"email"},
}

func (seed *SessionSeed) check(settings *state.Settings) error {
	factors := []string{"password", "email", "phone", "totp", settings.Version.RecoveryFactor, "anonymous", "token", "oauth2"}
	if _, known := sessionFactors[seed.Provider]; !known && seed.Provider != "" && !slices.Contains(operations.Providers(settings.Version), seed.Provider) {
		return fail(Invalid, "provider", "nobody signs in with %q; there are email, anonymous, magic-url, token, phone, oauth2 and the OAuth2 providers", seed.Provider)
	}
	for i, factor := range seed.Factors {
		if !slices.Contains(factors, factor) {
			return fail(Invalid, index("factors", i), "there is no factor %q; there are %s", factor, strings.Join(factors, ", "))
		}
	}
	if !seed.Expire.IsZero() && !seed.CreatedAt.IsZero() && seed.Expire.Before(seed.CreatedAt) {
		return fail(Invalid, "expire", "it is before createdAt")
	}
	return cmp.Or(checkTime("createdAt", seed.CreatedAt), checkTime("expire", seed.Expire), checkIP(seed.IP), checkCountry(seed.Country))
}

func checkIP(ip string) error {
	if _, err := netip.ParseAddr(ip); err != nil && ip != "" {
		return fail(Invalid, "ip", "%q is no IP address", ip)
	}
	return nil
}

func checkCountry(code string) error {
	if code != "" && (len(code) != 2 || strings.ContainsFunc(code, func(r rune) bool { return !isLetter(r) })) {
		return fail(Invalid, "country", "%q is no code of two letters, such as us", code)
	}
	return nil
}

func (seed *IdentitySeed) check(settings *state.Settings) error {
	if err := checkProvider("provider", seed.Provider, settings); err != nil {
		return err
	}
	if seed.ProviderUID == "" {
		return fail(Invalid, "providerUid", "it is required: the provider's id of the person")
	}
	return cmp.Or(checkValue("providerEmail", seed.ProviderEmail, params.Param{Rule: params.Email}, settings), checkTime("createdAt", seed.CreatedAt))
}

func checkProvider(field, name string, settings *state.Settings) error {
	if err := checkKnown("OAuth2 provider", name, operations.Providers(settings.Version)); err != nil {
		return fail(Invalid, field, "%v", err)
	}
	return nil
}

func (seed *TargetSeed) check(settings *state.Settings) error {
	rule, known := map[string]params.Param{
		"email": {Rule: params.Email}, "sms": {Rule: params.Phone}, "push": {Rule: params.String, Min: 1, Max: 255},
	}[seed.Type]
	switch {
	case !known:
		return fail(Invalid, "type", "there is no target of type %q; there are email, sms and push", seed.Type)
	case seed.Identifier == "":
		return fail(Invalid, "identifier", "it is required: the address, the number or the token of the device")
	}
	return cmp.Or(checkValue("identifier", seed.Identifier, rule, settings), checkTime("createdAt", seed.CreatedAt))
}

func (seed *ActivitySeed) check() error {
	if seed.Event == "" {
		return fail(Invalid, "event", `it is required, such as "session.create"`)
	}
	return cmp.Or(checkTime("time", seed.Time), checkIP(seed.IP), checkCountry(seed.Country))
}
