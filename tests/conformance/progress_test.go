package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// inTurn is the embedded service, one scenario after the other. It calls opened before
// each of them, and fails those for which that returns an error.
type inTurn struct {
	Embedded
	opened func() error
}

func (inTurn) Parallel() bool { return false }

func (s inTurn) Open(ctx context.Context, options ...accounttest.Option) (*Environment, error) {
	if err := s.opened(); err != nil {
		return nil, err
	}
	return s.Embedded.Open(ctx, options...)
}

// progresses starts each kind of progress.
func progresses(only string) map[string]func(out, errors *strings.Builder) Progress {
	return map[string]func(out, errors *strings.Builder) Progress{
		"table": func(out, errors *strings.Builder) Progress { return NewTable(out, errors, "1.7.4", only) },
		"JSON":  func(out, errors *strings.Builder) Progress { return NewRecords(out, errors, "1.7.4") },
	}
}

func TestProgress_EachResultIsPrintedBeforeTheNextScenarioStarts(t *testing.T) {
	const only = "user"
	all := jobs(only)
	for name, start := range progresses(only) {
		t.Run(name, func(t *testing.T) {
			var out, errs strings.Builder
			progress := start(&out, &errs)
			started := 0
			results := RunAll(t.Context(), inTurn{Embedded: Embedded{"1.7.4"}, opened: func() error {
				for _, before := range all[:started] {
					if !strings.Contains(out.String(), before.scenario.Name) {
						t.Errorf("%q had finished, but was not printed when scenario %d started", before.scenario.Name, started+1)
					}
				}
				started++
				return nil
			}}, only, nil, progress.Add)
			if started != len(all) || len(results) != len(all) || !progress.Summary(time.Second) {
				t.Errorf("%d of %d scenarios were started, and %d have results: %s", started, len(all), len(results), errs.String())
			}
		})
	}
}

func TestProgress_AFailureIsPrintedAtOnceWithItsReason(t *testing.T) {
	const only = "user"
	first := jobs(only)[0].scenario.Name
	for name, start := range progresses(only) {
		t.Run(name, func(t *testing.T) {
			var out, errs strings.Builder
			progress := start(&out, &errs)
			started := 0
			RunAll(t.Context(), inTurn{Embedded: Embedded{"1.7.4"}, opened: func() error {
				started++
				if started == 1 {
					return errors.New("the disk is full")
				}
				if !strings.Contains(errs.String(), "FAILED") {
					t.Errorf("the failure was not printed when scenario %d started", started)
				}
				return nil
			}}, only, nil, progress.Add)
			if progress.Summary(time.Second) {
				t.Error("the summary reports a success")
			}
			for place, text := range map[string]string{"the errors": errs.String(), "the output": out.String()} {
				if !strings.Contains(text, first) || !strings.Contains(text, "the disk is full") {
					t.Errorf("the failure is not in %s:\n%s", place, text)
				}
			}
		})
	}
}

// Results arrive in any order when scenarios run in parallel.
func TestProgress_TheTableHasTheOrderOfTheTopics(t *testing.T) {
	var expected, got, errs strings.Builder
	all := jobs("")
	forwards, backwards := NewTable(&expected, &errs, "1.7.4", ""), NewTable(&got, &errs, "1.7.4", "")
	result := func(j job) Result { return Result{Topic: j.topic, Name: j.scenario.Name, Outcome: Passed} }
	for i := range all {
		forwards.Add(result(all[i]))
		backwards.Add(result(all[len(all)-1-i]))
	}
	forwards.Summary(time.Second)
	backwards.Summary(time.Second)
	if expected.String() != got.String() {
		t.Errorf("the tables differ:\n%s\n%s", expected.String(), got.String())
	}
	for _, topic := range Topics() {
		if strings.Count(got.String(), "\n"+topic.Name+"\n") != 1 {
			t.Errorf("%q is not a heading exactly once", topic.Name)
		}
	}
}

func TestProgress_TheSummaryHasTheNumbers(t *testing.T) {
	results := []Result{
		{Topic: "a", Name: "1", Outcome: Passed, Took: time.Second},
		{Topic: "a", Name: "2", Outcome: Failed, Reason: "x < y", Took: time.Second},
		{Topic: "b", Name: "3", Outcome: Skipped, Reason: "needs z"},
		{Topic: "b", Name: "4", Outcome: Passed},
		{Topic: "b", Name: "5", Outcome: NotApplicable, Reason: "holds until 1.7; later servers: 4", Other: "4"},
	}
	const line = "conformance: 2 passed, 1 failed, 1 skipped, 1 not applicable; 5 scenarios on server 1.8.1 in 1.23s\n"
	var out, errs strings.Builder
	table := NewTable(&out, &errs, "1.8.1", "")
	for _, r := range results {
		table.Add(r)
	}
	if table.Summary(1234*time.Millisecond) || !strings.HasSuffix(out.String(), "\n"+line) {
		t.Errorf("the table ends with:\n%s", out.String())
	}

	out.Reset()
	errs.Reset()
	records := NewRecords(&out, &errs, "1.8.1")
	for _, r := range results {
		records.Add(r)
	}
	if records.Summary(1234*time.Millisecond) || !strings.HasSuffix(errs.String(), line) {
		t.Errorf("the errors end with:\n%s", errs.String())
	}
	const expected = `{"type":"scenario","topic":"a","scenario":"1","server":"1.8.1","outcome":"passed","seconds":1}
{"type":"scenario","topic":"a","scenario":"2","server":"1.8.1","outcome":"failed","reason":"x < y","seconds":1}
{"type":"scenario","topic":"b","scenario":"3","server":"1.8.1","outcome":"skipped","reason":"needs z","seconds":0}
{"type":"scenario","topic":"b","scenario":"4","server":"1.8.1","outcome":"passed","seconds":0}
{"type":"scenario","topic":"b","scenario":"5","server":"1.8.1","outcome":"not applicable","reason":"holds until 1.7; later servers: 4","seconds":0}
{"type":"summary","server":"1.8.1","scenarios":5,"passed":2,"failed":1,"skipped":1,"notApplicable":1,"seconds":1.234}
`
	if out.String() != expected {
		t.Errorf("the records are:\n%s", out.String())
	}
}
