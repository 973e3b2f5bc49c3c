package operations

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

func TestRouter_AnOperationWithoutHandlerIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	_, err := newRouter([]*exchange.Operation{{ID: "updateMood", Method: "PATCH", Path: "/account/mood"}})
	require.ErrorContains(t, err, `operation "updateMood" has no handler`)
	require.ErrorContains(t, err, "internal/operations/handlers.go")
	_, err = newRouter([]*exchange.Operation{{ID: "updateName", Method: "PATCH", Path: "/account/name", Params: []params.Param{{Name: "name", Rule: "mood"}}}})
	require.ErrorContains(t, err, `parameter "name" of operation "updateName" has an unknown check "mood"`)
}

// The error about routes that are not here lists those that are.
func TestRouter_RoutesOfOtherServicesAreNamedToCallers(t *testing.T) {
	t.Parallel()
	var others []string
	for _, op := range undocumented(nil) {
		if !strings.HasPrefix(op.Path, "/account") && !strings.HasPrefix(op.Path, "/mock/") {
			others = append(others, op.Method+" /v1"+op.Path)
		}
	}
	last := len(others) - 1
	require.Equal(t, strings.Join(others[:last], ", ")+" and "+others[last], exchange.OtherRoutes)
}

func TestRouter_EveryHandlerHasAnOperation(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, op := range of(version.Default) {
		known[op.ID] = true
	}
	for id := range handlers {
		require.True(t, known[id], "%s: no operation has this id", id)
	}
}
