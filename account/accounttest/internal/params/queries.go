package params

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// query is one condition of a list request.
type query struct {
	method    string
	attribute string
	values    []any
	nested    []query
}

// Queries are the conditions of a list request, sorted by what they do. Of several limits,
// offsets and cursors the first counts.
type Queries struct {
	limit   int
	offset  int
	cursor  *query
	filters []query
	orders  []query
}

// How many values a filter takes.
var filterValues = map[string]struct{ least, most int }{
	"equal": {1, 500}, "contains": {1, 500}, "between": {2, 2}, "isNull": {0, 0}, "isNotNull": {0, 0},
	"notEqual": {1, 1}, "lessThan": {1, 1}, "lessThanEqual": {1, 1}, "greaterThan": {1, 1},
	"greaterThanEqual": {1, 1}, "startsWith": {1, 1}, "endsWith": {1, 1}, "search": {1, 1},
}

var otherMethods = []string{"limit", "offset", "cursorAfter", "cursorBefore", "orderAsc", "orderDesc", "select", "and", "or"}

// identityAttributes are the attributes that queries of identities can name.
var identityAttributes = []string{"$id", "$createdAt", "$updatedAt", "userId", "provider", "providerUid", "providerEmail", "providerAccessTokenExpiry"}

func invalidf(format string, args ...any) Invalid { return Invalid(fmt.Sprintf(format, args...)) }

// read reads the parameter "queries" of a list operation.
func (q *Queries) read(list Rule, value any) error {
	given, ok := value.(*php.Array)
	if !ok {
		return Invalid("Queries must be an array")
	}
	for _, item := range given.Values() {
		raw, _ := item.(string)
		parsed, err := parseQuery(raw)
		if err != nil {
			return invalidf("Invalid query: %s", err)
		}
		if err := parsed.allowedIn(list); err != nil {
			return err
		}
		q.add(parsed)
	}
	return nil
}

func parseQuery(raw string) (query, error) {
	size := php.CheckSize([]byte(raw))
	if errors.Is(size, php.ErrTooDeep) {
		return query{}, Invalid("Invalid query: Maximum stack depth exceeded")
	}
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.UseNumber()
	if size != nil || decoder.Decode(&object) != nil || object == nil {
		return query{}, Invalid("Invalid query: Syntax error")
	}
	return newQuery(object)
}

func newQuery(object map[string]any) (query, error) {
	method, ok := object["method"].(string)
	if !ok {
		return query{}, Invalid("Invalid query method. Must be a string, got " + php.TypeName(object["method"]))
	}
	if _, filter := filterValues[method]; !filter && !slices.Contains(otherMethods, method) {
		return query{}, Invalid("Invalid query method: " + method)
	}
	attribute, ok := object["attribute"].(string)
	if !ok && object["attribute"] != nil {
		return query{}, Invalid("Invalid query attribute. Must be a string, got " + php.TypeName(object["attribute"]))
	}
	values, ok := object["values"].([]any)
	if !ok && object["values"] != nil {
		return query{}, Invalid("Invalid query values. Must be an array, got " + php.TypeName(object["values"]))
	}
	parsed := query{method: method, attribute: attribute, values: values}
	if method != "and" && method != "or" {
		return parsed, nil
	}
	for _, value := range values {
		object, _ := value.(map[string]any)
		inner, err := newQuery(object)
		if err != nil {
			return query{}, err
		}
		parsed.nested = append(parsed.nested, inner)
	}
	return parsed, nil
}

// allowedIn checks a query against what its list allows.
func (q query) allowedIn(list Rule) error {
	switch {
	case q.method == "limit":
		return q.checkPaging(1)
	case q.method == "offset":
		return q.checkPaging(0)
	case list == LogQueries || q.method == "select":
		return Invalid("Invalid query method: " + q.method)
	}
	switch q.method {
	case "cursorAfter", "cursorBefore":
		if len(q.values) != 1 || !isID(fmt.Sprint(q.values[0])) {
			return Invalid("Invalid query: Invalid cursor: " + idDescription)
		}
		return nil
	case "orderAsc", "orderDesc":
		if q.attribute == "" {
			return nil
		}
		return q.checkAttribute()
	case "and", "or":
		return q.checkNested()
	}
	return q.checkFilter()
}

func (q query) checkPaging(least int64) error {
	var first any
	if len(q.values) > 0 {
		first = q.values[0]
	}
	number, err := strconv.ParseFloat(fmt.Sprint(first), 64)
	if err != nil {
		return Invalid("Invalid query: Invalid " + q.method + ": Value must be a valid number")
	}
	if number < float64(least) || number > math.MaxInt64 || number != math.Trunc(number) {
		return invalidf("Invalid query: Invalid %s: Value must be a valid range between %d and 9,223,372,036,854,775,807", q.method, least)
	}
	return nil
}

func (q query) checkAttribute() error {
	if !slices.Contains(identityAttributes, q.attribute) {
		return Invalid("Invalid query: Attribute not found in schema: " + q.attribute)
	}
	return nil
}

func (q query) checkNested() error {
	name := strings.ToUpper(q.method[:1]) + q.method[1:]
	for _, inner := range q.nested {
		if err := inner.allowedIn(IdentityQueries); err != nil {
			return err
		}
		if _, filter := filterValues[inner.method]; !filter && inner.nested == nil {
			return Invalid("Invalid query: " + name + " queries can only contain filter queries")
		}
	}
	if len(q.nested) < 2 {
		return Invalid("Invalid query: " + name + " queries require at least two queries")
	}
	return nil
}

func (q query) checkFilter() error {
	if err := q.checkAttribute(); err != nil {
		return err
	}
	name, expected := strings.ToUpper(q.method[:1])+q.method[1:], filterValues[q.method]
	switch {
	case len(q.values) >= expected.least && len(q.values) <= expected.most:
		return nil
	case expected.most > 2 && len(q.values) == 0:
		return Invalid("Invalid query: " + name + " queries require at least one value.")
	case expected.most > 2:
		return invalidf("Invalid query: Query on attribute has greater than %d values: %s", expected.most, q.attribute)
	case expected.most == 2:
		return Invalid("Invalid query: Between queries require exactly two values.")
	}
	return Invalid("Invalid query: " + name + " queries require exactly one value.")
}

func (q *Queries) add(parsed query) {
	switch parsed.method {
	case "limit":
		if q.limit == 0 {
			q.limit = parsed.number()
		}
	case "offset":
		if q.offset == 0 {
			q.offset = parsed.number()
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

func (q query) number() int {
	number, _ := strconv.ParseFloat(fmt.Sprint(q.values[0]), 64)
	return int(min(number, math.MaxInt32))
}

// UsesSearch reports whether one of the filters is a full-text search.
func (q Queries) UsesSearch() bool { return slices.ContainsFunc(q.filters, query.usesSearch) }

func (q query) usesSearch() bool {
	return q.method == "search" || slices.ContainsFunc(q.nested, query.usesSearch)
}
