package conformance

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// Coverage collects which operations succeeded and which errors were met.
type Coverage struct {
	mu         sync.Mutex
	operations map[string]bool
	errors     map[string]bool
}

// NewCoverage starts with nothing.
func NewCoverage() *Coverage {
	return &Coverage{operations: map[string]bool{}, errors: map[string]bool{}}
}

// met notes an answer.
func (c *Coverage) met(op *contract.Operation, status int, body []byte) {
	if c == nil {
		return
	}
	if status < 400 {
		if op != nil {
			c.note(c.operations, op.ID)
		}
		return
	}
	var said struct{ Type string }
	if json.Unmarshal(body, &said) == nil {
		c.note(c.errors, said.Type)
	}
}

// metError notes an error that came by another way than a body of JSON.
func (c *Coverage) metError(kind string) {
	if c != nil {
		c.note(c.errors, kind)
	}
}

func (c *Coverage) note(in map[string]bool, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	in[name] = true
}

// Operations lists the operations of the document that succeeded at least once.
func (c *Coverage) Operations() []string { return c.list(c.operations) }

// Errors lists the error types that were met.
func (c *Coverage) Errors() []string { return c.list(c.errors) }

func (c *Coverage) list(of map[string]bool) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(of))
}
