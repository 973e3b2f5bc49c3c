package operations

import (
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// of returns the operations of a version: those of the document, and what that leaves out.
func of(v *version.Version) []*exchange.Operation {
	operations := documented(v)
	operations = append(operations, undocumented(providersOf(operations))...)
	for _, op := range operations {
		adapt(op, v)
	}
	return operations
}

// providersOf returns the OAuth2 providers that the operations know.
func providersOf(operations []*exchange.Operation) []string {
	for _, op := range operations {
		for _, param := range op.Params {
			if param.Name == "provider" {
				return param.Enum
			}
		}
	}
	return nil
}

// signIns are the operations whose success resets their rate limit, where it does.
var signIns = []string{"createEmailPasswordSession", "createSession", "updateMagicURLSession"}

// adapt changes what the document has no words for.
func adapt(op *exchange.Operation, v *version.Version) {
	op.SignsIn = slices.Contains(signIns, op.ID)
	if op.ID == "createJWT" {
		op.Limit.Calls, op.Limit.Window = v.JWTCalls, v.JWTWindow
	}
	for i := range op.Params {
		adaptParam(op.ID, &op.Params[i], v)
	}
}

func adaptParam(operation string, p *params.Param, v *version.Version) {
	switch {
	case p.Name == "duration":
		p.Max = 3600 // seconds
	case p.Name == "factor":
		p.Enum = []string{"email", "phone", "totp", "recoverycode"} // in any version, and in any letter case
	case p.Name == "oldPassword" && operation == "updatePassword" && v.AnyOldPassword:
		p.Min = 0
	}
}
