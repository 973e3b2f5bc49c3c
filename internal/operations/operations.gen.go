// Code generated from openapi/account.yaml. DO NOT EDIT.

package operations

// All are the operations of the document, in its order.
var All = []Operation{
	{ID: "get", Method: "GET", Path: "/account", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "create", Method: "POST", Path: "/account", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "email", In: "body", Required: true, Type: "string", Format: "email", Pattern: "", MinLength: 5, MaxLength: 254, MaxItems: 0, Enum: nil},
		{Name: "password", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil},
		{Name: "name", In: "body", Required: false, Type: "string", Format: "", Pattern: "", MinLength: 1, MaxLength: 128, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "email-password", Limit: 10, Window: 3600, Keys: []string{"url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "updateEmail", Method: "PATCH", Path: "/account/email", Params: []Param{

		{Name: "email", In: "body", Required: true, Type: "string", Format: "email", Pattern: "", MinLength: 5, MaxLength: 254, MaxItems: 0, Enum: nil},
		{Name: "password", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "listIdentities", Method: "GET", Path: "/account/identities", Params: []Param{

		{Name: "queries[]", In: "query", Required: false, Type: "array", Format: "", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "createJWT", Method: "POST", Path: "/account/jwts", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "jwt", Limit: 100, Window: 3600, Keys: []string{"url:{url},userId:{userId}"}, Aliases: []string{"POST /account/jwt"}},
	{ID: "listLogs", Method: "GET", Path: "/account/logs", Params: []Param{

		{Name: "queries[]", In: "query", Required: false, Type: "array", Format: "", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updateMFA", Method: "PATCH", Path: "/account/mfa", Params: []Param{

		{Name: "mfa", In: "body", Required: true, Type: "boolean", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "createMfaChallenge", Method: "POST", Path: "/account/mfa/challenge", Params: []Param{

		{Name: "factor", In: "body", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: []string{"email", "phone", "totp", "recoverycode"}}}, Scope: "account", MFA: "exempt", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{userId}"}, Aliases: nil},
	{ID: "updateMfaChallenge", Method: "PUT", Path: "/account/mfa/challenge", Params: []Param{

		{Name: "challengeId", In: "body", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil},
		{Name: "otp", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "exempt", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},challengeId:{param-challengeId}"}, Aliases: nil},
	{ID: "listMfaFactors", Method: "GET", Path: "/account/mfa/factors", Params: nil, Scope: "account", MFA: "exempt", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "getMfaRecoveryCodes", Method: "GET", Path: "/account/mfa/recovery-codes", Params: nil, Scope: "account", MFA: "recent", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "createMfaRecoveryCodes", Method: "POST", Path: "/account/mfa/recovery-codes", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updateMfaRecoveryCodes", Method: "PATCH", Path: "/account/mfa/recovery-codes", Params: nil, Scope: "account", MFA: "recent", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updateName", Method: "PATCH", Path: "/account/name", Params: []Param{

		{Name: "name", In: "body", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 1, MaxLength: 128, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updatePassword", Method: "PATCH", Path: "/account/password", Params: []Param{

		{Name: "password", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil},
		{Name: "oldPassword", In: "body", Required: false, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "updatePhone", Method: "PATCH", Path: "/account/phone", Params: []Param{

		{Name: "phone", In: "body", Required: true, Type: "string", Format: "", Pattern: "^\\+[1-9]\\d{6,14}$", MinLength: 8, MaxLength: 16, MaxItems: 0, Enum: nil},
		{Name: "password", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "getPrefs", Method: "GET", Path: "/account/prefs", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updatePrefs", Method: "PATCH", Path: "/account/prefs", Params: []Param{

		{Name: "prefs", In: "body", Required: true, Type: "object", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "createRecovery", Method: "POST", Path: "/account/recovery", Params: []Param{

		{Name: "email", In: "body", Required: true, Type: "string", Format: "email", Pattern: "", MinLength: 5, MaxLength: 254, MaxItems: 0, Enum: nil},
		{Name: "url", In: "body", Required: true, Type: "string", Format: "uri", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},email:{param-email}", "url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "updateRecovery", Method: "PUT", Path: "/account/recovery", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "secret", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil},
		{Name: "password", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{param-userId}"}, Aliases: nil},
	{ID: "listSessions", Method: "GET", Path: "/account/sessions", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "deleteSessions", Method: "DELETE", Path: "/account/sessions", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 100, Window: 3600, Keys: []string{"url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "createAnonymousSession", Method: "POST", Path: "/account/sessions/anonymous", Params: nil, Scope: "sessions.write", MFA: "required", SignedOut: true, AuthMethod: "anonymous", Limit: 50, Window: 3600, Keys: []string{"ip:{ip}"}, Aliases: nil},
	{ID: "createEmailPasswordSession", Method: "POST", Path: "/account/sessions/email", Params: []Param{

		{Name: "email", In: "body", Required: true, Type: "string", Format: "email", Pattern: "", MinLength: 5, MaxLength: 254, MaxItems: 0, Enum: nil},
		{Name: "password", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 8, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: true, AuthMethod: "email-password", Limit: 10, Window: 3600, Keys: []string{"url:{url},email:{param-email}"}, Aliases: []string{"POST /account/sessions"}},
	{ID: "updateMagicURLSession", Method: "PUT", Path: "/account/sessions/magic-url", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "secret", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: true, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"ip:{ip},userId:{param-userId}"}, Aliases: nil},
	{ID: "updatePhoneSession", Method: "PUT", Path: "/account/sessions/phone", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "secret", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: true, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"ip:{ip},userId:{param-userId}"}, Aliases: nil},
	{ID: "createSession", Method: "POST", Path: "/account/sessions/token", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "secret", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: true, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"ip:{ip},userId:{param-userId}"}, Aliases: nil},
	{ID: "updateStatus", Method: "PATCH", Path: "/account/status", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "createEmailToken", Method: "POST", Path: "/account/tokens/email", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "email", In: "body", Required: true, Type: "string", Format: "email", Pattern: "", MinLength: 5, MaxLength: 254, MaxItems: 0, Enum: nil},
		{Name: "phrase", In: "body", Required: false, Type: "boolean", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "email-otp", Limit: 10, Window: 3600, Keys: []string{"url:{url},email:{param-email}", "url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "createMagicURLToken", Method: "POST", Path: "/account/tokens/magic-url", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "email", In: "body", Required: true, Type: "string", Format: "email", Pattern: "", MinLength: 5, MaxLength: 254, MaxItems: 0, Enum: nil},
		{Name: "url", In: "body", Required: false, Type: "string", Format: "uri", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil},
		{Name: "phrase", In: "body", Required: false, Type: "boolean", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "magic-url", Limit: 60, Window: 3600, Keys: []string{"url:{url},email:{param-email}", "url:{url},ip:{ip}"}, Aliases: []string{"POST /account/sessions/magic-url"}},
	{ID: "createPhoneToken", Method: "POST", Path: "/account/tokens/phone", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^(unique\\(\\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "phone", In: "body", Required: true, Type: "string", Format: "", Pattern: "^\\+[1-9]\\d{6,14}$", MinLength: 8, MaxLength: 16, MaxItems: 0, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "phone", Limit: 10, Window: 3600, Keys: []string{"url:{url},phone:{param-phone}", "url:{url},ip:{ip}"}, Aliases: []string{"POST /account/sessions/phone"}},
	{ID: "createVerification", Method: "POST", Path: "/account/verification", Params: []Param{

		{Name: "url", In: "body", Required: true, Type: "string", Format: "uri", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{userId}"}, Aliases: nil},
	{ID: "updateVerification", Method: "PUT", Path: "/account/verification", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "secret", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "public", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{param-userId}"}, Aliases: nil},
	{ID: "createPhoneVerification", Method: "POST", Path: "/account/verification/phone", Params: nil, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "phone", Limit: 10, Window: 3600, Keys: []string{"url:{url},userId:{userId}", "url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "updatePhoneVerification", Method: "PUT", Path: "/account/verification/phone", Params: []Param{

		{Name: "userId", In: "body", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil},
		{Name: "secret", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "public", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"userId:{param-userId}"}, Aliases: nil},
	{ID: "deleteIdentity", Method: "DELETE", Path: "/account/identities/{identityId}", Params: []Param{

		{Name: "identityId", In: "path", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "createMfaAuthenticator", Method: "POST", Path: "/account/mfa/authenticators/{type}", Params: []Param{

		{Name: "type", In: "path", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: []string{"totp"}}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updateMfaAuthenticator", Method: "PUT", Path: "/account/mfa/authenticators/{type}", Params: []Param{

		{Name: "type", In: "path", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: []string{"totp"}},
		{Name: "otp", In: "body", Required: true, Type: "string", Format: "password", Pattern: "", MinLength: 1, MaxLength: 256, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "deleteMfaAuthenticator", Method: "DELETE", Path: "/account/mfa/authenticators/{type}", Params: []Param{

		{Name: "type", In: "path", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: []string{"totp"}}}, Scope: "account", MFA: "recent", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "getSession", Method: "GET", Path: "/account/sessions/{sessionId}", Params: []Param{

		{Name: "sessionId", In: "path", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 0, Window: 0, Keys: nil, Aliases: nil},
	{ID: "updateSession", Method: "PATCH", Path: "/account/sessions/{sessionId}", Params: []Param{

		{Name: "sessionId", In: "path", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 10, Window: 3600, Keys: []string{"url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "deleteSession", Method: "DELETE", Path: "/account/sessions/{sessionId}", Params: []Param{

		{Name: "sessionId", In: "path", Required: true, Type: "string", Format: "", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$", MinLength: 1, MaxLength: 36, MaxItems: 0, Enum: nil}}, Scope: "account", MFA: "exempt", SignedOut: false, AuthMethod: "", Limit: 100, Window: 3600, Keys: []string{"url:{url},ip:{ip}"}, Aliases: nil},
	{ID: "createOAuth2Token", Method: "GET", Path: "/account/tokens/oauth2/{provider}", Params: []Param{

		{Name: "provider", In: "path", Required: true, Type: "string", Format: "", Pattern: "", MinLength: 0, MaxLength: 0, MaxItems: 0, Enum: []string{"amazon", "apple", "auth0", "authentik", "autodesk", "bitbucket", "bitly", "box", "dailymotion", "discord", "disqus", "dropbox", "etsy", "facebook", "figma", "github", "gitlab", "google", "linkedin", "microsoft", "notion", "oidc", "okta", "paypal", "paypalSandbox", "podio", "salesforce", "slack", "spotify", "stripe", "tradeshift", "tradeshiftBox", "twitch", "wordpress", "yahoo", "yammer", "yandex", "zoho", "zoom"}},
		{Name: "success", In: "query", Required: false, Type: "string", Format: "uri", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil},
		{Name: "failure", In: "query", Required: false, Type: "string", Format: "uri", Pattern: "", MinLength: 1, MaxLength: 0, MaxItems: 0, Enum: nil},
		{Name: "scopes[]", In: "query", Required: false, Type: "array", Format: "", Pattern: "", MinLength: 1, MaxLength: 4096, MaxItems: 100, Enum: nil}}, Scope: "sessions.write", MFA: "required", SignedOut: false, AuthMethod: "", Limit: 50, Window: 3600, Keys: []string{"ip:{ip}"}, Aliases: nil},
}
