package gen

// Operation is what the document says of one operation. The SDK needs little of it; the
// service for tests takes its routes, rules and limits from the rest.
type Operation struct {
	ID     string // as the API names it: createMfaChallenge
	Method string
	Path   string // below the endpoint, with {placeholders}
	// Params are the parameters in the order in which the server checks them.
	Params []Param
	// Guest and Key say that callers without a credential, or with an API key, are
	// allowed. Users always are.
	Guest, Key bool
	// OneTime operations spend a secret that works once.
	OneTime bool
	// Redirect operations succeed with a redirect, whose Location is the result. Their
	// errors are web pages.
	Redirect bool

	// Scope is what the caller has to be allowed.
	Scope string
	// MFA is required, exempt or recent: whether a pending second factor blocks the
	// operation, and whether a challenge has to have been passed a moment ago.
	MFA string
	// SignedOut operations reject callers who are signed in.
	SignedOut bool
	// AuthMethod is the switch of the project that can turn the operation off.
	AuthMethod string
	// Audit is the event that the operation leaves in the activity log.
	Audit string
	// Timestamp operations read the header X-Appwrite-Timestamp.
	Timestamp bool
	// Limit is how many calls are allowed in Window seconds, counted by each of Keys; 0
	// where there is no limit.
	Limit, Window int
	Keys          []string
	// LaterLimits are the limits of later versions, oldest first.
	LaterLimits []Limit
	// Resets is the version from which on a success starts the count anew; empty for none.
	Resets string
	// Aliases are other paths of the operation.
	Aliases []Alias
	// Since is the version of the server that the operation came with: empty for 1.7 and
	// before, "hosted" where no open-source server has it.
	Since string
	// ClientOnly operations are for browsers and devices.
	ClientOnly bool
}

// Alias is another path of an operation, and the version of the server it came with.
type Alias struct{ Since, Path string }

// Limit is how many calls a version allows in Window seconds.
type Limit struct {
	Since         string
	Calls, Window int
}

// Param is a parameter of an operation. Lengths and limits are 0 where there are none;
// those of a list are those of its items.
type Param struct {
	Name                           string // as on the wire, "queries[]" with its brackets
	In                             string // path, query or body
	Required                       bool
	Check                          string // how the server checks it: id, email, prefs, string and so on
	MinLength, MaxLength, MaxItems int
	Enum                           []string
	Since                          string            // the version it came with; empty for 1.7 and before
	EnumSince                      map[string]string // the version of values that came later
}
