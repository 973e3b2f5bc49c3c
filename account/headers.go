package account

import "strings"

// validValue reports whether a header can carry a value: no line breaks, no other
// control characters but the tab.
func validValue(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// validName reports whether a name is one that a header can have.
func validName(name string) bool {
	const token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	return name != "" && strings.Trim(name, token) == ""
}
