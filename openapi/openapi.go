// Package openapi embeds the OpenAPI documents that all generated code in this module comes
// from: account.yaml, that of the account service, and emulator.yaml, that of the control API of
// the emulator. Programs that validate requests, mock the service or generate clients can read
// them here.
package openapi

import _ "embed"

var (
	//go:embed account.yaml
	account string
	//go:embed emulator.yaml
	emulator string
)

// Account returns the document account.yaml, OpenAPI 3.0.3 in YAML.
func Account() []byte { return []byte(account) }

// Emulator returns the document emulator.yaml, OpenAPI 3.0.3 in YAML.
func Emulator() []byte { return []byte(emulator) }
