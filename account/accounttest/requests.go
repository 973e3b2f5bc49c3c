package accounttest

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
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
	Body      []byte // its first 64 KiB
	BodySize  int    // the size of the whole body
	Status    int
	ErrorType string // of the error that it was rejected with, "" if it was not
}

// Limits of the request log, in bytes. Over the total, the oldest requests are dropped.
const (
	bodyKept      = 64 << 10
	perRequest    = 8 << 10 // of the total, for each request that the log can have
	leastTotal    = 4 << 20
	entryOverhead = 512 // what a request takes beside its strings
	valueOverhead = 32  // the same for a value of a header or of the query
)

// requestLog is what arrived, oldest first.
type requestLog struct {
	entries []Request
	size    int // in bytes
}

// record keeps a request for assertions.
func (s *Server) record(r *exchange.Request, w *exchange.Response, body []byte, size int) {
	if s.options.requestLog <= 0 {
		return
	}
	// Parts of the address and the body are copied, so that they do not keep all of it.
	entry := Request{
		Time: r.Now, Operation: r.Operation.ID, Method: strings.Clone(r.HTTP.Method), Path: strings.Clone(r.HTTP.URL.EscapedPath()),
		Query: cloneValues(r.HTTP.URL.Query()), Header: r.HTTP.Header.Clone(),
		Body: bytes.Clone(body[:min(len(body), bodyKept)]), BodySize: size, Status: w.Status,
	}
	if w.Error != nil {
		entry.ErrorType = w.Error.Type
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests.add(entry, s.options.requestLog)
}

func cloneValues(values map[string][]string) map[string][]string {
	copied := make(map[string][]string, len(values))
	for name, list := range values {
		copied[strings.Clone(name)] = each(list, strings.Clone)
	}
	return copied
}

// add keeps a request, and drops the oldest that are more than n or exceed the total.
func (l *requestLog) add(entry Request, n int) {
	l.entries = append(l.entries, entry)
	l.size += entry.size()
	drop, total := 0, max(leastTotal, perRequest*n)
	for ; len(l.entries)-drop > n || (l.size > total && len(l.entries)-drop > 1); drop++ {
		l.size -= l.entries[drop].size()
	}
	clear(l.entries[:drop]) // gives their memory back
	l.entries = l.entries[drop:]
}

func (r *Request) size() int {
	size := entryOverhead + len(r.Method) + len(r.Path) + len(r.Body)
	for _, values := range []map[string][]string{r.Query, r.Header} {
		for name, list := range values {
			size += len(name) + valueOverhead
			for _, value := range list {
				size += len(value) + valueOverhead
			}
		}
	}
	return size
}

// Requests returns what arrived so far, oldest first; with operation ids, only the requests
// of these.
func (s *Server) Requests(operations ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.requests.entries), func(request Request) bool {
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
	s.requests = requestLog{}
}
