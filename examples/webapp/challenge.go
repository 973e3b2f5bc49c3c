package main

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/appwrite-go/appwrite/account"
)

// factorData is a page that asks for a code.
type factorData struct {
	Factor account.AuthenticationFactor
	Others []account.AuthenticationFactor
	Sent   bool   // for the factors whose codes are sent
	ID     string // of the challenge, where the form carries it
	Then   string // what is to be done with the code
}

// Sends reports whether the code of the factor is sent on demand.
func (d factorData) Sends() bool {
	return d.Factor == account.AuthenticationFactorEmail || d.Factor == account.AuthenticationFactorPhone
}

// chosen is the factor that a request names, if it is open, or else the usual one.
func chosen(r *http.Request, open []account.AuthenticationFactor) factorData {
	d := factorData{Factor: account.AuthenticationFactor(r.FormValue("factor")), Sent: r.FormValue("sent") != ""}
	if !slices.Contains(open, d.Factor) {
		d.Factor, d.Sent = "", false
		if len(open) > 0 {
			d.Factor = open[0]
		}
	}
	for _, factor := range open {
		if factor != d.Factor {
			d.Others = append(d.Others, factor)
		}
	}
	return d
}

func (a *app) challengePage(w http.ResponseWriter, r *http.Request) { a.askForCode(w, r, nil) }

// askForCode shows the page for the second factor, with what was wrong at the last try.
func (a *app) askForCode(w http.ResponseWriter, r *http.Request, wrong error) {
	in, err := a.site.PendingSignIn(r)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	if in.Challenge == nil {
		a.site.Continue(w, r, in)
		return
	}
	p := page{Title: "One more step", Next: a.next(r), Data: chosen(r, in.Challenge.Factors)}
	if wrong != nil {
		a.reject(w, r, "challenge", p, wrong)
		return
	}
	a.render(w, r, http.StatusOK, "challenge", p)
}

func (a *app) sendChallenge(w http.ResponseWriter, r *http.Request) {
	factor := account.AuthenticationFactor(r.PostFormValue("factor"))
	if err := a.site.SendCode(w, r, factor); err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	query := url.Values{"factor": {string(factor)}, "sent": {"1"}}
	if next := a.next(r); next != "" {
		query.Set("next", next)
	}
	redirect(w, r, "/sign-in/code?"+query.Encode())
}

func (a *app) challenge(w http.ResponseWriter, r *http.Request) {
	in, err := a.site.CompleteChallenge(w, r, account.AuthenticationFactor(r.PostFormValue("factor")), r.PostFormValue("code"))
	var unsent *account.InvalidParameterError
	var missing *account.MissingParameterError
	switch {
	case err == nil:
		a.site.Continue(w, r, in)
	case errors.As(err, &unsent):
		a.askForCode(w, r, problem{"code", "Ask for a new code first."})
	case errors.Is(err, account.ErrUserInvalidToken), errors.As(err, &missing):
		a.askForCode(w, r, err)
	default:
		a.site.ServeError(w, r, err)
	}
}
