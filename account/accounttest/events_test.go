package accounttest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// serve sends a request past the network.
func serve(srv *Server, method, path, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://localhost/v1"+path, strings.NewReader(body))
	request.Header = http.Header{"Content-Type": {"application/json"}, "X-Appwrite-Project": {srv.ProjectID()}}
	recorder := httptest.NewRecorder()
	srv.serveHTTP(recorder, request)
	return recorder
}

func sendCode(srv *Server, address string) {
	serve(srv, "POST", "/account/tokens/email", `{"userId":"unique()","email":"`+address+`"}`)
}

func TestSubscription_ItGetsMessagesAndRequestsInTheirOrder(t *testing.T) {
	t.Parallel()
	srv := New(t)
	news := srv.subscribe()
	defer news.cancel()
	sendCode(srv, "ann@example.test")
	serve(srv, "GET", "/account", "")
	for _, expected := range []string{"message-1", "request-1", "request-2"} {
		happened, err := news.next(t.Context())
		require.NoError(t, err)
		if happened.message != nil {
			require.Equal(t, expected, happened.message.ID)
			continue
		}
		require.Equal(t, expected, happened.request.ID)
	}
	news.cancel()
	serve(srv, "GET", "/account", "")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := news.next(ended)
	require.ErrorIs(t, err, context.Canceled)
}

func TestSubscription_ASlowReaderIsToldWhatIsMissing(t *testing.T) {
	t.Parallel()
	srv := New(t)
	news := srv.subscribe()
	defer news.cancel()
	for range maxQueue + 3 {
		serve(srv, "GET", "/account", "")
	}
	for range maxQueue {
		happened, err := news.next(t.Context())
		require.NoError(t, err)
		require.NotNil(t, happened.request)
	}
	happened, err := news.next(t.Context())
	require.NoError(t, err)
	require.Equal(t, event{dropped: 3}, happened)

	for range maxQueue + 1 {
		serve(srv, "GET", "/account", "")
	}
	_, err = news.next(t.Context())
	require.NoError(t, err)
	_, err = news.next(t.Context())
	require.NoError(t, err)
	serve(srv, "GET", "/account", "")
	for range maxQueue - 2 {
		_, err = news.next(t.Context())
		require.NoError(t, err)
	}
	happened, err = news.next(t.Context())
	require.NoError(t, err)
	require.Equal(t, event{dropped: 1}, happened, "what is missing is missing here")
	happened, err = news.next(t.Context())
	require.NoError(t, err)
	require.Equal(t, srv.LastRequest().ID, happened.request.ID)
}

func TestSubscription_ItEndsWithTheService(t *testing.T) {
	t.Parallel()
	srv := New(t)
	news := srv.subscribe()
	srv.Close()
	_, err := news.next(t.Context())
	require.ErrorIs(t, err, errClosed)
}

func TestWaitForMessage_ItReturnsTheNextThatMatches(t *testing.T) {
	t.Parallel()
	srv := New(t)
	sendCode(srv, "ann@example.test")
	ofAnn := messageFilter{to: []string{"ANN@example.test"}, channel: Mail, kind: EmailCode}
	first, err := srv.waitForMessage(t.Context(), ofAnn, "")
	require.NoError(t, err)
	require.Equal(t, "message-1", first.ID)

	type result struct {
		message Message
		err     error
	}
	waited := make(chan result)
	go func() {
		message, err := srv.waitForMessage(t.Context(), ofAnn, first.ID)
		waited <- result{message, err}
	}()
	sendCode(srv, "bob@example.test")
	sendCode(srv, "ann@example.test")
	next := <-waited
	require.NoError(t, next.err)
	require.Equal(t, "message-3", next.message.ID)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = srv.waitForMessage(ended, ofAnn, next.message.ID)
	require.ErrorIs(t, err, context.Canceled)
	_, err = srv.waitForMessage(t.Context(), ofAnn, "7")
	require.ErrorContains(t, err, `"7" is no id of a message, such as message-1`)
	srv.ClearMessages()
	go sendCode(srv, "ann@example.test")
	next.message, err = srv.waitForMessage(t.Context(), ofAnn, next.message.ID)
	require.NoError(t, err)
	require.Equal(t, "message-4", next.message.ID, "also after the outbox was emptied")
}

func TestMessageAndRequest_AreFoundByID(t *testing.T) {
	t.Parallel()
	srv := New(t)
	sendCode(srv, "ann@example.test")
	message, err := srv.message("message-1")
	require.NoError(t, err)
	require.Equal(t, "ann@example.test", message.To)
	request, err := srv.request("request-1")
	require.NoError(t, err)
	require.Equal(t, "createEmailToken", request.Operation)
	for _, id := range []string{"", "message-2", "request-2", "message-0"} {
		_, err = srv.message(id)
		require.Equal(t, &failure{problem: notFound, message: `there is no message "` + id + `"`}, err)
		_, err = srv.request(id)
		require.Error(t, err)
	}
}
