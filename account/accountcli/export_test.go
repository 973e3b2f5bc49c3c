package accountcli

import (
	"context"
	"io"
	"net"
	"time"
)

// WithStandardInput replaces standard input, which stays what the program did not choose.
func WithStandardInput(in io.Reader) Option {
	return func(t *Terminal) { t.in = newInput(in) }
}

// ListenLoopbackOn is ListenLoopback on a network.
func ListenLoopbackOn(
	ctx context.Context,
	listen func(ctx context.Context, network, address string) (net.Listener, error),
	dial func(ctx context.Context, network, address string) (net.Conn, error),
) (*Loopback, error) {
	return listenLoopback(ctx, network{listen, dial})
}

// State is the state in the URL of a Loopback.
func (l *Loopback) State() string { return l.state }

// SetLimit changes how long Wait waits where the context has no deadline.
func (l *Loopback) SetLimit(limit time.Duration) { l.limit = limit }

// WithKeychain replaces the keychain of the system.
func WithKeychain(set func(service, user, secret string) error, get func(service, user string) (string, error), remove func(service, user string) error) StoreOption {
	return func(s *Store) { s.keychain = fakeKeychain{set, get, remove} }
}

type fakeKeychain struct {
	set    func(service, user, secret string) error
	get    func(service, user string) (string, error)
	remove func(service, user string) error
}

func (k fakeKeychain) Set(service, user, secret string) error   { return k.set(service, user, secret) }
func (k fakeKeychain) Get(service, user string) (string, error) { return k.get(service, user) }
func (k fakeKeychain) Delete(service, user string) error        { return k.remove(service, user) }

// ExplainAt is what Explain says of a rate limit at a time.
func ExplainAt(err error, now time.Time) string { return explainRateLimit(err, now) }

// OpenWith opens an address with commands as the variable BROWSER has them.
var OpenWith = openWith

// OpenBrowserOn is OpenBrowser on a system, as runtime.GOOS names it.
var OpenBrowserOn = openBrowser

// HasScreen reports whether a system would show a window.
var HasScreen = hasScreen
