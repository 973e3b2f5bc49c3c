package page

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestLanding_ALinkIsUsedUpByGETAndNotByHEAD(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.service.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Name: "Ann"})
	_, err := s.service.UserClient("ann").CreateVerification(t.Context(), account.CreateVerificationParams{URL: "http://127.0.0.1/console/auth/verification"})
	require.NoError(t, err)
	link := s.service.LastMail(ann).Link
	head := s.do(httptest.NewRequest(http.MethodHead, link, nil))
	assert.Equal(t, http.StatusOK, head.Code)
	require.False(t, s.service.User("ann").EmailVerified, "HEAD used the link up")
	page := s.shown(link)
	assert.Contains(t, page, "Address verified")
	assert.Contains(t, page, "Ann has a verified address now.")
	assert.True(t, s.service.User("ann").EmailVerified)
	assert.Contains(t, page, `<body data-live="">`, "a script would load it again, and use it again")
	assert.Contains(t, page, `name="back" value="/"`)

	again := s.get(link)
	assert.Equal(t, http.StatusBadRequest, again.Code)
	assert.Contains(t, again.Body.String(), "user_invalid_token")
	assert.Contains(t, s.get("/console/auth/verification").Body.String(), "The link is incomplete")
}

func TestLanding_AMagicURLSignsTheBrowserIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.service.CreateUser(accounttest.Seed{ID: "ann", Email: ann})
	_, err := s.service.GuestClient().CreateMagicURLToken(t.Context(), account.CreateMagicURLTokenParams{UserID: "ann", Email: ann})
	require.NoError(t, err)
	page := s.shown(s.service.LastMail(ann).Link)
	assert.Contains(t, page, "Signed in")
	assert.Contains(t, page, "Secret of the session")
	assert.Equal(t, "Firefox", s.service.User("ann").Sessions[0].Browser)
}

func TestLanding_ARecoveryLinkShowsAFormForTheNewPassword(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.service.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Password: password})
	guest := s.service.GuestClient()
	_, err := guest.CreateRecovery(t.Context(), account.CreateRecoveryParams{Email: ann, URL: "http://127.0.0.1/console/auth/recovery"})
	require.NoError(t, err)
	form := formsOf(t, s.shown(s.service.LastMail(ann).Link))
	last := form[len(form)-1]
	require.Equal(t, "/console/auth/recovery", last.action)
	require.Equal(t, s.service.LastMail(ann).Secret, last.values.Get("secret"))

	last.values.Set("password", "short")
	rejected := s.send(last.action, last.values)
	assert.Equal(t, http.StatusBadRequest, rejected.Code)
	assert.Contains(t, rejected.Body.String(), "general_argument_invalid")
	assert.Contains(t, rejected.Body.String(), last.values.Get("secret"), "the form cannot be sent again")
	last.values.Set("password", "better-horse-10")
	assert.Contains(t, s.send(last.action, last.values).Body.String(), "Password changed")
	_, err = guest.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: ann, Password: "better-horse-10"})
	assert.NoError(t, err)
}

func TestLanding_AnOAuth2SignInWithoutAnAppEndsOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location, err := s.service.GuestClient().CreateOAuth2Token(t.Context(), "mock", account.CreateOAuth2TokenParams{})
	require.NoError(t, err)
	end := s.service.SignInAtProvider(location.String(), accounttest.ProviderAccount{ID: "7", Email: ann, Name: "Ann"})
	page := s.shown(end.URL)
	assert.Contains(t, page, "Ann has a new session")
	assert.Contains(t, page, "Secret of the session")
	denied := s.service.DenyAtProvider(location.String())
	assert.Contains(t, s.get(denied.URL).Body.String(), "The sign-in failed")
	assert.Contains(t, s.shown("/console/auth/oauth2/success?"+url.Values{"key": {"a_session_x"}}.Encode()), "cookie of a new session")
}

func TestLanding_AConnectionThatAFaultClosesIsAnError(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.service.AddFault(accounttest.Fault{Damage: accounttest.Reset})
	response := s.get("/console/auth/verification?userId=ann&secret=x")
	assert.Equal(t, http.StatusBadRequest, response.Code)
	assert.Contains(t, response.Body.String(), "the connection was closed")
}
