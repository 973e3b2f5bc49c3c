package accounthttp

import (
	"context"
	"errors"
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

// State is where a request stands: whose it is, or why that cannot be said.
type State int

// The states, and where ServeError and Require send people.
const (
	SignedIn         State = iota // nowhere
	SignedOut                     // Pages.SignIn, and the cookie is cleared
	ChallengePending              // Pages.Challenge: a second factor is pending
	Blocked                       // Pages.Blocked: an administrator has blocked the user
	PasswordReset                 // Pages.PasswordReset: the user has to choose a new password first
	RateLimited                   // a problem page with status 429
	Unavailable                   // a problem page with status 503: the service is down or slow
	CrossOrigin                   // a problem page with status 403
	Failed                        // a problem page with status 400 or 500: anything else
)

var stateNames = [...]string{"signed-in", "signed-out", "challenge-pending", "blocked", "password-reset", "rate-limited", "unavailable", "cross-origin", "failed"}

// String returns a name such as "signed-out", as requests that are no page loads get it.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return "unknown"
	}
	return stateNames[s]
}

// ErrCrossOrigin is a change that another site's page has sent.
var ErrCrossOrigin = errors.New("accounthttp: the request comes from another site")

// ErrNotStartedHere is the end of an OAuth2 sign-in that this browser did not start, or not
// within the last hour, or that is over already.
var ErrNotStartedHere = errors.New("accounthttp: this sign-in was not started in this browser, or is over")

// StateOf says what an error of this package or of package account means for the person who
// sent the request. Only SignedOut says that nobody is signed in. Errors that a form
// explains, such as a wrong password, are Failed.
func StateOf(err error) State {
	var response *account.Error
	var transport *account.TransportError
	isResponse := errors.As(err, &response)
	switch {
	case err == nil:
		return SignedIn
	case errors.Is(err, ErrCrossOrigin), errors.Is(err, ErrNotStartedHere):
		return CrossOrigin
	case account.IsSignedOut(err):
		return SignedOut
	case errors.Is(err, account.ErrUserMoreFactorsRequired):
		return ChallengePending
	case errors.Is(err, account.ErrUserBlocked):
		return Blocked
	case errors.Is(err, account.ErrUserPasswordResetRequired):
		return PasswordReset
	case errors.Is(err, account.ErrGeneralRateLimitExceeded), isResponse && response.StatusCode == http.StatusTooManyRequests:
		return RateLimited
	case errors.As(err, &transport), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Unavailable
	case isResponse && cannotServe(response):
		return Unavailable
	}
	return Failed
}

// cannotServe reports whether a response is the trouble of the service or of a proxy in
// front of it, and not about what was asked.
func cannotServe(e *account.Error) bool {
	return !isProviderError(e) && (e.StatusCode >= 500 || e.StatusCode == http.StatusRequestTimeout || e.Type == "")
}

// isProviderError reports whether an error is one of an OAuth2 provider, or came with the
// redirect at the end of such a sign-in; its status says nothing about the service.
func isProviderError(err error) bool {
	var e *account.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Type {
	case account.ErrUserOAuth2ProviderError, account.ErrUserOAuth2BadRequest, account.ErrUserOAuth2Unauthorized:
		return true
	}
	return e.Operation == "createOAuth2Token" && e.Attempts == 0
}
