package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Progress prints results while the scenarios run.
type Progress interface {
	// Add prints the result of one scenario.
	Add(Result)
	// Summary prints the numbers, after the last result. It reports whether no
	// scenario failed.
	Summary(took time.Duration) bool
}

// counts is how many scenarios had each outcome.
type counts [4]int

func (c counts) total() int { return c[Passed] + c[Failed] + c[Skipped] + c[NotApplicable] }

// line is the summary for people.
func (c counts) line(server string, took time.Duration) string {
	return fmt.Sprintf("conformance: %d passed, %d failed, %d skipped, %d not applicable; %d scenarios on server %s in %s\n",
		c[Passed], c[Failed], c[Skipped], c[NotApplicable], c.total(), server, took.Round(10*time.Millisecond))
}

// printFailure names a scenario that failed at once, wherever the other results go.
func printFailure(w io.Writer, r Result) {
	if r.Outcome == Failed {
		fmt.Fprintf(w, "FAILED %s: %s: %s\n", r.Topic, r.Name, r.Reason)
	}
}

// table prints a line for each scenario, in the order of the topics: a line waits for
// those before it.
type table struct {
	out, errors io.Writer
	server      string
	todo        []job
	printed     int // jobs of todo that have their line
	waiting     map[string]Result
	width       int
	topic       string
	counts      counts
}

// NewTable prints a table and the summary to out, and failures at once to errors. Server is
// the version of the service; only is what RunAll gets.
func NewTable(out, errors io.Writer, server, only string) Progress {
	t := &table{out: out, errors: errors, server: server, todo: jobs(only), waiting: map[string]Result{}}
	for _, j := range t.todo {
		t.width = max(t.width, len([]rune(j.scenario.Name)))
	}
	return t
}

func (t *table) Add(r Result) {
	t.counts[r.Outcome]++
	printFailure(t.errors, r)
	t.waiting[r.Name] = r
	for t.printed < len(t.todo) && t.print(t.todo[t.printed]) {
		t.printed++
	}
}

// print prints the line of a scenario, if it has finished.
func (t *table) print(j job) bool {
	r, finished := t.waiting[j.scenario.Name]
	if !finished {
		return false
	}
	delete(t.waiting, r.Name)
	if r.Topic != t.topic {
		t.topic = r.Topic
		fmt.Fprintf(t.out, "\n%s\n", t.topic)
	}
	line := fmt.Sprintf("  %-*s  %s", t.width, r.Name, r.Outcome)
	if r.Reason != "" {
		line += ": " + r.Reason
	}
	fmt.Fprintln(t.out, line)
	return true
}

func (t *table) Summary(took time.Duration) bool {
	for _, j := range t.todo[t.printed:] {
		t.print(j) // an interrupted run has gaps
	}
	fmt.Fprintf(t.out, "\n%s", t.counts.line(t.server, took))
	return t.counts[Failed] == 0
}

// ScenarioRecord is the JSON object of a scenario.
type ScenarioRecord struct {
	Type     string  `json:"type"` // "scenario"
	Topic    string  `json:"topic"`
	Scenario string  `json:"scenario"`
	Server   string  `json:"server"`           // the version of the service
	Outcome  string  `json:"outcome"`          // "passed", "failed", "skipped" or "not applicable"
	Reason   string  `json:"reason,omitempty"` // unless it passed
	Seconds  float64 `json:"seconds"`
}

// SummaryRecord is the JSON object after those of the scenarios.
type SummaryRecord struct {
	Type          string  `json:"type"` // "summary"
	Server        string  `json:"server"`
	Scenarios     int     `json:"scenarios"`
	Passed        int     `json:"passed"`
	Failed        int     `json:"failed"`
	Skipped       int     `json:"skipped"`
	NotApplicable int     `json:"notApplicable"`
	Seconds       float64 `json:"seconds"`
}

// records prints a JSON object for each scenario, in the order in which they finish.
type records struct {
	out    *json.Encoder
	errors io.Writer
	server string
	counts counts
}

// NewRecords prints JSON to out, one object a line. Failures and the summary for people
// go to errors. Server is the version of the service.
func NewRecords(out, errors io.Writer, server string) Progress {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return &records{out: encoder, errors: errors, server: server}
}

func (r *records) Add(result Result) {
	r.counts[result.Outcome]++
	printFailure(r.errors, result)
	_ = r.out.Encode(ScenarioRecord{
		Type: "scenario", Topic: result.Topic, Scenario: result.Name, Server: r.server,
		Outcome: result.Outcome.String(), Reason: result.Reason, Seconds: result.Took.Seconds(),
	})
}

func (r *records) Summary(took time.Duration) bool {
	_ = r.out.Encode(SummaryRecord{
		Type: "summary", Server: r.server, Scenarios: r.counts.total(), Passed: r.counts[Passed], Failed: r.counts[Failed],
		Skipped: r.counts[Skipped], NotApplicable: r.counts[NotApplicable], Seconds: took.Seconds(),
	})
	fmt.Fprint(r.errors, r.counts.line(r.server, took))
	return r.counts[Failed] == 0
}
