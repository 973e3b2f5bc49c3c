package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// The rest is tested in a pseudo-terminal, in tests/terminal.
func TestRun_UsageHasStatusesOfItsOwn(t *testing.T) {
	service := accounttest.New(t)
	t.Setenv("APPWRITE_ENDPOINT", service.Endpoint())
	t.Setenv("APPWRITE_PROJECT_ID", service.ProjectID())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	for _, c := range []struct {
		args           string
		status         int
		stdout, stderr string
	}{
		{"--help", 0, "Examples:", ""},
		{"-h", 0, "exit status is 0 for success, 1 for an error and 2 for wrong usage", ""},
		{"login --help", 0, "APPWRITE_ENDPOINT", ""},
		{"", 2, "", "a command is missing"},
		{"dance", 2, "", `there is no command "dance"`},
		{"--no-keychain", 2, "", "a command is missing"},
		{"login --dance", 2, "", "-dance"},
		{"whoami ann", 2, "", `unexpected argument "ann"`},
		{"login --with dance --no-keychain", 2, "", "must be one of password, email-code"},
		{"whoami --endpoint ftp://example.com", 2, "", "endpoint"},
		{"whoami --project=", 2, "", "project"},
		{"whoami --no-keychain", 1, "", "login-cli: Nobody is signed in.\n"},
	} {
		var stdout, stderr strings.Builder
		status := run(t.Context(), strings.Fields(c.args), &stdout, &stderr)
		require.Equal(t, c.status, status, "%s: %s", c.args, &stderr)
		require.Contains(t, stdout.String(), c.stdout, c.args)
		require.Contains(t, stderr.String(), c.stderr, c.args)
		require.Equal(t, c.stderr == "", stderr.Len() == 0, c.args)
	}
}
