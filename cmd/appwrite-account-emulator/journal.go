package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// journal is what the program prints: lines for people, or JSON for programs. Errors and
// warnings go to another stream than the rest.
type journal struct {
	mu       sync.Mutex // lines of one event stay together
	out, err io.Writer

	json     bool
	quiet    bool
	requests bool
}

func newJournal(chosen choices, out, err io.Writer) *journal {
	return &journal{out: out, err: err, json: chosen.json, quiet: chosen.quiet, requests: chosen.logRequests}
}

// print prints an event as text, or as JSON with its attributes.
func (j *journal) print(to io.Writer, level slog.Level, text, event string, attributes ...slog.Attr) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.json {
		slog.New(slog.NewJSONHandler(to, nil)).LogAttrs(context.Background(), level, event, attributes...)
		return
	}
	_, _ = io.WriteString(to, text)
}

// ready prints the line that scripts wait for: it never changes, and comes once requests get
// a response.
func (j *journal) ready(base string, service *accounttest.Server) {
	j.print(j.out, slog.LevelInfo, "Ready: "+service.Endpoint()+"\n", "ready", slog.String("endpoint", service.Endpoint()),
		slog.String("project", service.ProjectID()), slog.String("page", base+"/"), slog.String("server", service.Version()))
}

// note prints what is good to know.
func (j *journal) note(format string, values ...any) {
	if text := fmt.Sprintf(format, values...); !j.quiet {
		j.print(j.out, slog.LevelInfo, text+"\n", text)
	}
}

// instructions prints what people copy into a shell. Programs read the JSON of ready.
func (j *journal) instructions(text string) {
	if !j.quiet && !j.json {
		j.print(j.out, slog.LevelInfo, text, "")
	}
}

// warn prints what is dangerous.
func (j *journal) warn(text string) {
	if !j.quiet {
		j.print(j.err, slog.LevelWarn, "WARNING: "+text+"\n", text)
	}
}

// warnOfUnknown warns of variables that look like settings and are none. They are no errors:
// systems that start containers set variables for every service of a network by its name.
func (j *journal) warnOfUnknown(variables map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		known := func(s setting) bool { return variable(s.name) == name }
		if !slices.ContainsFunc(allSettings(), known) {
			j.warn(strings.Map(printable, name) + " is no setting; --help lists them.")
		}
	}
}

// failed prints why the program ends, or what went wrong in it.
func (j *journal) failed(text string) {
	text = strings.Map(printable, text)
	j.print(j.err, slog.LevelError, programName+": "+text+"\n", text)
}

// serverErrors is the log of the HTTP server.
func (j *journal) serverErrors() *log.Logger { return log.New(failures{j}, "", 0) }

// failures writes each line as a failure.
type failures struct{ journal *journal }

func (f failures) Write(line []byte) (int, error) {
	f.journal.failed(strings.TrimSpace(string(line)))
	return len(line), nil
}

// message prints a mail or an SMS, with its code and its link: that is what it is for.
func (j *journal) message(message accounttest.Message) {
	if j.quiet {
		return
	}
	attributes := []slog.Attr{
		slog.String("channel", string(message.Channel)), slog.String("kind", string(message.Kind)), slog.String("to", message.To),
		slog.String("userId", message.UserID),
	}
	for _, optional := range []struct{ name, value string }{{"code", message.Code}, {"link", message.Link}, {"phrase", message.Phrase}} {
		if optional.value != "" {
			attributes = append(attributes, slog.String(optional.name, optional.value))
		}
	}
	j.print(j.out, slog.LevelInfo, describeMessage(message), "message", attributes...)
}

// logging prints the requests that a handler gets, if they are asked for. The query is left
// out, because it can hold secrets.
func (j *journal) logging(next http.Handler) http.Handler {
	if !j.requests || j.quiet {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, watched := time.Now(), &watchedResponse{ResponseWriter: w}
		// Also after a fault that ends the connection, which is a panic.
		defer func() { j.request(r, watched.status, time.Since(start)) }()
		next.ServeHTTP(watched, r)
	})
}

// request prints a request. A status of 0 is that of a connection that ended without a
// response.
func (j *journal) request(r *http.Request, status int, took time.Duration) {
	path := strings.Map(printable, r.URL.EscapedPath())
	milliseconds := float64(took.Microseconds()) / 1000
	text := fmt.Sprintf("%s  %s %s %d %.1f ms\n", time.Now().Format(time.TimeOnly), r.Method, path, status, milliseconds)
	j.print(j.out, slog.LevelInfo, text, "request",
		slog.String("method", r.Method), slog.String("path", path), slog.Int("status", status), slog.Float64("ms", milliseconds))
}

// watchedResponse remembers the status that was sent.
type watchedResponse struct {
	http.ResponseWriter

	status int
}

// WriteHeader remembers the status.
func (w *watchedResponse) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the service reach the connection.
func (w *watchedResponse) Unwrap() http.ResponseWriter { return w.ResponseWriter }
