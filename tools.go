//go:build tools

// The generator and the checkers, pinned by go.mod: this is the one place that
// says which versions make and check this project.
package appwrite

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
	_ "honnef.co/go/tools/cmd/staticcheck"
)
