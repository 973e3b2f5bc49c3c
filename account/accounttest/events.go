package accounttest

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// event is something that happened: one of the fields is set.
type event struct {
	message *Message
	request *Request
	dropped int // how many events are missing here, since they were not read fast enough
}

// maxQueue is how many events a subscription holds for its reader.
const maxQueue = 256

// subscription is a queue of events for one reader. What does not fit in is dropped, so that
// the service never waits.
type subscription struct {
	server *Server
	wake   chan struct{} // has a value while there may be events

	mu      sync.Mutex
	queue   []event
	dropped int // after the last of the queue
}

// errClosed is returned to readers of a service that was closed.
var errClosed = errors.New("the service was closed")

// subscribe begins to collect events.
func (s *Server) subscribe() *subscription {
	subscribed := &subscription{server: s, wake: make(chan struct{}, 1)}
	s.readers.Lock()
	defer s.readers.Unlock()
	s.subscriptions = append(s.subscriptions, subscribed)
	return subscribed
}

// cancel ends the subscription.
func (n *subscription) cancel() {
	n.server.readers.Lock()
	defer n.server.readers.Unlock()
	n.server.subscriptions = slices.DeleteFunc(n.server.subscriptions, func(other *subscription) bool { return other == n })
}

// hasReaders reports whether somebody listens.
func (s *Server) hasReaders() bool {
	s.readers.Lock()
	defer s.readers.Unlock()
	return len(s.subscriptions) > 0
}

// publish hands an event to all subscriptions.
func (s *Server) publish(happened event) {
	s.readers.Lock()
	defer s.readers.Unlock()
	for _, n := range s.subscriptions {
		n.push(happened)
	}
}

func (n *subscription) push(happened event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case len(n.queue) >= maxQueue:
		n.dropped++
		return
	case n.dropped > 0:
		n.queue = append(n.queue, event{dropped: n.dropped})
		n.dropped = 0
	}
	n.queue = append(n.queue, happened)
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// next returns the oldest event that was not read yet. It waits for one until ctx is done or
// the service is closed.
func (n *subscription) next(ctx context.Context) (event, error) {
	for {
		if happened, ok := n.pop(); ok {
			return happened, nil
		}
		select {
		case <-n.wake:
		case <-ctx.Done():
			return event{}, ctx.Err()
		case <-n.server.stopping.Done():
			return event{}, errClosed
		}
	}
}

func (n *subscription) pop() (happened event, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case len(n.queue) > 0:
		happened = n.queue[0]
		n.queue[0] = event{} // gives its memory back
		n.queue = n.queue[1:]
		return happened, true
	case n.dropped > 0:
		happened.dropped, n.dropped = n.dropped, 0
		return happened, true
	}
	return event{}, false
}
