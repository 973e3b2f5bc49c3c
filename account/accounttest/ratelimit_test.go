package accounttest_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func limitHeaders(r reply) []string {
	return []string{r.header.Get("X-Ratelimit-Limit"), r.header.Get("X-Ratelimit-Remaining"), r.header.Get("X-Ratelimit-Reset")}
}

func TestRateLimit_TheEleventhSignInOfAnHourIsRejected(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 9, 59, 0, 0, time.UTC)
	srv := accounttest.New(t, accounttest.WithFrozenTime(start))
	srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
	reset := strconv.FormatInt(start.Truncate(time.Hour).Add(time.Hour).Unix(), 10)
	wrong := fields{"email": ann, "password": "wrong-password"}
	for i := range 10 {
		response := guest(t, srv).call("POST", "/account/sessions/email", wrong).rejected(401, "user_invalid_credentials")
		require.Equal(t, []string{"10", fmt.Sprint(9 - i), reset}, limitHeaders(response))
	}
	right := fields{"email": ann, "password": password}
	limited := guest(t, srv).call("POST", "/account/sessions/email", right).rejected(429, "general_rate_limit_exceeded")
	require.Equal(t, []string{"10", "0", reset}, limitHeaders(limited))
	require.Empty(t, limited.header.Get("Retry-After"))

	guest(t, srv).call("POST", "/account/sessions", right).rejected(429, "general_rate_limit_exceeded") // the alias shares the counter
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": "bob@example.test", "password": password}).rejected(401, "user_invalid_credentials")
	require.Equal(t, "0", limitHeaders(guest(t, srv).key().call("POST", "/account/sessions/email", right).ok(201))[1], "keys are not limited, but see the headers")
	srv.Clock().Advance(time.Minute) // the next hour by the clock
	guest(t, srv).call("POST", "/account/sessions/email", right).ok(201)
}

func TestRateLimit_BadRequestsCountAsWell(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	for range 10 {
		guest(t, srv).call("POST", "/account", fields{}).rejected(400, "general_argument_invalid")
	}
	guest(t, srv).call("POST", "/account", fields{}).rejected(429, "general_rate_limit_exceeded")
	guest(t, srv).with("X-Forwarded-For", "10.1.1.1").call("POST", "/account", fields{}).rejected(400, "general_argument_invalid")
	srv.ResetRateLimits()
	guest(t, srv).call("POST", "/account", fields{}).rejected(400, "general_argument_invalid")
}

func TestRateLimit_EachKeyOfALimitCounts(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	for i := range 10 {
		body := fields{"userId": "unique()", "email": fmt.Sprintf("user%d@example.test", i)}
		guest(t, srv).call("POST", "/account/tokens/email", body).ok(201)
	}
	fresh := fields{"userId": "unique()", "email": "another@example.test"}
	guest(t, srv).call("POST", "/account/tokens/email", fresh).rejected(429, "general_rate_limit_exceeded") // by address of the caller
	elsewhere := guest(t, srv).with("X-Forwarded-For", "10.1.1.1")
	elsewhere.call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": "user0@example.test"}).ok(201)
}

func TestRateLimit_OperationsThatTurnTokensIntoSessionsShareACounter(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	body := fields{"userId": "ann", "secret": "x"}
	guest(t, srv).call("POST", "/account/sessions/token", body).rejected(401, "user_invalid_token")
	guest(t, srv).call("PUT", "/account/sessions/magic-url", body).rejected(401, "user_invalid_token")
	require.Equal(t, "7", limitHeaders(guest(t, srv).call("PUT", "/account/sessions/phone", body).rejected(401, "user_invalid_token"))[1])
}

func TestRateLimit_ItCanCountBySignedInUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithFrozenTime(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	bob, _ := signedInCaller(t, srv, accounttest.Seed{Email: "bob@example.test"})
	caller.call("POST", "/account/jwts", nil).ok(201)
	require.Equal(t, "98", limitHeaders(caller.call("POST", "/account/jwts", nil).ok(201))[1])
	require.Equal(t, "99", limitHeaders(bob.call("POST", "/account/jwts", nil).ok(201))[1])
}

func TestRateLimit_DevelopmentKeysLiftIt(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	developer := guest(t, srv).with("X-Appwrite-Dev-Key", srv.CreateDevKey())
	for range 12 {
		developer.call("POST", "/account", fields{}).rejected(400, "general_argument_invalid")
	}
	body := fields{"userId": "unique()", "email": ann, "url": "https://anywhere.example/"}
	developer.with("Origin", "https://anywhere.example").call("POST", "/account/tokens/magic-url", body).ok(201)
	body["url"] = "nowhere"
	developer.call("POST", "/account/tokens/magic-url", body).rejected(400, "general_argument_invalid")
	guest(t, srv).with("X-Appwrite-Dev-Key", "wrong").call("POST", "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann, "url": "https://anywhere.example/"}).
		rejected(400, "general_argument_invalid")
}

func TestRateLimit_SwitchedOffItStillSendsHeaders(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	for range 12 {
		require.Equal(t, "9", limitHeaders(guest(t, srv).call("POST", "/account", fields{}).rejected(400, "general_argument_invalid"))[1])
	}
	require.Empty(t, guest(t, srv).call("GET", "/account", nil).header.Get("X-Ratelimit-Limit"))
}

func TestRateLimits_WhatIsCountedCanBeSeenAndReset(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 9, 20, 0, 0, time.UTC)
	srv := accounttest.New(t, accounttest.WithFrozenTime(at))
	require.Empty(t, srv.RateLimits())
	wrong := fields{"email": ann, "password": "wrong-horse-9"}
	for range 3 {
		guest(t, srv).call("POST", "/account/sessions/email", wrong).rejected(401, "user_invalid_credentials")
	}
	guest(t, srv).call("POST", "/account/sessions/anonymous", nil).ok(201)
	counted := srv.RateLimits()
	require.Len(t, counted, 2)
	require.Equal(t, accounttest.RateLimit{Key: "ip:127.0.0.1", Operation: "createAnonymousSession", Used: 1, Limit: 50, Reset: at.Truncate(time.Hour).Add(time.Hour)}, counted[0])
	require.Contains(t, counted[1].Key, ann)
	require.Equal(t, []any{"createEmailPasswordSession", 3, 10}, []any{counted[1].Operation, counted[1].Used, counted[1].Limit})

	srv.ResetRateLimits(counted[1].Key)
	require.Equal(t, counted[:1], srv.RateLimits())
	require.Equal(t, "9", guest(t, srv).call("POST", "/account/sessions/email", wrong).header.Get("X-RateLimit-Remaining"))
	srv.Clock().Advance(time.Hour)
	require.Empty(t, srv.RateLimits(), "the window is over")
	guest(t, srv).call("POST", "/account/sessions/anonymous", nil).ok(201)
	srv.ResetRateLimits()
	require.Empty(t, srv.RateLimits())
	require.Equal(t, `accounttest: nothing was counted under "x"`, failure(func() { detached(t).ResetRateLimits("x") }))
}
