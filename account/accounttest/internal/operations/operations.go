// Package operations puts together what the service can do: what the document says of each
// operation, what the document leaves out, and the function that does it.
package operations

import (
	"fmt"
	"strings"
	"sync"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Routes returns what finds the operations of a version. They are built once per process, and
// nothing changes them afterwards.
func Routes(v *version.Version) (*exchange.Routes, error) { return routes[v]() }

var routes = func() map[*version.Version]func() (*exchange.Routes, error) {
	all := map[*version.Version]func() (*exchange.Routes, error){}
	for _, v := range version.All {
		all[v] = sync.OnceValues(func() (*exchange.Routes, error) { return newRoutes(of(v)) })
	}
	return all
}()

func newRoutes(operations []*exchange.Operation) (*exchange.Routes, error) {
	routes := new(exchange.Routes)
	for _, op := range operations {
		op.Handle = handlers[op.ID]
		if op.Handle == nil {
			return nil, fmt.Errorf("accounttest: operation %q has no handler: write one and add it to account/accounttest/internal/operations/handlers.go", op.ID)
		}
		for _, param := range op.Params {
			if !param.Rule.Known() {
				return nil, fmt.Errorf("accounttest: parameter %q of operation %q has an unknown check %q: write it in account/accounttest/internal/params/rules.go", param.Name, op.ID, param.Rule)
			}
		}
		for _, route := range append([]string{op.Method + " " + op.Path}, op.Aliases...) {
			method, path, _ := strings.Cut(route, " ")
			routes.Add(method, path, op)
		}
		if op.Beside {
			routes.Others = append(routes.Others, op.Method+" /v1"+op.Path)
		}
	}
	return routes, nil
}

// Known reports whether there is an operation with an id.
func Known(id string) bool { return handlers[id] != nil }
