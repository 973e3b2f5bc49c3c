package main

import (
	"io"
	"net/http"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// emulator is the service with its control API and its page.
type emulator struct {
	service   *accounttest.Server
	hosts     hostRule
	announcer *announcer
	api       http.Handler
	control   http.Handler // nil if it is switched off, as is the page then
	token     string       // that control API and page expect, "" for none
}

func newEmulator(service *accounttest.Server, hosts hostRule, journal *journal) *emulator {
	announcer := newAnnouncer(service, journal)
	e := &emulator{service: service, hosts: hosts, announcer: announcer, api: journal.logging(announcer.after(service.Handler()))}
	e.serveControl("")
	return e
}

// serveControl serves the control API, to callers who have the token if there is one.
func (e *emulator) serveControl(token string) {
	e.token = token
	e.control = control.NewHandler(e.service, control.WithToken(token), control.WithHosts(e.hosts.allows))
}

// handler serves the API under /v1 and the page everywhere else.
func (e *emulator) handler() http.Handler {
	page := guardPage(contentPolicy, control.RequireToken(e.token, e.pages()))
	api := guardAPI(e.hosts.anyOrigin, e.service.Version(), e.api)
	return guardHost(e.hosts, e.service.Version(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isAPI(r):
			// No ServeMux here: it cleans paths, and the paths of the API must arrive
			// as they were sent.
			api.ServeHTTP(w, r)
		case r.URL.Path == "/healthz":
			showHealth(w, r)
		case e.control == nil:
			http.Error(w, "The control API and the page are switched off, by --no-control.", http.StatusNotFound)
		case strings.HasPrefix(r.URL.Path, control.Path+"/"):
			e.control.ServeHTTP(w, r)
		default:
			page.ServeHTTP(w, r)
		}
	}))
}

// showHealth tells scripts that requests get a response. It is there from the start on.
func showHealth(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Only GET is possible here.", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "ready\n")
}

func isAPI(r *http.Request) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(r.URL.Path, "/"), "/")
	return first == "v1"
}

func (e *emulator) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", e.showOverview)
	mux.HandleFunc("GET /icon.svg", showIcon)
	mux.HandleFunc("POST /console/users/{id}", e.changeUser)
	mux.HandleFunc("POST /console/clock", e.moveClock)
	mux.HandleFunc("POST /console/limits", e.resetLimits)
	mux.HandleFunc("POST /console/requests", e.clearRequests)
	mux.HandleFunc("POST /console/messages", e.clearMessages)
	mux.HandleFunc("POST /console/complete", e.completeMessage)
	mux.HandleFunc("GET /console/auth/{flow}", e.land)
	mux.HandleFunc("GET /console/auth/oauth2/{outcome}", e.landFromProvider)
	mux.HandleFunc("POST /console/auth/recovery", e.setNewPassword)
	mux.HandleFunc("/", e.showNotFound)
	return mux
}
