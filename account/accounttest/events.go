package accounttest

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// Event is something that happened: one of the fields is set.
type Event struct {
	Message *Message // was sent
	Request *Request // was responded to
	Dropped int      // how many events are missing here, since they were not read fast enough
}

// maxQueue is how many events a subscription holds for its reader.
const maxQueue = 256

// Subscription is a queue of events for one reader; make one with [Server.Subscribe]. What
// does not fit in is dropped, so that
// the service never waits.
type Subscription struct {
	server *core
	wake   chan struct{} // has a value while there may be events

	mu      sync.Mutex
	queue   []Event
	dropped int // after the last of the queue
}

// errClosed is returned to readers of a service that was closed.
var errClosed = errors.New("the service was closed")

// Subscribe begins to collect events. Close the subscription when it is no longer read.
func (s *Server) Subscribe() *Subscription {
	subscribed := &Subscription{server: s.core, wake: make(chan struct{}, 1)}
	s.readers.Lock()
	defer s.readers.Unlock()
	s.subscriptions = append(s.subscriptions, subscribed)
	return subscribed
}

// Close ends the subscription.
func (n *Subscription) Close() {
	n.server.readers.Lock()
	defer n.server.readers.Unlock()
	n.server.subscriptions = slices.DeleteFunc(n.server.subscriptions, func(other *Subscription) bool { return other == n })
}

// hasReaders reports whether somebody listens.
func (s *Server) hasReaders() bool {
	s.readers.Lock()
	defer s.readers.Unlock()
	return len(s.subscriptions) > 0
}

// publish hands an event to all subscriptions.
func (s *Server) publish(happened Event) {
	s.readers.Lock()
	defer s.readers.Unlock()
	for _, n := range s.subscriptions {
		n.push(happened)
	}
}

func (n *Subscription) push(happened Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case len(n.queue) >= maxQueue:
		n.dropped++
		return
	case n.dropped > 0:
		n.queue = append(n.queue, Event{Dropped: n.dropped})
		n.dropped = 0
	}
	n.queue = append(n.queue, happened)
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// Next returns the oldest event that was not read yet. It waits for one until ctx is done or
// the service is closed.
func (n *Subscription) Next(ctx context.Context) (Event, error) {
	for {
		if happened, ok := n.pop(); ok {
			return happened, nil
		}
		select {
		case <-n.wake:
		case <-ctx.Done():
			return Event{}, ctx.Err()
		case <-n.server.stopping.Done():
			return Event{}, errClosed
		}
	}
}

func (n *Subscription) pop() (happened Event, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case len(n.queue) > 0:
		happened = n.queue[0]
		n.queue[0] = Event{} // gives its memory back
		n.queue = n.queue[1:]
		return happened, true
	case n.dropped > 0:
		happened.Dropped, n.dropped = n.dropped, 0
		return happened, true
	}
	return Event{}, false
}
