package operations

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// This file is the only one that reads the table of operations, which is generated from the
// document.

// documented returns the operations of the document.
func documented() []*exchange.Operation {
	var all []*exchange.Operation
	for _, described := range gen.Operations {
		all = append(all, newOperation(described))
	}
	return all
}

func newOperation(described *gen.Operation) *exchange.Operation {
	op := &exchange.Operation{
		ID: described.ID, Method: described.Method, Path: described.Path, Aliases: described.Aliases,
		Scope: described.Scope, MFA: described.MFA, SignedOut: described.SignedOut, AuthMethod: described.AuthMethod,
		AuditEvent: described.Audit, ReadsTimestamp: described.Timestamp, ErrorsArePages: described.Redirect,
	}
	if described.Limit > 0 {
		op.Limit = &exchange.RateLimit{Calls: described.Limit, Window: time.Duration(described.Window) * time.Second, Keys: described.Keys}
	}
	for _, param := range described.Params {
		op.Params = append(op.Params, params.Param{
			Name: strings.TrimSuffix(param.Name, "[]"), Required: param.Required, Rule: params.Rule(param.Check),
			Enum: param.Enum, Min: param.MinLength, Max: param.MaxLength, MaxItems: param.MaxItems,
		})
	}
	return op
}
