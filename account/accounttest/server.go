package accounttest

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is an account service of its own: one project, its users and all that
// belongs to them, in memory. Make one with [New] or [NewServer]. Its methods
// can be called from any number of goroutines.
type Server struct {
	settings settings
	clock    *Clock
	router   *router
	http     *httptest.Server
	jwtKey   []byte
	fail     func(format string, args ...any)
	stopping context.Context
	stop     context.CancelFunc

	mu        sync.Mutex
	projects  map[string]*projectState
	counters  map[string]*window
	outbox    []Message
	requests  []Request
	faults    []*activeFault
	providers map[string]*providerState
}

// New starts a service for one test, and stops it when the test ends. What a
// test cannot go on without, such as a mail that was never sent, fails the test.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	server, err := NewServer(opts...)
	if err != nil {
		t.Fatalf("accounttest: %v", err)
	}
	server.fail = func(format string, args ...any) {
		t.Helper()
		t.Fatalf("accounttest: "+format, args...)
	}
	t.Cleanup(server.Close)
	return server
}

// NewServer starts a service outside of a test. The caller has to Close it.
// Where a Server made by New would fail the test, this one panics.
func NewServer(opts ...Option) (*Server, error) {
	server, err := newServer(opts)
	if err != nil {
		return nil, err
	}
	if err := server.listen(); err != nil {
		return nil, err
	}
	return server, nil
}

func newServer(opts []Option) (*Server, error) {
	chosen := defaultSettings()
	for _, option := range opts {
		option(&chosen)
	}
	router, err := sharedRouter()
	if err != nil {
		return nil, err
	}
	stopping, stop := context.WithCancel(context.Background())
	server := &Server{
		settings: chosen, clock: &Clock{}, router: router, jwtKey: randomBytes(32),
		stopping: stopping, stop: stop,
		counters: map[string]*window{}, providers: map[string]*providerState{},
		fail: func(format string, args ...any) { panic("accounttest: " + fmt.Sprintf(format, args...)) },
	}
	server.startClock()
	server.createProjects()
	return server, nil
}

func (s *Server) startClock() {
	if !s.settings.clock.IsZero() {
		s.clock.Set(s.settings.clock)
	}
	if s.settings.freezeClock {
		s.clock.Freeze()
		s.clock.Set(s.settings.clock)
	}
}

func (s *Server) createProjects() {
	if s.settings.projectID == "" {
		s.settings.projectID = newID(s.clock.Now())
	}
	if s.settings.apiKey == "" {
		s.settings.apiKey = "standard_" + randomHex(sessionSecretLength)
	}
	project := newProject(s.settings.projectID, s.settings.projectName)
	project.Keys = []*keyRecord{defaultKey(s.settings.apiKey)}
	s.projects = map[string]*projectState{
		project.ID: project,
		consoleID:  newProject(consoleID, "Appwrite"),
	}
}

func defaultKey(secret string) *keyRecord {
	return &keyRecord{Name: "Test key", Secret: secret, Scopes: []string{"sessions.write", "targets.write"}}
}

func (s *Server) listen() error {
	// The listener comes first, so that a taken address is an error and no panic.
	listener, err := net.Listen("tcp", s.settings.address)
	if err != nil {
		return fmt.Errorf("accounttest: cannot listen on %s: %w", s.settings.address, err)
	}
	s.http = &httptest.Server{
		Listener: listener,
		Config:   &http.Server{Handler: s.Handler(), ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute},
	}
	s.http.Start()
	return nil
}

// Close stops the service, together with the answers it still holds back. It
// can be called more than once.
func (s *Server) Close() {
	s.stop()
	s.http.Close()
}

// Endpoint is the address that clients are made with; it ends in /v1.
func (s *Server) Endpoint() string {
	return s.http.URL + "/v1"
}

// ProjectID is the project that clients are made with.
func (s *Server) ProjectID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.projectID
}

// APIKey is the secret of a key that may do all that keys may do here.
func (s *Server) APIKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.apiKey
}

// Clock is the time the service lives by.
func (s *Server) Clock() *Clock {
	return s.clock
}

// Handler is the service as an [http.Handler], to mount it in a server of your
// own. It expects the paths of the real service, from /v1 on.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(s.serveHTTP)
}

// maxBody is the largest request body that is read.
const maxBody = 12 << 20

func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return // the caller is gone
	}
	if r.Method == http.MethodOptions {
		s.answerPreflight(w, r)
		return
	}
	x := s.newExchange(r, body)
	fault := s.drawFault(x.operationID())
	if !s.delay(r.Context(), fault) {
		panic(http.ErrAbortHandler)
	}
	if fault.replacesOperation() {
		fault.fail(x)
	} else {
		s.runLocked(x)
		fault.overrule(x)
	}
	s.record(x)
	fault.deliver(x.answer, w, r)
}

func (s *Server) newExchange(r *http.Request, body []byte) *exchange {
	x := &exchange{
		srv: s, request: r, body: body, now: s.clock.Now(), values: map[string]any{},
		answer: &answer{status: http.StatusOK, header: http.Header{}},
	}
	path, _ := apiPath(r)
	x.op, x.path = s.router.find(r.Method, path)
	x.input = requestParams(r.Method, r.Header.Get("Content-Type"), r.URL.RawQuery, body)
	return x
}

func (x *exchange) operationID() string {
	if x.op == nil {
		return ""
	}
	return x.op.id
}

func (s *Server) runLocked(x *exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.run()
}

func (s *Server) answerPreflight(w http.ResponseWriter, r *http.Request) {
	x := s.newExchange(r, nil)
	x.startHeaders()
	x.respondNothing()
	x.answer.write(w, r)
}

// apiPath answers the path below /v1 as it was sent, escapes and all.
func apiPath(r *http.Request) (path string, inAPI bool) {
	raw := r.RequestURI
	if raw == "" {
		raw = r.URL.EscapedPath()
	}
	if parsed, err := url.Parse(raw); err == nil && parsed.Host != "" {
		raw = parsed.EscapedPath()
	}
	raw, _, _ = strings.Cut(raw, "?")
	segments := splitPath(raw)
	if len(segments) == 0 || segments[0] != "v1" {
		return "/outside" + raw, false
	}
	return "/" + strings.Join(segments[1:], "/"), true
}
