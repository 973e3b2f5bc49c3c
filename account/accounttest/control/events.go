package control

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
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

// stream is the body of the response of streamEvents.
type stream struct {
	*io.PipeReader
	stop func()
}

// Close ends the stream.
func (s *stream) Close() error {
	s.stop()
	return s.PipeReader.Close()
}

func (s *server) StreamEvents(ctx context.Context, _ StreamEventsRequestObject) (StreamEventsResponseObject, error) {
	ctx, cancel := context.WithCancel(ctx)
	out, in := io.Pipe()
	context.AfterFunc(ctx, func() { in.Close() })
	go s.copyEvents(ctx, in)
	return StreamEvents200TextEventStreamResponse{Body: &stream{out, cancel}}, nil
}

// copyEvents writes events until ctx is done or the service is closed.
func (s *server) copyEvents(ctx context.Context, out *io.PipeWriter) {
	defer out.Close()
	events := s.service.Subscribe()
	defer events.Close()
	changed, leave := s.changes.join()
	defer leave()
	happened := make(chan accounttest.Event)
	go func() {
		defer close(happened)
		for {
			event, err := events.Next(ctx)
			if err != nil {
				return
			}
			select {
			case happened <- event:
			case <-ctx.Done():
				return
			}
		}
	}()
	text := ": open\n\n"
	for {
		if _, err := io.WriteString(out, text); err != nil {
			return
		}
		select {
		case event, open := <-happened:
			if !open {
				return
			}
			text = s.describe(event)
		case <-changed:
			text = "event: changed\ndata: {}\n\n"
		case <-time.After(keepAlive):
			text = ": still here\n\n"
		}
	}
}

// describe writes an event as a stream has it.
func (s *server) describe(event accounttest.Event) string {
	switch {
	case event.Message != nil:
		return frame("message", event.Message.ID, s.viewMessage(*event.Message))
	case event.Request != nil:
		return frame("request", event.Request.ID, viewRequest(*event.Request))
	}
	return frame("lost", "", struct{}{})
}

func frame(name, id string, data any) string {
	text, _ := json.Marshal(data) // views can be encoded
	frame := "event: " + name + "\n"
	if id != "" {
		frame += "id: " + id + "\n"
	}
	return frame + "data: " + string(text) + "\n\n"
}
