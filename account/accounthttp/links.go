package accounthttp

import (
	"errors"
	"net/http"

	"github.com/appwrite-go/appwrite/account"
)

// ConfirmationKind says what a confirmation is about.
type ConfirmationKind int

// What the links in mails do.
const (
	ConfirmMagicURL     ConfirmationKind = iota // sign in, in a browser that did not ask for the link
	ConfirmVerification                         // verify the e-mail address
	ConfirmRecovery                             // choose a new password
)

// Confirmation is what the page behind a link in a mail asks. Programs that check mails open
// links, so opening one does nothing: the page has a form that does it.
//
// The form is <form method="post"> without an action, since it goes to the page's own URL,
// which holds the secret of the link. That of ConfirmRecovery has an <input name="password"
// type="password">. Nothing on the page may load from elsewhere or show the URL.
type Confirmation struct {
	Kind ConfirmationKind
	Err  error // why the last try did not work, for ConfirmRecovery: the service rejects the password
}

// StartMagicURL mails a link that signs somebody in. URL is the path of MagicURLCallback on
// this site, such as "/sign-in/link".
//
// In this browser the link signs in at once, and leads to Next of this request; in another it
// shows the confirm page. Errors are those of account.Client.CreateMagicURLToken.
func (s *Site) StartMagicURL(w http.ResponseWriter, r *http.Request, params account.CreateMagicURLTokenParams) (*account.Token, error) {
	back, err := s.startFlow(r, params.URL)
	if err != nil {
		return nil, err
	}
	params.URL = back
	return s.visit(r).guest.CreateMagicURLToken(r.Context(), params)
}

// MagicURLCallback is the page that magic links lead to: it signs the person in, and calls
// done with the result. Nil means Continue after a success and ServeError after an error.
//
// A link that another browser asked for signs in only after the confirm page, so that nobody
// gets into somebody else's account by a click, and programs that open links do not use them
// up. Errors are those of SignIn; account.ErrUserInvalidToken is a link that was used or has
// expired.
func (s *Site) MagicURLCallback(done func(http.ResponseWriter, *http.Request, *account.SignIn, error)) http.Handler {
	return s.link(func(w http.ResponseWriter, r *http.Request, callback *account.Callback, err error) {
		if err != nil {
			s.finish(w, r, nil, err, done)
			return
		}
		end, here := s.startedHere(r)
		if r.Method != http.MethodPost && (!here || r.Method != http.MethodGet) {
			s.confirm(w, r, Confirmation{Kind: ConfirmMagicURL})
			return
		}
		in, err := s.SignIn(w, r, callback)
		if here {
			end(in, err)
		}
		s.finish(w, r, in, err, done)
	})
}

// VerificationCallback is the page that verification links lead to. It shows the confirm
// page, whose button verifies the address, in any browser, signed in or not; then it calls
// done with the result. Nil means a redirect to Pages.Home after a success and ServeError
// after an error.
//
// The mail is sent by CreateVerification of Client, with URL("/verify") for example.
func (s *Site) VerificationCallback(done func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return s.link(func(w http.ResponseWriter, r *http.Request, callback *account.Callback, err error) {
		if err == nil {
			if r.Method != http.MethodPost {
				s.confirm(w, r, Confirmation{Kind: ConfirmVerification})
				return
			}
			_, err = s.visit(r).guest.UpdateVerification(r.Context(), account.UpdateVerificationParams{UserID: callback.UserID, Secret: callback.Secret})
			s.users.dropUser(callback.UserID)
		}
		s.finishLink(w, r, err, s.pages.Home, done)
	})
}

// RecoveryCallback is the page that recovery links lead to. It shows the confirm page, whose
// form takes a new password, and shows it again with Err if the service rejects the
// password; then it calls done with the result. Nil means a redirect to Pages.SignIn after a
// success and ServeError after an error. The sessions of the person go on.
//
// The mail is sent by CreateRecovery of Client, with URL("/recover/link") for example.
func (s *Site) RecoveryCallback(done func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return s.link(func(w http.ResponseWriter, r *http.Request, callback *account.Callback, err error) {
		if err == nil {
			if r.Method != http.MethodPost {
				s.confirm(w, r, Confirmation{Kind: ConfirmRecovery})
				return
			}
			_, err = s.visit(r).guest.UpdateRecovery(r.Context(), account.UpdateRecoveryParams{UserID: callback.UserID, Secret: callback.Secret, Password: r.PostFormValue("password")})
			if rejectsPassword(err) {
				s.confirm(w, r, Confirmation{Kind: ConfirmRecovery, Err: err})
				return
			}
			s.users.dropUser(callback.UserID)
		}
		s.finishLink(w, r, err, s.pages.SignIn, done)
	})
}

// link is the page behind a link in a mail: a form to GET, something done to POST.
func (s *Site) link(serve func(http.ResponseWriter, *http.Request, *account.Callback, error)) http.Handler {
	return s.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hideURL(w)
		w.Header().Set("X-Frame-Options", "DENY") // a click has to be meant
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodPost:
			callback, err := account.CallbackOf(r)
			serve(w, r, callback, err)
		default:
			w.Header().Set("Allow", "GET, HEAD, POST")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		}
	}))
}

func (s *Site) finishLink(w http.ResponseWriter, r *http.Request, err error, target string, done func(http.ResponseWriter, *http.Request, error)) {
	switch {
	case done != nil:
		done(w, r, err)
	case err != nil:
		s.ServeError(w, r, err)
	default:
		redirect(w, r, target)
	}
}

func rejectsPassword(err error) bool {
	var missing *account.MissingParameterError
	if errors.As(err, &missing) {
		return true
	}
	for _, kind := range []account.ErrorType{account.ErrGeneralArgumentInvalid, account.ErrPasswordRecentlyUsed, account.ErrPasswordPersonalData} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

func defaultConfirm(w http.ResponseWriter, _ *http.Request, c Confirmation) {
	var page plainPage
	switch c.Kind {
	case ConfirmVerification:
		page = plainPage{Title: "Verify your e-mail address", Message: "One click, and the address is yours.", Button: "Verify"}
	case ConfirmRecovery:
		page = plainPage{Title: "Choose a new password", Message: "It needs at least 8 characters.", Button: "Save", Password: true}
	default:
		page = plainPage{Title: "Sign in here?", Message: "Go on only if you asked for this mail yourself. Otherwise close this page.", Button: "Sign in"}
	}
	status := http.StatusOK
	if c.Err != nil {
		page.Alert, status = "This password was not accepted. Please choose another.", http.StatusUnprocessableEntity
	}
	page.write(w, status)
}
