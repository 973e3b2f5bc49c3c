package account_test

import (
	"regexp"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// Each model as the service returns it and as a program sees it. Every field has its own
// value, so that two fields that are mixed up fail the test.

// at is a time on the day of all dates below.
func at(hour, minute, second, millisecond int) time.Time {
	return time.Date(2026, time.November, 23, hour, minute, second, millisecond*int(time.Millisecond), time.UTC)
}

// plainDate formats a date of a response as two operations do: 2026-11-23 10:02:00.103.
func plainDate(response, field string) string {
	date := regexp.MustCompile(`("` + field + `": "[-\d]+)T([:.\d]+)\+00:00"`)
	return date.ReplaceAllString(response, `$1 $2"`)
}

const userJSON = `{
	"$id": "ann",
	"$createdAt": "2026-11-23T09:12:09.837+00:00",
	"$updatedAt": "2026-11-23T09:13:10.001+00:00",
	"name": "Ann Example",
	"registration": "2026-11-23T09:12:09.836+00:00",
	"status": true,
	"labels": ["vip", "reader"],
	"passwordUpdate": "2026-11-23T09:14:11.002+00:00",
	"email": "ann@example.com",
	"phone": "+4930901820",
	"emailVerification": true,
	"phoneVerification": true,
	"mfa": true,
	"prefs": {"theme": "dark", "shelves": [1, 2], "sync": null},
	"targets": [` + targetJSON + `],
	"accessedAt": "2026-11-23T09:15:12.003+00:00",
	"emailCanonical": "ann@canonical.example",
	"emailIsFree": true,
	"emailIsDisposable": true,
	"emailIsCorporate": true,
	"emailIsCanonical": true,
	"impersonator": true,
	"impersonatorUserId": "carl"
}`

func theUser() *account.User {
	return &account.User{
		ID:                 "ann",
		CreatedAt:          at(9, 12, 9, 837),
		UpdatedAt:          at(9, 13, 10, 1),
		Name:               "Ann Example",
		Registration:       at(9, 12, 9, 836),
		Status:             true,
		Labels:             []string{"vip", "reader"},
		PasswordUpdate:     at(9, 14, 11, 2),
		Email:              "ann@example.com",
		Phone:              "+4930901820",
		EmailVerification:  true,
		PhoneVerification:  true,
		MFA:                true,
		Prefs:              `{"theme": "dark", "shelves": [1, 2], "sync": null}`,
		Targets:            []account.Target{theTarget()},
		AccessedAt:         at(9, 15, 12, 3),
		EmailCanonical:     "ann@canonical.example",
		EmailIsFree:        true,
		EmailIsDisposable:  true,
		EmailIsCorporate:   true,
		EmailIsCanonical:   true,
		Impersonator:       true,
		ImpersonatorUserID: "carl",
	}
}

const targetJSON = `{
	"$id": "mailbox",
	"$createdAt": "2026-11-23T09:12:09.844+00:00",
	"$updatedAt": "2026-11-23T09:16:13.004+00:00",
	"name": "Reading room",
	"userId": "ann",
	"providerId": "mailgun",
	"providerType": "email",
	"identifier": "ann@target.example",
	"expired": true
}`

func theTarget() account.Target {
	return account.Target{
		ID:           "mailbox",
		CreatedAt:    at(9, 12, 9, 844),
		UpdatedAt:    at(9, 16, 13, 4),
		Name:         "Reading room",
		UserID:       "ann",
		ProviderID:   "mailgun",
		ProviderType: "email",
		Identifier:   "ann@target.example",
		Expired:      true,
	}
}

// guestJSON is a user that createAnonymousSession made: hardly anything is known. Dates
// are empty strings, and an absent provider is null.
const guestJSON = `{
	"$id": "guest",
	"$createdAt": "2026-11-23T09:12:09.837+00:00",
	"$updatedAt": "2026-11-23T09:12:09.837+00:00",
	"name": "", "registration": "2026-11-23T09:12:09.837+00:00", "status": false, "labels": [],
	"passwordUpdate": "", "email": "", "phone": "", "emailVerification": false, "phoneVerification": false,
	"mfa": false, "prefs": {}, "accessedAt": "",
	"targets": [{
		"$id": "push", "$createdAt": "2026-11-23T09:12:09.837+00:00", "$updatedAt": "2026-11-23T09:12:09.837+00:00",
		"name": "", "userId": "guest", "providerId": null, "providerType": "push", "identifier": "token", "expired": false
	}]
}`

func theGuest() *account.User {
	return &account.User{
		ID:           "guest",
		CreatedAt:    at(9, 12, 9, 837),
		UpdatedAt:    at(9, 12, 9, 837),
		Registration: at(9, 12, 9, 837),
		Labels:       []string{},
		Prefs:        "{}",
		Targets: []account.Target{{
			ID: "push", CreatedAt: at(9, 12, 9, 837), UpdatedAt: at(9, 12, 9, 837),
			UserID: "guest", ProviderType: "push", Identifier: "token",
		}},
	}
}

const sessionJSON = `{
	"$id": "desk",
	"$createdAt": "2026-11-23T10:00:00.101+00:00",
	"$updatedAt": "2026-11-23T10:01:00.102+00:00",
	"userId": "ann",
	"expire": "2026-11-23T10:02:00.103+00:00",
	"provider": "github",
	"providerUid": "5460",
	"providerAccessToken": "provider-access",
	"providerAccessTokenExpiry": "2026-11-23T10:03:00.104+00:00",
	"providerRefreshToken": "provider-refresh",
	"ip": "192.0.2.7",
	"osCode": "MAC",
	"osName": "Mac",
	"osVersion": "10.15",
	"clientType": "browser",
	"clientCode": "CH",
	"clientName": "Chrome",
	"clientVersion": "126.0",
	"clientEngine": "Blink",
	"clientEngineVersion": "126.0.1.2",
	"deviceName": "desktop",
	"deviceBrand": "Apple",
	"deviceModel": "iPhone 12",
	"countryCode": "us",
	"countryName": "United States",
	"current": true,
	"factors": ["password", "totp"],
	"secret": "session-secret",
	"mfaUpdatedAt": "2026-11-23T10:04:00.105+00:00"
}`

func theSession() *account.Session {
	return &account.Session{
		ID:                        "desk",
		CreatedAt:                 at(10, 0, 0, 101),
		UpdatedAt:                 at(10, 1, 0, 102),
		UserID:                    "ann",
		Expire:                    at(10, 2, 0, 103),
		Provider:                  "github",
		ProviderUID:               "5460",
		ProviderAccessToken:       "provider-access",
		ProviderAccessTokenExpiry: at(10, 3, 0, 104),
		ProviderRefreshToken:      "provider-refresh",
		IP:                        "192.0.2.7",
		OSCode:                    "MAC",
		OSName:                    "Mac",
		OSVersion:                 "10.15",
		ClientType:                "browser",
		ClientCode:                "CH",
		ClientName:                "Chrome",
		ClientVersion:             "126.0",
		ClientEngine:              "Blink",
		ClientEngineVersion:       "126.0.1.2",
		DeviceName:                "desktop",
		DeviceBrand:               "Apple",
		DeviceModel:               "iPhone 12",
		CountryCode:               "us",
		CountryName:               "United States",
		Current:                   true,
		Factors:                   []string{"password", "totp"},
		Secret:                    "session-secret",
		MFAUpdatedAt:              at(10, 4, 0, 105),
	}
}

const tokenJSON = `{
	"$id": "link",
	"$createdAt": "2026-11-23T11:00:00.201+00:00",
	"userId": "ann",
	"secret": "899348",
	"expire": "2026-11-23T11:15:00.202+00:00",
	"phrase": "Golden Fox"
}`

func theToken() *account.Token {
	return &account.Token{
		ID:        "link",
		CreatedAt: at(11, 0, 0, 201),
		UserID:    "ann",
		Secret:    "899348",
		Expire:    at(11, 15, 0, 202),
		Phrase:    "Golden Fox",
	}
}

const identityJSON = `{
	"$id": "at-github",
	"$createdAt": "2026-11-23T12:00:00.301+00:00",
	"$updatedAt": "2026-11-23T12:01:00.302+00:00",
	"userId": "ann",
	"provider": "github",
	"providerUid": "5460",
	"providerEmail": "ann@provider.example",
	"providerAccessToken": "provider-access",
	"providerAccessTokenExpiry": "2026-11-23T12:02:00.303+00:00",
	"providerRefreshToken": "provider-refresh"
}`

func theIdentity() account.Identity {
	return account.Identity{
		ID:                        "at-github",
		CreatedAt:                 at(12, 0, 0, 301),
		UpdatedAt:                 at(12, 1, 0, 302),
		UserID:                    "ann",
		Provider:                  "github",
		ProviderUID:               "5460",
		ProviderEmail:             "ann@provider.example",
		ProviderAccessToken:       "provider-access",
		ProviderAccessTokenExpiry: at(12, 2, 0, 303),
		ProviderRefreshToken:      "provider-refresh",
	}
}

const logJSON = `{
	"event": "session.create",
	"userId": "ann",
	"userEmail": "ann@example.com",
	"userName": "Ann Example",
	"mode": "default",
	"userType": "user",
	"ip": "192.0.2.7",
	"time": "2026-11-23T13:00:00.401+00:00",
	"osCode": "MAC",
	"osName": "Mac",
	"osVersion": "10.15",
	"clientType": "browser",
	"clientCode": "CH",
	"clientName": "Chrome",
	"clientVersion": "126.0",
	"clientEngine": "Blink",
	"clientEngineVersion": "126.0.1.2",
	"deviceName": "desktop",
	"deviceBrand": "Apple",
	"deviceModel": "iPhone 12",
	"countryCode": "us",
	"countryName": "United States"
}`

func theLog() account.Log {
	return account.Log{
		Event:               "session.create",
		UserID:              "ann",
		UserEmail:           "ann@example.com",
		UserName:            "Ann Example",
		Mode:                "default",
		UserType:            "user",
		IP:                  "192.0.2.7",
		Time:                at(13, 0, 0, 401),
		OSCode:              "MAC",
		OSName:              "Mac",
		OSVersion:           "10.15",
		ClientType:          "browser",
		ClientCode:          "CH",
		ClientName:          "Chrome",
		ClientVersion:       "126.0",
		ClientEngine:        "Blink",
		ClientEngineVersion: "126.0.1.2",
		DeviceName:          "desktop",
		DeviceBrand:         "Apple",
		DeviceModel:         "iPhone 12",
		CountryCode:         "us",
		CountryName:         "United States",
	}
}

const challengeJSON = `{
	"$id": "riddle",
	"$createdAt": "2026-11-23T14:00:00.501+00:00",
	"userId": "ann",
	"expire": "2026-11-23T15:00:00.502+00:00"
}`

func theChallenge() *account.MFAChallenge {
	return &account.MFAChallenge{
		ID:        "riddle",
		CreatedAt: at(14, 0, 0, 501),
		UserID:    "ann",
		Expire:    at(15, 0, 0, 502),
	}
}

const codesJSON = `{"recoveryCodes": ["0afceec521", "f3c3861482"]}`

func theCodes() *account.MFARecoveryCodes {
	return &account.MFARecoveryCodes{RecoveryCodes: []string{"0afceec521", "f3c3861482"}}
}

// guestSessionJSON is a session as the server returns it to a caller without an API key:
// the secret is empty, as are the dates of what has not happened.
const guestSessionJSON = `{
	"$id": "desk", "$createdAt": "2026-11-23T10:00:00.101+00:00", "$updatedAt": "2026-11-23T10:00:00.101+00:00",
	"userId": "ann", "expire": "2026-11-23T10:02:00.103+00:00", "provider": "email", "providerUid": "ann@example.com",
	"providerAccessToken": "", "providerAccessTokenExpiry": "", "providerRefreshToken": "", "ip": "127.0.0.1",
	"osCode": "", "osName": "", "osVersion": "", "clientType": "", "clientCode": "", "clientName": "",
	"clientVersion": "", "clientEngine": "", "clientEngineVersion": "", "deviceName": "", "deviceBrand": "",
	"deviceModel": "", "countryCode": "--", "countryName": "Unknown", "current": true, "factors": ["password"],
	"secret": "", "mfaUpdatedAt": ""
}`

func theGuestSession(secret string) *account.Session {
	return &account.Session{
		ID:          "desk",
		CreatedAt:   at(10, 0, 0, 101),
		UpdatedAt:   at(10, 0, 0, 101),
		UserID:      "ann",
		Expire:      at(10, 2, 0, 103),
		Provider:    "email",
		ProviderUID: "ann@example.com",
		IP:          "127.0.0.1",
		CountryCode: "--",
		CountryName: "Unknown",
		Current:     true,
		Factors:     []string{"password"},
		Secret:      secret,
	}
}

const consentFields = `
	"$createdAt": "2026-11-23T09:12:01.000+00:00",
	"$updatedAt": "2026-11-23T09:12:02.000+00:00",
	"userId": "ann",
	"appId": "calendar-app",
	"cimdUrl": "https://calendar.example/client.json",
	"scopes": ["openid", "email"],
	"resources": ["https://api.calendar.example"],
	"authorizationDetails": "[{\"type\":\"calendar\"}]",
	"expire": "2026-11-23T09:12:03.000+00:00"`

const (
	consentJSON      = `{"$id": "calendar",` + consentFields + `}`
	consentTokenJSON = `{"$id": "phone", "consentId": "calendar",` + consentFields + `}`
)

func theConsent() account.Consent {
	return account.Consent{
		ID:                   "calendar",
		CreatedAt:            time.Date(2026, 11, 23, 9, 12, 1, 0, time.UTC),
		UpdatedAt:            time.Date(2026, 11, 23, 9, 12, 2, 0, time.UTC),
		UserID:               "ann",
		AppID:                "calendar-app",
		CIMDURL:              "https://calendar.example/client.json",
		Scopes:               []string{"openid", "email"},
		Resources:            []string{"https://api.calendar.example"},
		AuthorizationDetails: `[{"type":"calendar"}]`,
		Expire:               time.Date(2026, 11, 23, 9, 12, 3, 0, time.UTC),
	}
}

func theConsentToken() account.ConsentToken {
	consent := theConsent()
	return account.ConsentToken{
		ID: "phone", ConsentID: "calendar",
		CreatedAt: consent.CreatedAt, UpdatedAt: consent.UpdatedAt, UserID: consent.UserID, AppID: consent.AppID, CIMDURL: consent.CIMDURL,
		Scopes: consent.Scopes, Resources: consent.Resources, AuthorizationDetails: consent.AuthorizationDetails, Expire: consent.Expire,
	}
}
