package exchange

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/router"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Service is what all requests to one service share. Store is guarded by a lock of the
// caller's.
type Service struct {
	Store *state.Store

	settings atomic.Pointer[state.Settings]
	routes   *router.Router[*Operation]
	calls    *callCounters
}

// NewService makes a service that does the operations of a router.
func NewService(settings *state.Settings, store *state.Store, routes *router.Router[*Operation]) *Service {
	s := &Service{Store: store, routes: routes, calls: newCallCounters()}
	s.settings.Store(settings)
	return s
}

// Settings are those in force. Nothing changes them; ChangeSettings puts others in force.
func (s *Service) Settings() *state.Settings { return s.settings.Load() }

// ChangeSettings puts other settings in force, for requests that begin from now on.
func (s *Service) ChangeSettings(settings *state.Settings) { s.settings.Store(settings) }

// Start begins an exchange: it decodes the query or the body. It needs no lock.
func (s *Service) Start(request *http.Request, body []byte, now time.Time) (*Request, *Response) {
	settings := s.Settings()
	r := &Request{
		HTTP: request, Now: now, Settings: settings, Version: settings.Version, calls: s.calls,
	}
	r.Input, r.unreadable = php.ReadParams(request.Method, request.Header.Get("Content-Type"), request.URL.RawQuery, body)
	path, inAPI := apiPath(request)
	r.Operation, r.Path = s.routes.Find(request.Method, path)
	if r.Operation == nil {
		r.elsewhere = inAPI && isElsewhere(path)
		r.Operation = &Operation{ErrorsArePages: !inAPI || r.Version.UnknownRoutesArePage && !r.elsewhere}
	}
	w := &Response{Status: http.StatusOK, format: request.Header.Get("X-Appwrite-Response-Format")}
	w.Reset(r)
	return r, w
}

// Serve takes the request through all checks and then to its handler. The caller holds the
// lock. What it returns, if it is not nil, has to be done without the lock, and then Serve
// be called again.
func (s *Service) Serve(r *Request, w *Response) (first func()) {
	r.Store, r.Project, r.User, r.Session, r.Key, r.Behind = s.Store, nil, nil, nil, nil, nil
	if isUnknownToSwoole(r.HTTP) {
		w.Header, w.Status, w.Error = http.Header{}, http.StatusBadRequest, &Error{Status: http.StatusBadRequest}
		return nil
	}
	if r.unreadable != nil && r.Settings.Bugs {
		w.crash(r)
		return nil
	}
	err := serve(r, w)
	var pending hashing
	if errors.As(err, &pending) {
		return func() { r.hash(pending) }
	}
	if err == nil {
		writeLog(r, w)
		resetRateLimit(r, w)
		if r.User != nil && r.Now.Sub(r.User.AccessedAt) > 24*time.Hour {
			r.User.AccessedAt = r.Now
		}
		return nil
	}
	rejected := new(Error)
	if !errors.As(err, &rejected) {
		rejected = Reject("general_unknown")
	}
	w.Reject(r, rejected.In(r.Version).OnWire().explained(r))
	return nil
}

// Identify finds out who calls, as far as the credentials are good, for what happens before
// the checks. The caller holds the lock.
func (s *Service) Identify(r *Request) {
	r.Store = s.Store
	w := &Response{Header: http.Header{}} // the checks say there what they used
	_ = resolveProject(r, w)
	_ = resolveUser(r, w)
	_ = resolveKey(r, w)
}

// isUnknownToSwoole reports whether the service's HTTP library rejects a request before the
// service sees it: by an empty response with 400.
func isUnknownToSwoole(request *http.Request) bool {
	return request.Method == http.MethodTrace ||
		strings.ContainsFunc(request.RequestURI, func(r rune) bool { return r > unicode.MaxASCII })
}

func serve(r *Request, w *Response) error {
	for _, check := range checks {
		if err := check(r, w); err != nil {
			return err
		}
	}
	w.Actor = r.User
	return r.Operation.Handle(r, w)
}
