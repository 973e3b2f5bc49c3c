package accounttest

import (
	"sync"
	"time"
)

// Clock is the clock of a service. It runs at the pace of the machine's clock until
// [Clock.Freeze] stops it, and jumps wherever a test sets it: token lifetimes, session
// expiry, challenge freshness, TOTP steps and rate limit windows all read this clock and
// nothing else.
//
// It shows the years from 1970 to 9000, since JSON has no year after 9999 and sessions last
// longer than the clock. Further than that it does not go.
type Clock struct {
	mu sync.Mutex
	clockState
}

type clockState struct {
	shown  time.Time // when it was moved or stopped the last time
	since  time.Time // the machine's time then; zero while it shows the machine's time
	frozen bool
}

// The years that the clock and seeds can have.
const (
	firstYear = 1970
	lastYear  = 9000
)

var (
	firstTime = time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC)
	lastTime  = time.Date(lastYear, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// canShow reports whether a time is in these years.
func canShow(t time.Time) bool { return !t.Before(firstTime) && !t.After(lastTime) }

// CanShow reports whether the clock can be set to a time.
func (c *Clock) CanShow(t time.Time) bool { return canShow(t) }

// withinBounds returns t, or the nearest time that the clock can show.
func withinBounds(t time.Time) time.Time {
	switch {
	case t.Before(firstTime):
		return firstTime
	case t.After(lastTime):
		return lastTime
	}
	return t.UTC()
}

// state is what [Clock.restore] leads back to.
func (c *Clock) state() clockState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clockState
}

func (c *Clock) restore(state clockState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clockState = state
}

// Now returns the service's time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nowLocked()
}

// Advance moves the clock by d; a negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setLocked(c.nowLocked().Add(d))
}

// Set makes the clock show t. A running clock goes on from there.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setLocked(t)
}

// Freeze stops the clock at the time it shows. Advance and Set still move it.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setLocked(c.nowLocked())
	c.frozen = true
}

// Frozen reports whether the clock stands still.
func (c *Clock) Frozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

// Run lets a frozen clock go on from the time it shows.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setLocked(c.nowLocked())
	c.frozen = false
}

func (c *Clock) setLocked(t time.Time) {
	c.shown, c.since = withinBounds(t), time.Now().Round(0)
}

func (c *Clock) nowLocked() time.Time {
	now := time.Now().Round(0)
	switch {
	case c.since.IsZero():
		return withinBounds(now)
	case c.frozen:
		return c.shown
	}
	return withinBounds(c.shown.Add(now.Sub(c.since)))
}
