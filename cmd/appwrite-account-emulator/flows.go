package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// proof is what a user gets with the link or code of a message.
type proof struct {
	UserID string
	Secret string
}

// outcome is the result of a flow, as a page shows it.
type outcome struct {
	OK      bool
	Title   string
	Text    string
	Reason  string // the error type when the service rejected a call
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
	return outcome{Title: "Nothing to do", Text: "The emulator cannot finish this flow: only the app that started it can."}
}

func (e *emulator) verifyEmail(ctx context.Context, p proof) outcome {
	_, err := e.client().UpdateVerification(ctx, account.UpdateVerificationParams{UserID: p.UserID, Secret: p.Secret})
	if err != nil {
		return failure("The address was not verified", err)
	}
	return outcome{OK: true, Title: "Address verified", Text: e.nameOf(p.UserID) + " has a verified address now.", UserID: p.UserID}
}

// verifyPhone acts as the user, because the service accepts the code from nobody else.
func (e *emulator) verifyPhone(ctx context.Context, p proof) outcome {
	const failed = "The number was not verified"
	user, exists := e.user(p.UserID)
	if !exists {
		return outcome{Title: failed, Text: "The user no longer exists."}
	}
	if len(user.Sessions) == 0 {
		return outcome{Title: failed, Text: "The user has to be signed in for this, and no longer has a session.", UserID: p.UserID}
	}
	me := e.client().WithJWT(e.service.CreateJWT(user.Sessions[len(user.Sessions)-1]))
	if _, err := me.UpdatePhoneVerification(ctx, account.UpdatePhoneVerificationParams{UserID: p.UserID, Secret: p.Secret}); err != nil {
		return failure(failed, err)
	}
	return outcome{OK: true, Title: "Number verified", Text: e.nameOf(p.UserID) + " has a verified number now.", UserID: p.UserID}
}

// signIn exchanges a token for a session. It uses the key, as a back end does, because
// only then does the response contain the secret of the session.
func (e *emulator) signIn(r *http.Request, p proof) outcome {
	backEnd := e.client(account.WithKey(e.service.APIKey()), account.WithForwardedUserAgent(r.UserAgent()))
	session, err := backEnd.CreateSession(r.Context(), account.CreateSessionParams{UserID: p.UserID, Secret: p.Secret})
	if err != nil {
		return failure("Nobody was signed in", err)
	}
	return outcome{
		OK: true, Title: "Signed in", UserID: session.UserID, Session: session.Secret,
		Text: e.nameOf(session.UserID) + " has a new session. The link or code is used up.",
	}
}

func (e *emulator) recoverPassword(ctx context.Context, p proof, password string) outcome {
	_, err := e.client().UpdateRecovery(ctx, account.UpdateRecoveryParams{UserID: p.UserID, Secret: p.Secret, Password: password})
	if err != nil {
		return failure("The password was not changed", err)
	}
	return outcome{OK: true, Title: "Password changed", Text: e.nameOf(p.UserID) + " signs in with the new password from now on.", UserID: p.UserID}
}

// failure is the outcome of a failed call, with the message of the service.
func failure(title string, err error) outcome {
	result := outcome{Title: title, Text: err.Error()}
	var rejected *account.Error
	var missing *account.MissingParameterError
	switch {
	case errors.As(err, &rejected):
		result.Text, result.Reason = rejected.Message, string(rejected.Type)
	case errors.As(err, &missing):
		result.Text = "The link is incomplete: userId or secret is missing."
	}
	return result
}

// nameOf is the name of a user for people to read.
func (e *emulator) nameOf(userID string) string {
	user, exists := e.user(userID)
	if !exists {
		return "The user"
	}
	return displayName(user)
}

func displayName(user accounttest.User) string {
	return firstOf(user.Name, user.Email, user.Phone, "Anonymous user")
}

// client creates a client that calls the service inside the process.
func (e *emulator) client(options ...account.Option) *account.Client {
	inside := account.WithHTTPClient(&http.Client{Transport: handlerTransport{e.api}})
	return e.service.GuestClient(append([]account.Option{inside, account.WithRetries(0)}, options...)...)
}

// handlerTransport passes requests to a handler, without a network.
type handlerTransport struct{ handler http.Handler }

func (d handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
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
