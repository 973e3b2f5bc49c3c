package operations

import (
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// of returns the operations of a version. The document describes all versions at once, so
// what it has of later ones is taken out first and put in again where it belongs.
func of(v *version.Version) []*exchange.Operation {
	operations := slices.DeleteFunc(documented(), isServedElsewhere)
	routes := map[string]bool{}
	for _, op := range operations {
		routes[op.Method+" "+op.Path] = true
	}
	for _, op := range undocumented() {
		if !routes[op.Method+" "+op.Path] {
			operations = append(operations, op)
		}
	}
	for _, op := range operations {
		adapt(op, v)
	}
	return operations
}

// onHostedOnly is below which path no version of the server has a route.
const onHostedOnly = "/account/consents"

// isServedElsewhere reports whether an operation of the document is a later name for another
// one, which serves its route, or one that no server has.
func isServedElsewhere(op *exchange.Operation) bool {
	if op.Path == onHostedOnly || strings.HasPrefix(op.Path, onHostedOnly+"/") {
		return true
	}
	latest := version.All[len(version.All)-1]
	for _, aliases := range latest.Aliases {
		if slices.Contains(aliases, op.Method+" "+op.Path) {
			return true
		}
	}
	return false
}

// signIns are the operations whose success resets their rate limit, where it does.
var signIns = []string{"createEmailPasswordSession", "createSession", "updateMagicURLSession"}

// adapt makes an operation what it is in a version.
func adapt(op *exchange.Operation, v *version.Version) {
	op.Aliases = append(slices.Clone(op.Aliases), v.Aliases[op.ID]...)
	op.SignsIn = slices.Contains(signIns, op.ID)
	for i := range op.Params {
		adaptParam(op.ID, &op.Params[i], v)
	}
	switch op.ID {
	case "createJWT":
		op.Limit.Calls, op.Limit.Window = v.JWTCalls, v.JWTWindow
		setParam(op, params.Param{Name: "duration", Rule: params.Number, Max: 3600}, v.HasDuration)
	case "listLogs", "listIdentities":
		setParam(op, params.Param{Name: "total", Rule: params.LooseBoolean}, v.HasTotal)
	}
}

func adaptParam(operation string, p *params.Param, v *version.Version) {
	switch {
	case p.Name == "provider": // beside those of the document there is one for tests
		latest := version.All[len(version.All)-1].Providers
		p.Enum = slices.DeleteFunc(slices.Clone(p.Enum), func(name string) bool { return slices.Contains(latest, name) })
		p.Enum = append(append(p.Enum, v.Providers...), "mock")
		slices.Sort(p.Enum[:len(p.Enum)-1])
	case p.Name == "factor":
		p.Enum = []string{"email", "phone", "totp", "recoverycode"} // in any version, and in any letter case
	case p.Name == "oldPassword" && operation == "updatePassword" && v.AnyOldPassword:
		p.Min = 0
	}
}

// setParam puts a parameter into an operation that has it, after all others.
func setParam(op *exchange.Operation, p params.Param, has bool) {
	op.Params = slices.DeleteFunc(op.Params, func(other params.Param) bool { return other.Name == p.Name })
	if has {
		op.Params = append(op.Params, p)
	}
}
