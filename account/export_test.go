package account

import (
	"crypto/tls"
	"net/http"
)

// What tests of package account_test cannot reach from outside: limits that take minutes to
// be felt.

func SharedTransport() *http.Transport { return pooled() }

func NewTransport(config *tls.Config) *http.Transport { return newTransport(config) }
