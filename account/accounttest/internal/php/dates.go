package php

import "time"

const (
	isoLayout     = "2006-01-02T15:04:05.000+00:00"
	storageLayout = "2006-01-02 15:04:05.000"
)

// Date formats a time as most responses do; the zero time is "".
func Date(t time.Time) string { return format(t, isoLayout) }

// StorageDate formats a time as the service's database does. Responses with a value that
// did not go through storage have it like this. The zero time is "".
func StorageDate(t time.Time) string { return format(t, storageLayout) }

func format(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// ParseDate parses a date in one of the formats that the service takes.
func ParseDate(value string) (t time.Time, ok bool) {
	for _, layout := range []string{time.RFC3339Nano, storageLayout, time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, value); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
