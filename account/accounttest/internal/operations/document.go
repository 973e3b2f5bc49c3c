package operations

import (
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	table "github.com/appwrite-go/appwrite/internal/operations"
)

// This file is the only one that reads the table of operations, which is generated from the
// document.

// documented returns the operations of the document.
func documented() []*exchange.Operation {
	var all []*exchange.Operation
	for _, described := range table.All {
		all = append(all, newOperation(described))
	}
	return all
}

func newOperation(described table.Operation) *exchange.Operation {
	op := &exchange.Operation{
		ID: described.ID, Method: described.Method, Path: described.Path, Aliases: described.Aliases,
		Scope: described.Scope, MFA: described.MFA, SignedOut: described.SignedOut, AuthMethod: described.AuthMethod,
		AuditEvent: auditEventOf(described.ID), ReadsTimestamp: readsTimestamp[described.ID],
		ErrorsArePages: described.ID == "createOAuth2Token",
	}
	if described.Limit > 0 {
		op.Limit = &exchange.RateLimit{Calls: described.Limit, Window: time.Duration(described.Window) * time.Second, Keys: described.Keys}
	}
	for _, param := range described.Params {
		op.Params = append(op.Params, params.Param{
			Name: strings.TrimSuffix(param.Name, "[]"), Required: param.Required, Rule: ruleOf(described.ID, param),
			Enum: enumOf(described.ID, param), Min: param.MinLength, Max: param.MaxLength, MaxItems: param.MaxItems,
		})
	}
	return op
}

// enumOf adds the provider for tests, which every development server has and the document
// leaves out.
func enumOf(operationID string, param table.Param) []string {
	if operationID == "createOAuth2Token" && param.Name == "provider" {
		return append(append([]string{}, param.Enum...), "mock")
	}
	return param.Enum
}

// choosesPassword are the operations in which the parameter "password" is a new one.
var choosesPassword = map[string]bool{"create": true, "updatePassword": true, "updateRecovery": true}

// ruleOf derives the server's check from what the document says of a parameter.
func ruleOf(operationID string, param table.Param) params.Rule {
	switch {
	case param.Name == "queries[]" && operationID == "listLogs":
		return params.LogQueries
	case param.Name == "queries[]":
		return params.IdentityQueries
	case param.Type == "array":
		return params.Strings
	case param.Type == "boolean":
		return params.Boolean
	case param.Type == "object":
		return params.Prefs
	case param.Name == "provider":
		return params.Enum
	case len(param.Enum) > 0:
		return params.LooseEnum
	case param.Format == "email":
		return params.Email
	case param.Format == "uri":
		return params.RedirectURL
	case param.Pattern == "" && param.Format == "password" && param.MinLength >= 8:
		if param.Name == "password" && choosesPassword[operationID] {
			return params.NewPassword
		}
		return params.Password
	case param.Pattern == "":
		return params.String
	case strings.HasPrefix(param.Pattern, `^\+`):
		return params.Phone
	case strings.Contains(param.Pattern, "unique"):
		return params.NewID
	}
	return params.ID
}

// readsTimestamp are the operations that read the header X-Appwrite-Timestamp.
var readsTimestamp = map[string]bool{
	"updateEmail": true, "updateMFA": true, "createMfaAuthenticator": true, "updateName": true, "updatePassword": true,
	"updatePhone": true, "updatePrefs": true, "deleteSession": true, "updateStatus": true,
}

// auditEvents are the operations that the audit log calls something. The others leave no
// entry.
var auditEvents = map[string][]string{
	"user.create": {"create"},
	"user.update": {"updateEmail", "updateName", "updatePassword", "updatePhone", "updatePrefs", "updateStatus", "updateMFA",
		"createMfaAuthenticator", "updateMfaAuthenticator", "deleteMfaAuthenticator", "createMfaRecoveryCodes", "updateMfaRecoveryCodes"},
	"session.create": {"createAnonymousSession", "createEmailPasswordSession", "createSession", "updateMagicURLSession",
		"updatePhoneSession", "createEmailToken", "createMagicURLToken", "createPhoneToken"},
	"session.update":      {"updateSession"},
	"session.delete":      {"deleteSession", "deleteSessions"},
	"recovery.create":     {"createRecovery"},
	"recovery.update":     {"updateRecovery"},
	"verification.create": {"createVerification", "createPhoneVerification"},
	"verification.update": {"updateVerification", "updatePhoneVerification"},
	"challenge.create":    {"createMfaChallenge"},
	"challenges.update":   {"updateMfaChallenge"},
}

func auditEventOf(operationID string) string {
	for event, operations := range auditEvents {
		if slices.Contains(operations, operationID) {
			return event
		}
	}
	return ""
}
