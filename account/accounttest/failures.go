package accounttest

import (
	"fmt"
	"runtime"
	"slices"
)

// problem is the kind of a failure.
type problem int

const (
	notFound problem = iota + 1 // what was named does not exist
	conflict                    // what was given exists already
	invalid                     // what was given cannot be
)

// failure is why a method failed.
type failure struct {
	problem problem
	field   string // of what was given, as JSON names it: "sessions[0].ip"; "" for none
	message string
}

// Error names the field and says what is wrong.
func (f *failure) Error() string {
	if f.field == "" {
		return f.message
	}
	return f.field + ": " + f.message
}

func fail(problem problem, field, format string, args ...any) error {
	return &failure{problem: problem, field: field, message: fmt.Sprintf(format, args...)}
}

// within adds where a failure is to its field.
func within(where string, err error) error {
	f, ok := err.(*failure)
	if !ok {
		return err
	}
	if f.field != "" {
		where += "." + f.field
	}
	return &failure{problem: f.problem, field: where, message: f.message}
}

// tester is what a Server needs of a test.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	FailNow()
}

// noTest is the tester of a Server that was not made for a test.
type noTest struct{}

func (noTest) Helper()                           {}
func (noTest) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (noTest) FailNow()                          {}

// must ends the test, or panics where there is none, unless err is nil.
func (s *Server) must(err error) {
	s.t.Helper()
	if err == nil {
		return
	}
	s.t.Errorf("accounttest: %v", err)
	if runsTest() {
		s.t.FailNow()
	}
	runtime.Goexit() // FailNow would mark the test as finished, which still runs
}

// runsTest reports whether package testing runs a test on the calling goroutine, be it a
// test, a subtest, a benchmark or a fuzz target. On others FailNow is not allowed, and on
// these nothing else ends the test.
func runsTest() bool {
	callers := make([]uintptr, 64)
	n := runtime.Callers(0, callers)
	for n == len(callers) {
		callers = make([]uintptr, 2*len(callers))
		n = runtime.Callers(0, callers)
	}
	frames := runtime.CallersFrames(callers[:n])
	for {
		frame, more := frames.Next()
		if slices.Contains([]string{"testing.tRunner", "testing.fRunner", "testing.(*B).runN"}, frame.Function) {
			return true
		}
		if !more {
			return false
		}
	}
}

// index names an entry of a list.
func index(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
