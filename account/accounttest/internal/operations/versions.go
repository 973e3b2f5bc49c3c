package operations

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// of returns the operations of a version: those of the document, and what that leaves out.
func of(v *version.Version) []*exchange.Operation {
	operations := append(documented(v), undocumented(Providers(v))...)
	for _, op := range operations {
		adapt(op, v)
	}
	return operations
}

// adapt changes what the document has no words for.
func adapt(op *exchange.Operation, v *version.Version) {
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
