package page

import (
	"context"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

func (p *page) serveClock(mux *http.ServeMux) {
	mux.HandleFunc("GET /clock", p.shows(p.showClock))
	mux.HandleFunc("POST /clock", p.takes(p.showClock, p.changeClock))
}

func (p *page) showClock(*http.Request) (view, error) {
	return view{"clock", "Clock", "clock", nil}, nil
}

// step is how far a button moves the clock.
type step struct {
	Seconds int
	Label   string
}

var clockSteps = []step{
	{60, "1 min"}, {15 * 60, "15 min"}, {3600, "1 hour"}, {86400, "1 day"}, {30 * 86400, "30 days"}, {366 * 86400, "1 year"},
}

func (p *page) changeClock(ctx context.Context, s *sent) (notice, error) {
	change, text := control.ClockChange{}, "The clock was moved."
	switch do := s.text("do"); do {
	case "freeze", "run":
		change.Frozen, text = new(do == "freeze"), map[string]string{"freeze": "The clock stands still.", "run": "The clock runs."}[do]
	case "now":
		change.Set, text = new(time.Now()), "The clock shows the current time."
	case "set":
		to := s.moment("set")
		if to.IsZero() {
			s.reject("set", "choose a time")
		}
		change.Set = &to
	default:
		by := s.number("advance")
		if by == 0 {
			s.reject("advance", "choose how far")
		}
		change.Advance = &by
	}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	return notice{Text: text, next: "/clock"}, did(p.control.UpdateClockWithResponse(ctx, change))
}

// describeOffset formats how far the clock is from the current time.
func describeOffset(clock time.Time) string {
	offset, direction := time.Until(clock), "ahead"
	if offset < 0 {
		offset, direction = -offset, "behind"
	}
	offset = offset.Round(time.Second)
	if offset < 2*time.Second {
		return ""
	}
	for _, unit := range []struct {
		length time.Duration
		noun   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(offset.Round(unit.length/10+1) / unit.length); n > 0 {
			return plural(n, unit.noun) + " " + direction
		}
	}
	return ""
}
