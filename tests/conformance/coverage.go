package conformance

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// Coverage collects which operations succeeded and which error types were returned.
type Coverage struct {
	mu         sync.Mutex
	operations map[string]bool
	errors     map[string]bool
}

// NewCoverage starts with nothing.
func NewCoverage() *Coverage {
	return &Coverage{operations: map[string]bool{}, errors: map[string]bool{}}
}

// met records a response.
func (c *Coverage) met(op *contract.Operation, status int, body []byte) {
	if c == nil {
		return
	}
	if status < 400 {
		if op != nil {
			c.record(c.operations, op.ID)
		}
		return
	}
	var failure struct{ Type string }
	if json.Unmarshal(body, &failure) == nil {
		c.record(c.errors, failure.Type)
	}
}

// metError records an error that was not a JSON body.
func (c *Coverage) metError(kind string) {
	if c != nil {
		c.record(c.errors, kind)
	}
}

// addErrors adds what another one met.
func (c *Coverage) addErrors(kinds []string) {
	for _, kind := range kinds {
		c.metError(kind)
	}
}

func (c *Coverage) record(in map[string]bool, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	in[name] = true
}

// Operations lists the operations of the document that succeeded at least once.
func (c *Coverage) Operations() []string { return c.list(c.operations) }

// Errors lists the error types that were returned.
func (c *Coverage) Errors() []string { return c.list(c.errors) }

func (c *Coverage) list(of map[string]bool) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(of))
}
