package account_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// A name is on this machine if its last label is localhost, not if it ends in these letters.
func TestOptionWithKey_ANameThatEndsInLocalhostIsNotThisMachine(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{"http://notlocalhost/v1", "http://my-localhost:8080/v1", "http://evil.notlocalhost/v1", "http://localhos/v1", "http://128.0.0.1/v1", "http://[::2]/v1"} {
		_, err := account.New(endpoint, stubProject, account.WithKey("k"))
		requireOptionError(t, err, "WithKey", "WithPlainHTTP")
	}
}

// net/http reads the variables once, so that it takes a process of its own to set them.
const proxiedProcess = "APPWRITE_TEST_PROXIED"

func TestTransport_AProxyOnlyTunnels(t *testing.T) {
	t.Parallel()
	// Not a loopback address, for which no proxy is used, and nobody listens there.
	const nobody = "0.0.0.0:1"
	if os.Getenv(proxiedProcess) != "" {
		for _, scheme := range []string{"http", "https"} {
			client, err := account.New(scheme+"://"+nobody+"/v1", stubProject, account.WithSession("the-session"), noRetries)
			require.NoError(t, err)
			_, err = client.Get(t.Context())
			requireTransportError(t, err, "get")
		}
		return
	}
	var mu sync.Mutex
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Method+" "+r.Host)
		assert.NotContains(t, r.Header, "X-Appwrite-Session")
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer proxy.Close()
	program, err := os.Executable()
	require.NoError(t, err)
	child := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-test.run=^TestTransport_AProxyOnlyTunnels$", "-test.timeout=30s")
	child.Env = append(os.Environ(), proxiedProcess+"=1", "NO_PROXY=", "no_proxy=", "REQUEST_METHOD=")
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		child.Env = append(child.Env, name+"="+proxy.URL)
	}
	output, err := child.CombinedOutput()
	require.NoError(t, err, string(output))
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, []string{"CONNECT " + nobody}, seen, "over plain http the proxy would read the credential")
}
