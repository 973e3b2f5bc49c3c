package wire_test

import (
	stdjson "encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// FuzzDates reads any text as a date: what it reads it reads again from the usual
// spelling.
func FuzzDates(f *testing.F) {
	f.Add("")
	f.Add("2026-11-23 09:12:20.364")
	f.Fuzz(func(t *testing.T, text string) {
		date, err := wire.ParseTime(text)
		if err != nil {
			require.Less(t, len(err.Error()), 300)
			return
		}
		if text == "" {
			require.True(t, date.IsZero())
			return
		}
		require.Equal(t, time.UTC, date.Location())
		if year := date.Year(); year < 0 || year > 9999 {
			return // has no usual spelling
		}
		again, err := wire.ParseTime(date.Format(time.RFC3339Nano))
		require.NoError(t, err)
		require.True(t, date.Equal(again))
	})
}

// FuzzObjects reads any free-form object: what it reads survives being written.
func FuzzObjects(f *testing.F) {
	f.Add([]byte(`{"a": [1, 9007199254740993, {"b": null}], "a": "é"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		object, err := wire.Object(data)
		if err != nil {
			require.Nil(t, object)
			return
		}
		require.NotNil(t, object)
		written, err := stdjson.Marshal(object)
		require.NoError(t, err)
		again, err := wire.Object(written)
		require.NoError(t, err)
		require.Equal(t, object, again)
	})
}
