package account_test

import (
	"bytes"
	"errors"
	"fmt"
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

// stub is an http.RoundTripper that stands for the account service: it keeps the requests
// that it receives and returns prepared responses. The last response is returned again
// and again. Every request and every response has to be what the document declares,
// unless the test says otherwise:
//
//	service := newStub(t, jsonResponse(200, `{"total": 0, "sessions": []}`))
//	client := service.client(t, account.WithSession("secret"))
//	…
//	require.Equal(t, "/account/sessions", service.request(t).Path)
type stub struct {
	t testing.TB

	mu          sync.Mutex
	responses   []stubResponse
	respond     func(stubRequest) stubResponse
	received    []stubRequest
	anyRequest  bool
	anyResponse bool
}

// stubResponse is a response that a stub returns.
type stubResponse struct {
	Status int
	Header http.Header
	Body   string
	// BodyErr, if set, is the error that reading the body ends with.
	BodyErr error
	// TransportErr, if set, is the error that is returned instead of a response.
	TransportErr error
}

// stubRequest is a request that a stub has received.
type stubRequest struct {
	Method string
	Path   string     // below the endpoint, escaped, without the query
	Query  url.Values // decoded
	Header http.Header
	Host   string
	Body   string
	URL    *url.URL // whole
}

// newStub makes a stub that returns the responses in order.
func newStub(t testing.TB, responses ...stubResponse) *stub {
	return &stub{t: t, responses: responses}
}

// newStubFunc makes a stub that computes each response. The function is not called by
// two goroutines at once.
func newStubFunc(t testing.TB, respond func(stubRequest) stubResponse) *stub {
	return &stub{t: t, respond: respond}
}

// jsonResponse is a response of the service: JSON, or nothing if the body is empty.
func jsonResponse(status int, body string) stubResponse {
	header := http.Header{}
	if body != "" {
		header.Set("Content-Type", "application/json; charset=UTF-8")
	}
	return stubResponse{Status: status, Header: header, Body: body}
}

// errorResponse is an error of the service.
func errorResponse(status int, errorType, message string) stubResponse {
	return jsonResponse(status, fmt.Sprintf(`{"message": %q, "code": %d, "type": %q, "version": "1.7.4"}`, message, status, errorType))
}

// pageResponse is a response with a web page, as proxies send it.
func pageResponse(status int, html string) stubResponse {
	return stubResponse{Status: status, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: html}
}

// withHeader returns the response with one more header.
func (r stubResponse) withHeader(name, value string) stubResponse {
	r.Header = r.Header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Add(name, value)
	return r
}

// allowAnyRequest accepts requests that the document does not declare.
func (s *stub) allowAnyRequest() *stub { s.anyRequest = true; return s }

// allowAnyResponse accepts responses that the document does not declare.
func (s *stub) allowAnyResponse() *stub { s.anyResponse = true; return s }

// client makes a client whose requests all go to the stub.
func (s *stub) client(t testing.TB, options ...account.Option) *account.Client {
	t.Helper()
	options = append([]account.Option{account.WithHTTPClient(&http.Client{Transport: s})}, options...)
	client, err := account.New(stubEndpoint, stubProject, options...)
	require.NoError(t, err)
	return client
}

// requests are those received so far.
func (s *stub) requests() []stubRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.received)
}

// request is the only request that was received; more or fewer fail the test.
func (s *stub) request(t testing.TB) stubRequest {
	t.Helper()
	all := s.requests()
	require.Len(t, all, 1, "requests")
	return all[0]
}

// requireNoRequests fails the test if anything was sent.
func (s *stub) requireNoRequests(t testing.TB) {
	t.Helper()
	require.Empty(t, s.requests(), "nothing may be sent")
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
	s.received = append(s.received, request)
	switch {
	case s.respond != nil:
		return s.respond(request)
	case len(s.responses) == 0:
		return stubResponse{TransportErr: errors.New("the stub has no response")}
	}
	return s.responses[min(len(s.received), len(s.responses))-1]
}

// check validates a request and its response against the document.
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
