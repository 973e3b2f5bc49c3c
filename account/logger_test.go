package account_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
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
		network := newFakeNetwork(respondsWith(503, ""), connectionRefused(), respondsWith(200, userJSON))
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
			for _, name := range []string{"time", "source", "duration"} {
				require.Contains(t, record, name)
				delete(record, name)
			}
			maps.Copy(expected[i], map[string]any{"msg": "appwrite account call", "operation": "updatePrefs", "request_bytes": float64(len(`{"prefs":{"a":1}}`))})
			require.Equal(t, expected[i], record)
		}
	})
}

func TestLogger_LevelAndErrorTypeSayWhoIsToBlame(t *testing.T) {
	t.Parallel()
	for expected, response := range map[string]stubResponse{
		"DEBUG 200":                            jsonResponse(200, userJSON),
		"INFO 400 general_argument_invalid":    errorResponse(400, "general_argument_invalid", "Invalid."),
		"INFO 401 user_more_factors_required":  errorResponse(401, "user_more_factors_required", "More factors."),
		"INFO 404 user_session_not_found":      errorResponse(404, "user_session_not_found", "Not found."),
		"WARN 408 database_timeout":            errorResponse(408, "database_timeout", "Too slow."),
		"WARN 429 general_rate_limit_exceeded": errorResponse(429, "general_rate_limit_exceeded", "Too many."),
		"WARN 500 general_unknown":             errorResponse(500, "general_unknown", "Failed."),
		"INFO 499":                             pageResponse(499, "closed"),
		"WARN 501":                             pageResponse(501, "no such method"),
		"WARN 599":                             pageResponse(599, "timeout"),
		"WARN 200":                             {Status: 200, Body: "{", BodyErr: io.ErrUnexpectedEOF},
		"WARN 0":                               {TransportErr: io.ErrUnexpectedEOF},
		"WARN 502":                             pageResponse(502, "<html><title>Bad Gateway</title></html>"),
	} {
		t.Run(expected, func(t *testing.T) {
			t.Parallel()
			records := logged(t, func(o ...account.Option) *account.Client {
				return newStub(t, response).allowAnyResponse().client(t, append(o, account.WithSession("s"), account.WithRetries(0))...)
			}, func(client *account.Client) { _, _ = client.Get(t.Context()) })
			require.Len(t, records, 1)
			got := fmt.Sprint(records[0]["level"], " ", records[0]["status"])
			if errorType, ok := records[0]["error_type"]; ok {
				got += fmt.Sprint(" ", errorType)
			}
			require.Equal(t, expected, got)
		})
	}
}

func TestLogger_NoMethodLogsOtherFields(t *testing.T) {
	t.Parallel()
	allowed := []string{"time", "source", "level", "msg", "operation", "status", "duration", "attempt", "request_bytes", "error_type", "error", "retry_in"}
	for _, op := range contract.Default().Operations() {
		row := rowOf(t, op.ID)
		service := newStub(t, row.response(), errorResponse(500, "general_unknown", "planted"))
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
			require.NotContains(t, fmt.Sprint(record), "planted", "messages of the service are not logged")
			for name := range record {
				require.Contains(t, allowed, name)
			}
		}
	}
}

func TestLogger_NothingIsLoggedByDefault(t *testing.T) { // not parallel: it changes the default logger
	var lines bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(before)
	client := newStub(t, jsonResponse(500, "")).allowAnyResponse().client(t, account.WithSession("the-session"), account.WithBackoff(noDelay))
	_, err := client.Get(t.Context())
	require.Error(t, err)
	require.Empty(t, lines.String())
}
