package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// plan is the size of a run, and its seed.
type plan struct {
	Calls   int
	Callers int
	Seed    uint64
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
	upstream := service.Endpoint()[len("http://") : len(service.Endpoint())-len("/v1")]
	proxy, err := newProxy(upstream, plan.Seed, faults)
	if err != nil {
		return nil, err
	}
	defer proxy.close()
	transport, err := newTransport(plan, faults)
	if err != nil {
		return nil, err
	}
	defer transport.CloseIdleConnections()

	s := &state{service: service, outcomes: map[int]outcome{}}
	s.schedule = &schedule{service: service, proxy: proxy, phases: phases(plan.Seed), every: max(plan.Calls/24, 1)}
	callers, err := s.newCallers(plan, "http://"+proxy.address()+"/v1", transport)
	if err != nil {
		return nil, err
	}
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
	return judge(plan, s, faults, usersBefore, time.Since(start)), nil
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// newTransport is the transport of all clients. It dials a closed port for some of the
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

// newCallers creates the users and their clients, which share one base client.
func (s *state) newCallers(plan plan, endpoint string, transport *http.Transport) ([]*caller, error) {
	base, err := account.New(endpoint, s.service.ProjectID(), account.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		return nil, err
	}
	key, err := base.With(account.WithKey(s.service.APIKey()))
	if err != nil {
		return nil, err
	}
	callers := make([]*caller, plan.Callers)
	for i := range callers {
		id := "user-" + strconv.Itoa(i)
		user := s.service.CreateUser(accounttest.Seed{
			ID: id, Email: id + "@example.com", Password: "correct-horse-9", Name: id, Prefs: map[string]any{"owner": id},
		})
		callers[i] = &caller{
			state: s, user: user, guest: base, key: key,
			me:   key.WithSession(s.service.CreateSession(id).Secret),
			dice: rand.New(rand.NewPCG(plan.Seed, 100+uint64(i))),
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
