package main

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// rates are the shares of the pieces of traffic with a fault; a piece is what one read
// from a connection returns, mostly one request or one response.
type rates struct {
	Lost       float64 // the connection is reset before the request is forwarded
	HalfSent   float64 // half of the request is forwarded, then the connection is reset
	NoResponse float64 // the request is forwarded, the connection is reset instead of a response
	Truncated  float64 // half of the response, then the end of the connection
	SlowClose  float64 // half of the response, then nothing for a while, then the end
	Latency    float64 // up to maxLatency later
	Slow       float64 // the response in small pieces
}

const (
	maxLatency = 30 * time.Millisecond
	slowClose  = 150 * time.Millisecond
)

// ordinary are the rates outside of the phases with many faults.
var ordinary = rates{Lost: 0.01, HalfSent: 0.005, NoResponse: 0.01, Truncated: 0.01, SlowClose: 0.003, Latency: 0.05, Slow: 0.02}

// times raises the rates of broken connections.
func (r rates) times(n float64) rates {
	r.Lost, r.HalfSent, r.NoResponse, r.Truncated, r.SlowClose = r.Lost*n, r.HalfSent*n, r.NoResponse*n, r.Truncated*n, r.SlowClose*n
	return r
}

// proxy stands between the SDK and the service, breaks connections, and counts the
// requests that it received and the faults that it caused.
type proxy struct {
	*acceptor
	upstream string
	faults   *tally
	arrivals *arrivals
	rates    atomic.Pointer[rates]
	seed     atomic.Uint64
}

func newProxy(upstream string, seed uint64, faults *tally) (*proxy, error) {
	acceptor, err := newAcceptor()
	if err != nil {
		return nil, err
	}
	p := &proxy{acceptor: acceptor, upstream: upstream, faults: faults, arrivals: newArrivals()}
	p.rates.Store(&rates{})
	p.seed.Store(seed)
	p.start(p.carry)
	return p, nil
}

// carry connects a client to the service.
func (p *proxy) carry(near net.Conn) {
	far, err := net.Dial("tcp", p.upstream)
	if err != nil || !p.keep(far) {
		return
	}
	defer p.drop(far)
	link := &link{p, near, far, scanner{arrivals: p.arrivals}}
	seed := p.seed.Add(1)
	var responses sync.WaitGroup
	responses.Go(func() {
		pump(far, link.response, rand.New(rand.NewPCG(seed, 2)))
		near.Close() // the service ended the connection, or a fault did
	})
	pump(near, link.request, rand.New(rand.NewPCG(seed, 1)))
	far.Close()
	responses.Wait()
}

// link is the connection to the client (near) and the one to the service (far).
type link struct {
	*proxy
	near, far net.Conn
	scanner   scanner
}

// pump forwards what arrives piece by piece, as long as pass returns true.
func pump(from io.Reader, pass func([]byte, *rand.Rand) bool, dice *rand.Rand) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !pass(buffer[:n], dice) || err != nil {
			return
		}
	}
}

// request forwards a piece of a request, unless there is a fault.
func (l *link) request(piece []byte, dice *rand.Rand) bool {
	l.scanner.scan(piece)
	r, x := l.rates.Load(), dice.Float64()
	switch {
	case x < r.Lost:
		l.faults.add("reset before the request")
		reset(l.near)
		return false
	case x < r.Lost+r.HalfSent:
		l.faults.add("reset in the middle of the request")
		l.far.Write(piece[:len(piece)/2])
		reset(l.near)
		return false
	}
	l.delay(r, dice)
	_, err := l.far.Write(piece)
	return err == nil
}

// response forwards a piece of a response, unless there is a fault.
func (l *link) response(piece []byte, dice *rand.Rand) bool {
	r, x := l.rates.Load(), dice.Float64()
	broken := r.NoResponse + r.Truncated
	switch {
	case x < r.NoResponse:
		l.faults.add("reset instead of the response")
		reset(l.near)
		return false
	case x < broken:
		l.faults.add("response truncated")
		l.near.Write(piece[:len(piece)/2])
		l.near.Close()
		return false
	case x < broken+r.SlowClose:
		l.faults.add("response truncated, slow close")
		l.near.Write(piece[:len(piece)/2])
		l.pause(slowClose)
		l.near.Close()
		return false
	case x < broken+r.SlowClose+r.Slow:
		l.faults.add("response at 100 kB/s")
		return l.trickle(piece)
	}
	l.delay(r, dice)
	_, err := l.near.Write(piece)
	return err == nil
}

func (l *link) delay(r *rates, dice *rand.Rand) {
	if dice.Float64() < r.Latency {
		l.faults.add("latency")
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
