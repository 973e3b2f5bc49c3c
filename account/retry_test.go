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
type columns struct{ reads, changes, replayed, spends bool }

// trouble is what goes wrong, and which calls are repeated because of it.
type trouble struct {
	name     string
	server   treatment
	tls      bool
	repeated columns
}

func troubles() []trouble {
	always := columns{true, true, true, true}
	perhapsActed := columns{reads: true, replayed: true}
	never := columns{}
	list := []trouble{
		{"connection refused", refuses(), false, always},
		{"no connection in time", unreachable(), false, always},
		{"no such host", unknown(), false, never},
		{"a server that does not speak TLS", treatment{deaf: true, treat: func(conn net.Conn) {
			conn.Read(make([]byte, 1024))
			conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		}}, true, always},
		{"a connection closed in the handshake", hangsUp(), true, always},
		{"a connection closed while the request is read", treatment{deaf: true, treat: func(conn net.Conn) { conn.Read(make([]byte, 1)) }}, false, perhapsActed},
		{"a connection closed before the answer", resets(), false, perhapsActed},
		{"a head that breaks off", sends("HTTP/1.1 200 OK\r\nContent-"), false, perhapsActed},
		{"a success that breaks off", breaksOff(200, `{"$id": "ann"`), false, perhapsActed},
		{"a success that is no JSON", answers(200, "welcome"), false, never},
		{"a redirect to nowhere", answers(301, ""), false, never},
	}
	for status, repeated := range map[int]columns{
		400: never, 401: never, 403: never, 404: never, 409: never, 501: never, 505: never,
		408: perhapsActed, 500: perhapsActed, 502: perhapsActed, 503: perhapsActed, 504: perhapsActed,
		429: {reads: true, changes: true, replayed: true},
	} {
		body := fmt.Sprintf(`{"message": "No.", "code": %d, "type": "general_unknown", "version": "1.7.4"}`, status)
		list = append(list, trouble{fmt.Sprint("status ", status), answers(status, body), false, repeated})
	}
	return list
}

// expected says whether a call is repeated.
func (f trouble) expected(op *contract.Operation, replay bool) bool {
	switch {
	case op.Method == "GET":
		return f.repeated.reads
	case op.OneTime:
		return f.repeated.spends
	case replay:
		return f.repeated.replayed
	default:
		return f.repeated.changes
	}
}

func TestRetry_OnlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	operations := contract.Default().Operations()
	for _, failure := range troubles() {
		t.Run(failure.name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations {
				for _, replay := range []bool{false, true} {
					if replay && op.Method == http.MethodGet {
						continue // it makes no difference
					}
					want := 1
					if failure.expected(op, replay) {
						want = 1 + account.DefaultRetries
					}
					var options []account.CallOption
					if replay {
						options = append(options, account.AllowReplay())
					}
					t.Run(fmt.Sprintf("%s replay=%t", op.ID, replay), func(t *testing.T) {
						row := rowOf(t, op.ID)
						synctest.Test(t, func(t *testing.T) { requireAttempts(t, failure, row, want, options) })
					})
				}
			}
		})
	}
}

// requireAttempts makes a call that fails in the end, and wants the number of attempts
// wherever it can be read.
func requireAttempts(t *testing.T, failure trouble, row row, want int, options []account.CallOption, more ...account.Option) {
	t.Helper()
	network := newWires(failure.server)
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

	require.Equal(t, want, network.dialed(), "connections")
	require.Len(t, seen, want, "attempts that the hook saw")
	require.Equal(t, want, seen[want-1])
	var unanswered *account.TransportError
	var refused *account.Error
	switch {
	case errors.As(err, &unanswered):
		require.Equal(t, want, unanswered.Attempts)
		require.Zero(t, response)
	case errors.As(err, &refused):
		require.Equal(t, want, refused.Attempts)
		require.Equal(t, want, response.Attempts)
		require.Equal(t, refused.StatusCode, response.StatusCode)
	default:
		require.Failf(t, "the error is of neither type", "%T: %v", err, err)
	}
	if want > 1 {
		require.Contains(t, err.Error(), fmt.Sprintf("(%d attempts)", want))
	}
	arrivals := network.arrivals()
	for _, again := range arrivals {
		require.Equal(t, arrivals[0], again, "a repetition is the same request, with its whole body")
	}
}

func TestRetry_TheNumberCanBeChosen(t *testing.T) {
	t.Parallel()
	unavailable := trouble{name: "503", server: answers(503, "")}
	limited := trouble{name: "429", server: answers(429, "")}
	for name, test := range map[string]struct {
		failure trouble
		client  []account.Option
		call    []account.CallOption
		want    int
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
				synctest.Test(t, func(t *testing.T) { requireAttempts(t, test.failure, row, test.want, call, test.client...) })
			})
		}
	}
}

func TestRetry_ACallSucceedsWhenARetryDoes(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string][]treatment{
		"refused, then answered":              {refuses()},
		"reset, then answered":                {resets()},
		"unavailable, then reset":             {answers(503, ""), resets()},
		"too many requests, then unavailable": {answers(429, ""), answers(503, "")},
		"a body that breaks off":              {breaksOff(200, `{"theme"`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newWires(append(trouble, answers(200, `{"theme": "dark"}`))...)
				var response account.Response
				prefs, err := network.client(t).GetPrefs(t.Context(), account.ResponseInto(&response))
				require.NoError(t, err)
				require.Equal(t, map[string]any{"theme": "dark"}, prefs)
				require.Equal(t, len(trouble)+1, response.Attempts)
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
			var arrivals atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				arrivals.Add(1)
				connection, _, err := http.NewResponseController(w).Hijack()
				if err == nil {
					connection.(*net.TCPConn).SetLinger(0) // reset
					connection.Close()
				}
			}))
			defer server.Close()
			client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"), account.WithBackoff(atOnce))
			require.NoError(t, err)

			_, err = invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)

			var unanswered *account.TransportError
			require.ErrorAs(t, err, &unanswered)
			if op.Method == "GET" {
				require.EqualValues(t, 3, arrivals.Load())
			} else {
				require.EqualValues(t, 1, arrivals.Load())
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
	client, err := account.New(server.URL+"/v1", stubProject, account.WithSession("the-session"), account.WithBackoff(atOnce))
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
		service.idle(t)
	}
}

// A transport of the user's own does not tell what of a request has left, so that only
// a failed dial is certain.
func TestRetry_WithACustomTransportOnlyAfterAFailedDial(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want int
	}{
		"dial":    {&net.OpError{Op: "dial", Err: errors.New("refused")}, 3},
		"wrapped": {fmt.Errorf("traced: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), 3},
		"read":    {&net.OpError{Op: "read", Err: errors.New("reset")}, 1},
		"write":   {&net.OpError{Op: "write", Err: errors.New("broken pipe")}, 1},
		"other":   {errors.New("something"), 1},
	} {
		service := newStub(t, canned{Fails: test.err})
		client := service.client(t, account.WithSession("the-session"), account.WithBackoff(atOnce))
		err := client.DeleteSessions(t.Context())
		require.ErrorIs(t, err, test.err, name)
		require.Len(t, service.all(), test.want, name)
	}
}

func TestRetry_NotAfterAnUntrustedCertificate(t *testing.T) {
	t.Parallel()
	var handshakes, arrivals atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrivals.Add(1) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			handshakes.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()
	client, err := account.New(server.URL+"/v1", stubProject, account.WithKey("the-key"), account.WithBackoff(atOnce))
	require.NoError(t, err)

	_, err = client.Create(t.Context(), account.CreateParams{UserID: "ann", Email: "ann@example.com", Password: "correct-horse-9"})

	var unanswered *account.TransportError
	require.ErrorAs(t, err, &unanswered)
	require.Contains(t, err.Error(), "certificate")
	require.EqualValues(t, 1, handshakes.Load())
	require.Zero(t, arrivals.Load(), "the key stays here")
}

// atOnce repeats without a wait.
func atOnce(int) time.Duration { return 0 }

// waited makes a call that is answered by a status with header lines, then by a
// success, and says how long it took.
func waited(t *testing.T, status int, header []string, options ...account.Option) (time.Duration, error) {
	t.Helper()
	network := newWires(answers(status, `{"message": "Later.", "type": "general_unknown"}`, header...), answers(200, "{}"))
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
		status int
		header []string
		want   time.Duration
		fails  bool
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
				took, err := waited(t, test.status, test.header, account.WithBackoff(backoff))
				require.Equal(t, test.want, took)
				if !test.fails {
					require.NoError(t, err)
					return
				}
				var refused *account.Error
				require.ErrorAs(t, err, &refused)
				require.Equal(t, test.status, refused.StatusCode)
				require.Equal(t, 1, refused.Attempts)
			})
		})
	}
}

func TestRetry_WithRetryWaitLimitsTheDelay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		limit, backoff time.Duration
		header         []string
		want           time.Duration
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
				took, err := waited(t, 503, test.header, account.WithRetryWait(test.limit),
					account.WithBackoff(func(int) time.Duration { return test.backoff }))
				require.Equal(t, test.want, took)
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
			network := newWires(answers(503, ""))
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
		network := newWires(answers(503, `{"message": "The service is resting.", "type": "general_service_disabled", "version": "1.7.4"}`, "Retry-After: 8"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		var response account.Response
		start := time.Now()

		_, err := network.client(t).Get(ctx, account.ResponseInto(&response))

		require.Equal(t, 3*time.Second, time.Since(start))
		require.ErrorIs(t, err, context.Canceled)
		var unanswered *account.TransportError
		require.ErrorAs(t, err, &unanswered)
		require.Equal(t, 1, unanswered.Attempts)
		var last *account.Error
		require.ErrorAs(t, err, &last, "the last answer of the server is there")
		require.Equal(t, 503, last.StatusCode)
		require.ErrorIs(t, err, account.ErrorType("general_service_disabled"))
		require.Equal(t, 503, response.StatusCode)
		require.Contains(t, err.Error(), "gave up waiting to try again: context canceled")
		require.Contains(t, err.Error(), "The service is resting.")
		require.Len(t, network.arrivals(), 1)
	})
}

func TestRetry_TheContextEndsAWaitAfterALostConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := newWires(refuses()).client(t, account.WithBackoff(func(int) time.Duration { return 5 * time.Second })).Get(ctx)
		require.ErrorIs(t, err, context.Canceled)
		var refused *net.OpError
		require.ErrorAs(t, err, &refused, "why the attempt before the wait failed")
	})
}

// Half of a success can hold a secret.
func TestRetry_APartialResponseIsNotKeptWhenAWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		network := newWires(breaksOff(200, `{"recoveryCodes": ["planted-secret"`))

		_, err := network.client(t, account.WithBackoff(func(int) time.Duration { return 5 * time.Second })).GetMFARecoveryCodes(ctx)

		require.ErrorIs(t, err, context.Canceled)
		var last *account.Error
		require.ErrorAs(t, err, &last)
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
				network := newWires(answers(503, "", "Retry-After: 5"))
				ctx, options := limited(t)
				start := time.Now()
				_, err := network.client(t, options...).Get(ctx)
				require.Zero(t, time.Since(start), "the wait would outlast the deadline")
				var refused *account.Error
				require.ErrorAs(t, err, &refused)
				require.Equal(t, 503, refused.StatusCode)
			})
		})
	}
}

func TestRetry_TheTimeoutCoversAllAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := treatment{treat: func(conn net.Conn) {
			pause(conn, 4*time.Second)
			answers(503, "").treat(conn)
		}}
		network := newWires(slow)
		start := time.Now()
		_, err := network.client(t, account.WithRetries(100), account.WithTimeout(10*time.Second), account.WithBackoff(atOnce)).Get(t.Context())
		require.Equal(t, 10*time.Second, time.Since(start))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Len(t, network.arrivals(), 3)
		require.True(t, strings.HasSuffix(err.Error(), "(3 attempts)"), err.Error())
	})
}

func TestRetry_WithoutATimeoutTheDelaysLimitACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := newWires(answers(503, "", "Retry-After: 10")).client(t, account.WithTimeout(0)).Get(t.Context())
		var refused *account.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, 20*time.Second, time.Since(start))
		assert.Equal(t, 3, refused.Attempts)
	})
}
