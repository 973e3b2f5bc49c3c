package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// broadcast tells readers that something changed.
type broadcast struct {
	mu      sync.Mutex
	readers map[chan struct{}]struct{}
}

func (b *broadcast) join() (changed chan struct{}, leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.readers == nil {
		b.readers = map[chan struct{}]struct{}{}
	}
	changed = make(chan struct{}, 1)
	b.readers[changed] = struct{}{}
	return changed, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.readers, changed)
	}
}

func (b *broadcast) announce() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for reader := range b.readers {
		select {
		case reader <- struct{}{}:
		default: // it has not read the last one yet
		}
	}
}

// announceChange tells the readers of events about an operation that changed something.
func (s *server) announceChange(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		response, err := next(ctx, w, r, request)
		if err == nil && r.Method != http.MethodGet {
			s.changes.announce()
		}
		return response, err
	}
}

// keepAlive is how often a stream without events sends something, so that nothing on the
// way takes it for dead.
const keepAlive = 15 * time.Second

// stream is the body of the response of streamEvents. Each Read returns one event.
type stream struct {
	server  *server
	ctx     context.Context
	events  *accounttest.Subscription
	changed chan struct{}
	leave   func()
	rest    bytes.Buffer
}

func (s *server) StreamEvents(ctx context.Context, _ StreamEventsRequestObject) (StreamEventsResponseObject, error) {
	opened := &stream{server: s, ctx: ctx, events: s.service.Subscribe()}
	opened.changed, opened.leave = s.changes.join()
	opened.rest.WriteString(": open\n\n")
	return StreamEvents200TextEventStreamResponse{Body: opened}, nil
}

func (s *stream) Close() error {
	s.leave()
	s.events.Close()
	return nil
}

func (s *stream) Read(p []byte) (int, error) {
	if s.rest.Len() == 0 {
		if err := s.wait(); err != nil {
			return 0, err
		}
	}
	return s.rest.Read(p)
}

// wait waits for the next event and writes it.
func (s *stream) wait() error {
	timer := time.NewTimer(keepAlive)
	defer timer.Stop()
	select {
	case event, open := <-s.events.C:
		if !open {
			return io.EOF
		}
		s.write(event)
	case <-s.changed:
		s.rest.WriteString("event: changed\ndata: {}\n\n")
	case <-timer.C:
		s.rest.WriteString(": still here\n\n")
	case <-s.ctx.Done():
		return io.EOF // the reader is gone
	}
	return nil
}
