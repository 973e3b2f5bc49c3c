package accounttest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestServer_ItsHandlerCanBeMountedElsewhere(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	session := srv.CreateSession(srv.CreateUser(accounttest.Seed{Email: ann}).ID)
	request := httptest.NewRequest(http.MethodGet, "/v1/account", nil)
	request.Header.Set("X-Appwrite-Project", srv.ProjectID())
	request.Header.Set("X-Appwrite-Session", session.Secret)
	recorder := httptest.NewRecorder()
	srv.Handler().ServeHTTP(recorder, request)
	require.Equal(t, 200, recorder.Code)
}

func TestHeaders_LargeBodiesAreCompressedOnDemand(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Prefs: map[string]any{"long": strings.Repeat("x", 2000)}})
	caller.lenient = true
	zipped := caller.with("Accept-Encoding", "gzip").call("GET", "/account", nil).ok(200)
	require.Equal(t, []string{"gzip", "true"}, []string{zipped.header.Get("Content-Encoding"), zipped.header.Get("X-Utopia-Compression")})
	reader, err := gzip.NewReader(bytes.NewReader(zipped.body))
	require.NoError(t, err)
	content, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.True(t, json.Valid(content))
	require.Empty(t, caller.call("GET", "/account", nil).ok(200).header.Get("Content-Encoding"))
	require.Empty(t, guest(t, srv).with("Accept-Encoding", "gzip").call("GET", "/account", nil).header.Get("Content-Encoding"))
}

func TestHeaders_EveryResponseHasThem(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t, accounttest.WithPlatforms("app.example.com"))
	rejected := guest(t, srv).call("GET", "/account", nil)
	for name, value := range map[string]string{
		"Server": "Appwrite", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "http://localhost",
		"Access-Control-Allow-Credentials": "true", "Access-Control-Expose-Headers": "X-Appwrite-Session, X-Fallback-Cookies",
		"Cache-Control": "no-cache, no-store, must-revalidate", "Expires": "0", "Pragma": "no-cache",
		"Content-Type": "application/json; charset=UTF-8",
	} {
		require.Equal(t, value, rejected.header.Get(name), name)
	}
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	require.Empty(t, caller.call("GET", "/account", nil).ok(200).header.Get("Cache-Control"))
	known := caller.with("Origin", "https://app.example.com").call("PATCH", "/account/name", fields{"name": "Bob"}).ok(200)
	require.Equal(t, "https://app.example.com", known.header.Get("Access-Control-Allow-Origin"))
	foreign := caller.with("Origin", "https://evil.example").call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(403, "general_unknown_origin")
	require.Equal(t, "Invalid Origin. Register your new client (evil.example) as a new Web platform on your project console dashboard", foreign.field("message"))
	caller.with("Referer", "https://evil.example/page").call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(403, "general_unknown_origin")
	caller.with("Origin", "https://evil.example").call("GET", "/account", nil).ok(200)
	guest(t, srv).key().with("Origin", "https://evil.example").call("POST", "/account/sessions/anonymous", nil).ok(201)
	preflight := guest(t, srv).with("Origin", "https://app.example.com").call("OPTIONS", "/account", nil).ok(204)
	require.Contains(t, preflight.header.Get("Access-Control-Allow-Headers"), "X-Appwrite-Session")
	require.Contains(t, preflight.header.Get("Access-Control-Allow-Methods"), "PATCH")
}
