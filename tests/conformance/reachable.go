package conformance

// Reachable are the error types that a client of server 1.7.4 can come to see.
var Reachable = []string{
	"general_argument_invalid", "general_bad_request", "general_cursor_not_found", "general_phone_disabled",
	"general_rate_limit_exceeded", "general_route_not_found", "general_server_error", "general_smtp_disabled",
	"general_unauthorized_scope", "general_unknown", "general_unknown_origin", "password_personal_data",
	"password_recently_used", "project_invalid_failure_url", "project_invalid_success_url", "project_key_expired",
	"project_not_found", "project_provider_disabled", "user_already_exists", "user_anonymous_console_prohibited",
	"user_auth_method_unsupported", "user_authenticator_already_verified", "user_authenticator_not_found",
	"user_blocked", "user_challenge_required", "user_count_exceeded", "user_email_already_exists",
	"user_email_already_verified", "user_email_not_found", "user_email_not_verified", "user_identity_not_found",
	"user_invalid_credentials", "user_invalid_token", "user_jwt_invalid", "user_key_and_session_set",
	"user_missing_id", "user_more_factors_required", "user_not_found", "user_oauth2_bad_request",
	"user_oauth2_provider_error", "user_password_reset_required", "user_phone_already_exists",
	"user_phone_already_verified", "user_phone_not_found", "user_phone_not_verified",
	"user_recovery_codes_already_exists", "user_recovery_codes_not_found", "user_session_already_exists",
	"user_session_not_found", "user_target_already_exists", "user_target_not_found", "user_unauthorized",
}

// Unreachable are the other types that the document knows, and why no scenario meets
// them.
var Unreachable = map[string]string{
	"general_access_forbidden":     "is about the console",
	"general_resource_blocked":     "is about resources that an operator of the cloud blocks",
	"general_api_disabled":         "takes a project with its REST interface off, which the embedded service cannot be",
	"general_service_disabled":     "takes a project with the account service off, which the embedded service cannot be",
	"general_protocol_unsupported": "takes a server that insists on HTTPS",
	"general_region_access_denied": "is about the cloud",
	"general_query_invalid":        "the parameter's own check comes first, and says general_argument_invalid",
	"general_query_limit_exceeded": "the parameter's own check comes first, and says general_argument_invalid",
	"general_invalid_phone":        "the parameter's own check comes first, and says general_argument_invalid",
	"general_invalid_email":        "is from server 1.9 on",
	"general_codes_disabled":       "is about the console",
	"general_usage_disabled":       "is about figures that the account service does not answer",
	"general_not_implemented":      "is no answer of the account service",
	"database_timeout":             "takes a database that is too slow",
	"database_query_order_null":    "takes an identity without a value for an attribute that it always has",
	"api_key_expired":              "takes a key that the server makes for its own functions",
	"project_provider_unsupported": "a provider that is not on the list is general_argument_invalid before",
	"user_api_key_and_session_set": "is from server 1.9 on",
	"user_jwt_and_cookie_set":      "is from server 1.9 on",
	"user_email_disposable":        "is from server 1.9 on",
	"user_email_free":              "is from server 1.9 on",
	"user_email_not_canonical":     "is from server 1.9 on",
	"user_email_not_corporate":     "is from server 1.9 on",
	"user_password_mismatch":       "is of servers before 1.5",
	"user_console_count_exceeded":  "is about the console",
	"user_email_not_whitelisted":   "is about the console",
	"user_ip_not_whitelisted":      "is about the console",
	"user_invalid_code":            "is about the console",
	"user_deletion_prohibited":     "is about the console",
	"user_oauth2_unauthorized":     "takes a provider that answers 401",
}
