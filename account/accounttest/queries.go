package accounttest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// query is one condition of a list request.
type query struct {
	method    string
	attribute string
	values    []any
	nested    []query
}

// queries are the conditions of a list request, sorted by what they do. Of
// several limits, offsets and cursors the first counts.
type queries struct {
	limit   int
	offset  int
	cursor  *query
	filters []query
	orders  []query
}

const defaultPageSize = 25

// What a filter wants for values.
var filterValues = map[string]struct{ least, most int }{
	"equal": {1, 500}, "contains": {1, 500}, "between": {2, 2}, "isNull": {0, 0}, "isNotNull": {0, 0},
	"notEqual": {1, 1}, "lessThan": {1, 1}, "lessThanEqual": {1, 1}, "greaterThan": {1, 1},
	"greaterThanEqual": {1, 1}, "startsWith": {1, 1}, "endsWith": {1, 1}, "search": {1, 1},
}

var otherMethods = []string{"limit", "offset", "cursorAfter", "cursorBefore", "orderAsc", "orderDesc", "select", "and", "or"}

var identityAttributes = []string{"$id", "$createdAt", "$updatedAt", "userId", "provider", "providerUid", "providerEmail", "providerAccessTokenExpiry"}

// complaint is what is wrong with a query, in the service's words.
type complaint string

func (c complaint) Error() string { return string(c) }

func complaintf(format string, args ...any) complaint {
	return complaint(fmt.Sprintf(format, args...))
}

// checkQueries reads the parameter "queries" of the list operations.
func (x *exchange) checkQueries(p parameter, value any) error {
	list, ok := value.(*document)
	if !ok {
		return refuseArgument(p.name, "Queries must be an array")
	}
	for _, key := range list.keys {
		text, _ := list.values[key].(string)
		parsed, err := parseQuery(text)
		if err != nil {
			return refuseArgument(p.name, "Invalid query: "+err.Error())
		}
		if err := allowQuery(p.rule, parsed); err != nil {
			return refuseArgument(p.name, err.Error())
		}
		x.queries.add(parsed)
	}
	return nil
}

func parseQuery(text string) (query, error) {
	var raw map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&raw) != nil || raw == nil {
		return query{}, complaint("Invalid query: Syntax error")
	}
	return queryOf(raw)
}

func queryOf(raw map[string]any) (query, error) {
	method, isText := raw["method"].(string)
	if !isText {
		return query{}, complaint("Invalid query method. Must be a string, got " + phpType(raw["method"]))
	}
	if _, filter := filterValues[method]; !filter && !slices.Contains(otherMethods, method) {
		return query{}, complaint("Invalid query method: " + method)
	}
	attribute, isText := raw["attribute"].(string)
	if !isText && raw["attribute"] != nil {
		return query{}, complaint("Invalid query attribute. Must be a string, got " + phpType(raw["attribute"]))
	}
	values, isList := raw["values"].([]any)
	if !isList && raw["values"] != nil {
		return query{}, complaint("Invalid query values. Must be an array, got " + phpType(raw["values"]))
	}
	parsed := query{method: method, attribute: attribute, values: values}
	if method != "and" && method != "or" {
		return parsed, nil
	}
	for _, value := range values {
		object, _ := value.(map[string]any)
		inner, err := queryOf(object)
		if err != nil {
			return query{}, err
		}
		parsed.nested = append(parsed.nested, inner)
	}
	return parsed, nil
}

func phpType(value any) string {
	switch value.(type) {
	case nil:
		return "NULL"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		return "integer"
	}
	return "array"
}

// allowQuery holds a query against what its list allows.
func allowQuery(list rule, q query) error {
	switch q.method {
	case "limit":
		return checkPaging(q, "limit", 1)
	case "offset":
		return checkPaging(q, "offset", 0)
	}
	if list == logQueriesRule || q.method == "select" {
		return complaint("Invalid query method: " + q.method)
	}
	return allowIdentityQuery(q)
}

func allowIdentityQuery(q query) error {
	switch q.method {
	case "cursorAfter", "cursorBefore":
		if len(q.values) != 1 || !validID(fmt.Sprint(q.values[0])) {
			return complaint("Invalid query: Invalid cursor: " + idDescription)
		}
		return nil
	case "orderAsc", "orderDesc":
		if q.attribute != "" && !slices.Contains(identityAttributes, q.attribute) {
			return complaint("Invalid query: Attribute not found in schema: " + q.attribute)
		}
		return nil
	case "and", "or":
		return allowNested(q)
	}
	return allowFilter(q)
}

func allowNested(q query) error {
	for _, inner := range q.nested {
		if err := allowQuery(identityQueriesRule, inner); err != nil {
			return err
		}
		if _, filter := filterValues[inner.method]; !filter && inner.nested == nil {
			return complaint("Invalid query: " + capitalise(q.method) + " queries can only contain filter queries")
		}
	}
	if len(q.nested) < 2 {
		return complaint("Invalid query: " + capitalise(q.method) + " queries require at least two queries")
	}
	return nil
}

func allowFilter(q query) error {
	if !slices.Contains(identityAttributes, q.attribute) {
		return complaint("Invalid query: Attribute not found in schema: " + q.attribute)
	}
	wanted := filterValues[q.method]
	switch {
	case len(q.values) >= wanted.least && len(q.values) <= wanted.most:
		return nil
	case wanted.most > 2 && len(q.values) == 0:
		return complaint("Invalid query: " + capitalise(q.method) + " queries require at least one value.")
	case wanted.most > 2:
		return complaintf("Invalid query: Query on attribute has greater than %d values: %s", wanted.most, q.attribute)
	case wanted.most == 2:
		return complaint("Invalid query: Between queries require exactly two values.")
	}
	return complaint("Invalid query: " + capitalise(q.method) + " queries require exactly one value.")
}

func capitalise(method string) string {
	return strings.ToUpper(method[:1]) + method[1:]
}

func checkPaging(q query, name string, least int64) error {
	var first any
	if len(q.values) > 0 {
		first = q.values[0]
	}
	number, err := strconv.ParseFloat(fmt.Sprint(first), 64)
	if err != nil {
		return complaint("Invalid query: Invalid " + name + ": Value must be a valid number")
	}
	if number < float64(least) || number > math.MaxInt64 || number != math.Trunc(number) {
		return complaintf("Invalid query: Invalid %s: Value must be a valid range between %d and 9,223,372,036,854,775,807", name, least)
	}
	return nil
}

func (q *queries) add(parsed query) {
	switch parsed.method {
	case "limit":
		if q.limit == 0 {
			q.limit = pagingValue(parsed)
		}
	case "offset":
		if q.offset == 0 {
			q.offset = pagingValue(parsed)
		}
	case "cursorAfter", "cursorBefore":
		if q.cursor == nil {
			q.cursor = &parsed
		}
	case "orderAsc", "orderDesc":
		q.orders = append(q.orders, parsed)
	default:
		q.filters = append(q.filters, parsed)
	}
}

func pagingValue(q query) int {
	number, _ := strconv.ParseFloat(fmt.Sprint(q.values[0]), 64)
	return int(min(number, math.MaxInt32))
}

// paginate cuts a page out of a list.
func paginate[T any](items []T, q queries) []T {
	limit := q.limit
	if limit == 0 {
		limit = defaultPageSize
	}
	items = items[min(q.offset, len(items)):]
	return items[:min(limit, len(items))]
}

// attributes answers what filters and orders see of a record, dates as text
// that sorts by time.
type attributes func(name string) string

// matches tells whether a record passes a filter.
func (q query) matches(record attributes) bool {
	value := record(q.attribute)
	switch q.method {
	case "and":
		return !slices.ContainsFunc(q.nested, func(inner query) bool { return !inner.matches(record) })
	case "or":
		return slices.ContainsFunc(q.nested, func(inner query) bool { return inner.matches(record) })
	case "equal":
		return slices.ContainsFunc(q.values, func(v any) bool { return q.text(v) == value })
	case "contains":
		return slices.ContainsFunc(q.values, func(v any) bool { return strings.Contains(value, q.text(v)) })
	case "isNull":
		return value == ""
	case "isNotNull":
		return value != ""
	case "between":
		return value >= q.text(q.values[0]) && value <= q.text(q.values[1])
	}
	wanted := q.text(q.values[0])
	switch q.method {
	case "notEqual":
		return value != wanted
	case "lessThan":
		return value < wanted
	case "lessThanEqual":
		return value <= wanted
	case "greaterThan":
		return value > wanted
	case "greaterThanEqual":
		return value >= wanted
	case "startsWith":
		return strings.HasPrefix(value, wanted)
	case "endsWith":
		return strings.HasSuffix(value, wanted)
	}
	return false
}

// text spells a value of a filter as the attribute it is compared with.
func (q query) text(value any) string {
	text := fmt.Sprint(value)
	if q.attribute != "$createdAt" && q.attribute != "$updatedAt" && q.attribute != "providerAccessTokenExpiry" {
		return text
	}
	for _, layout := range []string{time.RFC3339Nano, storageLayout, time.DateTime, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return isoDate(at)
		}
	}
	return text
}

func (q query) usesSearch() bool {
	return q.method == "search" || slices.ContainsFunc(q.nested, query.usesSearch)
}
