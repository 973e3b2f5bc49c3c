package account_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// http2Server speaks HTTP/2 frame by frame, so that it can do what net/http's server does
// not. It counts what arrives.
type http2Server struct {
	t        *testing.T
	endpoint string
	roots    *x509.CertPool
	// respond handles the request with a number, from 0, once it has arrived in full.
	respond func(s *http2Stream, number int)

	mu       sync.Mutex
	arrivals []string // method and path
}

// http2Stream is a request to respond to.
type http2Stream struct {
	*http2.Framer
	id uint32
}

func (s *http2Stream) success(body string) {
	var header bytes.Buffer
	encoder := hpack.NewEncoder(&header)
	for _, field := range []hpack.HeaderField{{Name: ":status", Value: "200"}, {Name: "content-type", Value: "application/json"}} {
		_ = encoder.WriteField(field)
	}
	_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: header.Bytes(), EndHeaders: true})
	_ = s.WriteData(s.id, true, []byte(body))
}

func newHTTP2Server(t *testing.T, respond func(s *http2Stream, number int)) *http2Server {
	t.Helper()
	certificate := httptest.NewUnstartedServer(nil)
	certificate.StartTLS()
	certificate.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certificate.TLS.Certificates, NextProtos: []string{"h2"}})
	require.NoError(t, err)
	server := &http2Server{t: t, respond: respond, endpoint: "https://" + listener.Addr().String() + "/v1", roots: x509.NewCertPool()}
	server.roots.AddCert(certificate.Certificate())
	var connections sync.WaitGroup
	var open []net.Conn
	connections.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			server.mu.Lock()
			open = append(open, conn)
			server.mu.Unlock()
			connections.Go(func() { server.serve(conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		server.mu.Lock()
		for _, conn := range open {
			conn.Close()
		}
		server.mu.Unlock()
		connections.Wait()
	})
	return server
}

// serve reads frames until the connection ends.
func (s *http2Server) serve(conn net.Conn) {
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	_ = framer.WriteSettings()
	started := map[uint32]string{}
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				_ = framer.WriteSettingsAck()
			}
		case *http2.MetaHeadersFrame:
			started[frame.StreamID] = frame.PseudoValue("method") + " " + strings.TrimPrefix(frame.PseudoValue("path"), "/v1")
			if frame.StreamEnded() {
				s.arrived(&http2Stream{framer, frame.StreamID}, started[frame.StreamID])
			}
		case *http2.DataFrame:
			if frame.StreamEnded() {
				s.arrived(&http2Stream{framer, frame.StreamID}, started[frame.StreamID])
			}
		}
	}
}

func (s *http2Server) arrived(stream *http2Stream, request string) {
	s.mu.Lock()
	s.arrivals = append(s.arrivals, request)
	number := len(s.arrivals) - 1
	s.mu.Unlock()
	s.respond(stream, number)
}

func (s *http2Server) arrivalsOf(method, path string) (n int) {
	for _, request := range s.requests() {
		if request == method+" "+path {
			n++
		}
	}
	return n
}

func (s *http2Server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.arrivals)
}

// clients are one with the SDK's transport and one with a transport of the program.
func (s *http2Server) clients(t *testing.T, options ...account.Option) map[string]*account.Client {
	t.Helper()
	theirs := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: s.roots}}
	t.Cleanup(theirs.CloseIdleConnections)
	clients := map[string]*account.Client{}
	for name, transport := range map[string]account.Option{
		"the SDK's transport": account.WithRootCAs(s.roots), "a program's transport": account.WithHTTPClient(&http.Client{Transport: theirs}),
	} {
		client, err := account.New(s.endpoint, "library", append([]account.Option{transport, account.WithBackoff(noDelay), account.WithTimeout(time.Minute)}, options...)...)
		require.NoError(t, err)
		t.Cleanup(client.CloseIdleConnections)
		clients[name] = client
	}
	return clients
}

// resets are what a server can do to a stream that net/http answers with another request.
var resets = map[string]func(s *http2Stream){
	"PROTOCOL_ERROR": func(s *http2Stream) { _ = s.WriteRSTStream(s.id, http2.ErrCodeProtocol) },
	"REFUSED_STREAM": func(s *http2Stream) { _ = s.WriteRSTStream(s.id, http2.ErrCodeRefusedStream) },
	"GOAWAY":         func(s *http2Stream) { _ = s.WriteGoAway(0, http2.ErrCodeNo, nil) },
	"INTERNAL_ERROR": func(s *http2Stream) { _ = s.WriteRSTStream(s.id, http2.ErrCodeInternal) },
}

// sampleChanges have a body and none, one-time secrets and none.
var sampleChanges = []string{"createSession", "deleteSession", "updateName", "createAnonymousSession"}

func TestTransport_OverHTTP2AChangeIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, reset := range resets {
		server := newHTTP2Server(t, func(s *http2Stream, _ int) { reset(s) })
		for _, op := range contract.Default().Operations() {
			if op.Method == http.MethodGet || name != "PROTOCOL_ERROR" && !slices.Contains(sampleChanges, op.ID) {
				continue
			}
			t.Run(op.ID+" after "+name, func(t *testing.T) {
				row := rowOf(t, op.ID)
				for transport, client := range server.clients(t, callersOf(t, op)[0].options...) {
					before := server.arrivalsOf(row.Method, row.Path)
					_, err := invoke(t.Context(), t, client, op.ID, row.Args)
					requireTransportError(t, err, op.ID)
					assert.Equal(t, before+1, server.arrivalsOf(row.Method, row.Path), "%s: arrivals", transport)
				}
			})
		}
	}
}

func TestTransport_OverHTTP2ARequestWithoutRetriesIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, reset := range resets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newHTTP2Server(t, func(s *http2Stream, _ int) { reset(s) })
			for transport, client := range server.clients(t, account.WithSession("s")) {
				before := len(server.requests())
				_, err := client.Get(t.Context(), account.NoRetry())
				requireTransportError(t, err, "get")
				assert.Len(t, server.requests(), before+1, "%s: arrivals", transport)
			}
		})
	}
}

func TestTransport_OverHTTP2AReadIsRetriedAsOftenAsAllowed(t *testing.T) {
	t.Parallel()
	for name, reset := range resets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newHTTP2Server(t, func(s *http2Stream, number int) {
				if number%3 < 2 {
					reset(s)
					return
				}
				s.success(userJSON)
			})
			for transport, client := range server.clients(t, account.WithSession("s")) {
				before := len(server.requests())
				_, err := client.Get(t.Context())
				require.NoError(t, err, transport)
				assert.Len(t, server.requests(), before+3, "%s: arrivals", transport)
			}
		})
	}
}

// forwarder is a transport that ignores what net/http's transports report.
type forwarder struct{ base http.RoundTripper }

func (f forwarder) RoundTrip(req *http.Request) (*http.Response, error) {
	return f.base.RoundTrip(req.WithContext(context.Background()))
}

func TestTransport_OneThatForwardsRequestsIsNotTrusted(t *testing.T) {
	t.Parallel()
	arrived := 0
	lost := roundTripFunc(func(req *http.Request) (*http.Response, error) {
		arrived++
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
		}
		return nil, io.ErrUnexpectedEOF
	})
	transport := new(http.Transport)
	transport.RegisterProtocol("https", forwarder{lost})
	client, err := account.New("https://service.test/v1", "library", account.WithHTTPClient(&http.Client{Transport: transport}), account.WithBackoff(noDelay))
	require.NoError(t, err)
	_, err = client.CreateSession(t.Context(), account.CreateSessionParams{UserID: "ann", Secret: "s"})
	require.Error(t, err)
	require.Equal(t, 1, arrived, "the request may have been sent, for all that is known")
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
