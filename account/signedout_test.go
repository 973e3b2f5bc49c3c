package account_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestIsSignedOut_CoversEveryWayToHaveNoSession(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9", EmailVerified: true})
	base := service.KeyClient()
	session := service.CreateSession(ann.ID)
	token, err := base.WithSession(session.Secret).CreateJWT(t.Context())
	require.NoError(t, err)
	deleted := service.CreateSession(ann.ID)
	require.NoError(t, base.WithSession(deleted.Secret).DeleteSession(t.Context(), account.CurrentSession))
	service.ExpireSessions(ann.ID)
	service.Clock().Advance(time.Hour)

	for name, client := range map[string]*account.Client{
		"a session that has expired":         base.WithSession(session.Secret),
		"a deleted session":                  base.WithSession(deleted.Secret),
		"a session that never was one":       base.WithSession("a visitor's cookie"),
		"a session with a control character": base.WithSession("a\r\nb"),
		"no session":                         base.WithSession(""),
		"a JWT that has expired":             base.WithJWT(token.JWT),
		"a JWT that never was one":           base.WithJWT("a.b.c"),
		"no JWT":                             base.WithJWT(""),
		"a guest":                            service.GuestClient(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := client.Get(t.Context())
			require.Error(t, err)
			assert.True(t, account.IsSignedOut(err), err)
			assert.True(t, account.IsSignedOut(fmt.Errorf("profile: %w", err)))
			requireError(t, err) // not a type of its own
		})
	}
}

func TestIsSignedOut_IsFalseForEverythingElse(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	blocked := service.CreateUser(accounttest.Seed{Email: "bob@example.com", Blocked: true})
	pending := service.CreateUser(accounttest.Seed{Email: "cid@example.com", EmailVerified: true, MFA: true})
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	get := func(ctx context.Context, client *account.Client) error {
		_, err := client.Get(ctx)
		return err
	}
	_, unknown := service.UserClient(ann.ID).GetSession(t.Context(), "nope")
	for name, err := range map[string]error{
		"no error":                nil,
		"another error":           errors.New("signed out"),
		"a blocked user":          get(t.Context(), service.UserClient(blocked.ID)),
		"a pending second factor": get(t.Context(), service.UserClient(pending.ID)),
		"a key":                   get(t.Context(), service.KeyClient()),
		"a canceled call":         get(canceled, service.UserClient(ann.ID)),
		"an unknown session":      unknown,
		"a missing parameter":     service.UserClient(ann.ID).DeleteSession(t.Context(), ""),
		"a service that is down":  get(t.Context(), newStub(t, jsonResponse(503, `{"message": "Down.", "code": 503, "type": "general_service_disabled", "version": "1.7.4"}`)).allowAnyResponse().client(t, account.WithSession("s"), account.WithRetries(0))),
		"a key that is empty":     func() error { _, err := account.New(stubEndpoint, stubProject, account.WithKey("")); return err }(),
	} {
		assert.False(t, account.IsSignedOut(err), "%s: %v", name, err)
	}
	_, err := account.New(stubEndpoint, stubProject, account.WithSession("s"), account.WithJWT("j"))
	assert.False(t, account.IsSignedOut(err), "options that exclude each other: %v", err)
	_, err = account.New(stubEndpoint, stubProject, account.WithSession("")) // a visitor's cookie, again
	assert.True(t, account.IsSignedOut(err))
}

func TestError_AKeyThatActsAsAUserGetsAHint(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	_, err := service.KeyClient().Get(t.Context())
	require.ErrorIs(t, err, account.ErrGeneralUnauthorizedScope)
	require.ErrorContains(t, err, "use WithSession or WithJWT")
	require.Equal(t, "an API key cannot act as a user: use WithSession or WithJWT", requireError(t, err).Hint)

	_, err = service.GuestClient().Get(t.Context())
	require.Empty(t, requireError(t, err).Hint, "a guest has no key")
	noScopes := service.GuestClient(account.WithKey(service.CreateKey("no scopes", time.Time{})))
	_, err = noScopes.CreateAnonymousSession(t.Context())
	require.False(t, account.IsSignedOut(err), "a program is not signed out")
	require.ErrorIs(t, err, account.ErrGeneralUnauthorizedScope)
	require.Empty(t, requireError(t, err).Hint, "a key may do that; this one may not")
}

// An error page of the service, in the shape that 1.7 sends: 19 kB, of which this is what
// counts.
const servicePage = `<!DOCTYPE html>
<html lang="en">
<head><title>SDK Project - Error</title><style>p { margin: 0 }</style></head>
<body><main><pre>not this</pre><p class="empty"> </p>
<h1 class="heading">Error %d</h1>
<p class="body">This provider is disabled. Please <a href="/console">enable</a> it, &quot;now&quot; &amp; here.</p><p>More.</p>%s
</main></body></html>`

func TestCreateOAuth2Token_TheMessageIsTakenFromTheErrorPage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		page            string
		status          int
		message         string
		errorType       account.ErrorType
		isDocumentation bool
	}{
		"without a type": {fmt.Sprintf(servicePage, 412, ""), 412, `This provider is disabled. Please enable it, "now" & here.`, "", false},
		"with a type":    {fmt.Sprintf(servicePage, 412, "<code>project_provider_disabled</code>"), 412, `This provider is disabled. Please enable it, "now" & here.`, account.ErrProjectProviderDisabled, false},
		"of a proxy":     {"<html><head><title>502 Bad Gateway</title></head><body><p>nginx</p></body></html>", 502, "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newStub(t, pageResponse(test.status, test.page)).allowAnyResponse()
			_, err := service.client(t, account.WithRetries(0)).CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
			failure := requireError(t, err)
			assert.Equal(t, test.errorType, failure.Type)
			if test.isDocumentation {
				assert.Contains(t, failure.Message, "the response is a web page")
				return
			}
			assert.Equal(t, test.message, failure.Message)
		})
	}
	service := accounttest.New(t)
	_, err := service.GuestClient().CreateOAuth2Token(t.Context(), account.OAuthProviderGitHub, account.CreateOAuth2TokenParams{})
	require.EqualError(t, err, "account: createOAuth2Token: 412 project_provider_disabled: This provider is disabled. Please enable the provider from your Appwrite console to continue.")
	_, err = service.GuestClient().CreateOAuth2Token(t.Context(), account.OAuthProviderMock, account.CreateOAuth2TokenParams{Success: "https://foreign.example/"})
	require.ErrorContains(t, err, "URL host must be one of: localhost")
	require.Equal(t, http.StatusBadRequest, requireError(t, err).StatusCode)
}
