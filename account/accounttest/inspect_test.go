package accounttest_test

import (
	"bytes"
	"html"
	"strings"
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

// small and large are URLs of messages. Of the large ones, whose link is in text and HTML as well,
// two take more than the 4 MiB that a short log has.
var small, large = "http://localhost", "http://localhost/?x=" + strings.Repeat("x", 600<<10)

func sendLink(t *testing.T, srv *accounttest.Server, url string) {
	t.Helper()
	guest(t, srv).call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann, "url": url}).ok(201)
}

func messageIDs(srv *accounttest.Server) (kept []string) {
	for _, message := range srv.Messages() {
		kept = append(kept, message.ID)
	}
	return kept
}

func TestMessages_TheOldestAreDropped(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithMessageLog(2))
	sendLink(t, srv, small)
	first := srv.LastMail(ann)
	sendLink(t, srv, small)
	sendLink(t, srv, small)
	require.Equal(t, []string{"message-2", "message-3"}, messageIDs(srv))
	require.ErrorContains(t, srv.Try(func(srv *accounttest.Server) { srv.Message("message-1") }), "not kept any more")
	guest(t, srv).call("PUT", "/account/sessions/magic-url", fields{"userId": first.UserID, "secret": first.Secret}).ok(201)

	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	shorter := accounttest.New(t, accounttest.WithMessageLog(1))
	require.NoError(t, shorter.Import(&saved))
	require.Equal(t, []string{"message-3"}, messageIDs(shorter))
}

func TestMessages_TheirBytesAreBounded(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithMessageLog(3))
	sendLink(t, srv, small)
	sendLink(t, srv, large)
	require.Equal(t, []string{"message-1", "message-2"}, messageIDs(srv))
	sendLink(t, srv, large)
	require.Equal(t, []string{"message-3"}, messageIDs(srv))
	sendLink(t, srv, "http://localhost/?x="+strings.Repeat("x", 4<<20))
	require.Equal(t, []string{"message-4"}, messageIDs(srv), "the newest is kept in any case")

	sendLink(t, srv, small)
	sendLink(t, srv, large)
	srv.DeleteMessage("message-6")
	sendLink(t, srv, large)
	require.Equal(t, []string{"message-5", "message-7"}, messageIDs(srv), "what is deleted does not count")
	srv.ClearMessages()
	sendLink(t, srv, large)
	sendLink(t, srv, small)
	require.Equal(t, []string{"message-8", "message-9"}, messageIDs(srv), "what is cleared does not count")

	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	other := accounttest.New(t, accounttest.WithMessageLog(3))
	require.NoError(t, other.Import(&saved))
	sendLink(t, other, large)
	require.Equal(t, []string{"message-9", "message-10"}, messageIDs(other), "what is imported counts")
}

func TestMessages_NoneAreKeptButReadersGetThem(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithMessageLog(-1))
	events := srv.Subscribe()
	defer events.Close()
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	require.Empty(t, srv.Messages())
	event, err := events.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, ann, event.Message.To)
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

	require.Equal(t, "request-5", func() string { guest(t, srv).call("GET", "/account", nil); return srv.LastRequest().ID }(), "ids stay unique")

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

func TestRequests_TheySayWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	ann, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	response := ann.call("GET", "/account", nil).ok(200)
	request := srv.LastRequest()
	require.Equal(t, string(response.body), string(request.ResponseBody))
	require.Equal(t, len(response.body), request.ResponseBodySize)
	require.Equal(t, response.header.Get("Content-Type"), request.ResponseHeader.Get("Content-Type"))
	require.Positive(t, request.Duration)
	require.Equal(t, []string{user.ID, "session"}, []string{request.UserID, request.Caller})

	ann.call("PATCH", "/account/name", fields{}).rejected(400, "general_argument_invalid")
	request = srv.LastRequest()
	require.Equal(t, []string{"name", `Param "name" is not optional.`}, []string{request.Parameter, request.ErrorMessage})
	ann.call("PATCH", "/account/name", fields{"name": ""}).rejected(400, "general_argument_invalid")
	require.Equal(t, "name", srv.LastRequest().Parameter)

	guest(t, srv).jwt(srv.CreateJWT(srv.User(user.ID).Sessions[0])).call("GET", "/account", nil).ok(200)
	require.Equal(t, []string{user.ID, "jwt"}, []string{srv.LastRequest().UserID, srv.LastRequest().Caller})
	guest(t, srv).key().call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	require.Equal(t, []string{"", "key"}, []string{srv.LastRequest().UserID, srv.LastRequest().Caller})
	guest(t, srv).call("GET", "/account", nil)
	require.Equal(t, []string{"", "guest"}, []string{srv.LastRequest().UserID, srv.LastRequest().Caller})

	srv.AddFault(accounttest.Fault{Damage: accounttest.HTMLPage})
	ann.lenient = true
	page := ann.call("GET", "/account", nil).ok(502)
	require.Equal(t, string(page.body), string(srv.LastRequest().ResponseBody))
	require.Equal(t, 502, srv.LastRequest().Status)
	require.Empty(t, srv.LastRequest().ErrorType, "it is not the service that responds")
}

func TestMessages_HaveIDsAndMailsHaveHTML(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithProject("p", "A & B"))
	srv.CreateUser(accounttest.Seed{Email: ann, Name: "Ann <3"})
	code := func() {
		guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	}
	recover := func(url string) {
		guest(t, srv).call("POST", "/account/recovery", fields{"email": ann, "url": url}).ok(201)
	}
	code()
	mail := srv.LastMail(ann)
	require.Equal(t, "message-1", mail.ID)
	require.Contains(t, mail.HTML, "<p>Your code for A &amp; B is <strong>"+mail.Code+"</strong>.</p>")
	recover("http://localhost/?x=1")
	mail = srv.LastMail(ann)
	require.Equal(t, "message-2", mail.ID)
	require.Contains(t, mail.HTML, `<a href="`+html.EscapeString(mail.Link)+`">`)
	require.Contains(t, mail.HTML, "<p>Hello Ann &lt;3,</p>")
	require.Contains(t, mail.HTML, "<title>"+html.EscapeString(mail.Subject)+"</title>")
	guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).ok(201)
	require.Empty(t, srv.LastSMS("+4930901820").HTML)

	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	other := accounttest.New(t)
	require.NoError(t, other.Import(&saved))
	require.Equal(t, srv.Messages(), other.Messages())
	other.ClearMessages()
	guest(t, other).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4930901820"}).ok(201)
	require.Equal(t, "message-4", other.Messages()[0].ID, "ids stay unique")
}

func TestMessages_ALinkThatRunsAScriptCannotBeClicked(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.CreateUser(accounttest.Seed{Email: ann})
	guest(t, srv).call("POST", "/account/recovery", fields{"email": ann, "url": "JavaScript://localhost/%0Aalert(1)"}).ok(201)
	require.Contains(t, srv.LastMail(ann).HTML, "alert(1)")
	require.NotContains(t, srv.LastMail(ann).HTML, "<a ")
}
