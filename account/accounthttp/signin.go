package accounthttp

import (
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

// SignIn signs somebody in by any method of package account, as a guest with their own
// address, and gives the browser the session cookie. Then Continue sends the browser on.
//
// While a second factor is pending (Challenge is not nil) the cookie lasts as long as the
// browser runs, and Require sends the person to the code page. A session that the browser
// had before is ended, as far as the service can be reached; that of an anonymous user is
// gone for good with it. A sign-in that fails changes nothing.
//
// Errors are those of the method: account.ErrUserInvalidCredentials and
// account.ErrGeneralArgumentInvalid are for the form, others for ServeError. As with
// account.Client.SignIn, a result can come together with an error: the session was made, and
// only the account could not be read. The browser has the session then, and Continue and
// ServeError are both right; with a link or code, which does not work again, Continue is.
func (s *Site) SignIn(w http.ResponseWriter, r *http.Request, method account.SignInMethod) (*account.SignIn, error) {
	v := s.visit(r)
	in, err := v.guest.SignIn(r.Context(), method)
	if in == nil {
		return nil, err
	}
	before := v.session()
	s.keep(r, in, err)
	if before != "" && before != in.Session.Secret {
		_ = v.endSession(r.Context(), before)
	}
	return in, err
}

// keep makes a sign-in that of the browser. With an error it is not known whether a second
// factor is pending.
func (s *Site) keep(r *http.Request, in *account.SignIn, err error) {
	v, pending := s.visit(r), in.Challenge != nil || err != nil
	if !pending && in.Session.Expire.IsZero() { // a session that went on
		if session, err := in.Client.GetSession(r.Context(), account.CurrentSession); err == nil {
			session.Secret = in.Session.Secret
			in.Session = session
		}
	}
	v.become(in.Session.Secret, in.User)
	v.setCookies(s.cookies.keepSession(in.Session, pending, s.refresh)...)
}

// Continue sends the browser on after SignIn or CompleteChallenge: to the code page while a
// second factor is pending, otherwise to Next.
func (s *Site) Continue(w http.ResponseWriter, r *http.Request, in *account.SignIn) {
	next := s.Next(r)
	if in.Challenge == nil {
		redirect(w, r, next)
		return
	}
	if next == s.pages.Home {
		next = ""
	}
	redirect(w, r, withNext(s.pages.Challenge, next))
}

// SignOut ends the session at the service and clears the cookie. Nobody signed in is no
// error.
//
// The cookie is cleared whatever happens, since somebody who signs out on a shared machine
// has to be signed out there. An error says that the session itself may go on at the
// service: whoever has copied its cookie could use it until it ends. Tell the person, who
// can end it from another device.
func (s *Site) SignOut(w http.ResponseWriter, r *http.Request) error {
	v := s.visit(r)
	secret := v.session()
	v.become("", nil)
	v.setCookies(s.cookies.clearSession()...)
	if secret == "" {
		return nil
	}
	if err := v.endSession(r.Context(), secret); err != nil && !account.IsSignedOut(err) {
		return err
	}
	return nil
}

// SignOutElsewhere ends all other sessions of the person, and keeps this one.
func (s *Site) SignOutElsewhere(r *http.Request) error {
	err := s.Client(r).DeleteOtherSessions(r.Context())
	if user, unknown := s.User(r); unknown == nil {
		s.users.dropUser(user.ID) // also where only some were ended
	}
	return err
}
