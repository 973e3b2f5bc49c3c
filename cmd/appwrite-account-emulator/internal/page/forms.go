package page

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// form is what a person sent, or a form without values that a page begins with.
type form struct {
	action  string
	values  url.Values
	problem *control.Problem // why it was rejected
}

// Action is where the form is sent to.
func (f form) Action() string { return f.action }

// Problem is why the form was rejected, nil if it was not.
func (f form) Problem() *control.Problem { return f.problem }

// value is what is in a field: what was sent, or what it begins with.
func (f form) value(name, start string) string {
	if f.values != nil {
		return f.values.Get(name)
	}
	return start
}

// checked is value for a box.
func (f form) checked(name, value string, start bool) bool {
	if f.values != nil {
		return slices.Contains(f.values[name], value)
	}
	return start
}

// wrong reports whether a field is what the form was rejected for.
func (f form) wrong(name string) bool {
	if f.problem == nil || name == "" {
		return false
	}
	field := f.problem.Field
	return field == name || strings.HasPrefix(field, name+"[") || strings.HasPrefix(field, name+".")
}

// sent is what a form sends. The first value that cannot be read is its error.
type sent struct {
	request *http.Request
	values  url.Values
	problem *control.Problem
}

func invalid(field, format string, args ...any) *control.Problem {
	return &control.Problem{
		Type: control.ProblemTypeInvalid, Title: "Invalid", Status: http.StatusBadRequest, Field: field, Detail: fmt.Sprintf(format, args...),
	}
}

func (s *sent) reject(field, format string, args ...any) {
	if s.problem == nil {
		s.problem = invalid(field, format, args...)
	}
}

// err is the first value that cannot be read, as an error.
func (s *sent) err() error {
	if s.problem == nil {
		return nil
	}
	return s.problem
}

func (s *sent) text(name string) string { return strings.TrimSpace(s.values.Get(name)) }

func (s *sent) on(name string) bool { return s.values.Get(name) != "" }

// list is the words of a field, each on a line of its own or after a comma.
func (s *sent) list(name string) []string {
	words := strings.FieldsFunc(s.values.Get(name), func(c rune) bool { return c == '\n' || c == '\r' || c == ',' })
	list := make([]string, 0, len(words))
	for _, word := range words {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

func (s *sent) whole(name string) int {
	if s.text(name) == "" {
		return 0
	}
	n, err := strconv.Atoi(s.text(name))
	if err != nil {
		s.reject(name, "%q is no whole number", s.text(name))
	}
	return n
}

func (s *sent) number(name string) float64 {
	if s.text(name) == "" {
		return 0
	}
	n, err := strconv.ParseFloat(s.text(name), 64)
	if err != nil || n != n || n > maxNumber || n < -maxNumber {
		s.reject(name, "%q is no number", s.text(name))
	}
	return n
}

// maxNumber is more seconds than a duration in Go has.
const maxNumber = 1e9

// moment is a time as an input for times sends it, in the zone of this machine, or as RFC 3339
// has it.
func (s *sent) moment(name string) time.Time {
	text := s.text(name)
	if text == "" {
		return time.Time{}
	}
	if parsed, err := time.Parse(time.RFC3339, text); err == nil {
		return parsed
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if parsed, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return parsed
		}
	}
	s.reject(name, "%q is no time; write one as 2026-01-31T09:00", text)
	return time.Time{}
}

// object is a JSON object, with its numbers as they are.
func (s *sent) object(name string) map[string]any {
	text := s.text(name)
	if text == "" {
		return nil
	}
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil || object == nil {
		s.reject(name, `it has to be a JSON object, such as {"theme": "dark"}`)
		return nil
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		s.reject(name, "it goes on after the JSON object")
	}
	return object
}

// notice is what a page says about the form that led to it.
type notice struct {
	Text   string
	Secret string // shown once
	Use    string // what the secret is for
	Link   string // a page about it, with its name
	Name   string
	next   string // the page
}

// act does what a form is for, and says where to go on.
type act func(ctx context.Context, s *sent) (notice, error)

// maxForm is larger than any form but that for files.
const maxForm = 256 << 10

// takes serves a form of a page. Afterwards the browser is sent on, so that a reload does not
// do it again. A form that is rejected is shown again on its page.
func (p *page) takes(show shower, do act) http.HandlerFunc {
	return p.takesUpTo(maxForm, show, do)
}

func (p *page) takesUpTo(most int64, show shower, do act) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, most)
		if err := parse(r); err != nil {
			p.showError(w, r, invalid("", "the form cannot be read: %v", err))
			return
		}
		s := &sent{request: r, values: r.PostForm}
		said, err := do(r.Context(), s)
		var problem *control.Problem
		switch {
		case err == nil:
			http.Redirect(w, r, p.notices.keep(said, back(r, said.next)), http.StatusSeeOther)
		case errors.As(err, &problem):
			p.show(w, r, show, &form{action: r.URL.Path, values: r.PostForm, problem: problem})
		default:
			p.showError(w, r, err)
		}
	}
}

// inMemory is how much of the files of a form stays in memory.
const inMemory = 1 << 20

func parse(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.ParseMultipartForm(inMemory)
	}
	return r.ParseForm()
}

// back is the page that a form was on, if it says so, or another one. It is one of this site.
func back(r *http.Request, other string) string {
	target, err := url.Parse(r.PostForm.Get("back"))
	if err != nil || target.Scheme != "" || target.Host != "" || !strings.HasPrefix(target.Path, "/") || strings.ContainsRune(target.Path, '\\') {
		return other
	}
	return target.String()
}

// noticeParam is the parameter of an address that has a notice.
const noticeParam = "notice"

// notices are kept until they are shown, each once. The address has only an id, so that a link
// cannot make the page say something, and a secret is in no history.
type notices struct {
	mu    sync.Mutex
	kept  map[string]notice
	order []string
}

// maxNotices bounds those that nobody came for.
const maxNotices = 100

// keep keeps a notice, and returns the address of the page that shows it.
func (n *notices) keep(said notice, target string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept == nil {
		n.kept = map[string]notice{}
	}
	id := rand.Text()
	n.kept[id] = said
	if n.order = append(n.order, id); len(n.order) > maxNotices {
		delete(n.kept, n.order[0])
		n.order = n.order[1:]
	}
	address, _ := url.Parse(target) // the page's own, or checked by back
	query := address.Query()
	query.Set(noticeParam, id)
	address.RawQuery = query.Encode()
	return address.String()
}

// take returns a notice for the only time, nil if there is none.
func (n *notices) take(id string) *notice {
	n.mu.Lock()
	defer n.mu.Unlock()
	said, found := n.kept[id]
	if !found {
		return nil
	}
	delete(n.kept, id)
	return &said
}
