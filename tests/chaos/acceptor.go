package main

import (
	"net"
	"sync"
	"time"
)

// acceptor accepts connections, carries each in a goroutine of its own, and ends them all
// when it is closed.
type acceptor struct {
	net.Listener
	stop    chan struct{}
	running sync.WaitGroup

	mu   sync.Mutex
	open map[net.Conn]bool
}

func newAcceptor() (*acceptor, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &acceptor{Listener: listener, stop: make(chan struct{}), open: map[net.Conn]bool{}}, nil
}

func (a *acceptor) address() string { return a.Addr().String() }

// start carries connections until close.
func (a *acceptor) start(carry func(net.Conn)) {
	a.running.Go(func() {
		for {
			conn, err := a.Accept()
			if err != nil {
				return
			}
			a.running.Go(func() {
				if a.keep(conn) {
					defer a.drop(conn)
					carry(conn)
				}
			})
		}
	})
}

// close closes all connections and waits for their goroutines.
func (a *acceptor) close() {
	close(a.stop)
	a.Close()
	a.mu.Lock()
	for conn := range a.open {
		conn.Close()
	}
	a.mu.Unlock()
	a.running.Wait()
}

// keep registers a connection for close. It returns false if the acceptor is closed.
func (a *acceptor) keep(conn net.Conn) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case <-a.stop:
		conn.Close()
		return false
	default:
		a.open[conn] = true
		return true
	}
}

func (a *acceptor) drop(conn net.Conn) {
	conn.Close()
	a.mu.Lock()
	delete(a.open, conn)
	a.mu.Unlock()
}

// pause waits, but not longer than until close.
func (a *acceptor) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-a.stop:
	}
}

// reset ends a connection with a reset instead of an orderly end.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
