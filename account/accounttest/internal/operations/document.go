package operations

import (
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// This file is the only one that reads the table of operations, which is generated from the
// document.

// documented returns the operations that the document has of a version: it describes all
// versions at once, and says of what came later when it did.
func documented(v *version.Version) []*exchange.Operation {
	var all []*exchange.Operation
	for _, described := range gen.Operations {
		if v.Has(described.Since) {
			all = append(all, newOperation(described, v))
		}
	}
	return all
}

func newOperation(described *gen.Operation, v *version.Version) *exchange.Operation {
	op := &exchange.Operation{
		ID: described.ID, Method: described.Method, Path: described.Path,
		Scope: described.Scope, MFA: described.MFA, SignedOut: described.SignedOut, AuthMethod: described.AuthMethod,
		AuditEvent: described.Audit, ReadsTimestamp: described.Timestamp, ErrorsArePages: described.Redirect,
	}
	op.Limit = limitOf(described, v)
	for _, alias := range described.Aliases {
		if v.Has(alias.Since) {
			op.Aliases = append(op.Aliases, op.Method+" "+alias.Path)
		}
	}
	for _, param := range described.Params {
		if !v.Has(param.Since) {
			continue
		}
		op.Params = append(op.Params, params.Param{
			Name: strings.TrimSuffix(param.Name, "[]"), Required: param.Required, Rule: params.Rule(param.Check),
			Enum: enumOf(param, v), Min: param.MinLength, Max: param.MaxLength, MaxItems: param.MaxItems,
		})
	}
	return op
}

// limitOf returns the rate limit of an operation on a version; nil if it has none.
func limitOf(described *gen.Operation, v *version.Version) *exchange.RateLimit {
	if described.Limit == 0 {
		return nil
	}
	limit := &exchange.RateLimit{
		Calls: described.Limit, Window: time.Duration(described.Window) * time.Second, Keys: described.Keys,
		Resets: described.Resets != "" && v.Has(described.Resets),
	}
	for _, later := range described.LaterLimits {
		if v.Has(later.Since) {
			limit.Calls, limit.Window = later.Calls, time.Duration(later.Window)*time.Second
		}
	}
	return limit
}

// enumOf returns the values that a version knows, and the provider for tests, which every
// development server has and the document leaves out.
func enumOf(param gen.Param, v *version.Version) []string {
	values := slices.DeleteFunc(slices.Clone(param.Enum), func(value string) bool { return !v.Has(param.EnumSince[value]) })
	if param.Name == "provider" {
		values = append(values, "mock")
	}
	return values
}

// Providers are the OAuth2 providers of a version, the one for tests last.
func Providers(v *version.Version) []string {
	for _, param := range gen.CreateOAuth2Token.Params {
		if param.Name == "provider" {
			return enumOf(param, v)
		}
	}
	return nil
}

// AuthMethods are the methods to sign in that a project can turn off.
func AuthMethods() []string {
	var methods []string
	for _, described := range gen.Operations {
		if described.AuthMethod != "" {
			methods = append(methods, described.AuthMethod)
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
