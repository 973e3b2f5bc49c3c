package accounttest

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/internal/operations"
)

// documented answers the operations of the OpenAPI document.
func documented() []*operation {
	var all []*operation
	for _, described := range operations.All {
		all = append(all, operationOf(described))
	}
	return all
}

var mfaGates = map[string]mfaGate{"required": mfaRequired, "exempt": mfaExempt, "recent": mfaRecent}

func operationOf(described operations.Operation) *operation {
	op := &operation{
		id: described.ID, method: described.Method, path: described.Path, aliases: described.Aliases,
		scope: described.Scope, mfa: mfaGates[described.MFA], signedOut: described.SignedOut, authMethod: described.AuthMethod,
	}
	if described.Limit > 0 {
		op.limit = &rateLimit{calls: described.Limit, window: time.Duration(described.Window) * time.Second, keys: described.Keys}
	}
	for _, param := range described.Params {
		op.params = append(op.params, parameter{
			name: strings.TrimSuffix(param.Name, "[]"), in: param.In, required: param.Required,
			rule: ruleOf(described.ID, param), enum: param.Enum,
			min: param.MinLength, max: param.MaxLength, maxItems: param.MaxItems,
		})
	}
	return op
}

// choosesPassword are the operations in which a parameter "password" is a new
// one, which a project can hold against a dictionary.
var choosesPassword = map[string]bool{"create": true, "updatePassword": true, "updateRecovery": true}

// ruleOf tells the server's check from what the document says.
func ruleOf(operationID string, param operations.Param) rule {
	switch {
	case param.Name == "queries[]" && operationID == "listLogs":
		return logQueriesRule
	case param.Name == "queries[]":
		return identityQueriesRule
	case param.Type == "array":
		return textListRule
	case param.Type == "boolean":
		return booleanRule
	case param.Type == "object":
		return prefsRule
	case param.Name == "provider":
		return enumRule
	case len(param.Enum) > 0:
		return looseEnumRule
	}
	return textRuleOf(operationID, param)
}

func textRuleOf(operationID string, param operations.Param) rule {
	switch {
	case param.Format == "email":
		return emailRule
	case param.Format == "uri":
		return redirectURLRule
	case param.Pattern == "" && param.Format == "password" && param.MinLength >= 8:
		if param.Name == "password" && choosesPassword[operationID] {
			return newPasswordRule
		}
		return passwordRule
	case param.Pattern == "":
		return textRule
	case strings.HasPrefix(param.Pattern, `^\+`):
		return phoneRule
	case strings.Contains(param.Pattern, "unique"):
		return newIDRule
	}
	return idRule
}
