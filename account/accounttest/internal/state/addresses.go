package state

import (
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// A few of the domains in the lists of the service.
var (
	freeDomains = []string{
		"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
		"aol.com", "gmx.de", "gmx.net", "web.de", "mail.com", "mail.ru", "proton.me", "protonmail.com", "yandex.ru", "zoho.com",
	}
	disposableDomains = []string{
		"mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "temp-mail.org", "trashmail.com", "sharklasers.com",
	}
	outlookDomains = []string{"outlook.com", "hotmail.com", "live.com", "outlook.co.uk", "hotmail.co.uk", "live.co.uk"}
)

// addClasses appends the kinds of an address to a body: all null without an address.
func addClasses(body *php.Array, email string) {
	if email == "" {
		body.Append("emailCanonical", nil, "emailIsFree", nil, "emailIsDisposable", nil, "emailIsCorporate", nil, "emailIsCanonical", nil)
		return
	}
	email = strings.ToLower(email)
	_, domain, _ := strings.Cut(email, "@")
	free, disposable := slices.Contains(freeDomains, domain), slices.Contains(disposableDomains, domain)
	body.Append("emailCanonical", canonical(email), "emailIsFree", free, "emailIsDisposable", disposable,
		"emailIsCorporate", !free && !disposable, "emailIsCanonical", canonical(email) == email)
}

// canonical is the address that all spellings of one mailbox have in common, for the
// providers where the service knows them.
func canonical(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	switch {
	case domain == "gmail.com" || domain == "googlemail.com":
		local, _, _ = strings.Cut(strings.ReplaceAll(local, ".", ""), "+")
		return local + "@gmail.com"
	case slices.Contains(outlookDomains, domain):
		return local + "@outlook.com"
	}
	return email
}
