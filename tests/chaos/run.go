package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// protocol is a version of HTTP, and what stands between the SDK and the service there.
type protocol int

const (
	http1    protocol = iota // the proxy
	http2tls                 // the front
)

func (p protocol) String() string { return [...]string{"HTTP/1.1", "HTTP/2"}[p] }

// protocolFlag are the values of the flag -protocol.
var protocolFlag = map[string][]protocol{"h1": {http1}, "h2": {http2tls}, "both": {http1, http2tls}}

// plan is the size of a run, and its seed. The protocols take turns.
type plan struct {
	Calls     int
	Callers   int
	Seed      uint64
	Protocols []protocol

	Divisor    int64    // of the sizes of hostile responses
	Operations []string // that get them

	part func(name string) bool // whether it is run
}

// run makes the calls of a plan while there are faults, and reports the results. It also
// counts what they leaked.
func run(ctx context.Context, plan plan) (*report, error) {
	if err := warmUp(); err != nil {
		return nil, err
	}
	before := resourcesInUse()
	result, err := makeCalls(ctx, plan)
	if err != nil {
		return nil, err
	}
	result.goroutines, result.descriptors = before.grown()
	return result, nil
}

func makeCalls(ctx context.Context, plan plan) (*report, error) {
	start := time.Now()
	service, err := accounttest.NewServer(accounttest.WithoutRateLimits(), accounttest.WithoutServerBugs(),
		accounttest.WithSessionLimit(1_000_000), accounttest.WithRequestLog(4*plan.Calls+1000))
	if err != nil {
		return nil, err
	}
	defer service.Close()
	faults := newTally()
	upstream := upstreamOf(service)
	proxy, err := newProxy(upstream, plan.Seed, faults)
	if err != nil {
		return nil, err
	}
	defer proxy.close()
	front, err := newFront(upstream, plan.Seed, faults)
	if err != nil {
		return nil, err
	}
	defer front.close()

	s := &state{plan: plan, service: service, proxy: proxy, front: front, outcomes: map[int]outcome{}}
	s.schedule = &schedule{service: service, proxy: proxy, front: front, phases: phases(plan.Seed), every: max(plan.Calls/24, 1)}
	callers, err := s.newCallers(faults)
	if err != nil {
		return nil, err
	}
	defer s.closeIdleConnections()
	usersBefore := len(service.Users())
	var running sync.WaitGroup
	for i, c := range callers {
		running.Go(func() {
			for range plan.Calls/plan.Callers + one(i < plan.Calls%plan.Callers) {
				c.act(ctx)
			}
		})
	}
	running.Wait()
	s.schedule.end()
	return judge(s, faults, usersBefore, time.Since(start)), nil
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// upstreamOf is the address of a service.
func upstreamOf(service *accounttest.Server) string {
	return strings.TrimSuffix(strings.TrimPrefix(service.Endpoint(), "http://"), "/v1")
}

// newTransport is a transport of clients. It dials a closed port for some of the
// connections.
func newTransport(plan plan, faults *tally) (*http.Transport, error) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	closed.Close()
	var mu sync.Mutex
	dice := rand.New(rand.NewPCG(plan.Seed, 3))
	var dialer net.Dialer
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		mu.Lock()
		unreachable := dice.Float64() < closedPortShare
		mu.Unlock()
		if unreachable {
			faults.add("connection refused")
			address = closed.Addr().String()
		}
		return dialer.DialContext(ctx, network, address)
	}
	return &http.Transport{DialContext: dial, MaxIdleConns: 2 * plan.Callers, MaxIdleConnsPerHost: 2 * plan.Callers}, nil
}

func (s *state) closeIdleConnections() {
	for _, base := range s.bases {
		base.guest.CloseIdleConnections()
	}
}

// clients are those of a user. They share one base client.
type clients struct{ guest, me, key *account.Client }

func newClients(endpoint, project, key string, options ...account.Option) (clients, error) {
	guest, err := account.New(endpoint, project, options...)
	if err != nil {
		return clients{}, err
	}
	withKey, err := guest.With(account.WithKey(key))
	if err != nil {
		return clients{}, err
	}
	return clients{guest, guest, withKey}, nil
}

// withSession derives the clients of a user with a session.
func (c clients) withSession(session string) clients {
	c.me = c.guest.WithSession(session)
	return c
}

// with derives clients with more options.
func (c clients) with(option account.Option) clients {
	var derived clients
	var errs [3]error
	derived.guest, errs[0] = c.guest.With(option)
	derived.me, errs[1] = c.me.With(option)
	derived.key, errs[2] = c.key.With(option)
	if err := errors.Join(errs[:]...); err != nil {
		panic(err) // the option is valid
	}
	return derived
}

// newCallers creates the users and their clients. Over HTTP/2 every second caller uses the
// transport of the SDK, all others one with faults of its own.
func (s *state) newCallers(faults *tally) ([]*caller, error) {
	transport, err := newTransport(s.plan, faults)
	if err != nil {
		return nil, err
	}
	secure := transport.Clone()
	secure.TLSClientConfig, secure.ForceAttemptHTTP2 = &tls.Config{RootCAs: s.front.roots}, true
	var bases [3]clients
	for i, base := range []struct {
		endpoint string
		option   account.Option
	}{
		{"http://" + s.proxy.address() + "/v1", account.WithHTTPClient(&http.Client{Transport: transport})},
		{"https://" + s.front.address() + "/v1", account.WithHTTPClient(&http.Client{Transport: secure})},
		{"https://" + s.front.address() + "/v1", account.WithRootCAs(s.front.roots)},
	} {
		if bases[i], err = newClients(base.endpoint, s.service.ProjectID(), s.service.APIKey(), base.option); err != nil {
			return nil, err
		}
	}
	s.bases = bases[:]
	callers := make([]*caller, s.plan.Callers)
	for i := range callers {
		id := "user-" + strconv.Itoa(i)
		user := s.service.CreateUser(accounttest.Seed{
			ID: id, Email: id + "@example.com", Password: "correct-horse-9", Name: id, Prefs: map[string]any{"owner": id},
		})
		session := s.service.CreateSession(id).Secret
		callers[i] = &caller{
			state: s, user: user, dice: rand.New(rand.NewPCG(s.plan.Seed, 100+uint64(i))),
			sets: [2]clients{bases[0].withSession(session), bases[1+i%2].withSession(session)},
		}
	}
	return callers, nil
}

// resources are what this process has in use.
type resources struct{ goroutines, descriptors int }

func resourcesInUse() resources { return resources{runtime.NumGoroutine(), descriptors()} }

// grown returns how many more are in use now. It gives goroutines that are ending some
// time to end.
func (r resources) grown() (goroutines, descriptors int) {
	patience := time.NewTimer(5 * time.Second)
	defer patience.Stop()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		now := resourcesInUse()
		goroutines, descriptors = max(now.goroutines-r.goroutines, 0), max(now.descriptors-r.descriptors, 0)
		if goroutines == 0 && descriptors == 0 {
			return 0, 0
		}
		select {
		case <-again.C:
		case <-patience.C:
			return goroutines, descriptors
		}
	}
}

// descriptors counts the open files and connections of this process; 0 where the system
// does not list them.
func descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

// warmUp makes a first call, so that what Go starts once for the network is not counted as
// leaked.
func warmUp() error {
	service, err := accounttest.NewServer()
	if err != nil {
		return err
	}
	defer service.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := service.GuestClient(account.WithHTTPClient(&http.Client{Transport: transport}))
	if _, err := client.CreateAnonymousSession(context.Background()); err != nil {
		return fmt.Errorf("a call without faults: %w", err)
	}
	return nil
}
