// Package operations is the OpenAPI document as a table in Go: what the embedded service
// has to know of each operation, without reading YAML when it starts.
package operations

// Operation is one method of one path.
type Operation struct {
	ID     string
	Method string
	Path   string // below the endpoint, with {placeholders}
	// Params are the parameters in the order in which the server checks them.
	Params []Param
	// Scope is what the caller has to be allowed.
	Scope string
	// MFA is required, exempt or recent: whether a pending second factor blocks the
	// operation, and whether it wants a challenge passed a moment ago.
	MFA string
	// SignedOut is set where a signed-in caller is refused.
	SignedOut bool
	// AuthMethod is the switch of the project that can turn the operation off.
	AuthMethod string
	// Limit is how many calls are allowed in Window seconds, counted by each of Keys; 0
	// where there is no limit.
	Limit, Window int
	Keys          []string
	// Aliases are other ways to reach the operation, such as "POST /account/jwt".
	Aliases []string
}

// Param is a parameter of an operation. Lengths and limits are 0 where there are none;
// those of a list are those of its items.
type Param struct {
	Name      string // as on the wire
	In        string // path, query or body
	Required  bool
	Type      string // string, boolean, object or array
	Format    string
	Pattern   string
	MinLength int
	MaxLength int
	MaxItems  int
	Enum      []string
}
