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

	mu         sync.Mutex
	answers    []canned
	answer     func(sent) canned
	requests   []sent
	anyRequest bool
	anyAnswer  bool
}

// canned is an answer before it is given.
type canned struct {
	Status int
	Header http.Header
	Body   string
	// BreaksOff, if set, is the error that reading the body ends with.
	BreaksOff error
	// Fails, if set, is the error that there is instead of an answer.
	Fails error
}

// sent is a request as it went out.
type sent struct {
	Method string
	Path   string     // below the endpoint, escaped, without the query
	Query  url.Values // decoded
	Header http.Header
	Host   string
	Body   string
	URL    *url.URL // whole
}

// newStub makes a stub with the answers that it gives, in order.
func newStub(t testing.TB, answers ...canned) *stub {
	return &stub{t: t, answers: answers}
}

// newStubFunc makes a stub that thinks about each answer. The function is not called by
// two goroutines at once.
func newStubFunc(t testing.TB, answer func(sent) canned) *stub {
	return &stub{t: t, answer: answer}
}

// reply is an answer of the service: JSON, or nothing if the body is empty.
func reply(status int, body string) canned {
	header := http.Header{}
	if body != "" {
		header.Set("Content-Type", "application/json; charset=UTF-8")
	}
	return canned{Status: status, Header: header, Body: body}
}

// page is an answer with a web page, as proxies give it.
func page(status int, html string) canned {
	return canned{Status: status, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: html}
}

// with returns the answer with one more header.
func (c canned) with(name, value string) canned {
	c.Header = c.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Add(name, value)
	return c
}

// takingAnyRequest turns off that requests have to be in the document.
func (s *stub) takingAnyRequest() *stub { s.anyRequest = true; return s }

// givingAnyAnswer turns off that answers have to be in the document.
func (s *stub) givingAnyAnswer() *stub { s.anyAnswer = true; return s }

// client makes a client whose requests all go to the stub.
func (s *stub) client(t testing.TB, options ...account.Option) *account.Client {
	t.Helper()
	options = append([]account.Option{account.WithHTTPClient(&http.Client{Transport: s})}, options...)
	client, err := account.New(stubEndpoint, stubProject, options...)
	require.NoError(t, err)
	return client
}

// all lists what was sent so far.
func (s *stub) all() []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// only returns the one request that was sent; more or fewer fail the test.
func (s *stub) only(t testing.TB) sent {
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
	request := sent{
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
	answer := s.next(request)
	if answer.Fails != nil {
		return nil, answer.Fails
	}
	s.check(request, answer)
	header := answer.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		Status:        http.StatusText(answer.Status),
		StatusCode:    answer.Status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          io.NopCloser(&breakingReader{bytes.NewReader([]byte(answer.Body)), answer.BreaksOff}),
		ContentLength: -1,
		Request:       req,
	}, nil
}

func (s *stub) next(request sent) canned {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request)
	switch {
	case s.answer != nil:
		return s.answer(request)
	case len(s.answers) == 0:
		return canned{Fails: errors.New("the stub has no answer")}
	}
	return s.answers[min(len(s.requests), len(s.answers))-1]
}

// check holds a request and its answer against the document.
func (s *stub) check(request sent, answer canned) {
	s.t.Helper()
	path := request.Path
	if request.URL.RawQuery != "" {
		path += "?" + request.URL.RawQuery
	}
	exchange := contract.Exchange{
		Method: request.Method, Path: path, Header: request.Header, Body: []byte(request.Body),
		Status: answer.Status, ResponseHeader: answer.Header, ResponseBody: []byte(answer.Body),
	}
	if !s.anyRequest {
		assert.NoError(s.t, contract.Default().CheckRequest(exchange))
	}
	if !s.anyAnswer {
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
