package accounttest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
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
	require.Equal(t, []any{"updateName", "PATCH", "/v1/account/name", 200, account.ErrorType("")}, []any{request.Operation, request.Method, request.Path, request.Status, request.ErrorType})
	require.Equal(t, "yes", request.Header.Get("X-Extra"))
	require.Equal(t, "1", request.Query.Get("x"))
	require.JSONEq(t, `{"name":"Bob"}`, string(request.Body))
	guest(t, srv).call("GET", "/account", nil)
	require.Equal(t, account.ErrGeneralUnauthorizedScope, srv.LastRequest().ErrorType)
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

func TestRedeemable_AMessageWorksUntilItIsUsedOrExpires(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	user := srv.CreateUser(accounttest.Seed{Email: ann, EmailVerified: true})
	code := func() accounttest.Message {
		guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
		return srv.LastMail(ann)
	}
	first, second := code(), code()
	require.True(t, srv.Redeemable(first))
	guest(t, srv).call("POST", "/account/sessions/token", fields{"userId": user.ID, "secret": first.Secret}).ok(201)
	require.False(t, srv.Redeemable(first), "used")
	require.True(t, srv.Redeemable(second))
	guest(t, srv).session(srv.CreateSession(user.ID).Secret).call("POST", "/account/mfa/challenge", fields{"factor": "email"}).ok(200)
	challenge := srv.LastMail(ann)
	require.True(t, srv.Redeemable(challenge))
	srv.Clock().Advance(time.Hour)
	require.False(t, srv.Redeemable(second), "expired")
	require.False(t, srv.Redeemable(challenge), "expired")
	third := code()
	require.False(t, srv.Redeemable(accounttest.Message{UserID: user.ID, Kind: accounttest.SessionAlert}))
	srv.DeleteUser(user.ID)
	require.False(t, srv.Redeemable(third), "nobody to use it")
}
