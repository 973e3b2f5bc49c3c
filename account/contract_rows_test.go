package account_test

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/query"
)

// rows is the contract table: all calls.
func rows() []row {
	return slices.Concat(profileRows(), listRows(), mfaRows(), sessionRows(), tokenRows(), targetRows(), consentRows())
}

func profileRows() []row {
	return []row{
		{
			Operation: "get",
			Method:    "GET", Path: "/account",
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "get", Situation: "of an anonymous user",
			Method: "GET", Path: "/account",
			Status: 200, Response: guestJSON, Expected: theGuest(),
		},
		{
			Operation: "create",
			Args:      []any{account.CreateParams{UserID: "ann", Email: "ann@example.com", Password: "correct-horse-9", Name: "Ann <Example> & Söhne"}},
			Method:    "POST", Path: "/account",
			Body:   `{"userId": "ann", "email": "ann@example.com", "password": "correct-horse-9", "name": "Ann <Example> & Söhne"}`,
			Status: 201, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "create", Situation: "without a name",
			Args:   []any{account.CreateParams{UserID: account.UniqueID, Email: "ann@example.com", Password: "correct-horse-9"}},
			Method: "POST", Path: "/account",
			Body:   `{"userId": "unique()", "email": "ann@example.com", "password": "correct-horse-9"}`,
			Status: 201, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updateEmail",
			Args:      []any{account.UpdateEmailParams{Email: "ann@example.com", Password: "correct-horse-9"}},
			Method:    "PATCH", Path: "/account/email",
			Body:   `{"email": "ann@example.com", "password": "correct-horse-9"}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updateName",
			Args:      []any{account.UpdateNameParams{Name: "Ann Example"}},
			Method:    "PATCH", Path: "/account/name",
			Body:   `{"name": "Ann Example"}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updatePassword",
			Args:      []any{account.UpdatePasswordParams{Password: "battery-staple-7", OldPassword: "correct-horse-9"}},
			Method:    "PATCH", Path: "/account/password",
			Body:   `{"password": "battery-staple-7", "oldPassword": "correct-horse-9"}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updatePassword", Situation: "of a user without a password",
			Args:   []any{account.UpdatePasswordParams{Password: "battery-staple-7"}},
			Method: "PATCH", Path: "/account/password",
			Body:   `{"password": "battery-staple-7"}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updatePhone",
			Args:      []any{account.UpdatePhoneParams{Phone: "+4930901820", Password: "correct-horse-9"}},
			Method:    "PATCH", Path: "/account/phone",
			Body:   `{"phone": "+4930901820", "password": "correct-horse-9"}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "getPrefs",
			Method:    "GET", Path: "/account/prefs",
			Status: 200, Response: `{"theme": "dark", "size": 1.5, "nested": {"sync": true}}`,
			Expected: account.Prefs(`{"theme": "dark", "size": 1.5, "nested": {"sync": true}}`),
		},
		{
			Operation: "updatePrefs",
			Args:      []any{account.UpdatePrefsParams{Prefs: map[string]any{"theme": "dark", "shelves": []int{1, 2}, "sync": nil}}},
			Method:    "PATCH", Path: "/account/prefs",
			Body:   `{"prefs": {"theme": "dark", "shelves": [1, 2], "sync": null}}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updateStatus",
			Method:    "PATCH", Path: "/account/status",
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "createRecovery",
			Args:      []any{account.CreateRecoveryParams{Email: "ann@example.com", URL: "https://app.example.com/recover?from=mail&x=1"}},
			Method:    "POST", Path: "/account/recovery",
			Body:   `{"email": "ann@example.com", "url": "https://app.example.com/recover?from=mail&x=1"}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "updateRecovery",
			Args:      []any{account.UpdateRecoveryParams{UserID: "ann", Secret: "9015506d7f2c", Password: "battery-staple-7"}},
			Method:    "PUT", Path: "/account/recovery",
			Body:   `{"userId": "ann", "secret": "9015506d7f2c", "password": "battery-staple-7"}`,
			Status: 200, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createVerification",
			Args:      []any{account.CreateVerificationParams{URL: "https://app.example.com/verify"}},
			Method:    "POST", Path: "/account/verification",
			Body:   `{"url": "https://app.example.com/verify"}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "updateVerification",
			Args:      []any{account.UpdateVerificationParams{UserID: "ann", Secret: "9015506d7f2c"}},
			Method:    "PUT", Path: "/account/verification",
			Body:   `{"userId": "ann", "secret": "9015506d7f2c"}`,
			Status: 200, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createPhoneVerification",
			Method:    "POST", Path: "/account/verification/phone",
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "updatePhoneVerification",
			Args:      []any{account.UpdatePhoneVerificationParams{UserID: "ann", Secret: "899348"}},
			Method:    "PUT", Path: "/account/verification/phone",
			Body:   `{"userId": "ann", "secret": "899348"}`,
			Status: 200, Response: tokenJSON, Expected: theToken(),
		},
	}
}

func listRows() []row {
	identities := &account.IdentityList{Total: 7, Identities: []account.Identity{theIdentity()}}
	logs := &account.LogList{Total: 8, Logs: []account.Log{theLog()}}
	return []row{
		{
			Operation: "listIdentities",
			Args:      []any{account.ListIdentitiesParams{Queries: []query.ForIdentities{query.Equal("providerEmail", "a+b&c=d#é %20"), query.Raw(`{"method":"limit","values":[1]}`)}, Total: new(true)}},
			Method:    "GET", Path: "/account/identities",
			Query:  url.Values{"queries[]": {`{"method":"equal","attribute":"providerEmail","values":["a+b&c=d#é %20"]}`, `{"method":"limit","values":[1]}`}, "total": {"1"}},
			Status: 200, Response: `{"total": 7, "identities": [` + identityJSON + `]}`, Expected: identities,
		},
		{
			Operation: "listIdentities", Situation: "without queries",
			Args:   []any{account.ListIdentitiesParams{}},
			Method: "GET", Path: "/account/identities",
			Status: 200, Response: `{"total": 7, "identities": [` + identityJSON + `]}`, Expected: identities,
		},
		{
			Operation: "listIdentities", Situation: "with an empty list of queries, and nothing found",
			Args:   []any{account.ListIdentitiesParams{Queries: []query.ForIdentities{}}},
			Method: "GET", Path: "/account/identities",
			Status: 200, Response: `{"total": 0, "identities": []}`, Expected: &account.IdentityList{Identities: []account.Identity{}},
		},
		{
			Operation: "listIdentities", Situation: "without a total",
			Args:   []any{account.ListIdentitiesParams{Total: new(false)}},
			Method: "GET", Path: "/account/identities",
			Query:  url.Values{"total": {"0"}},
			Status: 200, Response: `{"total": 7, "identities": [` + identityJSON + `]}`, Expected: identities,
		},
		{
			Operation: "deleteIdentity",
			Args:      []any{"at-github"},
			Method:    "DELETE", Path: "/account/identities/at-github",
			Status: 204,
		},
		{
			Operation: "listLogs",
			Args:      []any{account.ListLogsParams{Queries: []query.ForLogs{query.Limit(1), query.Raw(`{"method":"offset","values":[2]}`)}, Total: new(false)}},
			Method:    "GET", Path: "/account/logs",
			Query:  url.Values{"queries[]": {`{"method":"limit","values":[1]}`, `{"method":"offset","values":[2]}`}, "total": {"0"}},
			Status: 200, Response: `{"total": 8, "logs": [` + logJSON + `]}`, Expected: logs,
		},
		{
			Operation: "listLogs", Situation: "without queries",
			Args:   []any{account.ListLogsParams{}},
			Method: "GET", Path: "/account/logs",
			Status: 200, Response: `{"total": 8, "logs": [` + logJSON + `]}`, Expected: logs,
		},
	}
}

func mfaRows() []row {
	return []row{
		{
			Operation: "updateMFA",
			Args:      []any{account.UpdateMFAParams{MFA: true}},
			Method:    "PATCH", Path: "/account/mfa",
			Body:   `{"mfa": true}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "updateMFA", Situation: "turning it off",
			Args:   []any{account.UpdateMFAParams{MFA: false}},
			Method: "PATCH", Path: "/account/mfa",
			Body:   `{"mfa": false}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "listMfaFactors",
			Method:    "GET", Path: "/account/mfa/factors",
			Status: 200, Response: `{"totp": true, "phone": true, "email": true, "recoveryCode": true}`,
			Expected: &account.MFAFactors{TOTP: true, Phone: true, Email: true, RecoveryCode: true},
		},
		{
			Operation: "listMfaFactors", Situation: "with one factor only",
			Method: "GET", Path: "/account/mfa/factors",
			Status: 200, Response: `{"totp": false, "phone": true, "email": false, "recoveryCode": false}`,
			Expected: &account.MFAFactors{Phone: true},
		},
		{
			Operation: "createMfaAuthenticator",
			Args:      []any{account.AuthenticatorTypeTOTP},
			Method:    "POST", Path: "/account/mfa/authenticators/totp",
			Status: 200, Response: `{"secret": "ZJIYBA7Y", "uri": "otpauth://totp/ann?secret=ZJIYBA7Y"}`,
			Expected: &account.MFAType{Secret: "ZJIYBA7Y", URI: "otpauth://totp/ann?secret=ZJIYBA7Y"},
		},
		{
			Operation: "updateMfaAuthenticator",
			Args:      []any{account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: "906568"}},
			Method:    "PUT", Path: "/account/mfa/authenticators/totp",
			Body:   `{"otp": "906568"}`,
			Status: 200, Response: userJSON, Expected: theUser(),
		},
		{
			Operation: "deleteMfaAuthenticator",
			Args:      []any{account.AuthenticatorTypeTOTP},
			Method:    "DELETE", Path: "/account/mfa/authenticators/totp",
			Status: 204,
		},
		{
			Operation: "createMfaChallenge",
			Args:      []any{account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorTOTP}},
			Method:    "POST", Path: "/account/mfa/challenge",
			Body:   `{"factor": "totp"}`,
			Status: 201, Response: challengeJSON, Expected: theChallenge(),
		},
		{
			Operation: "createMfaChallenge", Situation: "with status 200",
			Args:   []any{account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorEmail}},
			Method: "POST", Path: "/account/mfa/challenge",
			Body:   `{"factor": "email"}`,
			Status: 200, Response: challengeJSON, Expected: theChallenge(),
		},
		{
			Operation: "updateMfaChallenge",
			Args:      []any{account.UpdateMFAChallengeParams{ChallengeID: "riddle", OTP: "906568"}},
			Method:    "PUT", Path: "/account/mfa/challenge",
			Body:   `{"challengeId": "riddle", "otp": "906568"}`,
			Status: 200, Response: plainDate(sessionJSON, "mfaUpdatedAt"), Expected: theSession(),
		},
		{
			Operation: "getMfaRecoveryCodes",
			Method:    "GET", Path: "/account/mfa/recovery-codes",
			Status: 200, Response: codesJSON, Expected: theCodes(),
		},
		{
			Operation: "createMfaRecoveryCodes",
			Method:    "POST", Path: "/account/mfa/recovery-codes",
			Status: 201, Response: codesJSON, Expected: theCodes(),
		},
		{
			Operation: "createMfaRecoveryCodes", Situation: "with status 200",
			Method: "POST", Path: "/account/mfa/recovery-codes",
			Status: 200, Response: codesJSON, Expected: theCodes(),
		},
		{
			Operation: "updateMfaRecoveryCodes",
			Method:    "PATCH", Path: "/account/mfa/recovery-codes",
			Status: 200, Response: codesJSON, Expected: theCodes(),
		},
	}
}

func sessionRows() []row {
	all := []row{
		{
			Operation: "listSessions",
			Method:    "GET", Path: "/account/sessions",
			Status: 200, Response: `{"total": 9, "sessions": [` + sessionJSON + `]}`,
			Expected: &account.SessionList{Total: 9, Sessions: []account.Session{*theSession()}},
		},
		{
			Operation: "deleteSessions",
			Method:    "DELETE", Path: "/account/sessions",
			Status: 204,
		},
		{
			Operation: "createAnonymousSession",
			Method:    "POST", Path: "/account/sessions/anonymous",
			Status: 201, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "createEmailPasswordSession",
			Args:      []any{account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"}},
			Method:    "POST", Path: "/account/sessions/email",
			Body:   `{"email": "ann@example.com", "password": "correct-horse-9"}`,
			Status: 201, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "updateMagicURLSession",
			Args:      []any{account.UpdateMagicURLSessionParams{UserID: "ann", Secret: "9015506d7f2c"}},
			Method:    "PUT", Path: "/account/sessions/magic-url",
			Body:   `{"userId": "ann", "secret": "9015506d7f2c"}`,
			Status: 201, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "updatePhoneSession",
			Args:      []any{account.UpdatePhoneSessionParams{UserID: "ann", Secret: "899348"}},
			Method:    "PUT", Path: "/account/sessions/phone",
			Body:   `{"userId": "ann", "secret": "899348"}`,
			Status: 201, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "createSession",
			Args:      []any{account.CreateSessionParams{UserID: "ann", Secret: "899348"}},
			Method:    "POST", Path: "/account/sessions/token",
			Body:   `{"userId": "ann", "secret": "899348"}`,
			Status: 201, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "getSession",
			Args:      []any{"desk"},
			Method:    "GET", Path: "/account/sessions/desk",
			Status: 200, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "getSession", Situation: "of this client",
			Args:   []any{account.CurrentSession},
			Method: "GET", Path: "/account/sessions/current",
			Status: 200, Response: sessionJSON, Expected: theSession(),
		},
		{
			Operation: "updateSession",
			Args:      []any{"desk"},
			Method:    "PATCH", Path: "/account/sessions/desk",
			Status: 200, Response: plainDate(sessionJSON, "expire"), Expected: theSession(),
		},
		{
			Operation: "deleteSession",
			Args:      []any{"desk"},
			Method:    "DELETE", Path: "/account/sessions/desk",
			Status: 204,
		},
	}
	return append(all, cookieRows(all)...)
}

// cookieRows are the sign-ins for a caller without a key: the secret is then in the
// cookie only, percent-encoded and beside a cookie for old browsers.
func cookieRows(all []row) []row {
	var cookies []row
	for _, r := range all {
		if session, ok := r.Expected.(*account.Session); !ok || r.Status != 201 || session.Secret == "" {
			continue
		}
		r.Situation = "with the secret in the cookie"
		r.Response = guestSessionJSON
		r.ResponseHeader = http.Header{"Set-Cookie": {
			"a_session_library_legacy=old; path=/; httponly",
			"a_session_library=c2Vzc2lvbg%3D%3D; path=/; httponly; samesite=None",
		}}
		r.Expected = theGuestSession("c2Vzc2lvbg==")
		cookies = append(cookies, r)
	}
	return cookies
}

func tokenRows() []row {
	location := "https://provider.test/authorize?client_id=1&state=%7B%22success%22%3A%22http%3A%5C%2F%5C%2Fapp%22%7D&scope=email+a"
	return []row{
		{
			Operation: "createEmailToken",
			Args:      []any{account.CreateEmailTokenParams{UserID: "ann", Email: "ann@example.com", Phrase: new(true)}},
			Method:    "POST", Path: "/account/tokens/email",
			Body:   `{"userId": "ann", "email": "ann@example.com", "phrase": true}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createEmailToken", Situation: "with the phrase turned off",
			Args:   []any{account.CreateEmailTokenParams{UserID: "ann", Email: "ann@example.com", Phrase: new(false)}},
			Method: "POST", Path: "/account/tokens/email",
			Body:   `{"userId": "ann", "email": "ann@example.com", "phrase": false}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createEmailToken", Situation: "without the phrase",
			Args:   []any{account.CreateEmailTokenParams{UserID: "ann", Email: "ann@example.com"}},
			Method: "POST", Path: "/account/tokens/email",
			Body:   `{"userId": "ann", "email": "ann@example.com"}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createMagicURLToken",
			Args:      []any{account.CreateMagicURLTokenParams{UserID: "ann", Email: "ann@example.com", URL: "https://app.example.com/in", Phrase: new(true)}},
			Method:    "POST", Path: "/account/tokens/magic-url",
			Body:   `{"userId": "ann", "email": "ann@example.com", "url": "https://app.example.com/in", "phrase": true}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createMagicURLToken", Situation: "with the phrase turned off",
			Args:   []any{account.CreateMagicURLTokenParams{UserID: "ann", Email: "ann@example.com", Phrase: new(false)}},
			Method: "POST", Path: "/account/tokens/magic-url",
			Body:   `{"userId": "ann", "email": "ann@example.com", "phrase": false}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createMagicURLToken", Situation: "without the optional parameters",
			Args:   []any{account.CreateMagicURLTokenParams{UserID: "ann", Email: "ann@example.com"}},
			Method: "POST", Path: "/account/tokens/magic-url",
			Body:   `{"userId": "ann", "email": "ann@example.com"}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createPhoneToken",
			Args:      []any{account.CreatePhoneTokenParams{UserID: "ann", Phone: "+4930901820"}},
			Method:    "POST", Path: "/account/tokens/phone",
			Body:   `{"userId": "ann", "phone": "+4930901820"}`,
			Status: 201, Response: tokenJSON, Expected: theToken(),
		},
		{
			Operation: "createJWT",
			Options:   []account.CallOption{account.JWTDuration(time.Minute)},
			Method:    "POST", Path: "/account/jwts",
			Body:   `{"duration": 60}`,
			Status: 201, Response: `{"jwt": "head.body.signature"}`, Expected: &account.JWT{JWT: "head.body.signature"},
		},
		{
			Operation: "createJWT", Situation: "without a duration",
			Method: "POST", Path: "/account/jwts",
			Body:   `{}`,
			Status: 201, Response: `{"jwt": "head.body.signature"}`, Expected: &account.JWT{JWT: "head.body.signature"},
		},
		{
			Operation: "createOAuth2Token",
			Args: []any{account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{
				Success: "https://app.example.com/in?a=1&b=2#c", Failure: "https://app.example.com/out", Scopes: []string{"user:email", "read user"},
			}},
			Method: "GET", Path: "/account/tokens/oauth2/github",
			Query: url.Values{
				"success":  {"https://app.example.com/in?a=1&b=2#c"},
				"failure":  {"https://app.example.com/out"},
				"scopes[]": {"user:email", "read user"},
			},
			Status: 301, ResponseHeader: http.Header{"Location": {location}, "Content-Type": {"text/html"}}, Expected: mustParse(location),
		},
		{
			Operation: "createOAuth2Token", Situation: "without the optional parameters",
			Args:   []any{account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{}},
			Method: "GET", Path: "/account/tokens/oauth2/github",
			Status: 301, ResponseHeader: http.Header{"Location": {location}, "Content-Type": {"text/html"}}, Expected: mustParse(location),
		},
		{
			Operation: "createOAuth2Session",
			Args: []any{account.OAuthProviderGitHub, account.CreateOAuth2SessionParams{
				Success: "https://app.example.com/in?a=1&b=2#c", Failure: "https://app.example.com/out", Scopes: []string{"user:email", "read user"},
			}},
			Method: "GET", Path: "/account/sessions/oauth2/github",
			Query: url.Values{
				"success":  {"https://app.example.com/in?a=1&b=2#c"},
				"failure":  {"https://app.example.com/out"},
				"scopes[]": {"user:email", "read user"},
			},
			Status: 301, ResponseHeader: http.Header{"Location": {location}, "Content-Type": {"text/html"}}, Expected: mustParse(location),
		},
		{
			Operation: "createOAuth2Session", Situation: "without the optional parameters",
			Args:   []any{account.OAuthProviderGitHub, account.CreateOAuth2SessionParams{}},
			Method: "GET", Path: "/account/sessions/oauth2/github",
			Status: 301, ResponseHeader: http.Header{"Location": {location}, "Content-Type": {"text/html"}}, Expected: mustParse(location),
		},
	}
}

func targetRows() []row {
	target := theTarget()
	return []row{
		{
			Operation: "createPushTarget",
			Args:      []any{account.CreatePushTargetParams{TargetID: "ann-at-work", Identifier: "fcm-3f9a1c", ProviderID: "fcm"}},
			Method:    "POST", Path: "/account/targets/push",
			Body:   `{"targetId": "ann-at-work", "identifier": "fcm-3f9a1c", "providerId": "fcm"}`,
			Status: 201, Response: targetJSON, Expected: &target,
		},
		{
			Operation: "createPushTarget", Situation: "without a provider",
			Args:   []any{account.CreatePushTargetParams{TargetID: account.UniqueID, Identifier: "fcm-3f9a1c"}},
			Method: "POST", Path: "/account/targets/push",
			Body:   `{"targetId": "unique()", "identifier": "fcm-3f9a1c"}`,
			Status: 201, Response: targetJSON, Expected: &target,
		},
		{
			Operation: "updatePushTarget",
			Args:      []any{"ann-at-work", account.UpdatePushTargetParams{Identifier: "fcm-7b2e44"}},
			Method:    "PUT", Path: "/account/targets/ann-at-work/push",
			Body:   `{"identifier": "fcm-7b2e44"}`,
			Status: 200, Response: targetJSON, Expected: &target,
		},
		{
			Operation: "deletePushTarget",
			Args:      []any{"ann-at-work"},
			Method:    "DELETE", Path: "/account/targets/ann-at-work/push",
			Status: 204,
		},
	}
}

func consentRows() []row {
	consents := &account.ConsentList{Total: 3, Consents: []account.Consent{theConsent()}}
	tokens := &account.ConsentTokenList{Total: 4, Tokens: []account.ConsentToken{theConsentToken()}}
	consent, token := theConsent(), theConsentToken()
	return []row{
		{
			Operation: "listConsents",
			Args:      []any{account.ListConsentsParams{Queries: []query.ForConsents{query.Limit(1)}, Total: new(false)}},
			Method:    "GET", Path: "/account/consents",
			Query:  url.Values{"queries[]": {`{"method":"limit","values":[1]}`}, "total": {"0"}},
			Status: 200, Response: `{"total": 3, "consents": [` + consentJSON + `]}`, Expected: consents,
		},
		{
			Operation: "getConsent",
			Args:      []any{"calendar"},
			Method:    "GET", Path: "/account/consents/calendar",
			Status: 200, Response: consentJSON, Expected: &consent,
		},
		{
			Operation: "getConsent", Situation: "with nothing but an id",
			Args:   []any{"calendar"},
			Method: "GET", Path: "/account/consents/calendar",
			Status: 200, Response: `{"$id": "calendar", "expire": ""}`, Expected: &account.Consent{ID: "calendar"},
		},
		{
			Operation: "deleteConsent",
			Args:      []any{"calendar"},
			Method:    "DELETE", Path: "/account/consents/calendar",
			Status: 204,
		},
		{
			Operation: "listConsentTokens",
			Args:      []any{"calendar", account.ListConsentTokensParams{Queries: []query.ForConsents{query.Offset(2)}, Total: new(true)}},
			Method:    "GET", Path: "/account/consents/calendar/tokens",
			Query:  url.Values{"queries[]": {`{"method":"offset","values":[2]}`}, "total": {"1"}},
			Status: 200, Response: `{"total": 4, "tokens": [` + consentTokenJSON + `]}`, Expected: tokens,
		},
		{
			Operation: "getConsentToken",
			Args:      []any{"calendar", "phone"},
			Method:    "GET", Path: "/account/consents/calendar/tokens/phone",
			Status: 200, Response: consentTokenJSON, Expected: &token,
		},
		{
			Operation: "deleteConsentToken",
			Args:      []any{"calendar", "phone"},
			Method:    "DELETE", Path: "/account/consents/calendar/tokens/phone",
			Status: 204,
		},
	}
}

func mustParse(rawURL string) *url.URL {
	u, err := url.Parse(rawURL)
	if err != nil {
		panic(err)
	}
	return u
}
