package main

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// rates are the shares of the pieces of traffic that faults befall; a piece is what
// one read from a connection gives, which mostly is one request or one answer.
type rates struct {
	Lost      float64 // the connection is reset, the request does not get through
	HalfSent  float64 // half of the request gets through, then the connection is reset
	Unsaid    float64 // the request gets through, the connection is reset instead of an answer
	Truncated float64 // half of the answer, then the end of the connection
	SlowClose float64 // half of the answer, then nothing for a while, then the end
	Latency   float64 // up to maxLatency later
	Narrow    float64 // the answer in small pieces
}

const (
	maxLatency = 30 * time.Millisecond
	slowClose  = 150 * time.Millisecond
)

// ordinary are the rates outside of storms.
var ordinary = rates{Lost: 0.01, HalfSent: 0.005, Unsaid: 0.01, Truncated: 0.01, SlowClose: 0.003, Latency: 0.05, Narrow: 0.02}

// times raises the rates of broken connections.
func (r rates) times(n float64) rates {
	r.Lost, r.HalfSent, r.Unsaid, r.Truncated, r.SlowClose = r.Lost*n, r.HalfSent*n, r.Unsaid*n, r.Truncated*n, r.SlowClose*n
	return r
}

// proxy stands between the SDK and the service and does harm to connections. What it
// did it counts, which is why it is no general-purpose one.
type proxy struct {
	listener net.Listener
	upstream string
	met      *tally
	rates    atomic.Pointer[rates]
	seed     atomic.Uint64
	stop     chan struct{}
	running  sync.WaitGroup

	mu   sync.Mutex
	open map[net.Conn]bool
}

func newProxy(upstream string, seed uint64, met *tally) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: listener, upstream: upstream, met: met, stop: make(chan struct{}), open: map[net.Conn]bool{}}
	p.rates.Store(&rates{})
	p.seed.Store(seed)
	p.running.Go(p.accept)
	return p, nil
}

func (p *proxy) address() string { return p.listener.Addr().String() }

func (p *proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.running.Go(func() { p.carry(conn) })
	}
}

// close ends all connections and waits until nothing is left of them.
func (p *proxy) close() {
	close(p.stop)
	p.listener.Close()
	p.mu.Lock()
	for conn := range p.open {
		conn.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

// keep remembers a connection for close; it says no when that has been.
func (p *proxy) keep(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.stop:
		conn.Close()
		return false
	default:
		p.open[conn] = true
		return true
	}
}

func (p *proxy) drop(conn net.Conn) {
	conn.Close()
	p.mu.Lock()
	delete(p.open, conn)
	p.mu.Unlock()
}

// carry takes a connection to the service and back.
func (p *proxy) carry(near net.Conn) {
	if !p.keep(near) {
		return
	}
	defer p.drop(near)
	far, err := net.Dial("tcp", p.upstream)
	if err != nil || !p.keep(far) {
		return
	}
	defer p.drop(far)
	link := &link{p, near.(*net.TCPConn), far.(*net.TCPConn)}
	seed := p.seed.Add(1)
	var answers sync.WaitGroup
	answers.Go(func() { pump(far, link.answer, rand.New(rand.NewPCG(seed, 2))) })
	pump(near, link.request, rand.New(rand.NewPCG(seed, 1)))
	far.Close()
	answers.Wait()
}

// link is a connection with both its ends.
type link struct {
	*proxy
	near, far *net.TCPConn
}

// pump hands on what arrives piece by piece, as long as pass says so.
func pump(from io.Reader, pass func([]byte, *rand.Rand) bool, dice *rand.Rand) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !pass(buffer[:n], dice) || err != nil {
			return
		}
	}
}

// request hands on a piece of a request, unless a fault befalls it.
func (l *link) request(piece []byte, dice *rand.Rand) bool {
	r, x := l.rates.Load(), dice.Float64()
	switch {
	case x < r.Lost:
		l.met.add("reset before the request got through")
		l.reset()
		return false
	case x < r.Lost+r.HalfSent:
		l.met.add("reset in mid-request")
		l.far.Write(piece[:len(piece)/2])
		l.reset()
		return false
	}
	l.delay(r, dice)
	_, err := l.far.Write(piece)
	return err == nil
}

// answer hands on a piece of an answer, unless a fault befalls it.
func (l *link) answer(piece []byte, dice *rand.Rand) bool {
	r, x := l.rates.Load(), dice.Float64()
	broken := r.Unsaid + r.Truncated
	switch {
	case x < r.Unsaid:
		l.met.add("reset instead of the answer")
		l.reset()
		return false
	case x < broken:
		l.met.add("answer cut in half")
		l.near.Write(piece[:len(piece)/2])
		l.near.Close()
		return false
	case x < broken+r.SlowClose:
		l.met.add("answer cut in half, slow close")
		l.near.Write(piece[:len(piece)/2])
		l.pause(slowClose)
		l.near.Close()
		return false
	case x < broken+r.SlowClose+r.Narrow:
		l.met.add("answer at 100 kB/s")
		return l.trickle(piece)
	}
	l.delay(r, dice)
	_, err := l.near.Write(piece)
	return err == nil
}

// reset ends a connection with a reset instead of an orderly end.
func (l *link) reset() {
	l.near.SetLinger(0)
	l.near.Close()
}

func (l *link) delay(r *rates, dice *rand.Rand) {
	if dice.Float64() < r.Latency {
		l.met.add("latency")
		l.pause(time.Duration(dice.Int64N(int64(maxLatency))))
	}
}

func (l *link) trickle(piece []byte) bool {
	for len(piece) > 0 {
		n := min(len(piece), 200)
		if _, err := l.near.Write(piece[:n]); err != nil {
			return false
		}
		piece = piece[n:]
		l.pause(2 * time.Millisecond)
	}
	return true
}

func (p *proxy) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.stop:
	}
}
