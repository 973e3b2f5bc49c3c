package account_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// noDelay is a backoff that retries at once.
func noDelay(int) time.Duration { return 0 }

// delayBeforeRetry makes a call whose first response has a status and header lines, and
// whose second is a success. It returns how long the call took.
func delayBeforeRetry(t *testing.T, status int, header []string, options ...account.Option) (time.Duration, error) {
	t.Helper()
	network := newFakeNetwork(respondsWith(status, `{"message": "Later.", "type": "general_unknown"}`, header...), respondsWith(200, "{}"))
	start := time.Now()
	_, err := network.client(t, options...).GetPrefs(t.Context())
	return time.Since(start), err
}

func TestRetry_HonoursRetryAfterAndRateLimitReset(t *testing.T) {
	t.Parallel()
	// In a synctest bubble, time begins here.
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
		"no header":                               {503, nil, 100 * time.Millisecond, false},
		"seconds":                                 {503, []string{"Retry-After: 3"}, 3 * time.Second, false},
		"a fraction of a second":                  {503, []string{"Retry-After: 0.5"}, 500 * time.Millisecond, false},
		"zero":                                    {503, []string{"Retry-After: 0"}, 100 * time.Millisecond, false},
		"a date":                                  {503, []string{date(4 * time.Second)}, 4 * time.Second, false},
		"a date that is past":                     {503, []string{date(-time.Hour)}, 100 * time.Millisecond, false},
		"a word":                                  {503, []string{"Retry-After: soon"}, 100 * time.Millisecond, false},
		"a negative number":                       {503, []string{"Retry-After: -3"}, 100 * time.Millisecond, false},
		"NaN":                                     {503, []string{"Retry-After: NaN"}, 100 * time.Millisecond, false},
		"the longest delay":                       {503, []string{"Retry-After: 10"}, 10 * time.Second, false},
		"longer than that":                        {503, []string{"Retry-After: 11"}, 0, true},
		"a late date":                             {503, []string{date(time.Hour)}, 0, true},
		"infinity":                                {503, []string{"Retry-After: Inf"}, 0, true},
		"a number of many digits":                 {503, []string{"Retry-After: 99999999999999999999"}, 0, true},
		"a window that ends soon":                 {429, []string{reset(5 * time.Second)}, 5 * time.Second, false},
		"a window that ends late":                 {429, []string{reset(time.Hour)}, 0, true},
		"a window that has ended":                 {429, []string{reset(-time.Hour)}, 100 * time.Millisecond, false},
		"a window without an end":                 {429, []string{"X-RateLimit-Reset: 0"}, 100 * time.Millisecond, false},
		"a window that is no number":              {429, []string{"X-RateLimit-Reset: noon"}, 100 * time.Millisecond, false},
		"a window that ends in the year 9999":     {429, []string{"X-RateLimit-Reset: 253402300799"}, 0, true},
		"a window that ends after the year 9999":  {429, []string{"X-RateLimit-Reset: 253402300800"}, 100 * time.Millisecond, false},
		"a window, with another status than 429":  {503, []string{reset(time.Hour)}, 100 * time.Millisecond, false},
		"a window and Retry-After, which is used": {429, []string{reset(time.Hour), "Retry-After: 2"}, 2 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				delay, err := delayBeforeRetry(t, test.status, test.header, account.WithBackoff(backoff))
				require.Equal(t, test.expected, delay)
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
		"a delay of the server below the limit": {2 * time.Minute, 0, []string{"Retry-After: 20"}, 20 * time.Second, false},
		"a delay of the server above the limit": {time.Second, 0, []string{"Retry-After: 2"}, 0, true},
		"a backoff above the limit":             {time.Second, time.Hour, nil, time.Second, false},
		"no delay":                              {0, time.Hour, nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				delay, err := delayBeforeRetry(t, 503, test.header, account.WithRetryWait(test.limit),
					account.WithBackoff(func(int) time.Duration { return test.backoff }))
				require.Equal(t, test.expected, delay)
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
			var delays []time.Duration
			network := newFakeNetwork(respondsWith(503, ""))
			client := network.client(t, account.WithRetries(12), account.WithTimeout(0),
				account.WithAttemptHook(func(_ context.Context, a account.Attempt) { delays = append(delays, a.RetryIn) }))
			_, err := client.Get(t.Context())
			require.Error(t, err)
			require.Len(t, delays, 13)
			limit := 200 * time.Millisecond
			for _, delay := range delays[:12] {
				require.GreaterOrEqual(t, delay, min(limit/2, account.DefaultRetryWait))
				require.LessOrEqual(t, delay, min(limit, account.DefaultRetryWait))
				limit *= 2
			}
			require.Negative(t, delays[12], "no delay after the last attempt")
			different[delays[0]] = true
		}
		require.Greater(t, len(different), 10)
	})
}

func TestRetry_TheContextEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newFakeNetwork(respondsWith(503, `{"message": "The service is disabled.", "type": "general_service_disabled", "version": "1.7.4"}`, "Retry-After: 8"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		var response account.Response
		start := time.Now()

		_, err := network.client(t).Get(ctx, account.ResponseInto(&response))

		require.Equal(t, 3*time.Second, time.Since(start))
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, 1, requireTransportError(t, err, "get").Attempts)
		require.Equal(t, 503, requireError(t, err).StatusCode, "the last response of the server")
		require.ErrorIs(t, err, account.ErrorType("general_service_disabled"))
		require.Equal(t, 503, response.StatusCode)
		require.Contains(t, err.Error(), "ended while waiting to retry: context canceled")
		require.Contains(t, err.Error(), "The service is disabled.")
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
		var dialErr *net.OpError
		require.ErrorAs(t, err, &dialErr, "why the attempt before the wait failed")
	})
}

// A partial success can hold a secret.
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
	for name, deadline := range map[string]func(*testing.T) (context.Context, []account.Option){
		"the deadline of the context": func(t *testing.T) (context.Context, []account.Option) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			t.Cleanup(cancel)
			return ctx, nil
		},
		"the timeout of the client": func(t *testing.T) (context.Context, []account.Option) {
			return t.Context(), []account.Option{account.WithTimeout(2 * time.Second)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(respondsWith(503, "", "Retry-After: 5"))
				ctx, options := deadline(t)
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
