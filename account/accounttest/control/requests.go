package control

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func viewRequest(r accounttest.Request) Request {
	return Request{
		ID: r.ID, Time: r.Time, Operation: r.Operation, Method: r.Method, Path: r.Path, Caller: Caller(r.Caller), UserID: r.UserID,
		Status: r.Status, ErrorType: string(r.ErrorType), ErrorMessage: r.ErrorMessage, Parameter: r.Parameter, Fault: r.Fault, Duration: r.Duration.Seconds(),
	}
}

func (s *server) ListRequests(_ context.Context, r ListRequestsRequestObject) (ListRequestsResponseObject, error) {
	var userID string
	if r.Params.User != "" {
		user, err := s.user(r.Params.User)
		if err != nil {
			return nil, err
		}
		userID = user.ID
	}
	var operations []string
	if r.Params.Operation != "" {
		operations = append(operations, r.Params.Operation)
	}
	requests, total, err := newest(s.service.Requests(operations...), r.Params.Limit, r.Params.Offset, func(request accounttest.Request) bool {
		failed := request.Status >= 400
		return (userID == "" || userID == request.UserID) && (r.Params.Failed == nil || *r.Params.Failed == failed) &&
			contains(r.Params.Search, request.Method+" "+request.Path, request.Operation, string(request.ErrorType), fmt.Sprint(request.Status))
	})
	return ListRequests200JSONResponse{Total: total, Requests: each(requests, viewRequest)}, err
}

func (s *server) ClearRequests(context.Context, ClearRequestsRequestObject) (ClearRequestsResponseObject, error) {
	s.service.ClearRequests()
	return ClearRequests204Response{}, nil
}

func (s *server) GetRequest(_ context.Context, r GetRequestRequestObject) (GetRequestResponseObject, error) {
	var request accounttest.Request
	err := s.service.Try(func(service *accounttest.Server) { request = service.Request(r.RequestID) })
	return GetRequest200JSONResponse(s.details(request, mask(!r.Params.Secrets))), err
}

func (s *server) details(r accounttest.Request, hide mask) RequestDetails {
	return RequestDetails{
		Request: viewRequest(r), Query: pairs(r.Query, hide.param), Headers: pairs(r.Header, hide.header),
		Body: body(r.Body, r.BodySize, hide), Curl: s.curl(r, hide),
		Response: Response{
			Status: r.Status, Headers: pairs(r.ResponseHeader, hide.header), Body: body(r.ResponseBody, r.ResponseBodySize, hide),
		},
	}
}

// pairs lists names with their values, in the order of the alphabet.
func pairs(values map[string][]string, hide func(name, value string) string) []Header {
	list := []Header{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			list = append(list, Header{Name: name, Value: hide(name, value)})
		}
	}
	return list
}

func body(kept []byte, size int, hide mask) *Body {
	if size == 0 {
		return nil
	}
	return &Body{Text: hide.body(kept), Size: size}
}

// notSentAgain are headers that curl sets itself.
var notSentAgain = []string{"Accept-Encoding", "Connection", "Content-Length", "User-Agent"}

// curl is a command that sends a request again.
func (s *server) curl(r accounttest.Request, hide mask) string {
	address := strings.TrimSuffix(s.service.Endpoint(), "/v1") + r.Path
	if query := r.Query.Encode(); query != "" {
		address = hide.address(address + "?" + query)
	}
	command := []string{"curl"}
	if strings.ContainsAny(address, "[]{}") {
		command = append(command, "--globoff") // they are no pattern
	}
	switch {
	case strings.ContainsFunc(r.Method, func(c rune) bool { return c < 'A' || c > 'Z' }):
		command = append(command, "-X", quoted(r.Method)) // whatever a caller sent
	case r.Method != "GET":
		command = append(command, "-X", r.Method)
	}
	for _, header := range pairs(r.Header, hide.header) {
		if !slices.Contains(notSentAgain, header.Name) {
			command = append(command, "-H", quoted(header.Name+": "+header.Value))
		}
	}
	if len(r.Body) > 0 {
		command = append(command, "--data-raw", quoted(hide.body(r.Body)))
	}
	return strings.Join(append(command, quoted(address)), " ")
}

// quoted quotes a word for a shell.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
