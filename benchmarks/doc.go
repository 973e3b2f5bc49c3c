// Package benchmarks measures the SDK beside the official one, beside what a careful
// developer writes by hand, and beside the bare http.Client. It is a module of its own,
// so that none of them enters a user's build.
//
//	go run ./cmd/bench          everything, a few minutes; writes RESULTS.md and results.svg
//	go run ./cmd/bench -quick   a look, under a minute; prints only
//
// Package contender has the clients behind one interface, package service the server, and
// programs the small programs whose builds are compared.
package benchmarks
