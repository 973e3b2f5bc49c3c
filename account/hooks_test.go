package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// logged makes calls with a logger at level Debug, and returns its records.
func logged(t *testing.T, client func(...account.Option) *account.Client, calls func(*account.Client)) []map[string]any {
	t.Helper()
	var lines bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	calls(client(account.WithLogger(logger)))
	var records []map[string]any
	for line := range strings.Lines(lines.String()) {
		var record map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &record))
		records = append(records, record)
	}
	return records
}

func TestLogger_ARecordHasTheDocumentedFieldsOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newFakeNetwork(respondsWith(503, ""), connectionRefused(), respondsWith(200, `{"prefs": {}}`))
		records := logged(t, func(o ...account.Option) *account.Client {
			return network.client(t, append(o, account.WithBackoff(func(int) time.Duration { return time.Second }))...)
		}, func(client *account.Client) {
			_, err := client.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: map[string]any{"a": 1}}, account.AllowReplay())
			require.NoError(t, err)
		})
		require.Len(t, records, 3)
		expected := []map[string]any{
			{"level": "WARN", "status": 503.0, "attempt": 1.0, "retry_in": 1e9},
			{"level": "WARN", "status": 0.0, "attempt": 2.0, "retry_in": 1e9, "error": "dial tcp: connection refused"},
			{"level": "DEBUG", "status": 200.0, "attempt": 3.0},
		}
		for i, record := range records {
			for _, anyway := range []string{"time", "source", "duration"} {
				require.Contains(t, record, anyway)
				delete(record, anyway)
			}
			maps.Copy(expected[i], map[string]any{"msg": "appwrite account call", "operation": "updatePrefs", "request_bytes": float64(len(`{"prefs":{"a":1}}`))})
			require.Equal(t, expected[i], record)
		}
	})
}

func TestLogger_NoMethodLogsOtherFields(t *testing.T) {
	t.Parallel()
	allowed := []string{"time", "source", "level", "msg", "operation", "status", "duration", "attempt", "request_bytes", "error", "retry_in"}
	for _, op := range contract.Default().Operations() {
		row := rowOf(t, op.ID)
		service := newStub(t, row.response(), jsonResponse(500, `{"message": "planted", "code": 500, "type": "general_unknown", "version": "1.7.4"}`))
		records := logged(t, func(o ...account.Option) *account.Client {
			return service.client(t, append(append(o, callersOf(t, op)[0].options...), account.WithRetries(0))...)
		}, func(client *account.Client) {
			for range 2 {
				invoke(t.Context(), t, client, op.ID, row.Args)
			}
		})
		require.Len(t, records, 2, op.ID)
		for _, record := range records {
			require.Equal(t, op.ID, record["operation"])
			require.NotContains(t, fmt.Sprint(record), "planted", "the texts of the service are not logged")
			for name := range record {
				require.Contains(t, allowed, name)
			}
		}
	}
}

func TestLogger_NothingIsLoggedByDefault(t *testing.T) { // not in parallel: the default logger is the program's
	var lines bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(before)
	client := newStub(t, jsonResponse(500, "")).allowAnyResponse().client(t, account.WithSession("the-session"), account.WithBackoff(noDelay))
	_, err := client.Get(t.Context())
	require.Error(t, err)
	require.Empty(t, lines.String())
}

func TestHook_TheAttemptHookSeesEveryAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newFakeNetwork(respondsWith(503, "", "Retry-After: 2"), closesAfterRequest(), respondsPartly(200, "{"), respondsWith(200, "{}"))
		type key struct{}
		ctx := context.WithValue(t.Context(), key{}, "the caller's")
		var seen []account.Attempt
		client := network.client(t, account.WithRetries(3), account.WithBackoff(func(n int) time.Duration { return time.Duration(n) * time.Second }),
			account.WithAttemptHook(func(ctx context.Context, a account.Attempt) {
				assert.Equal(t, "the caller's", ctx.Value(key{}))
				seen = append(seen, a)
			}))

		_, err := client.GetPrefs(ctx)

		require.NoError(t, err)
		require.Len(t, seen, 4)
		require.Error(t, seen[1].Err)
		require.Error(t, seen[2].Err)
		seen[1].Err, seen[2].Err = nil, nil
		require.Equal(t, []account.Attempt{
			{Operation: "getPrefs", Number: 1, StatusCode: 503, RetryIn: 2 * time.Second},
			{Operation: "getPrefs", Number: 2, RetryIn: 2 * time.Second},
			{Operation: "getPrefs", Number: 3, StatusCode: 200, RetryIn: 3 * time.Second},
			{Operation: "getPrefs", Number: 4, StatusCode: 200, RetryIn: -1},
		}, seen)
	})
}

func TestHook_TheCallHookSurroundsTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type span struct{}
		var begun []string
		var ended []account.Outcome
		hook := account.WithCallHook(func(ctx context.Context, operation string) (context.Context, func(account.Outcome)) {
			begun = append(begun, operation)
			return context.WithValue(ctx, span{}, operation), func(o account.Outcome) { ended = append(ended, o) }
		})
		inSpan := account.WithAttemptHook(func(ctx context.Context, a account.Attempt) {
			assert.Equal(t, a.Operation, ctx.Value(span{}), "attempts are inside the span")
		})
		network := newFakeNetwork(respondsWith(503, "", "Retry-After: 2"), respondsWith(200, "{}"), respondsWith(404, `{"message": "No.", "type": "user_not_found"}`), closesAfterRequest())
		client := network.client(t, hook, inSpan)

		_, err := client.GetPrefs(t.Context())
		require.NoError(t, err)
		_, apiErr := client.Get(t.Context())
		require.Error(t, apiErr)
		lost := client.DeleteSession(t.Context(), account.CurrentSession)
		require.Error(t, lost)

		require.Equal(t, []string{"getPrefs", "get", "deleteSession"}, begun)
		require.Equal(t, []account.Outcome{
			{Operation: "getPrefs", StatusCode: 200, Attempts: 2, Duration: 2 * time.Second},
			{Operation: "get", StatusCode: 404, Attempts: 1, Err: apiErr},
			{Operation: "deleteSession", Attempts: 1, Err: lost},
		}, ended)
	})
}

// What goes wrong before anything is sent is no call to measure.
func TestHook_IsNotCalledWhenNothingIsSent(t *testing.T) {
	t.Parallel()
	called := false
	client := newStub(t).client(t,
		account.WithCallHook(func(ctx context.Context, _ string) (context.Context, func(account.Outcome)) {
			called = true
			return ctx, func(account.Outcome) {}
		}),
		account.WithAttemptHook(func(context.Context, account.Attempt) { called = true }))
	require.Error(t, client.DeleteSession(t.Context(), ".."))
	require.Error(t, client.DeleteSession(t.Context(), ""))
	require.False(t, called)
}

// What hooks see becomes labels of metrics: there may not be more of them than
// operations.
func TestHook_OperationsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, op := range contract.Default().Operations() {
		row := rowOf(t, op.ID)
		client := newStub(t, row.response()).client(t, append(callersOf(t, op)[0].options,
			account.WithCallHook(func(ctx context.Context, operation string) (context.Context, func(account.Outcome)) {
				seen = append(seen, operation)
				return ctx, func(account.Outcome) {}
			}))...)
		_, err := invoke(t.Context(), t, client, op.ID, row.Args)
		require.NoError(t, err)
		require.Equal(t, op.ID, seen[len(seen)-1])
	}
	require.Len(t, slices.Compact(seen), 43)
}

func TestClient_AThousandUsersEachSeeTheirOwn(t *testing.T) {
	t.Parallel()
	const users = 1000
	service := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithRequestLog(0))
	transport := &http.Transport{MaxConnsPerHost: 64, MaxIdleConnsPerHost: 64} // shared, so that users follow one another on a connection
	t.Cleanup(transport.CloseIdleConnections)
	base := service.KeyClient(account.WithHTTPClient(&http.Client{Transport: transport}), account.WithTimeout(2*time.Minute))
	var everybody sync.WaitGroup
	for i := range users {
		id := fmt.Sprintf("user-%d", i)
		service.CreateUser(accounttest.Seed{ID: id, Email: id + "@example.com", Prefs: map[string]any{"owner": id}})
		secret := service.CreateSession(id).Secret
		everybody.Go(func() {
			me := base.WithSession(secret)
			for range 2 {
				user, err := me.Get(t.Context())
				if assert.NoError(t, err) {
					assert.Equal(t, id, user.ID)
					assert.Equal(t, map[string]any{"owner": id}, user.Prefs)
				}
				session, err := me.GetSession(t.Context(), account.CurrentSession)
				if assert.NoError(t, err) {
					assert.Equal(t, id, session.UserID)
				}
			}
		})
	}
	everybody.Wait()
}
