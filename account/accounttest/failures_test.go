package accounttest_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// failsIn is the variable that makes a process of the test fail, and says where.
const failsIn = "ACCOUNTTEST_FAILS_IN"

func TestFailure_FailsTheTestFromAnyGoroutine(t *testing.T) {
	if where := os.Getenv(failsIn); where != "" {
		failIn(t, where)
		return
	}
	t.Parallel()
	for where, goesOn := range map[string]bool{"the test": false, "a subtest": false, "another goroutine": true} {
		program := exec.Command(os.Args[0], "-test.run=^TestFailure_FailsTheTestFromAnyGoroutine$", "-test.v")
		program.Env = append(os.Environ(), failsIn+"="+where)
		raw, err := program.CombinedOutput()
		output := string(raw)
		require.Error(t, err, where)
		require.Contains(t, output, "--- FAIL: TestFailure_FailsTheTestFromAnyGoroutine", where)
		require.Contains(t, output, "failures_test.go:", "the line is that of the test: "+where)
		require.Contains(t, output, "accounttest: no mail was sent to nobody@example.test; nothing was sent at all", where)
		require.NotContains(t, output, "the goroutine goes on", where)
		require.NotContains(t, output, "panic:", where)
		require.Equal(t, goesOn, strings.Contains(output, "the test goes on"), where)
	}
}

// failIn calls what fails, in one of the places that a test calls it in.
func failIn(t *testing.T, where string) {
	srv := accounttest.New(t)
	fail := func(t *testing.T) {
		srv.LastMail("nobody@example.test")
		t.Log("the goroutine goes on")
	}
	switch where {
	case "the test":
		fail(t)
	case "a subtest":
		t.Run("subtest", fail)
	case "another goroutine":
		done := make(chan struct{})
		go func() {
			defer close(done)
			fail(t)
		}()
		<-done
	}
	t.Log("the test goes on")
}

// recorder is a test that notes how it fails.
type recorder struct {
	testing.TB
	failed, stopped bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) FailNow()              { r.stopped = true; runtime.Goexit() }

// FailNow of another goroutine would mark the test as finished while it runs.
func TestFailure_AnotherGoroutineDoesNotFinishTheTest(t *testing.T) {
	t.Parallel()
	test := &recorder{TB: t}
	srv := accounttest.New(test)
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.LastRequest()
		t.Error("the goroutine goes on")
	}()
	<-done
	require.Equal(t, []bool{true, false}, []bool{test.failed, test.stopped})
}

// failure is what a method of a service without a test fails with, "" if it does not.
func failure(do func()) (message string) {
	defer func() {
		if err, failed := recover().(error); failed {
			message = err.Error()
		}
	}()
	do()
	return ""
}

// detached is a service without a test, whose methods panic.
func detached(t *testing.T, options ...accounttest.Option) *accounttest.Server {
	t.Helper()
	srv, err := accounttest.NewDetached("http://127.0.0.1:1", options...)
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	return srv
}

func TestServer_UsersAreNamedByIDAddressOrNumber(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ann", "ANN@example.test", "+4930901820"} {
		srv := accounttest.New(t)
		srv.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Phone: "+4930901820", TOTP: true})
		require.Equal(t, "ann", srv.User(name).ID)
		require.Equal(t, "ann", srv.CreateSession(name).UserID)
		require.Equal(t, "ann", srv.CreateIdentity(name, accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7"}).UserID)
		srv.CreateTarget(name, accounttest.TargetSeed{Type: "push", Identifier: "device"})
		require.Len(t, srv.User("ann").Targets, 3)
		require.NotEmpty(t, srv.CreateToken(name, 1))
		require.Len(t, srv.TOTP(name), 6)
		_, err := srv.UserClient(name).Get(t.Context())
		require.NoError(t, err)
		_, err = srv.UserClient(name).UpdateName(t.Context(), account.UpdateNameParams{Name: "Ann"})
		require.NoError(t, err)
		require.Equal(t, "user.update", srv.Activity(name)[0].Event)
		srv.UpdateUser(name, accounttest.UserChange{Blocked: new(true)})
		require.True(t, srv.User("ann").Blocked)
		srv.DeleteUser(name)
		require.Empty(t, srv.Users())
	}
}

func TestServer_AnUnknownUserFailsTheTest(t *testing.T) {
	t.Parallel()
	srv := detached(t)
	for name, do := range map[string]func(){
		"User":           func() { srv.User("nobody") },
		"UserClient":     func() { srv.UserClient("nobody") },
		"TOTP":           func() { srv.TOTP("nobody") },
		"Activity":       func() { srv.Activity("nobody") },
		"CreateSession":  func() { srv.CreateSession("nobody") },
		"CreateToken":    func() { srv.CreateToken("nobody", 1) },
		"CreateIdentity": func() { srv.CreateIdentity("nobody", accounttest.IdentitySeed{Provider: "mock", ProviderUID: "7"}) },
		"CreateTarget":   func() { srv.CreateTarget("nobody", accounttest.TargetSeed{Type: "push", Identifier: "x"}) },
		"UpdateUser":     func() { srv.UpdateUser("nobody", accounttest.UserChange{}) },
		"SignOut":        func() { srv.SignOut("nobody") },
		"DeleteSession":  func() { srv.DeleteSession("nobody", "x") },
		"ExpireSessions": func() { srv.ExpireSessions("nobody") },
		"ExpireTokens":   func() { srv.ExpireTokens("nobody") },
		"DeleteUser":     func() { srv.DeleteUser("nobody") },
	} {
		require.Equal(t, `accounttest: there is no user "nobody"`, failure(do), name)
	}
	require.Equal(t, `accounttest: user: there is no user "nobody"`, failure(func() { srv.AddFault(accounttest.Fault{User: "nobody", Status: 503}) }))
	srv.CreateUser(accounttest.Seed{ID: "ann"})
	require.Equal(t, `accounttest: the user "ann" has no session "x"`, failure(func() { srv.DeleteSession("ann", "x") }))
	require.Equal(t, `accounttest: the user "ann" has no authenticator`, failure(func() { srv.TOTP("ann") }))
	require.Contains(t, failure(func() { srv.SetProviderError("nope", "x", "") }), `there is no OAuth2 provider "nope"; there are amazon, `)
	require.Contains(t, failure(func() { srv.CreateSession("ann", accounttest.SessionSeed{}, accounttest.SessionSeed{}) }), "makes one session")
}
