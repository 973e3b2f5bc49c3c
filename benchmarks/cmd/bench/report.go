package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/appwrite-go/appwrite/benchmarks/contender"
)

// report collects the tables, the targets and what the chart shows.
type report struct {
	plan    plan
	started time.Time
	tables  []*table
	targets []target
	charts  []*chart
}

// table is a table of strings.
type table struct {
	title, about string
	head         []string
	rows         [][]string
}

func (r *report) table(title, about string, head ...string) *table {
	t := &table{title: title, about: about, head: head}
	r.tables = append(r.tables, t)
	return t
}

func (t *table) add(row ...string) { t.rows = append(t.rows, row) }

// extend adds cells to the last row.
func (t *table) extend(cells ...string) {
	last := len(t.rows) - 1
	t.rows[last] = append(t.rows[last], cells...)
}

// bound is the limit of a figure.
type bound struct {
	limit   float64
	atLeast bool
}

func atMost(limit float64) bound  { return bound{limit, false} }
func atLeast(limit float64) bound { return bound{limit, true} }

func (b bound) kept(value float64) bool {
	if b.atLeast {
		return value >= b.limit
	}
	return value <= b.limit
}

func (b bound) String() string {
	if b.atLeast {
		return fmt.Sprintf("≥ %g", b.limit)
	}
	return fmt.Sprintf("≤ %g", b.limit)
}

type target struct {
	what  string
	value float64
	bound bound
}

func (r *report) target(what string, value float64, b bound) {
	r.targets = append(r.targets, target{what, value, b})
}

func (r *report) targetTable() *table {
	t := &table{title: "Targets", about: "medians; ratios are made within a round", head: []string{"what", "measured", "target", "reached"}}
	for _, target := range r.targets {
		reached := "yes"
		if !target.bound.kept(target.value) {
			reached = "**no**"
		}
		t.add(target.what, ratio(target.value), target.bound.String(), reached)
	}
	return t
}

func micros(ns float64) string   { return fmt.Sprintf("%.1f", ns/1000) }
func whole(v float64) string     { return fmt.Sprintf("%.0f", v) }
func tenth(v float64) string     { return fmt.Sprintf("%.1f", v) }
func hundredth(v float64) string { return fmt.Sprintf("%.2f", v) }
func ratio(v float64) string {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}

func percent(part float64) string  { return fmt.Sprintf("%.0f %%", 100*part) }
func pad(s string, n int) string   { return s + strings.Repeat(" ", n-utf8.RuneCountInString(s)) }
func right(s string, n int) string { return strings.Repeat(" ", n-utf8.RuneCountInString(s)) + s }

// lines writes the table with columns that line up, which is also valid Markdown.
func (t *table) lines() string {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	var b strings.Builder
	line := func(row []string) {
		for i, width := range widths {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			if i == 0 {
				b.WriteString("| " + pad(cell, width))
			} else {
				b.WriteString(" | " + right(cell, width))
			}
		}
		b.WriteString(" |\n")
	}
	line(t.head)
	for i, width := range widths {
		if i == 0 {
			b.WriteString("|" + strings.Repeat("-", width+2))
		} else {
			b.WriteString("|" + strings.Repeat("-", width+1) + ":")
		}
	}
	b.WriteString("|\n")
	for _, row := range t.rows {
		line(row)
	}
	return b.String()
}

// text is the report as plain text, for a terminal.
func (r *report) text() string {
	var b strings.Builder
	for _, t := range append(r.tables, r.targetTable()) {
		fmt.Fprintf(&b, "\n%s\n", t.title)
		if t.about != "" {
			fmt.Fprintf(&b, "(%s)\n", t.about)
		}
		b.WriteString(strings.ReplaceAll(t.lines(), "**", ""))
	}
	return b.String()
}

// markdown is the report as a page.
func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Benchmarks\n\nWritten by `make bench` on %s with %s for %s/%s, on a machine with %d cores%s. "+
		"Every figure is the median of %d rounds (%d where servers, builds or processes are started), in which the contenders took turns; for a ratio, the two figures of a round are divided first. "+
		"±: half the distance between the quartiles.\n\n![Ratios](results.svg)\n",
		r.started.Format("2 January 2006"), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), memoryClass(), r.plan.rounds, r.plan.loopRounds)
	section(&b, r.targetTable())
	b.WriteString("\n## The contenders\n\n")
	for _, c := range contender.All {
		fmt.Fprintf(&b, "- **%s**: %s\n", c.Name, c.Setting)
	}
	b.WriteString("\nAll get the same bytes with the same headers. The official SDK decodes dates to strings and has no field for the preferences of a user, which its callers decode in a second step (the row that reads them shows it); this SDK decodes dates to `time.Time` and preferences to a map.\n")
	for _, t := range r.tables {
		section(&b, t)
	}
	return b.String()
}

func section(b *strings.Builder, t *table) {
	fmt.Fprintf(b, "\n## %s\n\n", t.title)
	if t.about != "" {
		fmt.Fprintf(b, "%s%s.\n\n", strings.ToUpper(t.about[:1]), t.about[1:])
	}
	b.WriteString(t.lines())
}

// memoryClass says how much memory the machine has, roughly.
func memoryClass() string {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return ""
	}
	var kilobytes float64
	if _, err := fmt.Sscanf(string(data), "MemTotal: %f kB", &kilobytes); err != nil {
		return ""
	}
	class := 1
	for float64(class) < kilobytes/1e6*0.75 {
		class *= 2
	}
	return fmt.Sprintf(" and memory of the %d GB class", class)
}

// write writes RESULTS.md and results.svg.
func (r *report) write() error {
	dir, err := folder()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "RESULTS.md"), []byte(r.markdown()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "results.svg"), []byte(draw(r.charts)), 0o644)
}
