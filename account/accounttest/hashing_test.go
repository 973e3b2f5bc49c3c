package accounttest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// holdHashes makes hashing wait until release is closed. A value comes out of waiting for
// every hash that does.
func holdHashes(srv *Server) (waiting <-chan struct{}, release chan<- struct{}) {
	begun, end := make(chan struct{}), make(chan struct{})
	srv.hashing = func() {
		select {
		case begun <- struct{}{}:
			<-end
		case <-end:
		}
	}
	return begun, end
}

func TestHashing_OthersAreServedMeanwhile(t *testing.T) {
	t.Parallel()
	const right = "correct-horse-9"
	for name, c := range map[string]struct {
		method, path, body string
		signedIn           bool
		status             int
	}{
		"sign-up":         {"POST", "/account", `{"userId":"bob","email":"bob@example.test","password":"battery-staple-7"}`, false, 201},
		"sign-in":         {"POST", "/account/sessions/email", `{"email":"ann@example.test","password":"` + right + `"}`, false, 201},
		"wrong password":  {"POST", "/account/sessions/email", `{"email":"ann@example.test","password":"wrong-horse-9"}`, false, 401},
		"password change": {"PATCH", "/account/password", `{"password":"battery-staple-7","oldPassword":"` + right + `"}`, true, 200},
		"address change":  {"PATCH", "/account/email", `{"email":"anna@example.test","password":"` + right + `"}`, true, 200},
		"recovery":        {"PUT", "/account/recovery", `{"userId":"ann","secret":"SECRET","password":"battery-staple-7"}`, false, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := New(t, WithPasswordHistory(2), WithoutRateLimits())
			srv.CreateUser(Seed{ID: "ann", Email: "ann@example.test", Password: right})
			serve(srv, "POST", "/account/recovery", `{"email":"ann@example.test","url":"http://localhost/"}`)
			body := strings.Replace(c.body, "SECRET", srv.LastMail("ann@example.test").Secret, 1)
			path := c.path
			secret := srv.CreateSession("ann").Secret

			waiting, release := holdHashes(srv)
			done := make(chan int)
			go func() {
				request, err := http.NewRequest(c.method, srv.Endpoint()+path, strings.NewReader(body))
				if err != nil {
					panic(err)
				}
				request.Header = http.Header{"Content-Type": {"application/json"}, "X-Appwrite-Project": {srv.ProjectID()}}
				if c.signedIn {
					request.Header.Set("X-Appwrite-Session", secret)
				}
				response, err := http.DefaultClient.Do(request)
				if err != nil {
					panic(err)
				}
				_ = response.Body.Close()
				done <- response.StatusCode
			}()
			<-waiting
			// The lock is free: other calls and other hashes go on.
			require.Equal(t, http.StatusUnauthorized, serve(srv, "GET", "/account", "").Code)
			go serve(srv, "POST", "/account/sessions/email", `{"email":"ann@example.test","password":"`+right+`"}`)
			<-waiting
			close(release)
			require.Equal(t, c.status, <-done)
		})
	}
}

func TestHashing_ChecksHoldAlthoughTheLockWasReleased(t *testing.T) {
	t.Parallel()
	srv := New(t)
	waiting, release := holdHashes(srv)
	codes := make(chan int)
	signUp := func(id string) {
		codes <- serve(srv, "POST", "/account", `{"userId":"`+id+`","email":"ann@example.test","password":"correct-horse-9"}`).Code
	}
	go signUp("one")
	<-waiting
	go signUp("two")
	<-waiting
	close(release)
	require.ElementsMatch(t, []int{201, 409}, []int{<-codes, <-codes}, "the address is taken once")
	require.Len(t, srv.Users(), 1)
	require.Equal(t, "7", serve(srv, "POST", "/account", `{}`).Header().Get("X-RateLimit-Remaining"), "each call counts once")
}

func TestHashing_SeedsDoNotHoldTheServiceUp(t *testing.T) {
	t.Parallel()
	srv := New(t)
	waiting, release := holdHashes(srv)
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.CreateUser(Seed{ID: "ann", Password: "correct-horse-9"})
	}()
	<-waiting
	require.Equal(t, http.StatusUnauthorized, serve(srv, "GET", "/account", "").Code)
	close(release)
	<-done
	require.Len(t, srv.Users(), 1)
}

func TestHashing_APasswordThatChangesMeanwhileIsTheNewOne(t *testing.T) {
	t.Parallel()
	srv := New(t)
	srv.CreateUser(Seed{ID: "ann", Email: "ann@example.test", Password: "correct-horse-9"})
	waiting, release := holdHashes(srv)
	code := make(chan int)
	go func() {
		code <- serve(srv, "POST", "/account/sessions/email", `{"email":"ann@example.test","password":"correct-horse-9"}`).Code
	}()
	<-waiting
	srv.hashing = func() {}
	srv.DeleteUser("ann")
	srv.CreateUser(Seed{ID: "ann", Email: "ann@example.test", Password: "battery-staple-7"})
	close(release)
	require.Equal(t, http.StatusUnauthorized, <-code)
}
