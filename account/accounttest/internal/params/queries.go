package params

import (
	"errors"
	"fmt"
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
	first     any // the value with the key 0, if there is one
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

const maxFilterValues = 500

// How many values a filter takes.
var filterValues = map[string]struct{ least, most int }{
	"equal": {1, maxFilterValues}, "contains": {1, maxFilterValues}, "between": {2, 2},
	"isNull": {0, maxFilterValues}, "isNotNull": {0, maxFilterValues}, // which ignore them
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
		parsed, err := parseQuery(item)
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

func parseQuery(item any) (query, error) {
	raw, isString := php.String(item)
	if !isString {
		return query{}, wrongType("parse", "string", item)
	}
	decoded, err := php.Decode([]byte(raw))
	if err != nil {
		return query{}, Invalid("Invalid query: " + php.DescribeJSONError(err))
	}
	object, isArray := decoded.(*php.Array)
	if !isArray {
		return query{}, Invalid("Invalid query. Must be an array, got " + php.TypeName(decoded))
	}
	return newQuery(object)
}

// wrongType is what PHP says of a function that gets a value of another type. It also gives the
// place of the call, which is left out here.
func wrongType(function, expected string, value any) Invalid {
	return invalidf("Utopia\\Database\\Query::%s(): Argument #1 ($query) must be of type %s, %s given", function, expected, php.DebugType(value)) // unverified
}

func newQuery(object *php.Array) (query, error) {
	get := func(name string, missing any) any {
		if value, _ := object.Get(name); value != nil {
			return value
		}
		return missing
	}
	method, ok := get("method", "").(string)
	if !ok {
		return query{}, Invalid("Invalid query method. Must be a string, got " + php.TypeName(get("method", "")))
	}
	if _, filter := filterValues[method]; !filter && !slices.Contains(otherMethods, method) {
		return query{}, Invalid("Invalid query method: " + method)
	}
	attribute, ok := get("attribute", "").(string)
	if !ok {
		return query{}, Invalid("Invalid query attribute. Must be a string, got " + php.TypeName(get("attribute", ""))) // unverified
	}
	values, ok := get("values", php.NewArray()).(*php.Array)
	if !ok {
		return query{}, Invalid("Invalid query values. Must be an array, got " + php.TypeName(get("values", ""))) // unverified
	}
	parsed := query{method: method, attribute: attribute, values: values.Values()}
	parsed.first, _ = values.Get("0")
	if method != "and" && method != "or" {
		return parsed, nil
	}
	for _, value := range parsed.values {
		object, isArray := value.(*php.Array)
		if !isArray {
			return query{}, wrongType("parseQuery", "array", value)
		}
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
		if id, ok := q.first.(string); !ok || !isID(id) {
			return Invalid("Invalid query: Invalid cursor: " + idDescription)
		}
		return nil
	case "orderAsc", "orderDesc":
		if q.attribute == "" || q.attribute == insertionOrder {
			return nil
		}
		return q.checkAttribute()
	case "and", "or":
		return q.checkNested()
	}
	return q.checkFilter()
}

// insertionOrder is an attribute that lists can be ordered by, and nothing else.
const insertionOrder = "$internalId"

// checkPaging requires an integer. Of an offset that is no number the service says that it was
// a limit.
func (q query) checkPaging(least int) error {
	raw, _ := php.String(q.first)
	raw = strings.TrimSpace(raw)
	_, isBool := q.first.(bool)
	_, err := strconv.ParseFloat(raw, 64)
	if isBool || strings.Trim(raw, "0123456789+-.eE") != "" || (err != nil && !errors.Is(err, strconv.ErrRange)) {
		return Invalid("Invalid query: Invalid limit: Value must be a valid number")
	}
	if number, err := strconv.Atoi(raw); err != nil || number < least {
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

// isOfDates reports whether the query is about an attribute that is a date.
func (q query) isOfDates() bool {
	return slices.Contains([]string{"$createdAt", "$updatedAt", "providerAccessTokenExpiry"}, q.attribute)
}

// checkValues requires dates or strings, as the attribute is.
func (q query) checkValues() error {
	for _, value := range q.values {
		s, ok := value.(string)
		if ok && q.isOfDates() {
			ok = php.IsDate(s)
		}
		if !ok {
			return invalidf("Invalid query: Query value is invalid for attribute %q", q.attribute)
		}
	}
	if q.method == "contains" && q.isOfDates() {
		return invalidf("Invalid query: Cannot query contains on attribute %q because it is not an array or string.", q.attribute)
	}
	return nil
}

func isEmptyArray(value any) bool {
	list, isArray := value.(*php.Array)
	return isArray && list.Len() == 0
}

func (q query) checkNested() error {
	name := strings.ToUpper(q.method[:1]) + q.method[1:]
	for _, inner := range q.nested {
		if err := inner.allowedIn(IdentityQueries); err != nil {
			return err
		}
		if _, filter := filterValues[inner.method]; !filter && inner.nested == nil {
			return Invalid("Invalid query: " + name + " queries can only contain filter queries") // unverified
		}
	}
	if len(q.nested) < 2 {
		return Invalid("Invalid query: " + name + " queries require at least two queries") // unverified
	}
	return nil
}

func (q query) checkFilter() error {
	name, expected := strings.ToUpper(q.method[:1])+q.method[1:], filterValues[q.method]
	switch {
	case expected.most == maxFilterValues && expected.least > 0 && (len(q.values) == 0 || isEmptyArray(q.first)):
		return Invalid("Invalid query: " + name + " queries require at least one value.") // unverified
	case expected.most == 2 && len(q.values) != 2:
		return Invalid("Invalid query: Between queries require exactly two values.") // unverified
	case expected.most == 1 && len(q.values) != 1:
		return Invalid("Invalid query: " + name + " queries require exactly one value.") // unverified
	}
	if err := q.checkAttribute(); err != nil {
		return err
	}
	if len(q.values) > expected.most {
		return invalidf("Invalid query: Query on attribute has greater than %d values: %s", expected.most, q.attribute) // unverified
	}
	return q.checkValues()
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
	raw, _ := php.String(q.first)
	number, _ := strconv.Atoi(strings.TrimSpace(raw))
	return number
}

// UsesSearch reports whether one of the filters is a full-text search.
func (q Queries) UsesSearch() bool { return slices.ContainsFunc(q.filters, query.usesSearch) }

func (q query) usesSearch() bool {
	return q.method == "search" || slices.ContainsFunc(q.nested, query.usesSearch)
}
