package accounttest

import (
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// documented answers the operations of the OpenAPI document.
func documented() []*operation {
	var operations []*operation
	for _, described := range contract.Default().Operations() {
		operations = append(operations, operationOf(described))
	}
	return operations
}

var mfaGates = map[string]mfaGate{"required": mfaRequired, "exempt": mfaExempt, "recent": mfaRecent}

func operationOf(described *contract.Operation) *operation {
	op := &operation{
		id: described.ID, method: described.Method, path: described.Path, aliases: described.Aliases,
		scope: described.Scope, mfa: mfaGates[described.MFA], signedOut: described.SignedOut, authMethod: described.AuthMethod,
	}
	if limit := described.RateLimit; limit != nil {
		op.limit = &rateLimit{calls: limit.Limit, window: time.Duration(limit.Window) * time.Second, keys: limit.Keys}
	}
	for _, param := range described.Params {
		op.params = append(op.params, parameterOf(described.ID, param))
	}
	return op
}

// parameterOf reads a parameter's rule out of its schema.
func parameterOf(operationID string, param contract.Param) parameter {
	schema := param.Schema
	p := parameter{
		name: strings.TrimSuffix(param.Name, "[]"), in: param.In, required: param.Required,
		rule: ruleOf(operationID, param.Name, schema), enum: enumOf(schema),
	}
	if schema.Type.Is("array") {
		p.maxItems = lengthOf(schema.MaxItems)
		schema = schema.Items.Value
	}
	p.min, p.max = int(schema.MinLength), lengthOf(schema.MaxLength)
	return p
}

func lengthOf(limit *uint64) int {
	if limit == nil {
		return 0
	}
	return int(*limit)
}

func enumOf(schema *openapi3.Schema) []string {
	var values []string
	for _, value := range schema.Enum {
		text, _ := value.(string)
		values = append(values, text)
	}
	return values
}

// choosesPassword are the operations in which a parameter "password" is a new
// one, which a project can hold against a dictionary.
var choosesPassword = map[string]bool{"create": true, "updatePassword": true, "updateRecovery": true}

// ruleOf tells the server's check from the schema.
func ruleOf(operationID, name string, schema *openapi3.Schema) rule {
	switch {
	case name == "queries[]" && operationID == "listLogs":
		return logQueriesRule
	case name == "queries[]":
		return identityQueriesRule
	case schema.Type.Is("array"):
		return textListRule
	case schema.Type.Is("boolean"):
		return booleanRule
	case schema.Type.Is("object"):
		return prefsRule
	case name == "provider":
		return enumRule
	case len(schema.Enum) > 0:
		return looseEnumRule
	}
	return textRuleOf(operationID, name, schema)
}

func textRuleOf(operationID, name string, schema *openapi3.Schema) rule {
	switch {
	case schema.Format == "email":
		return emailRule
	case schema.Format == "uri":
		return redirectURLRule
	case schema.Pattern == "" && schema.Format == "password" && schema.MinLength >= 8:
		if name == "password" && choosesPassword[operationID] {
			return newPasswordRule
		}
		return passwordRule
	case schema.Pattern == "":
		return textRule
	case strings.HasPrefix(schema.Pattern, `^\+`):
		return phoneRule
	case strings.Contains(schema.Pattern, "unique"):
		return newIDRule
	}
	return idRule
}
