package accounttest_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// disturb changes all that Reset leads back.
func disturb(t *testing.T, srv *accounttest.Server) {
	t.Helper()
	srv.CreateUser(accounttest.Seed{ID: "bob", Email: "bob@example.test"})
	guest(t, srv).call("POST", "/account/recovery", fields{"email": "bob@example.test", "url": "http://localhost/"}).ok(201)
	srv.AddFault(accounttest.Fault{Status: 503})
	srv.ChangeSettings(func(s *accounttest.Settings) { s.UserLimit = 7 })
	srv.SetProviderError("mock", "access_denied", "")
	srv.Clock().Advance(time.Hour)
	srv.Clock().Run()
}

func TestReset_ItLeadsBackToTheStart(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	srv := accounttest.New(t, accounttest.WithFrozenTime(at), accounttest.WithSessionLimit(3))
	project, key, settings := srv.ProjectID(), srv.APIKey(), srv.Settings()
	disturb(t, srv)
	srv.Reset()
	require.Empty(t, srv.Users())
	require.Empty(t, srv.Messages())
	require.Empty(t, srv.Faults())
	require.Empty(t, srv.RateLimits())
	require.Empty(t, srv.Requests())
	require.Equal(t, settings, srv.Settings())
	require.Equal(t, at, srv.Clock().Now())
	require.Equal(t, []string{project, key}, []string{srv.ProjectID(), srv.APIKey()})
	guest(t, srv).key().call("POST", "/account/sessions/anonymous", nil).ok(201)
	require.Equal(t, "request-2", srv.LastRequest().ID, "ids are not used again")
	guest(t, srv).call("POST", "/account/tokens/email", fields{"userId": "unique()", "email": ann}).ok(201)
	require.Equal(t, "message-2", srv.LastMail(ann).ID, "ids are not used again")
	response, err := direct(t).Get(authorize(guest(t, srv), "tokens/oauth2/mock"))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, response.Header.Get("Location"), "code=", "the provider lets people in again")
}

func TestReset_ItLeadsBackToWhatWasImported(t *testing.T) {
	t.Parallel()
	source := accounttest.New(t)
	source.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Password: password})
	session := source.CreateSession("ann")
	var saved bytes.Buffer
	require.NoError(t, source.Export(&saved))

	srv := accounttest.New(t)
	remove := srv.AddFault(accounttest.Fault{ID: "first", Operation: "getPrefs", Status: 503, Times: 1})
	require.NoError(t, srv.Import(&saved))
	for range 2 {
		guest(t, srv).session(session.Secret).call("GET", "/account/prefs", nil).rejected(503, "general_unknown")
		guest(t, srv).session(session.Secret).call("GET", "/account/prefs", nil).ok(200)
		srv.DeleteUser("ann")
		remove()
		disturb(t, srv)
		srv.Reset()
		require.WithinDuration(t, time.Now(), srv.Clock().Now(), 30*time.Minute)
		require.Equal(t, "ann", srv.User(ann).ID)
		require.Len(t, srv.Users(), 1)
		require.Len(t, srv.Faults(), 1)
		require.Zero(t, srv.Faults()[0].Acted)
		guest(t, srv).session(session.Secret).call("GET", "/account", nil).ok(200)
	}
}
