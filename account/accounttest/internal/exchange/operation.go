// Package exchange takes one request through the service: it finds the operation, resolves
// project, user and key, runs the checks in the service's order, and writes headers,
// cookies, bodies and errors. What operations do is the topic of other packages.
package exchange

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
)

// RateLimit is a number of calls in a fixed window of the clock, counted once per key
// template.
type RateLimit struct {
	Calls  int
	Window time.Duration
	Keys   []string
	Resets bool // a success starts the count anew
}

// Operation is one thing that can be asked of the service.
type Operation struct {
	ID             string
	Method         string
	Path           string   // below /v1, with {placeholders}
	Aliases        []string // such as "POST /account/jwt"
	Scope          string   // "" for none
	MFA            string   // "exempt" if a missing second factor does not block it, "recent" if it requires a passed challenge, too
	SignedOut      bool     // signed-in callers are rejected
	AuthMethod     string   // the switch of the project that can turn it off
	Limit          *RateLimit
	Params         []params.Param
	AuditEvent     string // what the audit log calls it, "" for no entry
	ReadsTimestamp bool   // it reads the header X-Appwrite-Timestamp
	ErrorsArePages bool   // errors are HTML, not JSON
	Handle         Handler
}

// Handler does what an operation is for, after all checks.
type Handler func(r *Request, w *Response) error
