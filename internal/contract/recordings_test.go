package contract_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
	"github.com/appwrite-go/appwrite/internal/recordings"
)

// outside are recorded routes that the document leaves out: deleting the account, which only
// the console does, and one that does not exist.
func outside(r recordings.Recording) bool {
	path := r.PathOnly()
	return r.Method == http.MethodDelete && path == "/account" || path == "/account/nope"
}

// leftOut is how many exchanges of each file are of such routes.
const leftOut = 3

func TestRecordings_EveryResponseIsInTheDocument(t *testing.T) {
	for version := range recordings.Files {
		t.Run(version, func(t *testing.T) {
			valid, left := 0, 0
			for _, r := range recordings.Load(t, version) {
				op, _, routed := contract.Default().Match(r.Method, r.PathOnly())
				if outside(r) {
					left++
					require.False(t, routed, "%s %s is in the document", r.Method, r.Path)
					continue
				}
				exchange := contract.Exchange{Method: r.Method, Path: r.Path, Status: r.Status, ResponseHeader: r.Header(), ResponseBody: r.Body(t)}
				require.NoError(t, contract.Default().CheckResponse(exchange), r.Name())
				require.True(t, op.Declared(r.Status), "%s: %s does not declare %d", r.Name(), op.ID, r.Status)
				valid++
			}
			require.Equal(t, leftOut, left)
			t.Logf("%d of %d exchanges are valid; %d are of routes that the document leaves out", valid, recordings.PerFile, left)
		})
	}
}
