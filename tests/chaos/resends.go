package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// resendLimit is the time limit of a call to a server that does the same to each request.
const resendLimit = time.Second

// resendCall is a call, and how often its request may arrive at such a server.
type resendCall struct {
	name    string
	allowed int
	call    func(context.Context, *resendCaller, ...account.CallOption) error
}

// resendCaller is a user of such a server, with a secret that works once.
type resendCaller struct {
	clients
	userID, secret string
}

func (c *resendCaller) get(ctx context.Context, o ...account.CallOption) error {
	_, err := c.me.Get(ctx, o...)
	return err
}

func (c *resendCaller) updateName(ctx context.Context, o ...account.CallOption) error {
	_, err := c.me.UpdateName(ctx, account.UpdateNameParams{Name: "Ann"}, o...)
	return err
}

func (c *resendCaller) updatePrefs(ctx context.Context, o ...account.CallOption) error {
	_, err := c.me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{"a": 1}}, o...)
	return err
}

func (c *resendCaller) createSession(ctx context.Context, o ...account.CallOption) error {
	_, err := c.key.CreateSession(ctx, account.CreateSessionParams{UserID: c.userID, Secret: c.secret}, o...)
	return err
}

func (c *resendCaller) deleteSession(ctx context.Context, o ...account.CallOption) error {
	return c.me.DeleteSession(ctx, account.CurrentSession, o...)
}

var resendCalls = []resendCall{
	{"get", 1 + account.DefaultRetries, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.get(ctx, o...)
	}},
	{"get NoRetry", 1, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.get(ctx, append(o, account.NoRetry())...)
	}},
	{"updateName", 1, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.updateName(ctx, o...)
	}},
	{"updateName WithRetries(0)", 1, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		c.clients = c.clients.with(account.WithRetries(0))
		return c.updateName(ctx, o...)
	}},
	{"updatePrefs AllowReplay", 1 + account.DefaultRetries, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.updatePrefs(ctx, append(o, account.AllowReplay())...)
	}},
	{"createSession", 1, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.createSession(ctx, o...)
	}},
	{"createSession NoRetry", 1, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.createSession(ctx, append(o, account.NoRetry())...)
	}},
	{"deleteSession NoRetry", 1, func(ctx context.Context, c *resendCaller, o ...account.CallOption) error {
		return c.deleteSession(ctx, append(o, account.NoRetry())...)
	}},
}

// resends is how often the request of each call arrived at each server that does the same
// to every request on a connection that worked before.
type resends struct {
	rows   []resendRow
	failed []string // that arrived too often, or ended too late
}

type resendRow struct {
	name  string
	cells []int
}

// broken is 0 for a part that was not run.
func (r *resends) broken() int {
	if r == nil {
		return 0
	}
	return len(r.failed)
}

// brokenServer is what stands before the service: a front or a proxy.
type brokenServer struct {
	endpoint string
	option   account.Option // for its certificate
	arrivals *arrivals
	breaks   func() // from now on every request
	close    func()
}

// resendServer is a kind of brokenServer.
type resendServer struct {
	name      string
	mayResend bool // net/http may send a read once more, when its connection was used before
	start     func(upstream string) (*brokenServer, error)
}

func resendServers(protocols []protocol) []resendServer {
	var list []resendServer
	for _, p := range protocols {
		if p == http1 {
			list = append(list,
				brokenProxy("reset before the request", rates{Lost: 1}),
				brokenProxy("reset in the middle of the request", rates{HalfSent: 1}),
				brokenProxy("reset instead of the response", rates{NoResponse: 1}),
				brokenProxy("response truncated", rates{Truncated: 1}))
			continue
		}
		for i := range streamFaults {
			list = append(list, brokenFront(&streamFaults[i]))
		}
	}
	return list
}

func brokenProxy(name string, faults rates) resendServer {
	return resendServer{http1.String() + ": " + name, true, func(upstream string) (*brokenServer, error) {
		p, err := newProxy(upstream, 1, newTally())
		if err != nil {
			return nil, err
		}
		own := account.WithHTTPClient(&http.Client{Transport: &http.Transport{}})
		return &brokenServer{"http://" + p.address() + "/v1", own, p.arrivals, func() { p.rates.Store(&faults) }, p.close}, nil
	}}
}

func brokenFront(fault *streamFault) resendServer {
	return resendServer{fault.name, false, func(upstream string) (*brokenServer, error) {
		f, err := newFront(upstream, 1, newTally())
		if err != nil {
			return nil, err
		}
		f.only = fault
		return &brokenServer{"https://" + f.address() + "/v1", account.WithRootCAs(f.roots), f.arrivals, func() { f.setShare(1) }, f.close}, nil
	}}
}

// tryResends makes each call at each of these servers.
func tryResends(ctx context.Context, protocols []protocol) (*resends, error) {
	service, err := accounttest.NewServer(accounttest.WithoutRateLimits(), accounttest.WithoutServerBugs())
	if err != nil {
		return nil, err
	}
	defer service.Close()
	found := &resends{}
	var mu sync.Mutex
	var firstError error
	var running sync.WaitGroup
	room := make(chan struct{}, 8*runtime.NumCPU()) // they mostly wait
	for _, server := range resendServers(protocols) {
		row := resendRow{server.name, make([]int, len(resendCalls))}
		found.rows = append(found.rows, row)
		for column, call := range resendCalls {
			room <- struct{}{}
			running.Go(func() {
				defer func() { <-room }()
				n, problem, err := tryResend(ctx, service, server, call)
				mu.Lock()
				defer mu.Unlock()
				row.cells[column] = n
				if firstError == nil {
					firstError = err
				}
				if problem != "" {
					found.failed = append(found.failed, problem)
				}
			})
		}
	}
	running.Wait()
	return found, firstError
}

// tryResend makes a call that works, and one whose requests all break. It returns how often the latter arrived.
func tryResend(ctx context.Context, service *accounttest.Server, kind resendServer, todo resendCall) (n int, problem string, err error) {
	server, err := kind.start(upstreamOf(service))
	if err != nil {
		return 0, "", err
	}
	defer server.close()
	base, err := newClients(server.endpoint, service.ProjectID(), service.APIKey(), server.option)
	if err != nil {
		return 0, "", err
	}
	defer base.guest.CloseIdleConnections()
	base = base.with(account.WithTimeout(time.Minute)).with(account.WithBackoff(func(int) time.Duration { return time.Millisecond }))
	user := service.CreateUser(accounttest.Seed{Name: "Ann"})
	c := &resendCaller{base.withSession(service.CreateSession(user.ID).Secret), user.ID, service.CreateToken(user.ID, time.Hour)}
	if err := c.get(ctx); err != nil {
		return 0, "", fmt.Errorf("%s: a call before the fault: %w", kind.name, err)
	}
	c.clients = c.clients.with(account.WithTimeout(resendLimit)) // the first call may wait for a busy machine
	server.breaks()
	start := time.Now()
	failure := withoutPanic(func() error { return todo.call(ctx, c, account.RequestHeader(callHeader, "1")) })
	took := time.Since(start)
	n = server.arrivals.of(1)
	allowed := todo.allowed
	if kind.mayResend && todo.name == "get" {
		allowed++
	}
	where := kind.name + ", " + todo.name
	name, typed := "", true
	if failure != nil {
		name, typed = errorKind(failure)
	}
	switch {
	case n > allowed:
		problem = fmt.Sprintf("%s: arrived %d times", where, n)
	case took > resendLimit+slack:
		problem = fmt.Sprintf("%s: took %s of %s", where, took, resendLimit)
	case !typed:
		problem = fmt.Sprintf("%s: %s: %v", where, name, failure)
	}
	return n, problem, nil
}

func (r *resends) print(w io.Writer) {
	if r == nil {
		return
	}
	fmt.Fprintf(w, "\nHow often a request arrives at a server that does the same to every request, on a connection that worked\nbefore. In brackets is how often it may arrive; over HTTP/1.1 net/http may send A once more.\n\n%-70s", "")
	for i := range resendCalls {
		fmt.Fprintf(w, "%6s", string(rune('A'+i)))
	}
	fmt.Fprintln(w)
	for _, row := range r.rows {
		fmt.Fprintf(w, "%-70s", row.name)
		for _, n := range row.cells {
			fmt.Fprintf(w, "%6d", n)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	for i, call := range resendCalls {
		fmt.Fprintf(w, "  %c  %s [%d]\n", 'A'+i, call.name, call.allowed)
	}
	fmt.Fprintf(w, "\n%d calls; %d arrived too often, ended late or had no type of error (has to be 0)\n", len(r.rows)*len(resendCalls), r.broken())
	for _, line := range r.failed[:min(len(r.failed), 20)] {
		fmt.Fprintln(w, "  "+strings.TrimSpace(line))
	}
}
