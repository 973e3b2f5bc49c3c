package account_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
	"github.com/appwrite-go/appwrite/internal/recordings"
)

// recorded returns the one exchange of a version with a name.
func recorded(t *testing.T, version, section, label string) recordings.Recording {
	t.Helper()
	all := recordings.Load(t, version)
	i := slices.IndexFunc(all, func(r recordings.Recording) bool { return r.Section == section && r.Label == label })
	require.GreaterOrEqual(t, i, 0, "no recording of %s: %s", section, label)
	return all[i]
}

// Each version responds in its own way to the same request; the program sees one error, or
// none.
func TestVersions_ProgramsSeeOneErrorWhateverTheStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		section, label string
		statuses       map[string]int
		kind           account.ErrorType // empty for a success
	}{
		{"delete sessions / status / delete account", "get after status", map[string]int{"1.7": 401, "1.8": 401, "1.9": 403}, account.ErrUserBlocked},
		{"delete sessions / status / delete account", "login blocked", map[string]int{"1.7": 401, "1.8": 401, "1.9": 403}, account.ErrUserBlocked},
		{"mfa", "challenge email unverified", map[string]int{"1.7": 500, "1.8": 400, "1.9": 400}, account.ErrUserEmailNotVerified},
		{"mfa", "challenge totp", map[string]int{"1.7": 200, "1.8": 200, "1.9": 201}, ""},
		{"mfa", "create recovery codes", map[string]int{"1.7": 200, "1.8": 200, "1.9": 201}, ""},
	} {
		for version, status := range test.statuses {
			t.Run(test.label+" with "+version, func(t *testing.T) {
				t.Parallel()
				r := recorded(t, version, test.section, test.label)
				require.Equal(t, status, r.Status)
				op, _, _ := contract.Default().Match(r.Method, r.PathOnly())
				require.NotNil(t, op)
				client := newStub(t, stubbed(t, r)).client(t, append(callersOf(t, op)[0].options, noRetries)...)

				got, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)

				if test.kind == "" {
					require.NoError(t, err)
					require.NotNil(t, got)
					return
				}
				require.ErrorIs(t, err, test.kind)
				require.Equal(t, status, requireError(t, err).StatusCode)
				require.False(t, account.IsSignedOut(err))
			})
		}
	}
}

// Whether somebody is signed in is decided by the type: the message about a scope differs.
func TestVersions_IsSignedOutHoldsForEveryRecordedError(t *testing.T) {
	t.Parallel()
	for version := range recordings.Files {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			signedOut := 0
			for _, r := range recordings.Load(t, version) {
				op, _, _ := contract.Default().Match(r.Method, r.PathOnly())
				if op == nil || r.Status < 400 {
					continue
				}
				client := newStub(t, stubbed(t, r)).allowAnyRequest().client(t, account.WithSession("s"), noRetries)
				_, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)
				kind := requireError(t, err).Type
				expected := kind == account.ErrGeneralUnauthorizedScope || kind == account.ErrUserJWTInvalid
				assert.Equal(t, expected, account.IsSignedOut(err), r.Name())
				if expected {
					signedOut++
				}
			}
			require.Greater(t, signedOut, 5)
		})
	}
}

// A server of 1.9 has no JSON for what it does not know, but a page that names the type.
func TestVersions_AnOperationThatTheServerLacksIsRouteNotFound(t *testing.T) {
	t.Parallel()
	page := `<!DOCTYPE html><html><head><title>My Project - Error</title></head><body><div>` +
		`<h1>404</h1><p class="message">Page not found</p><code>general_route_not_found</code></div></body></html>`
	for version, response := range map[string]stubResponse{
		"1.7": stubbed(t, recorded(t, "1.7", "create / sessions", "unknown route")),
		"1.8": stubbed(t, recorded(t, "1.8", "create / sessions", "unknown route")),
		"1.9": {Status: 404, Header: http.Header{"Content-Type": {"text/html; charset=UTF-8"}}, Body: page},
	} {
		for _, op := range contract.Default().Operations() {
			if op.Since != contract.Hosted {
				continue
			}
			t.Run(op.ID+" with "+version, func(t *testing.T) {
				t.Parallel()
				// The document is of the operation, and says nothing of a server without it.
				client := newStub(t, response).allowAnyResponse().client(t, account.WithSession("s"))
				_, err := invoke(t.Context(), t, client, op.ID, rowOf(t, op.ID).Args)
				require.ErrorIs(t, err, account.ErrGeneralRouteNotFound)
				failure := requireError(t, err)
				require.Equal(t, 404, failure.StatusCode)
				require.NotEmpty(t, failure.Message)
				require.NotContains(t, failure.Message, "<")
				require.False(t, account.IsSignedOut(err))
			})
		}
	}
}

// Servers of 1.9 reject two credentials at once; a client has one.
func TestVersions_AClientHasOneCredential(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	for name, options := range map[string][]account.Option{
		"key and session": {account.WithKey("k"), account.WithSession("s")},
		"key and JWT":     {account.WithKey("k"), account.WithJWT("a.b.c")},
		"session and JWT": {account.WithSession("s"), account.WithJWT("a.b.c")},
	} {
		_, err := account.New("https://service.test/v1", stubProject, options...)
		var option *account.OptionError
		require.ErrorAs(t, err, &option, name)
	}
	both := newStub(t, jsonResponse(200, userJSON))
	_, err := both.client(t, account.WithKey("k")).WithJWT("a.b.c").WithSession("s").Get(t.Context())
	require.NoError(t, err)
	header := both.request(t).Header
	require.Equal(t, "s", header.Get("X-Appwrite-Session"))
	require.Empty(t, header.Get("X-Appwrite-JWT"))
	require.Empty(t, header.Get("X-Appwrite-Key"))
	service.requireNoRequests(t)
}

// Server 1.9 has fields that are null for a user without an address, and a JWT for a secret.
func TestVersions_FieldsOfLaterServersAreDecoded(t *testing.T) {
	t.Parallel()
	user := userJSON
	for _, field := range []string{`"emailCanonical": `, `"emailIsFree": `, `"emailIsDisposable": `, `"emailIsCorporate": `, `"emailIsCanonical": `, `"impersonatorUserId": `} {
		i := strings.Index(user, field)
		require.Positive(t, i, field)
		end := i + strings.IndexAny(user[i:], ",\n")
		user = user[:i] + field + "null" + user[end:]
	}
	got, err := newStub(t, jsonResponse(200, user)).client(t, account.WithSession("s")).Get(t.Context())
	require.NoError(t, err)
	require.Zero(t, got.EmailCanonical)
	require.False(t, got.EmailIsFree || got.EmailIsDisposable || got.EmailIsCorporate || got.EmailIsCanonical)
	require.Zero(t, got.ImpersonatorUserID)
}

func TestJWTDuration_IsSentInSeconds(t *testing.T) {
	t.Parallel()
	for d, expected := range map[time.Duration]string{
		time.Second: `{"duration":1}`, time.Minute: `{"duration":60}`, time.Hour: `{"duration":3600}`,
	} {
		service := newStub(t, jsonResponse(201, `{"jwt": "a.b.c"}`))
		_, err := service.client(t, account.WithSession("s")).CreateJWT(t.Context(), account.JWTDuration(d))
		require.NoError(t, err)
		require.Equal(t, expected, service.request(t).Body)
	}
}

func TestJWTDuration_WhatServersRejectIsNotSent(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	client := service.client(t, account.WithSession("s"))
	for _, d := range []time.Duration{0, -time.Second, time.Nanosecond, 1500 * time.Millisecond, time.Hour + time.Second, 1 << 62, -1 << 62} {
		_, err := client.CreateJWT(t.Context(), account.JWTDuration(d))
		requireOptionError(t, err, "JWTDuration", "")
	}
	_, err := client.Get(t.Context(), account.JWTDuration(time.Minute))
	requireOptionError(t, err, "JWTDuration", "it is for CreateJWT, not for get")
	service.requireNoRequests(t)
}

// A loop over all pages asks for the total, or not, on each page.
func TestPagination_TotalIsPassedOnToEveryPage(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, `{"total": 0, "logs": []}`), jsonResponse(200, `{"total": 0, "identities": []}`))
	client := service.client(t, account.WithSession("s"))
	for range client.AllLogs(t.Context(), account.ListLogsParams{Total: new(false)}) {
		t.Error("there is no entry")
	}
	for range client.AllIdentities(t.Context(), account.ListIdentitiesParams{Total: new(false)}) {
		t.Error("there is no identity")
	}
	for _, request := range service.requests() {
		require.Equal(t, []string{"0"}, request.Query["total"])
	}
}
