package page

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// insideOrigin is the address in requests that the page makes. A name of this machine passes
// every guard.
const insideOrigin = "http://127.0.0.1"

// newClient is a client of a control API inside the process.
func newClient(handler http.Handler, token string) *control.ClientWithResponses {
	authorize := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
	client, err := control.NewClientWithResponses(insideOrigin+control.Path,
		control.WithHTTPClient(&http.Client{Transport: handlerTransport{handler}}), control.WithRequestEditorFn(authorize))
	if err != nil {
		panic(err) // the address is a constant
	}
	return client
}

// handlerTransport passes requests to a handler, without a network.
type handlerTransport struct{ handler http.Handler }

// RoundTrip returns what the handler responds. A fault that closes the connection is a panic.
func (h handlerTransport) RoundTrip(r *http.Request) (response *http.Response, err error) {
	defer func() {
		if failed := recover(); failed == http.ErrAbortHandler {
			err = errors.New("the connection was closed")
		} else if failed != nil {
			panic(failed)
		}
	}()
	inbound := r.Clone(r.Context())
	inbound.RequestURI = r.URL.RequestURI()
	inbound.Host = r.URL.Host
	inbound.RemoteAddr = "127.0.0.1:0"
	if inbound.Body == nil {
		inbound.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	h.handler.ServeHTTP(recorder, inbound)
	return recorder.Result(), nil
}

// response is what the methods of the client return.
type response interface {
	StatusCode() int
	GetApplicationProblemJSONDefault() *control.Problem
}

// done turns a problem into an error. It takes what a method of the client returns.
func done[R response](r R, err error) (R, error) {
	switch {
	case err != nil:
		return r, err
	case r.GetApplicationProblemJSONDefault() != nil:
		return r, r.GetApplicationProblemJSONDefault()
	case r.StatusCode() >= http.StatusBadRequest:
		return r, fmt.Errorf("the control API responded with status %d", r.StatusCode())
	}
	return r, nil
}

// did is done for a call whose response says nothing else.
func did[R response](r R, err error) error {
	_, err = done(r, err)
	return err
}

// accountClient calls the account service as an app does, with the options of one.
func (p *page) accountClient(service *control.Service, options ...account.Option) (*account.Client, error) {
	inside := account.WithHTTPClient(&http.Client{Transport: handlerTransport{p.service}})
	return account.New(service.Endpoint, service.ProjectID, append([]account.Option{inside, account.WithRetries(0)}, options...)...)
}
