package account_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// knownError is a type of error that the service returns.
type knownError struct {
	constant account.ErrorType
	name     string
	status   int
}

// knownErrors are all the types that servers 1.7 to 1.9 can return, and the status of
// each on 1.7.
var knownErrors = []knownError{
	{account.ErrGeneralAttributeQueryLimitExceeded, "general_attribute_query_limit_exceeded", 400},
	{account.ErrGeneralColumnQueryLimitExceeded, "general_column_query_limit_exceeded", 400},
	{account.ErrProjectIDMissing, "project_id_missing", 403},
	{account.ErrUserIDMissing, "user_id_missing", 403},
	{account.ErrGeneralUnknown, "general_unknown", 500},
	{account.ErrGeneralAccessForbidden, "general_access_forbidden", 401},
	{account.ErrGeneralResourceBlocked, "general_resource_blocked", 401},
	{account.ErrGeneralUnknownOrigin, "general_unknown_origin", 403},
	{account.ErrGeneralAPIDisabled, "general_api_disabled", 403},
	{account.ErrGeneralServiceDisabled, "general_service_disabled", 403},
	{account.ErrGeneralUnauthorizedScope, "general_unauthorized_scope", 401},
	{account.ErrGeneralRateLimitExceeded, "general_rate_limit_exceeded", 429},
	{account.ErrGeneralSMTPDisabled, "general_smtp_disabled", 503},
	{account.ErrGeneralPhoneDisabled, "general_phone_disabled", 503},
	{account.ErrGeneralArgumentInvalid, "general_argument_invalid", 400},
	{account.ErrGeneralQueryInvalid, "general_query_invalid", 400},
	{account.ErrGeneralInvalidEmail, "general_invalid_email", 400},
	{account.ErrGeneralRouteNotFound, "general_route_not_found", 404},
	{account.ErrGeneralCursorNotFound, "general_cursor_not_found", 400},
	{account.ErrGeneralServerError, "general_server_error", 500},
	{account.ErrGeneralProtocolUnsupported, "general_protocol_unsupported", 500},
	{account.ErrGeneralRegionAccessDenied, "general_region_access_denied", 451},
	{account.ErrGeneralBadRequest, "general_bad_request", 400},
	{account.ErrUserCountExceeded, "user_count_exceeded", 400},
	{account.ErrUserConsoleCountExceeded, "user_console_count_exceeded", 501},
	{account.ErrUserJWTInvalid, "user_jwt_invalid", 401},
	{account.ErrUserAlreadyExists, "user_already_exists", 409},
	{account.ErrUserBlocked, "user_blocked", 401},
	{account.ErrUserInvalidToken, "user_invalid_token", 401},
	{account.ErrUserPasswordResetRequired, "user_password_reset_required", 412},
	{account.ErrUserEmailNotWhitelisted, "user_email_not_whitelisted", 401},
	{account.ErrUserIPNotWhitelisted, "user_ip_not_whitelisted", 401},
	{account.ErrUserInvalidCode, "user_invalid_code", 401},
	{account.ErrUserInvalidCredentials, "user_invalid_credentials", 401},
	{account.ErrUserAnonymousConsoleProhibited, "user_anonymous_console_prohibited", 401},
	{account.ErrUserSessionAlreadyExists, "user_session_already_exists", 401},
	{account.ErrUserNotFound, "user_not_found", 404},
	{account.ErrUserEmailAlreadyExists, "user_email_already_exists", 409},
	{account.ErrUserPasswordMismatch, "user_password_mismatch", 400},
	{account.ErrPasswordRecentlyUsed, "password_recently_used", 400},
	{account.ErrPasswordPersonalData, "password_personal_data", 400},
	{account.ErrUserSessionNotFound, "user_session_not_found", 404},
	{account.ErrUserIdentityNotFound, "user_identity_not_found", 404},
	{account.ErrUserUnauthorized, "user_unauthorized", 401},
	{account.ErrUserAuthMethodUnsupported, "user_auth_method_unsupported", 501},
	{account.ErrUserPhoneAlreadyExists, "user_phone_already_exists", 409},
	{account.ErrUserRecoveryCodesAlreadyExists, "user_recovery_codes_already_exists", 409},
	{account.ErrUserAuthenticatorNotFound, "user_authenticator_not_found", 404},
	{account.ErrUserRecoveryCodesNotFound, "user_recovery_codes_not_found", 404},
	{account.ErrUserAuthenticatorAlreadyVerified, "user_authenticator_already_verified", 409},
	{account.ErrUserPhoneNotFound, "user_phone_not_found", 400},
	{account.ErrUserPhoneNotVerified, "user_phone_not_verified", 500},
	{account.ErrUserEmailNotFound, "user_email_not_found", 500},
	{account.ErrUserEmailNotVerified, "user_email_not_verified", 500},
	{account.ErrUserMissingID, "user_missing_id", 400},
	{account.ErrUserMoreFactorsRequired, "user_more_factors_required", 401},
	{account.ErrUserChallengeRequired, "user_challenge_required", 401},
	{account.ErrUserOAuth2BadRequest, "user_oauth2_bad_request", 400},
	{account.ErrUserOAuth2Unauthorized, "user_oauth2_unauthorized", 401},
	{account.ErrUserOAuth2ProviderError, "user_oauth2_provider_error", 500},
	{account.ErrUserEmailAlreadyVerified, "user_email_already_verified", 409},
	{account.ErrUserPhoneAlreadyVerified, "user_phone_already_verified", 409},
	{account.ErrUserDeletionProhibited, "user_deletion_prohibited", 400},
	{account.ErrUserTargetNotFound, "user_target_not_found", 404},
	{account.ErrUserTargetAlreadyExists, "user_target_already_exists", 409},
	{account.ErrUserKeyAndSessionSet, "user_key_and_session_set", 403},
	{account.ErrUserAPIKeyAndSessionSet, "user_api_key_and_session_set", 403},
	{account.ErrUserJWTAndCookieSet, "user_jwt_and_cookie_set", 403},
	{account.ErrUserEmailDisposable, "user_email_disposable", 400},
	{account.ErrUserEmailFree, "user_email_free", 400},
	{account.ErrUserEmailNotCanonical, "user_email_not_canonical", 400},
	{account.ErrUserEmailNotCorporate, "user_email_not_corporate", 400},
	{account.ErrProjectNotFound, "project_not_found", 404},
	{account.ErrProjectProviderDisabled, "project_provider_disabled", 412},
	{account.ErrProjectProviderUnsupported, "project_provider_unsupported", 400},
	{account.ErrProjectInvalidSuccessURL, "project_invalid_success_url", 400},
	{account.ErrProjectInvalidFailureURL, "project_invalid_failure_url", 400},
	{account.ErrProjectKeyExpired, "project_key_expired", 401},
	{account.ErrDatabaseTimeout, "database_timeout", 408},
	{account.ErrDatabaseQueryOrderNull, "database_query_order_null", 400},
	{account.ErrGeneralQueryLimitExceeded, "general_query_limit_exceeded", 400},
	{account.ErrGeneralInvalidPhone, "general_invalid_phone", 400},
	{account.ErrGeneralCodesDisabled, "general_codes_disabled", 500},
	{account.ErrGeneralUsageDisabled, "general_usage_disabled", 501},
	{account.ErrGeneralNotImplemented, "general_not_implemented", 405},
	{account.ErrAPIKeyExpired, "api_key_expired", 401},
}

// noRetries is for tests that are about a single response.
var noRetries = account.WithRetries(0)

// requireError fails the test unless err is an *account.Error, and returns it.
func requireError(t *testing.T, err error) *account.Error {
	t.Helper()
	var apiErr *account.Error
	require.ErrorAs(t, err, &apiErr)
	return apiErr
}

// requireTransportError fails the test unless err is an *account.TransportError of an
// operation, and returns it.
func requireTransportError(t *testing.T, err error, operation string) *account.TransportError {
	t.Helper()
	var transportErr *account.TransportError
	require.ErrorAs(t, err, &transportErr)
	assert.Equal(t, operation, transportErr.Operation)
	assert.NotEmpty(t, transportErr.Host)
	return transportErr
}

// sameError are the types that mean the same as another one: what other versions of the
// server call it.
var sameError = map[string][]string{
	"user_key_and_session_set":               {"user_api_key_and_session_set"},
	"user_api_key_and_session_set":           {"user_key_and_session_set"},
	"general_query_limit_exceeded":           {"general_attribute_query_limit_exceeded", "general_column_query_limit_exceeded"},
	"general_attribute_query_limit_exceeded": {"general_query_limit_exceeded"},
	"general_column_query_limit_exceeded":    {"general_query_limit_exceeded"},
}

func TestErrorType_EveryKnownTypeHasAConstant(t *testing.T) {
	t.Parallel()
	for _, known := range knownErrors {
		t.Run(known.name, func(t *testing.T) {
			t.Parallel()
			client := newStub(t, errorResponse(known.status, known.name, "Why.")).client(t, noRetries, account.WithSession("s"))
			_, err := client.Get(t.Context())
			apiErr := requireError(t, err)
			assert.ErrorIs(t, err, known.constant)
			assert.Equal(t, account.ErrorType(known.name), apiErr.Type)
			assert.Equal(t, known.status, apiErr.StatusCode)
			assert.EqualError(t, known.constant, known.name)
			for _, other := range knownErrors {
				assert.Equal(t, other.name == known.name || slices.Contains(sameError[known.name], other.name), errors.Is(err, other.constant), other.name)
			}
			assert.ErrorIs(t, fmt.Errorf("signing up: %w", err), known.constant, "also when wrapped")
		})
	}
}

func TestErrorType_TheConstantsMatchTheDocument(t *testing.T) {
	t.Parallel()
	declared := contract.Default().Document.Components.Schemas["Error"].Value.Extensions["x-error-types"].(map[string]any)
	expected := map[string]int{}
	for name, entry := range declared {
		status, err := json.Marshal(entry.(map[string]any)["status"])
		require.NoError(t, err)
		var n int
		require.NoError(t, json.Unmarshal(status, &n))
		expected[name] = n
	}
	got := map[string]int{}
	for _, known := range knownErrors {
		got[known.name] = known.status
	}
	assert.Equal(t, expected, got)
}

func TestError_HasEverythingTheServiceSent(t *testing.T) {
	t.Parallel()
	body := `{"message": "Rate limit for the current endpoint has been exceeded.", "code": 429, "type": "general_rate_limit_exceeded", "version": "1.7.4"}`
	client := newStub(t, jsonResponse(429, body).
		withHeader("X-Ratelimit-Limit", "10").withHeader("X-Ratelimit-Remaining", "0").withHeader("X-Ratelimit-Reset", "1795428000").
		withHeader("Set-Cookie", "a_session_library=cookie-secret").withHeader("X-Fallback-Cookies", `{"a_session_library":"cookie-secret"}`).
		withHeader("X-Debug-Speed", "0.01")).client(t, noRetries)

	var response account.Response
	_, err := client.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"}, account.ResponseInto(&response))
	apiErr := requireError(t, err)
	limit := account.RateLimit{Limit: 10, Remaining: 0, Reset: time.Unix(1795428000, 0).UTC()}
	assert.Equal(t, "createEmailPasswordSession", apiErr.Operation)
	assert.Equal(t, 429, apiErr.StatusCode)
	assert.Equal(t, account.ErrGeneralRateLimitExceeded, apiErr.Type)
	assert.Equal(t, "Rate limit for the current endpoint has been exceeded.", apiErr.Message)
	assert.Equal(t, "1.7.4", apiErr.Version)
	assert.Equal(t, limit, apiErr.RateLimit)
	assert.Equal(t, body, string(apiErr.Body))
	assert.NoError(t, errors.Unwrap(apiErr))
	assert.Equal(t, "0.01", apiErr.Header.Get("X-Debug-Speed"))
	assert.NotContains(t, apiErr.Header, "Set-Cookie")
	assert.NotContains(t, apiErr.Header, "X-Fallback-Cookies")
	assert.Equal(t, "account: createEmailPasswordSession: 429 general_rate_limit_exceeded: Rate limit for the current endpoint has been exceeded.", err.Error())

	assert.Equal(t, 429, response.StatusCode, "the metadata is copied after a failure too")
	assert.Equal(t, limit, response.RateLimit)
	assert.Contains(t, response.Header, "Set-Cookie", "ResponseInto copies the whole header")
}

func TestError_TheRateLimitIsZeroWithoutItsHeaders(t *testing.T) {
	t.Parallel()
	for _, response := range []stubResponse{
		errorResponse(401, "user_blocked", "Blocked."),
		errorResponse(401, "user_blocked", "Blocked.").withHeader("X-Ratelimit-Limit", "many").withHeader("X-Ratelimit-Reset", "soon"),
		errorResponse(401, "user_blocked", "Blocked.").withHeader("X-Ratelimit-Reset", "0"),
	} {
		_, err := newStub(t, response).allowAnyResponse().client(t, noRetries, account.WithSession("s")).Get(t.Context())
		assert.Equal(t, account.RateLimit{}, requireError(t, err).RateLimit)
	}
}

// sampleCalls are a call that returns a model, one that returns nothing, one that returns
// a free-form object, and one that returns a redirect.
var sampleCalls = map[string]func(context.Context, *account.Client) error{
	"get":           func(ctx context.Context, c *account.Client) error { _, err := c.Get(ctx); return err },
	"deleteSession": func(ctx context.Context, c *account.Client) error { return c.DeleteSession(ctx, "current") },
	"getPrefs":      func(ctx context.Context, c *account.Client) error { _, err := c.GetPrefs(ctx); return err },
	"createOAuth2Token": func(ctx context.Context, c *account.Client) error {
		_, err := c.CreateOAuth2Token(ctx, account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
		return err
	},
}

func TestError_EveryUnsuccessfulResponseIsAnError(t *testing.T) {
	t.Parallel()
	const gateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body></html>"
	for name, test := range map[string]struct {
		response  stubResponse
		errorType account.ErrorType
		message   string
	}{
		"an error in development mode": {
			jsonResponse(400, `{"message": "Invalid email.", "code": 400, "type": "general_argument_invalid", "version": "1.7.4", "file": "/usr/src/code/app.php", "line": 930, "trace": [{"file": "x"}]}`),
			account.ErrGeneralArgumentInvalid, "400 general_argument_invalid: Invalid email.",
		},
		"an error without a type":           {jsonResponse(500, `{"message": "Server Error", "code": 500, "version": "1.7.4"}`), "", "500: Server Error"},
		"an error without a message":        {jsonResponse(400, `{"type": "user_missing_id"}`), account.ErrUserMissingID, "400 user_missing_id"},
		"an unknown type":                   {errorResponse(409, "user_too_happy", "Calm down."), "user_too_happy", "409 user_too_happy: Calm down."},
		"an error with another status":      {errorResponse(500, "user_email_not_verified", "Server Error"), account.ErrUserEmailNotVerified, "500 user_email_not_verified"},
		"a page with a title":               {pageResponse(404, "<!DOCTYPE html><html><head><TITLE> Not here </TITLE></head></html>"), "", `a web page ("Not here"), not JSON; a proxy may stand in between, or the endpoint may be wrong (it usually ends in /v1)`},
		"a page without a title":            {pageResponse(503, "<html><body>down</body></html>"), "", "a web page, not JSON"},
		"a page that names the error":       {pageResponse(412, "<html><h1>Error 412</h1><p>type: project_provider_disabled</p></html>"), account.ErrProjectProviderDisabled, "412 project_provider_disabled: "},
		"a page with a longer word":         {pageResponse(403, "<html><p>general_unknown_origin</p></html>"), account.ErrGeneralUnknownOrigin, "403 general_unknown_origin"},
		"a page of a proxy":                 {pageResponse(502, gateway), "", `502: the response is a web page ("502 Bad Gateway")`},
		"a page without a content type":     {stubResponse{Status: 502, Body: gateway}, "", `("502 Bad Gateway")`},
		"plain text of a proxy":             {stubResponse{Status: 502, Header: http.Header{"Content-Type": {"text/plain"}}, Body: "upstream connect error"}, "", "(22 bytes of text/plain) is not the JSON of the account service; is the endpoint right?"},
		"plain text without a content type": {stubResponse{Status: 500, Body: "oops"}, "", "(4 bytes of no content type)"},
		"no body":                           {stubResponse{Status: 504}, "", "504: the response is empty; a proxy or an overloaded server sends such responses"},
		"white space only":                  {stubResponse{Status: 500, Body: " \r\n"}, "", "the response is empty"},
		"broken JSON":                       {jsonResponse(500, `{"message": "Ser`), "", "is not the JSON of the account service"},
		"JSON of another service":           {jsonResponse(500, `{"error": "no upstream"}`), "", "is not the JSON of the account service"},
		"a list":                            {jsonResponse(500, `[]`), "", "is not the JSON of the account service"},
		"a body that breaks off":            {stubResponse{Status: 500, Body: `{"mess`, BodyErr: io.ErrUnexpectedEOF}, "", "the response broke off after 6 bytes: unexpected EOF"},
		"a reset connection":                {stubResponse{Status: 401, Body: "", BodyErr: errors.New("connection reset by peer")}, "", "connection reset by peer"},
		"not modified":                      {stubResponse{Status: 304}, "", "the response is empty"},
	} {
		for operation, call := range sampleCalls {
			t.Run(name+"/"+operation, func(t *testing.T) {
				t.Parallel()
				client := newStub(t, test.response).allowAnyResponse().client(t, noRetries, account.WithSession("s"))
				err := call(t.Context(), client)
				apiErr := requireError(t, err)
				assert.Equal(t, operation, apiErr.Operation)
				assert.Equal(t, test.response.Status, apiErr.StatusCode)
				assert.Equal(t, test.errorType, apiErr.Type)
				assert.NotEmpty(t, err.Error())
				assert.Contains(t, err.Error(), test.message)
				assert.True(t, strings.HasPrefix(err.Error(), "account: "+operation+": "), err.Error())
				assert.Equal(t, test.response.Body, string(apiErr.Body), "the body is kept")
				assert.NotErrorIs(t, err, account.ErrorType(""))
				if test.errorType != "" {
					assert.ErrorIs(t, err, test.errorType)
				}
				if test.response.BodyErr != nil {
					assert.ErrorIs(t, err, test.response.BodyErr)
				}
			})
		}
	}
}

func TestError_ASuccessThatCannotBeDecodedIsAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		response stubResponse
		message  string
	}{
		"a page":                    {pageResponse(200, "<html><title>Sign in to the WiFi</title></html>"), `200: the response is a web page ("Sign in to the WiFi"), not JSON`},
		"a page as JSON":            {jsonResponse(200, "<!DOCTYPE html><title>x</title>"), "a web page"},
		"no body":                   {stubResponse{Status: 200}, "200: the response is empty"},
		"no content":                {stubResponse{Status: 204}, "204: the response is empty"},
		"null":                      {jsonResponse(200, `null`), "is not the JSON of the account service"},
		"a list":                    {jsonResponse(200, `[]`), "is not the JSON of the account service"},
		"a string":                  {jsonResponse(200, `"text"`), "is not the JSON of the account service"},
		"a number":                  {jsonResponse(200, `7`), "is not the JSON of the account service"},
		"broken JSON":               {jsonResponse(200, `{"$id": "u1"`), "is not the JSON of the account service"},
		"more than one value":       {jsonResponse(200, userJSON+" {}"), "is not the JSON of the account service"},
		"a field is missing":        {jsonResponse(200, strings.Replace(userJSON, `"registration"`, `"since"`, 1)), `the field "registration" is missing; a gateway may have sent it instead`},
		"a gateway's error":         {jsonResponse(200, `{"error": "upstream unavailable"}`), `the field "$id" is missing`},
		"an error with status 200":  {jsonResponse(200, `{"message": "No.", "code": 401, "type": "user_blocked", "version": "1.7.4"}`), `the field "$id" is missing`},
		"an empty object":           {jsonResponse(200, `{}`), `the field "$id" is missing`},
		"a field of the wrong type": {jsonResponse(200, `{"$id": 7}`), "is not the JSON of the account service"},
		"an invalid date":           {jsonResponse(200, `{"$createdAt": "soon"}`), "is not the JSON of the account service"},
		"a body that breaks off":    {stubResponse{Status: 200, Body: `{"$id": "u1"`, BodyErr: io.ErrUnexpectedEOF}, "broke off after 12 bytes: unexpected EOF"},
		"an unusual success":        {jsonResponse(206, ``), "206"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newStub(t, test.response).allowAnyResponse().client(t, noRetries, account.WithSession("s"))
			user, err := client.Get(t.Context())
			apiErr := requireError(t, err)
			assert.Nil(t, user)
			assert.Equal(t, "get", apiErr.Operation)
			assert.Equal(t, test.response.Status, apiErr.StatusCode)
			assert.Empty(t, apiErr.Type)
			assert.Contains(t, err.Error(), test.message)
			assert.Empty(t, apiErr.Body, "a success can hold a secret")
			if test.response.BodyErr != nil {
				assert.ErrorIs(t, err, test.response.BodyErr)
			}
		})
	}
}

func TestError_EveryStatusFrom300OnIsAnError(t *testing.T) {
	t.Parallel()
	for status := 300; status < 600; status++ {
		for operation, call := range sampleCalls {
			for _, response := range []stubResponse{{Status: status}, errorResponse(status, "general_unknown", "Server Error")} {
				client := newStub(t, response).allowAnyResponse().client(t, noRetries, account.WithSession("s"))
				apiErr := requireError(t, call(t.Context(), client))
				assert.Equal(t, status, apiErr.StatusCode, operation)
				assert.Equal(t, operation, apiErr.Operation)
				assert.NotEmpty(t, apiErr.Message, "%s %d", operation, status)
			}
		}
	}
}

func TestError_AResponseShorterThanItsContentLengthIsAnError(t *testing.T) {
	t.Parallel()
	for status, start := range map[string]string{"200 OK": `{"$id": "u1"`, "401 Unauthorized": `{"message": "Bl`, "204 No Content": "", "502 Bad Gateway": "<html>"} {
		client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, buffer, err := http.NewResponseController(w).Hijack()
			if !assert.NoError(t, err) {
				return
			}
			defer conn.Close()
			fmt.Fprintf(buffer, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n%s", status, start)
			_ = buffer.Flush()
		}))
		_, err := client.Get(t.Context())
		apiErr := requireError(t, err)
		assert.Equal(t, status[:3], fmt.Sprint(apiErr.StatusCode))
		if status[:3] != "204" { // which has no body, whatever its Content-Length
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.ErrorContains(t, err, fmt.Sprintf("broke off after %d bytes", len(start)))
		}
	}
}

func TestError_IsPrintedWithoutHeaderAndBody(t *testing.T) {
	t.Parallel()
	client := newStub(t, errorResponse(401, "user_blocked", "Blocked.").withHeader("X-Debug-Speed", "0.0123")).client(t, noRetries, account.WithSession("s"))
	_, err := client.Get(t.Context())
	apiErr := requireError(t, err)
	assert.Equal(t, "account: get: 401 user_blocked: Blocked.", fmt.Sprintf("%v", apiErr))
	for _, printed := range []string{fmt.Sprintf("%#v", apiErr), fmt.Sprintf("%v", *apiErr), fmt.Sprintf("%d", apiErr)} {
		assert.Equal(t, "account: get: 401 user_blocked: Blocked.", printed)
	}
	assert.Equal(t, `"account: get: 401 user_blocked: Blocked."`, fmt.Sprintf("%q", apiErr))
	data, err := json.Marshal(apiErr)
	require.NoError(t, err)
	assert.JSONEq(t, `{"operation": "get", "status": 401, "type": "user_blocked", "message": "Blocked.", "version": "1.7.4"}`, string(data))
	assert.Equal(t, "[operation=get status=401 type=user_blocked message=Blocked. attempts=1]", apiErr.LogValue().String())
}

func TestError_ANilContextIsAnError(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	var nothing context.Context
	_, err := service.client(t, account.WithSession("s")).Get(nothing)
	var invalid *account.InvalidParameterError
	require.ErrorAs(t, err, &invalid)
	assert.EqualError(t, err, "account: get: the context is nil; use context.Background() if there is no other")
	service.requireNoRequests(t)
}

func TestError_CancellingWhileTheBodyIsReadKeepsTheStatus(t *testing.T) {
	t.Parallel()
	end := silentHandler(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"$id": "u1", `))
		_ = http.NewResponseController(w).Flush()
		end.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithCancel(t.Context())
	cancelAfterHead := roundTrip(func(req *http.Request) (*http.Response, error) {
		defer cancel()
		return server.Client().Transport.RoundTrip(req)
	})
	client, err := account.New(server.URL+"/v1", stubProject, noRetries, account.WithHTTPClient(&http.Client{Transport: cancelAfterHead}))
	require.NoError(t, err)

	_, err = client.Get(ctx)

	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 200, requireError(t, err).StatusCode)
}

func TestError_WhatAServerSendsIsBoundedAndEscaped(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	for name, response := range map[string]stubResponse{
		"a message":          jsonResponse(400, `{"message": "first\nsecond\u001b[31m\u2028`+strings.Repeat("x", 100<<10)+`", "type": "general_bad_request"}`),
		"a type":             jsonResponse(400, `{"message": "No.", "type": "a\nb`+strings.Repeat("x", 100<<10)+`"}`),
		"a content type":     {Status: 200, Header: http.Header{"Content-Type": {"a/b\x1b" + long}}, Body: "hello"},
		"a title":            pageResponse(502, "<html><title>a\n\x1bb</title></html>"),
		"a redirect's path":  {Status: 302, Header: http.Header{"Location": {"https://evil.test/" + long}}},
		"a redirect's host":  {Status: 302, Header: http.Header{"Location": {"https://" + strings.Repeat("x", 10_000) + "/"}}},
		"a page's paragraph": pageResponse(400, "<html><title>P - Error</title><p>a\n\x1b"+strings.Repeat("x", 50_000)+"</p></html>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newStub(t, response).allowAnyResponse().client(t, account.WithSession("s"), account.WithRetries(0)).Get(t.Context())
			failure := requireError(t, err)
			assert.Less(t, len(err.Error()), 1500)
			if name != "a message" { // the service's own is there in full
				assert.Less(t, len(failure.Message), 700)
			}
			assert.False(t, strings.ContainsFunc(err.Error(), unicode.IsControl), "%.100q", err.Error())
			assert.NotContains(t, err.Error(), "\u2028")
			assert.Less(t, len(failure.LogValue().String()), 2000)
		})
	}
}

func TestError_NamesTheParameterThatTheServiceRejects(t *testing.T) {
	t.Parallel()
	client := accounttest.New(t).GuestClient()
	for expected, params := range map[string]account.CreateParams{
		"email":    {UserID: "ann", Email: "nobody", Password: password},
		"password": {UserID: "ann", Email: "ann@example.com", Password: "short"},
		"userId":   {UserID: "!", Email: "ann@example.com", Password: password},
	} {
		_, err := client.Create(t.Context(), params)
		var failure *account.Error
		require.ErrorAs(t, err, &failure)
		require.Equal(t, expected, failure.Parameter())
	}
	require.Equal(t, "otp", (&account.Error{Message: `Param "otp" is not optional.`}).Parameter())
	require.Empty(t, (&account.Error{Message: "The `email` is Invalid `password` param"}).Parameter())
	require.Empty(t, (&account.Error{}).Parameter())
}
