package exchange

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCallCounters_ThoseOfWindowsThatAreOverAreDropped(t *testing.T) {
	t.Parallel()
	counters := newCallCounters()
	r := &Request{Now: time.Unix(0, 0), Operation: &Operation{Limit: &RateLimit{Calls: 10, Window: time.Hour}}}
	count := func(key string) {
		start := r.Now.Truncate(time.Hour)
		counters.add(countedKey{key, start.Unix()}, r, start)
	}
	for i := range leastSweep {
		count(strconv.Itoa(i))
	}
	require.Len(t, counters.byKey, leastSweep)
	r.Now = r.Now.Add(time.Hour)
	count("0")
	require.Len(t, counters.byKey, 1)
	require.Equal(t, 1, counters.calls(countedKey{"0", r.Now.Unix()}))
}
