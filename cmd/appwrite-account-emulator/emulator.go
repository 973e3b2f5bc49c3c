package main

import (
	"io"
	"net/http"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
	"github.com/appwrite-go/appwrite/cmd/appwrite-account-emulator/internal/page"
)

// emulator is the service with its control API and its page.
type emulator struct {
	service *accounttest.Server
	hosts   hostRule
	api     http.Handler
	control http.Handler // nil if it is switched off, as is the page then
	token   string       // that control API and page expect, "" for none
}

func newEmulator(service *accounttest.Server, hosts hostRule, journal *journal) *emulator {
	announce(service.Subscribe(), journal)
	e := &emulator{service: service, hosts: hosts, api: journal.logging(service.Handler())}
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
	page := guardPage(page.Policy, control.RequireToken(e.token, page.New(e.control, e.token, e.api)))
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
