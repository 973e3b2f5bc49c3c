package appwrite_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/gen"
)

// movingRow is a line of the table of calls: the official method and the one here.
var movingRow = regexp.MustCompile("(?m)^\\| `(\\w+)\\([^`]*\\)` \\| `(\\w+)\\(([^`]*)\\)` \\|")

func TestMoving_TheTableHasEveryCallOnce(t *testing.T) {
	t.Parallel()
	operations := map[string]bool{} // by the official method, true for those without a row
	for _, operation := range gen.Operations {
		if operation.ClientOnly || operation.Since != "" {
			continue // the official SDK of that version does not have it
		}
		operations[strings.ToUpper(operation.ID[:1])+operation.ID[1:]] = true
	}
	rows := movingRow.FindAllStringSubmatch(pages(t)["docs/moving-from-the-official-sdk.md"], -1)
	require.Len(t, rows, len(operations))
	for _, row := range rows {
		require.True(t, operations[row[1]], "%s is no operation, or has two rows", row[1])
		operations[row[1]] = false
		require.True(t, strings.EqualFold(row[1], row[2]), "%s and %s are different calls", row[1], row[2])
	}
}

func TestMoving_TheTableHasTheArgumentsOfTheMethods(t *testing.T) {
	t.Parallel()
	client := reflect.TypeFor[*account.Client]()
	for _, row := range movingRow.FindAllStringSubmatch(pages(t)["docs/moving-from-the-official-sdk.md"], -1) {
		method, ok := client.MethodByName(row[2])
		require.True(t, ok, "%s", row[2])
		var written []string
		if row[3] != "" {
			written = strings.Split(row[3], ", ")
		}
		// Besides those of the table there are the receiver, the context and the options.
		require.Equal(t, method.Type.NumIn()-3, len(written), "%s", row[2])
		for i, argument := range written {
			takesParams := strings.HasSuffix(method.Type.In(i+2).Name(), "Params")
			require.Equal(t, takesParams, argument == "Params", "%s", row[2])
		}
	}
}
