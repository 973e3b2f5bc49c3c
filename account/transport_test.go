package account_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// requireGetTransportError fails the test unless Get has returned a *TransportError that
// names the host.
func requireGetTransportError(t *testing.T, err error) *account.TransportError {
	t.Helper()
	transportErr := requireTransportError(t, err, "get")
	assert.ErrorContains(t, err, "account: get: no response from "+transportErr.Host+": ")
	return transportErr
}

// serve starts a server for one handler, and makes a client for it.
func serve(t *testing.T, handler http.Handler, options ...account.Option) *account.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := account.New(server.URL+"/v1", stubProject, append([]account.Option{account.WithHTTPClient(server.Client()), noRetries}, options...)...)
	require.NoError(t, err)
	return client
}

// gzipHandler responds with a compressed body.
func gzipHandler(status int, body io.Reader) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		w.WriteHeader(status)
		z := gzip.NewWriter(w)
		_, _ = io.Copy(z, body)
		_ = z.Close()
	}
}

func TestTransport_GzipResponsesAreDecoded(t *testing.T) {
	t.Parallel()
	user, err := serve(t, gzipHandler(200, strings.NewReader(userJSON))).Get(t.Context())
	require.NoError(t, err)
	assert.Equal(t, theUser(), user)

	_, err = serve(t, gzipHandler(401, strings.NewReader(`{"message": "Blocked.", "code": 401, "type": "user_blocked", "version": "1.7.4"}`))).Get(t.Context())
	assert.ErrorIs(t, err, account.ErrUserBlocked)
	assert.Equal(t, "Blocked.", requireError(t, err).Message)

	broken := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte("not gzip at all"))
	}
	_, err = serve(t, http.HandlerFunc(broken)).Get(t.Context())
	assert.ErrorIs(t, err, gzip.ErrHeader)
	assert.Equal(t, 200, requireError(t, err).StatusCode)
}

// silentHandler reads requests and responds to none of them before the test ends.
func silentHandler(t *testing.T) http.Handler {
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-end:
		case <-r.Context().Done():
		}
	})
}

// newSilentServerClient makes a client of a server that never responds. Its handlers end
// before it closes.
func newSilentServerClient(t *testing.T, options ...account.Option) *account.Client {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	t.Cleanup(server.Close)
	server.Config.Handler = silentHandler(t)
	server.Start()
	client, err := account.New(server.URL+"/v1", stubProject, append([]account.Option{noRetries}, options...)...)
	require.NoError(t, err)
	return client
}

func TestTransportError_WhenNobodyListens(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	client, err := account.New("http://"+address+"/v1", stubProject, noRetries)
	require.NoError(t, err)

	_, err = client.Get(t.Context())
	transportErr := requireGetTransportError(t, err)
	assert.Equal(t, address, transportErr.Host)
	assert.False(t, transportErr.Timeout())
	var op *net.OpError
	assert.ErrorAs(t, err, &op)
	assert.NotContains(t, err.Error(), "/v1/account", "the URL is not part of the message")
}

func TestTransportError_WhenTheContextIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newSilentServerClient(t).Get(ctx)
	assert.False(t, requireGetTransportError(t, err).Timeout())
	assert.ErrorIs(t, err, context.Canceled)

	ctx, stop := context.WithCancel(t.Context())
	service := newStubFunc(t, func(stubRequest) stubResponse { stop(); return stubResponse{TransportErr: ctx.Err()} })
	_, err = service.client(t, noRetries, account.WithSession("s")).Get(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	requireGetTransportError(t, err)
}

func TestTransportError_WhenACallTimesOut(t *testing.T) {
	t.Parallel()
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	for name, test := range map[string]struct {
		ctx     context.Context
		options []account.Option
	}{
		"the deadline of the context":     {short, nil},
		"the timeout of the client":       {t.Context(), []account.Option{account.WithTimeout(time.Millisecond)}},
		"the timeout of the http.Client":  {t.Context(), []account.Option{account.WithHTTPClient(&http.Client{Timeout: time.Millisecond}), account.WithTimeout(0)}},
		"the shorter one, of the context": {short, []account.Option{account.WithTimeout(time.Hour)}},
	} {
		_, err := newSilentServerClient(t, test.options...).Get(test.ctx)
		transportErr := requireGetTransportError(t, err)
		assert.True(t, transportErr.Timeout(), name)
		assert.ErrorIs(t, err, context.DeadlineExceeded, name)
		assert.NotErrorIs(t, err, context.Canceled, name)
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
		require.True(t, requireTransportError(t, err, "updateName").Timeout())
		require.Len(t, network.requests(), 1)
	})
}

func TestTransportError_WhenTheResponseIsNotHTTP(t *testing.T) {
	t.Parallel()
	for name, bytes := range map[string]string{
		"no bytes":                     "",
		"another protocol":             "SSH-2.0-OpenSSH_9.6\r\n",
		"half a head":                  "HTTP/1.1 200 OK\r\nContent-Le",
		"a status that is no number":   "HTTP/1.1 abc OK\r\n\r\n",
		"a length that is no number":   "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"a header without an end":      "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 11<<20),
		"headers without an end":       "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("y", 500)+"\r\n", 25_000),
		"informational responses only": strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(sendsRaw(bytes))
			_, err := network.client(t, account.WithRetries(0)).Get(t.Context())
			requireGetTransportError(t, err)
			require.NotContains(t, err.Error(), "the-session")
			require.Less(t, len(err.Error()), 1000)
		})
	}
}

// A body of a switched protocol is the connection itself: reading it ends with nothing.
func TestTransport_ASwitchedProtocolEndsTheCall(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]account.Option{"with a time limit": {account.WithTimeout(time.Minute)}, "without one": {account.WithTimeout(0)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := make(chan struct{}, 2)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				conn, buffer, err := http.NewResponseController(w).Hijack()
				if err != nil {
					return
				}
				defer conn.Close()
				_, _ = buffer.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: anything\r\n\r\n")
				_ = buffer.Flush()
				_, _ = conn.Read(make([]byte, 1)) // until the client closes
				closed <- struct{}{}
			}))
			t.Cleanup(server.Close)
			client, err := account.New(server.URL, "library", append(options, account.WithSession("s"))...)
			require.NoError(t, err)
			t.Cleanup(client.CloseIdleConnections)
			for operation, call := range map[string]func() error{
				"get":           func() error { _, err := client.Get(t.Context()); return err },
				"deleteSession": func() error { return client.DeleteSession(t.Context(), "current") },
			} {
				failure := requireError(t, call())
				assert.Equal(t, operation, failure.Operation)
				assert.Equal(t, 101, failure.StatusCode)
				assert.Contains(t, failure.Message, "switched to another protocol")
				<-closed
			}
		})
	}
}

// net/http quotes what it could not read. That may be a session.
func TestTransportError_DoesNotQuoteTheServer(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{
		"a status line":          secretMarker + " 200 OK\r\n\r\n",
		"a version":              "HTTP/" + secretMarker + " 200 OK\r\n\r\n",
		"a status":               "HTTP/1.1 " + secretMarker + " OK\r\n\r\n",
		"a header line":          "HTTP/1.1 200 OK\r\nSet-Cookie a_session=" + secretMarker + "\r\n\r\n",
		"a continued line":       "HTTP/1.1 200 OK\r\n Set-Cookie: a_session=" + secretMarker + "\r\n\r\n",
		"a length":               "HTTP/1.1 200 OK\r\nContent-Length: " + secretMarker + "\r\n\r\n",
		"a transfer encoding":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + secretMarker + "\r\n\r\n",
		"a chunk":                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + secretMarker + "\r\n\r\n",
		"a very long first line": strings.Repeat(secretMarker, 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var logs bytes.Buffer
				var seen []error
				client := newFakeNetwork(sendsRaw(sent)).client(t, account.WithRetries(0), account.WithLogger(slog.New(slog.NewJSONHandler(&logs, nil))),
					account.WithAttemptHook(func(_ context.Context, a account.Attempt) { seen = append(seen, a.Err) }))
				_, err := client.Get(t.Context())
				require.Error(t, err)
				for where, e := range map[string]error{"the error": err, "the hook": seen[0]} {
					for ; e != nil; e = errors.Unwrap(e) {
						assertRedacted(t, where, e.Error())
						assert.Less(t, len(e.Error()), 500, where)
					}
				}
				assertRedacted(t, "the log", logs.String())
			})
		})
	}
}
