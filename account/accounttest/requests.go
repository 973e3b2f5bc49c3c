package accounttest

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
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
	ErrorType string // of the error that it was rejected with, "" if it was not
}

// record keeps a request for assertions.
func (s *Server) record(r *exchange.Request, w *exchange.Response) {
	if s.options.requestLog <= 0 {
		return
	}
	entry := Request{
		Time: r.Now, Operation: r.Operation.ID, Method: r.HTTP.Method, Path: r.HTTP.URL.EscapedPath(),
		Query: r.HTTP.URL.Query(), Header: r.HTTP.Header.Clone(), Body: bytes.Clone(r.Body), Status: w.Status,
	}
	if w.Error != nil {
		entry.ErrorType = w.Error.Type
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, entry)
	if excess := len(s.requests) - s.options.requestLog; excess > 0 {
		s.requests = slices.Delete(s.requests, 0, excess)
	}
}

// Requests returns what arrived so far, oldest first; with operation ids, only the requests
// of these.
func (s *Server) Requests(operations ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.requests), func(request Request) bool {
		return len(operations) > 0 && !slices.Contains(operations, request.Operation)
	})
}

// LastRequest returns the newest request. It fails the test if there was none.
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
