package accounthttp

import (
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

// StartOAuth2 sends the browser to an OAuth2 provider. Success is the path of OAuth2Callback
// on this site, such as "/oauth2/callback"; Failure is the same and stays empty.
//
// The sign-in ends in this browser alone, within an hour, once. Any number of tabs can start
// one; the browser keeps the last five. Next of this request is where it leads.
//
// A link and a form can both start it. What another site's page sends is rejected with
// ErrCrossOrigin, GET included, so that nobody is signed in without having asked. (A
// Content-Security-Policy with form-action has to allow the provider for a form.) Other
// errors are those of account.Client.CreateOAuth2Token. The response is written only without
// an error.
func (s *Site) StartOAuth2(w http.ResponseWriter, r *http.Request, provider account.OAuthProvider, params account.CreateOAuth2TokenParams) error {
	if !s.sentHere(r) {
		return ErrCrossOrigin
	}
	back, err := s.startFlow(r, params.Success)
	if err != nil {
		return err
	}
	params.Success, params.Failure = back, back
	location, err := s.visit(r).guest.CreateOAuth2Token(r.Context(), provider, params)
	if err != nil {
		return err
	}
	redirect(w, r, location.String())
	return nil
}

// sentHere reports whether a request comes from a page of this site or was typed in.
// Browsers that do not say are believed, as http.CrossOriginProtection does.
func (s *Site) sentHere(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
		origin := r.Header.Get("Origin")
		return origin == "" || origin == s.origin
	}
	return false
}

// OAuth2Callback is the page that providers send the browser back to: it signs the person
// in, and calls done with the result. Nil means Continue after a success and ServeError after
// an error.
//
// Errors: ErrNotStartedHere; an *account.Error of the provider, such as
// account.ErrUserOAuth2ProviderError when the person did not allow it; those of SignIn.
func (s *Site) OAuth2Callback(done func(http.ResponseWriter, *http.Request, *account.SignIn, error)) http.Handler {
	return s.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hideURL(w)
		in, err := s.finishOAuth2(w, r)
		s.finish(w, r, in, err, done)
	}))
}

func (s *Site) finishOAuth2(w http.ResponseWriter, r *http.Request) (*account.SignIn, error) {
	end, ok := s.startedHere(r)
	if !ok {
		return nil, ErrNotStartedHere
	}
	callback, err := account.CallbackOf(r)
	if err != nil {
		end(nil, err)
		return nil, err
	}
	in, err := s.SignIn(w, r, callback)
	end(in, err)
	return in, err
}

// finish calls done, or does what a callback does without one.
func (s *Site) finish(w http.ResponseWriter, r *http.Request, in *account.SignIn, err error, done func(http.ResponseWriter, *http.Request, *account.SignIn, error)) {
	switch {
	case done != nil:
		done(w, r, in, err)
	case in != nil: // also with an error: the next page says what it is
		s.Continue(w, r, in)
	default:
		s.ServeError(w, r, err)
	}
}
