// Package operations puts together what the service can do: what the document says of each
// operation, what the document leaves out, and the function that does it.
package operations

import (
	"fmt"
	"strings"
	"sync"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/router"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Router returns what finds the operations of a version. Each is built once per process, and
// nothing changes it afterwards.
func Router(v *version.Version) (*router.Router[*exchange.Operation], error) { return routers[v]() }

var routers = func() map[*version.Version]func() (*router.Router[*exchange.Operation], error) {
	all := map[*version.Version]func() (*router.Router[*exchange.Operation], error){}
	for _, v := range version.All {
		all[v] = sync.OnceValues(func() (*router.Router[*exchange.Operation], error) { return newRouter(of(v)) })
	}
	return all
}()

func newRouter(operations []*exchange.Operation) (*router.Router[*exchange.Operation], error) {
	routes := new(router.Router[*exchange.Operation])
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
	}
	return routes, nil
}

// Known reports whether there is an operation with an id.
func Known(id string) bool { return handlers[id] != nil }
