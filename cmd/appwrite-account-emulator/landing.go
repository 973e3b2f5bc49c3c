package main

import (
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Links in mails lead to the app that asked for them. Without an app they can lead to
// the emulator's own host: to /console/auth/verification, /console/auth/magic-url and
// /console/auth/recovery, where the service's own console has such pages, and to
// /console/auth/oauth2/success and failure, where an OAuth2 sign-in ends that names
// no other place.

// linkKinds says what the paths below /console/auth are for.
var linkKinds = map[string]accounttest.MessageKind{
	"verification": accounttest.EmailVerification,
	"magic-url":    accounttest.MagicURL,
	"recovery":     accounttest.Recovery,
}

func proofOf(values url.Values) proof {
	return proof{UserID: values.Get("userId"), Secret: values.Get("secret")}
}

// land finishes the flow of a link that was clicked. Programs that only look whether
// the page is there must not use the link up.
func (e *emulator) land(w http.ResponseWriter, r *http.Request) {
	kind, known := linkKinds[r.PathValue("flow")]
	switch {
	case !known:
		e.showNotFound(w, r)
	case r.Method == http.MethodHead:
	case kind == accounttest.Recovery:
		render(w, http.StatusOK, "recovery", resultPage{Style: style, Title: "New password", Proof: proofOf(r.URL.Query())})
	default:
		e.showOutcome(w, e.finish(r, kind, proofOf(r.URL.Query())))
	}
}

// landFromProvider says how a sign-in at an OAuth2 provider ended. In the token flow,
// the app's part is to exchange what came back for a session.
func (e *emulator) landFromProvider(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch {
	case r.PathValue("outcome") == "failure":
		e.showOutcome(w, outcome{Title: "The sign-in failed", Text: firstOf(query.Get("error"), "The service did not say why.")})
	case r.PathValue("outcome") != "success":
		e.showNotFound(w, r)
	case r.Method == http.MethodHead:
	case query.Get("userId") != "":
		e.showOutcome(w, e.finish(r, accounttest.MagicURL, proofOf(query)))
	default:
		e.showOutcome(w, outcome{OK: true, Title: "Signed in", Text: "The browser has the cookie of a new session."})
	}
}

func (e *emulator) setNewPassword(w http.ResponseWriter, r *http.Request) {
	if !parseForm(w, r) {
		return
	}
	e.showOutcome(w, e.recoverPassword(r.Context(), proofOf(r.PostForm), r.PostForm.Get("password")))
}

// completeMessage finishes the flow of a message by its button on the page.
func (e *emulator) completeMessage(w http.ResponseWriter, r *http.Request) {
	if !parseForm(w, r) {
		return
	}
	kind, p := accounttest.MessageKind(r.PostForm.Get("kind")), proofOf(r.PostForm)
	if kind == accounttest.Recovery {
		render(w, http.StatusOK, "recovery", resultPage{Style: style, Title: "New password", Proof: p})
		return
	}
	e.showOutcome(w, e.finish(r, kind, p))
}

// resultPage is what the small pages show.
type resultPage struct {
	Style   any
	Title   string
	Outcome outcome
	Proof   proof
}

func (e *emulator) showOutcome(w http.ResponseWriter, result outcome) {
	status := http.StatusOK
	if !result.OK {
		status = http.StatusBadRequest
	}
	render(w, status, "outcome", resultPage{Style: style, Title: result.Title, Outcome: result})
}

func (e *emulator) showNotFound(w http.ResponseWriter, _ *http.Request) {
	render(w, http.StatusNotFound, "outcome", resultPage{Style: style, Title: "No such page", Outcome: outcome{
		Title: "No such page",
		Text:  "The API is under /v1. Links in mails can lead to /console/auth/verification, /console/auth/magic-url and /console/auth/recovery here; other paths are for your app.",
	}})
}

// maxForm is more than any of the page's forms needs.
const maxForm = 64 << 10

func parseForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form cannot be read.", http.StatusBadRequest)
		return false
	}
	return true
}
