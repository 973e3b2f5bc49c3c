package accounttest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func TestServer_EveryOperationOfTheDocumentIsCarriedOutByTheVersionsThatHaveIt(t *testing.T) {
	t.Parallel()
	for _, version := range accounttest.ServerVersions() {
		srv := accounttest.New(t, accounttest.WithServerVersion(version))
		caller := guest(t, srv)
		caller.lenient = true // what a version does not have is a web page in the latest
		carriesOut := func(op *contract.Operation, since, path string) {
			t.Helper()
			path = strings.NewReplacer("{type}", "totp", "{provider}", "mock").Replace(path)
			path = regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "x")
			response := caller.call(op.Method, path, nil)
			if since == contract.Hosted || since > version {
				require.Equal(t, 404, response.status, "%s %s on %s", op.Method, path, version)
				require.Contains(t, string(response.body), "general_route_not_found")
				return
			}
			require.Equal(t, op.ID, srv.LastRequest().Operation, "%s %s on %s", op.Method, path, version)
		}
		for _, op := range contract.Default().Operations() {
			carriesOut(op, op.Since, op.Path)
			for since, alias := range op.Aliases {
				carriesOut(op, since, alias)
			}
		}
	}
}

func TestServer_AnAddressThatIsTakenIsAnError(t *testing.T) {
	t.Parallel()
	first, err := accounttest.NewServer(accounttest.WithAddress("127.0.0.1:0"))
	require.NoError(t, err)
	defer first.Close()
	address := strings.TrimSuffix(strings.TrimPrefix(first.Endpoint(), "http://"), "/v1")
	_, err = accounttest.NewServer(accounttest.WithAddress(address))
	require.ErrorContains(t, err, address)
	first.Close()
	again, err := accounttest.NewServer(accounttest.WithAddress(address))
	require.NoError(t, err)
	again.Close()
}

func TestServer_ServicesShareNothing(t *testing.T) {
	t.Parallel()
	one, two := accounttest.New(t), accounttest.New(t)
	require.NotEqual(t, one.ProjectID(), two.ProjectID())
	require.NotEqual(t, one.APIKey(), two.APIKey())
	session := one.CreateSession(one.CreateUser(accounttest.Seed{Email: ann}).ID)
	two.CreateUser(accounttest.Seed{Email: ann})
	guest(t, two).session(session.Secret).call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
	guest(t, two).with("X-Appwrite-Key", one.APIKey()).call("GET", "/account", nil).rejected(401, "user_unauthorized")
	guest(t, two).jwt(one.CreateJWT(session)).call("GET", "/account", nil).rejected(401, "user_jwt_invalid")
}

func TestServer_ADetachedOneDoesNotListen(t *testing.T) {
	t.Parallel()
	srv, err := accounttest.NewDetached("http://127.0.0.1:4080")
	require.NoError(t, err)
	defer srv.Close()
	require.Equal(t, "http://127.0.0.1:4080/v1", srv.Endpoint())
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: ann}).ID)
	request := httptest.NewRequest(http.MethodGet, "/v1/account", nil)
	request.Header = http.Header{"X-Appwrite-Project": {srv.ProjectID()}, "X-Appwrite-Session": {session.Secret}}
	recorder := httptest.NewRecorder()
	srv.Handler().ServeHTTP(recorder, request)
	require.Equal(t, 200, recorder.Code)
}

// openFiles counts the file descriptors of the process. Only Linux lists them; elsewhere
// the count is always 0, and the goroutines are what the test is left with.
func openFiles() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

// Not parallel: it counts what the process has open.
func TestServer_TwoHundredSideBySideLeaveNothingBehind(t *testing.T) {
	before := openFiles()
	goroutines := goleak.IgnoreCurrent()
	var servers []*accounttest.Server
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	for range 200 {
		srv, err := accounttest.NewServer()
		require.NoError(t, err)
		servers = append(servers, srv)
	}
	var work sync.WaitGroup
	failures := make(chan string, len(servers))
	for i, srv := range servers {
		work.Go(func() {
			user := srv.CreateUser(accounttest.Seed{ID: fmt.Sprint("user", i), Email: ann})
			body := ask(client, srv, srv.CreateSession(user.ID).Secret)
			if !strings.Contains(body, `"$id":"`+user.ID+`"`) {
				failures <- body
			}
		})
	}
	work.Wait()
	close(failures)
	require.Empty(t, failures)
	for _, srv := range servers {
		srv.Close()
		srv.Close() // twice is fine
	}
	transport.CloseIdleConnections()
	goleak.VerifyNone(t, goroutines)
	require.LessOrEqual(t, openFiles(), before+2)
}

func ask(client *http.Client, srv *accounttest.Server, secret string) string {
	request, err := http.NewRequest(http.MethodGet, srv.Endpoint()+"/account", nil)
	if err != nil {
		return err.Error()
	}
	request.Header = http.Header{"X-Appwrite-Project": {srv.ProjectID()}, "X-Appwrite-Session": {secret}}
	response, err := client.Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return string(body)
}

func TestServer_ManyCallersAtOnce(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	send := func(method, path, body string, header ...string) int {
		request := httptest.NewRequest(method, "/v1"+path, strings.NewReader(body))
		request.Header.Set("X-Appwrite-Project", srv.ProjectID())
		request.Header.Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		recorder := httptest.NewRecorder()
		srv.Handler().ServeHTTP(recorder, request)
		return recorder.Code
	}
	var work sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for i := range 8 {
		work.Go(func() {
			for j := range 20 {
				email := fmt.Sprintf("user%d-%d@example.test", i, j)
				code := send("POST", "/account", `{"userId":"unique()","email":"`+email+`","password":"`+password+`"}`)
				session := srv.CreateSession(email)
				_ = send("PATCH", "/account/name", `{"name":"Bob"}`, "X-Appwrite-Session", session.Secret)
				_ = srv.Users()
				_ = srv.Requests()
				srv.Clock().Advance(1)
				mu.Lock()
				statuses[code]++
				mu.Unlock()
			}
		})
		work.Go(func() {
			for range 20 {
				_ = srv.Export(io.Discard)
				srv.AddFault(accounttest.Fault{Operation: "listLogs", Status: 503})()
				_ = send("POST", "/account", `{"userId":"same","email":"same@example.test","password":"`+password+`"}`)
			}
		})
	}
	work.Wait()
	require.Equal(t, map[int]int{201: 160}, statuses)
	require.Len(t, srv.Users(), 161, "one of the equal sign-ups won")
}

func TestServer_ItCanBeResetAndChangedWhileItIsInUse(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithoutRateLimits())
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 10 {
				serveDirectly(srv, "POST", "/account", "application/json", `{"userId":"unique()","email":"`+ann+`","password":"`+password+`"}`)
				serveDirectly(srv, "POST", "/account/sessions/email", "application/json", `{"email":"`+ann+`","password":"`+password+`"}`)
				serveDirectly(srv, "POST", "/account/tokens/email", "application/json", `{"userId":"unique()","email":"`+ann+`"}`)
				_, _, _, _ = srv.Users(), srv.Messages(), srv.RateLimits(), srv.Faults()
			}
		})
		work.Go(func() {
			for i := range 10 {
				srv.Reset()
				srv.ChangeSettings(func(s *accounttest.Settings) { s.PasswordHistory = i })
				srv.AddFault(accounttest.Fault{Operation: "listLogs", Status: 503})()
				_ = srv.ImportFixtures(strings.NewReader("users: [{id: bob, password: " + password + "}]")) // bob may be there
			}
		})
	}
	work.Wait()
	srv.Reset()
	require.Equal(t, "bob", srv.User("bob").ID)
}

// BenchmarkNewToFirstResponse is the time from New to the first response.
func BenchmarkNewToFirstResponse(b *testing.B) {
	client := &http.Client{Transport: &http.Transport{}}
	for b.Loop() {
		srv := accounttest.New(b)
		user := srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
		if body := ask(client, srv, srv.CreateSession(user.ID).Secret); !strings.Contains(body, user.ID) {
			b.Fatal(body)
		}
		srv.Close()
	}
	client.CloseIdleConnections()
}

// BenchmarkSignIn is the time of one sign-in with a password.
func BenchmarkSignIn(b *testing.B) {
	srv := accounttest.New(b, accounttest.WithoutRateLimits(), accounttest.WithRequestLog(0))
	srv.CreateUser(accounttest.Seed{Email: ann, Password: password})
	handler := srv.Handler()
	for b.Loop() {
		request := httptest.NewRequest(http.MethodPost, "/v1/account/sessions/email", strings.NewReader(`{"email":"`+ann+`","password":"`+password+`"}`))
		request.Header.Set("X-Appwrite-Project", srv.ProjectID())
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != http.StatusCreated {
			b.Fatal(recorder.Body.String())
		}
	}
}
