package conformance

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// must answers what a call gave, and ends the scenario if it was refused.
func must[T any](value T, err error) T {
	allowed(err)
	return value
}

// allowed ends the scenario if a call was refused.
func allowed(err error) {
	if err != nil {
		failSeeing(typeOf(err), "expected success, got %v", err)
	}
}

// refusal is the error of a call that should not succeed.
type refusal struct{ err error }

// denied takes what a call gave that should be refused.
func denied[T any](_ T, err error) refusal { return refusal{err} }

// deniedOnly is denied for calls that answer nothing.
func deniedOnly(err error) refusal { return refusal{err} }

// as ends the scenario unless the refusal has this status and type. Pages may have no
// type; the empty one stands for any.
func (r refusal) as(status int, kind account.ErrorType) refusal {
	if r.err == nil {
		fail("expected a refusal with %d %s, got success", status, kind)
	}
	var said *account.Error
	if !errors.As(r.err, &said) {
		fail("expected a refusal with %d %s, got %v", status, kind, r.err)
	}
	if said.StatusCode != status || kind != "" && !errors.Is(r.err, kind) {
		failSeeing(string(said.Type), "expected a refusal with %d %s, got %v", status, kind, r.err)
	}
	return r
}

// saying ends the scenario unless the service's message is this.
func (r refusal) saying(message string) {
	var said *account.Error
	if !errors.As(r.err, &said) || said.Message != message {
		fail("expected the message %q, got %v", message, r.err)
	}
}

func typeOf(err error) string {
	var said *account.Error
	if errors.As(err, &said) {
		return string(said.Type)
	}
	return ""
}

// equal ends the scenario unless two values are the same. It must not be used on
// secrets, because it prints both.
func equal(what string, got, want any) {
	if !reflect.DeepEqual(got, want) {
		fail("expected %s to be %s, got %s", what, show(want), show(got))
	}
}

// secretive is what may be a token or a session.
var secretive = regexp.MustCompile(`[A-Za-z0-9+/=_-]{40,}`)

// show prints a value, without what may be a secret in it.
func show(value any) string {
	text := fmt.Sprintf("%v", value)
	if plain, ok := value.(string); ok {
		text = fmt.Sprintf("%q", plain)
	}
	text = secretive.ReplaceAllString(text, "…")
	if len(text) > 300 {
		text = text[:300] + "…"
	}
	return text
}

// check ends the scenario unless a condition holds. The sentence says what should be.
func check(holds bool, sentence string, args ...any) {
	if !holds {
		fail("expected that "+sentence, args...)
	}
}

// looksLike ends the scenario unless text matches a pattern. The text is not printed,
// since it may be a secret.
func looksLike(what, text, pattern string) {
	if !regexp.MustCompile(pattern).MatchString(text) {
		fail("expected %s to match %s, got %d characters that do not", what, pattern, len(text))
	}
}

func contains(what, text, part string) {
	if !strings.Contains(text, part) {
		fail("expected %s to contain %q, got %s", what, part, show(text))
	}
}

// pointer is for optional parameters.
func pointer[T any](value T) *T { return &value }
