package conformance

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// must returns the result of a call, and ends the scenario if the call failed.
func must[T any](value T, err error) T {
	noError(err)
	return value
}

// noError ends the scenario if a call failed.
func noError(err error) {
	if err != nil {
		failWithType(typeOf(err), "expected success, got %v", err)
	}
}

// rejection is the error of a call that should not succeed.
type rejection struct{ err error }

// rejected takes the error of a call that the service should reject.
func rejected[T any](_ T, err error) rejection { return rejection{err} }

// rejectedDelete is rejected for calls that return an error only.
func rejectedDelete(err error) rejection { return rejection{err} }

// as ends the scenario unless the error has this status and type. Error pages may have
// no type: an empty kind accepts any.
func (r rejection) as(status int, kind account.ErrorType) rejection {
	if r.err == nil {
		fail("expected the error %d %s, got success", status, kind)
	}
	if apiError(r.err).StatusCode != status || kind != "" && !errors.Is(r.err, kind) {
		failWithType(typeOf(r.err), "expected the error %d %s, got %v", status, kind, r.err)
	}
	return r
}

// saying ends the scenario unless the service's message is this.
func (r rejection) saying(message string) {
	if apiError(r.err).Message != message {
		fail("expected the message %q, got %v", message, r.err)
	}
}

// apiError returns the service's error, or an empty one if err is another error.
func apiError(err error) *account.Error {
	found := &account.Error{}
	_ = errors.As(err, &found)
	return found
}

func typeOf(err error) string { return string(apiError(err).Type) }

// equal ends the scenario unless two values are the same. It must not be used on
// secrets, because it prints both.
func equal(what string, got, expected any) {
	if !reflect.DeepEqual(got, expected) {
		fail("expected %s to be %s, got %s", what, show(expected), show(got))
	}
}

// secretive matches what may be a token or a session.
var secretive = regexp.MustCompile(`[A-Za-z0-9+/=_-]{40,}`)

// show formats a value, without what may be a secret in it.
func show(value any) string {
	shown := fmt.Sprintf("%v", value)
	if plain, ok := value.(string); ok {
		shown = fmt.Sprintf("%q", plain)
	}
	shown = secretive.ReplaceAllString(shown, "…")
	if len(shown) > 300 {
		shown = shown[:300] + "…"
	}
	return shown
}

// check ends the scenario unless a condition holds. The sentence states the condition.
func check(holds bool, sentence string, args ...any) {
	if !holds {
		fail("expected that "+sentence, args...)
	}
}

// matches ends the scenario unless a string matches a pattern. The string is not
// printed, since it may be a secret.
func matches(what, value, pattern string) {
	if !regexp.MustCompile(pattern).MatchString(value) {
		fail("expected %s to match %s, got %d characters that do not", what, pattern, len(value))
	}
}

func contains(what, value, part string) {
	if !strings.Contains(value, part) {
		fail("expected %s to contain %q, got %s", what, part, show(value))
	}
}

// pointer returns a pointer, for optional parameters.
func pointer[T any](value T) *T { return &value }
