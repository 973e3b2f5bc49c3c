package params

import (
	"cmp"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

const defaultPageSize = 25

// CursorNotFound is the id of a cursor that no item has.
type CursorNotFound string

// Error names the id.
func (e CursorNotFound) Error() string { return "no item has the cursor " + string(e) }

// Apply filters and sorts bodies of records, and cuts a page out. The total is the number
// of bodies that pass the filters.
func (q Queries) Apply(items []*php.Array) (page []*php.Array, total int, err error) {
	items = slices.DeleteFunc(slices.Clone(items), func(item *php.Array) bool {
		return slices.ContainsFunc(q.filters, func(filter query) bool { return !filter.matches(item) })
	})
	q.sort(items)
	page, err = q.page(items)
	return page, len(items), err
}

func attribute(item *php.Array, name string) string {
	value, _ := item.Get(name)
	s, _ := value.(string)
	return s
}

func (q Queries) sort(items []*php.Array) {
	slices.SortStableFunc(items, func(a, b *php.Array) int {
		for _, order := range q.orders {
			difference := strings.Compare(strings.ToLower(attribute(a, order.attribute)), strings.ToLower(attribute(b, order.attribute)))
			if order.method == "orderDesc" {
				difference = -difference
			}
			if difference != 0 {
				return difference
			}
		}
		return 0
	})
	// An order without an attribute is the order of creation.
	if len(q.orders) > 0 && slices.Contains([]string{"", insertionOrder}, q.orders[0].attribute) && q.orders[0].method == "orderDesc" {
		slices.Reverse(items)
	}
}

// page cuts out the page that a cursor, a limit and an offset ask for.
func (q Queries) page(items []*php.Array) ([]*php.Array, error) {
	if q.cursor == nil {
		return q.cut(items), nil
	}
	id, _ := q.cursor.first.(string)
	at := slices.IndexFunc(items, func(item *php.Array) bool { return attribute(item, "$id") == id })
	if at < 0 {
		return nil, CursorNotFound(id)
	}
	if q.cursor.method == "cursorAfter" {
		return q.cut(items[at+1:]), nil
	}
	before := slices.Clone(items[:at])
	slices.Reverse(before)
	page := q.cut(before)
	slices.Reverse(page)
	return page, nil
}

func (q Queries) cut(items []*php.Array) []*php.Array {
	items = items[min(q.offset, len(items)):]
	return items[:min(cmp.Or(q.limit, defaultPageSize), len(items))]
}

// comparisons are the filters that compare an attribute with their values, both in lower case:
// the database does not tell letter cases apart.
var comparisons = map[string]func(value, operand string) bool{
	"equal":            func(value, operand string) bool { return value == operand },
	"notEqual":         func(value, operand string) bool { return value != operand },
	"lessThan":         func(value, operand string) bool { return value < operand },
	"lessThanEqual":    func(value, operand string) bool { return value <= operand },
	"greaterThan":      func(value, operand string) bool { return value > operand },
	"greaterThanEqual": func(value, operand string) bool { return value >= operand },
	"contains":         strings.Contains,
	"startsWith":       strings.HasPrefix,
	"endsWith":         strings.HasSuffix,
}

// matches reports whether an item passes the filter. Dates sort by time as strings.
func (q query) matches(item *php.Array) bool {
	value := strings.ToLower(attribute(item, q.attribute))
	switch q.method {
	case "and":
		return !slices.ContainsFunc(q.nested, func(inner query) bool { return !inner.matches(item) })
	case "or":
		return slices.ContainsFunc(q.nested, func(inner query) bool { return inner.matches(item) })
	case "isNull":
		return value == ""
	case "isNotNull":
		return value != ""
	case "between":
		return value >= q.format(q.values[0]) && value <= q.format(q.values[1])
	}
	return slices.ContainsFunc(q.values, func(v any) bool { return comparisons[q.method](value, q.format(v)) })
}

// format formats a value of a filter like the attribute that it is compared with.
func (q query) format(value any) string {
	formatted, _ := value.(string)
	if at, ok := php.ParseDate(formatted); ok && q.isOfDates() {
		formatted = php.Date(at)
	}
	return strings.ToLower(formatted)
}
