package contract_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
)

const (
	anybody   = "guest key session jwt"
	signedOut = "guest key"
	user      = "session jwt"
	inSession = "session" // the handler needs the session itself; with a JWT it fails with 500
	notKey    = "guest session jwt"
)

// table is what the document must contain, found on live servers and in their code. A
// parameter is name:kind, in the order the server checks them, with ? if it is optional.
var table = []struct {
	id, method, path string
	statuses         string
	who              string
	limit            int // calls an hour; 0 for no limit
	params           string
}{
	{"get", "GET", "/account", "200", user, 0, ""},
	{"create", "POST", "/account", "201", anybody, 10, "userId:newID email:email password:password name:name?"},
	{"updateEmail", "PATCH", "/account/email", "200", user, 0, "email:email password:password"},
	{"listIdentities", "GET", "/account/identities", "200", user, 0, "queries[]:queries? total:flag?"},
	{"deleteIdentity", "DELETE", "/account/identities/{identityId}", "204", user, 0, "identityId:id"},
	// A JWT gets as far as the handler, which then finds no session.
	{"createJWT", "POST", "/account/jwts", "201", inSession, 100, "duration:seconds?"},
	{"listLogs", "GET", "/account/logs", "200", user, 0, "queries[]:queries? total:flag?"},
	{"updateMFA", "PATCH", "/account/mfa", "200", inSession, 0, "mfa:bool"},
	{"createMfaAuthenticator", "POST", "/account/mfa/authenticators/{type}", "200", user, 0, "type:authenticator"},
	{"updateMfaAuthenticator", "PUT", "/account/mfa/authenticators/{type}", "200", inSession, 0, "type:authenticator otp:secret"},
	{"deleteMfaAuthenticator", "DELETE", "/account/mfa/authenticators/{type}", "204", inSession, 0, "type:authenticator"},
	{"createMfaChallenge", "POST", "/account/mfa/challenge", "200 201", user, 10, "factor:factor"},
	{"updateMfaChallenge", "PUT", "/account/mfa/challenge", "200", inSession, 10, "challengeId:text otp:secret"},
	{"listMfaFactors", "GET", "/account/mfa/factors", "200", user, 0, ""},
	{"getMfaRecoveryCodes", "GET", "/account/mfa/recovery-codes", "200", inSession, 0, ""},
	{"createMfaRecoveryCodes", "POST", "/account/mfa/recovery-codes", "200 201", user, 0, ""},
	{"updateMfaRecoveryCodes", "PATCH", "/account/mfa/recovery-codes", "200", inSession, 0, ""},
	{"updateName", "PATCH", "/account/name", "200", user, 0, "name:name"},
	{"updatePassword", "PATCH", "/account/password", "200", user, 10, "password:password oldPassword:password?"},
	{"updatePhone", "PATCH", "/account/phone", "200", user, 0, "phone:phone password:password"},
	{"getPrefs", "GET", "/account/prefs", "200", user, 0, ""},
	{"updatePrefs", "PATCH", "/account/prefs", "200", user, 0, "prefs:object"},
	{"createRecovery", "POST", "/account/recovery", "201", anybody, 10, "email:email url:url"},
	{"updateRecovery", "PUT", "/account/recovery", "200", anybody, 10, "userId:id secret:secret password:password"},
	{"listSessions", "GET", "/account/sessions", "200", user, 0, ""},
	{"deleteSessions", "DELETE", "/account/sessions", "204", user, 100, ""},
	{"createAnonymousSession", "POST", "/account/sessions/anonymous", "201", signedOut, 50, ""},
	{"createEmailPasswordSession", "POST", "/account/sessions/email", "201", signedOut, 10, "email:email password:password"},
	{"updateMagicURLSession", "PUT", "/account/sessions/magic-url", "201", signedOut, 10, "userId:newID secret:secret"},
	{"updatePhoneSession", "PUT", "/account/sessions/phone", "201", signedOut, 10, "userId:newID secret:secret"},
	{"createSession", "POST", "/account/sessions/token", "201", signedOut, 10, "userId:newID secret:secret"},
	{"getSession", "GET", "/account/sessions/{sessionId}", "200", user, 0, "sessionId:id"},
	{"updateSession", "PATCH", "/account/sessions/{sessionId}", "200", user, 10, "sessionId:id"},
	{"deleteSession", "DELETE", "/account/sessions/{sessionId}", "204", user, 100, "sessionId:id"},
	{"updateStatus", "PATCH", "/account/status", "200", user, 0, ""},
	{"createEmailToken", "POST", "/account/tokens/email", "201", anybody, 10, "userId:newID email:email phrase:bool?"},
	{"createMagicURLToken", "POST", "/account/tokens/magic-url", "201", anybody, 60, "userId:newID email:email url:url? phrase:bool?"},
	{"createOAuth2Token", "GET", "/account/tokens/oauth2/{provider}", "301", anybody, 50, "provider:provider success:url? failure:url? scopes[]:scopes?"},
	{"createPhoneToken", "POST", "/account/tokens/phone", "201", anybody, 10, "userId:newID phone:phone"},
	{"createVerification", "POST", "/account/verification", "201", user, 10, "url:url"},
	{"updateVerification", "PUT", "/account/verification", "200", notKey, 10, "userId:id secret:secret"},
	{"createPhoneVerification", "POST", "/account/verification/phone", "201", user, 10, ""},
	{"updatePhoneVerification", "PUT", "/account/verification/phone", "200", notKey, 10, "userId:id secret:secret"},

	{"createOAuth2Session", "GET", "/account/sessions/oauth2/{provider}", "301", anybody, 50, "provider:provider success:url? failure:url? scopes[]:scopes?"},
	// A key has the scope, but no user.
	{"createPushTarget", "POST", "/account/targets/push", "201", user, 0, "targetId:newID identifier:token providerId:id?"},
	{"updatePushTarget", "PUT", "/account/targets/{targetId}/push", "200", user, 0, "targetId:id identifier:token"},
	{"deletePushTarget", "DELETE", "/account/targets/{targetId}/push", "204", user, 0, "targetId:id"},

	// These are known from other SDKs alone.
	{"listConsents", "GET", "/account/consents", "200", user, 0, "queries[]:queries? total:flag?"},
	{"getConsent", "GET", "/account/consents/{consentId}", "200", user, 0, "consentId:id"},
	{"deleteConsent", "DELETE", "/account/consents/{consentId}", "204", user, 0, "consentId:id"},
	{"listConsentTokens", "GET", "/account/consents/{consentId}/tokens", "200", user, 0, "consentId:id queries[]:queries? total:flag?"},
	{"getConsentToken", "GET", "/account/consents/{consentId}/tokens/{tokenId}", "200", user, 0, "consentId:id tokenId:id"},
	{"deleteConsentToken", "DELETE", "/account/consents/{consentId}/tokens/{tokenId}", "204", user, 0, "consentId:id tokenId:id"},
}

// limits are what the kinds of parameters in the table allow.
var limits = map[string]openapi3.Schema{
	"newID":         {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(36), Pattern: `^(unique\(\)|[A-Za-z0-9][A-Za-z0-9._-]{0,35})$`},
	"id":            {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(36), Pattern: `^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$`},
	"email":         {Type: &openapi3.Types{"string"}, MinLength: 5, MaxLength: size(254), Format: "email"},
	"password":      {Type: &openapi3.Types{"string"}, MinLength: 8, MaxLength: size(256), Format: "password"},
	"name":          {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(128)},
	"secret":        {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(256), Format: "password"},
	"text":          {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(256)},
	"phone":         {Type: &openapi3.Types{"string"}, MinLength: 8, MaxLength: size(16), Pattern: `^\+[1-9]\d{6,14}$`},
	"url":           {Type: &openapi3.Types{"string"}, MinLength: 1, Format: "uri"},
	"token":         {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(255)},
	"flag":          {Type: &openapi3.Types{"integer"}, Enum: []any{0.0, 1.0}},
	"seconds":       {Type: &openapi3.Types{"integer"}, Min: number(1), Max: number(3600)},
	"bool":          {Type: &openapi3.Types{"boolean"}},
	"object":        {Type: &openapi3.Types{"object"}},
	"queries":       {Type: &openapi3.Types{"array"}},
	"scopes":        {Type: &openapi3.Types{"array"}, MaxItems: size(100)},
	"authenticator": {Type: &openapi3.Types{"string"}, Enum: []any{"totp"}},
	"factor":        {Type: &openapi3.Types{"string"}, Enum: []any{"email", "phone", "totp", "recoverycode", "recoveryCode"}},
	"provider":      {Type: &openapi3.Types{"string"}, Enum: providers()},
}

// items are the elements of the parameters that are lists.
var items = map[string]openapi3.Schema{
	"queries": {Type: &openapi3.Types{"string"}, MinLength: 1},
	"scopes":  {Type: &openapi3.Types{"string"}, MinLength: 1, MaxLength: size(4096)},
}

func size(n uint64) *uint64     { return &n }
func number(n float64) *float64 { return &n }

func providers() []any {
	var all []any
	for _, name := range strings.Fields(`amazon apple auth0 authentik autodesk bitbucket bitly box dailymotion
		discord disqus dropbox etsy facebook figma fusionauth github gitlab google keycloak kick linkedin microsoft notion oidc okta paypal
		paypalSandbox podio salesforce slack spotify stripe tradeshift tradeshiftBox twitch wordpress x yahoo yammer
		yandex zoho zoom`) {
		all = append(all, name)
	}
	return all
}

// rule is the part of a schema that the tables describe.
func rule(s *openapi3.Schema) openapi3.Schema {
	return openapi3.Schema{Type: s.Type, MinLength: s.MinLength, MaxLength: s.MaxLength, Pattern: s.Pattern, Format: s.Format, Enum: s.Enum, MaxItems: s.MaxItems, Min: s.Min, Max: s.Max}
}

func TestDocument_IsValidWithItsExamples(t *testing.T) {
	t.Parallel()
	doc := contract.Default().Document
	require.NoError(t, doc.Validate(context.Background()))
	assert.Equal(t, "3.0.3", doc.OpenAPI)
}

func TestDocument_HasTheOperationsOfTheTable(t *testing.T) {
	t.Parallel()
	var got, expected []string
	for _, row := range table {
		expected = append(expected, row.id+" "+row.method+" "+row.path)
	}
	for _, op := range contract.Default().Operations() {
		got = append(got, op.ID+" "+op.Method+" "+op.Path)
	}
	assert.ElementsMatch(t, expected, got)
}

func TestDocument_EveryOperationMatchesTheServer(t *testing.T) {
	t.Parallel()
	for _, row := range table {
		t.Run(row.id, func(t *testing.T) {
			t.Parallel()
			op := contract.Default().Operation(row.id)
			require.NotNil(t, op)
			assert.Equal(t, row.statuses, successes(op), "success statuses")
			assert.Equal(t, row.who, credentials(t, op), "credentials")

			var params []string
			for _, p := range op.Params {
				params = append(params, p.Name)
			}
			fields := strings.Fields(row.params)
			var names []string
			for i, field := range fields {
				name, kind, _ := strings.Cut(field, ":")
				names = append(names, name)
				if i >= len(op.Params) {
					continue
				}
				kind, optional := strings.CutSuffix(kind, "?")
				p := op.Params[i]
				assert.Equal(t, !optional, p.Required, "%s required", name)
				assert.Equal(t, limits[kind], rule(p.Schema), name)
				assert.Equal(t, place(row.method, row.path, name), p.In, name)
				if item, ok := items[kind]; ok {
					assert.Equal(t, item, rule(p.Schema.Items.Value), "items of %s", name)
				}
			}
			assert.Equal(t, names, params, "parameters in order")
		})
	}
}

// place returns where a parameter is sent.
func place(method, path, name string) string {
	switch {
	case strings.Contains(path, "{"+name+"}"):
		return "path"
	case method == "GET":
		return "query"
	default:
		return "body"
	}
}

func successes(op *contract.Operation) string {
	var statuses []string
	for status := range op.Spec.Responses.Map() {
		if status[0] == '2' || status[0] == '3' {
			statuses = append(statuses, status)
		}
	}
	slices.Sort(statuses)
	return strings.Join(statuses, " ")
}

// credentials lists the combinations of an operation in the format of the table.
func credentials(t *testing.T, op *contract.Operation) string {
	t.Helper()
	names := map[string]string{"APIKey": "key", "SessionSecret": "session", "UserJWT": "jwt"}
	have := map[string]bool{}
	require.NotNil(t, op.Spec.Security, op.ID)
	for _, combination := range *op.Spec.Security {
		require.Contains(t, combination, "ProjectID", op.ID)
		who := "guest"
		for name := range combination {
			if name != "ProjectID" {
				require.Equal(t, "guest", who, "%s combines two credentials", op.ID)
				who = names[name]
			}
		}
		require.False(t, have[who], "%s lists %s twice", op.ID, who)
		have[who] = true
	}
	var sorted []string
	for _, who := range strings.Fields(anybody) {
		if have[who] {
			sorted = append(sorted, who)
		}
	}
	return strings.Join(sorted, " ")
}

func TestDocument_RateLimitedOperationsDeclareLimitAndHeaders(t *testing.T) {
	t.Parallel()
	headers := []string{"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"}
	for _, row := range table {
		op := contract.Default().Operation(row.id)
		require.NotNil(t, op, row.id)
		if row.limit == 0 {
			assert.Nil(t, op.RateLimit, row.id)
			assert.False(t, op.Declared(429), "%s has no limit, so no 429", row.id)
			continue
		}
		if assert.NotNil(t, op.RateLimit, row.id) {
			assert.Equal(t, row.limit, op.RateLimit.Limit, row.id)
			assert.Equal(t, 3600, op.RateLimit.Window, row.id)
			assert.NotEmpty(t, op.RateLimit.Keys, row.id)
		}
		require.True(t, op.Declared(429), row.id)
		for _, status := range []string{"429", strings.Fields(row.statuses)[0]} {
			response := op.Spec.Responses.Value(status).Value
			for _, name := range headers {
				assert.Contains(t, response.Headers, name, "%s %s", row.id, status)
			}
		}
	}
}

func TestDocument_EveryOperationDeclaresItsErrors(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		fallback := op.Spec.Responses.Default()
		if assert.NotNil(t, fallback, op.ID) {
			assert.NotNil(t, fallback.Value.Content.Get("application/json"), op.ID)
		}
		for status, ref := range op.Spec.Responses.Map() {
			content := ref.Value.Content
			switch {
			case status == "204":
				assert.Empty(t, content, "%s: 204 has no content", op.ID)
			case status == "301":
				assert.Contains(t, ref.Value.Headers, "Location", op.ID)
			default:
				assert.NotNil(t, content.Get("application/json"), "%s %s", op.ID, status)
			}
			if op.Redirects() && status != "301" {
				assert.NotNil(t, content.Get("text/html"), "errors of %s are pages (%s)", op.ID, status)
			}
			if status[0] == '4' || status[0] == '5' || status == "default" {
				assert.Equal(t, "#/components/schemas/Error", content.Get("application/json").Schema.Ref, "%s %s", op.ID, status)
			}
		}
		for _, status := range []int{401, 404} {
			assert.True(t, op.Declared(status), "%s declares %d", op.ID, status)
		}
	}
}

func TestDocument_EverythingIsDescribed(t *testing.T) {
	t.Parallel()
	doc := contract.Default().Document
	assert.NotEmpty(t, doc.Info.Description)
	for _, tag := range doc.Tags {
		assert.NotEmpty(t, tag.Description, "tag %s", tag.Name)
	}
	for name, scheme := range doc.Components.SecuritySchemes {
		assert.NotEmpty(t, scheme.Value.Description, "security scheme %s", name)
	}
	for name, header := range doc.Components.Headers {
		assert.NotEmpty(t, header.Value.Description, "header %s", name)
		assert.NotNil(t, header.Value.Example, "header %s", name)
	}
	for name, ref := range doc.Components.Schemas {
		assert.NotEmpty(t, ref.Value.Description, "schema %s", name)
		for property, p := range ref.Value.Properties {
			assert.NotEmpty(t, p.Value.Description, "%s.%s", name, property)
			assert.NotNil(t, p.Value.Example, "%s.%s has no example", name, property)
		}
		if len(ref.Value.Enum) > 0 {
			assert.Len(t, ref.Value.Extensions["x-enum-descriptions"], len(ref.Value.Enum), "values of %s", name)
		}
	}
	for _, op := range contract.Default().Operations() {
		assert.NotEmpty(t, op.Spec.Summary, op.ID)
		assert.NotEmpty(t, op.Spec.Description, op.ID)
		assert.NotEmpty(t, op.Spec.Tags, op.ID)
		for _, p := range append(slices.Clone(op.Item.Parameters), op.Spec.Parameters...) {
			assert.NotEmpty(t, p.Value.Description, "%s.%s", op.ID, p.Value.Name)
			if p.Value.Required || p.Value.Schema.Value.Type.Is("array") {
				assert.NotNil(t, p.Value.Example, "%s.%s has no example", op.ID, p.Value.Name)
			}
		}
		for status, response := range op.Spec.Responses.Map() {
			if assert.NotNil(t, response.Value.Description, "%s %s", op.ID, status) {
				assert.NotEmpty(t, *response.Value.Description, "%s %s", op.ID, status)
			}
		}
	}
}

func TestDocument_SecretsHaveTheFormatPassword(t *testing.T) {
	t.Parallel()
	for name, ref := range contract.Default().Document.Components.Schemas {
		for property, p := range ref.Value.Properties {
			switch property {
			case "password", "oldPassword", "secret", "otp", "jwt", "providerAccessToken", "providerRefreshToken", "uri":
				assert.Equal(t, "password", p.Value.Format, "%s.%s", name, property)
			case "recoveryCodes":
				assert.Equal(t, "password", p.Value.Items.Value.Format, "%s.%s", name, property)
			}
		}
	}
}

func TestDocument_CredentialsAreHeaders(t *testing.T) {
	t.Parallel()
	headers := map[string]string{}
	for name, scheme := range contract.Default().Document.Components.SecuritySchemes {
		assert.Equal(t, "apiKey", scheme.Value.Type, name)
		assert.Equal(t, "header", scheme.Value.In, name)
		headers[name] = scheme.Value.Name
	}
	assert.Equal(t, map[string]string{
		"ProjectID": "X-Appwrite-Project", "APIKey": "X-Appwrite-Key",
		"SessionSecret": "X-Appwrite-Session", "UserJWT": "X-Appwrite-JWT",
	}, headers)
}

func TestDocument_EveryErrorOfAnOperationIsAKnownType(t *testing.T) {
	t.Parallel()
	known, ok := contract.Default().Document.Components.Schemas["Error"].Value.Extensions["x-error-types"].(map[string]any)
	require.True(t, ok)
	for _, op := range contract.Default().Operations() {
		for _, name := range op.Errors {
			assert.Contains(t, slices.Collect(maps.Keys(known)), name, op.ID)
		}
	}
}
