package accounthttp

import (
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// challengeLifetime is how long a code that was sent can be entered.
const challengeLifetime = time.Hour

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
	if err != nil {
		return nil, err
	}
	return in, nil
}

// resume returns what is pending, together with what SendCode kept of it.
func (s *Site) resume(r *http.Request, factor account.AuthenticationFactor) (*account.SignIn, error) {
	in, err := s.PendingSignIn(r)
	if err != nil || in.Challenge == nil {
		return in, err
	}
	if cookie, err := r.Cookie(s.cookies.challengeName(factor)); err == nil && isPlain(cookie.Value) {
		in.Challenge.Resume(factor, cookie.Value)
	}
	return in, nil
}

// SendCode mails or texts a code for the second factor: email or phone. The others need
// none. A cookie keeps which code it is for an hour, so that CompleteChallenge can run in
// another request. It does nothing if nothing is pending.
func (s *Site) SendCode(w http.ResponseWriter, r *http.Request, factor account.AuthenticationFactor) error {
	in, err := s.resume(r, factor)
	if err != nil || in.Challenge == nil {
		return err
	}
	id, err := in.Challenge.Send(r.Context(), factor)
	if err != nil {
		return err
	}
	s.visit(r).setCookies(s.cookies.make(s.cookies.challengeName(factor), id, challengeLifetime))
	return nil
}

// CompleteChallenge passes the second factor with a code: of the mail or SMS, of the
// authenticator app, or a recovery code. Then Continue sends the browser on; it shows the
// code page again if a factor did not add anything. If nothing is pending, as after a
// response that got lost, that is a success.
//
// A wrong code is account.ErrUserInvalidToken and can be tried again, ten times an hour. A
// result together with an error is as in SignIn.
func (s *Site) CompleteChallenge(w http.ResponseWriter, r *http.Request, factor account.AuthenticationFactor, code string) (*account.SignIn, error) {
	in, err := s.resume(r, factor)
	if err != nil {
		return nil, err
	}
	if in.Challenge != nil {
		if in, err = in.Challenge.Complete(r.Context(), factor, code); in == nil {
			return nil, err
		}
	}
	s.keep(r, in, err)
	name := s.cookies.challengeName(factor)
	if _, missing := r.Cookie(name); missing == nil {
		s.visit(r).setCookies(s.cookies.clear(name))
	}
	return in, err
}
