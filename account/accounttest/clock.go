package accounttest

import (
	"sync"
	"time"
)

// Clock is the clock of a service. It runs at the pace of the machine's clock until
// [Clock.Freeze] stops it, and jumps wherever a test sets it: token lifetimes, session
// expiry, challenge freshness, TOTP steps and rate limit windows all read this clock and
// nothing else.
type Clock struct {
	mu sync.Mutex
	clockState
}

type clockState struct {
	offset time.Duration
	frozen time.Time // zero while it runs
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

// Frozen reports whether the clock stands still.
func (c *Clock) Frozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.frozen.IsZero()
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
