// Package version says in what the versions of the server differ, as far as callers of the
// account service see it. It is the only place that knows: what depends on the version asks
// a [Version] for a behaviour by its name, and never for a number.
//
// [All] lists the versions. The first is described whole; each of the others is the one
// before it with its differences, so that this file reads as the list of what changed.
package version

import (
	"fmt"
	"slices"
	"strings"
)

// Version is what a version of the server does.
type Version struct {
	Number string // as errors name it, such as "1.7.4"

	// Credentials and permissions.

	ScopesAsList         bool // a missing scope is named in a JSON list
	KeyBesideSession     bool // a key beside a session or a JWT is not rejected: the key decides what is allowed
	KeyNeedsHeader       bool // a key is rejected where the project is not named by its header
	SessionExcludesJWT   bool // a JWT beside a valid session is rejected
	ReadsCheckOrigin     bool // pages of unknown origins may not even read
	ChecksAPIFirst       bool // whether the REST API is on is checked before the scope
	HasImpersonation     bool // users with the flag can act as others
	GuestsVerifyNumbers  bool // the code that verifies a number is looked up with the user it names, not with the caller
	LowerCasesHosts      bool // hosts of pages are compared in lower case
	HasCallbackScheme    bool // pages may have the scheme appwrite-callback-<project id>, and otherwise http or https
	ChecksRedirectsTwice bool // pages of an OAuth2 sign-in are checked at its end, too

	// Parameters. The document says which routes, parameters, values and rate limits a version
	// has.

	NullIsInvalid  bool // null for an optional parameter that is no page is a bad request
	AnyOldPassword bool // the old password may be short or empty

	// Sessions and tokens.

	SessionLimit               int  // sessions a user can have in a new project, 0 for any number
	PasswordChangeEndsSessions bool // a new password ends the other sessions
	RecoveryEndsSessions       bool // a recovery ends all sessions
	CodeMakesTarget            bool // a sign-up by a mailed code makes a target for mail
	OAuth2SecretsAreJWTs       bool // the secret of an OAuth2 sign-in is a JWT that lasts a minute, and its session has the provider's name
	OAuth2LinksVerifiedOnly    bool // an account at a provider is linked by its address only if the provider verified that
	RecoveryFactor             string
	MFACreated                 int  // the status of a new challenge, and of new recovery codes
	SwitchesMFAWithManyFactors bool // switching MFA on works beside the app and a verified address or number

	// Links, responses and headers.

	EscapesLinks         bool // pages in mails are HTML-encoded, which renames all parameters but the first
	DatesInLinksAreISO   bool // of a recovery and a verification
	SubjectsNameProject  bool // of a recovery and a verification
	EmptyUserInRedirects bool // the page of an OAuth2 sign-in gets an empty user name: http://:@host
	UnknownRoutesArePage bool // what no route has gets a web page, not JSON
	ClassifiesAddresses  bool // users have the kinds of their addresses
	LogsHaveUserType     bool
	CachesLocale         bool   // browsers may keep the place of the caller
	OriginOnlyToPages    bool   // Access-Control-Allow-Origin is for requests with an Origin
	RepeatsFallback      bool   // X-Debug-Fallback is sent twice where it is true
	HTTPOnly, SameSite   string // attributes of cookies
	NewPasswordRule      string // the message about a new password
	Errors               map[string]Error
}

// Error is the status and the message of an error type, where a version has others than
// 1.7.4.
type Error struct {
	Status  int
	Message string // "" for the same
}

// Knows reports whether the version has a status of its own for an error type.
func (v *Version) Knows(errorType string) bool {
	_, known := v.Errors[errorType]
	return known
}

// All are the versions, oldest first. The first is the default.
var All = []*Version{server17, server18, server19}

// Default is the version that a service is unless it is told otherwise.
var Default = server17

var server17 = &Version{
	Number:         "1.7.4",
	SessionLimit:   10,
	RecoveryFactor: "recoverycode", MFACreated: 200,
	EscapesLinks: true, EmptyUserInRedirects: true, CachesLocale: true,
	HTTPOnly: "httponly", SameSite: "samesite=None",
	NewPasswordRule: "Password must be between 8 and 265 characters long, and should not be one of the commonly used password.",
}

var server18 = from(server17, func(v *Version) {
	v.Number = "1.8.1"

	v.ScopesAsList = true
	v.GuestsVerifyNumbers = true
	v.LowerCasesHosts, v.HasCallbackScheme, v.ChecksRedirectsTwice = true, true, true

	v.NullIsInvalid = true

	v.PasswordChangeEndsSessions = true
	v.CodeMakesTarget = true
	v.SwitchesMFAWithManyFactors = true

	v.DatesInLinksAreISO = true
	v.EmptyUserInRedirects, v.CachesLocale = false, false
	v.Errors = map[string]Error{
		"user_email_not_found":    {400, "The current user does not have an email address associated with their account."}, // unverified
		"user_email_not_verified": {400, "User email is not verified"},
		"user_phone_not_verified": {400, "User phone is not verified"}, // unverified
	}
})

var server19 = from(server18, func(v *Version) {
	v.Number = "1.9.6"

	v.KeyBesideSession, v.KeyNeedsHeader, v.SessionExcludesJWT = true, true, true
	v.ReadsCheckOrigin, v.ChecksAPIFirst = true, true
	v.HasImpersonation = true

	v.NullIsInvalid = false // it is a 500 again
	v.AnyOldPassword = true

	v.SessionLimit = 0
	v.RecoveryEndsSessions = true
	v.OAuth2SecretsAreJWTs, v.OAuth2LinksVerifiedOnly = true, true
	v.RecoveryFactor, v.MFACreated = "recoveryCode", 201

	v.EscapesLinks = false
	v.SubjectsNameProject = true
	v.UnknownRoutesArePage = true
	v.ClassifiesAddresses, v.LogsHaveUserType = true, true
	v.OriginOnlyToPages, v.RepeatsFallback = true, true
	v.HTTPOnly, v.SameSite = "HttpOnly", "SameSite=None"
	v.NewPasswordRule = "Password must be between 8 and 256 characters long."
	v.Errors = map[string]Error{
		"user_email_not_found":     v.Errors["user_email_not_found"],
		"user_email_not_verified":  v.Errors["user_email_not_verified"],
		"user_phone_not_verified":  v.Errors["user_phone_not_verified"],
		"user_blocked":             {403, "The current user has been blocked."},
		"general_resource_blocked": {403, ""},
	}
})

// from returns a copy of a version, changed. What it shares with the other one is replaced
// by changes, and never changed itself.
func from(earlier *Version, change func(*Version)) *Version {
	later := *earlier
	change(&later)
	return &later
}

// Find returns the version with a name: its whole number, such as "1.7.4", or the first two
// parts of it.
func Find(name string) (*Version, error) {
	var known []string
	for _, v := range All {
		if name == v.Number || name == v.Minor() {
			return v, nil
		}
		known = append(known, fmt.Sprintf("%s (%s)", v.Minor(), v.Number))
	}
	return nil, fmt.Errorf("there is no server version %q; there are %s", name, strings.Join(known, ", "))
}

// Has reports whether the version has what came with another one, as the document writes it:
// "" for what was always there. It has nothing that only the hosted service has.
func (v *Version) Has(since string) bool {
	if since == "" {
		return true
	}
	own, other := numbers(v.Number), numbers(since)
	return other[0] > 0 && slices.Compare(own[:], other[:]) >= 0
}

func numbers(name string) (parts [3]int) {
	_, _ = fmt.Sscanf(name, "%d.%d.%d", &parts[0], &parts[1], &parts[2])
	return parts
}

// Minor is the number without its last part, such as "1.7".
func (v *Version) Minor() string { return v.Number[:strings.LastIndex(v.Number, ".")] }
