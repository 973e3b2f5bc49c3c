package page

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// Links in mails lead to the app that requested them. Without an app they can lead to the
// emulator itself: to /console/auth/verification, /console/auth/magic-url and
// /console/auth/recovery, where the console of the service has such pages, and to
// /console/auth/oauth2/success and failure, where an OAuth2 sign-in without URLs of its
// own ends. These pages do what the app would do, so they call the account service.
func (p *page) serveLanding(mux *http.ServeMux) {
	mux.HandleFunc("GET /console/auth/verification", p.lands(verifyEmail))
	mux.HandleFunc("GET /console/auth/magic-url", p.lands(signIn))
	mux.HandleFunc("GET /console/auth/recovery", p.showRecovery)
	mux.HandleFunc("POST /console/auth/recovery", p.takesRecovery)
	mux.HandleFunc("GET /console/auth/oauth2/success", p.landFromProvider)
	mux.HandleFunc("GET /console/auth/oauth2/failure", p.landFromProvider)
}

// proof is what a user gets with a link.
type proof struct{ UserID, Secret string }

func proofOf(values url.Values) proof { return proof{values.Get("userId"), values.Get("secret")} }

// outcome is the result of a flow, as a page shows it.
type outcome struct {
	OK      bool
	Title   string
	Text    string
	Reason  string // the error type if the service rejected a call
	UserID  string
	Session string // the secret of a new session
}

// app calls the account service in place of an app.
type app struct {
	client  *account.Client
	backEnd *account.Client // with the API key: only then has the response the secret of a session
	proof   proof
	name    string // of the user
}

func (p *page) app(r *http.Request, given proof) (*app, error) {
	service, err := done(p.control.GetServiceWithResponse(r.Context()))
	if err != nil {
		return nil, err
	}
	agent := account.WithForwardedUserAgent(r.UserAgent())
	client, err := p.accountClient(service.JSON200, agent)
	if err != nil {
		return nil, err
	}
	backEnd, err := p.accountClient(service.JSON200, agent, account.WithKey(service.JSON200.APIKey))
	if err != nil {
		return nil, err
	}
	a := &app{client, backEnd, given, "The user"}
	if given.UserID == "" {
		return a, nil
	}
	if user, err := done(p.control.GetUserWithResponse(r.Context(), given.UserID)); err == nil {
		a.name = displayName(*user.JSON200)
	}
	return a, nil
}

func verifyEmail(ctx context.Context, a *app) outcome {
	_, err := a.client.UpdateVerification(ctx, account.UpdateVerificationParams{UserID: a.proof.UserID, Secret: a.proof.Secret})
	if err != nil {
		return failure("The address was not verified", err)
	}
	return outcome{OK: true, Title: "Address verified", Text: a.name + " has a verified address now.", UserID: a.proof.UserID}
}

func signIn(ctx context.Context, a *app) outcome {
	session, err := a.backEnd.CreateSession(ctx, account.CreateSessionParams{UserID: a.proof.UserID, Secret: a.proof.Secret})
	if err != nil {
		return failure("Nobody was signed in", err)
	}
	return outcome{
		OK: true, Title: "Signed in", UserID: session.UserID, Session: session.Secret,
		Text: a.name + " has a new session. The link or code is used up.",
	}
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

// lands serves a link that was clicked. HEAD requests, which only check that the page exists,
// do not use it up.
func (p *page) lands(finish func(context.Context, *app) outcome) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return
		}
		a, err := p.app(r, proofOf(r.URL.Query()))
		if err != nil {
			p.showError(w, r, err)
			return
		}
		p.showOutcome(w, r, finish(r.Context(), a))
	}
}

func (p *page) showOutcome(w http.ResponseWriter, r *http.Request, result outcome) {
	status := http.StatusOK
	if !result.OK {
		status = http.StatusBadRequest
	}
	p.write(w, r, status, view{template: "outcome", title: result.Title, data: result}, nil)
}

// landFromProvider shows how a sign-in at an OAuth2 provider ended. In the token flow it
// exchanges the token for a session.
func (p *page) landFromProvider(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch {
	case r.URL.Path == "/console/auth/oauth2/failure":
		text := query.Get("error")
		if text == "" {
			text = "The service gave no reason."
		}
		p.showOutcome(w, r, outcome{Title: "The sign-in failed", Text: text})
	case query.Get("userId") != "":
		p.lands(signIn)(w, r)
	default:
		p.showOutcome(w, r, outcome{OK: true, Title: "Signed in", Text: "The browser has the cookie of a new session."})
	}
}

func (p *page) showRecovery(w http.ResponseWriter, r *http.Request) {
	p.writeRecovery(w, r, http.StatusOK, proofOf(r.URL.Query()), nil)
}

func (p *page) writeRecovery(w http.ResponseWriter, r *http.Request, status int, given proof, rejected *form) {
	p.write(w, r, status, view{template: "recovery", title: "New password", data: given}, rejected)
}

func (p *page) takesRecovery(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.showError(w, r, invalid("", "the form cannot be read: %v", err))
		return
	}
	given := proofOf(r.PostForm)
	a, err := p.app(r, given)
	if err != nil {
		p.showError(w, r, err)
		return
	}
	_, err = a.client.UpdateRecovery(r.Context(), account.UpdateRecoveryParams{UserID: given.UserID, Secret: given.Secret, Password: r.PostForm.Get("password")})
	if err != nil {
		failed := failure("", err)
		problem := &control.Problem{Title: "The password was not changed", Status: http.StatusBadRequest, Detail: failed.Text + " (" + failed.Reason + ")"}
		p.writeRecovery(w, r, problem.Status, given, &form{action: r.URL.Path, values: url.Values{}, problem: problem})
		return
	}
	p.showOutcome(w, r, outcome{OK: true, Title: "Password changed", Text: a.name + " signs in with the new password from now on.", UserID: given.UserID})
}
