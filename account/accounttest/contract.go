package accounttest

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// documented answers the operations of the OpenAPI document.
func documented() []*operation {
	var all []*operation
	for _, described := range gen.Operations {
		all = append(all, operationOf(described))
	}
	return all
}

var mfaGates = map[string]mfaGate{"required": mfaRequired, "exempt": mfaExempt, "recent": mfaRecent}

func operationOf(described *gen.Operation) *operation {
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
			rule: rules[param.Check], enum: param.Enum,
			min: param.MinLength, max: param.MaxLength, maxItems: param.MaxItems,
		})
	}
	return op
}

// rules are the checks that the document names.
var rules = map[string]rule{
	"string": textRule, "id": idRule, "newId": newIDRule, "email": emailRule, "phone": phoneRule,
	"password": passwordRule, "newPassword": newPasswordRule, "redirectUrl": redirectURLRule,
	"boolean": booleanRule, "enum": enumRule, "looseEnum": looseEnumRule, "prefs": prefsRule,
	"logQueries": logQueriesRule, "identityQueries": identityQueriesRule, "strings": textListRule,
}
