// Package params checks the parameters of a request by the service's rules, with the
// service's descriptions of what is wrong, and applies the queries of list operations.
package params

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Param is a parameter of an operation. Lengths count characters; those of a list are those
// of its items.
type Param struct {
	Name     string
	Required bool
	Rule     Rule
	Min, Max int
	MaxItems int
	Enum     []string
}

// Context is what rules depend on beside the value.
type Context struct {
	Settings  *state.Settings
	Host      string // that the request came to
	ProjectID string
	AnyHost   bool // redirect URLs can have any host
}

// Values are parameters that passed their checks.
type Values struct {
	Queries Queries
	byName  map[string]any
}

// Invalid is the service's message about a parameter that is missing or breaks its rule.
type Invalid string

// Error is the message.
func (e Invalid) Error() string { return string(e) }

// ErrNull is returned for null as an optional parameter. Most versions of the service let it
// pass the checks and fail afterwards.
var ErrNull = errors.New("an optional parameter is null")

// Read checks parameters one after another, in their order. Values from the path win over
// the input, which is the query or the body.
func Read(list []Param, path map[string]string, input *php.Array, context Context) (Values, error) {
	values := Values{byName: map[string]any{}}
	null := false
	for _, p := range list {
		value, present := input.Get(p.Name)
		if fromPath, ok := path[p.Name]; ok {
			value, present = fromPath, true
		}
		switch {
		case !present && p.Required:
			return values, Invalid(fmt.Sprintf("Param %q is not optional.", p.Name))
		case !present:
		case value == nil && !p.Required && p.passesNull(context):
			null = true
		default:
			if err := values.check(p, value, context); err != nil {
				return values, Invalid(fmt.Sprintf("Invalid `%s` param: %s", p.Name, err))
			}
		}
	}
	if null && context.Settings.Bugs {
		return values, ErrNull
	}
	return values, nil
}

// passesNull reports whether null passes the check of an optional parameter.
func (p Param) passesNull(context Context) bool {
	return !context.Settings.Version.NullIsInvalid || p.Rule == RedirectURL
}

// check keeps a value that satisfies the rule of its parameter.
func (v *Values) check(p Param, value any, context Context) error {
	if p.Rule == LogQueries || p.Rule == IdentityQueries {
		return v.Queries.read(p.Rule, value)
	}
	if description, ok := checks[p.Rule](p, value, context); !ok {
		return Invalid(description)
	}
	if p.Rule == NewID && value == true {
		value = "1" // which PHP makes of it
	}
	v.byName[p.Name] = value
	return nil
}

// String returns a parameter, "" if it was left out.
func (v Values) String(name string) string { return get[string](v, name) }

// Bool returns a parameter, false if it was left out.
func (v Values) Bool(name string) bool { return get[bool](v, name) }

// Int returns a number, and whether it was sent.
func (v Values) Int(name string) (number int, ok bool) {
	sent, _ := php.String(v.byName[name])
	number, err := strconv.Atoi(sent)
	return number, err == nil
}

// Array returns a parameter, nil if it was left out.
func (v Values) Array(name string) *php.Array { return get[*php.Array](v, name) }

func get[T any](v Values, name string) T {
	value, _ := v.byName[name].(T)
	return value
}
