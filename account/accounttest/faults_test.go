package accounttest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// faulty is a caller whose responses the document need not allow.
func faulty(t *testing.T, opts ...accounttest.Option) (*accounttest.Server, *caller) {
	srv := accounttest.New(t, opts...)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.lenient = true
	return srv, caller
}

func TestFault_ErrorsOnDemand(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		fault   accounttest.Fault
		status  int
		kind    string
		message string
	}{
		{"by type", accounttest.Fault{Type: "general_service_disabled"}, 403, "general_service_disabled", "The requested service is disabled. You can enable the service from the Appwrite console."},
		{"by status", accounttest.Fault{Status: 503}, 503, "general_unknown", "Server Error"},
		{"by both, with a message", accounttest.Fault{Status: 418, Type: "user_blocked", Message: "No tea"}, 418, "user_blocked", "No tea"},
		{"a type of the future", accounttest.Fault{Type: "user_flying"}, 500, "user_flying", "Server Error"},
		{"a type without a status", accounttest.Fault{Type: "user_email_not_verified"}, 500, "user_email_not_verified", "Server Error"},
		{"status 429", accounttest.Fault{Status: 429}, 429, "general_rate_limit_exceeded", "Rate limit for the current endpoint has been exceeded. Please try again after some time."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv, caller := faulty(t)
			remove := srv.AddFault(c.fault)
			response := caller.call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(c.status, c.kind)
			require.Equal(t, c.message, response.field("message"))
			require.NotEqual(t, "Bob", srv.Users()[0].Name, "the operation is not carried out")
			remove()
			caller.call("GET", "/account", nil).ok(200)
		})
	}
}

func TestFault_ItHitsItsOperationSoOften(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	srv.AddFault(accounttest.Fault{Operation: "get", Status: 503, Times: 2})
	caller.call("GET", "/account/prefs", nil).ok(200)
	caller.call("GET", "/account", nil).rejected(503, "general_unknown")
	caller.call("GET", "/account", nil).rejected(503, "general_unknown")
	caller.call("GET", "/account", nil).ok(200)
	srv.AddFault(accounttest.Fault{Status: 503})
	caller.call("GET", "/account/prefs", nil).rejected(503, "general_unknown")
	srv.ClearFaults()
	caller.call("GET", "/account/prefs", nil).ok(200)
}

func TestFault_RandomFaultsAreTheSameForASeed(t *testing.T) {
	t.Parallel()
	pattern := func(seed uint64) (statuses []int, failed int) {
		srv, caller := faulty(t)
		srv.AddFault(accounttest.Fault{Status: 503, Probability: 0.5, Seed: seed})
		for range 40 {
			status := caller.call("GET", "/account", nil).status
			statuses = append(statuses, status)
			failed += status / 503
		}
		return statuses, failed
	}
	first, failed := pattern(1)
	again, _ := pattern(1)
	other, _ := pattern(2)
	require.Equal(t, first, again)
	require.NotEqual(t, first, other)
	require.Greater(t, failed, 8)
	require.Less(t, failed, 32)
}

func TestFault_ARateLimitHasTheHeaders(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 12, 0, 0, time.UTC)))
	srv.AddFault(accounttest.Fault{RateLimit: true})
	limited := caller.call("GET", "/account", nil).rejected(429, "general_rate_limit_exceeded")
	require.Equal(t, []string{"10", "0", "1795428000"}, limitHeaders(limited))
	require.Equal(t, "100", limitHeaders(caller.call("POST", "/account/jwts", nil).rejected(429, "general_rate_limit_exceeded"))[0])
}

func TestFault_AConnectionIsReset(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	srv.AddFault(accounttest.Fault{Operation: "updateName", Damage: accounttest.Reset, Times: 1})
	_, err := caller.try("PATCH", "/account/name", fields{"name": "Bob"})
	require.Error(t, err)
	require.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF), "%v", err)
	require.Empty(t, srv.Users()[0].Name, "nothing happened")

	srv.AddFault(accounttest.Fault{Operation: "updateName", Damage: accounttest.Reset, AfterOperation: true})
	_, err = caller.try("PATCH", "/account/name", fields{"name": "Bob"})
	require.Error(t, err)
	require.Equal(t, "Bob", srv.Users()[0].Name, "it happened, and nobody heard of it")
}

func TestFault_ABodyIsTruncated(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	srv.AddFault(accounttest.Fault{Operation: "updateName", Damage: accounttest.Truncated})
	response, err := caller.try("PATCH", "/account/name", fields{"name": "Bob"})
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 200, response.status)
	require.NotEmpty(t, response.body)
	require.Equal(t, "Bob", srv.Users()[0].Name)
	srv.AddFault(accounttest.Fault{Operation: "deleteSessions", Damage: accounttest.Truncated})
	response, err = caller.try("DELETE", "/account/sessions", nil)
	require.True(t, err != nil || response.status == 204)
}

func TestFault_AnErrorCanComeAfterTheOperation(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	srv.AddFault(accounttest.Fault{Operation: "updateName", Status: 503, AfterOperation: true})
	caller.call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(503, "general_unknown")
	require.Equal(t, "Bob", srv.Users()[0].Name)
}

func TestFault_PagesOfProxies(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	remove := srv.AddFault(accounttest.Fault{Damage: accounttest.HTMLPage})
	page := caller.call("GET", "/account", nil).ok(502)
	require.Equal(t, "text/html", page.header.Get("Content-Type"))
	require.Contains(t, string(page.body), "<title>502 Bad Gateway</title>")
	remove()
	srv.AddFault(accounttest.Fault{Damage: accounttest.Empty, Status: 504})
	require.Empty(t, caller.call("GET", "/account", nil).ok(504).body)
}

func TestFault_ADelayEndsWhenTheCallerGivesUp(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	srv.AddFault(accounttest.Fault{Operation: "get", Delay: time.Hour, Times: 1})
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.Endpoint()+"/account", nil)
	require.NoError(t, err)
	request.Header = caller.header
	done := make(chan error)
	client := direct(t)
	go func() {
		response, err := client.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		done <- err
	}()
	caller.call("GET", "/account/prefs", nil).ok(200) // others are served meanwhile
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)

	srv.AddFault(accounttest.Fault{Operation: "get", Delay: time.Microsecond})
	caller.call("GET", "/account", nil).ok(200)
}

func TestFault_CloseEndsDelays(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	srv.AddFault(accounttest.Fault{Operation: "get", Delay: time.Hour})
	started, done := make(chan struct{}), make(chan error)
	client := direct(t)
	request, err := http.NewRequest(http.MethodGet, srv.Endpoint()+"/account", nil)
	require.NoError(t, err)
	request.Header = caller.header
	go func() {
		close(started)
		response, err := client.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		done <- err
	}()
	<-started
	srv.Close()
	require.Error(t, <-done)
}

func TestFault_ItIsListedWithHowOftenItActed(t *testing.T) {
	t.Parallel()
	srv, caller := faulty(t)
	remove := srv.AddFault(accounttest.Fault{Operation: "get", Type: account.ErrUserBlocked, Skip: 1, Times: 2})
	srv.AddFault(accounttest.Fault{ID: "slow", Operation: "getPrefs", Delay: time.Microsecond})
	for _, status := range []int{200, 401, 401, 200} {
		require.Equal(t, status, caller.call("GET", "/account", nil).status)
	}
	caller.call("GET", "/account/prefs", nil).ok(200)
	var acted []string
	for _, request := range srv.Requests("get", "getPrefs") {
		acted = append(acted, request.Fault)
	}
	require.Equal(t, []string{"", "fault-1", "fault-1", "", "slow"}, acted, "a request names the fault that acted on it")
	faults := srv.Faults()
	require.Equal(t, []string{"fault-1", "slow"}, []string{faults[0].ID, faults[1].ID})
	require.Equal(t, []int{3, 2, 1, 1}, []int{faults[0].Matched, faults[0].Acted, faults[1].Matched, faults[1].Acted})
	remove()
	remove()
	require.Len(t, srv.Faults(), 1)
	srv.ClearFaults()
	require.Empty(t, srv.Faults())
}

func TestFault_ItCanBeForOneUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Password: password})
	srv.CreateUser(accounttest.Seed{ID: "bob"})
	session := srv.CreateSession("ann")
	srv.AddFault(accounttest.Fault{User: ann, Status: 503})
	guest(t, srv).session(session.Secret).call("GET", "/account", nil).rejected(503, "general_unknown")
	require.Equal(t, []string{"ann", "session"}, []string{srv.LastRequest().UserID, srv.LastRequest().Caller}, "also where the operation was not carried out")
	guest(t, srv).jwt(srv.CreateJWT(session)).call("GET", "/account", nil).rejected(503, "general_unknown")
	guest(t, srv).session(srv.CreateSession("bob").Secret).call("GET", "/account", nil).ok(200)
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
	srv.SignOut("ann")
	guest(t, srv).session(session.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	require.Equal(t, 2, srv.Faults()[0].Acted)
}

func TestFault_WhatCannotBeIsAnErrorThatNamesTheField(t *testing.T) {
	t.Parallel()
	srv := detached(t)
	srv.AddFault(accounttest.Fault{ID: "taken", Status: 503})
	for expected, fault := range map[string]accounttest.Fault{
		`operation: there is no operation "createMFAChallenge"`: {Operation: "createMFAChallenge", Status: 503},
		"status: 200 is no status of an error":                  {Status: 200},
		`damage: there is no damage "nope"`:                     {Damage: "nope"},
		"delay: it is negative":                                 {Delay: -1},
		"skip: it is negative":                                  {Status: 503, Skip: -1},
		"times: it is negative":                                 {Status: 503, Times: -1},
		"probability: it takes a number from 0 to 1":            {Status: 503, Probability: 1.1},
		"the fault does nothing":                                {Operation: "get"},
		"afterOperation: there is nothing to do":                {Delay: 1, AfterOperation: true},
		`id: there is a fault "taken" already`:                  {ID: "taken", Status: 503},
		"id: it takes up to 128 bytes that can be printed":      {ID: "..", Status: 503},
		"id: it takes up to 128 bytes that can be":              {ID: "a\nb", Status: 503},
		"id: it takes up to 128 bytes":                          {ID: strings.Repeat("a", 129), Status: 503},
	} {
		require.Contains(t, failure(func() { srv.AddFault(fault) }), "accounttest: "+expected)
	}
	require.Len(t, srv.Faults(), 1)
}
