package account_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// blanks is n spaces.
func blanks(n int64) io.Reader {
	return io.LimitReader(blank{}, n)
}

type blank struct{}

func (blank) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestOptionWithMaxResponse_ResponsesAreReadUpToTheLimit(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 32<<20, account.DefaultMaxResponse)
	limit := account.WithMaxResponse(1 << 20)
	_, err := serve(t, gzipHandler(200, io.MultiReader(blanks(1<<20), strings.NewReader(`{}`))), limit).Get(t.Context())
	assert.Equal(t, 200, requireError(t, err).StatusCode)
	assert.ErrorContains(t, err, "broke off after 1048576 bytes: it is larger than this client reads; WithMaxResponse allows more")

	user, err := serve(t, gzipHandler(200, io.MultiReader(blanks(1<<20-int64(len(userJSON))), strings.NewReader(userJSON))), limit).Get(t.Context())
	require.NoError(t, err)
	assert.Equal(t, theUser(), user)

	_, err = serve(t, gzipHandler(500, io.MultiReader(strings.NewReader(`{"message": "`), blanks(256<<10)))).Get(t.Context())
	apiErr := requireError(t, err)
	assert.Equal(t, 500, apiErr.StatusCode)
	assert.Len(t, apiErr.Body, 4<<10, "only the beginning of the body is kept")
	assert.ErrorContains(t, err, "larger than this client reads")
	assert.Less(t, len(err.Error()), 300, "the body is not printed")
}

// gzipOfSpaces compresses so many spaces, to a thousandth of their size.
func gzipOfSpaces(t testing.TB, size int64) string {
	t.Helper()
	var small bytes.Buffer
	writer := gzip.NewWriter(&small)
	_, err := io.Copy(writer, blanks(size))
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	return small.String()
}

func TestOptionWithMaxResponse_CountsBytesAfterDecompression(t *testing.T) {
	t.Parallel()
	const size = 40 << 20
	bomb := gzipOfSpaces(t, size)
	require.Less(t, len(bomb), 100<<10)
	for name, test := range map[string]struct {
		status  int
		options []account.Option
		limit   int
	}{
		"a success":                    {200, nil, account.DefaultMaxResponse},
		"a success with a small limit": {200, []account.Option{account.WithMaxResponse(1000)}, 1000},
		"an error":                     {404, nil, 256 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(test.status, bomb, "Content-Encoding: gzip"))
			_, err := network.client(t, test.options...).Get(t.Context())

			apiErr := requireError(t, err)
			require.Equal(t, test.status, apiErr.StatusCode)
			require.Contains(t, apiErr.Message, fmt.Sprintf("after %d bytes", test.limit))
			require.LessOrEqual(t, len(apiErr.Body), 4<<10)
			require.Len(t, network.requests(), 1, "it would be as large the next time")
		})
	}
}

func TestError_DeeplyNestedResponsesAreErrors(t *testing.T) {
	t.Parallel()
	const depth = 2_000_000
	list := `{"deep": ` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "}"
	object := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	for name, body := range map[string]string{"lists": list, "objects": object, "unclosed lists": list[:depth]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(200, body))
			_, err := network.client(t).GetPrefs(t.Context())
			apiErr := requireError(t, err)
			require.Equal(t, 200, apiErr.StatusCode)
		})
		t.Run(name+" in a model", func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(200, strings.Replace(guestJSON, `"prefs": {}`, `"prefs": `+body, 1)))
			_, err := network.client(t).Get(t.Context())
			requireError(t, err)
		})
		t.Run(name+" in an error", func(t *testing.T) {
			t.Parallel()
			network := newFakeNetwork(respondsWith(404, body))
			_, err := network.client(t).Get(t.Context())
			apiErr := requireError(t, err)
			require.Equal(t, 404, apiErr.StatusCode)
		})
	}
}

func TestGetPrefs_AreNotLargerThanTheServiceStores(t *testing.T) {
	t.Parallel()
	for size, works := range map[int]bool{64 << 10: true, 1<<20 - 100: true, 1<<20 + 1: false} {
		prefs := `{"a": "` + strings.Repeat("x", size-9) + `"}`
		service := newStub(t, jsonResponse(200, prefs))
		_, err := service.client(t, account.WithSession("s")).GetPrefs(t.Context())
		service = newStub(t, jsonResponse(200, strings.Replace(guestJSON, `"prefs": {}`, `"prefs": `+prefs, 1)))
		_, userErr := service.client(t, account.WithSession("s")).Get(t.Context())
		if works {
			require.NoError(t, err)
			require.NoError(t, userErr)
			continue
		}
		requireError(t, err)
		requireError(t, userErr)
	}
}

func TestGetPrefs_DecodesOrdinaryNesting(t *testing.T) {
	t.Parallel()
	const depth = 500
	network := newFakeNetwork(respondsWith(200, strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
	prefs, err := network.client(t).GetPrefs(t.Context())
	require.NoError(t, err)
	object := prefs.Map()
	for range depth - 1 {
		object = object["a"].(map[string]any)
	}
	require.Equal(t, map[string]any{"a": 1.0}, object)
}
