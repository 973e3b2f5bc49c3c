package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// addition is something that a version added to what was there: a parameter, a field, a value
// or an error type.
type addition struct{ Since, Kind, Name, Where, What string }

// page is what the table of versions shows.
type page struct {
	Versions               []string
	Operations             []*contract.Operation
	Servers, Clients, None int // how many of them SDKs for servers have, only those for clients, no server
	Additions              []addition
	Limits                 []limits
	Behaviours             []contract.Behaviour
}

func versions(document *contract.Contract) ([]byte, error) {
	all := page{Versions: contract.Versions, Operations: document.Operations(), Additions: additions(document), Limits: differingLimits(document), Behaviours: document.Behaviours}
	for _, op := range all.Operations {
		switch {
		case op.Since == contract.Hosted:
			all.None++
		case op.ClientOnly:
			all.Clients++
		default:
			all.Servers++
		}
	}
	functions := template.FuncMap{"name": name, "cell": cell, "others": others, "since": since}
	return execute(versionsSource, functions, all)
}

// since is the version that has an operation first.
func since(op *contract.Operation) string {
	switch {
	case op.Since == contract.Hosted:
		return "none yet"
	case op.ClientOnly:
		return contract.Versions[0] + ", for browsers and devices"
	}
	return cmp.Or(op.Since, contract.Versions[0])
}

// cell is text that may stand in a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

// others are the other paths of an operation, each with the version it came with.
func others(op *contract.Operation) string {
	var all []string
	for _, since := range slices.Sorted(maps.Keys(op.Aliases)) {
		path := "`" + op.Aliases[since] + "`"
		if since != contract.Versions[0] {
			path += " from " + since + " on"
		}
		all = append(all, path)
	}
	return strings.Join(all, ", ")
}

// additions are what has a mark of its own, by version.
func additions(document *contract.Contract) []addition {
	var all []addition
	for _, op := range document.Operations() {
		for _, p := range op.Params {
			if p.Since != "" {
				all = append(all, addition{p.Since, "parameter", p.Name, op.ID, description(op, p)})
			}
		}
	}
	all = append(all, pathValues(document)...)
	schemas := document.Document.Components.Schemas
	for _, schema := range slices.Sorted(maps.Keys(schemas)) {
		value := schemas[schema].Value
		if strings.HasSuffix(schema, "Body") {
			continue // its properties are parameters
		}
		for _, property := range slices.Sorted(maps.Keys(value.Properties)) {
			if since, _ := value.Properties[property].Value.Extensions["x-since"].(string); since != "" {
				all = append(all, addition{since, "field", property, schema, value.Properties[property].Value.Description})
			}
		}
		since := contract.EnumSince(value)
		for _, known := range slices.Sorted(maps.Keys(since)) {
			all = append(all, addition{since[known], "value", known, schema, valueDescription(value, known)})
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(document.ErrorTypes())) {
		if known := document.ErrorTypes()[kind]; known.Since != "" {
			all = append(all, addition{known.Since, "error type", kind, "", known.Description})
		}
	}
	slices.SortStableFunc(all, func(a, b addition) int { return cmp.Compare(a.Since, b.Since) })
	return all
}

// limits are the rate limit of an operation by version, in words.
type limits struct {
	Operation string
	Versions  []string
}

// differingLimits are the rate limits that are not the same on all versions.
func differingLimits(document *contract.Contract) []limits {
	var all []limits
	for _, op := range document.Operations() {
		if op.RateLimit == nil || op.RateLimit.Resets == "" && len(op.RateLimit.Later) == 0 {
			continue
		}
		row := limits{Operation: op.ID}
		for _, version := range contract.Versions {
			row.Versions = append(row.Versions, inWords(op.RateLimit.At(version)))
		}
		all = append(all, row)
	}
	return all
}

// windows are the lengths of windows, in seconds, in words.
var windows = map[int]string{60: "a minute", 3600: "an hour"}

func inWords(limit contract.RateLimit) string {
	window, ok := windows[limit.Window]
	if !ok {
		window = fmt.Sprintf("in %d seconds", limit.Window)
	}
	words := fmt.Sprintf("%d %s", limit.Limit, window)
	if limit.Resets != "" {
		words += "; a success starts the count anew"
	}
	return words
}

// pathValues are the values of enums in paths, which are not in a schema: one for all
// operations that have it.
func pathValues(document *contract.Contract) []addition {
	var all []addition
	for _, op := range document.Operations() {
		for _, p := range op.Params {
			if p.In != "path" {
				continue
			}
			for _, known := range slices.Sorted(maps.Keys(p.EnumSince)) {
				value := addition{p.EnumSince[known], "value", known, op.ID, "A `" + p.Name + "`. From server " + p.EnumSince[known] + " on."}
				same := func(other addition) bool {
					return other.Name == value.Name && other.Since == value.Since && other.What == value.What
				}
				if i := slices.IndexFunc(all, same); i >= 0 {
					all[i].Where += ", " + op.ID
					continue
				}
				all = append(all, value)
			}
		}
	}
	return all
}

func description(op *contract.Operation, p contract.Param) string {
	for _, ref := range append(slices.Clone(op.Item.Parameters), op.Spec.Parameters...) {
		if ref.Value.Name == p.Name {
			return ref.Value.Description
		}
	}
	return p.Schema.Description
}

func valueDescription(schema *openapi3.Schema, value string) string {
	descriptions, _ := schema.Extensions["x-enum-descriptions"].([]any)
	for i, known := range schema.Enum {
		if known == value && i < len(descriptions) {
			text, _ := descriptions[i].(string)
			return text
		}
	}
	return ""
}
