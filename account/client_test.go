package account_test

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// mirror is a service that returns the credentials, the locale and the cookies of a
// request as the labels of the user.
type mirror struct {
	*httptest.Server
	connections atomic.Int64
	requests    atomic.Int64
}

func newMirror(t *testing.T) *mirror {
	t.Helper()
	m := &mirror{}
	m.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.requests.Add(1)
		var seen []string
		for _, name := range []string{"X-Appwrite-Key", "X-Appwrite-Session", "X-Appwrite-Jwt", "X-Appwrite-Locale", "X-Caller", "Cookie"} {
			for _, value := range r.Header.Values(name) {
				seen = append(seen, name+": "+value)
			}
		}
		http.SetCookie(w, &http.Cookie{Name: "a_session_library", Value: r.Header.Get("X-Appwrite-Session"), Path: "/"})
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(account.User{Labels: seen})
	}))
	m.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			m.connections.Add(1)
		}
	}
	m.Start()
	t.Cleanup(m.Close)
	return m
}

// client makes a client of the mirror with its own connections.
func (m *mirror) client(t *testing.T, options ...account.Option) *account.Client {
	t.Helper()
	client, err := account.New(m.URL+"/v1", "library", append([]account.Option{account.WithHTTPClient(m.Client())}, options...)...)
	require.NoError(t, err)
	return client
}

// headersSeen are the headers that the service sees of a client.
func headersSeen(t *testing.T, client *account.Client, options ...account.CallOption) []string {
	t.Helper()
	user, err := client.Get(t.Context(), options...)
	if !assert.NoError(t, err) {
		return nil
	}
	return user.Labels
}

func TestClient_ManyUsersAtOnceAreNotMixedUp(t *testing.T) {
	t.Parallel()
	const users, callsEach = 200, 10
	service := newMirror(t)
	transport := &http.Transport{MaxIdleConnsPerHost: users}
	t.Cleanup(transport.CloseIdleConnections)
	base := service.client(t, account.WithHTTPClient(&http.Client{Transport: transport}), account.WithKey("the-key"), account.WithHeader("X-Caller", "nobody"))

	var calls sync.WaitGroup
	for i := range users {
		calls.Go(func() {
			for n := range callsEach {
				name := fmt.Sprintf("user-%d-%d", i, n)
				switch i % 4 {
				case 0:
					assert.Equal(t, []string{"X-Appwrite-Session: " + name, "X-Caller: nobody"}, headersSeen(t, base.WithSession(name)))
				case 1:
					assert.Equal(t, []string{"X-Appwrite-Jwt: " + name, "X-Caller: nobody"}, headersSeen(t, base.WithJWT(name)))
				case 2:
					derived, err := base.WithSession(name).With(account.WithLocale("l-"+name), account.WithHeader("X-Caller", "v-"+name))
					if assert.NoError(t, err) {
						assert.Equal(t, []string{"X-Appwrite-Session: " + name, "X-Appwrite-Locale: l-" + name, "X-Caller: v-" + name}, headersSeen(t, derived))
					}
				default:
					assert.Equal(t, []string{"X-Appwrite-Key: the-key", "X-Caller: " + name}, headersSeen(t, base, account.RequestHeader("X-Caller", name)))
				}
			}
		})
	}
	calls.Wait()
	assert.Equal(t, []string{"X-Appwrite-Key: the-key", "X-Caller: nobody"}, headersSeen(t, base), "the base is unchanged")
	assert.EqualValues(t, users*callsEach+1, service.requests.Load())
	assert.Less(t, service.connections.Load(), int64(users*callsEach/2), "connections are shared")
	t.Logf("%d requests of %d users over %d connections", service.requests.Load(), users, service.connections.Load())
}

func TestClient_DerivedClientsShareConnectionsWithTheirBase(t *testing.T) {
	t.Parallel()
	service := newMirror(t)
	base := service.client(t, account.WithKey("the-key"))
	for i := range 50 {
		name := fmt.Sprint("user-", i)
		headersSeen(t, base)
		headersSeen(t, base.WithSession(name))
		headersSeen(t, base.WithJWT(name))
		derived, err := base.With(account.WithLocale("de"), account.WithTimeout(0))
		require.NoError(t, err)
		headersSeen(t, derived)
	}
	assert.EqualValues(t, 200, service.requests.Load())
	assert.EqualValues(t, 1, service.connections.Load(), "calls in sequence need one connection")
}

func TestClient_SeparateClientsShareConnections(t *testing.T) {
	t.Parallel()
	service := newMirror(t)
	for i := range 20 {
		client, err := account.New(service.URL, "library", account.WithSession(fmt.Sprint("user-", i)))
		require.NoError(t, err)
		assert.Equal(t, []string{fmt.Sprint("X-Appwrite-Session: user-", i)}, headersSeen(t, client))
	}
	assert.EqualValues(t, 1, service.connections.Load())
}

func TestClient_DerivingAClientDoesNotChangeItsBase(t *testing.T) {
	t.Parallel()
	service := newMirror(t)
	base := service.client(t, account.WithKey("the-key"), account.WithLocale("de"), account.WithHeader("X-Caller", "a"))
	before := []string{"X-Appwrite-Key: the-key", "X-Appwrite-Locale: de", "X-Caller: a"}
	require.Equal(t, before, headersSeen(t, base))

	first, err := base.With(account.WithHeader("X-Caller", "b"), account.WithLocale("fr"), account.WithKey("other"))
	require.NoError(t, err)
	second, err := first.With(account.WithHeader("X-Caller", "c"), account.WithLocale(""))
	require.NoError(t, err)
	session := second.WithSession("s")
	_, err = base.With(account.WithSession("s"))
	require.Error(t, err, "a key and a session")
	broken := base.WithSession("")
	_, err = broken.Get(t.Context())
	require.Error(t, err)

	assert.Equal(t, []string{"X-Appwrite-Key: other", "X-Appwrite-Locale: fr", "X-Caller: b"}, headersSeen(t, first))
	assert.Equal(t, []string{"X-Appwrite-Key: other", "X-Caller: c"}, headersSeen(t, second))
	assert.Equal(t, []string{"X-Appwrite-Session: s", "X-Caller: c"}, headersSeen(t, session))
	assert.Equal(t, before, headersSeen(t, base))
	sibling, err := base.With(account.WithTimeout(0))
	require.NoError(t, err)
	assert.Equal(t, before, headersSeen(t, sibling), "options of one derived client are not in the next")
	assert.Equal(t, base.Endpoint(), session.Endpoint())
	assert.Equal(t, base.Project(), session.Project())
}

func TestClient_LaterChangesToOptionsAndHeadersDoNotAffectIt(t *testing.T) {
	t.Parallel()
	service := newMirror(t)
	options := []account.Option{account.WithHeader("X-Caller", "a"), account.WithSession("s")}
	client := service.client(t, options...)
	options[0] = account.WithHeader("X-Caller", "b")
	assert.Equal(t, []string{"X-Appwrite-Session: s", "X-Caller: a"}, headersSeen(t, client))

	var response account.Response
	_, err := client.Get(t.Context(), account.ResponseInto(&response))
	require.NoError(t, err)
	response.Header.Set("X-Caller", "c")
	assert.Equal(t, []string{"X-Appwrite-Session: s", "X-Caller: a"}, headersSeen(t, client))
}

func TestClient_ACookieJarDoesNotMixUsers(t *testing.T) {
	t.Parallel()
	service := newMirror(t)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	own := service.Client()
	own.Jar = jar
	base := service.client(t, account.WithHTTPClient(own))
	for _, name := range []string{"ann", "bob", "carl"} {
		assert.Equal(t, []string{"X-Appwrite-Session: " + name}, headersSeen(t, base.WithSession(name)), "no cookie")
	}
	assert.Empty(t, headersSeen(t, base), "a guest has no cookie")
	assert.Same(t, jar, own.Jar, "the caller's client keeps its jar")
}

func TestCloseIdleConnections_LeavesClientsUsable(t *testing.T) {
	t.Parallel()
	service := newMirror(t)
	transport := &http.Transport{}
	base := service.client(t, account.WithHTTPClient(&http.Client{Transport: transport}))
	derived := base.WithSession("s")
	headersSeen(t, derived)
	derived.CloseIdleConnections()
	headersSeen(t, base)
	assert.EqualValues(t, 2, service.connections.Load())
	base.CloseIdleConnections()
}

func TestClient_AThousandUsersEachSeeTheirOwn(t *testing.T) {
	t.Parallel()
	const users = 1000
	service := accounttest.New(t, accounttest.WithoutRateLimits(), accounttest.WithRequestLog(0))
	transport := &http.Transport{MaxConnsPerHost: 64, MaxIdleConnsPerHost: 64} // connections are shared by users
	t.Cleanup(transport.CloseIdleConnections)
	base := service.KeyClient(account.WithHTTPClient(&http.Client{Transport: transport}), account.WithTimeout(2*time.Minute))
	var calls sync.WaitGroup
	for i := range users {
		id := fmt.Sprintf("user-%d", i)
		service.CreateUser(accounttest.Seed{ID: id, Email: id + "@example.com", Prefs: map[string]any{"owner": id}})
		secret := service.CreateSession(id).Secret
		calls.Go(func() {
			me := base.WithSession(secret)
			for range 2 {
				user, err := me.Get(t.Context())
				if assert.NoError(t, err) {
					assert.Equal(t, id, user.ID)
					assert.Equal(t, map[string]any{"owner": id}, user.Prefs.Map())
				}
				session, err := me.GetSession(t.Context(), account.CurrentSession)
				if assert.NoError(t, err) {
					assert.Equal(t, id, session.UserID)
				}
			}
		})
	}
	calls.Wait()
}

func TestClient_AnInvalidCredentialFailsEveryCall(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	base := service.client(t, account.WithKey("k"))
	for option, client := range map[string]*account.Client{
		"WithSession": base.WithSession(""), "WithJWT": base.WithJWT("a\nb"),
	} {
		for operation, call := range sampleCalls {
			err := call(t.Context(), client)
			require.True(t, account.IsSignedOut(err), operation)
			require.ErrorIs(t, err, account.ErrGeneralUnauthorizedScope)
			require.ErrorContains(t, err, option+": the value")
		}
		_, err := client.With(account.WithLocale("de"))
		requireOptionError(t, err, option, "the value")
		require.True(t, account.IsSignedOut(err))
		for _, err := range client.AllLogs(t.Context(), account.ListLogsParams{}) {
			require.True(t, account.IsSignedOut(err))
		}
		require.Equal(t, base.WithSession("s").String(), client.WithSession("s").String(), "a valid credential takes its place")
	}
	service.requireNoRequests(t)
}

func TestClient_WithSessionAndWithJWTDropTheOtherCredentials(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, emptySessions))
	key := service.client(t, account.WithKey("k"))
	for expected, client := range map[string]*account.Client{
		"X-Appwrite-Session: s": key.WithSession("s"),
		"X-Appwrite-Jwt: j":     key.WithJWT("j"),
		"X-Appwrite-Session: t": key.WithJWT("j").WithSession("t"),
		"X-Appwrite-Jwt: i":     key.WithSession("s").WithJWT("i"),
	} {
		_, err := client.ListSessions(t.Context())
		require.NoError(t, err)
		all := service.requests()
		var credentials []string
		for _, name := range []string{"X-Appwrite-Key", "X-Appwrite-Session", "X-Appwrite-Jwt"} {
			if value := all[len(all)-1].Header.Get(name); value != "" {
				credentials = append(credentials, name+": "+value)
			}
		}
		assert.Equal(t, []string{expected}, credentials)
	}
}

func TestClient_AZeroClientIsAnError(t *testing.T) {
	t.Parallel()
	var none *account.Client
	for name, client := range map[string]*account.Client{"zero": new(account.Client), "nil": none} {
		for operation, call := range sampleCalls {
			requireOptionError(t, call(t.Context(), client), "New", "make one with New")
			_ = operation
		}
		if client == nil {
			continue
		}
		_, err := client.With(account.WithLocale("de"))
		requireOptionError(t, err, "New", "make one with New")
		_, err = client.WithSession("s").Get(t.Context())
		requireOptionError(t, err, "New", "make one with New")
		client.CloseIdleConnections()
		assert.Empty(t, client.Endpoint(), name)
		assert.Equal(t, "account.Client(, project , guest)", client.String())
	}
}

func TestClient_TLSOptionsDoNotMultiplyConnections(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, userJSON)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	for name, option := range map[string]account.Option{"self-signed": account.WithSelfSignedCertificates(), "roots": account.WithRootCAs(roots)} {
		for where, options := range map[string][]account.Option{"the SDK's transport": nil, "a program's transport": {account.WithHTTPClient(&http.Client{Transport: &http.Transport{}})}} {
			base, err := account.New(server.URL, "library", append(options, account.WithSession("s"))...)
			require.NoError(t, err)
			connections.Store(0)
			var last *account.Client
			for range 50 {
				last, err = base.With(option)
				require.NoError(t, err)
				_, err = last.Get(t.Context())
				require.NoError(t, err)
			}
			assert.EqualValues(t, 1, connections.Load(), "%s, %s: connections of 50 derived clients", name, where)
			last.CloseIdleConnections()
		}
	}
}
