package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// asked is the response of a program to a request for a path.
func asked(program *emulator, method, path string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://127.0.0.1:4080"+path, strings.NewReader("{}"))
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	response := httptest.NewRecorder()
	program.handler().ServeHTTP(response, request)
	return response
}

func TestControl_ItIsServedBehindTheGuard(t *testing.T) {
	t.Parallel()
	program := told(t)
	for _, test := range []struct {
		method, path string
		header       []string
		status       int
	}{
		{"GET", control.Path + "/service", nil, 200},
		{"POST", control.Path + "/users", []string{"Content-Type", "application/json"}, 201},
		{"POST", control.Path + "/users", []string{"Content-Type", "text/plain"}, 415},
		{"POST", control.Path + "/users", []string{"Content-Type", "application/json", "Origin", "https://evil.example"}, 403},
		{"GET", control.Path + "/service", []string{"Host", "evil.example"}, 403},
		{"GET", control.Path + "/nope", nil, 404},
		{"GET", control.Path, nil, 404},
	} {
		if response := asked(program, test.method, test.path, test.header...); response.Code != test.status {
			t.Errorf("%s %s %v: status %d, expected %d: %s", test.method, test.path, test.header, response.Code, test.status, response.Body)
		}
	}
}

func TestControl_ItCanBeSwitchedOffOrHaveAToken(t *testing.T) {
	t.Parallel()
	off := told(t)
	off.control = nil
	for _, path := range []string{"/", control.Path + "/service"} {
		if response := asked(off, "GET", path); response.Code != http.StatusNotFound || !strings.Contains(response.Body.String(), "--no-control") {
			t.Errorf("%s: %d %s", path, response.Code, response.Body)
		}
	}
	if response := asked(off, "GET", "/healthz"); response.Code != http.StatusOK {
		t.Errorf("the health check responds with %d", response.Code)
	}
	locked := told(t)
	locked.serveControl("s3cret")
	for _, path := range []string{"/", control.Path + "/service"} {
		if response := asked(locked, "GET", path); response.Code != http.StatusUnauthorized || response.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s without the token: %d", path, response.Code)
		}
		if response := asked(locked, "GET", path, "Authorization", "Bearer s3cret"); response.Code != http.StatusOK {
			t.Errorf("%s with the token: %d", path, response.Code)
		}
	}
}

func TestControl_TheFlagsReachIt(t *testing.T) {
	t.Parallel()
	for flags, expected := range map[string]int{"": 200, "--no-control": 404, "--control-token=s3cret": 401} {
		running := start(t, strings.Fields(flags)...)
		response, err := http.Get(running.base + control.Path + "/service")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != expected {
			t.Errorf("%q: status %d, expected %d", flags, response.StatusCode, expected)
		}
	}
}

func TestFixtures_FilesAreAddedAtTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "users.yaml")
	if err := os.WriteFile(file, []byte("users:\n  - email: ann@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if users := told(t, "--fixtures", file).service.Users(); len(users) != 1 || users[0].Email != "ann@example.com" {
		t.Errorf("the users are %+v", users)
	}
	if err := os.WriteFile(file, []byte("users:\n  - mail: ann@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := newService("http://127.0.0.1:4080", mustParse(t, noVariables, "--fixtures", file), noJournal())
	if err == nil || !strings.Contains(err.Error(), "--fixtures "+file) || !strings.Contains(err.Error(), "line 2: users[0].mail") {
		t.Errorf("the error is %v", err)
	}
	_, err = newService("http://127.0.0.1:4080", mustParse(t, noVariables, "--fixtures", filepath.Join(folder, "none.yaml")), noJournal())
	if err == nil || !strings.Contains(err.Error(), "--fixtures") {
		t.Errorf("the error is %v", err)
	}
}
