// Generate writes the table of operations, internal/gen/operations.gen.go, from the
// OpenAPI document. It is the one part of the generated code that oapi-codegen has no
// template for: the order of parameters and the rules of x-appwrite.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"log"
	"os"
	"strings"
	"text/template"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/appwrite-go/appwrite/internal/contract"
)

//go:embed operations.tmpl
var source string

func main() {
	if len(os.Args) != 2 {
		log.Fatal("generate: the name of the file to write is missing")
	}
	table, err := table(contract.Default().Operations())
	if err != nil {
		log.Fatal("generate: ", err)
	}
	if err := os.WriteFile(os.Args[1], table, 0o644); err != nil {
		log.Fatal("generate: ", err)
	}
}

func table(operations []*contract.Operation) ([]byte, error) {
	functions := template.FuncMap{"name": name, "params": params, "strings": stringsLiteral}
	var code bytes.Buffer
	if err := template.Must(template.New("operations").Funcs(functions).Parse(source)).Execute(&code, operations); err != nil {
		return nil, err
	}
	return format.Source(code.Bytes())
}

// name is the Go name of an operation, as oapi-codegen makes it.
func name(id string) string {
	return strings.ReplaceAll(strings.ToUpper(id[:1])+id[1:], "Mfa", "MFA")
}

// param is a parameter with its limits; those of a list are those of its items.
type param struct {
	contract.Param
	Check    string
	MaxItems uint64
	Items    *openapi3.Schema
}

func params(op *contract.Operation) []param {
	var all []param
	for _, p := range op.Params {
		described := param{Param: p, Check: check(op, p), Items: p.Schema}
		if p.Schema.Type.Is(openapi3.TypeArray) {
			described.MaxItems = limit(p.Schema.MaxItems)
			described.Items = p.Schema.Items.Value
		}
		all = append(all, described)
	}
	return all
}

func (p param) MaxLength() uint64 { return limit(p.Items.MaxLength) }

func limit(n *uint64) uint64 {
	if n == nil {
		return 0
	}
	return *n
}

// check is how the server checks a parameter: as the document says, or as type and
// format imply.
func check(op *contract.Operation, p contract.Param) string {
	if named := op.Checks[p.Name]; named != "" {
		return named
	}
	switch {
	case p.Schema.Type.Is(openapi3.TypeBoolean):
		return "boolean"
	case p.Schema.Type.Is(openapi3.TypeObject):
		return "prefs"
	case p.Schema.Type.Is(openapi3.TypeArray):
		return "strings"
	case p.Schema.Format == "email":
		return "email"
	case p.Schema.Format == "uri":
		return "redirectUrl"
	}
	return "string"
}

func stringsLiteral(values any) string {
	var quoted []string
	switch values := values.(type) {
	case []string:
		for _, value := range values {
			quoted = append(quoted, fmt.Sprintf("%q", value))
		}
	case []any:
		for _, value := range values {
			quoted = append(quoted, fmt.Sprintf("%q", value))
		}
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}
