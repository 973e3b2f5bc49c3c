package wire_test

import (
	stdjson "encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// FuzzDates parses any string as a date: a valid date can be formatted and parsed again.
func FuzzDates(f *testing.F) {
	f.Add("")
	f.Add("2026-11-23 09:12:20.364")
	f.Fuzz(func(t *testing.T, data string) {
		date, err := wire.ParseTime(data)
		if err != nil {
			require.Less(t, len(err.Error()), 300)
			return
		}
		if data == "" {
			require.True(t, date.IsZero())
			return
		}
		require.Equal(t, time.UTC, date.Location())
		if year := date.Year(); year < 0 || year > 9999 {
			return // RFC 3339 has no format for it
		}
		again, err := wire.ParseTime(date.Format(time.RFC3339Nano))
		require.NoError(t, err)
		require.True(t, date.Equal(again))
	})
}

// FuzzObjects decodes any free-form object: a valid object can be encoded and decoded
// again.
func FuzzObjects(f *testing.F) {
	f.Add([]byte(`{"a": [1, 9007199254740993, {"b": null}], "a": "é"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		object, err := wire.Object(string(data))
		if err != nil {
			require.Nil(t, object)
			return
		}
		require.NotNil(t, object)
		encoded, err := stdjson.Marshal(object)
		require.NoError(t, err)
		again, err := wire.Object(string(encoded))
		require.NoError(t, err)
		require.Equal(t, object, again)
	})
}
