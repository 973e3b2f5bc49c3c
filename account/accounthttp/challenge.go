package accounthttp

import (
	"errors"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// challengeLifetime is how long a code that was sent can be entered.
const challengeLifetime = time.Hour

var errNothingPending = errors.New("accounthttp: no second factor is pending; the person is signed in already")

// PendingSignIn returns the sign-in whose second factor is pending, for the code page:
// Challenge.Factors are the ways that are open. Challenge is nil if nothing is pending,
// which Continue is for. Nobody signed in is an error for ServeError.
func (s *Site) PendingSignIn(r *http.Request) (*account.SignIn, error) {
	v := s.visit(r)
	secret := v.session()
	if secret == "" {
		_, err := s.User(r)
		return nil, err
	}
	in, err := v.guest.SignIn(r.Context(), account.SessionSecret(secret))
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forgetIfSignedOut(err)
	return in, err
}

// challenge returns what is pending, together with what SendCode kept of it.
func (s *Site) challenge(r *http.Request, factor account.AuthenticationFactor) (*account.Challenge, error) {
	in, err := s.PendingSignIn(r)
	if err != nil {
		return nil, err
	}
	if in.Challenge == nil {
		return nil, errNothingPending
	}
	if cookie, err := r.Cookie(s.cookies.challengeName(factor)); err == nil && canBeSession(cookie.Value) {
		in.Challenge.Resume(factor, cookie.Value)
	}
	return in.Challenge, nil
}

// SendCode mails or texts a code for the second factor: email or phone. The others need
// none. A cookie keeps which code it is for an hour, so that CompleteChallenge can run in
// another request.
func (s *Site) SendCode(w http.ResponseWriter, r *http.Request, factor account.AuthenticationFactor) error {
	challenge, err := s.challenge(r, factor)
	if err != nil {
		return err
	}
	id, err := challenge.Send(r.Context(), factor)
	if err != nil {
		return err
	}
	if id != "" {
		s.visit(r).setCookies(s.cookies.make(s.cookies.challengeName(factor), id, challengeLifetime))
	}
	return nil
}

// CompleteChallenge passes the second factor with a code: of the mail or SMS, of the
// authenticator app, or a recovery code. Then Continue sends the browser on; it shows the
// code page again if a factor did not add anything.
//
// A wrong code is account.ErrUserInvalidToken and can be tried again, ten times an hour.
func (s *Site) CompleteChallenge(w http.ResponseWriter, r *http.Request, factor account.AuthenticationFactor, code string) (*account.SignIn, error) {
	challenge, err := s.challenge(r, factor)
	if err != nil {
		return nil, err
	}
	in, err := challenge.Complete(r.Context(), factor, code)
	if err != nil {
		return nil, err
	}
	s.keep(r, in)
	name := s.cookies.challengeName(factor)
	if _, err := r.Cookie(name); err == nil {
		s.visit(r).setCookies(s.cookies.clear(name))
	}
	return in, nil
}
