package main

import (
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Links in mails lead to the app that requested them. Without an app they can lead to the
// emulator itself: to /console/auth/verification, /console/auth/magic-url and
// /console/auth/recovery, where the console of the service has such pages, and to
// /console/auth/oauth2/success and failure, where an OAuth2 sign-in without URLs of its
// own ends.

// linkKinds maps the paths below /console/auth to kinds of messages.
var linkKinds = map[string]accounttest.MessageKind{
	"verification": accounttest.EmailVerification,
	"magic-url":    accounttest.MagicURL,
	"recovery":     accounttest.Recovery,
}

func proofOf(values url.Values) proof {
	return proof{UserID: values.Get("userId"), Secret: values.Get("secret")}
}

// land finishes the flow of a link that was clicked. HEAD requests, which only check
// that the page exists, do not use the link up.
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

// landFromProvider shows how a sign-in at an OAuth2 provider ended. In the token flow
// it exchanges the token for a session, as an app would.
func (e *emulator) landFromProvider(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch {
	case r.PathValue("outcome") == "failure":
		e.showOutcome(w, outcome{Title: "The sign-in failed", Text: firstOf(query.Get("error"), "The service gave no reason.")})
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

// completeMessage finishes the flow of a message whose button was pressed.
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

// resultPage is the data of the small pages.
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
		Text:  "The API is under /v1. Links in mails can lead to /console/auth/verification, /console/auth/magic-url and /console/auth/recovery here; other paths belong to your app.",
	}})
}

// maxForm is larger than any form of the page.
const maxForm = 64 << 10

func parseForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form cannot be read.", http.StatusBadRequest)
		return false
	}
	return true
}
