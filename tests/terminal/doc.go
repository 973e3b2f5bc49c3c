// Package terminal tests examples/login-cli as a person uses it: built, started in a
// pseudo-terminal, and typed at, with the service for tests behind it. Only its tests have
// code.
package terminal
