// Package control is the control API of the account emulator: its Go client, and the
// handler that serves it. The API is described in openapi/emulator.yaml.
//
// The client takes the address of the emulator with [Path], and has a method for each
// operation. A response holds what belongs to its status, such as JSON201, or a [Problem] if
// the call was rejected; err is for calls without a response:
//
//	client, err := control.NewClientWithResponses("http://127.0.0.1:4080" + control.Path)
//	created, err := client.CreateUserWithResponse(ctx, control.Seed{Email: "ann@example.com"})
//	if problem := created.ApplicationProblemJSONDefault; problem != nil {
//		return problem
//	}
//	user := created.JSON201
//
// In a Go program that embeds the service, [NewHandler] serves the API beside the account
// service, for tests in another language. [accounttest.NewDetached] takes the address that the
// program listens at:
//
//	srv, err := accounttest.NewDetached("http://127.0.0.1:4080")
//	mux.Handle("/v1/", srv.Handler())
//	mux.Handle(control.Path+"/", control.NewHandler(srv))
//
// A Go test that runs the service itself needs none of this: the methods of
// [accounttest.Server] do the same.
//
// Most other names here are generated, and belong to the client or to the handler:
// {Operation}WithResponse are the methods to call.
package control
