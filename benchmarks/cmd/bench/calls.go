package main

import (
	"fmt"

	"github.com/appwrite-go/appwrite/benchmarks/contender"
	"github.com/appwrite-go/appwrite/benchmarks/service"
)

// inMemory are the contenders of the calls in memory, where the connection pool has no
// effect.
var inMemory = []contender.Contender{contender.SDK, contender.Official, contender.ByHand, contender.Floor}

const (
	theSDK = iota
	theOfficial
	theHand
	theFloor
)

// measureCalls is point 1: the cost of a call in a client, over a transport in memory.
func measureCalls(p plan, r *report) error {
	defer oneCore()()
	network := contender.Network{Endpoint: "http://localhost/v1", Memory: service.Memory{}}
	cpu := r.table("CPU time of a call, µs", "user and system time on one core; the ratios are those of CPU time",
		"call", "this SDK", "official", "by hand", "floor", "to official", "to by hand", "±")
	wall := r.table("Wall time of a call, µs", "", "call", "this SDK", "official", "by hand", "floor", "to official", "to by hand")
	allocs := r.table("Allocations of a call", "", "call", "this SDK", "official", "by hand", "floor", "to official", "to by hand")
	bytes := r.table("Bytes allocated by a call", "", "call", "this SDK", "official", "by hand", "floor", "to official", "to by hand")
	for _, c := range contender.Cases {
		costs, err := measureCase(p, network, c)
		if err != nil {
			return err
		}
		pick := func(of func(*cost) samples) []samples {
			all := make([]samples, len(costs))
			for i := range costs {
				all[i] = of(&costs[i])
			}
			return all
		}
		cpus, counts := pick(func(c *cost) samples { return c.cpu }), pick(func(c *cost) samples { return c.allocs })
		official, hand := addRow(cpu, c.Name, cpus, micros)
		cpu.extend(percent(cpus[theSDK].spread()))
		addRow(wall, c.Name, pick(func(c *cost) samples { return c.wall }), micros)
		fewer, _ := addRow(allocs, c.Name, counts, whole)
		addRow(bytes, c.Name, pick(func(c *cost) samples { return c.bytes }), whole)
		r.target("CPU against official: "+c.Name, official, atMost(0.40))
		r.target("CPU against by hand: "+c.Name, hand, atMost(0.70))
		r.target("allocations against official: "+c.Name, fewer, atMost(0.55))
		if c.Name == "Get" {
			r.target("CPU against the floor: "+c.Name, cpus[theSDK].over(cpus[theFloor]).median(), atMost(2))
		}
		r.bars("CPU time of a call, official = 1", c.Name, cpus)
	}
	return nil
}

func measureCase(p plan, network contender.Network, c contender.Case) ([]cost, error) {
	costs := make([]cost, len(inMemory))
	run := make([]func(), len(inMemory))
	times := make([]int, len(inMemory))
	for i, who := range inMemory {
		client := who.Open(network, c.Session)
		_, err := c.Call(client)
		if failed := err != nil; failed != (c.Fails && i != theFloor) {
			return nil, fmt.Errorf("%s, %s: %v", who.Name, c.Name, err)
		}
		run[i] = func() { _, _ = c.Call(client) }
		times[i] = calls(p.batch, run[i])
	}
	turns(p.rounds, len(run), func(_, i int) { costs[i].batch(times[i], run[i]) })
	return costs, nil
}

// addRow adds the medians of four contenders and the ratios of the first to the second
// and third.
func addRow(t *table, name string, all []samples, show func(float64) string) (official, hand float64) {
	official, hand = all[theSDK].over(all[theOfficial]).median(), all[theSDK].over(all[theHand]).median()
	row := []string{name}
	for _, s := range all {
		row = append(row, show(s.median()))
	}
	t.add(append(row, ratio(official), ratio(hand))...)
	return official, hand
}
