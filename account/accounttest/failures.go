package accounttest

import (
	"fmt"
	"runtime"
	"slices"
)

// FailureKind says what kind of a [Failure] it is.
type FailureKind int

// The kinds of failures.
const (
	NotFound FailureKind = iota + 1 // what was named does not exist
	Conflict                        // what was given exists already
	Invalid                         // what was given cannot be
)

// Failure is why a method of a [Server] failed. [Server.Try] returns it.
type Failure struct {
	Kind    FailureKind
	Field   string // of what was given, as JSON names it: "sessions[0].ip"; "" for none
	Line    int    // of the file that was given, from 1 on; 0 for none
	Message string
}

// Error names the place and says what is wrong.
func (f *Failure) Error() string {
	message := f.Message
	if f.Field != "" {
		message = f.Field + ": " + message
	}
	if f.Line > 0 {
		message = fmt.Sprintf("line %d: %s", f.Line, message)
	}
	return message
}

func fail(kind FailureKind, field, format string, args ...any) error {
	return &Failure{Kind: kind, Field: field, Message: fmt.Sprintf(format, args...)}
}

// within adds where a failure is to its field.
func within(where string, err error) error {
	f, ok := err.(*Failure)
	if !ok {
		return err
	}
	if f.Field != "" {
		where += "." + f.Field
	}
	return &Failure{Kind: f.Kind, Field: where, Line: f.Line, Message: f.Message}
}

// tester is what a Server needs of a test.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	FailNow()
}

// noTest is the tester of a Server that was not made for a test.
type noTest struct{}

func (noTest) Helper()               {}
func (noTest) Errorf(string, ...any) {}
func (noTest) FailNow()              {}

// must ends the test, or panics where there is none, unless err is nil.
func (s *Server) must(err error) {
	s.t.Helper()
	if err == nil {
		return
	}
	if s.t == (noTest{}) {
		panic(raised{fmt.Errorf("accounttest: %w", err)})
	}
	s.t.Errorf("accounttest: %v", err)
	if runsTest() {
		s.t.FailNow()
	}
	runtime.Goexit() // FailNow would mark the test as finished, which still runs
}

// raised is what a method panics with where there is no test.
type raised struct{ error }

// Unwrap returns the reason.
func (r raised) Unwrap() error { return r.error }

// Try calls do, and returns the first failure of the service that do is given, where other
// methods fail the test or panic. It is for programs that pass failures on, and for tests of
// what a wrong seed leads to. Do not keep the service that do is given.
//
//	err := srv.Try(func(srv *accounttest.Server) { srv.CreateUser(seed) })
func (s *Server) Try(do func(srv *Server)) (err error) {
	defer func() {
		switch recovered := recover().(type) {
		case nil:
		case raised:
			err = recovered.error
		default:
			panic(recovered)
		}
	}()
	do(&Server{core: s.core, t: noTest{}})
	return nil
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
