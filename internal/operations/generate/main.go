// Generate writes the table of package operations from the OpenAPI document.
package main

import (
	"fmt"
	"go/format"
	"log"
	"os"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/appwrite-go/appwrite/internal/contract"
	"github.com/appwrite-go/appwrite/internal/operations"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("generate: the name of the file to write is missing")
	}
	source, err := format.Source([]byte(table()))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], source, 0o644); err != nil {
		log.Fatal(err)
	}
}

func table() string {
	var b strings.Builder
	b.WriteString("// Code generated from openapi/account.yaml. DO NOT EDIT.\n\npackage operations\n\n")
	b.WriteString("// All are the operations of the document, in its order.\nvar All = []Operation{\n")
	for _, described := range contract.Default().Operations() {
		b.WriteString(literal(operationOf(described)) + ",\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// literal writes a value as Go does, without the names that the type makes plain.
func literal(op operations.Operation) string {
	text := fmt.Sprintf("%#v", op)
	text = strings.ReplaceAll(text, "operations.Operation", "")
	text = strings.ReplaceAll(text, "[]operations.Param(nil)", "nil")
	text = strings.ReplaceAll(text, "[]operations.Param{", "[]Param{\n")
	text = strings.ReplaceAll(text, "operations.Param", "\n")
	return strings.ReplaceAll(text, "[]string(nil)", "nil")
}

func operationOf(described *contract.Operation) operations.Operation {
	op := operations.Operation{
		ID: described.ID, Method: described.Method, Path: described.Path, Aliases: described.Aliases,
		Scope: described.Scope, MFA: described.MFA, SignedOut: described.SignedOut, AuthMethod: described.AuthMethod,
	}
	if limit := described.RateLimit; limit != nil {
		op.Limit, op.Window, op.Keys = limit.Limit, limit.Window, limit.Keys
	}
	for _, param := range described.Params {
		op.Params = append(op.Params, paramOf(param))
	}
	return op
}

func paramOf(described contract.Param) operations.Param {
	schema := described.Schema
	param := operations.Param{Name: described.Name, In: described.In, Required: described.Required, Type: schema.Type.Slice()[0]}
	if param.Type == openapi3.TypeArray {
		param.MaxItems = limitOf(schema.MaxItems)
		schema = schema.Items.Value
	}
	param.Format, param.Pattern = schema.Format, schema.Pattern
	param.MinLength, param.MaxLength = int(schema.MinLength), limitOf(schema.MaxLength)
	for _, value := range schema.Enum {
		param.Enum = append(param.Enum, value.(string))
	}
	return param
}

func limitOf(limit *uint64) int {
	if limit == nil {
		return 0
	}
	return int(*limit)
}
