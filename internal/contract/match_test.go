package contract_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
)

func TestMatch_FindsOperationAndValues(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, path, id string
		values           map[string]string
	}{
		"a path without parameters":   {"GET", "/account", "get", map[string]string{}},
		"the method decides":          {"POST", "/account", "create", map[string]string{}},
		"a parameter":                 {"DELETE", "/account/sessions/abc", "deleteSession", map[string]string{"sessionId": "abc"}},
		"a parameter like a literal":  {"DELETE", "/account/sessions/phone", "deleteSession", map[string]string{"sessionId": "phone"}},
		"a literal":                   {"PUT", "/account/sessions/phone", "updatePhoneSession", map[string]string{}},
		"values stay encoded":         {"GET", "/account/sessions/a%2Fb%3F", "getSession", map[string]string{"sessionId": "a%2Fb%3F"}},
		"a parameter of another name": {"GET", "/account/tokens/oauth2/github", "createOAuth2Token", map[string]string{"provider": "github"}},
		"a path of 1.8":               {"PUT", "/account/verifications/email", "updateVerification", map[string]string{}},
		"a path of 1.8.1":             {"POST", "/account/mfa/challenges", "createMfaChallenge", map[string]string{}},
		"a path before 1.7":           {"POST", "/account/jwt", "createJWT", map[string]string{}},
		"an alias, by the method":     {"POST", "/account/sessions", "createEmailPasswordSession", map[string]string{}},
		"no alias, by the method":     {"GET", "/account/sessions", "listSessions", map[string]string{}},
		"two parameters":              {"GET", "/account/consents/a/tokens/b", "getConsentToken", map[string]string{"consentId": "a", "tokenId": "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op, values, ok := contract.Default().Match(test.method, test.path)
			require.True(t, ok)
			assert.Equal(t, test.id, op.ID)
			assert.Equal(t, test.values, values)
		})
	}
}

func TestMatch_FindsNothingElse(t *testing.T) {
	t.Parallel()
	for _, request := range [][2]string{
		{"GET", ""}, {"GET", "/"}, {"GET", "/nope"}, {"GET", "/account/nope"}, {"GET", "account"},
		{"DELETE", "/account"}, {"DELETE", "/account/"}, {"DELETE", "/account/sessions/"},
		{"GET", "/account/sessions/a/b"}, {"GET", "/account/sessions//"}, {"GET", "//account"}, {"GET", "/account/"},
		{"get", "/account"}, {"HEAD", "/account"}, {"OPTIONS", "/account"}, {"PUT", "/account"},
		{"DELETE", "/account/identities/"}, {"GET", "/v1/account"}, {"GET", "/Account"}, {"GET", "/account/tokens/oauth2/"},
		{"GET", "/account/sessions/oauth2/github/redirect"}, {"GET", "/account/verifications/email"}, {"GET", "/account/jwt"},
	} {
		op, values, ok := contract.Default().Match(request[0], request[1])
		assert.False(t, ok, "%s %s", request[0], request[1])
		assert.Nil(t, op)
		assert.Nil(t, values)
	}
}

func TestMatch_FindsEveryPathOfAnOperation(t *testing.T) {
	t.Parallel()
	aliases := 0
	for _, op := range contract.Default().Operations() {
		for _, path := range op.Aliases {
			found, values, ok := contract.Default().Match(op.Method, path)
			require.True(t, ok, path)
			require.Equal(t, op.ID, found.ID)
			require.Empty(t, values)
			aliases++
		}
	}
	require.Equal(t, 10, aliases)
}

func TestMatch_PrefersThePathWithFewerParameters(t *testing.T) {
	t.Parallel()
	for _, paths := range []string{
		"  /a/{x}: {get: {operationId: parameter, responses: {'204': {description: x}}, parameters: &p [{name: x, in: path, required: true, schema: {type: string}}]}}\n" +
			"  /a/b: {get: {operationId: literal, responses: {'204': {description: x}}}}\n",
		"  /a/b: {get: {operationId: literal, responses: {'204': {description: x}}}}\n" +
			"  /a/{x}: {get: {operationId: parameter, responses: {'204': {description: x}}, parameters: &p [{name: x, in: path, required: true, schema: {type: string}}]}}\n",
	} {
		c, err := contract.Read([]byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n" + paths))
		require.NoError(t, err)
		op, _, ok := c.Match(http.MethodGet, "/a/b")
		require.True(t, ok)
		assert.Equal(t, "literal", op.ID)
		op, values, ok := c.Match(http.MethodGet, "/a/c")
		require.True(t, ok)
		assert.Equal(t, "parameter", op.ID)
		assert.Equal(t, map[string]string{"x": "c"}, values)
	}
}

func TestRead_ReturnsAnErrorForAnInvalidDocument(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"invalid YAML":        "\t{",
		"rules of wrong type": "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: {get: {operationId: x, x-appwrite: {signedOut: maybe}, responses: {'204': {description: x}}}}\n",
		"a broken reference":  "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: {get: {operationId: x, responses: {'204': {$ref: '#/nowhere'}}}}\n",
	} {
		_, err := contract.Read([]byte(document))
		assert.Error(t, err, name)
	}
}

func TestOperations_ReturnsACopy(t *testing.T) {
	t.Parallel()
	first := contract.Default().Operations()
	first[0] = nil
	assert.NotNil(t, contract.Default().Operations()[0])
	assert.Nil(t, contract.Default().Operation("deleteEverything"))
}
