package main

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/account"
)

// stepUps are what takes a code of the last half hour.
func (a *app) stepUps() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{"codes": a.recoveryCodes, "off": a.disableMFA}
}

// orStepUp asks for a code if that is what the service wants.
func (a *app) orStepUp(w http.ResponseWriter, r *http.Request, then string, err error) {
	if !errors.Is(err, account.ErrUserChallengeRequired) {
		a.site.ServeError(w, r, err)
		return
	}
	redirect(w, r, "/account/confirm?then="+then)
}

func (a *app) stepUpPage(w http.ResponseWriter, r *http.Request) { a.askForStepUp(w, r, nil) }

func (a *app) askForStepUp(w http.ResponseWriter, r *http.Request, wrong error) {
	challenge, err := a.site.Client(r).StepUp(r.Context())
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	data := chosen(r, challenge.Factors)
	data.ID, data.Then = r.FormValue("challenge"), r.FormValue("then")
	p := page{Title: "Confirm that it is you", Data: data}
	if wrong != nil {
		a.reject(w, r, "stepup", p, wrong)
		return
	}
	a.show(w, r, "stepup", p)
}

func (a *app) sendStepUp(w http.ResponseWriter, r *http.Request) {
	factor := account.AuthenticationFactor(r.PostFormValue("factor"))
	challenge, err := a.site.Client(r).StepUp(r.Context())
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	id, err := challenge.Send(r.Context(), factor)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	redirect(w, r, "/account/confirm?"+url.Values{"factor": {string(factor)}, "sent": {"1"}, "challenge": {id}, "then": {r.PostFormValue("then")}}.Encode())
}

// stepUp checks the code, and does what it was asked for.
func (a *app) stepUp(w http.ResponseWriter, r *http.Request) {
	then, known := a.stepUps()[r.PostFormValue("then")]
	if !known {
		a.notFound(w, r)
		return
	}
	if err := a.passChallenge(r); err != nil {
		if explain(err) == nil {
			a.site.ServeError(w, r, err)
			return
		}
		a.askForStepUp(w, r, err)
		return
	}
	then(w, r)
}

func (a *app) passChallenge(r *http.Request) error {
	challenge, err := a.site.Client(r).StepUp(r.Context())
	if err != nil {
		return err
	}
	factor := account.AuthenticationFactor(r.PostFormValue("factor"))
	if id := r.PostFormValue("challenge"); id != "" {
		challenge.Resume(factor, id)
	}
	_, err = challenge.Complete(r.Context(), factor, r.PostFormValue("code"))
	return err
}
