package wire

import (
	"fmt"
	"strings"
)

// Redacted stands where a secret would.
const Redacted = "[redacted]"

// Redact hides a secret, but not that there is none.
func Redact(secret string) string {
	if secret == "" {
		return ""
	}
	return Redacted
}

// RedactAll hides each of some secrets.
func RedactAll(secrets []string) []string {
	if secrets == nil {
		return nil
	}
	hidden := make([]string, len(secrets))
	for i, secret := range secrets {
		hidden[i] = Redact(secret)
	}
	return hidden
}

// Format prints value, a struct without methods, under the name of the type it was
// made from.
func Format(s fmt.State, verb rune, name string, value any) {
	printed := fmt.Sprintf(fmt.FormatString(s, verb), value)
	fmt.Fprint(s, strings.Replace(printed, fmt.Sprintf("%T", value), name, 1))
}
