package accounttest

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Request is a request as it arrived, with what became of it.
type Request struct {
	Time      time.Time
	Operation string // the operation's id, "" for an unknown route
	Method    string
	Path      string // as it was sent, from /v1 on, without the query
	Query     url.Values
	Header    http.Header
	Body      []byte
	Status    int
	ErrorType string // what the request was refused with, "" if it was not
}

// record keeps a request for assertions.
func (s *Server) record(x *exchange) {
	if s.settings.requestLog <= 0 {
		return
	}
	entry := Request{
		Time: x.now, Operation: x.operationID(), Method: x.request.Method, Path: x.request.URL.EscapedPath(),
		Query: x.request.URL.Query(), Header: x.request.Header.Clone(), Body: bytes.Clone(x.body), Status: x.answer.status,
	}
	if x.failure != nil {
		entry.ErrorType = x.failure.kind
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, entry)
	if excess := len(s.requests) - s.settings.requestLog; excess > 0 {
		s.requests = slices.Delete(s.requests, 0, excess)
	}
}

// Requests answers what arrived so far, oldest first; with operation ids, only
// the requests of these.
func (s *Server) Requests(operations ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(operations) == 0 {
		return slices.Clone(s.requests)
	}
	var found []Request
	for _, request := range s.requests {
		if slices.Contains(operations, request.Operation) {
			found = append(found, request)
		}
	}
	return found
}

// LastRequest answers the newest request. It fails the test if there was none.
func (s *Server) LastRequest() Request {
	all := s.Requests()
	if len(all) == 0 {
		s.fail("no request arrived")
		return Request{}
	}
	return all[len(all)-1]
}

// ClearRequests forgets what arrived so far.
func (s *Server) ClearRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}
