package accountcli_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestExplain_SaysWhatAnErrorMeansForAPerson(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	user := service.CreateUser(accounttest.Seed{Email: email, Password: password})
	failure := func(fault accounttest.Fault) error {
		fault.Times = 1
		service.AddFault(fault)
		_, err := service.UserClient(user.ID, account.WithRetries(0)).Get(t.Context())
		require.Error(t, err)
		return err
	}
	_, signedOut := service.GuestClient().WithSession("gone").Get(t.Context())
	for expected, err := range map[string]error{
		"":                                nil,
		"Interrupted.":                    fmt.Errorf("x: %w", accountcli.ErrInterrupted),
		"Nobody is signed in.":            accountcli.ErrNoSession,
		"The session has ended.":          signedOut,
		"a second factor is required.":    failure(accounttest.Fault{Status: 401, Type: "user_more_factors_required"}),
		"This account is blocked.":        failure(accounttest.Fault{Status: 403, Type: "user_blocked"}),
		"Too many tries. Try again at ":   failure(accounttest.Fault{RateLimit: true}),
		"Wrong e-mail address":            failure(accounttest.Fault{Status: 401, Type: "user_invalid_credentials"}),
		"Wrong or expired code":           failure(accounttest.Fault{Status: 401, Type: "user_invalid_token"}),
		"The service cannot be reached.":  failure(accounttest.Fault{Damage: accounttest.Reset}),
		"The service cannot be reached. ": failure(accounttest.Fault{Damage: accounttest.HTMLPage, Status: 503}),
		"(general_service_disabled)":      failure(accounttest.Fault{Status: 503, Type: "general_service_disabled"}),
		"That took too long.":             fmt.Errorf("x: %w", context.DeadlineExceeded),
		"the words of the service":        failure(accounttest.Fault{Status: 400, Type: "general_argument_invalid", Message: "the words of the service"}),
		"standard input is no terminal":   accountcli.ErrNoTerminal,
		"no such file [31m":               errors.New("no such file\x1b[31m"),
	} {
		said := accountcli.Explain(err)
		require.Contains(t, said, expected)
		require.NotContains(t, said, "accountcli")
		require.False(t, strings.ContainsAny(said, "\x1b\n"), said)
		require.Equal(t, expected == "", said == "")
	}
}

func TestExplain_SaysWhenARateLimitEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 14, 30, 0, 0, time.Local)
	limited := &account.Error{StatusCode: 429, RateLimit: account.RateLimit{Reset: now.Add(29*time.Minute + 30*time.Second)}}
	require.Equal(t, "Too many tries. Try again at 14:59, in 30 min.", accountcli.ExplainAt(limited, now))
	require.Equal(t, "Too many tries. Try again in an hour.", accountcli.ExplainAt(limited, now.Add(time.Hour)))
	require.Equal(t, "Too many tries. Try again in an hour.", accountcli.Explain(&account.Error{StatusCode: 429}))
}
