package accounttest

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	sdk "github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/bounded"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
)

// Request is a request as it arrived, with what became of it.
type Request struct {
	ID        string // "request-1" is the first of all
	Time      time.Time
	Operation string // the operation's id, "" for an unknown route
	Method    string
	Path      string // as it was sent, from /v1 on, without the query
	Query     url.Values
	Header    http.Header
	Body      []byte // its first 64 KiB
	BodySize  int    // the size of the whole body
	Caller    string // what the caller was known by: "guest", "session", "jwt" or "key"
	UserID    string // whom the caller acted as, "" for nobody

	Status           int
	ResponseHeader   http.Header
	ResponseBody     []byte        // its first 64 KiB, before it was compressed
	ResponseBodySize int           // the size of the whole body
	Fault            string        // the id of the fault that acted on it, "" if none did
	Duration         time.Duration // until the response was ready, with the delay of a fault, by the machine's clock

	// The rest says why the request was rejected, and is empty if it was not.

	ErrorType    sdk.ErrorType
	ErrorMessage string
	Parameter    string // the parameter that is missing or invalid, if that is the reason
}

// Sizes of the request log, in bytes.
const (
	bodyKept      = 64 << 10
	entryOverhead = 512 // what a request takes beside its strings
	valueOverhead = 32  // the same for a value of a header or of the query
)

// requestLog is what arrived, oldest first.
type requestLog struct {
	entries []Request
	size    int // in bytes
	arrived int // the number of the last request
}

const requestID = "request-"

// record keeps a request for assertions, and tells who listens.
func (s *Server) record(r *exchange.Request, w *exchange.Response, fault *activeFault, body []byte, size int, began time.Time) {
	if s.options.requestLog <= 0 && !s.hasReaders() {
		return
	}
	// Parts of the address and the bodies are copied, so that they do not keep all of it.
	entry := Request{
		Time: r.Now, Operation: r.Operation.ID, Method: strings.Clone(r.HTTP.Method), Path: strings.Clone(r.HTTP.URL.EscapedPath()),
		Query: cloneValues(r.HTTP.URL.Query()), Header: r.HTTP.Header.Clone(), Body: beginning(body), BodySize: size,
		Caller: r.Credential(), Status: w.Status, ResponseHeader: w.Header.Clone(), ResponseBody: beginning(w.Body), ResponseBodySize: len(w.Body),
		Duration: time.Since(began),
	}
	if fault != nil {
		entry.Fault = fault.ID
	}
	if r.User != nil {
		entry.UserID = r.User.ID
	}
	if w.Error != nil {
		entry.ErrorType, entry.ErrorMessage = sdk.ErrorType(w.Error.Type), w.Error.Message
		entry.Parameter = (&sdk.Error{Message: w.Error.Message}).Parameter()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests.arrived++
	entry.ID = requestID + strconv.Itoa(s.requests.arrived)
	if s.options.requestLog > 0 {
		s.requests.add(entry, s.options.requestLog)
	}
	s.publish(Event{Request: &entry})
}

func beginning(body []byte) []byte { return bytes.Clone(body[:min(len(body), bodyKept)]) }

func cloneValues(values map[string][]string) map[string][]string {
	copied := make(map[string][]string, len(values))
	for name, list := range values {
		copied[strings.Clone(name)] = each(list, strings.Clone)
	}
	return copied
}

// add keeps a request, and drops the oldest that are more than n or too large together.
func (l *requestLog) add(entry Request, n int) {
	l.entries = append(l.entries, entry)
	l.entries, l.size = bounded.Drop(l.entries, l.size+entry.size(), n, (*Request).size)
}

func (r *Request) size() int {
	size := entryOverhead + len(r.Method) + len(r.Path) + len(r.Body) + len(r.ResponseBody) + len(r.ErrorMessage)
	for _, values := range []map[string][]string{r.Query, r.Header, r.ResponseHeader} {
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

// request returns the request with an id.
func (s *Server) request(id string) (Request, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.requests.entries, func(r Request) bool { return r.ID == id }); i >= 0 {
		return s.requests.entries[i], nil
	}
	return Request{}, fail(NotFound, "", "there is no request %q, or it is not kept any more", id)
}

func (s *Server) lastRequest() (Request, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := len(s.requests.entries); kept > 0 {
		return s.requests.entries[kept-1], nil
	}
	return Request{}, fail(NotFound, "", "no request arrived")
}

// LastRequest returns the newest request.
func (s *Server) LastRequest() Request {
	s.t.Helper()
	request, err := s.lastRequest()
	s.must(err)
	return request
}

// Request returns the request with an id, if it is still kept.
func (s *Server) Request(id string) Request {
	s.t.Helper()
	request, err := s.request(id)
	s.must(err)
	return request
}

// ClearRequests forgets what arrived so far.
func (s *Server) ClearRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = requestLog{arrived: s.requests.arrived}
}
