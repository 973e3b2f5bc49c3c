// Package openapi embeds account.yaml, the OpenAPI document of the account service and
// the source of all generated code in this module. Programs that validate requests, mock
// the service or generate clients can read it here.
package openapi

import _ "embed"

//go:embed account.yaml
var account string

// Account returns the document account.yaml, OpenAPI 3.0.3 in YAML.
func Account() []byte { return []byte(account) }
