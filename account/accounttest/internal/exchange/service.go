package exchange

import (
	"errors"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/router"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Service is what all requests to one service share. Store and Settings are guarded by a
// lock of the caller's.
type Service struct {
	Settings *state.Settings
	Store    *state.Store

	routes *router.Router[*Operation]
	calls  callCounters
}

// NewService makes a service that does the operations of a router.
func NewService(settings *state.Settings, store *state.Store, routes *router.Router[*Operation]) *Service {
	return &Service{Settings: settings, Store: store, routes: routes, calls: callCounters{}}
}

// ResetRateLimits forgets all calls that were counted so far.
func (s *Service) ResetRateLimits() { clear(s.calls) }

// Start begins an exchange: it decodes the query or the body. It needs no lock.
func (s *Service) Start(request *http.Request, body []byte, now time.Time) (*Request, *Response) {
	r := &Request{
		HTTP: request, Now: now, Settings: s.Settings, Version: s.Settings.Version, calls: s.calls,
		Input: php.ReadParams(request.Method, request.Header.Get("Content-Type"), request.URL.RawQuery, body),
	}
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
// lock.
func (s *Service) Serve(r *Request, w *Response) {
	r.Store = s.Store
	err := serve(r, w)
	if err == nil {
		writeLog(r, w)
		resetRateLimit(r, w)
		if r.User != nil && r.Now.Sub(r.User.AccessedAt) > 24*time.Hour {
			r.User.AccessedAt = r.Now
		}
		return
	}
	rejected := new(Error)
	if !errors.As(err, &rejected) {
		rejected = Reject("general_unknown")
	}
	w.Reject(r, rejected.In(r.Version).OnWire().explained(r))
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
