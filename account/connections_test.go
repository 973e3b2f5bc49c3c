package account_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// attemptError keeps the error of the last attempt.
func attemptError(last *error) func(context.Context, account.Attempt) {
	return func(_ context.Context, a account.Attempt) { *last = a.Err }
}

// Without these, a server that accepts a connection and says nothing more keeps a call, and
// its connection, until the end of its time, which may be none.
func TestTransport_HasALimitForEveryPhase(t *testing.T) {
	t.Parallel()
	for name, transport := range map[string]*http.Transport{"shared": account.SharedTransport(), "of its own": account.NewTransport(&tls.Config{})} {
		assert.Equal(t, 10*time.Second, transport.TLSHandshakeTimeout, name)
		assert.Equal(t, time.Minute, transport.ResponseHeaderTimeout, name)
		assert.Equal(t, 90*time.Second, transport.IdleConnTimeout, name)
		assert.Equal(t, 1024, transport.MaxIdleConns, name)
		assert.Equal(t, 512, transport.MaxIdleConnsPerHost, name)
		assert.EqualValues(t, 256<<10, transport.MaxResponseHeaderBytes, name)
		assert.True(t, transport.ForceAttemptHTTP2, name)
	}
}

// secureClient starts a server whose TLS is as config says, and makes a client that connects
// through the SDK's own transport and trusts its certificate.
func secureClient(t *testing.T, config *tls.Config, handler http.Handler, options ...account.Option) (*account.Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.TLS = config
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	client, err := account.New(server.URL+"/v1", stubProject, append([]account.Option{account.WithSession("s"), account.WithRootCAs(roots), noRetries}, options...)...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client, server
}

func TestTransport_UsesHTTP2WhereTheServerDoes(t *testing.T) {
	t.Parallel()
	var protocol atomic.Value
	client, _ := secureClient(t, nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol.Store(r.Proto)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(emptySessions))
	}))
	_, err := client.ListSessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, "HTTP/2.0", protocol.Load())
}

func TestTransport_ConnectionsStayOpenForTheNextCalls(t *testing.T) {
	t.Parallel()
	const atOnce = 100
	var connections atomic.Int64
	arrived := make(chan struct{})
	var waiting atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if waiting.Add(1) == atOnce { // the first ones wait for each other
			close(arrived)
		}
		<-arrived
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(emptySessions))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("s"), noRetries)
	require.NoError(t, err)
	for range 3 {
		var calls sync.WaitGroup
		for range atOnce {
			calls.Go(func() {
				_, err := client.ListSessions(t.Context())
				assert.NoError(t, err)
			})
		}
		calls.Wait()
		// Twice as many, since the limit on all idle connections is shared with other tests.
		require.LessOrEqual(t, connections.Load(), int64(2*atOnce))
	}
}

// Go's own default may be changed by the program; what the SDK makes does not follow.
func TestTLS_OldVersionsAreRejected(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11} {
		for _, how := range []string{"roots", "self-signed", "a transport of the program's", "one without HTTP/2"} {
			t.Run(name+" with "+how, func(t *testing.T) {
				t.Parallel()
				var options []account.Option
				switch how {
				case "self-signed":
					options = append(options, account.WithSelfSignedCertificates())
				case "a transport of the program's", "one without HTTP/2":
					transport := &http.Transport{}
					if how == "one without HTTP/2" { // net/http gives it no TLS settings then
						transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
					}
					t.Cleanup(transport.CloseIdleConnections)
					options = append(options, account.WithHTTPClient(&http.Client{Transport: transport}))
				}
				var requests atomic.Int64
				client, _ := secureClient(t, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version},
					http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }), options...)
				_, err := client.ListSessions(t.Context())
				requireTransportError(t, err, "listSessions")
				require.ErrorContains(t, err, "protocol version")
				require.Zero(t, requests.Load())
			})
		}
	}
}

// A server that has seen any part of a request may know enough: the method and the path.
func TestRetry_AChangeIsSentOnceWhenItsHeadBreaksOff(t *testing.T) {
	t.Parallel()
	for name, seen := range map[string]int{"after one byte": 1, "within the headers": 6000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(connBehaviour{ignoresRequest: true, respond: func(conn net.Conn) {
				_, _ = io.ReadFull(conn, make([]byte, seen))
			}})
			client := network.client(t, account.WithBackoff(noDelay), account.WithHeader("X-Long", strings.Repeat("x", 100_000)))
			err := client.DeleteSessions(t.Context())
			require.Equal(t, 1, requireTransportError(t, err, "deleteSessions").Attempts)
			require.Equal(t, 1, network.dialed())
		})
	}
}

// staleConn is an idle connection that has broken: nothing can be written to it any more.
type staleConn struct {
	net.Conn
	broken atomic.Bool
}

func (c *staleConn) Write(p []byte) (int, error) {
	if c.broken.Load() {
		return 0, errors.New("broken pipe")
	}
	return c.Conn.Write(p)
}

// Over HTTP/1 net/http knows when it has written nothing, and may use another connection:
// a call does not fail because a server closed one that was idle.
func TestTransport_AChangeIsSentOnANewConnectionIfNothingWasWrittenToTheOldOne(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var arrived []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		arrived = append(arrived, r.Method)
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(emptySessions))
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	var connections []*staleConn
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		connections = append(connections, &staleConn{Conn: conn})
		return connections[len(connections)-1], nil
	}}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := account.New(server.URL+"/v1", stubProject, account.WithHTTPClient(&http.Client{Transport: transport}), account.WithSession("s"), noRetries)
	require.NoError(t, err)
	_, err = client.ListSessions(t.Context()) // leaves an idle connection
	require.NoError(t, err)
	mu.Lock()
	connections[0].broken.Store(true)
	mu.Unlock()
	var response account.Response
	require.NoError(t, client.DeleteSessions(t.Context(), account.ResponseInto(&response)))
	require.Equal(t, 1, response.Attempts)
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, []string{"GET", "DELETE"}, arrived)
	require.Len(t, connections, 2)
}
