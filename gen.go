// Package appwrite is the root of a Go SDK for the account service of Appwrite. It holds
// no code: import account for the client and account/accounttest for a service to test
// against.
//
// The public types, the low-level client, the table of operations and that of server
// versions are generated from openapi/account.yaml. After a change to the document run "make generate"; the compiler
// and the tests then say what is left to do.
package appwrite

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config internal/gen/models.yaml openapi/account.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config internal/gen/client.yaml openapi/account.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config account/accounttest/control/generate.yaml openapi/emulator.yaml
//go:generate go run ./internal/gen/generate internal/gen/operations.gen.go docs/server-versions.md
