// Package contract reads the OpenAPI document as a table of operations, and validates
// requests and responses against it. The embedded service takes its routes and parameter
// rules from here; the tests validate every request and response with it.
package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"

	"github.com/appwrite-go/appwrite/openapi"
)

// Contract is the document in a form that is quick to query.
type Contract struct {
	Document *openapi3.T
	// Behaviours are in what the versions of the server differ besides what has a mark of
	// its own.
	Behaviours []Behaviour
	operations []*Operation
	byID       map[string]*Operation
}

// Operation is one method of one path.
type Operation struct {
	ID     string
	Method string
	Path   string
	// Params are the parameters in the order in which the server checks them: those of
	// the path, of the query, of the body, each as the document declares them.
	Params []Param
	Rules
	Spec *openapi3.Operation
	Item *openapi3.PathItem
}

// Param is a parameter of an operation.
type Param struct {
	Name     string // as on the wire, "queries[]" with its brackets
	In       string // path, query or body
	Required bool
	Schema   *openapi3.Schema
	Since    string // the version that it came with; empty for 1.7 and before
	// EnumSince are the versions that values came with, where that is later than the
	// parameter.
	EnumSince map[string]string
	Option    string // the option of a call that it is in Go; empty for a field
}

// Rules is the extension x-appwrite: how the server treats an operation.
type Rules struct {
	Scope      string     `json:"scope"`
	MFA        string     `json:"mfa"`        // required, exempt or recent
	SignedOut  bool       `json:"signedOut"`  // rejected while a user is signed in
	AuthMethod string     `json:"authMethod"` // the project switch that can turn it off
	OneTime    bool       `json:"oneTime"`    // the request spends a secret that works once
	RateLimit  *RateLimit `json:"rateLimit"`
	// Aliases are other paths of the operation, by the version they came with.
	Aliases map[string]string `json:"aliases"`
	// Since is the version that the operation came with: empty for 1.7 and before, Hosted
	// where no open-source server has it.
	Since      string `json:"since"`
	ClientOnly bool   `json:"clientOnly"` // for browsers and devices
	Audit      string `json:"audit"`      // the event in the activity log
	Timestamp  bool   `json:"timestamp"`  // reads X-Appwrite-Timestamp
	// Checks say how the server checks parameters, where type and format do not.
	Checks map[string]string `json:"checks"`
	Errors []string          `json:"errors"`
}

// Versions are the versions of the server that the document tells apart.
var Versions = []string{"1.7", "1.8", "1.9"}

// Hosted is the version of operations that no open-source server has.
const Hosted = "hosted"

// Behaviour is a way in which versions differ, in words.
type Behaviour struct {
	What     string
	Go       string            // what the SDK does about it; can be empty
	Versions map[string]string // what each does, by version
}

// RateLimit says how many calls are allowed in a window, counted by each key.
type RateLimit struct {
	Limit  int      `json:"limit"`
	Window int      `json:"window"` // seconds
	Keys   []string `json:"keys"`
	// Later are the limits of later versions, by the version they came with.
	Later map[string]RateLimit `json:"later"`
	// Resets is the version from which on a success starts the count anew; empty for none.
	Resets string `json:"resets"`
}

// At returns the limit of a version: without those of later ones, and Resets only where the
// version does it.
func (l RateLimit) At(version string) RateLimit {
	at := RateLimit{Limit: l.Limit, Window: l.Window, Keys: l.Keys}
	for _, since := range Versions[:slices.Index(Versions, version)+1] {
		if later, ok := l.Later[since]; ok {
			at.Limit, at.Window = later.Limit, later.Window
		}
		if since == l.Resets {
			at.Resets = since
		}
	}
	return at
}

// Default is the contract of openapi/account.yaml. It is read once and must not be
// changed.
var Default = sync.OnceValue(func() *Contract {
	c, err := Read(openapi.Account())
	if err != nil {
		panic("contract: openapi/account.yaml: " + err.Error())
	}
	return c
})

// Emulator is the contract of openapi/emulator.yaml, the control API of the emulator. It is read
// once and must not be changed.
var Emulator = sync.OnceValue(func() *Contract {
	c, err := Read(openapi.Emulator())
	if err != nil {
		panic("contract: openapi/emulator.yaml: " + err.Error())
	}
	return c
})

// Read reads a document.
func Read(document []byte) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	var order ordered
	if err := yaml.Unmarshal(document, &order); err != nil {
		return nil, err
	}
	c := &Contract{Document: doc, byID: map[string]*Operation{}}
	if c.Behaviours, err = behaviours(doc.Extensions["x-server-versions"]); err != nil {
		return nil, fmt.Errorf("x-server-versions: %w", err)
	}
	for _, path := range order.Paths.keys() {
		item := doc.Paths.Value(path)
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			spec := item.GetOperation(method)
			if spec == nil {
				continue
			}
			op := &Operation{ID: spec.OperationID, Method: method, Path: path, Spec: spec, Item: item}
			op.Params = parameters(spec, item, order)
			if err := readRules(spec.Extensions["x-appwrite"], &op.Rules); err != nil {
				return nil, fmt.Errorf("%s: x-appwrite: %w", op.ID, err)
			}
			c.operations = append(c.operations, op)
			c.byID[op.ID] = op
		}
	}
	return c, nil
}

// Operations lists all operations in the order of the document.
func (c *Contract) Operations() []*Operation { return slices.Clone(c.operations) }

// Operation finds an operation by its id; nil if there is none.
func (c *Contract) Operation(id string) *Operation { return c.byID[id] }

// Match finds the operation for a method and a path below the endpoint, which can be any of
// its paths on any version, and the raw values of its path parameters. A literal segment takes
// precedence over a parameter.
func (c *Contract) Match(method, path string) (*Operation, map[string]string, bool) {
	segments := strings.Split(path, "/")
	var best *Operation
	var values map[string]string
	for _, op := range c.operations {
		if op.Method != method {
			continue
		}
		for _, template := range op.paths() {
			found, ok := match(strings.Split(template, "/"), segments)
			if ok && (best == nil || len(found) < len(values)) {
				best, values = op, found
			}
		}
	}
	return best, values, best != nil
}

// paths are the path of an operation and its aliases.
func (op *Operation) paths() []string {
	return append(slices.Collect(maps.Values(op.Aliases)), op.Path)
}

func match(template, segments []string) (map[string]string, bool) {
	if len(template) != len(segments) {
		return nil, false
	}
	values := map[string]string{}
	for i, t := range template {
		if name, ok := parameterName(t); ok && segments[i] != "" {
			values[name] = segments[i]
			continue
		}
		if t != segments[i] {
			return nil, false
		}
	}
	return values, true
}

func parameterName(segment string) (string, bool) {
	if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

func parameters(spec *openapi3.Operation, item *openapi3.PathItem, order ordered) []Param {
	var params []Param
	for _, list := range []openapi3.Parameters{item.Parameters, spec.Parameters} {
		for _, ref := range list {
			p := ref.Value
			param := newParam(p.Name, p.In, p.Required, p.Schema.Value, p.Extensions)
			params = append(params, param)
		}
	}
	if spec.RequestBody == nil {
		return params
	}
	ref := spec.RequestBody.Value.Content.Get("application/json").Schema
	name := ref.Ref[strings.LastIndex(ref.Ref, "/")+1:]
	for _, property := range order.Components.Schemas[name].Properties.keys() {
		schema := ref.Value.Properties[property].Value
		params = append(params, newParam(property, "body", slices.Contains(ref.Value.Required, property), schema, schema.Extensions))
	}
	return params
}

func newParam(name, in string, required bool, schema *openapi3.Schema, extensions map[string]any) Param {
	p := Param{Name: name, In: in, Required: required, Schema: schema, EnumSince: EnumSince(schema)}
	p.Since, _ = extensions["x-since"].(string)
	p.Option, _ = extensions["x-go-option"].(string)
	return p
}

// EnumSince are the versions that values of a schema came with, where there is one.
func EnumSince(schema *openapi3.Schema) map[string]string {
	values, _ := schema.Extensions["x-enum-since"].(map[string]any)
	since := map[string]string{}
	for value, version := range values {
		since[value], _ = version.(string)
	}
	return since
}

func behaviours(extension any) ([]Behaviour, error) {
	if extension == nil {
		return nil, nil
	}
	data, err := json.Marshal(extension)
	if err != nil {
		return nil, err
	}
	var rows []map[string]string
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, err
	}
	var all []Behaviour
	for _, row := range rows {
		b := Behaviour{What: row["what"], Go: row["go"], Versions: map[string]string{}}
		for _, version := range Versions {
			b.Versions[version] = row[version]
		}
		all = append(all, b)
	}
	return all, nil
}

func readRules(extension any, rules *Rules) error {
	data, err := json.Marshal(extension)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, rules)
}

// ordered keeps what the loader drops: the order of paths and properties in the document.
type ordered struct {
	Paths      mapping `yaml:"paths"`
	Components struct {
		Schemas map[string]struct {
			Properties mapping `yaml:"properties"`
		} `yaml:"schemas"`
	} `yaml:"components"`
}

type mapping struct{ node *yaml.Node }

func (m *mapping) UnmarshalYAML(node *yaml.Node) error {
	m.node = node
	return nil
}

func (m mapping) keys() []string {
	var keys []string
	if m.node != nil {
		for i := 0; i < len(m.node.Content); i += 2 {
			keys = append(keys, m.node.Content[i].Value)
		}
	}
	return keys
}

// AllowsGuest reports whether a caller without a credential is among those that the
// document lists.
func (op *Operation) AllowsGuest() bool { return op.allows() }

// AllowsKey reports whether a caller with an API key is among those that the document
// lists.
func (op *Operation) AllowsKey() bool { return op.allows("APIKey") }

func (op *Operation) allows(credentials ...string) bool {
	return slices.ContainsFunc(*op.Spec.Security, func(combination openapi3.SecurityRequirement) bool {
		for _, name := range credentials {
			if _, ok := combination[name]; !ok {
				return false
			}
		}
		return len(combination) == 1+len(credentials) // the project always is one
	})
}

// Redirects reports whether the operation succeeds with a redirect.
func (op *Operation) Redirects() bool {
	for status := range op.Spec.Responses.Map() {
		if strings.HasPrefix(status, "3") {
			return true
		}
	}
	return false
}

// ErrorType is what the document says of an error type.
type ErrorType struct {
	Status      int    `json:"status"`
	Description string `json:"description"`
	Since       string `json:"since"` // the version that it came with; empty for 1.7 and before
}

// ErrorTypes are the error types that the document knows.
func (c *Contract) ErrorTypes() map[string]ErrorType {
	data, _ := json.Marshal(c.Document.Components.Schemas["Error"].Value.Extensions["x-error-types"])
	var types map[string]ErrorType
	_ = json.Unmarshal(data, &types)
	return types
}
