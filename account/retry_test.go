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
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// columns says for each kind of call whether it is repeated. One that spends a secret
// is treated alike, whether the caller allows a replay or not.
type callKinds struct{ reads, changes, replays, oneTimes bool }

// trouble is what goes wrong, and which calls are repeated because of it.
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
		{"a connection closed before the answer", closesAfterRequest(), false, mayHaveActed},
		{"a head that breaks off", sendsRaw("HTTP/1.1 200 OK\r\nContent-"), false, mayHaveActed},
		{"a success that breaks off", respondsPartly(200, `{"$id": "ann"`), false, mayHaveActed},
		{"a success that is no JSON", respondsWith(200, "welcome"), false, never},
		{"a redirect to nowhere", respondsWith(301, ""), false, never},
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

// expected says whether a call is repeated.
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
						continue // it makes no difference
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

// requireAttempts makes a call that fails in the end, and wants the number of attempts
// wherever it can be read.
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
	for _, again := range requests {
		require.Equal(t, requests[0], again, "a repetition is the same request, with its whole body")
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
	for name, failureCase := range map[string][]connBehaviour{
		"refused, then answered":              {connectionRefused()},
		"reset, then answered":                {closesAfterRequest()},
		"unavailable, then reset":             {respondsWith(503, ""), closesAfterRequest()},
		"too many requests, then unavailable": {respondsWith(429, ""), respondsWith(503, "")},
		"a body that breaks off":              {respondsPartly(200, `{"theme"`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(append(failureCase, respondsWith(200, `{"theme": "dark"}`))...)
				var response account.Response
				prefs, err := network.client(t).GetPrefs(t.Context(), account.ResponseInto(&response))
				require.NoError(t, err)
				require.Equal(t, map[string]any{"theme": "dark"}, prefs)
				require.Equal(t, len(failureCase)+1, response.Attempts)
				require.Equal(t, 200, response.StatusCode)
			})
		})
	}
}

// A real listener, for the sockets of the system report a reset in other ways than
// connections in memory do.
func TestRetry_AChangeIsSentOnceAfterALostConnection(t *testing.T) {
	t.Parallel()
	for _, op := range contract.Default().Operations() {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				connection, _, err := http.NewResponseController(w).Hijack()
				if err == nil {
					connection.(*net.TCPConn).SetLinger(0) // reset
					connection.Close()
				}
			}))
			defer server.Close()
			client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"), account.WithBackoff(noDelay))
			require.NoError(t, err)

			_, err = invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)

			var transportErr *account.TransportError
			require.ErrorAs(t, err, &transportErr)
			if op.Method == "GET" {
				require.EqualValues(t, 3, requests.Load())
			} else {
				require.EqualValues(t, 1, requests.Load())
			}
		})
	}
}

// net/http repeats requests on connections that the server had closed. A change it
// must not, unless none of it was written.
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
		connection, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			connection.(*net.TCPConn).SetLinger(0)
			connection.Close()
		}
	}))
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"), account.WithBackoff(noDelay))
	require.NoError(t, err)
	for made := range 50 {
		_, err := client.GetPrefs(t.Context()) // leaves a connection to use again
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
		err = service.client(t).DeleteSessions(t.Context(), account.Header(name, "1"))
		require.ErrorAs(t, err, &option)
		service.requireNoRequests(t)
	}
}

// A transport of the user's own does not tell what of a request has left, so that only
// a failed dial is certain.
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

	var transportErr *account.TransportError
	require.ErrorAs(t, err, &transportErr)
	require.Contains(t, err.Error(), "certificate")
	require.EqualValues(t, 1, handshakes.Load())
	require.Zero(t, requests.Load(), "the key stays here")
}

// atOnce repeats without a wait.
func noDelay(int) time.Duration { return 0 }

// waited makes a call that is answered by a status with header lines, then by a
// success, and says how long it took.
func delayBeforeRetry(t *testing.T, status int, header []string, options ...account.Option) (time.Duration, error) {
	t.Helper()
	network := newFakeNetwork(respondsWith(status, `{"message": "Later.", "type": "general_unknown"}`, header...), respondsWith(200, "{}"))
	start := time.Now()
	_, err := network.client(t, options...).GetPrefs(t.Context())
	return time.Since(start), err
}

func TestRetry_HonoursRetryAfterAndRateLimitReset(t *testing.T) {
	t.Parallel()
	// Inside a bubble time begins here.
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return "Retry-After: " + start.Add(d).Format(http.TimeFormat) }
	reset := func(d time.Duration) string { return fmt.Sprint("X-RateLimit-Reset: ", start.Add(d).Unix()) }
	backoff := func(int) time.Duration { return 100 * time.Millisecond }
	for name, test := range map[string]struct {
		status   int
		header   []string
		expected time.Duration
		fails    bool
	}{
		"nothing said":                                {503, nil, 100 * time.Millisecond, false},
		"seconds":                                     {503, []string{"Retry-After: 3"}, 3 * time.Second, false},
		"a fraction of a second":                      {503, []string{"Retry-After: 0.5"}, 500 * time.Millisecond, false},
		"no time at all":                              {503, []string{"Retry-After: 0"}, 100 * time.Millisecond, false},
		"a date":                                      {503, []string{date(4 * time.Second)}, 4 * time.Second, false},
		"a date that is past":                         {503, []string{date(-time.Hour)}, 100 * time.Millisecond, false},
		"words":                                       {503, []string{"Retry-After: soon"}, 100 * time.Millisecond, false},
		"less than nothing":                           {503, []string{"Retry-After: -3"}, 100 * time.Millisecond, false},
		"no number":                                   {503, []string{"Retry-After: NaN"}, 100 * time.Millisecond, false},
		"as long as is allowed":                       {503, []string{"Retry-After: 10"}, 10 * time.Second, false},
		"longer than is allowed":                      {503, []string{"Retry-After: 11"}, 0, true},
		"a late date":                                 {503, []string{date(time.Hour)}, 0, true},
		"for ever":                                    {503, []string{"Retry-After: Inf"}, 0, true},
		"a number of many digits":                     {503, []string{"Retry-After: 99999999999999999999"}, 0, true},
		"a window that ends soon":                     {429, []string{reset(5 * time.Second)}, 5 * time.Second, false},
		"a window that ends late":                     {429, []string{reset(time.Hour)}, 0, true},
		"a window that has ended":                     {429, []string{reset(-time.Hour)}, 100 * time.Millisecond, false},
		"a window without an end":                     {429, []string{"X-RateLimit-Reset: 0"}, 100 * time.Millisecond, false},
		"a window that is no number":                  {429, []string{"X-RateLimit-Reset: noon"}, 100 * time.Millisecond, false},
		"a window that ends in the year 9999":         {429, []string{"X-RateLimit-Reset: 253402300799"}, 0, true},
		"a window that ends after all calendars":      {429, []string{"X-RateLimit-Reset: 253402300800"}, 100 * time.Millisecond, false},
		"a window, but no refusal because of it":      {503, []string{reset(time.Hour)}, 100 * time.Millisecond, false},
		"a window and Retry-After, which comes first": {429, []string{reset(time.Hour), "Retry-After: 2"}, 2 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				took, err := delayBeforeRetry(t, test.status, test.header, account.WithBackoff(backoff))
				require.Equal(t, test.expected, took)
				if !test.fails {
					require.NoError(t, err)
					return
				}
				apiErr := requireError(t, err)
				require.Equal(t, test.status, apiErr.StatusCode)
				require.Equal(t, 1, apiErr.Attempts)
			})
		})
	}
}

func TestRetry_WithRetryWaitLimitsTheDelay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		limit, backoff time.Duration
		header         []string
		expected       time.Duration
		fails          bool
	}{
		"what the server asks for fits":     {2 * time.Minute, 0, []string{"Retry-After: 20"}, 20 * time.Second, false},
		"what the server asks for does not": {time.Second, 0, []string{"Retry-After: 2"}, 0, true},
		"a backoff is cut":                  {time.Second, time.Hour, nil, time.Second, false},
		"none":                              {0, time.Hour, nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				took, err := delayBeforeRetry(t, 503, test.header, account.WithRetryWait(test.limit),
					account.WithBackoff(func(int) time.Duration { return test.backoff }))
				require.Equal(t, test.expected, took)
				require.Equal(t, test.fails, err != nil, "%v", err)
			})
		})
	}
}

func TestRetry_DelaysGrowAndAreRandom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		different := map[time.Duration]bool{}
		for range 20 {
			var waits []time.Duration
			network := newFakeNetwork(respondsWith(503, ""))
			client := network.client(t, account.WithRetries(12), account.WithTimeout(0),
				account.WithAttemptHook(func(_ context.Context, a account.Attempt) { waits = append(waits, a.RetryIn) }))
			_, err := client.Get(t.Context())
			require.Error(t, err)
			require.Len(t, waits, 13)
			limit := 200 * time.Millisecond
			for _, wait := range waits[:12] {
				require.GreaterOrEqual(t, wait, min(limit/2, account.DefaultRetryWait))
				require.LessOrEqual(t, wait, min(limit, account.DefaultRetryWait))
				limit *= 2
			}
			require.Negative(t, waits[12], "after the last attempt there is no wait")
			different[waits[0]] = true
		}
		require.Greater(t, len(different), 10)
	})
}

func TestRetry_TheContextEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newFakeNetwork(respondsWith(503, `{"message": "The service is resting.", "type": "general_service_disabled", "version": "1.7.4"}`, "Retry-After: 8"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		var response account.Response
		start := time.Now()

		_, err := network.client(t).Get(ctx, account.ResponseInto(&response))

		require.Equal(t, 3*time.Second, time.Since(start))
		require.ErrorIs(t, err, context.Canceled)
		var transportErr *account.TransportError
		require.ErrorAs(t, err, &transportErr)
		require.Equal(t, 1, transportErr.Attempts)
		var last *account.Error
		require.ErrorAs(t, err, &last, "the last answer of the server is there")
		require.Equal(t, 503, last.StatusCode)
		require.ErrorIs(t, err, account.ErrorType("general_service_disabled"))
		require.Equal(t, 503, response.StatusCode)
		require.Contains(t, err.Error(), "gave up waiting to try again: context canceled")
		require.Contains(t, err.Error(), "The service is resting.")
		require.Len(t, network.requests(), 1)
	})
}

func TestRetry_TheContextEndsAWaitAfterALostConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := newFakeNetwork(connectionRefused()).client(t, account.WithBackoff(func(int) time.Duration { return 5 * time.Second })).Get(ctx)
		require.ErrorIs(t, err, context.Canceled)
		var apiErr *net.OpError
		require.ErrorAs(t, err, &apiErr, "why the attempt before the wait failed")
	})
}

// Half of a success can hold a secret.
func TestRetry_APartialResponseIsNotKeptWhenAWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		network := newFakeNetwork(respondsPartly(200, `{"recoveryCodes": ["planted-secret"`))

		_, err := network.client(t, account.WithBackoff(func(int) time.Duration { return 5 * time.Second })).GetMFARecoveryCodes(ctx)

		require.ErrorIs(t, err, context.Canceled)
		last := requireError(t, err)
		require.Empty(t, last.Body)
		require.Contains(t, last.Message, "broke off")
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, *last, last), "planted")
	})
}

func TestRetry_NoWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	for name, limited := range map[string]func(*testing.T) (context.Context, []account.Option){
		"by the deadline of the context": func(t *testing.T) (context.Context, []account.Option) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			t.Cleanup(cancel)
			return ctx, nil
		},
		"by the time limit of the client": func(t *testing.T) (context.Context, []account.Option) {
			return t.Context(), []account.Option{account.WithTimeout(2 * time.Second)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(respondsWith(503, "", "Retry-After: 5"))
				ctx, options := limited(t)
				start := time.Now()
				_, err := network.client(t, options...).Get(ctx)
				require.Zero(t, time.Since(start), "the wait would outlast the deadline")
				apiErr := requireError(t, err)
				require.Equal(t, 503, apiErr.StatusCode)
			})
		})
	}
}

func TestRetry_TheTimeoutCoversAllAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := connBehaviour{respond: func(conn net.Conn) {
			pause(conn, 4*time.Second)
			respondsWith(503, "").respond(conn)
		}}
		network := newFakeNetwork(slow)
		start := time.Now()
		_, err := network.client(t, account.WithRetries(100), account.WithTimeout(10*time.Second), account.WithBackoff(noDelay)).Get(t.Context())
		require.Equal(t, 10*time.Second, time.Since(start))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Len(t, network.requests(), 3)
		require.True(t, strings.HasSuffix(err.Error(), "(3 attempts)"), err.Error())
	})
}

func TestRetry_WithoutATimeoutTheDelaysLimitACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := newFakeNetwork(respondsWith(503, "", "Retry-After: 10")).client(t, account.WithTimeout(0)).Get(t.Context())
		apiErr := requireError(t, err)
		require.Equal(t, 20*time.Second, time.Since(start))
		assert.Equal(t, 3, apiErr.Attempts)
	})
}
