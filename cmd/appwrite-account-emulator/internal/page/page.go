// Package page is the page of the emulator. It is a client of the control API and calls
// nothing else, so that all it can do has an operation in openapi/emulator.yaml. Only the
// pages that links in mails lead to take the place of an app, and call the account service.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

type page struct {
	control *control.ClientWithResponses
	service http.Handler // the account service
	notices notices
}

// New returns the page as a client of a control API, which expects a token or "", and of the
// account service beside it. The caller sets the header [Policy] and keeps forms of other
// sites out.
func New(controlAPI http.Handler, token string, service http.Handler) http.Handler {
	p := &page{control: newClient(controlAPI, token), service: service}
	mux := http.NewServeMux()
	p.serveMessages(mux)
	p.serveUsers(mux)
	p.serveRequests(mux)
	p.serveFaults(mux)
	p.serveSettings(mux)
	p.serveClock(mux)
	p.serveState(mux)
	p.serveLanding(mux)
	mux.HandleFunc("GET /connect", p.shows(p.showConnect))
	mux.HandleFunc("GET /icon.svg", showIcon)
	mux.HandleFunc("/", p.showNotFound)
	return mux
}

// view is one page: its template with the data, and what the frame around it says.
type view struct {
	template string
	title    string
	section  string // the entry of the navigation that it belongs to
	data     any
}

// shower makes a page for a request.
type shower func(r *http.Request) (view, error)

// shows serves a page.
func (p *page) shows(show shower) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { p.show(w, r, show, nil) }
}

// show serves a page. With a form that was rejected, it is shown with what was in it.
func (p *page) show(w http.ResponseWriter, r *http.Request, show shower, rejected *form) {
	v, err := show(r)
	if err != nil {
		p.showError(w, r, err)
		return
	}
	status := http.StatusOK
	if rejected != nil {
		status = rejected.problem.Status
	}
	p.write(w, r, status, v, rejected)
}

// frame is the data of the template around a page.
type frame struct {
	Title    string
	Section  string
	Service  *control.Service
	Clock    *control.Clock
	Faults   int     // in force
	Notice   *notice // of the form that led here
	Here     string  // the address of the page, to come back to
	Live     bool    // whether a script may load it again
	Data     any
	rejected *form
}

// Form is the form with an action: what was sent if it was rejected, an empty one otherwise.
func (f *frame) Form(action string) form {
	if f.rejected != nil && f.rejected.action == action {
		return *f.rejected
	}
	return form{action: action}
}

func (p *page) write(w http.ResponseWriter, r *http.Request, status int, v view, rejected *form) {
	f, err := p.frame(r, v, rejected)
	if err == nil {
		err = render(w, status, v.template, f)
	}
	if err != nil {
		http.Error(w, "The page cannot be shown: "+err.Error(), http.StatusInternalServerError)
	}
}

func (p *page) frame(r *http.Request, v view, rejected *form) (*frame, error) {
	service, err := done(p.control.GetServiceWithResponse(r.Context()))
	if err != nil {
		return nil, err
	}
	clock, err := done(p.control.GetClockWithResponse(r.Context()))
	if err != nil {
		return nil, err
	}
	faults, err := done(p.control.ListFaultsWithResponse(r.Context()))
	if err != nil {
		return nil, err
	}
	// A page without a section does something when it is loaded, or is an error.
	lasting := r.Method == http.MethodGet && v.section != ""
	address := "/"
	if lasting {
		address = here(r)
	}
	return &frame{
		Title: v.title, Section: v.section, Service: service.JSON200, Clock: clock.JSON200, Faults: len(faults.JSON200.Faults),
		Notice: p.notices.take(r.URL.Query().Get(noticeParam)), Here: address, Live: lasting,
		Data: v.data, rejected: rejected,
	}, nil
}

// here is the address of a page without its notice.
func here(r *http.Request) string {
	query := r.URL.Query()
	query.Del(noticeParam)
	return (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()
}

// render writes a page, or nothing if it cannot be made.
func render(w http.ResponseWriter, status int, name string, data any) error {
	var out bytes.Buffer
	if err := templates()[name].Execute(&out, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // fails only if the browser is gone
	return nil
}

// showError shows why there is no page.
func (p *page) showError(w http.ResponseWriter, r *http.Request, err error) {
	var problem *control.Problem
	if !errors.As(err, &problem) {
		problem = &control.Problem{Status: http.StatusInternalServerError, Title: "Internal error", Detail: err.Error()}
	}
	p.write(w, r, problem.Status, view{template: "problem", title: problem.Title, data: problem}, nil)
}

func (p *page) showNotFound(w http.ResponseWriter, r *http.Request) {
	p.showError(w, r, &control.Problem{Status: http.StatusNotFound, Title: "No such page", Detail: "The API is under /v1. " +
		"Links in mails can lead to /console/auth/verification, /console/auth/magic-url and /console/auth/recovery here; other paths belong to your app."})
}

// filtered reports whether an address asks for a part of a list.
func filtered(query url.Values, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return query.Get(name) != "" })
}

// pageSize is how many entries of a list are on a page.
const pageSize = 50

// pager is where a page is in a list.
type pager struct {
	From, To, Total int
	Previous, Next  string // addresses of the pages beside it, "" for none
}

// offsetOf is where the page of a list begins that a parameter of the address numbers.
func offsetOf(r *http.Request, param string) int {
	number, err := strconv.Atoi(r.URL.Query().Get(param))
	if err != nil || number < 1 || number > maxPage {
		return 0
	}
	return (number - 1) * pageSize
}

const maxPage = 1_000_000

// newPager describes the page of a list that a parameter of the address numbers.
func newPager(r *http.Request, param string, shown, total int) pager {
	offset := offsetOf(r, param)
	beside := func(number int) string {
		query := r.URL.Query()
		query.Del(noticeParam)
		query.Set(param, strconv.Itoa(number))
		return (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()
	}
	found := pager{From: min(offset+1, total), To: offset + shown, Total: total}
	if shown == 0 {
		found.From, found.To = 0, 0
	}
	number := offset/pageSize + 1
	if number > 1 {
		found.Previous = beside(number - 1)
	}
	if offset+shown < total && shown > 0 {
		found.Next = beside(number + 1)
	}
	return found
}

// cut returns the page of a list that comes whole.
func cut[T any](r *http.Request, param string, list []T) ([]T, pager) {
	offset := min(offsetOf(r, param), len(list))
	part := list[offset:min(offset+pageSize, len(list))]
	return part, newPager(r, param, len(part), len(list))
}

// plural is a number with a noun.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
