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

// plan is what a run is to do.
type plan struct {
	Calls  int
	People int
	Seed   uint64
}

// run makes the calls of a plan through bad weather and reports how it went.
func run(ctx context.Context, plan plan) (*report, error) {
	if err := warmUp(); err != nil {
		return nil, err
	}
	before := leftovers()
	result, err := weatherTheStorm(ctx, plan)
	if err != nil {
		return nil, err
	}
	result.goroutines, result.descriptors = before.grown()
	return result, nil
}

func weatherTheStorm(ctx context.Context, plan plan) (*report, error) {
	start := time.Now()
	service, err := accounttest.NewServer(accounttest.WithoutRateLimits(), accounttest.WithoutServerBugs(),
		accounttest.WithSessionLimit(1_000_000), accounttest.WithRequestLog(4*plan.Calls+1000))
	if err != nil {
		return nil, err
	}
	defer service.Close()
	met := newTally()
	upstream := service.Endpoint()[len("http://") : len(service.Endpoint())-len("/v1")]
	proxy, err := newProxy(upstream, plan.Seed, met)
	if err != nil {
		return nil, err
	}
	defer proxy.close()
	transport, err := newTransport(plan, met)
	if err != nil {
		return nil, err
	}
	defer transport.CloseIdleConnections()

	s := &storm{service: service, outcomes: map[int]outcome{}}
	s.weather = &weather{service: service, proxy: proxy, phases: phases(plan.Seed), every: max(plan.Calls/24, 1)}
	people, err := s.invite(plan, "http://"+proxy.address()+"/v1", transport)
	if err != nil {
		return nil, err
	}
	usersBefore := len(service.Users())
	var everybody sync.WaitGroup
	for i, person := range people {
		everybody.Go(func() {
			for range plan.Calls/plan.People + one(i < plan.Calls%plan.People) {
				person.act(ctx)
			}
		})
	}
	everybody.Wait()
	s.weather.end()
	return judge(plan, s, met, usersBefore, time.Since(start)), nil
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// newTransport is the network of all clients. Some of its connections are tried where
// nobody listens.
func newTransport(plan plan, met *tally) (*http.Transport, error) {
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
		refuse := dice.Float64() < refusedShare
		mu.Unlock()
		if refuse {
			met.add("connection refused")
			address = closed.Addr().String()
		}
		return dialer.DialContext(ctx, network, address)
	}
	return &http.Transport{DialContext: dial, MaxIdleConns: 2 * plan.People, MaxIdleConnsPerHost: 2 * plan.People}, nil
}

// invite makes the people and what they act with: all clients have the same base.
func (s *storm) invite(plan plan, endpoint string, transport *http.Transport) ([]*person, error) {
	base, err := account.New(endpoint, s.service.ProjectID(), account.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		return nil, err
	}
	key, err := base.With(account.WithKey(s.service.APIKey()))
	if err != nil {
		return nil, err
	}
	people := make([]*person, plan.People)
	for i := range people {
		id := "person-" + strconv.Itoa(i)
		user := s.service.CreateUser(accounttest.Seed{
			ID: id, Email: id + "@example.com", Password: "correct-horse-9", Name: id, Prefs: map[string]any{"owner": id},
		})
		people[i] = &person{
			storm: s, user: user, guest: base, key: key,
			me:   key.WithSession(s.service.CreateSession(id).Secret),
			dice: rand.New(rand.NewPCG(plan.Seed, 100+uint64(i))),
		}
	}
	return people, nil
}

// left is what a program holds.
type left struct{ goroutines, descriptors int }

func leftovers() left { return left{runtime.NumGoroutine(), descriptors()} }

// grown waits a moment for what is on its way out, and says what is more than before.
func (l left) grown() (goroutines, descriptors int) {
	patience := time.NewTimer(5 * time.Second)
	defer patience.Stop()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		now := leftovers()
		goroutines, descriptors = max(now.goroutines-l.goroutines, 0), max(now.descriptors-l.descriptors, 0)
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
// does not say.
func descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

// warmUp does what Go does once and for good when a program first uses the network.
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
		return fmt.Errorf("without any fault: %w", err)
	}
	return nil
}
