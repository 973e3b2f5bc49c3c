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

// fakeNetwork is a network in memory, between net/http's own transport and a service that
// misbehaves. Each connection gets the next behaviour; the last one is used again and
// again. Inside a synctest bubble its time is the bubble's.
type fakeNetwork struct {
	*http.Transport
	behaviours []connBehaviour

	mu          sync.Mutex
	connections int
	received    []receivedRequest
}

// receivedRequest is a request that reached the service completely.
type receivedRequest struct {
	line   string // method and path
	header http.Header
	body   string
}

// connBehaviour is what a connection does.
type connBehaviour struct {
	dial           func(context.Context) error // instead of a connection
	ignoresRequest bool                        // the request is not read
	respond        func(net.Conn)              // after the request; the connection is then closed
}

func newFakeNetwork(behaviours ...connBehaviour) *fakeNetwork {
	n := &fakeNetwork{behaviours: behaviours}
	n.Transport = &http.Transport{DialContext: n.dial}
	return n
}

// client makes a client with a session, all of whose connections are of this network.
func (n *fakeNetwork) client(t testing.TB, options ...account.Option) *account.Client {
	t.Helper()
	options = append([]account.Option{
		account.WithHTTPClient(&http.Client{Transport: n.Transport}),
		account.WithSession("the-session"),
	}, options...)
	client, err := account.New("http://service.test/v1", stubProject, options...)
	require.NoError(t, err)
	return client
}

// dialed counts the connections that were dialed.
func (n *fakeNetwork) dialed() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.connections
}

// requests are those received so far.
func (n *fakeNetwork) requests() []receivedRequest {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]receivedRequest{}, n.received...)
}

func (n *fakeNetwork) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	behaviour := n.behaviours[min(n.connections, len(n.behaviours)-1)]
	n.connections++
	n.mu.Unlock()
	if behaviour.dial != nil {
		return nil, behaviour.dial(ctx)
	}
	near, far := net.Pipe()
	go n.serve(behaviour, far)
	return near, nil
}

func (n *fakeNetwork) serve(behaviour connBehaviour, conn net.Conn) {
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
		n.mu.Lock()
		n.received = append(n.received, receivedRequest{req.Method + " " + req.RequestURI, req.Header, string(body)})
		n.mu.Unlock()
	}
	if behaviour.respond != nil {
		behaviour.respond(conn)
	}
}

// connectionRefused is a host on which nobody listens.
func connectionRefused() connBehaviour {
	return connBehaviour{dial: func(context.Context) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}}
}

// unknownHost is a host that does not exist.
func unknownHost() connBehaviour {
	return connBehaviour{dial: func(context.Context) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "service.test", IsNotFound: true}}
	}}
}

// dialTimeout is a host that does not accept a connection in time: the error is that of
// net.Dialer after its own deadline.
func dialTimeout() connBehaviour {
	return connBehaviour{dial: func(ctx context.Context) error {
		dialer := net.Dialer{Deadline: time.Unix(1, 0)}
		_, err := dialer.DialContext(ctx, "tcp", "127.0.0.1:1")
		return err
	}}
}

// closesUnread closes the connection before anything is read.
func closesUnread() connBehaviour { return connBehaviour{ignoresRequest: true} }

// closesAfterRequest closes the connection after the request has been read.
func closesAfterRequest() connBehaviour { return connBehaviour{} }

// sendsRaw sends some bytes, then closes the connection.
func sendsRaw(bytes string) connBehaviour {
	return connBehaviour{respond: func(conn net.Conn) { io.WriteString(conn, bytes) }}
}

// respondsWith sends a whole response; header lines have the form "Retry-After: 3".
func respondsWith(status int, body string, header ...string) connBehaviour {
	return sendsRaw(rawResponse(status, len(body), body, header...))
}

// respondsPartly announces a longer body than it sends.
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

// neverResponds reads the request and sends nothing.
func neverResponds() connBehaviour {
	return connBehaviour{respond: func(conn net.Conn) { io.Copy(io.Discard, conn) }}
}

// sendsSlowly sends one byte a second.
func sendsSlowly(data string) connBehaviour {
	return connBehaviour{respond: func(conn net.Conn) {
		for i := range len(data) {
			if _, err := conn.Write([]byte{data[i]}); err != nil {
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
