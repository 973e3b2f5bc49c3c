package account_test

import (
	"regexp"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// newIDs is the rule of the service for the id of a new user.
func newIDs(t *testing.T) *regexp.Regexp {
	t.Helper()
	schema := contract.Default().Document.Components.Schemas["CreateBody"].Value.Properties["userId"].Value
	require.EqualValues(t, 36, *schema.MaxLength)
	return regexp.MustCompile(schema.Pattern)
}

func TestNewID_FollowsTheRuleOfTheService(t *testing.T) {
	t.Parallel()
	rule := newIDs(t)
	for range 1000 {
		id := account.NewID()
		assert.Regexp(t, rule, id)
		assert.Regexp(t, `^[0-9a-f]{32}$`, id)
	}
	assert.Equal(t, "unique()", account.UniqueID)
	assert.Regexp(t, rule, account.UniqueID)
	assert.Regexp(t, `^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$`, account.CurrentSession)
}

func TestNewID_SortsByAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // time advances only when all goroutines are blocked
		var ids []string
		for range 100 {
			id := account.NewID()
			milliseconds, err := strconv.ParseInt(id[:12], 16, 64)
			require.NoError(t, err)
			assert.Equal(t, time.Now().UnixMilli(), milliseconds)
			ids = append(ids, id)
			time.Sleep(time.Millisecond)
		}
		assert.True(t, slices.IsSorted(ids))
	})
}

func TestNewID_IsUnique(t *testing.T) {
	t.Parallel()
	const n = 100_000
	seen := make(map[string]bool, n)
	for range n {
		seen[account.NewID()] = true
	}
	assert.Len(t, seen, n)
}
