package accounthttp

import (
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// Problem is what a problem page says.
type Problem struct {
	State      State         // RateLimited, Unavailable, CrossOrigin or Failed
	Status     int           // the HTTP status of the page
	Title      string        // for people, in English
	Message    string        // for people, in English; says what they can do
	RetryAfter time.Duration // for RateLimited and Unavailable
	Err        error         // for a log; holds no secret, but is not for people
}

// How long people are asked to wait where the service does not say, and at most.
const (
	retryUnavailable = 30 * time.Second
	retryRateLimited = time.Minute
	maxRetryAfter    = time.Hour
)

func newProblem(err error) Problem {
	p := Problem{State: StateOf(err), Err: err}
	switch p.State {
	case RateLimited:
		p.Status, p.RetryAfter = http.StatusTooManyRequests, retryAfter(err)
		p.Title, p.Message = "Too many attempts", "That was tried too often in the last hour. Please wait and try again later."
	case Unavailable:
		p.Status, p.RetryAfter = http.StatusServiceUnavailable, retryUnavailable
		p.Title, p.Message = "Not available right now", "We cannot reach our account service. Nobody was signed out; please try again in a moment."
	case CrossOrigin:
		p.Status = http.StatusForbidden
		p.Title, p.Message = "That came from somewhere else", "For your protection nothing was done. Please open this site yourself and start again."
	default:
		p.Status = http.StatusInternalServerError
		p.Title, p.Message = "Something went wrong", "It is not your fault. Please try again later."
		p.blamesRequest()
	}
	return p
}

// blamesRequest makes a failure that of the request, where it is.
func (p *Problem) blamesRequest() {
	var response *account.Error
	var missing *account.MissingParameterError
	var invalid *account.InvalidParameterError
	switch {
	case errors.Is(p.Err, account.ErrUserInvalidToken), errors.As(p.Err, &missing), errors.As(p.Err, &invalid):
		p.Title, p.Message = "This link or code does not work", "It was used already, has expired, or is not complete. Please ask for a new one."
	case isProviderError(p.Err):
		p.Title, p.Message = "The sign-in did not work", "The other service did not let us sign you in, or you did not allow it. You can try again or sign in another way."
	case errors.Is(p.Err, account.ErrProjectNotFound), errors.Is(p.Err, account.ErrGeneralUnauthorizedScope), errors.Is(p.Err, account.ErrUserUnauthorized):
		return // the site is set up wrongly
	case errors.As(p.Err, &response) && response.StatusCode >= 400 && response.StatusCode < 500:
		p.Title, p.Message = "That was not possible", "Please go back, check what you entered, and try again."
	default:
		return
	}
	p.Status = http.StatusBadRequest
}

// retryAfter is how long the service asks to wait.
func retryAfter(err error) time.Duration {
	var response *account.Error
	if !errors.As(err, &response) {
		return retryRateLimited
	}
	wait := time.Until(response.RateLimit.Reset)
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds < int(maxRetryAfter/time.Second) {
		wait = time.Duration(seconds) * time.Second
	}
	if wait <= 0 || wait > maxRetryAfter {
		return retryRateLimited // the clocks differ
	}
	return (wait + time.Second - 1).Truncate(time.Second)
}

// serveProblem responds with a problem page.
func (s *Site) serveProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := newProblem(err)
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(p.RetryAfter/time.Second)))
	}
	w.Header().Set("Cache-Control", "no-store")
	if !isPage(r) {
		serveStatus(w, p.Status, p.State)
		return
	}
	s.problem(w, r, p)
}

// serveStatus responds to a request that is no page load.
func serveStatus(w http.ResponseWriter, status int, state State) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": state.String()})
}

// plain is the layout of the pages that this package renders. They need nothing from
// elsewhere, and nothing can frame them.
const plainPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

var plain = template.Must(template.New("layout").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 34rem; padding: 12vh 1.25rem }
button, input { box-sizing: border-box; font: inherit; padding: .6rem 1rem }
label, input { display: block; margin-bottom: .75rem; width: 100% }
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{with .Alert}}<p role="alert">{{.}}</p>
{{end}}<p>{{.Message}}</p>
{{if .Button}}<form method="post">
{{if .Password}}<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" required>
{{end}}<button>{{.Button}}</button>
</form>
{{end}}{{with .Home}}<p><a href="{{.}}">To the start page</a></p>
{{end}}</main>
</body>
</html>
`))

type plainPage struct {
	Title, Alert, Message, Button, Home string
	Password                            bool
}

func (p plainPage) write(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", plainPolicy)
	w.WriteHeader(status)
	_ = plain.Execute(w, p)
}

func (s *Site) defaultProblem(w http.ResponseWriter, _ *http.Request, p Problem) {
	plainPage{Title: p.Title, Message: p.Message, Home: s.pages.Home}.write(w, p.Status)
}
