package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// orOnPage says how it is done without a new start.
const orOnPage = " While it runs, its page has a setting for it."

// hints say how the emulator allows what it rejected. The service's own messages lead to a
// console, which the emulator does not have.
var hints = map[account.ErrorType]func(r *http.Request, message string) string{
	account.ErrProjectProviderDisabled: func(r *http.Request, _ string) string {
		name := providerOf(r)
		return "The OAuth2 provider " + name + " is off in this emulator. Start it with --provider " + name + " to switch it on." + orOnPage
	},
	account.ErrGeneralUnknownOrigin: func(r *http.Request, _ string) string {
		host := pageHost(r)
		return "The emulator does not know the page that this request comes from. If it is yours, start the emulator with --platform " + host + "." + orOnPage
	},
	account.ErrUserAuthMethodUnsupported: func(*http.Request, string) string {
		return "This authentication method is off in this emulator, by --disable-method. Start it without that to switch it on." + orOnPage
	},
	account.ErrUserCountExceeded: func(*http.Request, string) string {
		return "The emulator has as many users as --user-limit allows." + orOnPage
	},
	account.ErrGeneralSMTPDisabled: func(*http.Request, string) string {
		return "The emulator sends no mail, by --no-mail. Start it without that to switch mail on." + orOnPage
	},
	account.ErrGeneralPhoneDisabled: func(*http.Request, string) string {
		return "The emulator sends no SMS, by --no-sms. Start it without that to switch SMS on." + orOnPage
	},
	account.ErrProjectNotFound: func(_ *http.Request, message string) string {
		return message + " The emulator has one project; it prints its id at the start, and --project chooses it."
	},
	account.ErrGeneralArgumentInvalid: func(_ *http.Request, message string) string {
		if start, _, isRedirect := strings.Cut(message, "Invalid URI. Register your new client ("); isRedirect {
			return start + "The emulator does not know the host of this URL. Start it with --platform and the host to allow it."
		}
		if strings.Contains(message, "URL host must be one of: ") {
			return message + ". Start the emulator with --platform and a host to allow another one."
		}
		return message
	},
}

// explain returns the message of an error, as an option of the service.
func explain(r *http.Request, errorType account.ErrorType, message string) string {
	if hint, known := hints[errorType]; known {
		return hint(r, message)
	}
	return message
}

// providerOf returns the provider in the path of a request.
func providerOf(r *http.Request) string {
	segments := strings.FieldsFunc(r.URL.Path, func(c rune) bool { return c == '/' })
	if at := slices.Index(segments, "oauth2"); at >= 0 && at+1 < len(segments) {
		return segments[at+1]
	}
	return "NAME"
}

// pageHost returns the host of the page that a request comes from.
func pageHost(r *http.Request) string {
	for _, name := range []string{"Origin", "Referer"} {
		if page, err := url.Parse(r.Header.Get(name)); err == nil && page.Hostname() != "" {
			return page.Hostname()
		}
	}
	return "HOST"
}
