package operations

import (
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// This file is the only one that reads the table of operations, which is generated from the
// document.

// documented returns the operations of the document, as server 1.7 has them.
func documented() []*exchange.Operation {
	var all []*exchange.Operation
	for _, described := range gen.Operations {
		if described.Since == "" {
			all = append(all, newOperation(described))
		}
	}
	return all
}

func newOperation(described *gen.Operation) *exchange.Operation {
	op := &exchange.Operation{
		ID: described.ID, Method: described.Method, Path: described.Path, Aliases: aliasesOf(described),
		Scope: described.Scope, MFA: described.MFA, SignedOut: described.SignedOut, AuthMethod: described.AuthMethod,
		AuditEvent: described.Audit, ReadsTimestamp: described.Timestamp, ErrorsArePages: described.Redirect,
	}
	if described.Limit > 0 {
		op.Limit = &exchange.RateLimit{Calls: described.Limit, Window: time.Duration(described.Window) * time.Second, Keys: described.Keys}
	}
	for _, param := range described.Params {
		if param.Since != "" {
			continue
		}
		op.Params = append(op.Params, params.Param{
			Name: strings.TrimSuffix(param.Name, "[]"), Required: param.Required, Rule: params.Rule(param.Check),
			Enum: enumOf(param), Min: param.MinLength, Max: param.MaxLength, MaxItems: param.MaxItems,
		})
	}
	return op
}

func aliasesOf(described *gen.Operation) []string {
	var routes []string
	for _, alias := range described.Aliases {
		if alias.Since == "1.7" {
			routes = append(routes, described.Method+" "+alias.Path)
		}
	}
	return routes
}

// enumOf leaves out the values of later servers, and adds the provider for tests, which every
// development server has and the document leaves out.
func enumOf(param gen.Param) []string {
	values := slices.DeleteFunc(slices.Clone(param.Enum), func(value string) bool { return param.EnumSince[value] != "" })
	if param.Name == "provider" {
		return append(values, "mock")
	}
	return values
}
