package account_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// A client without a session is signed out, whatever else is wrong: what a program does
// about that is to send the user to the sign-in page.
func TestIsSignedOut_OutlivesTheErrorsThatFollow(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	var nothing context.Context
	for name, client := range map[string]*account.Client{"no session": service.client(t).WithSession(""), "no JWT": service.client(t).WithJWT("")} {
		for cause, err := range map[string]error{
			"an id that is empty":       client.DeleteSession(t.Context(), ""),
			"an id that is a step":      client.DeleteSession(t.Context(), ".."),
			"an option that is invalid": client.DeleteSessions(t.Context(), account.RequestHeader("Host", "a")),
			"two of them":               client.DeleteSessions(t.Context(), account.RequestHeader("Host", "a"), account.ResponseInto(nil)),
			"parameters that are missing": func() error {
				_, err := client.UpdateMagicURLSession(t.Context(), account.UpdateMagicURLSessionParams{})
				return err
			}(),
			"no context": client.DeleteSessions(nothing),
		} {
			require.True(t, account.IsSignedOut(err), "%s, %s: %v", name, cause, err)
			require.ErrorIs(t, err, account.ErrGeneralUnauthorizedScope)
		}
	}
	service.requireNoRequests(t)
}

func TestOption_TheFirstErrorOfACallIsReturned(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	client := service.client(t, account.WithSession("s"))
	host, nothing := account.RequestHeader("Host", "a"), account.ResponseInto(nil)
	requireOptionError(t, client.DeleteSessions(t.Context(), host, nothing), "RequestHeader", "Host")
	requireOptionError(t, client.DeleteSessions(t.Context(), nothing, host), "ResponseInto", "nil")
	requireOptionError(t, client.DeleteSession(t.Context(), "", host), "RequestHeader", "Host")
	service.requireNoRequests(t)
}
