package main

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"runtime"
	"testing"
)

// serve starts a server for the test, and returns its URL.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// requireShell skips the test where the scripts of stories cannot run: make clients is for
// Unix, and the CI there runs these tests. What needs no script is tested on every system.
func requireShell(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skip("the scripts are for bash, with paths as Unix has them")
	}
}
