package account_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
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
