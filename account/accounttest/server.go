package accounttest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/operations"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Server is an account service of its own: one project, its users and all that belongs to
// them, in memory. Make one with [New] or [NewServer]. Its methods can be called from any
// number of goroutines.
type Server struct {
	*core
	t tester
}

// core is what all [Server]s of one service share, whatever they do with failures.
type core struct {
	options  options
	clock    *Clock
	http     *httptest.Server
	stopping context.Context
	stop     context.CancelFunc

	bodyTimeout time.Duration // for reading a body
	hashing     func()        // called before a password is hashed

	changing sync.Mutex // held while settings are changed; locked before mu

	mu         sync.Mutex
	settings   Settings
	service    *exchange.Service // what it stores is guarded by mu
	requests   requestLog
	faults     []*activeFault
	faultsMade int
	start      start

	readers       sync.Mutex // locked after mu
	subscriptions []*Subscription
}

// New starts a service for one test, and stops it when the test ends. Methods that fail, such
// as [Server.LastMail] where no mail was sent, fail the test and end the calling goroutine,
// be it the test's or another one.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	server, err := NewServer(opts...)
	if err != nil {
		t.Fatal(err)
	}
	server.t = t
	t.Cleanup(server.Close)
	return server
}

// NewServer starts a service outside of a test. The caller has to Close it. Where the methods
// of a Server made by New fail the test, those of this one panic.
func NewServer(opts ...Option) (*Server, error) {
	server, err := newServer(opts)
	if err != nil {
		return nil, err
	}
	// The listener comes first, so that a taken address is an error and no panic.
	listener, err := net.Listen("tcp", server.options.address)
	if err != nil {
		return nil, fmt.Errorf("accounttest: cannot listen on %s: %w", server.options.address, err)
	}
	server.http = &httptest.Server{
		Listener: listener,
		Config:   &http.Server{Handler: server.Handler(), ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute},
	}
	server.http.Start()
	return server, nil
}

// NewDetached makes a service that does not listen: the caller serves [Server.Handler] at
// an address of their own, next to other pages for example. The base URL, such as
// "http://127.0.0.1:4080", says where that is; Endpoint and the ready-made clients use it.
// WithAddress has no effect.
func NewDetached(baseURL string, opts ...Option) (*Server, error) {
	server, err := newServer(opts)
	if err != nil {
		return nil, err
	}
	server.http = &httptest.Server{URL: baseURL, Listener: noListener{}, Config: &http.Server{Handler: server.Handler()}}
	return server, nil
}

// noListener is the listener of a service that does not listen.
type noListener struct{}

func (noListener) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (noListener) Close() error              { return nil }
func (noListener) Addr() net.Addr            { return &net.TCPAddr{} }

func newServer(opts []Option) (*Server, error) {
	server := &Server{
		core: &core{options: defaultOptions(), clock: &Clock{}, bodyTimeout: 30 * time.Second, hashing: func() {}},
		t:    noTest{},
	}
	o := &server.options
	for _, option := range opts {
		option(o)
	}
	if o.problem != nil {
		return nil, fmt.Errorf("accounttest: %w", o.problem)
	}
	o.settings = o.settings.of(o.version)
	if err := o.settings.check(o.version); err != nil {
		return nil, fmt.Errorf("accounttest: %w", err)
	}
	routes, err := operations.Router(o.version)
	if err != nil {
		return nil, err
	}
	if (o.freezeTime || !o.time.IsZero()) && !server.clock.CanShow(o.time) {
		return nil, fmt.Errorf("accounttest: the clock cannot start at %s; it shows the years from %d to %d", o.time.Format(time.RFC3339), firstYear, lastYear)
	}
	if o.freezeTime {
		server.clock.Freeze()
	}
	if o.freezeTime || !o.time.IsZero() {
		server.clock.Set(o.time)
	}
	server.stopping, server.stop = context.WithCancel(context.Background())
	store := state.NewStore(o.projectID, o.projectName, o.apiKey, server.clock.Now())
	if err := store.Check(); err != nil { // a reset could not lead back to it
		return nil, fmt.Errorf("accounttest: the project or its key cannot be: %w", err)
	}
	server.service = exchange.NewService(o.settings.internal(o), store, routes)
	server.settings = o.settings.clone()
	server.start = start{settings: o.settings.clone(), clock: server.clock.state()}
	return server, nil
}

// Close stops the service, together with the responses it still holds back and the requests
// that have not arrived completely. It can be called more than once.
func (s *Server) Close() {
	s.stop()
	s.http.Close()
}

// Endpoint is the address that clients are made with; it ends in /v1.
func (s *Server) Endpoint() string { return s.http.URL + "/v1" }

// ProjectID is the project that clients are made with.
func (s *Server) ProjectID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.service.Store.ProjectID
}

// Version is the version of the server that the service plays, as errors name it: "1.7.4"
// unless WithServerVersion chose another.
func (s *Server) Version() string { return s.options.version.Number }

// APIKey is the secret of a key that may do all that keys may do here.
func (s *Server) APIKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.service.Store.APIKey
}

// Clock is the clock of the service.
func (s *Server) Clock() *Clock { return s.clock }

// Handler is the service as an [http.Handler], to mount it in a server of your own. It
// expects the paths of the real service, from /v1 on.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

func (s *Server) serveHTTP(out http.ResponseWriter, request *http.Request) {
	began := time.Now()
	body, size, err := s.readBody(out, request)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller is gone or too slow: nobody waits for a response
	}
	readable := body
	if size > maxBody {
		readable = nil
	}
	r, w := s.service.Start(request, readable, s.clock.Now())
	if request.Method == http.MethodOptions {
		_ = w.Preflight(r)
		w.Write(out, request)
		return
	}
	fault := s.drawFault(r)
	if !s.delay(request.Context(), fault) {
		panic(http.ErrAbortHandler)
	}
	if !fault.replacesOperation() {
		s.serve(r, w)
	}
	fault.reject(r, w)
	w = fault.replace(w)
	s.record(r, w, fault, body, size, began)
	fault.deliver(w, out, request)
}

// maxBody is the size of the largest body that the service reads. A larger one counts as
// empty, as JSON does that cannot be read.
const maxBody = 12 << 20

// readBody reads a body. Of one that is too large it returns the beginning, with the whole
// size. It gives up when the time is over or the service is closed, so that half a request
// does not stay.
func (s *Server) readBody(out http.ResponseWriter, request *http.Request) (body []byte, size int, err error) {
	if request.Body == nil || request.Body == http.NoBody {
		return nil, 0, nil
	}
	connection := http.NewResponseController(out)
	// Without a connection, as in a test with a recorder, there is nothing to wait for. At the
	// end of the body net/http lifts the deadline, and a fault can delay the response for longer.
	if connection.SetReadDeadline(time.Now().Add(s.bodyTimeout)) == nil {
		defer context.AfterFunc(s.stopping, func() { _ = connection.SetReadDeadline(time.Now()) })()
	}
	var read bytes.Buffer
	if _, err := read.ReadFrom(io.LimitReader(request.Body, maxBody)); err != nil {
		return nil, 0, err
	}
	rest, err := io.Copy(io.Discard, request.Body)
	return read.Bytes(), read.Len() + int(rest), err
}

func (s *Server) serve(r *exchange.Request, w *exchange.Response) {
	for first := s.serveLocked(r, w); first != nil; first = s.serveLocked(r, w) {
		s.hashing()
		first()
	}
}

func (s *Server) serveLocked(r *exchange.Request, w *exchange.Response) (first func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := s.service.Store.Sent
	first = s.service.Serve(r, w)
	messages := s.service.Store.Messages
	for i := len(messages) - (s.service.Store.Sent - sent); i < len(messages); i++ {
		message := viewMessage(messages[i])
		s.publish(Event{Message: &message})
	}
	s.service.Store.KeepMessages(s.options.messageLog)
	return first
}
