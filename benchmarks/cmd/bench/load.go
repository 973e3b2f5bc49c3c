package main

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/appwrite-go/appwrite/benchmarks/contender"
	"github.com/appwrite-go/appwrite/benchmarks/service"
)

// place is a contender with a server of its own, so that its connections can be counted.
type place struct {
	who     contender.Contender
	server  *service.Server
	account contender.Account
	rate    samples // calls a second
	cpu     samples // of client and server together, for a call
	calls   int64
}

func places(protocol service.Protocol) []*place {
	var all []*place
	for _, who := range contender.All {
		server := service.Start(protocol)
		network := contender.Network{Endpoint: server.Endpoint(), Roots: server.Roots()}
		all = append(all, &place{who: who, server: server, account: who.Open(network, contender.SessionSecret)})
	}
	return all
}

func closeAll(all []*place) {
	for _, p := range all {
		p.server.Close()
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}

// load calls from a number of goroutines for a while.
func (p *place) load(callers int, while time.Duration, call func(contender.Account) error) error {
	var done atomic.Int64
	var failure atomic.Pointer[error]
	var running sync.WaitGroup
	start, cpu := time.Now(), cpuTime()
	for range callers {
		running.Go(func() {
			for time.Since(start) < while && failure.Load() == nil {
				if err := call(p.account); err != nil {
					failure.Store(&err)
					return
				}
				done.Add(1)
			}
		})
	}
	running.Wait()
	if err := failure.Load(); err != nil {
		return fmt.Errorf("%s: %w", p.who.Name, *err)
	}
	n := float64(done.Load())
	p.rate = append(p.rate, n/time.Since(start).Seconds())
	p.cpu = append(p.cpu, float64(cpuTime()-cpu)/n)
	p.calls += done.Load()
	return nil
}

func get(a contender.Account) error {
	_, err := a.Get()
	return err
}

// page is what server-side rendering does: a client for the end user, one call.
func page(a contender.Account) error { return get(a.As(contender.SessionSecret)) }

// measureLoad is point 2: calls a second and connections opened, on the loopback
// interface.
func measureLoad(p plan, r *report) error {
	for _, protocol := range service.Protocols {
		about := fmt.Sprintf("Get; the server takes %v; client and server share the machine", service.Work)
		rates := r.table("Calls a second, "+string(protocol), about, "goroutines", "this SDK", "official", "official, tuned", "by hand", "floor", "to official", "to tuned", "to by hand")
		opened := r.table("Connections opened, "+string(protocol), "in the whole run; in brackets as a part of the calls", "goroutines", "this SDK", "official", "official, tuned", "by hand", "floor", "this SDK per goroutine")
		for _, callers := range p.callers {
			all, err := measureRate(p, protocol, callers, get)
			if err != nil {
				return err
			}
			gain := addRates(rates, fmt.Sprint(callers), all)
			perCaller := addOpened(opened, fmt.Sprint(callers), callers, all)
			if callers == 64 {
				r.rates("Calls a second at 64 goroutines, "+string(protocol), all)
			}
			if callers == 64 && protocol == service.HTTP1 {
				r.target("calls a second against official: 64 goroutines, "+string(protocol), gain, atLeast(5))
				r.target("connections per goroutine there", perCaller, atMost(2))
			}
		}
	}
	return nil
}

func measureRate(p plan, protocol service.Protocol, callers int, call func(contender.Account) error) ([]*place, error) {
	all := places(protocol)
	defer closeAll(all)
	for _, place := range all { // to warm up; its connections count
		if err := place.load(callers, p.load/4, call); err != nil {
			return nil, err
		}
		place.rate, place.cpu = nil, nil
	}
	var failure error
	turns(p.loopRounds, len(all), func(_, i int) {
		if failure == nil {
			failure = all[i].load(callers, p.load, call)
		}
	})
	return all, failure
}

func addRates(t *table, name string, all []*place) (gain float64) {
	row := []string{name}
	for _, p := range all {
		row = append(row, whole(p.rate.median()))
	}
	sdk := all[0].rate
	gain = sdk.over(all[1].rate).median()
	t.add(append(row, ratio(gain), ratio(sdk.over(all[2].rate).median()), ratio(sdk.over(all[3].rate).median()))...)
	return gain
}

func addOpened(t *table, name string, callers int, all []*place) (perCaller float64) {
	row := []string{name}
	for _, p := range all {
		n := p.server.Opened()
		row = append(row, fmt.Sprintf("%d (%s)", n, percent(float64(n)/float64(p.calls))))
	}
	perCaller = float64(all[0].server.Opened()) / float64(callers)
	t.add(append(row, ratio(perCaller))...)
	return perCaller
}

// measureSessions is point 3: a client for each end user.
func measureSessions(p plan, r *report) error {
	measureDerivation(p, r)
	return measurePages(p, r)
}

func measureDerivation(p plan, r *report) {
	defer oneCore()()
	derivation := r.table("Deriving a client for a session", "in memory; wall and CPU time in ns", "", "this SDK", "official", "official, tuned", "by hand", "floor", "to official")
	network := contender.Network{Endpoint: "http://localhost/v1", Memory: service.Memory{}}
	costs := make([]cost, len(contender.All))
	run, times := make([]func(), len(costs)), make([]int, len(costs))
	for i, who := range contender.All {
		client := who.Open(network, contender.SessionSecret)
		run[i] = func() { client.As(contender.SessionSecret) }
		times[i] = calls(p.batch, run[i])
	}
	turns(p.rounds, len(run), func(_, i int) { costs[i].batch(times[i], run[i]) })
	for _, line := range []struct {
		name string
		of   func(*cost) samples
	}{
		{"wall, ns", func(c *cost) samples { return c.wall }},
		{"CPU, ns", func(c *cost) samples { return c.cpu }},
		{"bytes", func(c *cost) samples { return c.bytes }},
		{"allocations", func(c *cost) samples { return c.allocs }},
	} {
		row := []string{line.name}
		for i := range costs {
			row = append(row, whole(line.of(&costs[i]).median()))
		}
		derivation.add(append(row, ratio(line.of(&costs[0]).over(line.of(&costs[1])).median()))...)
	}
	r.target("deriving a client, ns of CPU", costs[0].cpu.median(), atMost(300))
	r.target("deriving a client, bytes", costs[0].bytes.median(), atMost(512))
}

func measurePages(p plan, r *report) error {
	rates := r.table("One client per incoming request, calls a second at 64 goroutines", "derive with a session, Get, drop", "", "this SDK", "official", "official, tuned", "by hand", "floor", "to official", "to tuned", "to by hand")
	opened := r.table("Connections opened there", "", "", "this SDK", "official", "official, tuned", "by hand", "floor", "this SDK per goroutine")
	for _, protocol := range []service.Protocol{service.HTTP1, service.Plain} {
		all, err := measureRate(p, protocol, 64, page)
		if err != nil {
			return err
		}
		addRates(rates, string(protocol), all)
		addOpened(opened, string(protocol), 64, all)
	}
	return nil
}
