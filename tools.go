//go:build tools

// The generator, pinned by go.mod. The checkers are in tools/go.mod: nothing that
// imports this module needs them.
package appwrite

import _ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
