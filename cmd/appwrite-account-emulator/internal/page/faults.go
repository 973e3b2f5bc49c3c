package page

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

func (p *page) serveFaults(mux *http.ServeMux) {
	mux.HandleFunc("GET /faults", p.shows(p.showFaults))
	mux.HandleFunc("POST /faults", p.takes(p.showFaults, p.addFault))
	mux.HandleFunc("POST /faults/clear", p.takes(p.showFaults, p.clearFaults))
	mux.HandleFunc("POST /faults/{id}/delete", p.takes(p.showFaults, p.deleteFault))
	mux.HandleFunc("POST /limits/reset", p.takes(p.showFaults, p.resetLimits))
}

// faultsData is the data of the page of faults and rate limits.
type faultsData struct {
	Faults     []control.Fault
	FaultPager pager
	Limits     []control.RateLimit // the most used first
	LimitPager pager
	LimitsOn   bool
	Operations []option
	Operation  string // that a new fault begins with
}

func (p *page) showFaults(r *http.Request) (view, error) {
	faults, err := done(p.control.ListFaultsWithResponse(r.Context()))
	if err != nil {
		return view{}, err
	}
	limits, err := done(p.control.ListRateLimitsWithResponse(r.Context()))
	if err != nil {
		return view{}, err
	}
	settings, err := done(p.control.GetSettingsWithResponse(r.Context()))
	if err != nil {
		return view{}, err
	}
	data := faultsData{LimitsOn: settings.JSON200.RateLimits, Operations: operations, Operation: r.URL.Query().Get("operation")}
	data.Faults, data.FaultPager = cut(r, "faults", faults.JSON200.Faults)
	used := limits.JSON200.Limits
	slices.SortStableFunc(used, func(a, b control.RateLimit) int { return b.Used*max(a.Limit, 1) - a.Used*max(b.Limit, 1) })
	data.Limits, data.LimitPager = cut(r, "limits", used)
	return view{"faults", "Faults and limits", "faults", data}, nil
}

func (p *page) addFault(ctx context.Context, s *sent) (notice, error) {
	seed := control.FaultSeed{
		ID: s.text("id"), Operation: s.text("operation"), User: s.text("user"), Status: s.whole("status"), Type: s.text("type"), Message: s.text("message"),
		RateLimit: s.on("rateLimit"), Damage: control.Damage(s.text("damage")), AfterOperation: s.on("afterOperation"),
		Delay: s.number("delay"), Skip: s.whole("skip"), Times: s.whole("times"), Probability: s.number("probability"), Seed: int64(s.whole("seed")),
	}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	added, err := done(p.control.AddFaultWithResponse(ctx, seed))
	if err != nil {
		return notice{}, err
	}
	return notice{Text: "The fault " + added.JSON201.ID + " is in force.", next: "/faults"}, nil
}

func (p *page) clearFaults(ctx context.Context, _ *sent) (notice, error) {
	return notice{Text: "All faults have ended.", next: "/faults"}, did(p.control.ClearFaultsWithResponse(ctx))
}

func (p *page) deleteFault(ctx context.Context, s *sent) (notice, error) {
	return notice{Text: "The fault has ended.", next: "/faults"}, did(p.control.DeleteFaultWithResponse(ctx, s.request.PathValue("id")))
}

func (p *page) resetLimits(ctx context.Context, s *sent) (notice, error) {
	text := "All calls are counted anew."
	if s.values.Has("key") {
		text = "These calls are counted anew."
	}
	return notice{Text: text, next: "/faults"}, did(p.control.ResetRateLimitsWithResponse(ctx, &control.ResetRateLimitsParams{Key: s.values.Get("key")}))
}

// describeFault says what a fault does.
func describeFault(f control.FaultSeed) string {
	var does []string
	switch {
	case f.RateLimit:
		does = append(does, "429, limit used up")
	case f.Status != 0 || f.Type != "":
		does = append(does, strings.TrimSpace(number(f.Status)+" "+f.Type))
	}
	if f.Damage != "" {
		does = append(does, damageNames[f.Damage])
	}
	if f.Delay > 0 {
		does = append(does, "after "+number(f.Delay)+" s")
	}
	if f.AfterOperation {
		does = append(does, "once the operation is carried out")
	}
	return strings.Join(does, ", ")
}

// describeScope says which requests a fault is for.
func describeScope(f control.FaultSeed) string {
	var parts []string
	if f.Skip > 0 {
		parts = append(parts, "after the first "+number(f.Skip))
	}
	if f.Times > 0 {
		parts = append(parts, plural(f.Times, "time"))
	}
	if f.Probability > 0 {
		parts = append(parts, number(f.Probability*100)+" % of them")
	}
	return strings.Join(parts, ", ")
}

var damageNames = map[control.Damage]string{
	control.DamageReset: "the connection is reset", control.DamageTruncated: "half of the body", control.DamageHTMLPage: "a page instead of JSON", control.DamageEmpty: "no body",
}
