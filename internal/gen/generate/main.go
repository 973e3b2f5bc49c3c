// Generate writes what oapi-codegen has no template for from the OpenAPI document: the
// table of operations, internal/gen/operations.gen.go, with the order of parameters and the
// rules of x-appwrite; and the table of server versions, docs/server-versions.md.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
	"text/template"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/appwrite-go/appwrite/internal/contract"
)

var (
	//go:embed operations.tmpl
	operationsSource string
	//go:embed versions.tmpl
	versionsSource string
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("generate: two names are required, of the table of operations and of that of versions")
	}
	document := contract.Default()
	code, err := operations(document)
	if err != nil {
		log.Fatal("generate: ", err)
	}
	page, err := versions(document)
	if err != nil {
		log.Fatal("generate: ", err)
	}
	for name, content := range map[string][]byte{os.Args[1]: code, os.Args[2]: page} {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			log.Fatal("generate: ", err)
		}
	}
}

func operations(document *contract.Contract) ([]byte, error) {
	functions := template.FuncMap{"name": name, "params": params, "strings": stringsLiteral, "secrets": func() []string { return secrets(document) }}
	code, err := execute(operationsSource, functions, document.Operations())
	if err != nil {
		return nil, err
	}
	return format.Source(code)
}

func execute(source string, functions template.FuncMap, data any) ([]byte, error) {
	parsed, err := template.New("").Funcs(functions).Parse(source)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = parsed.Execute(&out, data)
	return out.Bytes(), err
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

// Enum are the values of a string. Numbers have a check of their own.
func (p param) Enum() []any {
	if !p.Items.Type.Is(openapi3.TypeString) {
		return nil
	}
	return p.Items.Enum
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
	case p.Schema.Type.Is(openapi3.TypeInteger):
		return "integer"
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

// secrets returns the names of what has the format password, in the order of the alphabet.
func secrets(document *contract.Contract) []string {
	names := map[string]bool{}
	for _, schema := range document.Document.Components.Schemas {
		for name, property := range schema.Value.Properties {
			items := property.Value.Items
			if property.Value.Format == "password" || (items != nil && items.Value.Format == "password") {
				names[name] = true
			}
		}
	}
	for _, op := range document.Operations() {
		for _, p := range op.Params {
			if p.Schema.Format == "password" {
				names[p.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
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
