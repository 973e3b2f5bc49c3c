package account_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

const (
	stubEndpoint = "https://service.test/v1"
	stubProject  = "library"
)

// stub is an http.RoundTripper that stands for the account service: it keeps what it is
// sent and gives canned answers. The last answer is given again and again. Every
// request and every answer has to be what the document declares, unless the test says
// otherwise:
//
//	service := newStub(t, reply(200, `{"total": 0, "sessions": []}`))
//	client := service.client(t, account.WithSession("secret"))
//	…
//	require.Equal(t, "/account/sessions", service.only(t).Path)
type stub struct {
	t testing.TB

	mu           sync.Mutex
	respondsWith []stubResponse
	response     func(stubRequest) stubResponse
	requests     []stubRequest
	anyRequest   bool
	anyResponse  bool
}

// canned is an answer before it is given.
type stubResponse struct {
	Status int
	Header http.Header
	Body   string
	// BreaksOff, if set, is the error that reading the body ends with.
	BodyErr error
	// Fails, if set, is the error that there is instead of an answer.
	TransportErr error
}

// sent is a request as it went out.
type stubRequest struct {
	Method string
	Path   string     // below the endpoint, escaped, without the query
	Query  url.Values // decoded
	Header http.Header
	Host   string
	Body   string
	URL    *url.URL // whole
}

// newStub makes a stub with the answers that it gives, in order.
func newStub(t testing.TB, respondsWith ...stubResponse) *stub {
	return &stub{t: t, respondsWith: respondsWith}
}

// newStubFunc makes a stub that thinks about each answer. The function is not called by
// two goroutines at once.
func newStubFunc(t testing.TB, response func(stubRequest) stubResponse) *stub {
	return &stub{t: t, response: response}
}

// reply is an answer of the service: JSON, or nothing if the body is empty.
func jsonResponse(status int, body string) stubResponse {
	header := http.Header{}
	if body != "" {
		header.Set("Content-Type", "application/json; charset=UTF-8")
	}
	return stubResponse{Status: status, Header: header, Body: body}
}

// page is an answer with a web page, as proxies give it.
func page(status int, html string) stubResponse {
	return stubResponse{Status: status, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: html}
}

// with returns the answer with one more header.
func (c stubResponse) with(name, value string) stubResponse {
	c.Header = c.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Add(name, value)
	return c
}

// takingAnyRequest turns off that requests have to be in the document.
func (s *stub) allowAnyRequest() *stub { s.anyRequest = true; return s }

// givingAnyAnswer turns off that answers have to be in the document.
func (s *stub) allowAnyResponse() *stub { s.anyResponse = true; return s }

// client makes a client whose requests all go to the stub.
func (s *stub) client(t testing.TB, options ...account.Option) *account.Client {
	t.Helper()
	options = append([]account.Option{account.WithHTTPClient(&http.Client{Transport: s})}, options...)
	client, err := account.New(stubEndpoint, stubProject, options...)
	require.NoError(t, err)
	return client
}

// all lists what was sent so far.
func (s *stub) all() []stubRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// only returns the one request that was sent; more or fewer fail the test.
func (s *stub) only(t testing.TB) stubRequest {
	t.Helper()
	all := s.all()
	require.Len(t, all, 1, "requests sent")
	return all[0]
}

// idle fails the test if anything was sent.
func (s *stub) idle(t testing.TB) {
	t.Helper()
	require.Empty(t, s.all(), "nothing may be sent")
}

func (s *stub) RoundTrip(req *http.Request) (*http.Response, error) {
	request := stubRequest{
		Method: req.Method,
		Path:   strings.TrimPrefix(req.URL.EscapedPath(), "/v1"),
		Query:  req.URL.Query(),
		Header: req.Header.Clone(),
		Host:   req.URL.Host,
		URL:    req.URL,
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		req.Body.Close()
		if err != nil {
			return nil, err
		}
		request.Body = string(body)
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	response := s.next(request)
	if response.TransportErr != nil {
		return nil, response.TransportErr
	}
	s.check(request, response)
	header := response.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		Status:        http.StatusText(response.Status),
		StatusCode:    response.Status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          io.NopCloser(&breakingReader{bytes.NewReader([]byte(response.Body)), response.BodyErr}),
		ContentLength: -1,
		Request:       req,
	}, nil
}

func (s *stub) next(request stubRequest) stubResponse {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request)
	switch {
	case s.response != nil:
		return s.response(request)
	case len(s.respondsWith) == 0:
		return stubResponse{TransportErr: errors.New("the stub has no answer")}
	}
	return s.respondsWith[min(len(s.requests), len(s.respondsWith))-1]
}

// check holds a request and its answer against the document.
func (s *stub) check(request stubRequest, response stubResponse) {
	s.t.Helper()
	path := request.Path
	if request.URL.RawQuery != "" {
		path += "?" + request.URL.RawQuery
	}
	exchange := contract.Exchange{
		Method: request.Method, Path: path, Header: request.Header, Body: []byte(request.Body),
		Status: response.Status, ResponseHeader: response.Header, ResponseBody: []byte(response.Body),
	}
	if !s.anyRequest {
		assert.NoError(s.t, contract.Default().CheckRequest(exchange))
	}
	if !s.anyResponse {
		assert.NoError(s.t, contract.Default().CheckResponse(exchange))
	}
}

// breakingReader ends with an error of its own, if it has one.
type breakingReader struct {
	io.Reader
	end error
}

func (r *breakingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err == io.EOF && r.end != nil {
		err = r.end
	}
	return n, err
}
