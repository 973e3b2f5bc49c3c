// Package control is the control API of the account emulator: its Go client, and the
// handler that serves it.
//
// The emulator serves it at [Path], and its document is openapi/emulator.yaml. In a Go
// program that embeds the service, [NewHandler] serves it beside the account service, for
// tests in another language:
//
//	mux.Handle("/v1/", srv.Handler())
//	mux.Handle(control.Path+"/", control.NewHandler(srv))
//
// A Go test that runs the service itself needs none of this: the methods of
// [accounttest.Server] do the same.
package control
