package account_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// callKinds says for each kind of call whether it is retried. AllowReplay changes nothing
// for a call that sends a one-time secret.
type callKinds struct{ reads, changes, replays, oneTimes bool }

// failureCase is a failure, and which calls are retried after it.
type failureCase struct {
	name    string
	server  connBehaviour
	tls     bool
	retried callKinds
}

func failureCases() []failureCase {
	always := callKinds{true, true, true, true}
	mayHaveActed := callKinds{reads: true, replays: true}
	never := callKinds{}
	list := []failureCase{
		{"connection refused", connectionRefused(), false, always},
		{"no connection in time", dialTimeout(), false, always},
		{"no such host", unknownHost(), false, never},
		{"a server that does not speak TLS", connBehaviour{ignoresRequest: true, respond: func(conn net.Conn) {
			conn.Read(make([]byte, 1024))
			conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		}}, true, always},
		{"a connection closed in the handshake", closesUnread(), true, always},
		{"a connection closed while the request is read", connBehaviour{ignoresRequest: true, respond: func(conn net.Conn) { conn.Read(make([]byte, 1)) }}, false, mayHaveActed},
		{"a connection closed before the response", closesAfterRequest(), false, mayHaveActed},
		{"a head that breaks off", sendsRaw("HTTP/1.1 200 OK\r\nContent-"), false, mayHaveActed},
		{"a success that breaks off", respondsPartly(200, `{"$id": "ann"`), false, mayHaveActed},
		{"a success that is not JSON", respondsWith(200, "welcome"), false, never},
		{"a redirect without a Location", respondsWith(301, ""), false, never},
	}
	for status, retried := range map[int]callKinds{
		400: never, 401: never, 403: never, 404: never, 409: never, 501: never, 505: never,
		408: mayHaveActed, 500: mayHaveActed, 502: mayHaveActed, 503: mayHaveActed, 504: mayHaveActed,
		429: {reads: true, changes: true, replays: true},
	} {
		body := fmt.Sprintf(`{"message": "No.", "code": %d, "type": "general_unknown", "version": "1.7.4"}`, status)
		list = append(list, failureCase{fmt.Sprint("status ", status), respondsWith(status, body), false, retried})
	}
	return list
}

// isRetried says whether a call is retried after the failure.
func (f failureCase) isRetried(op *contract.Operation, replay bool) bool {
	switch {
	case op.Method == "GET":
		return f.retried.reads
	case op.OneTime:
		return f.retried.oneTimes
	case replay:
		return f.retried.replays
	default:
		return f.retried.changes
	}
}

func TestRetry_OnlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	operations := contract.Default().Operations()
	for _, failure := range failureCases() {
		t.Run(failure.name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations {
				for _, replay := range []bool{false, true} {
					if replay && op.Method == http.MethodGet {
						continue // reads are retried anyway
					}
					expected := 1
					if failure.isRetried(op, replay) {
						expected = 1 + account.DefaultRetries
					}
					var options []account.CallOption
					if replay {
						options = append(options, account.AllowReplay())
					}
					t.Run(fmt.Sprintf("%s replay=%t", op.ID, replay), func(t *testing.T) {
						row := rowOf(t, op.ID)
						synctest.Test(t, func(t *testing.T) { requireAttempts(t, failure, row, expected, options) })
					})
				}
			}
		})
	}
}

// requireAttempts makes a call that fails in the end, and compares the number of attempts
// wherever it is reported.
func requireAttempts(t *testing.T, failure failureCase, row row, expected int, options []account.CallOption, more ...account.Option) {
	t.Helper()
	network := newFakeNetwork(failure.server)
	network.DisableKeepAlives = true
	network.TLSHandshakeTimeout = time.Second
	var seen []int
	more = append(more, account.WithAttemptHook(func(_ context.Context, a account.Attempt) { seen = append(seen, a.Number) }))
	client := network.client(t, more...)
	if failure.tls {
		var err error
		client, err = account.New("https://service.test/v1", stubProject, append(more, account.WithHTTPClient(&http.Client{Transport: network.Transport}))...)
		require.NoError(t, err)
	}
	var response account.Response

	_, err := invoke(t.Context(), t, client, row.Operation, row.Args, append(options, account.ResponseInto(&response))...)

	require.Equal(t, expected, network.dialed(), "connections")
	require.Len(t, seen, expected, "attempts that the hook saw")
	require.Equal(t, expected, seen[expected-1])
	var transportErr *account.TransportError
	var apiErr *account.Error
	switch {
	case errors.As(err, &transportErr):
		require.Equal(t, expected, transportErr.Attempts)
		require.Zero(t, response)
	case errors.As(err, &apiErr):
		require.Equal(t, expected, apiErr.Attempts)
		require.Equal(t, expected, response.Attempts)
		require.Equal(t, apiErr.StatusCode, response.StatusCode)
	default:
		require.Failf(t, "the error is of neither type", "%T: %v", err, err)
	}
	if expected > 1 {
		require.Contains(t, err.Error(), fmt.Sprintf("(%d attempts)", expected))
	}
	requests := network.requests()
	for _, retry := range requests {
		require.Equal(t, requests[0], retry, "a retry is the same request, with its whole body")
	}
}

func TestRetry_TheNumberCanBeChosen(t *testing.T) {
	t.Parallel()
	unavailable := failureCase{name: "503", server: respondsWith(503, "")}
	limited := failureCase{name: "429", server: respondsWith(429, "")}
	for name, test := range map[string]struct {
		failure  failureCase
		client   []account.Option
		call     []account.CallOption
		expected int
	}{
		"twice by default":                 {unavailable, nil, nil, 3},
		"never, by the client":             {unavailable, []account.Option{account.WithRetries(0)}, nil, 1},
		"five times, by the client":        {unavailable, []account.Option{account.WithRetries(5)}, nil, 6},
		"never, by the call":               {unavailable, []account.Option{account.WithRetries(5)}, []account.CallOption{account.NoRetry()}, 1},
		"never, although a replay is fine": {unavailable, nil, []account.CallOption{account.AllowReplay(), account.NoRetry()}, 1},
		"never, also after 429":            {limited, []account.Option{account.WithRetries(0)}, nil, 1},
	} {
		for _, operation := range []string{"get", "updatePrefs"} {
			t.Run(name+" for "+operation, func(t *testing.T) {
				t.Parallel()
				row := rowOf(t, operation)
				call := append([]account.CallOption{}, test.call...)
				if operation == "updatePrefs" {
					call = append(call, account.AllowReplay())
				}
				synctest.Test(t, func(t *testing.T) { requireAttempts(t, test.failure, row, test.expected, call, test.client...) })
			})
		}
	}
}

func TestRetry_ACallSucceedsWhenARetryDoes(t *testing.T) {
	t.Parallel()
	for name, failures := range map[string][]connBehaviour{
		"refused, then a success":             {connectionRefused()},
		"reset, then a success":               {closesAfterRequest()},
		"unavailable, then reset":             {respondsWith(503, ""), closesAfterRequest()},
		"too many requests, then unavailable": {respondsWith(429, ""), respondsWith(503, "")},
		"a body that breaks off":              {respondsPartly(200, `{"theme"`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(append(failures, respondsWith(200, `{"theme": "dark"}`))...)
				var response account.Response
				prefs, err := network.client(t).GetPrefs(t.Context(), account.ResponseInto(&response))
				require.NoError(t, err)
				require.Equal(t, map[string]any{"theme": "dark"}, prefs)
				require.Equal(t, len(failures)+1, response.Attempts)
				require.Equal(t, 200, response.StatusCode)
			})
		})
	}
}

// resetConnection ends a real connection with a reset. Sockets report that in other ways
// than connections in memory.
func resetConnection(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		connection.(*net.TCPConn).SetLinger(0)
		connection.Close()
	}
}

func TestRetry_AChangeIsSentOnceAfterALostConnection(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				resetConnection(w)
			}))
			defer server.Close()
			client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"), account.WithBackoff(noDelay))
			require.NoError(t, err)

			_, err = invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)

			requireTransportError(t, err, op.ID)
			if op.Method == "GET" {
				require.EqualValues(t, 3, requests.Load())
			} else {
				require.EqualValues(t, 1, requests.Load())
			}
		})
	}
}

// net/http retries requests on connections that the server had closed. It must not retry a
// change of which a byte was written.
func TestRetry_AChangeIsSentOnceOnAStaleConnection(t *testing.T) {
	t.Parallel()
	var changes atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte("{}"))
			return
		}
		changes.Add(1)
		resetConnection(w)
	}))
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"), account.WithBackoff(noDelay))
	require.NoError(t, err)
	for made := range 50 {
		_, err := client.GetPrefs(t.Context()) // leaves an idle connection
		require.NoError(t, err)
		_, err = client.UpdateName(t.Context(), account.UpdateNameParams{Name: "Ann"})
		require.Error(t, err)
		require.LessOrEqual(t, changes.Load(), int64(made)+1)
	}
}

// The header would tell net/http that changes can be sent twice.
func TestRetry_IdempotencyKeyHeadersAreErrors(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Idempotency-Key", "x-idempotency-key"} {
		_, err := account.New(stubEndpoint, stubProject, account.WithHeader(name, "1"))
		var option *account.OptionError
		require.ErrorAs(t, err, &option)

		service := newStub(t)
		err = service.client(t).DeleteSessions(t.Context(), account.RequestHeader(name, "1"))
		require.ErrorAs(t, err, &option)
		service.requireNoRequests(t)
	}
}

// A custom transport does not say whether bytes of a request were sent: only after a
// failed dial is it certain that none were.
func TestRetry_WithACustomTransportOnlyAfterAFailedDial(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err      error
		expected int
	}{
		"dial":    {&net.OpError{Op: "dial", Err: errors.New("refused")}, 3},
		"wrapped": {fmt.Errorf("traced: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), 3},
		"read":    {&net.OpError{Op: "read", Err: errors.New("reset")}, 1},
		"write":   {&net.OpError{Op: "write", Err: errors.New("broken pipe")}, 1},
		"other":   {errors.New("something"), 1},
	} {
		service := newStub(t, stubResponse{TransportErr: test.err})
		client := service.client(t, account.WithSession("the-session"), account.WithBackoff(noDelay))
		err := client.DeleteSessions(t.Context())
		require.ErrorIs(t, err, test.err, name)
		require.Len(t, service.requests(), test.expected, name)
	}
}

func TestRetry_NotAfterAnUntrustedCertificate(t *testing.T) {
	t.Parallel()
	var handshakes, requests atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			handshakes.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject, account.WithKey("the-key"), account.WithBackoff(noDelay))
	require.NoError(t, err)

	_, err = client.Create(t.Context(), account.CreateParams{UserID: "ann", Email: "ann@example.com", Password: "correct-horse-9"})

	requireTransportError(t, err, "create")
	require.Contains(t, err.Error(), "certificate")
	require.EqualValues(t, 1, handshakes.Load())
	require.Zero(t, requests.Load(), "the key is not sent")
}
