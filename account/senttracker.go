package account

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// sentTracker tracks whether any byte of a request may have been sent, and ends an attempt
// before net/http sends the request again by itself.
//
// Over HTTP/2 net/http does that whenever the server resets the stream with PROTOCOL_ERROR
// or REFUSED_STREAM, or says GOAWAY, with any method and without limit. Of these, only the
// first means that the server has seen the request, but nothing tells them apart here: a
// second sending is never made. Over HTTP/1 net/http sends a change again only when it
// wrote nothing, which is safe, and a read when the connection was lost.
//
// Only net/http's own transport reports what it does; a nil tracker is that of any other.
type sentTracker struct {
	transport  *http.Transport
	retryHTTP1 bool // net/http may send the request again over HTTP/1

	used   atomic.Bool // the transport reports to this tracker
	sent   atomic.Bool // a byte of the request may have been sent
	resent atomic.Bool // the request was about to be sent again
}

// errSentTwice is the end of an attempt whose request was about to be sent again.
var errSentTwice = errors.New("the server ended the request without a response; it is not sent again, since it may have had an effect")

// track returns the context of an attempt, which cancel ends.
func (t *sentTracker) track(ctx context.Context, cancel func()) context.Context {
	mark := func() { t.sent.Store(true) }
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.used.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			t.used.Store(true)
			if t.sent.Load() && !(t.retryHTTP1 && t.isHTTP1(info.Conn)) {
				t.resent.Store(true)
				cancel()
			}
		},
		WroteHeaderField: func(string, []string) { mark() },
		WroteHeaders:     mark,
		WroteRequest:     func(httptrace.WroteRequestInfo) { mark() },
	})
}

// isHTTP1 reports whether a connection is certain to speak HTTP/1.
func (t *sentTracker) isHTTP1(conn net.Conn) bool {
	if t.transport.Protocols != nil && t.transport.Protocols.UnencryptedHTTP2() {
		return false
	}
	secure, ok := conn.(interface{ ConnectionState() tls.ConnectionState })
	return !ok || secure.ConnectionState().NegotiatedProtocol != "h2"
}

// unsent reports whether it is certain that the server has seen nothing. Of an unknown
// transport, and of one that passes requests on to another (RegisterProtocol), only a failed
// dial is certain.
func (t *sentTracker) unsent(err error) bool {
	if t == nil || !t.used.Load() {
		return dialing(err)
	}
	return !t.sent.Load()
}

// sentTwice reports whether the attempt was ended before a second sending.
func (t *sentTracker) sentTwice() bool { return t != nil && t.resent.Load() }

// dialing reports whether it was connecting that failed.
func dialing(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
