package accounttest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// caller sends plain HTTP to a service, and remembers what it is signed in as.
type caller struct {
	t      *testing.T
	srv    *accounttest.Server
	header http.Header

	lenient bool // responses are not checked against the document
}

// reply is a response, read whole.
type reply struct {
	t      *testing.T
	srv    *accounttest.Server
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

func guest(t *testing.T, srv *accounttest.Server) *caller {
	return &caller{t: t, srv: srv, header: http.Header{"X-Appwrite-Project": {srv.ProjectID()}}}
}

// with returns a copy that sends one more header.
func (c *caller) with(name, value string) *caller {
	header := c.header.Clone()
	header.Set(name, value)
	return &caller{t: c.t, srv: c.srv, header: header, lenient: c.lenient}
}

func (c *caller) session(secret string) *caller { return c.with("X-Appwrite-Session", secret) }
func (c *caller) jwt(token string) *caller      { return c.with("X-Appwrite-JWT", token) }
func (c *caller) key() *caller                  { return c.with("X-Appwrite-Key", c.srv.APIKey()) }

// direct follows no redirect and unpacks nothing, so that tests see the wire.
func direct(t *testing.T) *http.Client {
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// call sends a request; a body that is not nil goes as JSON.
func (c *caller) call(method, path string, body any) reply {
	c.t.Helper()
	got, err := c.try(method, path, body)
	require.NoError(c.t, err)
	return got
}

func (c *caller) try(method, path string, body any) (reply, error) {
	c.t.Helper()
	var reader io.Reader
	header := c.header.Clone()
	if body != nil {
		raw, isString := body.(string)
		if !isString {
			encoded, err := json.Marshal(body)
			require.NoError(c.t, err)
			raw = string(encoded)
		}
		reader = bytes.NewBufferString(raw)
		if header.Get("Content-Type") == "" {
			header.Set("Content-Type", "application/json")
		}
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.srv.Endpoint()+path, reader)
	require.NoError(c.t, err)
	request.Header = header
	response, err := direct(c.t).Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	got := reply{t: c.t, srv: c.srv, status: response.StatusCode, header: response.Header, body: content}
	_ = json.Unmarshal(content, &got.json)
	if err == nil && !c.lenient {
		c.checkDocument(method, path, got)
	}
	return got, err
}

// checkDocument fails the test if the document does not allow a response.
func (c *caller) checkDocument(method, path string, got reply) {
	c.t.Helper()
	bare, _, _ := strings.Cut(path, "?")
	if _, _, documented := contract.Default().Match(method, bare); !documented {
		return
	}
	require.NoError(c.t, contract.Default().CheckResponse(contract.Exchange{
		Method: method, Path: path, Status: got.status, ResponseHeader: got.header, ResponseBody: got.body,
	}), "%s", got.body)
}

func (r reply) field(name string) string {
	r.t.Helper()
	value, ok := r.json[name].(string)
	require.True(r.t, ok, "%s is missing in %s", name, r.body)
	return value
}

func (r reply) ok(status int) reply {
	r.t.Helper()
	require.Equal(r.t, status, r.status, "%s", r.body)
	return r
}

// rejected checks status and type of an error body.
func (r reply) rejected(status int, kind string) reply {
	r.t.Helper()
	require.Equal(r.t, status, r.status, "%s", r.body)
	require.Equal(r.t, kind, r.field("type"))
	require.EqualValues(r.t, status, r.json["code"])
	require.Equal(r.t, r.srv.Version(), r.field("version"))
	require.Len(r.t, r.json, 4)
	return r
}

type fields = map[string]any
