package accounttest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestMessages_AreKeptByAddress(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).ok(201)
	guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann}).ok(201)
	require.Len(t, srv.Messages(), 3)
	require.Len(t, srv.Messages("ANN@example.test"), 2)
	require.Equal(t, accounttest.MagicURL, srv.LastMail(ann).Kind)
	require.Equal(t, accounttest.SMS, srv.LastSMS("+4930901820").Channel)
	srv.ClearMessages()
	require.Empty(t, srv.Messages())
}

func TestRequests_AreRecorded(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithRequestLog(3))
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.with("X-Extra", "yes").call("PATCH", "/account/name?x=1", fields{"name": "Bob"}).ok(200)
	request := srv.LastRequest()
	require.Equal(t, []any{"updateName", "PATCH", "/v1/account/name", 200, ""}, []any{request.Operation, request.Method, request.Path, request.Status, request.ErrorType})
	require.Equal(t, "yes", request.Header.Get("X-Extra"))
	require.Equal(t, "1", request.Query.Get("x"))
	require.JSONEq(t, `{"name":"Bob"}`, string(request.Body))
	guest(t, srv).call("GET", "/account", nil)
	require.Equal(t, "general_unauthorized_scope", srv.LastRequest().ErrorType)
	guest(t, srv).call("GET", "/account/nope", nil)
	require.Empty(t, srv.LastRequest().Operation)
	require.Len(t, srv.Requests("updateName"), 1)
	guest(t, srv).call("GET", "/account", nil)
	require.Len(t, srv.Requests(), 3, "the oldest are dropped")
	require.Empty(t, srv.Requests("updateName"))
	srv.ClearRequests()
	require.Empty(t, srv.Requests())

	silent := accounttest.New(t, accounttest.WithRequestLog(0))
	guest(t, silent).call("GET", "/account", nil)
	require.Empty(t, silent.Requests())
}
