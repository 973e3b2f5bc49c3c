//go:build !unix

package terminal_test

import "testing"

func TestLogin_NeedsAPseudoTerminal(t *testing.T) {
	t.Skip("pseudo-terminals of this system are not supported by the library that drives them")
}
