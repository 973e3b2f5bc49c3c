package php

import (
	"regexp"
	"strconv"
	"sync"
	"time"
)

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

var layouts = []string{
	time.RFC3339Nano, storageLayout, time.DateTime, time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04",
	time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, "20060102", "15:04", "15:04:05", "2006/01/02", "02.01.2006", "01/02/2006", "2 January 2006", "January 2, 2006", "2 Jan 2006",
}

// ParseDate parses a date in one of the formats that the service takes. A month can have 31
// days: those that it lacks are in the next one.
func ParseDate(value string) (t time.Time, ok bool) {
	overflow := 0
	if date := overflowing.FindString(value); date != "" {
		overflow, _ = strconv.Atoi(date[len("2006-01-"):])
		overflow -= 28
		value = date[:len("2006-01-")] + "28" + value[len(date):]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, value); err == nil {
			return t.AddDate(0, 0, overflow), true
		}
	}
	return time.Time{}, false
}

var overflowing = regexp.MustCompile(`^\d{4}-\d\d-(29|3[01])`)

// relativeDate is a date that PHP takes relative to now, such as "tomorrow", "next monday",
// "+2 weeks 3 days" or "@1795425129". PHP takes more words than these.
var relativeDate = sync.OnceValue(func() *regexp.Regexp {
	const (
		day  = `(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?`
		unit = `((milli|micro)?sec(ond)?|min(ute)?|hour|day|week|fortnight|month|year|weekday)s?`
		word = `(now|today|midnight|noon|tomorrow|yesterday|` + day + `|(next|last|previous|this) (` + unit + `|` + day + `)|[+-]? ?\d+ ?` + unit + `( ago)?)`
	)
	return regexp.MustCompile(`(?i)^(@-?\d+|` + word + `( +` + word + `)*( \d\d:\d\d(:\d\d)?)?)$`)
})

// IsDate reports whether PHP takes a string for a date.
func IsDate(value string) bool {
	_, ok := ParseDate(value)
	return ok || relativeDate().MatchString(value)
}
