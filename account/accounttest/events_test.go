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
	news := srv.Subscribe()
	defer news.Close()
	sendCode(srv, "ann@example.test")
	serve(srv, "GET", "/account", "")
	for _, expected := range []string{"message-1", "request-1", "request-2"} {
		happened, err := news.Next(t.Context())
		require.NoError(t, err)
		if happened.Message != nil {
			require.Equal(t, expected, happened.Message.ID)
			continue
		}
		require.Equal(t, expected, happened.Request.ID)
	}
	news.Close()
	serve(srv, "GET", "/account", "")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := news.Next(ended)
	require.ErrorIs(t, err, context.Canceled)
}

func TestWaitForMessage_SaysWhatCameInstead(t *testing.T) {
	t.Parallel()
	srv := New(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := srv.WaitForMessage(ended, "", nil)
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "accounttest: no such message came; nothing was sent at all: context canceled")

	sendCode(srv, "ann@example.test")
	message, err := srv.WaitForMessage(ended, "", nil)
	require.NoError(t, err)
	require.Equal(t, "message-1", message.ID, "nil matches all")
	_, err = srv.WaitForMessage(ended, "", func(m Message) bool { return m.Kind == Recovery })
	require.EqualError(t, err, "accounttest: no such message came; the newest message, message-1, is of the kind email-code and went to ann@example.test: context canceled")
}

func TestSubscription_ASlowReaderIsToldWhatIsMissing(t *testing.T) {
	t.Parallel()
	srv := New(t)
	news := srv.Subscribe()
	defer news.Close()
	for range maxQueue + 3 {
		serve(srv, "GET", "/account", "")
	}
	for range maxQueue {
		happened, err := news.Next(t.Context())
		require.NoError(t, err)
		require.NotNil(t, happened.Request)
	}
	happened, err := news.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, Event{Dropped: 3}, happened)

	for range maxQueue + 1 {
		serve(srv, "GET", "/account", "")
	}
	_, err = news.Next(t.Context())
	require.NoError(t, err)
	_, err = news.Next(t.Context())
	require.NoError(t, err)
	serve(srv, "GET", "/account", "")
	for range maxQueue - 2 {
		_, err = news.Next(t.Context())
		require.NoError(t, err)
	}
	happened, err = news.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, Event{Dropped: 1}, happened, "what is missing is missing here")
	happened, err = news.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, srv.LastRequest().ID, happened.Request.ID)
}

func TestSubscription_ItEndsWithTheService(t *testing.T) {
	t.Parallel()
	srv := New(t)
	news := srv.Subscribe()
	srv.Close()
	_, err := news.Next(t.Context())
	require.ErrorIs(t, err, errClosed)
}

func TestWaitForMessage_ItReturnsTheNextThatMatches(t *testing.T) {
	t.Parallel()
	srv := New(t)
	sendCode(srv, "ann@example.test")
	ofAnn := func(m Message) bool { return m.To == "ann@example.test" && m.Channel == Mail && m.Kind == EmailCode }
	first, err := srv.WaitForMessage(t.Context(), "", ofAnn)
	require.NoError(t, err)
	require.Equal(t, "message-1", first.ID)

	type result struct {
		message Message
		err     error
	}
	waited := make(chan result)
	go func() {
		message, err := srv.WaitForMessage(t.Context(), first.ID, ofAnn)
		waited <- result{message, err}
	}()
	sendCode(srv, "bob@example.test")
	sendCode(srv, "ann@example.test")
	next := <-waited
	require.NoError(t, next.err)
	require.Equal(t, "message-3", next.message.ID)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = srv.WaitForMessage(ended, next.message.ID, ofAnn)
	require.ErrorIs(t, err, context.Canceled)
	_, err = srv.WaitForMessage(t.Context(), "7", ofAnn)
	require.ErrorContains(t, err, `"7" is no id of a message, such as message-1`)
	srv.ClearMessages()
	go sendCode(srv, "ann@example.test")
	next.message, err = srv.WaitForMessage(t.Context(), next.message.ID, ofAnn)
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
		require.Equal(t, &Failure{Kind: NotFound, Message: `there is no message "` + id + `", or it is not kept any more`}, err)
		_, err = srv.request(id)
		require.Error(t, err)
	}
}
