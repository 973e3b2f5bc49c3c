// Package appwrite is the root of a Go SDK for the account service of Appwrite.
// It holds no code: programs import account for the client, account/models for
// the answers and account/accounttest for a service to test against.
//
// The models and the low-level client are generated from openapi/account.yaml.
// After a change to the document, run "make generate"; the compiler and the tests
// then say what is left to do.
package appwrite

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config internal/gen/models.yaml openapi/account.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config internal/gen/client.yaml openapi/account.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config internal/gen/names.yaml openapi/account.yaml
//go:generate go run ./internal/operations/generate internal/operations/operations.gen.go
