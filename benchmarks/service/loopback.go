package service

import (
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"
)

// Protocol is the protocol of a server on the loopback interface.
type Protocol string

// The protocols that are compared.
const (
	HTTP1 Protocol = "TLS, HTTP/1.1"
	HTTP2 Protocol = "TLS, HTTP/2"
	Plain Protocol = "plain HTTP"
)

// Protocols are all of them.
var Protocols = []Protocol{HTTP1, HTTP2, Plain}

// Work is how long the server takes for a response.
const Work = 2 * time.Millisecond

// Server is a server on the loopback interface that counts its connections.
type Server struct {
	http   *httptest.Server
	opened atomic.Int64
}

// Start starts a server. The caller has to Close it.
func Start(protocol Protocol) *Server {
	s := &Server{}
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(serve))
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.http.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.opened.Add(1)
		}
	}
	switch protocol {
	case HTTP1:
		s.http.StartTLS()
	case HTTP2:
		s.http.EnableHTTP2 = true
		s.http.StartTLS()
	default:
		s.http.Start()
	}
	return s
}

func serve(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	time.Sleep(Work)
	response := For(r)
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.Status)
	_, _ = w.Write(response.Body)
}

// Endpoint is the endpoint of the clients.
func (s *Server) Endpoint() string { return s.http.URL + "/v1" }

// Roots trusts the server's certificate; nil where there is none.
func (s *Server) Roots() *x509.CertPool {
	if s.http.Certificate() == nil {
		return nil
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.http.Certificate())
	return roots
}

// Opened is how many connections clients have opened.
func (s *Server) Opened() int64 { return s.opened.Load() }

// Close ends the server and its connections.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}
