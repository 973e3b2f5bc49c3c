package main

import (
	"fmt"
	"html"
	"strings"
)

// chart is a group of bars with one scale.
type chart struct {
	title  string
	groups []group
}

type group struct {
	name string
	bars []bar
}

type bar struct {
	name  string
	value float64
}

// bars adds a call to a chart of ratios to the official SDK.
func (r *report) bars(title, name string, all []samples) {
	g := group{name: name}
	for i, who := range inMemory {
		g.bars = append(g.bars, bar{who.Name, all[i].over(all[theOfficial]).median()})
	}
	if len(r.charts) == 0 || r.charts[len(r.charts)-1].title != title {
		r.charts = append(r.charts, &chart{title: title})
	}
	last := r.charts[len(r.charts)-1]
	last.groups = append(last.groups, g)
}

// rates adds a chart of ratios to the official SDK of calls a second.
func (r *report) rates(title string, all []*place) {
	g := group{}
	for _, p := range all {
		g.bars = append(g.bars, bar{p.who.Name, p.rate.over(all[1].rate).median()})
	}
	r.charts = append(r.charts, &chart{title: title + ", official = 1", groups: []group{g}})
}

var colours = map[string]string{
	"this SDK": "#2563eb", "official": "#f97316", "official, tuned": "#fdba74", "by hand": "#64748b", "floor": "#cbd5e1",
}

const (
	labelWidth = 200
	barsWidth  = 420
	lineHeight = 16
)

// draw makes an SVG of the charts, one below the other.
func draw(charts []*chart) string {
	var b strings.Builder
	y := 10
	for _, c := range charts {
		y = c.draw(&b, y)
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="12">`+
		`<rect width="100%%" height="100%%" fill="white"/>`+"\n%[3]s</svg>\n", labelWidth+barsWidth+80, y, b.String())
}

func (c *chart) draw(b *strings.Builder, y int) int {
	largest := 0.0
	for _, g := range c.groups {
		for _, bar := range g.bars {
			largest = max(largest, bar.value)
		}
	}
	y += 20
	fmt.Fprintf(b, `<text x="10" y="%d" font-size="14" font-weight="bold">%s</text>`+"\n", y, html.EscapeString(c.title))
	y += 8
	for _, g := range c.groups {
		if g.name != "" {
			y += lineHeight
			fmt.Fprintf(b, `<text x="10" y="%d">%s</text>`+"\n", y, html.EscapeString(g.name))
			y += 4
		}
		for _, bar := range g.bars {
			fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end" fill="#475569">%s</text>`, labelWidth-8, y+12, html.EscapeString(bar.name))
			fmt.Fprintf(b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`, labelWidth, y+2, bar.value/max(largest, 1e-9)*barsWidth, lineHeight-3, colours[bar.name])
			fmt.Fprintf(b, `<text x="%.1f" y="%d">%.2f</text>`+"\n", labelWidth+bar.value/max(largest, 1e-9)*barsWidth+6, y+12, bar.value)
			y += lineHeight
		}
	}
	return y + 10
}
