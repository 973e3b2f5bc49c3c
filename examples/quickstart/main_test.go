package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestQuickstart_RunsOnTheEmbeddedService(t *testing.T) {
	t.Setenv("APPWRITE_ENDPOINT", "")
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))
	for _, line := range []string{
		"Service   embedded in this process",
		"  rejected  user_already_exists",
		"  rejected  user_invalid_credentials",
		"  status    401",
		"  name      Ann Example",
		"  prefs     theme dark, 3 columns",
		"verified by password, this one",
		"  session.create",
		"the session is no longer valid",
	} {
		require.Contains(t, out.String(), line)
	}
}

func TestQuickstart_RunsOnTheServiceOfTheEnvironment(t *testing.T) {
	service := accounttest.New(t)
	t.Setenv("APPWRITE_ENDPOINT", service.Endpoint())
	t.Setenv("APPWRITE_PROJECT_ID", service.ProjectID())
	t.Setenv("APPWRITE_API_KEY", service.APIKey())
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))
	require.Contains(t, out.String(), "Service   "+service.Endpoint()+", project "+service.ProjectID())
	require.Len(t, service.Users(), 1)

	t.Setenv("APPWRITE_API_KEY", "")
	require.NoError(t, run(t.Context(), &out), "a guest can do the same")
	require.Len(t, service.Users(), 2)
}

func TestQuickstart_NamesAMissingVariable(t *testing.T) {
	t.Setenv("APPWRITE_ENDPOINT", "https://cloud.appwrite.io/v1")
	t.Setenv("APPWRITE_PROJECT_ID", "")
	require.ErrorContains(t, run(t.Context(), &strings.Builder{}), "APPWRITE_PROJECT_ID")
}
