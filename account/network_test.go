package account_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// wires is a network in memory, between net/http's own transport and a service that
// misbehaves: each connection is treated as the next of some treatments says, the last
// one over and over. Inside a synctest bubble its time is the bubble's.
type fakeNetwork struct {
	*http.Transport
	behaviours []connBehaviour

	mu          sync.Mutex
	connections int
	received    []receivedRequest
}

// arrival is a request that reached the service whole.
type receivedRequest struct {
	line   string // method and path
	header http.Header
	body   string
}

// treatment is what becomes of a connection.
type connBehaviour struct {
	dial           func(context.Context) error // instead of a connection
	ignoresRequest bool                        // the request is not read
	respond        func(net.Conn)              // after the request; the connection is then closed
}

func newFakeNetwork(behaviours ...connBehaviour) *fakeNetwork {
	w := &fakeNetwork{behaviours: behaviours}
	w.Transport = &http.Transport{DialContext: w.dial}
	return w
}

// client makes a client, a user's, whose connections all are of this network.
func (w *fakeNetwork) client(t testing.TB, options ...account.Option) *account.Client {
	t.Helper()
	options = append([]account.Option{
		account.WithHTTPClient(&http.Client{Transport: w.Transport}),
		account.WithSession("the-session"),
	}, options...)
	client, err := account.New("http://service.test/v1", stubProject, options...)
	require.NoError(t, err)
	return client
}

// dialed counts the connections that were asked for.
func (w *fakeNetwork) dialed() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.connections
}

func (w *fakeNetwork) requests() []receivedRequest {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]receivedRequest{}, w.received...)
}

func (w *fakeNetwork) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	w.mu.Lock()
	behaviour := w.behaviours[min(w.connections, len(w.behaviours)-1)]
	w.connections++
	w.mu.Unlock()
	if behaviour.dial != nil {
		return nil, behaviour.dial(ctx)
	}
	near, far := net.Pipe()
	go w.serve(behaviour, far)
	return near, nil
}

func (w *fakeNetwork) serve(behaviour connBehaviour, conn net.Conn) {
	defer conn.Close()
	if !behaviour.ignoresRequest {
		req, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		w.mu.Lock()
		w.received = append(w.received, receivedRequest{req.Method + " " + req.RequestURI, req.Header, string(body)})
		w.mu.Unlock()
	}
	if behaviour.respond != nil {
		behaviour.respond(conn)
	}
}

// refuses is a host on which nobody listens.
func connectionRefused() connBehaviour {
	return connBehaviour{dial: func(context.Context) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}}
}

// unknown is a host that does not exist.
func unknownHost() connBehaviour {
	return connBehaviour{dial: func(context.Context) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "service.test", IsNotFound: true}}
	}}
}

// unreachable is a host that never answers to a connection, as a dialer of net sees it
// when its own time is over.
func dialTimeout() connBehaviour {
	return connBehaviour{dial: func(ctx context.Context) error {
		dialer := net.Dialer{Deadline: time.Unix(1, 0)}
		_, err := dialer.DialContext(ctx, "tcp", "127.0.0.1:1")
		return err
	}}
}

// hangsUp is a connection that ends before anything is read.
func closesUnread() connBehaviour { return connBehaviour{ignoresRequest: true} }

// resets is a connection that ends when the request has been read.
func closesAfterRequest() connBehaviour { return connBehaviour{} }

// sends is a connection that ends after some bytes of an answer.
func sendsRaw(bytes string) connBehaviour {
	return connBehaviour{respond: func(conn net.Conn) { io.WriteString(conn, bytes) }}
}

// answers is a whole answer; the header lines are of the form "Retry-After: 3".
func respondsWith(status int, body string, header ...string) connBehaviour {
	return sendsRaw(rawResponse(status, len(body), body, header...))
}

// breaksOff promises more of a body than it sends.
func respondsPartly(status int, body string) connBehaviour {
	return sendsRaw(rawResponse(status, len(body)+100, body))
}

func rawResponse(status, length int, body string, header ...string) string {
	lines := fmt.Sprintf("HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", status, http.StatusText(status), length)
	for _, line := range header {
		lines += line + "\r\n"
	}
	return lines + "\r\n" + body
}

// mute takes the request and never answers.
func neverResponds() connBehaviour {
	return connBehaviour{respond: func(conn net.Conn) { io.Copy(io.Discard, conn) }}
}

// trickles sends one byte of an answer a second.
func sendsSlowly(text string) connBehaviour {
	return connBehaviour{respond: func(conn net.Conn) {
		for i := range len(text) {
			if _, err := conn.Write([]byte{text[i]}); err != nil {
				return
			}
			pause(conn, time.Second)
		}
	}}
}

// pause waits, but not longer than the other side keeps the connection.
func pause(conn net.Conn, d time.Duration) {
	conn.SetReadDeadline(time.Now().Add(d))
	conn.Read(make([]byte, 1))
}

func TestTimeout_EndsCallsToServersThatDoNotFinish(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		server   connBehaviour
		answered bool // so far that there is a status
	}{
		"accepts and never answers":           {server: neverResponds()},
		"sends one byte of the head a second": {server: sendsSlowly(rawResponse(200, 2, "{}"))},
		"sends one byte of the body a second": {
			server: connBehaviour{respond: func(conn net.Conn) {
				io.WriteString(conn, rawResponse(200, 1000, ""))
				sendsSlowly(strings.Repeat(" ", 1000)).respond(conn)
			}},
			answered: true,
		},
		"stops in mid-body": {
			server: connBehaviour{respond: func(conn net.Conn) {
				io.WriteString(conn, rawResponse(200, 1000, `{"$id": `))
				neverResponds().respond(conn)
			}},
			answered: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(test.server)
				start := time.Now()

				_, err := network.client(t).Get(t.Context())

				require.Equal(t, account.DefaultTimeout, time.Since(start), "the limit there is without any option")
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Len(t, network.requests(), 1, "the time is over, so that nothing is repeated")
				if !test.answered {
					var transportErr *account.TransportError
					require.ErrorAs(t, err, &transportErr)
					require.True(t, transportErr.Timeout())
					require.Equal(t, 1, transportErr.Attempts)
					return
				}
				var half *account.Error
				require.ErrorAs(t, err, &half)
				require.Equal(t, 200, half.StatusCode)
				require.Contains(t, half.Message, "broke off")
				require.Empty(t, half.Body, "half an answer can hold a secret")
			})
		})
	}
}

func TestContext_EndsACallInEveryPhase(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]connBehaviour{
		"while connecting":             {}, // see below
		"while waiting for the answer": neverResponds(),
		"while reading the head":       sendsSlowly(rawResponse(200, 2, "{}")),
		"while reading the body": {respond: func(conn net.Conn) {
			io.WriteString(conn, rawResponse(200, 1000, ""))
			neverResponds().respond(conn)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				over := make(chan struct{})
				defer close(over)
				network := newFakeNetwork(server)
				if name == "while connecting" { // net/http goes on dialing, for whoever comes next
					network.behaviours = []connBehaviour{{dial: func(context.Context) error { <-over; return errors.New("too late") }}}
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, cancel)
				start := time.Now()

				_, err := network.client(t).Get(ctx)

				require.Equal(t, 3*time.Second, time.Since(start))
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, 1, network.dialed(), "nothing is repeated")
				require.NotContains(t, err.Error(), "gave up waiting", "there was nothing to wait for")
			})
		})
	}
}

func TestTransportError_WhenTheResponseHeaderTimeoutExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newFakeNetwork(neverResponds())
		network.ResponseHeaderTimeout = 2 * time.Second
		start := time.Now()

		_, err := network.client(t, account.WithTimeout(0)).UpdateName(t.Context(), account.UpdateNameParams{Name: "Ann"})

		require.Equal(t, 2*time.Second, time.Since(start))
		var transportErr *account.TransportError
		require.ErrorAs(t, err, &transportErr)
		require.True(t, transportErr.Timeout())
		require.Len(t, network.requests(), 1)
	})
}

// zipped is what so many spaces are when they are compressed: a thousandth.
func gzipOfSpaces(t testing.TB, size int64) string {
	t.Helper()
	var small bytes.Buffer
	writer := gzip.NewWriter(&small)
	_, err := io.Copy(writer, io.LimitReader(spaces{}, size))
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	return small.String()
}

type spaces struct{}

var blankPage = strings.Repeat(" ", 64<<10)

func (spaces) Read(p []byte) (int, error) {
	return copy(p, blankPage), nil
}

func TestOptionWithMaxResponse_CountsBytesAfterDecompression(t *testing.T) {
	t.Parallel()
	const size = 40 << 20
	bomb := gzipOfSpaces(t, size)
	require.Less(t, len(bomb), 100<<10)
	for name, test := range map[string]struct {
		status  int
		options []account.Option
		limit   int
	}{
		"a success":                    {200, nil, account.DefaultMaxResponse},
		"a success for a small client": {200, []account.Option{account.WithMaxResponse(1000)}, 1000},
		"an error":                     {404, nil, 256 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(test.status, bomb, "Content-Encoding: gzip"))
			_, err := network.client(t, test.options...).Get(t.Context())

			var apiErr *account.Error
			require.ErrorAs(t, err, &apiErr)
			require.Equal(t, test.status, apiErr.StatusCode)
			require.Contains(t, apiErr.Message, fmt.Sprintf("after %d bytes", test.limit))
			require.LessOrEqual(t, len(apiErr.Body), 4<<10)
			require.Len(t, network.requests(), 1, "it would be as large the next time")
		})
	}
}

func TestError_DeeplyNestedResponsesAreErrors(t *testing.T) {
	t.Parallel()
	const depth = 2_000_000
	list := `{"deep": ` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "}"
	object := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	for name, body := range map[string]string{"lists": list, "objects": object, "lists without an end": list[:depth]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(200, body))
			_, err := network.client(t).GetPrefs(t.Context())
			var apiErr *account.Error
			require.ErrorAs(t, err, &apiErr)
			require.Equal(t, 200, apiErr.StatusCode)
		})
		t.Run(name+" in a model", func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(200, `{"$id": "ann", "prefs": `+body+`}`))
			_, err := network.client(t).Get(t.Context())
			var apiErr *account.Error
			require.ErrorAs(t, err, &apiErr)
		})
		t.Run(name+" in an error", func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(404, body))
			_, err := network.client(t).Get(t.Context())
			var apiErr *account.Error
			require.ErrorAs(t, err, &apiErr)
			require.Equal(t, 404, apiErr.StatusCode)
		})
	}
}

func TestGetPrefs_DecodesOrdinaryNesting(t *testing.T) {
	t.Parallel()
	const depth = 500
	network := newFakeNetwork(respondsWith(200, strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
	prefs, err := network.client(t).GetPrefs(t.Context())
	require.NoError(t, err)
	for range depth - 1 {
		prefs = prefs["a"].(map[string]any)
	}
	require.Equal(t, map[string]any{"a": 1.0}, prefs)
}

func TestTransportError_WhenTheResponseIsNotHTTP(t *testing.T) {
	t.Parallel()
	for name, bytes := range map[string]string{
		"nothing":                     "",
		"another protocol":            "SSH-2.0-OpenSSH_9.6\r\n",
		"half a head":                 "HTTP/1.1 200 OK\r\nContent-Le",
		"a status that is no number":  "HTTP/1.1 abc OK\r\n\r\n",
		"a length that is no number":  "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"a header without an end":     "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 11<<20),
		"headers without an end":      "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("y", 500)+"\r\n", 25_000),
		"informational answers alone": strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(sendsRaw(bytes))
			_, err := network.client(t, account.WithRetries(0)).Get(t.Context())
			var transportErr *account.TransportError
			require.ErrorAs(t, err, &transportErr)
			require.NotContains(t, err.Error(), "the-session")
			require.Less(t, len(err.Error()), 1000)
		})
	}
}
