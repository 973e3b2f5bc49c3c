package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// front is a server of HTTP/2 before the service. It works at the level of frames, since
// the server of net/http cannot send what a faulty one sends, and counts the requests that
// it received and the faults that it caused.
//
// Flow control: it returns what clients send at once. What it sends itself fits into the
// 4 MiB a stream and 1 GiB a connection that net/http grants.
type front struct {
	*acceptor
	config   *tls.Config
	roots    *x509.CertPool
	upstream string
	service  http.Transport
	faults   *tally
	arrivals *arrivals
	share    atomic.Pointer[float64] // of the streams with a fault
	next     atomic.Uint64           // the fault of the next such stream
	only     *streamFault            // the fault of every stream; nil for all in turn
	seed     atomic.Uint64
}

// maxStreams is how many streams a connection may have; callers need several connections.
const maxStreams = 16

func newFront(upstream string, seed uint64, faults *tally) (*front, error) {
	acceptor, err := newAcceptor()
	if err != nil {
		return nil, err
	}
	template := httptest.NewTLSServer(nil) // for its certificate
	template.Close()
	f := &front{
		acceptor: acceptor, upstream: upstream, faults: faults, arrivals: newArrivals(),
		config: &tls.Config{Certificates: template.TLS.Certificates, NextProtos: []string{http2.NextProtoTLS}},
		roots:  x509.NewCertPool(),
	}
	f.roots.AddCert(template.Certificate())
	f.service = http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	f.setShare(0)
	f.seed.Store(seed)
	f.next.Store(seed % uint64(len(streamFaults)))
	f.start(f.carry)
	return f, nil
}

func (f *front) setShare(share float64) { f.share.Store(&share) }

func (f *front) close() {
	f.acceptor.close()
	f.service.CloseIdleConnections()
}

// fault draws the fault of a stream; nil for none. The faults take turns, so that all of
// them occur.
func (f *front) fault(dice *rand.Rand) *streamFault {
	if dice.Float64() >= *f.share.Load() {
		return nil
	}
	if f.only != nil {
		return f.only
	}
	return &streamFaults[f.next.Add(1)%uint64(len(streamFaults))]
}

// h2conn is a connection of a client.
type h2conn struct {
	*front
	net.Conn // below TLS
	ctx      context.Context
	dice     *rand.Rand
	framer   *http2.Framer

	writing sync.Mutex // guards what follows, and writes of the framer
	out     *bufio.Writer
	encoder *hpack.Encoder
	block   bytes.Buffer // of the encoder
	streams map[uint32]*stream
}

// stream is a request and its response.
type stream struct {
	*h2conn
	id      uint32
	request *http.Request
	body    bytes.Buffer
	fault   *streamFault
	ctx     context.Context
	cancel  context.CancelFunc
}

// carry serves a connection until it ends.
func (f *front) carry(conn net.Conn) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	secure := tls.Server(conn, f.config)
	if err := secure.HandshakeContext(ctx); err != nil || secure.ConnectionState().NegotiatedProtocol != http2.NextProtoTLS {
		return
	}
	if _, err := io.ReadFull(secure, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	c := &h2conn{front: f, Conn: conn, ctx: ctx, dice: rand.New(rand.NewPCG(f.seed.Add(1), 4)), out: bufio.NewWriter(secure), streams: map[uint32]*stream{}}
	c.framer = http2.NewFramer(c.out, secure)
	c.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.encoder = hpack.NewEncoder(&c.block)
	c.write(func() { c.framer.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: maxStreams}) })
	for c.read() {
	}
}

// write writes frames, one writer at a time. An error ends the connection, which read
// notices.
func (c *h2conn) write(frames func()) {
	c.writing.Lock()
	defer c.writing.Unlock()
	frames()
	c.out.Flush()
}

// read handles the next frame. It returns false at the end of the connection.
func (c *h2conn) read() bool {
	frame, err := c.framer.ReadFrame()
	if err != nil {
		return false
	}
	switch frame := frame.(type) {
	case *http2.MetaHeadersFrame:
		return c.begin(frame)
	case *http2.DataFrame:
		c.data(frame)
	case *http2.RSTStreamFrame:
		c.end(frame.StreamID)
	case *http2.SettingsFrame:
		if !frame.IsAck() {
			c.write(func() { c.framer.WriteSettingsAck() })
		}
	case *http2.PingFrame:
		if !frame.IsAck() {
			c.write(func() { c.framer.WritePing(true, frame.Data) })
		}
	}
	return true
}

// begin starts a stream: its request has arrived, perhaps without its body.
func (c *h2conn) begin(frame *http2.MetaHeadersFrame) bool {
	request, err := http.NewRequest(frame.PseudoValue("method"), "http://"+c.upstream+frame.PseudoValue("path"), nil)
	if err != nil {
		return false
	}
	for _, field := range frame.RegularFields() {
		request.Header.Add(field.Name, field.Value)
	}
	c.arrivals.add(request.Header.Get(callHeader))
	s := &stream{h2conn: c, id: frame.StreamID, request: request, fault: c.fault(c.dice)}
	s.ctx, s.cancel = context.WithCancel(c.ctx)
	if s.fault != nil {
		c.faults.add(s.fault.name)
		if s.fault.stage == unread {
			s.cancel()
			s.fault.act(s)
			return true
		}
	}
	c.writing.Lock()
	c.streams[s.id] = s
	c.writing.Unlock()
	if frame.StreamEnded() {
		c.running.Go(s.respond)
	}
	return true
}

// data reads a part of a body, also of a stream that has ended.
func (c *h2conn) data(frame *http2.DataFrame) {
	size := uint32(len(frame.Data()))
	c.writing.Lock()
	s := c.streams[frame.StreamID]
	c.writing.Unlock()
	if s != nil {
		s.body.Write(frame.Data())
	}
	if size > 0 {
		c.write(func() {
			c.framer.WriteWindowUpdate(0, size)
			if s != nil && !frame.StreamEnded() {
				c.framer.WriteWindowUpdate(frame.StreamID, size)
			}
		})
	}
	if s != nil && frame.StreamEnded() {
		c.running.Go(s.respond)
	}
}

// end forgets a stream, and gives up its call of the service.
func (c *h2conn) end(id uint32) {
	c.writing.Lock()
	s := c.streams[id]
	delete(c.streams, id)
	c.writing.Unlock()
	if s != nil {
		s.cancel()
	}
}

// respond has the service handle the whole request and sends its response, unless there is
// a fault.
func (s *stream) respond() {
	defer s.end(s.id)
	if s.fault != nil && s.fault.stage == halfRead {
		s.forwardHalf()
		s.fault.act(s)
		return
	}
	response, body, err := s.forward()
	switch {
	case err != nil:
		s.write(func() { s.framer.WriteRSTStream(s.id, http2.ErrCodeInternal) })
	case s.fault == nil:
		s.send(response, body, true)
	case s.fault.stage == noResponse:
		s.fault.act(s)
	case s.fault.stage == halfResponse:
		s.send(response, body, false)
		s.fault.act(s)
	default:
		s.fault.act(s)
		s.send(response, body, true)
	}
}

// forward has the service handle the request.
func (s *stream) forward() (*http.Response, []byte, error) {
	request := s.request.WithContext(s.ctx)
	request.Body, request.ContentLength = io.NopCloser(&s.body), int64(s.body.Len())
	if s.body.Len() == 0 {
		request.Body = http.NoBody
	}
	response, err := s.service.RoundTrip(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// forwardHalf has half of the request arrive at the service, and then a reset.
func (s *stream) forwardHalf() {
	far, err := net.Dial("tcp", s.upstream)
	if err != nil {
		return
	}
	defer reset(far)
	s.request.Body, s.request.ContentLength = io.NopCloser(bytes.NewReader(s.body.Bytes())), int64(s.body.Len())
	var whole bytes.Buffer
	if s.request.Write(&whole) == nil {
		far.Write(whole.Bytes()[:whole.Len()/2])
	}
}

// send sends a response, and the end of its stream unless the response is not whole.
func (s *stream) send(response *http.Response, body []byte, whole bool) {
	length := len(body)
	if !whole {
		body = body[:length/2]
	}
	s.write(func() {
		s.block.Reset()
		s.encoder.WriteField(hpack.HeaderField{Name: ":status", Value: strconv.Itoa(response.StatusCode)})
		for name, values := range response.Header {
			if name == "Connection" || name == "Content-Length" || name == "Transfer-Encoding" {
				continue
			}
			for _, value := range values {
				s.encoder.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: value})
			}
		}
		if length > 0 {
			s.encoder.WriteField(hpack.HeaderField{Name: "content-length", Value: strconv.Itoa(length)})
		}
		s.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: s.block.Bytes(), EndHeaders: true, EndStream: whole && len(body) == 0})
		for at := 0; at < len(body); {
			end := min(at+16<<10, len(body))
			s.framer.WriteData(s.id, whole && end == len(body), body[at:end])
			at = end
		}
	})
}
