package exchange

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Error is an error that the service responds with.
type Error struct {
	Type    string
	Status  int
	Message string
}

// Error gives the status, the type and the message.
func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Type, e.Message) }

// genericMessage replaces the message of every status that the service does not let
// through.
const genericMessage = "Server Error"

// errorTypes are the error types of the account API, as server 1.7.4 has them and the others
// where they do not differ. A status of 0 marks the types that the service forgot to
// register: they arrive as 500 with their type. A message that nobody has seen on a server is
// marked as unverified, here and everywhere else.
var errorTypes = map[string]struct {
	status  int
	message string
}{
	"general_unknown":                     {500, genericMessage},
	"general_server_error":                {500, genericMessage},
	"general_access_forbidden":            {401, "Access to this API is forbidden."},                                                                                                       // unverified
	"general_resource_blocked":            {401, "Access to this resource is blocked."},                                                                                                    // unverified
	"general_unknown_origin":              {403, "The request originated from an unknown origin. If you trust this domain, please list it as a trusted platform in the Appwrite console."}, // unverified
	"general_api_disabled":                {403, "The requested API is disabled. You can enable the API from the Appwrite console."},                                                       // unverified
	"general_service_disabled":            {403, "The requested service is disabled. You can enable the service from the Appwrite console."},                                               // unverified
	"general_unauthorized_scope":          {401, "The current user or API key does not have the required scopes to access the requested resource."},                                        // unverified
	"general_rate_limit_exceeded":         {429, "Rate limit for the current endpoint has been exceeded. Please try again after some time."},
	"general_smtp_disabled":               {503, "SMTP is disabled on your Appwrite instance. You can <a href='/docs/email-delivery'>learn more about setting up SMTP</a> in our docs."}, // unverified
	"general_phone_disabled":              {503, "Phone provider is not configured. Please check the _APP_SMS_PROVIDER environment variable of your Appwrite server."},                   // unverified
	"general_argument_invalid":            {400, "The request contains one or more invalid arguments. Please refer to the endpoint documentation."},                                      // unverified
	"general_query_invalid":               {400, "The query's syntax is invalid. Please check the query and try again."},                                                                 // unverified
	"general_route_not_found":             {404, "Route not found. Please ensure the endpoint is configured correctly and that the API route is valid for this SDK version. Refer to the API docs for more details."},
	"general_cursor_not_found":            {400, "The cursor is invalid. This can happen if the item represented by the cursor has been deleted."}, // unverified
	"general_protocol_unsupported":        {0, genericMessage},
	"general_region_access_denied":        {451, "Your location is not supported due to legal requirements."},                                                                                                             // unverified
	"general_bad_request":                 {400, "There was an error processing your request. Please check the inputs and try again."},                                                                                    // unverified
	"user_count_exceeded":                 {400, "The current project has exceeded the maximum number of users. Please check your user limit in the Appwrite console."},                                                   // unverified
	"user_console_count_exceeded":         {501, "Sign up to the console is restricted. You can contact an administrator to update console sign up restrictions by setting _APP_CONSOLE_WHITELIST_ROOT to \"disabled\"."}, // unverified
	"user_jwt_invalid":                    {401, "The JWT token is invalid. Please check the value of the X-Appwrite-JWT header to ensure the correct token is being used."},                                              // unverified
	"user_already_exists":                 {409, "A user with the same id, email, or phone already exists in this project."},
	"user_blocked":                        {401, "The current user has been blocked. You can unblock the user by making a request to the User API's \"Update User Status\" endpoint or in the Appwrite Console's Auth section."},
	"user_invalid_token":                  {401, "Invalid token passed in the request."},
	"user_password_reset_required":        {412, "The current user requires a password reset."}, // unverified
	"user_invalid_credentials":            {401, "Invalid credentials. Please check the email and password."},
	"user_anonymous_console_prohibited":   {401, "Anonymous users cannot be created for the console project."}, // unverified
	"user_session_already_exists":         {401, "Creation of a session is prohibited when a session is active."},
	"user_not_found":                      {404, "User with the requested ID could not be found."},
	"user_email_already_exists":           {409, "A user with the same email already exists in the current project."},                                                                                                 // unverified
	"password_recently_used":              {400, "The password you are trying to use is similar to your previous password. For your security, please choose a different password and try again."},                     // unverified
	"password_personal_data":              {400, "The password you are trying to use contains references to your name, email, phone or userID. For your security, please choose a different password and try again."}, // unverified
	"user_session_not_found":              {404, "The current user session could not be found."},
	"user_identity_not_found":             {404, "The identity could not be found. Please sign in with OAuth provider to create identity first."},
	"user_unauthorized":                   {401, "The current user is not authorized to perform the requested action."},
	"user_auth_method_unsupported":        {501, "The requested authentication method is either disabled or unsupported. Please check the supported authentication methods in the Appwrite console."}, // unverified
	"user_phone_already_exists":           {409, "A user with the same phone number already exists in the current project."},                                                                          // unverified
	"user_recovery_codes_already_exists":  {409, "The current user already generated recovery codes and they can only be read once for security reasons."},
	"user_authenticator_not_found":        {404, "Authenticator could not be found on the current user."},
	"user_recovery_codes_not_found":       {404, "Recovery codes could not be found on the current user."}, // unverified
	"user_authenticator_already_verified": {409, "This authenticator is already verified on the current user."},
	"user_phone_not_found":                {400, "The current user does not have a phone number associated with their account."},
	"user_missing_id":                     {400, "Missing ID from OAuth2 provider."}, // unverified
	"user_more_factors_required":          {401, "More factors are required to complete the sign in process."},
	"user_challenge_required":             {401, "A recently successful challenge is required to complete this action. A challenge is considered recent for 5 minutes."},
	"user_oauth2_bad_request":             {400, "OAuth2 provider rejected the bad request."},          // unverified
	"user_oauth2_unauthorized":            {401, "OAuth2 provider rejected the unauthorized request."}, // unverified
	"user_oauth2_provider_error":          {424, "OAuth2 provider returned some error."},               // unverified
	"user_email_already_verified":         {409, "User email is already verified"},
	"user_phone_already_verified":         {409, "User phone is already verified"},                                                                                                       // unverified
	"user_deletion_prohibited":            {400, "User deletion is not allowed for users with active memberships. Please delete all confirmed memberships before deleting the account."}, // unverified
	"user_target_not_found":               {404, "The target could not be found."},
	"user_target_already_exists":          {409, "A target with the same ID already exists."},
	"user_key_and_session_set":            {403, "API key and session used in the same request. Use either `setSession` or `setKey`. Learn about which authentication method to use in the SSR docs: https://appwrite.io/docs/products/auth/server-side-rendering"},
	"user_jwt_and_cookie_set":             {403, "JWT and cookie used in the same request. Use either `setJWT` or `setCookie`. Learn about which authentication method to use in the SSR docs: https://appwrite.io/docs/products/auth/server-side-rendering"},
	"project_id_missing":                  {403, "When using project API key, make sure to pass x-appwrite-project header with your project ID."},
	"project_not_found":                   {404, "Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to ensure the correct project ID is being used."},
	"project_provider_disabled":           {412, "The chosen OAuth provider is disabled. You can enable the OAuth provider using the Appwrite console."},                                                                                                                    // unverified
	"project_provider_unsupported":        {400, "The chosen OAuth provider is unsupported. Please check the <a href='/docs/client/account?sdk=web-default#accountCreateOAuth2Session'>Create OAuth2 Session docs</a> for the complete list of supported OAuth providers."}, // unverified
	"project_invalid_success_url":         {400, "Invalid redirect URL for OAuth success."},                                                                                                                                                                                 // unverified
	"project_invalid_failure_url":         {400, "Invalid redirect URL for OAuth failure."},                                                                                                                                                                                 // unverified
	"project_key_expired":                 {401, "The project key has expired. Please generate a new key using the Appwrite console."},                                                                                                                                      // unverified
	"database_timeout":                    {408, "Database timed out. Try adjusting your queries or adding an index."},                                                                                                                                                      // unverified
	"database_query_order_null":           {400, "The order attribute had a null value. Cursor pagination requires all documents order attribute values are non-null."},                                                                                                     // unverified
	"user_phone_not_verified":             {0, genericMessage},
	"user_email_not_found":                {0, genericMessage},
	"user_email_not_verified":             {0, genericMessage},
}

// Reject returns the error of a type with the service's own message.
func Reject(kind string) *Error { return RejectWith(kind, "") }

// RejectWith returns the error of a type with another message, unless that is "".
func RejectWith(kind, message string) *Error {
	known, ok := errorTypes[kind]
	if !ok {
		known.status, known.message = 500, genericMessage
	}
	return &Error{Type: kind, Status: known.status, Message: cmp.Or(message, known.message)}
}

// In returns the error with the status and the message that its type has in a version.
func (e *Error) In(v *version.Version) *Error {
	if !v.Knows(e.Type) {
		return e
	}
	own, changed := v.Errors[e.Type], *e
	changed.Status = own.Status
	if e.Message == errorTypes[e.Type].message {
		changed.Message = cmp.Or(own.Message, e.Message)
	}
	return &changed
}

// explained returns the error with the message that the settings have for it.
func (e *Error) explained(r *Request) *Error {
	if r.Settings.ErrorMessage == nil {
		return e
	}
	changed := *e
	changed.Message = r.Settings.ErrorMessage(r.HTTP, e.Type, e.Message)
	return &changed
}

// passedStatuses are the statuses that the service's error handler lets through. Servers 1.9
// have two more, 405 and 422, which no error of the account service has.
var passedStatuses = []int{400, 401, 402, 403, 404, 408, 409, 412, 416, 429, 451, 501, 503}

// OnWire returns the error as a caller gets it: a status that is not let through becomes
// 500 with the generic message, while the type stays.
func (e *Error) OnWire() *Error {
	if slices.Contains(passedStatuses, e.Status) {
		return e
	}
	return &Error{Type: e.Type, Status: 500, Message: genericMessage}
}
