package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// proof is what the link or the code of a message says.
type proof struct {
	UserID string
	Secret string
}

// outcome is how a flow ended, for a page that says so.
type outcome struct {
	OK      bool
	Title   string
	Text    string
	Reason  string // the error type of a refusal
	UserID  string
	Session string // the secret of a new session
}

// finish does what an app does with the link or code of a message.
func (e *emulator) finish(r *http.Request, kind accounttest.MessageKind, p proof) outcome {
	switch kind {
	case accounttest.EmailVerification:
		return e.verifyEmail(r.Context(), p)
	case accounttest.PhoneVerification:
		return e.verifyPhone(r.Context(), p)
	case accounttest.MagicURL, accounttest.EmailCode, accounttest.PhoneCode:
		return e.signIn(r, p)
	}
	return outcome{Title: "Nothing to do", Text: "The emulator cannot finish this flow: it takes the app that began it."}
}

func (e *emulator) verifyEmail(ctx context.Context, p proof) outcome {
	_, err := e.client().UpdateVerification(ctx, account.UpdateVerificationParams{UserID: p.UserID, Secret: p.Secret})
	if err != nil {
		return refusal("The address was not verified", err)
	}
	return outcome{OK: true, Title: "Address verified", Text: e.nameOf(p.UserID) + " owns this address, the service knows now.", UserID: p.UserID}
}

// verifyPhone acts as the user, since the service takes the code from nobody else.
func (e *emulator) verifyPhone(ctx context.Context, p proof) outcome {
	const failed = "The number was not verified"
	user, err := e.service.User(p.UserID)
	if err != nil {
		return outcome{Title: failed, Text: "The user is gone."}
	}
	if len(user.Sessions) == 0 {
		return outcome{Title: failed, Text: "The user has to be signed in for this, and has no session any more.", UserID: p.UserID}
	}
	me := e.client().WithJWT(e.service.CreateJWT(user.Sessions[len(user.Sessions)-1]))
	if _, err := me.UpdatePhoneVerification(ctx, account.UpdatePhoneVerificationParams{UserID: p.UserID, Secret: p.Secret}); err != nil {
		return refusal(failed, err)
	}
	return outcome{OK: true, Title: "Number verified", Text: e.nameOf(p.UserID) + " owns this number, the service knows now.", UserID: p.UserID}
}

// signIn exchanges a token for a session. It does so with the key, as a back end
// would, because only then does the answer have the session's secret.
func (e *emulator) signIn(r *http.Request, p proof) outcome {
	backEnd := e.client(account.WithKey(e.service.APIKey()), account.WithForwardedUserAgent(r.UserAgent()))
	session, err := backEnd.CreateSession(r.Context(), account.CreateSessionParams{UserID: p.UserID, Secret: p.Secret})
	if err != nil {
		return refusal("Nobody was signed in", err)
	}
	return outcome{
		OK: true, Title: "Signed in", UserID: session.UserID, Session: session.Secret,
		Text: e.nameOf(session.UserID) + " has a new session. The link or code is used up.",
	}
}

func (e *emulator) recoverPassword(ctx context.Context, p proof, password string) outcome {
	_, err := e.client().UpdateRecovery(ctx, account.UpdateRecoveryParams{UserID: p.UserID, Secret: p.Secret, Password: password})
	if err != nil {
		return refusal("The password was not changed", err)
	}
	return outcome{OK: true, Title: "Password changed", Text: e.nameOf(p.UserID) + " signs in with the new password from now on.", UserID: p.UserID}
}

// refusal says why a call failed, in the service's words.
func refusal(title string, err error) outcome {
	result := outcome{Title: title, Text: err.Error()}
	var refused *account.Error
	var missing *account.MissingParameterError
	switch {
	case errors.As(err, &refused):
		result.Text, result.Reason = refused.Message, string(refused.Type)
	case errors.As(err, &missing):
		result.Text = "The link is incomplete: userId or secret is missing."
	}
	return result
}

// nameOf is how a person would call a user.
func (e *emulator) nameOf(userID string) string {
	user, err := e.service.User(userID)
	if err != nil {
		return "The user"
	}
	return displayName(user)
}

func displayName(user accounttest.User) string {
	return firstOf(user.Name, user.Email, user.Phone, "Anonymous user")
}

// client makes a client of the service that stays inside the program.
func (e *emulator) client(options ...account.Option) *account.Client {
	inside := account.WithHTTPClient(&http.Client{Transport: direct{e.api}})
	return e.service.GuestClient(append([]account.Option{inside, account.WithRetries(0)}, options...)...)
}

// direct hands requests to a handler, without a network.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	inbound := r.Clone(r.Context())
	inbound.RequestURI = r.URL.RequestURI()
	inbound.Host = r.URL.Host
	inbound.RemoteAddr = "127.0.0.1:0"
	if inbound.Body == nil {
		inbound.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, inbound)
	return recorder.Result(), nil
}
