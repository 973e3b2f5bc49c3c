package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// started is the program, run by a test.
type started struct {
	printed string
	base    string
	stop    func() error
}

// start runs the program on a free port, and waits until it says how to stop it.
func start(t *testing.T, args ...string) started {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	output, input := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"--listen", "127.0.0.1:0"}, args...), input, io.Discard)
		input.Close()
		ended <- err
	}()
	var s started
	lines := bufio.NewScanner(output)
	for lines.Scan() && !strings.Contains(lines.Text(), "Stop with") {
		s.printed += lines.Text() + "\n"
		if base, ok := strings.CutPrefix(lines.Text(), "Web site  "); ok {
			s.base = base
		}
	}
	s.stop = func() error { cancel(); return <-ended }
	return s
}

func statusOf(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

func TestProgram_RunsOnAServiceOfItsOwnUntilItIsStopped(t *testing.T) {
	t.Setenv("APPWRITE_ENDPOINT", "")
	program := start(t)
	require.Contains(t, program.printed, "nothing leaves the machine")
	require.Contains(t, program.printed, "Mails     "+program.base+"/dev/mail")
	require.Equal(t, 200, statusOf(t, program.base+"/"))
	require.Equal(t, 200, statusOf(t, program.base+"/dev/mail"))
	require.NoError(t, program.stop())
}

func TestProgram_RunsOnTheServiceOfTheEnvironment(t *testing.T) {
	service := accounttest.New(t)
	t.Setenv("APPWRITE_ENDPOINT", service.Endpoint())
	t.Setenv("APPWRITE_PROJECT_ID", service.ProjectID())
	t.Setenv("APPWRITE_API_KEY", service.APIKey())
	program := start(t, "--oauth2", "mock")
	require.Contains(t, program.printed, service.Endpoint())
	require.NotContains(t, program.printed, service.APIKey())
	require.Equal(t, 404, statusOf(t, program.base+"/dev/mail"))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, program.base+"/try", nil)
	require.NoError(t, err)
	res, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusSeeOther, res.StatusCode)
	require.Len(t, service.Users(), 1)
	require.NoError(t, program.stop())
}

func TestProgram_SaysWhatIsWrongWithItsFlags(t *testing.T) {
	t.Setenv("APPWRITE_ENDPOINT", "")
	for _, args := range [][]string{{"--listen", "nowhere"}, {"--nothing"}, {"--listen", "127.0.0.1:0", "--origin", "http://fernhill.example"}} {
		require.Error(t, run(t.Context(), args, io.Discard, io.Discard), args)
	}
}
