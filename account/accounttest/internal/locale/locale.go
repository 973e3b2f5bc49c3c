// Package locale has what the service says in the language that a request asks for: subjects
// of mails and names of countries. English and German are here, since the German ones were
// seen on a server; callers who ask for another language get English.
package locale

import "strings"

// Language is one of the languages.
type Language struct{ texts map[string]string }

// Keys of texts. "{{project}}" in a text stands for the name of the project.
const (
	VerificationSubject = "emails.verification.subject"
	MagicURLSubject     = "emails.magicSession.subject"
	CodeSubject         = "emails.otpSession.subject"
	RecoverySubject     = "emails.recovery.subject"
	MFASubject          = "emails.mfaChallenge.subject"
	AlertSubject        = "emails.sessionAlert.subject"
)

// withProject is the ending of the keys of later subjects, which name the project.
const withProject = ".project"

const (
	unknownCountry = "locale.country.unknown"
	countries      = "countries." // before the code
)

// The languages. A server has no German subject for all mails either: see [Language.Text].
var (
	English = Language{map[string]string{
		VerificationSubject: "Account Verification",
		MagicURLSubject:     "{{project}} Login",
		CodeSubject:         "OTP for {{project}} Login",
		RecoverySubject:     "Password Reset",

		VerificationSubject + withProject: "Account Verification for {{project}}",
		RecoverySubject + withProject:     "Password Reset for {{project}}",

		MFASubject:       "Verification Code for {{project}}",
		AlertSubject:     "Security alert: new session on your {{project}} account",
		unknownCountry:   "Unknown",
		countries + "us": "United States",
	}}
	german = Language{map[string]string{
		VerificationSubject: "Kontoverifizierung",
		MagicURLSubject:     "Login",
		CodeSubject:         "{{project}} Anmeldung",
		RecoverySubject:     "Kennwort zurücksetzen",
		unknownCountry:      "Unbekannt",
		countries + "us":    "Vereinigte Staaten",
	}}
)

// Find returns the language with a code, such as "de".
func Find(code string) Language {
	if code == "de" {
		return german
	}
	return English
}

// Naming returns the key of the subject that names the project, if the language has such a
// one.
func (l Language) Naming(key string) string {
	if _, known := l.texts[key+withProject]; known {
		return key + withProject
	}
	return key
}

// Text returns a text of a project. Like a server it names the text that a language lacks.
func (l Language) Text(key, project string) string {
	text, known := l.texts[key]
	if !known {
		return "{{" + key + "}}"
	}
	return strings.ReplaceAll(text, "{{project}}", project)
}

// Country returns the name of a country by its code.
func (l Language) Country(code string) string {
	if name, known := l.texts[countries+code]; known {
		return name
	}
	return l.texts[unknownCountry]
}
