package page

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
	"github.com/appwrite-go/appwrite/internal/gen"
)

func (p *page) serveRequests(mux *http.ServeMux) {
	mux.HandleFunc("GET /requests", p.shows(p.showRequests))
	mux.HandleFunc("POST /requests/clear", p.takes(p.showRequests, p.clearRequests))
	mux.HandleFunc("GET /requests/{id}", p.shows(p.showRequest))
}

// requestsData is the data of the list of requests.
type requestsData struct {
	Query      url.Values
	Filtered   bool
	Problem    *control.Problem
	Requests   []control.Request
	Pager      pager
	Operations []option
}

func (p *page) showRequests(r *http.Request) (view, error) {
	query := r.URL.Query()
	params := &control.ListRequestsParams{
		Operation: query.Get("operation"), User: strings.TrimSpace(query.Get("user")), Search: strings.TrimSpace(query.Get("search")),
		Limit: pageSize, Offset: offsetOf(r, "page"),
	}
	switch query.Get("outcome") {
	case "failed":
		params.Failed = new(true)
	case "done":
		params.Failed = new(false)
	}
	listed, err := done(p.control.ListRequestsWithResponse(r.Context(), params))
	data := requestsData{Query: query, Filtered: filtered(query, "search", "operation", "user", "outcome"), Operations: operations}
	if data.Problem, err = listProblem(err); err != nil {
		return view{}, err
	}
	if found := listed.JSON200; found != nil {
		data.Requests, data.Pager = found.Requests, newPager(r, "page", len(found.Requests), found.Total)
	}
	return view{"requests", "Requests", "requests", data}, nil
}

// operations are those of the account service.
var operations = optionsOf(operationIDs())

func operationIDs() []string {
	var ids []string
	for _, operation := range gen.Operations {
		ids = append(ids, operation.ID)
	}
	slices.Sort(ids)
	return ids
}

func (p *page) clearRequests(ctx context.Context, _ *sent) (notice, error) {
	return notice{Text: "All requests were forgotten.", next: "/requests"}, did(p.control.ClearRequestsWithResponse(ctx))
}

// requestData is the data of the page of a request.
type requestData struct {
	control.RequestDetails
	Secrets      bool
	Body         body
	ResponseBody body
}

// body is a body as the page shows it.
type body struct {
	Before, Wrong, After string // its text, with the line of the parameter that was rejected
	Size                 int
	Whole                bool // no part of it is missing
}

func (p *page) showRequest(r *http.Request) (view, error) {
	secrets := r.URL.Query().Get("secrets") != ""
	found, err := done(p.control.GetRequestWithResponse(r.Context(), r.PathValue("id"), &control.GetRequestParams{Secrets: secrets}))
	if err != nil {
		return view{}, err
	}
	details := *found.JSON200
	data := requestData{RequestDetails: details, Secrets: secrets, Body: viewBody(details.Body, details.Request.Parameter), ResponseBody: viewBody(details.Response.Body, "")}
	return view{"request", details.Request.Method + " " + shortened(details.Request.Path), "requests", data}, nil
}

// bodyKept is how much of a body the control API has.
const bodyKept = 64 << 10

// viewBody indents JSON, in its order, and finds the line of a parameter.
func viewBody(sent *control.Body, parameter string) body {
	if sent == nil {
		return body{}
	}
	view := body{Before: sent.Text, Size: sent.Size, Whole: sent.Size <= bodyKept}
	var indented bytes.Buffer
	if json.Indent(&indented, []byte(sent.Text), "", "  ") != nil {
		return view
	}
	view.Before = indented.String()
	start := strings.Index(view.Before, "\n  \""+parameter+"\":")
	if parameter == "" || start < 0 {
		return view
	}
	start += len("\n  ")
	line, rest, _ := strings.Cut(view.Before[start:], "\n")
	view.Before, view.Wrong, view.After = view.Before[:start], line, "\n"+rest
	return view
}

// isParameter reports whether a name in an address is that of a parameter. A list has more
// than one, as in queries[0].
func isParameter(name, parameter string) bool {
	base, _, _ := strings.Cut(name, "[")
	return parameter != "" && base == parameter
}

// pathShown is how much of a path a list shows, in bytes.
const pathShown = 120

func shortened(path string) string {
	if len(path) > pathShown {
		return strings.ToValidUTF8(path[:pathShown], "") + "…"
	}
	return path
}
