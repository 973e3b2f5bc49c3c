package contract_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// recording is an exchange with a live server.
type recording struct {
	Section string
	Label   string
	Method  string
	Path    string
	Status  int
	Headers [][2]string
	Body    json.RawMessage
}

func read(t *testing.T, name string) []recording {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "testdata", "recordings", name))
	require.NoError(t, err)
	defer file.Close()
	var all []recording
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recording
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		all = append(all, r)
	}
	require.NoError(t, lines.Err())
	return all
}

func (r recording) exchange(t *testing.T) contract.Exchange {
	t.Helper()
	head := http.Header{}
	for _, h := range r.Headers {
		head.Add(h[0], h[1])
	}
	body := []byte(r.Body)
	if len(body) > 0 && body[0] == '"' { // recorded text, not JSON
		var text string
		require.NoError(t, json.Unmarshal(body, &text))
		body = []byte(text)
	}
	return contract.Exchange{Method: r.Method, Path: r.Path, Status: r.Status, AnswerHead: head, AnswerBody: body}
}

// outside are recorded routes that the document leaves out: those that only browsers
// and phones use, deleting the account, and one that does not exist.
func outside(r recording) bool {
	path, _, _ := strings.Cut(r.Path, "?")
	return strings.HasPrefix(path, "/account/targets/") ||
		strings.HasPrefix(path, "/account/sessions/oauth2/") ||
		r.Method == http.MethodDelete && path == "/account" ||
		path == "/account/nope"
}

func TestEveryRecordedAnswerIsInTheDocument(t *testing.T) {
	for name, want := range map[string]int{
		"recordings.jsonl":     248,
		"recordings-1.8.jsonl": 248,
		"recordings-1.9.jsonl": 248,
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, name)
			require.Len(t, all, want)
			held, left := 0, 0
			for _, r := range all {
				e := r.exchange(t)
				if outside(r) {
					left++
					_, _, routed := contract.Default().Match(r.Method, strings.Split(r.Path, "?")[0])
					require.False(t, routed, "%s %s is in the document after all", r.Method, r.Path)
					continue
				}
				require.NoError(t, contract.Default().CheckAnswer(e), "%s: %s", r.Section, r.Label)
				op, _, _ := contract.Default().Match(r.Method, strings.Split(r.Path, "?")[0])
				require.True(t, op.Declared(r.Status), "%s: %s: %s does not declare %d", r.Section, r.Label, op.ID, r.Status)
				held++
			}
			t.Logf("%d of %d exchanges hold; %d are of routes that the document leaves out", held, len(all), left)
		})
	}
}
