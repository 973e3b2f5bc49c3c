package accounttest

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Damage is what happens to an answer on its way.
type Damage int

// The ways an answer can be damaged.
const (
	// Intact answers arrive as they were sent.
	Intact Damage = iota
	// Reset closes the connection before a byte of the answer was sent.
	Reset
	// Truncated sends half of the answer's body and closes the connection.
	Truncated
	// HTMLPage sends a page as proxies do, with the status of the fault, or 502.
	HTMLPage
	// Empty sends the status of the fault, or 502, and no body.
	Empty
)

// Fault makes requests fail. The zero Fault does nothing: set Status or Type
// for a refusal, Damage for trouble on the network, Delay for a slow service,
// or several of them.
type Fault struct {
	// Operation is the id of the operation that fails, such as "get". Empty
	// means all.
	Operation string

	// Status and Type make the service refuse with an error body of its own.
	// Each follows from the other if it is left out; Message is optional.
	Status  int
	Type    string
	Message string

	// RateLimit makes the refusal a 429 with the headers of a used-up limit.
	RateLimit bool

	// Damage is done to the answer. Reset, HTMLPage and Empty keep the operation
	// from being carried out, unless AfterOperation is set; Truncated comes after.
	Damage         Damage
	AfterOperation bool

	// Delay holds the request back, until the caller gives up or the service is
	// closed. At most a minute counts. It is the only thing here that takes real
	// time.
	Delay time.Duration

	// Times is how many requests fail; 0 means all until the fault is removed.
	Times int

	// Probability is the share of requests that fail, from 0 to 1; 0 means all.
	// Seed makes the choice the same in every run.
	Probability float64
	Seed        uint64
}

const maxDelay = time.Minute

// activeFault is a fault in force.
type activeFault struct {
	Fault
	left   int
	source *rand.Rand
}

// AddFault puts a fault in force, and answers how to end it. Of several faults
// that fit a request, the one added first acts.
func (s *Server) AddFault(fault Fault) (remove func()) {
	active := &activeFault{Fault: fault, left: fault.Times, source: rand.New(rand.NewPCG(fault.Seed, fault.Seed))}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, active)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = slices.DeleteFunc(s.faults, func(f *activeFault) bool { return f == active })
	}
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// drawFault answers the fault that befalls a request, nil for none.
func (s *Server) drawFault(operation string) *activeFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range s.faults {
		if fault.befalls(operation) {
			return fault
		}
	}
	return nil
}

func (f *activeFault) befalls(operation string) bool {
	if f.Operation != "" && f.Operation != operation {
		return false
	}
	if f.Times > 0 && f.left == 0 {
		return false
	}
	if f.Probability > 0 && f.source.Float64() >= f.Probability {
		return false
	}
	f.left--
	return true
}

// delay holds a request back. It answers false if nobody waits any more.
func (s *Server) delay(ctx context.Context, f *activeFault) bool {
	if f == nil || f.Delay <= 0 {
		return true
	}
	timer := time.NewTimer(min(f.Delay, maxDelay))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.stopping.Done():
		return false
	}
}

// replacesOperation tells whether the operation is not carried out.
func (f *activeFault) replacesOperation() bool {
	if f == nil || f.AfterOperation {
		return false
	}
	return f.refuses() || (f.Damage != Intact && f.Damage != Truncated)
}

func (f *activeFault) refuses() bool {
	return f.RateLimit || f.Status != 0 || f.Type != ""
}

// fail answers the refusal in the operation's place.
func (f *activeFault) fail(x *exchange) {
	x.startHeaders()
	if f.RateLimit {
		limit := &rateLimit{calls: 10, window: time.Hour}
		if x.op != nil && x.op.limit != nil {
			limit = x.op.limit
		}
		x.setRateLimitHeaders(limit, 0, x.now.Truncate(limit.window))
	}
	refused := f.refusal()
	x.refuse(refused)
	x.answer.status, x.failure = refused.status, refused
	if !x.answersPage() {
		x.answer.body = encodeJSON(errorBody{Message: refused.message, Code: refused.status, Type: refused.kind, Version: serverVersion})
	}
}

// overrule replaces the answer of an operation that was carried out.
func (f *activeFault) overrule(x *exchange) {
	if f == nil || !f.AfterOperation || !f.refuses() {
		return
	}
	x.answer.header = http.Header{}
	f.fail(x)
}

// refusal completes what the fault leaves open.
func (f *activeFault) refusal() *serviceError {
	kind := f.Type
	switch {
	case kind == "" && (f.RateLimit || f.Status == http.StatusTooManyRequests):
		kind = "general_rate_limit_exceeded"
	case kind == "":
		kind = "general_unknown"
	}
	refused := refuseWith(kind, f.Message)
	if f.Status != 0 {
		refused.status = f.Status
	}
	if refused.status == 0 {
		refused.status = http.StatusInternalServerError
	}
	return refused
}

// deliver sends an answer, with the damage that is due.
func (f *activeFault) deliver(a *answer, w http.ResponseWriter, r *http.Request) {
	if f == nil {
		a.write(w, r)
		return
	}
	switch f.Damage {
	case Reset:
		resetConnection(w)
	case Truncated:
		a.writeHalf(w)
	case HTMLPage, Empty:
		f.proxyAnswer().write(w, r)
	default:
		a.write(w, r)
	}
}

// proxyAnswer is what a proxy says that cannot reach the service.
func (f *activeFault) proxyAnswer() *answer {
	status := f.Status
	if status == 0 {
		status = http.StatusBadGateway
	}
	page := &answer{status: status, header: http.Header{"Content-Type": {"text/html"}, "Server": {"proxy"}}}
	if f.Damage == HTMLPage {
		title := strconv.Itoa(status) + " " + http.StatusText(status)
		page.body = []byte("<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n")
	}
	return page
}

// resetConnection ends a connection without a word.
func resetConnection(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the nearest thing where there is no connection
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // close with a reset instead of an orderly end
	}
	_ = connection.Close()
}

// writeHalf promises a whole body and breaks off in the middle.
func (a *answer) writeHalf(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	length := max(len(a.body), 2)
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
