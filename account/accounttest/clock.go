package accounttest

import (
	"sync"
	"time"
)

// Clock is the time the service lives by. It runs at the pace of the machine's
// clock until [Clock.Freeze] stops it, and jumps wherever a test sends it:
// token lifetimes, session expiry, challenge freshness, TOTP steps and rate
// limit windows all read this clock and nothing else.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
	frozen time.Time
}

// Now answers the service's time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nowLocked()
}

// Advance moves the clock by d; a negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = c.frozen.Add(d)
		return
	}
	c.offset += d
}

// Set makes the clock show t. A running clock goes on from there.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = t.UTC()
		return
	}
	c.offset = time.Until(t)
}

// Freeze stops the clock at the time it shows. Advance and Set still move it.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen.IsZero() {
		c.frozen = c.nowLocked()
	}
}

// Run lets a frozen clock go on from the time it shows.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen.IsZero() {
		return
	}
	c.offset = time.Until(c.frozen)
	c.frozen = time.Time{}
}

func (c *Clock) nowLocked() time.Time {
	if !c.frozen.IsZero() {
		return c.frozen
	}
	return time.Now().Add(c.offset).Round(0).UTC()
}

// Two spellings of a time leave the service: most answers carry the first, the
// answers that hand out a value before it went through storage the second.
const (
	isoLayout     = "2006-01-02T15:04:05.000+00:00"
	storageLayout = "2006-01-02 15:04:05.000"
)

// isoDate spells t as the service's answers do; the zero time is "".
func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(isoLayout)
}

// storageDate spells t as the service's database does; the zero time is "".
func storageDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(storageLayout)
}
