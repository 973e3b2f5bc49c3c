package account_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

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
		var ended []account.CallEnd
		hook := account.WithCallHook(func(ctx context.Context, call account.CallStart) (context.Context, func(account.CallEnd)) {
			begun = append(begun, call.Operation)
			return context.WithValue(ctx, span{}, call.Operation), func(end account.CallEnd) { ended = append(ended, end) }
		})
		inSpan := account.WithAttemptHook(func(ctx context.Context, a account.Attempt) {
			assert.Equal(t, a.Operation, ctx.Value(span{}), "attempts are inside the span")
		})
		network := newFakeNetwork(respondsWith(503, "", "Retry-After: 2"), respondsWith(200, "{}"), respondsWith(404, `{"message": "No.", "type": "user_not_found"}`), closesAfterRequest())
		client := network.client(t, hook, inSpan)

		_, err := client.GetPrefs(t.Context())
		require.NoError(t, err)
		_, rejected := client.Get(t.Context())
		require.Error(t, rejected)
		lost := client.DeleteSession(t.Context(), account.CurrentSession)
		require.Error(t, lost)

		require.Equal(t, []string{"getPrefs", "get", "deleteSession"}, begun)
		require.Equal(t, []account.CallEnd{
			{Operation: "getPrefs", StatusCode: 200, Attempts: 2, Duration: 2 * time.Second},
			{Operation: "get", StatusCode: 404, Attempts: 1, Err: rejected},
			{Operation: "deleteSession", Attempts: 1, Err: lost},
		}, ended)
	})
}

// An error before anything is sent is not a call to measure.
func TestHook_IsNotCalledWhenNothingIsSent(t *testing.T) {
	t.Parallel()
	called := false
	client := newStub(t).client(t,
		account.WithCallHook(func(ctx context.Context, _ account.CallStart) (context.Context, func(account.CallEnd)) {
			called = true
			return ctx, func(account.CallEnd) {}
		}),
		account.WithAttemptHook(func(context.Context, account.Attempt) { called = true }))
	require.Error(t, client.DeleteSession(t.Context(), ".."))
	require.Error(t, client.DeleteSession(t.Context(), ""))
	_, err := client.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: map[string]any{"a": func() {}}})
	require.Error(t, err)
	require.False(t, called)
}

// The names become labels of metrics: there must not be more of them than operations.
func TestHook_OperationsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, op := range contract.Default().Operations() {
		row := rowOf(t, op.ID)
		client := newStub(t, row.response()).client(t, append(callersOf(t, op)[0].options,
			account.WithCallHook(func(ctx context.Context, call account.CallStart) (context.Context, func(account.CallEnd)) {
				seen = append(seen, call.Operation)
				return ctx, func(account.CallEnd) {}
			}))...)
		_, err := invoke(t.Context(), t, client, op.ID, row.Args)
		require.NoError(t, err)
		require.Equal(t, op.ID, seen[len(seen)-1])
	}
	require.Len(t, slices.Compact(seen), len(contract.Default().Operations()))
}

func TestHook_TheLimitsOfACallHoldForAnyContextOfAHook(t *testing.T) {
	t.Parallel()
	type key struct{}
	for name, hook := range map[string]func(context.Context) context.Context{
		"nil":         func(context.Context) context.Context { return nil },
		"not derived": func(context.Context) context.Context { return context.WithValue(context.Background(), key{}, "span") },
		"derived":     func(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, "span") },
		"without cancel": func(ctx context.Context) context.Context {
			return context.WithValue(context.WithoutCancel(context.Background()), key{}, "span")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newFakeNetwork(neverResponds())
				client := network.client(t, account.WithTimeout(time.Second), account.WithRetries(0),
					account.WithCallHook(func(ctx context.Context, _ account.CallStart) (context.Context, func(account.CallEnd)) {
						return hook(ctx), nil
					}),
					account.WithAttemptHook(func(ctx context.Context, _ account.Attempt) {
						if name != "nil" {
							assert.Equal(t, "span", ctx.Value(key{}))
						}
					}))
				start := time.Now()
				_, err := client.Get(t.Context())
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, time.Second, time.Since(start))
			})
		})
	}
}
