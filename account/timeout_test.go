package account_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

func TestTimeout_EndsCallsToServersThatDoNotFinish(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		server    connBehaviour
		hasStatus bool // the status has been read
	}{
		"accepts and never responds":          {server: neverResponds()},
		"sends one byte of the head a second": {server: sendsSlowly(rawResponse(200, 2, "{}"))},
		"sends one byte of the body a second": {
			server: connBehaviour{respond: func(conn net.Conn) {
				io.WriteString(conn, rawResponse(200, 1000, ""))
				sendsSlowly(strings.Repeat(" ", 1000)).respond(conn)
			}},
			hasStatus: true,
		},
		"stops in mid-body": {
			server: connBehaviour{respond: func(conn net.Conn) {
				io.WriteString(conn, rawResponse(200, 1000, `{"$id": `))
				neverResponds().respond(conn)
			}},
			hasStatus: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(test.server)
				start := time.Now()

				_, err := network.client(t).Get(t.Context())

				require.Equal(t, account.DefaultTimeout, time.Since(start), "the limit without any option")
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Len(t, network.requests(), 1, "no retry, since the time is over")
				if !test.hasStatus {
					transportErr := requireTransportError(t, err, "get")
					require.True(t, transportErr.Timeout())
					require.Equal(t, 1, transportErr.Attempts)
					return
				}
				apiErr := requireError(t, err)
				require.Equal(t, 200, apiErr.StatusCode)
				require.Contains(t, apiErr.Message, "broke off")
				require.Empty(t, apiErr.Body, "a partial response can hold a secret")
			})
		})
	}
}

func TestTimeout_TheShorterOfTheTwoCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ sdk, httpClient, expected time.Duration }{
		"the http.Client's":           {10 * time.Second, 3 * time.Second, 3 * time.Second},
		"the SDK's":                   {3 * time.Second, 10 * time.Second, 3 * time.Second},
		"both the same":               {3 * time.Second, 3 * time.Second, 3 * time.Second},
		"the http.Client's alone":     {0, 3 * time.Second, 3 * time.Second},
		"the SDK's alone":             {3 * time.Second, 0, 3 * time.Second},
		"a tiny one of http.Client's": {3 * time.Second, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(neverResponds())
				client := network.client(t, account.WithTimeout(test.sdk),
					account.WithHTTPClient(&http.Client{Transport: network.Transport, Timeout: test.httpClient}))
				start := time.Now()
				_, err := client.Get(t.Context())
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, test.expected, time.Since(start))
			})
		})
	}
}

func TestContext_EndsACallInEveryPhase(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]connBehaviour{
		"while connecting":               {}, // set below
		"while waiting for the response": neverResponds(),
		"while reading the head":         sendsSlowly(rawResponse(200, 2, "{}")),
		"while reading the body": {respond: func(conn net.Conn) {
			io.WriteString(conn, rawResponse(200, 1000, ""))
			neverResponds().respond(conn)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				end := make(chan struct{})
				defer close(end)
				network := newFakeNetwork(server)
				if name == "while connecting" { // net/http continues to dial, for later requests
					network.behaviours = []connBehaviour{{dial: func(context.Context) error { <-end; return errors.New("too late") }}}
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, cancel)
				start := time.Now()

				_, err := network.client(t).Get(ctx)

				require.Equal(t, 3*time.Second, time.Since(start))
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, 1, network.dialed(), "no retry")
				require.NotContains(t, err.Error(), "gave up waiting", "no retry was waited for")
			})
		})
	}
}

func TestContext_CancellingWithACauseIsCanceled(t *testing.T) {
	t.Parallel()
	cause := errors.New("shutting down")
	for operation, call := range map[string]func(context.Context, *account.Client) error{
		"get": func(ctx context.Context, c *account.Client) error { _, err := c.Get(ctx); return err },
		"updateName": func(ctx context.Context, c *account.Client) error {
			_, err := c.UpdateName(ctx, account.UpdateNameParams{Name: "Ann"})
			return err
		},
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // or net/http does not see the client go
				cancel(cause)
				<-r.Context().Done() // a response now could arrive before the client notices
			}))
			t.Cleanup(server.Close)
			client, err := account.New(server.URL, "p", account.WithSession("s"))
			require.NoError(t, err)
			err = call(ctx, client)
			require.ErrorIs(t, err, context.Canceled)
			require.NotContains(t, err.Error(), "gave up")
			require.Equal(t, 1, requireTransportError(t, err, operation).Attempts)
		})
	}
}
