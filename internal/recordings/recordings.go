// Package recordings reads the exchanges that were recorded with real servers: the truth
// that the document, the decoders and the service for tests are held against.
package recordings

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Files are the recordings, by the version of the server they were made with.
var Files = map[string]string{
	"1.7": "recordings.jsonl",
	"1.8": "recordings-1.8.jsonl",
	"1.9": "recordings-1.9.jsonl",
}

// PerFile is how many exchanges each file holds.
const PerFile = 248

// Recording is one request and the response of a real server.
type Recording struct {
	Section string `json:"section"`
	Label   string `json:"label"`
	Method  string `json:"method"`
	// Path is below the endpoint, with its query.
	Path           string            `json:"path"`
	RequestHeaders map[string]string `json:"reqHeaders"`
	RequestBody    json.RawMessage   `json:"reqBody"`
	Status         int               `json:"status"`
	Headers        [][2]string       `json:"headers"`
	// RawBody is the body as it was recorded: JSON, or a JSON string of anything else.
	RawBody json.RawMessage `json:"body"`
}

// Load reads the recordings of one version of the server. A file that cannot be read, or
// that is not whole, fails the test.
func Load(t testing.TB, version string) []Recording {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	file, err := os.Open(filepath.Join(filepath.Dir(here), "..", "..", "testdata", "recordings", Files[version]))
	require.NoError(t, err)
	defer file.Close()
	var all []Recording
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var r Recording
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		all = append(all, r)
	}
	require.NoError(t, lines.Err())
	require.Len(t, all, PerFile, "recordings of %s", version)
	return all
}

// Name says which exchange it is.
func (r Recording) Name() string { return fmt.Sprintf("%s: %s", r.Section, r.Label) }

// PathOnly is the path without its query.
func (r Recording) PathOnly() string {
	path, _, _ := strings.Cut(r.Path, "?")
	return path
}

// Header is the header of the response.
func (r Recording) Header() http.Header {
	header := http.Header{}
	for _, h := range r.Headers {
		header.Add(h[0], h[1])
	}
	return header
}

// Body is the body of the response as the server sent it.
func (r Recording) Body(t testing.TB) []byte {
	t.Helper()
	if !bytes.HasPrefix(r.RawBody, []byte(`"`)) {
		return r.RawBody
	}
	var text string
	require.NoError(t, json.Unmarshal(r.RawBody, &text))
	return []byte(text)
}
