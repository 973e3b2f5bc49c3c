package account_test

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// trackedBody is the body of a response that sees how it is read.
type trackedBody struct {
	io.Reader
	closed int
	read   int64 // bytes
	asked  []int // the sizes of the buffers that it was to fill
}

func (b *trackedBody) Read(p []byte) (int, error) {
	b.asked = append(b.asked, len(p))
	n, err := b.Reader.Read(p)
	b.read += int64(n)
	return n, err
}

func (b *trackedBody) Close() error { b.closed++; return nil }

// trackedTransport sends the same response again and again, each with a body of its own.
type trackedTransport struct {
	status int
	header http.Header // shared by the responses, as a cache would
	length int64       // announced; -1 if unknown
	body   func() io.Reader
	bodies []*trackedBody
}

func (s *trackedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	body := &trackedBody{Reader: s.body()}
	s.bodies = append(s.bodies, body)
	if s.header == nil {
		s.header = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{StatusCode: s.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: s.header, Body: body, ContentLength: s.length, Request: req}, nil
}

func (s *trackedTransport) client(t *testing.T, options ...account.Option) *account.Client {
	t.Helper()
	client, err := account.New(stubEndpoint, stubProject, append([]account.Option{
		account.WithHTTPClient(&http.Client{Transport: s}), account.WithSession("the-session"), account.WithBackoff(noDelay),
	}, options...)...)
	require.NoError(t, err)
	return client
}

// A body that stays open keeps its connection from being used again.
func TestTransport_EveryResponseBodyIsClosed(t *testing.T) {
	t.Parallel()
	text := func(s string) func() io.Reader { return func() io.Reader { return strings.NewReader(s) } }
	for name, test := range map[string]struct {
		status   int
		body     func() io.Reader
		expected int // responses
	}{
		"a success":                   {200, text(`{"total": 0, "sessions": []}`), 1},
		"a success that is no JSON":   {200, text("welcome"), 1},
		"a success that breaks off":   {200, func() io.Reader { return &breakingReader{strings.NewReader("{"), io.ErrUnexpectedEOF} }, 3},
		"a success that is too large": {200, func() io.Reader { return blanks(account.DefaultMaxResponse + 1) }, 1},
		"an error":                    {404, text(`{"message": "No.", "code": 404, "type": "user_not_found", "version": "1.7.4"}`), 1},
		"an error that breaks off":    {404, func() io.Reader { return &breakingReader{strings.NewReader("{"), io.ErrUnexpectedEOF} }, 3},
		"a redirect":                  {302, text("moved"), 1},
		"an error that is retried":    {503, text(""), 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := &trackedTransport{status: test.status, length: -1, body: test.body}
			client := transport.client(t)
			_, _ = client.ListSessions(t.Context())
			require.Len(t, transport.bodies, test.expected)
			for _, body := range transport.bodies {
				assert.Equal(t, 1, body.closed)
			}
		})
	}
}

// The header of an error lacks the cookies, which the one of the response keeps.
func TestError_ItsHeaderIsACopyWhereItLacksCookies(t *testing.T) {
	t.Parallel()
	for _, cookies := range []http.Header{
		{"Set-Cookie": {"a=b"}}, {"X-Fallback-Cookies": {"{}"}}, {"Set-Cookie": {"a=b"}, "X-Fallback-Cookies": {"{}"}},
	} {
		header := cookies.Clone()
		header["Content-Type"] = []string{"application/json"}
		expected := header.Clone()
		transport := &trackedTransport{status: 404, header: header, length: -1, body: func() io.Reader { return strings.NewReader("{}") }}
		var response account.Response
		_, err := transport.client(t).Get(t.Context(), account.ResponseInto(&response))
		var failure *account.Error
		require.ErrorAs(t, err, &failure)
		require.Equal(t, http.Header{"Content-Type": {"application/json"}}, failure.Header)
		failure.Header["Content-Type"][0] = "text/plain"
		failure.Header.Set("X-Mine", "1")
		assert.Equal(t, expected, header)
		assert.Equal(t, expected, response.Header)
	}
}

// endless is a body without an end.
func endless() io.Reader { return blank{} }

func TestOptionWithMaxResponse_NoByteBeyondTheLimitIsRead(t *testing.T) {
	t.Parallel()
	const errors = 256 << 10
	for _, test := range []struct {
		status   int
		limit    int64
		expected int64
	}{
		{200, 1 << 20, 1 << 20}, {299, 1000, 1000}, {200, 1, 1},
		{300, 1 << 20, errors}, {301, 1 << 20, errors}, {404, 1 << 20, errors}, {500, 1 << 20, errors}, {599, 1 << 20, errors},
		{404, 1000, 1000}, {500, errors + 1, errors}, {500, errors - 1, errors - 1},
	} {
		for _, announced := range []int64{-1, 10, 1 << 30} {
			transport := &trackedTransport{status: test.status, length: announced, body: endless}
			_, err := transport.client(t, noRetries, account.WithMaxResponse(test.limit)).Get(t.Context())
			require.Error(t, err)
			// One byte more shows that there is one more.
			assert.Equal(t, test.expected+1, transport.bodies[0].read, "status %d, limit %d", test.status, test.limit)
		}
	}
}

// What a server announces costs it nothing: memory is for what it sends.
func TestTransport_AnAnnouncedLengthIsNotTrusted(t *testing.T) {
	t.Parallel()
	const trusted = 1 << 20
	for _, test := range []struct {
		status   int
		length   int64
		limit    int64
		expected int
	}{
		{200, -1, account.DefaultMaxResponse, 512},
		{200, 0, account.DefaultMaxResponse, 512},
		{200, 100, account.DefaultMaxResponse, 512},
		{200, 5000, account.DefaultMaxResponse, 5001},
		{200, trusted, account.DefaultMaxResponse, trusted + 1},
		{200, trusted + 1, account.DefaultMaxResponse, trusted + 1},
		{200, 32 << 20, account.DefaultMaxResponse, trusted + 1},
		{200, 1 << 30, 1 << 40, trusted + 1},
		{200, 1 << 30, 1000, 1001},
		{500, 1 << 30, account.DefaultMaxResponse, 256<<10 + 1},
	} {
		transport := &trackedTransport{status: test.status, length: test.length, body: func() io.Reader { return strings.NewReader("") }}
		_, err := transport.client(t, noRetries, account.WithMaxResponse(test.limit)).Get(t.Context())
		require.Error(t, err)
		assert.Equal(t, []int{test.expected}, transport.bodies[0].asked, "status %d, %d bytes announced, limit %d", test.status, test.length, test.limit)
	}
}

func TestTransport_AnAnnouncedLengthTakesNoMemory(t *testing.T) { // not parallel: it measures memory
	for limit, expected := range map[int64]uint64{1000: 128 << 10, 32 << 20: 2 << 20, 1 << 40: 2 << 20} {
		transport := &trackedTransport{status: 200, length: 1 << 30, body: func() io.Reader { return strings.NewReader("") }}
		client := transport.client(t, noRetries, account.WithMaxResponse(limit))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := client.Get(t.Context())
		runtime.ReadMemStats(&after)
		require.Error(t, err)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, expected, "limit %d", limit)
	}
}

// A body of just the announced length is read without more memory, and to its end.
func TestTransport_ABodyOfTheAnnouncedLengthIsReadOnce(t *testing.T) {
	t.Parallel()
	body := `{"total": 0, "sessions": []}` + strings.Repeat(" ", 10_000)
	transport := &trackedTransport{status: 200, length: int64(len(body)), body: func() io.Reader { return strings.NewReader(body) }}
	_, err := transport.client(t).ListSessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int{len(body) + 1, 1}, transport.bodies[0].asked)
}

// The header of a response may belong to a cache, and a caller may change what he got.
func TestOptionResponseInto_HeadersAreCopies(t *testing.T) {
	t.Parallel()
	original := http.Header{
		"Content-Type": {"application/json"}, "Set-Cookie": {"a_session_library=abc"}, "X-Fallback-Cookies": {`{"a_session_library":"abc"}`}, "X-Trace": {"1"},
	}
	transport := &trackedTransport{status: 404, length: -1, header: original.Clone(), body: func() io.Reader { return strings.NewReader("{}") }}
	var response account.Response
	_, err := transport.client(t).Get(t.Context(), account.ResponseInto(&response))
	failure := requireError(t, err)

	require.Equal(t, http.Header{"Content-Type": {"application/json"}, "X-Trace": {"1"}}, failure.Header, "no cookies")
	require.Equal(t, original, response.Header)
	require.Equal(t, original, transport.header, "the transport's own")

	response.Header["X-Trace"][0] = "changed"
	response.Header.Set("X-Added", "1")
	require.Equal(t, original, transport.header)
	require.Equal(t, http.Header{"Content-Type": {"application/json"}, "X-Trace": {"1"}}, failure.Header)

	failure.Header.Set("X-Trace", "changed")
	failure.Header.Set("X-Other", "1")
	require.Equal(t, original, transport.header)
	require.NotContains(t, response.Header, "X-Other")
}

func TestError_EitherCookieThatCarriesASessionIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Set-Cookie", "X-Fallback-Cookies"} {
		_, err := newStub(t, errorResponse(404, "user_not_found", "No.").withHeader(name, "a_session_library=abc").withHeader("X-Trace", "1")).
			client(t, account.WithSession("s")).Get(t.Context())
		header := requireError(t, err).Header
		assert.NotContains(t, header, name)
		assert.Equal(t, "1", header.Get("X-Trace"))
	}
}

// A transport with an http.Client of its own, such as one that signs requests, wraps its
// error in one that has the URL.
func TestTransportError_HasNoURL(t *testing.T) {
	t.Parallel()
	reason := errors.New("no route")
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		_, err := (&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, reason })}).Do(&http.Request{Method: req.Method, URL: req.URL})
		return nil, err
	})
	var seen error
	client, err := account.New(stubEndpoint, stubProject, account.WithHTTPClient(&http.Client{Transport: transport}), account.WithSession("s"), noRetries,
		account.WithAttemptHook(attemptError(&seen)))
	require.NoError(t, err)
	_, err = client.GetSession(t.Context(), "a-secret-id")
	require.EqualError(t, err, "account: getSession: no response from service.test: no route")
	require.ErrorIs(t, err, reason)
	require.EqualError(t, seen, "no route")
}
