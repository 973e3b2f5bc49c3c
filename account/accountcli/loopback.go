package accountcli

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// DefaultBrowserLimit is how long a Loopback waits for the browser when the context has no
// deadline.
const DefaultBrowserLimit = 5 * time.Minute

// What a client of the listener can cost.
const (
	loopbackHeaderLimit = 16 << 10 // bytes
	loopbackReadLimit   = 10 * time.Second
)

// Loopback is where a browser brings the result of a sign-in: a web server on this machine
// for one request. Make one with ListenLoopback, pass URL to the service, Wait, and Close.
//
// Only the browser that was sent to URL can end the wait. URL has a random state, which is
// compared in constant time and counts once; requests without it, with another method or
// with another host in their header, as in DNS rebinding, get an error page and change
// nothing. What comes back is in no page, header or log.
//
// A client that sends nothing is disconnected after 10 seconds, and so is one with a header
// of more than 16 KiB at once.
type Loopback struct {
	host   string // what browsers are sent to, with the port
	state  string
	limit  time.Duration
	server *http.Server

	listeners []net.Listener

	mu       sync.Mutex
	used     bool
	outcomes chan outcome
}

// outcome is what the browser brought.
type outcome struct {
	callback *account.Callback
	err      error
}

// errNotThisSignIn is a URL without the state of the sign-in that is waiting.
var errNotThisSignIn = errors.New("accountcli: the address does not belong to the sign-in that is waiting; copy all of the newest one")

// errUsed is a URL whose state was used before.
var errUsed = errors.New("accountcli: the address was used before")

// callbackPath is the path of URL.
const callbackPath = "/callback"

// ListenLoopback listens on a free port of this machine, which other machines cannot reach.
//
// The service allows the host "localhost" in every project, and 127.0.0.1 only where it is a
// platform. So URL says localhost, and the listener takes the port on both addresses that a
// browser may find under this name, 127.0.0.1 and, where the machine has IPv6, ::1. Another
// program cannot stand in for it there.
func ListenLoopback(ctx context.Context) (*Loopback, error) {
	return listenLoopback(ctx, network{
		listen: new(net.ListenConfig).Listen,
		dial:   (&net.Dialer{Timeout: time.Second}).DialContext,
	})
}

// network is what a Loopback needs of the machine's network.
type network struct {
	listen func(ctx context.Context, network, address string) (net.Listener, error)
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
}

func listenLoopback(ctx context.Context, machine network) (*Loopback, error) {
	listeners, port, err := machine.listenOnLocalhost(ctx)
	if err != nil {
		return nil, fmt.Errorf("accountcli: no port of this machine can be listened on: %w", err)
	}
	l := &Loopback{
		host:     "localhost:" + port,
		state:    rand.Text(),
		limit:    DefaultBrowserLimit,
		outcomes: make(chan outcome, 1),

		listeners: listeners,
	}
	l.server = &http.Server{
		Handler:        l,
		ReadTimeout:    loopbackReadLimit,
		WriteTimeout:   loopbackReadLimit,
		MaxHeaderBytes: loopbackHeaderLimit - 4096, // net/http adds 4096
		ErrorLog:       quiet,
	}
	l.server.SetKeepAlivesEnabled(false)
	for _, listener := range listeners {
		go l.server.Serve(listener) //nolint:errcheck // it always ends with ErrServerClosed
	}
	return l, nil
}

// listenOnLocalhost listens on one port of all addresses that localhost may mean.
func (n network) listenOnLocalhost(ctx context.Context) (listeners []net.Listener, port string, err error) {
	for range 10 {
		v4, err := n.listen(ctx, "tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, "", err
		}
		port = strconv.Itoa(v4.Addr().(*net.TCPAddr).Port)
		v6, err := n.listen(ctx, "tcp6", "[::1]:"+port)
		if err == nil {
			return []net.Listener{v4, v6}, port, nil
		}
		if !n.isTaken(ctx, "[::1]:"+port) {
			return []net.Listener{v4}, port, nil // no IPv6 on this machine
		}
		v4.Close() // browsers could find the other program there
	}
	return nil, "", errors.New("other programs listen on ::1")
}

// isTaken reports whether somebody accepts connections at an address of this machine.
func (n network) isTaken(ctx context.Context, address string) bool {
	connection, err := n.dial(ctx, "tcp6", address)
	if err == nil {
		connection.Close()
	}
	return err == nil
}

// URL is the address to give to the service: as Success and Failure of CreateOAuth2Token, or
// as URL of CreateMagicURLToken. The state in it is the one parameter that every server
// version keeps.
func (l *Loopback) URL() string {
	return "http://" + l.host + callbackPath + "?state=" + l.state
}

// Format prints the host and the port, whatever the verb: the state is as good as a secret.
func (l *Loopback) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "accountcli.Loopback(%s)", l.host)
}

// Wait returns what the browser brought, for the SignIn method of a client, and stops
// listening.
//
// A sign-in that failed is the *account.Error that the service reported, such as
// account.ErrUserBlocked, or ErrUserOAuth2ProviderError where the person said no. When nobody
// came in time the error wraps context.DeadlineExceeded.
func (l *Loopback) Wait(ctx context.Context) (*account.Callback, error) {
	defer l.Close()
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, l.limit)
		defer cancel()
	}
	select {
	case outcome := <-l.outcomes:
		return outcome.callback, outcome.err
	case <-ctx.Done():
		return nil, fmt.Errorf("accountcli: the browser did not come back from the sign-in: %w", context.Cause(ctx))
	}
}

// Close stops listening. Wait does it, too; closing twice does no harm.
func (l *Loopback) Close() error {
	for _, listener := range l.listeners {
		listener.Close() // the server may not have got to it yet
	}
	l.server.Close()
	return nil
}

// Accept takes an address that a person copied from a browser on another machine, where it
// leads nowhere, as if the browser had come here. An address of another sign-in is an error,
// and Wait goes on.
func (l *Loopback) Accept(address string) error {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return errNotThisSignIn // the error of url.Parse quotes the address
	}
	outcome, err := l.take(u)
	if err == nil {
		l.outcomes <- outcome
	}
	return err
}

// take uses up the state. An address that has nothing besides does not: it is nothing that
// the service sends.
func (l *Loopback) take(u *url.URL) (outcome, error) {
	states := u.Query()["state"]
	if len(states) != 1 || subtle.ConstantTimeCompare([]byte(states[0]), []byte(l.state)) != 1 {
		return outcome{}, errNotThisSignIn
	}
	callback, err := account.ParseCallback(u)
	var incomplete *account.MissingParameterError
	if errors.As(err, &incomplete) {
		return outcome{}, errNotThisSignIn
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used {
		return outcome{}, errUsed
	}
	l.used = true
	return outcome{callback, err}, nil
}

// ServeHTTP responds to the browser, and to whoever else connects.
func (l *Loopback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !strings.EqualFold(r.Host, l.host):
		showPage(w, http.StatusMisdirectedRequest, pageForeign)
	case r.URL.Path != callbackPath:
		showPage(w, http.StatusNotFound, pageForeign)
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		showPage(w, http.StatusMethodNotAllowed, pageForeign)
	default:
		l.serveCallback(w, r)
	}
}

func (l *Loopback) serveCallback(w http.ResponseWriter, r *http.Request) {
	outcome, err := l.take(r.URL)
	switch {
	case errors.Is(err, errUsed):
		showPage(w, http.StatusGone, pageUsed)
		return
	case err != nil:
		showPage(w, http.StatusForbidden, pageForeign)
		return
	case outcome.err != nil:
		showPage(w, http.StatusOK, pageFailed)
	default:
		showPage(w, http.StatusOK, pageReceived)
	}
	// The page is on its way before Wait closes the connection.
	http.NewResponseController(w).Flush() // a browser that has gone brought its result all the same
	l.outcomes <- outcome
}
