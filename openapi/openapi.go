// Package openapi holds the OpenAPI document of the account service, account.yaml,
// from which everything generated in this module comes. Programs that check
// traffic, mock the service or generate clients can read it from here.
package openapi

import _ "embed"

//go:embed account.yaml
var account string

// Account returns the document account.yaml, OpenAPI 3.0.3 in YAML.
func Account() []byte { return []byte(account) }
