package accountcli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// Explain says in plain words what an error means for the person in front of the program, and
// what they can do: one line to print. Of errors that mean nothing special to a person it
// returns the error's own text.
func Explain(err error) string {
	var rejected *account.Error
	var lost *account.TransportError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "Interrupted."
	case errors.Is(err, ErrNoSession):
		return "Nobody is signed in."
	case account.IsSignedOut(err):
		return "The session has ended. Sign in again."
	case errors.Is(err, account.ErrUserMoreFactorsRequired):
		return "The sign-in is not complete: a second factor is required. Sign in again."
	case errors.Is(err, account.ErrUserBlocked):
		return "This account is blocked. Only those who run the service can let it in again."
	case errors.As(err, &rejected) && rejected.StatusCode == http.StatusTooManyRequests:
		return explainRateLimit(err, time.Now())
	case errors.Is(err, account.ErrUserInvalidCredentials):
		return "Wrong e-mail address or password."
	case errors.Is(err, account.ErrUserInvalidToken):
		return "Wrong or expired code or link."
	case errors.Is(err, account.ErrUserOAuth2ProviderError):
		return "The provider did not sign you in, or you said no there."
	case errors.As(err, &rejected) && rejected.StatusCode >= 500 && rejected.Type == "", errors.As(err, &lost):
		return "The service cannot be reached. Nobody was signed out by that; try again later."
	case errors.Is(err, context.DeadlineExceeded):
		return "That took too long. Try again."
	case errors.As(err, &rejected) && rejected.StatusCode >= 500:
		return fmt.Sprintf("The service has a problem (%s). Try again later.", Printable(string(rejected.Type)))
	case errors.As(err, &rejected) && rejected.Message != "":
		return Printable(rejected.Message)
	}
	return Printable(strings.TrimPrefix(err.Error(), "accountcli: "))
}

// explainRateLimit says when the limit of an error ends.
func explainRateLimit(err error, now time.Time) string {
	var rejected *account.Error
	if !errors.As(err, &rejected) || !rejected.RateLimit.Reset.After(now) {
		return "Too many tries. Try again in an hour."
	}
	reset := rejected.RateLimit.Reset
	minutes := int(reset.Sub(now)/time.Minute) + 1
	return fmt.Sprintf("Too many tries. Try again at %s, in %d min.", reset.Local().Format("15:04"), minutes)
}
