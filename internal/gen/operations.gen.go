// Code generated from openapi/account.yaml. DO NOT EDIT.

package gen

// Secrets are the properties and parameters whose values are secret, in requests or in
// responses.
var Secrets = []string{"jwt", "oldPassword", "otp", "password", "providerAccessToken", "providerRefreshToken", "recoveryCodes", "secret", "uri"}

// Operations are the operations of the document, in its order.
var Operations = []*Operation{
	&Get,
	&Create,
	&ListConsents,
	&UpdateEmail,
	&ListIdentities,
	&CreateJWT,
	&ListLogs,
	&UpdateMFA,
	&CreateMFAChallenge,
	&UpdateMFAChallenge,
	&ListMFAFactors,
	&GetMFARecoveryCodes,
	&CreateMFARecoveryCodes,
	&UpdateMFARecoveryCodes,
	&UpdateName,
	&UpdatePassword,
	&UpdatePhone,
	&GetPrefs,
	&UpdatePrefs,
	&CreateRecovery,
	&UpdateRecovery,
	&ListSessions,
	&DeleteSessions,
	&CreateAnonymousSession,
	&CreateEmailPasswordSession,
	&UpdateMagicURLSession,
	&UpdatePhoneSession,
	&CreateSession,
	&UpdateStatus,
	&CreatePushTarget,
	&CreateEmailToken,
	&CreateMagicURLToken,
	&CreatePhoneToken,
	&CreateVerification,
	&UpdateVerification,
	&CreatePhoneVerification,
	&UpdatePhoneVerification,
	&GetConsent,
	&DeleteConsent,
	&ListConsentTokens,
	&GetConsentToken,
	&DeleteConsentToken,
	&DeleteIdentity,
	&CreateMFAAuthenticator,
	&UpdateMFAAuthenticator,
	&DeleteMFAAuthenticator,
	&GetSession,
	&UpdateSession,
	&DeleteSession,
	&CreateOAuth2Session,
	&UpdatePushTarget,
	&DeletePushTarget,
	&CreateOAuth2Token,
}

// The operations, for those who need one of them.
var (
	Get = Operation{
		ID: "get", Method: "GET", Path: "/account",
		Scope: "account", MFA: "required",
	}
	Create = Operation{
		ID: "create", Method: "POST", Path: "/account",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "email", In: "body", Required: true, Check: "email", MinLength: 5, MaxLength: 254},
			{Name: "password", In: "body", Required: true, Check: "newPassword", MinLength: 8, MaxLength: 256},
			{Name: "name", In: "body", Check: "string", MinLength: 1, MaxLength: 128},
		},
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		AuthMethod: "email-password",
		Audit:      "user.create",
		Limit:      10, Window: 3600, Keys: []string{"url:{url},ip:{ip}"},
	}
	ListConsents = Operation{
		ID: "listConsents", Method: "GET", Path: "/account/consents",
		Params: []Param{
			{Name: "queries[]", In: "query", Check: "consentQueries", MinLength: 1},
			{Name: "total", In: "query", Check: "looseBoolean"},
		},
		Scope: "account", MFA: "required",
		Since: "hosted",
	}
	UpdateEmail = Operation{
		ID: "updateEmail", Method: "PATCH", Path: "/account/email",
		Params: []Param{
			{Name: "email", In: "body", Required: true, Check: "email", MinLength: 5, MaxLength: 254},
			{Name: "password", In: "body", Required: true, Check: "password", MinLength: 8, MaxLength: 256},
		},
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
	}
	ListIdentities = Operation{
		ID: "listIdentities", Method: "GET", Path: "/account/identities",
		Params: []Param{
			{Name: "queries[]", In: "query", Check: "identityQueries", MinLength: 1},
			{Name: "total", In: "query", Check: "looseBoolean", Since: "1.8"},
		},
		Scope: "account", MFA: "required",
	}
	CreateJWT = Operation{
		ID: "createJWT", Method: "POST", Path: "/account/jwts",
		Params: []Param{
			{Name: "duration", In: "body", Check: "integer", Since: "1.9"},
		},
		Scope: "account", MFA: "required",
		AuthMethod: "jwt",
		Limit:      100, Window: 3600, Keys: []string{"url:{url},userId:{userId}"},
		LaterLimits: []Limit{{"1.9", 120, 60}},
		Aliases:     []Alias{{"1.7", "/account/jwt"}},
	}
	ListLogs = Operation{
		ID: "listLogs", Method: "GET", Path: "/account/logs",
		Params: []Param{
			{Name: "queries[]", In: "query", Check: "logQueries", MinLength: 1},
			{Name: "total", In: "query", Check: "looseBoolean", Since: "1.8"},
		},
		Scope: "account", MFA: "required",
	}
	UpdateMFA = Operation{
		ID: "updateMFA", Method: "PATCH", Path: "/account/mfa",
		Params: []Param{
			{Name: "mfa", In: "body", Required: true, Check: "boolean"},
		},
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
	}
	CreateMFAChallenge = Operation{
		ID: "createMfaChallenge", Method: "POST", Path: "/account/mfa/challenge",
		Params: []Param{
			{Name: "factor", In: "body", Required: true, Check: "looseEnum", Enum: []string{"email", "phone", "totp", "recoverycode", "recoveryCode"}, EnumSince: map[string]string{"recoveryCode": "1.9"}},
		},
		Scope: "account", MFA: "exempt",
		Audit: "challenge.create",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{userId}"},
		Aliases: []Alias{{"1.8.1", "/account/mfa/challenges"}},
	}
	UpdateMFAChallenge = Operation{
		ID: "updateMfaChallenge", Method: "PUT", Path: "/account/mfa/challenge",
		Params: []Param{
			{Name: "challengeId", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
			{Name: "otp", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		OneTime: true,
		Scope:   "account", MFA: "exempt",
		Audit: "challenges.update",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},challengeId:{param-challengeId}"},
		Aliases: []Alias{{"1.8.1", "/account/mfa/challenges"}},
	}
	ListMFAFactors = Operation{
		ID: "listMfaFactors", Method: "GET", Path: "/account/mfa/factors",
		Scope: "account", MFA: "exempt",
	}
	GetMFARecoveryCodes = Operation{
		ID: "getMfaRecoveryCodes", Method: "GET", Path: "/account/mfa/recovery-codes",
		Scope: "account", MFA: "recent",
	}
	CreateMFARecoveryCodes = Operation{
		ID: "createMfaRecoveryCodes", Method: "POST", Path: "/account/mfa/recovery-codes",
		Scope: "account", MFA: "required",
	}
	UpdateMFARecoveryCodes = Operation{
		ID: "updateMfaRecoveryCodes", Method: "PATCH", Path: "/account/mfa/recovery-codes",
		Scope: "account", MFA: "recent",
	}
	UpdateName = Operation{
		ID: "updateName", Method: "PATCH", Path: "/account/name",
		Params: []Param{
			{Name: "name", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 128},
		},
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
	}
	UpdatePassword = Operation{
		ID: "updatePassword", Method: "PATCH", Path: "/account/password",
		Params: []Param{
			{Name: "password", In: "body", Required: true, Check: "newPassword", MinLength: 8, MaxLength: 256},
			{Name: "oldPassword", In: "body", Check: "password", MinLength: 8, MaxLength: 256},
		},
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
		Limit:     10, Window: 3600, Keys: []string{"url:{url},ip:{ip}"},
	}
	UpdatePhone = Operation{
		ID: "updatePhone", Method: "PATCH", Path: "/account/phone",
		Params: []Param{
			{Name: "phone", In: "body", Required: true, Check: "phone", MinLength: 8, MaxLength: 16},
			{Name: "password", In: "body", Required: true, Check: "password", MinLength: 8, MaxLength: 256},
		},
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
	}
	GetPrefs = Operation{
		ID: "getPrefs", Method: "GET", Path: "/account/prefs",
		Scope: "account", MFA: "required",
	}
	UpdatePrefs = Operation{
		ID: "updatePrefs", Method: "PATCH", Path: "/account/prefs",
		Params: []Param{
			{Name: "prefs", In: "body", Required: true, Check: "prefs"},
		},
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
	}
	CreateRecovery = Operation{
		ID: "createRecovery", Method: "POST", Path: "/account/recovery",
		Params: []Param{
			{Name: "email", In: "body", Required: true, Check: "email", MinLength: 5, MaxLength: 254},
			{Name: "url", In: "body", Required: true, Check: "redirectUrl", MinLength: 1},
		},
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		Audit: "recovery.create",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},email:{param-email}", "url:{url},ip:{ip}"},
	}
	UpdateRecovery = Operation{
		ID: "updateRecovery", Method: "PUT", Path: "/account/recovery",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "secret", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
			{Name: "password", In: "body", Required: true, Check: "newPassword", MinLength: 8, MaxLength: 256},
		},
		Guest:   true,
		Key:     true,
		OneTime: true,
		Scope:   "sessions.write", MFA: "required",
		Audit: "recovery.update",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{param-userId}"},
	}
	ListSessions = Operation{
		ID: "listSessions", Method: "GET", Path: "/account/sessions",
		Scope: "account", MFA: "required",
	}
	DeleteSessions = Operation{
		ID: "deleteSessions", Method: "DELETE", Path: "/account/sessions",
		Scope: "account", MFA: "required",
		Audit: "session.delete",
		Limit: 100, Window: 3600, Keys: []string{"url:{url},ip:{ip}"},
	}
	CreateAnonymousSession = Operation{
		ID: "createAnonymousSession", Method: "POST", Path: "/account/sessions/anonymous",
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		SignedOut:  true,
		AuthMethod: "anonymous",
		Audit:      "session.create",
		Limit:      50, Window: 3600, Keys: []string{"ip:{ip}"},
	}
	CreateEmailPasswordSession = Operation{
		ID: "createEmailPasswordSession", Method: "POST", Path: "/account/sessions/email",
		Params: []Param{
			{Name: "email", In: "body", Required: true, Check: "email", MinLength: 5, MaxLength: 254},
			{Name: "password", In: "body", Required: true, Check: "password", MinLength: 8, MaxLength: 256},
		},
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		SignedOut:  true,
		AuthMethod: "email-password",
		Audit:      "session.create",
		Limit:      10, Window: 3600, Keys: []string{"url:{url},email:{param-email}"},
		Resets:  "1.9",
		Aliases: []Alias{{"1.7", "/account/sessions"}},
	}
	UpdateMagicURLSession = Operation{
		ID: "updateMagicURLSession", Method: "PUT", Path: "/account/sessions/magic-url",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "secret", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		Guest:   true,
		Key:     true,
		OneTime: true,
		Scope:   "sessions.write", MFA: "required",
		SignedOut: true,
		Audit:     "session.create",
		Limit:     10, Window: 3600, Keys: []string{"ip:{ip},userId:{param-userId}"},
		Resets: "1.9",
	}
	UpdatePhoneSession = Operation{
		ID: "updatePhoneSession", Method: "PUT", Path: "/account/sessions/phone",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "secret", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		Guest:   true,
		Key:     true,
		OneTime: true,
		Scope:   "sessions.write", MFA: "required",
		SignedOut: true,
		Audit:     "session.create",
		Limit:     10, Window: 3600, Keys: []string{"ip:{ip},userId:{param-userId}"},
	}
	CreateSession = Operation{
		ID: "createSession", Method: "POST", Path: "/account/sessions/token",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "secret", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		Guest:   true,
		Key:     true,
		OneTime: true,
		Scope:   "sessions.write", MFA: "required",
		SignedOut: true,
		Audit:     "session.create",
		Limit:     10, Window: 3600, Keys: []string{"ip:{ip},userId:{param-userId}"},
		Resets: "1.9",
	}
	UpdateStatus = Operation{
		ID: "updateStatus", Method: "PATCH", Path: "/account/status",
		Scope: "account", MFA: "required",
		Audit:     "user.update",
		Timestamp: true,
	}
	CreatePushTarget = Operation{
		ID: "createPushTarget", Method: "POST", Path: "/account/targets/push",
		Params: []Param{
			{Name: "targetId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "identifier", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 255},
			{Name: "providerId", In: "body", Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "targets.write", MFA: "required",
		ClientOnly: true,
	}
	CreateEmailToken = Operation{
		ID: "createEmailToken", Method: "POST", Path: "/account/tokens/email",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "email", In: "body", Required: true, Check: "email", MinLength: 5, MaxLength: 254},
			{Name: "phrase", In: "body", Check: "boolean"},
		},
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		AuthMethod: "email-otp",
		Audit:      "session.create",
		Limit:      10, Window: 3600, Keys: []string{"url:{url},email:{param-email}", "url:{url},ip:{ip}"},
	}
	CreateMagicURLToken = Operation{
		ID: "createMagicURLToken", Method: "POST", Path: "/account/tokens/magic-url",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "email", In: "body", Required: true, Check: "email", MinLength: 5, MaxLength: 254},
			{Name: "url", In: "body", Check: "redirectUrl", MinLength: 1},
			{Name: "phrase", In: "body", Check: "boolean"},
		},
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		AuthMethod: "magic-url",
		Audit:      "session.create",
		Limit:      60, Window: 3600, Keys: []string{"url:{url},email:{param-email}", "url:{url},ip:{ip}"},
		Aliases: []Alias{{"1.7", "/account/sessions/magic-url"}},
	}
	CreatePhoneToken = Operation{
		ID: "createPhoneToken", Method: "POST", Path: "/account/tokens/phone",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "newId", MinLength: 1, MaxLength: 36},
			{Name: "phone", In: "body", Required: true, Check: "phone", MinLength: 8, MaxLength: 16},
		},
		Guest: true,
		Key:   true,
		Scope: "sessions.write", MFA: "required",
		AuthMethod: "phone",
		Audit:      "session.create",
		Limit:      10, Window: 3600, Keys: []string{"url:{url},phone:{param-phone}", "url:{url},ip:{ip}"},
		Aliases: []Alias{{"1.7", "/account/sessions/phone"}},
	}
	CreateVerification = Operation{
		ID: "createVerification", Method: "POST", Path: "/account/verification",
		Params: []Param{
			{Name: "url", In: "body", Required: true, Check: "redirectUrl", MinLength: 1},
		},
		Scope: "account", MFA: "required",
		Audit: "verification.create",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{userId}"},
		Aliases: []Alias{{"1.8", "/account/verifications/email"}},
	}
	UpdateVerification = Operation{
		ID: "updateVerification", Method: "PUT", Path: "/account/verification",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "secret", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		Guest:   true,
		OneTime: true,
		Scope:   "public", MFA: "required",
		Audit: "verification.update",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{param-userId}"},
		Aliases: []Alias{{"1.8", "/account/verifications/email"}},
	}
	CreatePhoneVerification = Operation{
		ID: "createPhoneVerification", Method: "POST", Path: "/account/verification/phone",
		Scope: "account", MFA: "required",
		AuthMethod: "phone",
		Audit:      "verification.create",
		Limit:      10, Window: 3600, Keys: []string{"url:{url},userId:{userId}", "url:{url},ip:{ip}"},
		Aliases: []Alias{{"1.8", "/account/verifications/phone"}},
	}
	UpdatePhoneVerification = Operation{
		ID: "updatePhoneVerification", Method: "PUT", Path: "/account/verification/phone",
		Params: []Param{
			{Name: "userId", In: "body", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "secret", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		Guest:   true,
		OneTime: true,
		Scope:   "public", MFA: "required",
		Audit: "verification.update",
		Limit: 10, Window: 3600, Keys: []string{"userId:{param-userId}"},
		Aliases: []Alias{{"1.8", "/account/verifications/phone"}},
	}
	GetConsent = Operation{
		ID: "getConsent", Method: "GET", Path: "/account/consents/{consentId}",
		Params: []Param{
			{Name: "consentId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
		Since: "hosted",
	}
	DeleteConsent = Operation{
		ID: "deleteConsent", Method: "DELETE", Path: "/account/consents/{consentId}",
		Params: []Param{
			{Name: "consentId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
		Since: "hosted",
	}
	ListConsentTokens = Operation{
		ID: "listConsentTokens", Method: "GET", Path: "/account/consents/{consentId}/tokens",
		Params: []Param{
			{Name: "consentId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "queries[]", In: "query", Check: "consentQueries", MinLength: 1},
			{Name: "total", In: "query", Check: "looseBoolean"},
		},
		Scope: "account", MFA: "required",
		Since: "hosted",
	}
	GetConsentToken = Operation{
		ID: "getConsentToken", Method: "GET", Path: "/account/consents/{consentId}/tokens/{tokenId}",
		Params: []Param{
			{Name: "consentId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "tokenId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
		Since: "hosted",
	}
	DeleteConsentToken = Operation{
		ID: "deleteConsentToken", Method: "DELETE", Path: "/account/consents/{consentId}/tokens/{tokenId}",
		Params: []Param{
			{Name: "consentId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "tokenId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
		Since: "hosted",
	}
	DeleteIdentity = Operation{
		ID: "deleteIdentity", Method: "DELETE", Path: "/account/identities/{identityId}",
		Params: []Param{
			{Name: "identityId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
	}
	CreateMFAAuthenticator = Operation{
		ID: "createMfaAuthenticator", Method: "POST", Path: "/account/mfa/authenticators/{type}",
		Params: []Param{
			{Name: "type", In: "path", Required: true, Check: "looseEnum", Enum: []string{"totp"}},
		},
		Scope: "account", MFA: "required",
		Timestamp: true,
	}
	UpdateMFAAuthenticator = Operation{
		ID: "updateMfaAuthenticator", Method: "PUT", Path: "/account/mfa/authenticators/{type}",
		Params: []Param{
			{Name: "type", In: "path", Required: true, Check: "looseEnum", Enum: []string{"totp"}},
			{Name: "otp", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 256},
		},
		OneTime: true,
		Scope:   "account", MFA: "required",
		Audit: "user.update",
	}
	DeleteMFAAuthenticator = Operation{
		ID: "deleteMfaAuthenticator", Method: "DELETE", Path: "/account/mfa/authenticators/{type}",
		Params: []Param{
			{Name: "type", In: "path", Required: true, Check: "looseEnum", Enum: []string{"totp"}},
		},
		Scope: "account", MFA: "recent",
	}
	GetSession = Operation{
		ID: "getSession", Method: "GET", Path: "/account/sessions/{sessionId}",
		Params: []Param{
			{Name: "sessionId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
	}
	UpdateSession = Operation{
		ID: "updateSession", Method: "PATCH", Path: "/account/sessions/{sessionId}",
		Params: []Param{
			{Name: "sessionId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "required",
		Audit: "session.update",
		Limit: 10, Window: 3600, Keys: []string{"url:{url},ip:{ip}"},
	}
	DeleteSession = Operation{
		ID: "deleteSession", Method: "DELETE", Path: "/account/sessions/{sessionId}",
		Params: []Param{
			{Name: "sessionId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "account", MFA: "exempt",
		Audit:     "session.delete",
		Timestamp: true,
		Limit:     100, Window: 3600, Keys: []string{"url:{url},ip:{ip}"},
	}
	CreateOAuth2Session = Operation{
		ID: "createOAuth2Session", Method: "GET", Path: "/account/sessions/oauth2/{provider}",
		Params: []Param{
			{Name: "provider", In: "path", Required: true, Check: "enum", Enum: []string{"amazon", "apple", "auth0", "authentik", "autodesk", "bitbucket", "bitly", "box", "dailymotion", "discord", "disqus", "dropbox", "etsy", "facebook", "figma", "fusionauth", "github", "gitlab", "google", "keycloak", "kick", "linkedin", "microsoft", "notion", "oidc", "okta", "paypal", "paypalSandbox", "podio", "salesforce", "slack", "spotify", "stripe", "tradeshift", "tradeshiftBox", "twitch", "wordpress", "x", "yahoo", "yammer", "yandex", "zoho", "zoom"}, EnumSince: map[string]string{"fusionauth": "1.9.5", "keycloak": "1.9.5", "kick": "1.9.5", "x": "1.9.5"}},
			{Name: "success", In: "query", Check: "redirectUrl", MinLength: 1},
			{Name: "failure", In: "query", Check: "redirectUrl", MinLength: 1},
			{Name: "scopes[]", In: "query", Check: "strings", MinLength: 1, MaxLength: 4096, MaxItems: 100},
		},
		Guest:    true,
		Key:      true,
		Redirect: true,
		Scope:    "sessions.write", MFA: "required",
		Limit: 50, Window: 3600, Keys: []string{"ip:{ip}"},
		ClientOnly: true,
	}
	UpdatePushTarget = Operation{
		ID: "updatePushTarget", Method: "PUT", Path: "/account/targets/{targetId}/push",
		Params: []Param{
			{Name: "targetId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
			{Name: "identifier", In: "body", Required: true, Check: "string", MinLength: 1, MaxLength: 255},
		},
		Scope: "targets.write", MFA: "required",
		ClientOnly: true,
	}
	DeletePushTarget = Operation{
		ID: "deletePushTarget", Method: "DELETE", Path: "/account/targets/{targetId}/push",
		Params: []Param{
			{Name: "targetId", In: "path", Required: true, Check: "id", MinLength: 1, MaxLength: 36},
		},
		Scope: "targets.write", MFA: "required",
		ClientOnly: true,
	}
	CreateOAuth2Token = Operation{
		ID: "createOAuth2Token", Method: "GET", Path: "/account/tokens/oauth2/{provider}",
		Params: []Param{
			{Name: "provider", In: "path", Required: true, Check: "enum", Enum: []string{"amazon", "apple", "auth0", "authentik", "autodesk", "bitbucket", "bitly", "box", "dailymotion", "discord", "disqus", "dropbox", "etsy", "facebook", "figma", "fusionauth", "github", "gitlab", "google", "keycloak", "kick", "linkedin", "microsoft", "notion", "oidc", "okta", "paypal", "paypalSandbox", "podio", "salesforce", "slack", "spotify", "stripe", "tradeshift", "tradeshiftBox", "twitch", "wordpress", "x", "yahoo", "yammer", "yandex", "zoho", "zoom"}, EnumSince: map[string]string{"fusionauth": "1.9.5", "keycloak": "1.9.5", "kick": "1.9.5", "x": "1.9.5"}},
			{Name: "success", In: "query", Check: "redirectUrl", MinLength: 1},
			{Name: "failure", In: "query", Check: "redirectUrl", MinLength: 1},
			{Name: "scopes[]", In: "query", Check: "strings", MinLength: 1, MaxLength: 4096, MaxItems: 100},
		},
		Guest:    true,
		Key:      true,
		Redirect: true,
		Scope:    "sessions.write", MFA: "required",
		Limit: 50, Window: 3600, Keys: []string{"ip:{ip}"},
	}
)
