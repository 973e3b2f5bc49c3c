// Package health has the routes that tell programs whether the server is there, and which
// one it is. They need no credential.
package health

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// Ping responds that the server is there.
func Ping(_ *exchange.Request, w *exchange.Response) error { return w.Text("Pong!") }

// Version responds with the version of the server.
func Version(r *exchange.Request, w *exchange.Response) error {
	return w.JSON(200, php.NewArray("version", r.Version.Number))
}
