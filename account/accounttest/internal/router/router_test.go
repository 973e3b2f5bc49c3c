package router_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/router"
)

func TestRouter_FindsAsTheServiceDoes(t *testing.T) {
	t.Parallel()
	var routes router.Router[string]
	for _, path := range []string{"/account", "/account/sessions/{id}", "/account/sessions/email", "/account/{a}/{b}"} {
		routes.Add("GET", path, path)
	}
	for path, expected := range map[string]string{
		"/account": "/account", "//account//": "/account", "/account/sessions/email": "/account/sessions/email",
		"/account/sessions/": "", "/account/sessions/x": "/account/sessions/{id}", "/account/x/y": "/account/{a}/{b}", "/": "",
	} {
		found, _ := routes.Find("GET", path)
		require.Equal(t, expected, found, path)
	}
	found, values := routes.Find("HEAD", "/account/sessions/a%2Fb")
	require.Equal(t, "/account/sessions/{id}", found)
	require.Equal(t, map[string]string{"id": "a%2Fb"}, values, "values stay percent-encoded")
	found, _ = routes.Find("POST", "/account")
	require.Empty(t, found)
}
