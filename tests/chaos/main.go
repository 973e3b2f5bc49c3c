// Command chaos makes many calls of the SDK over a faulty network to a faulty service, half
// of them over HTTP/1.1 and half over HTTP/2, and checks the results: no change may be made
// twice, no user may see the data of another, no resource may leak, and every error has to
// have a type. How often a request arrives is counted at the server.
//
// Then it makes calls to servers that do the same to every request, tries bad input for
// every parameter, and has each kind of call get responses that are meant to cost memory or
// time, in processes of their own. With -soak it makes more calls instead, and checks that
// nothing is left of them. It exits with status 1 if a promise did not hold.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	child()
	plan := plan{Divisor: 1}
	for _, target := range targets {
		plan.Operations = append(plan.Operations, target.operation)
	}
	flag.IntVar(&plan.Calls, "calls", 0, "how many calls to make; 24,000 unless it says otherwise, 360,000 with -soak")
	flag.IntVar(&plan.Callers, "callers", 0, "how many goroutines make them; 64 unless it says otherwise, 10 with -soak")
	flag.Uint64Var(&plan.Seed, "seed", uint64(time.Now().UnixNano()), "seed of the random numbers")
	protocols := flag.String("protocol", "both", "h1, h2 or both: the protocol of the calls; with both, half of them each")
	only := flag.String("only", "", "run only this part: calls, resends, inputs or responses")
	soaking := flag.Bool("soak", false, "look for leaks in many calls instead; takes -calls, -callers, -protocol and -seed")
	flag.Parse()
	if *soaking {
		plan.Calls, plan.Callers = cmp.Or(plan.Calls, 360_000), cmp.Or(plan.Callers, 10)
	}
	plan.Calls, plan.Callers = cmp.Or(plan.Calls, 24_000), cmp.Or(plan.Callers, 64)
	if *only != "" && *only != "calls" {
		plan.Calls = 0
	}
	plan.part = func(name string) bool { return *only == "" || *only == name }
	var known bool
	if plan.Protocols, known = protocolFlag[*protocols]; !known {
		fmt.Fprintln(os.Stderr, "chaos: -protocol is h1, h2 or both")
		os.Exit(2)
	}
	if *soaking {
		runSoak(soakPlan{Calls: plan.Calls, Callers: plan.Callers, Rounds: 10, Seed: plan.Seed, Protocols: plan.Protocols})
		return
	}
	report, err := all(context.Background(), plan)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
	report.print(os.Stdout)
	conclude(report.broken())
}

// conclude ends the program with status 1 if a promise did not hold.
func conclude(broken []string) {
	if broken != nil {
		fmt.Println("\nNot as promised:")
		for _, line := range broken {
			fmt.Println("  " + line)
		}
		os.Exit(1)
	}
	fmt.Println("\nEverything is as promised.")
}

func runSoak(plan soakPlan) {
	result, err := soak(context.Background(), plan)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
	result.print(os.Stdout)
	conclude(result.broken())
}

// all makes the calls of a plan, and then tries the servers that do the same to every
// request, the bad inputs, and the hostile responses.
func all(ctx context.Context, plan plan) (*report, error) {
	report, err := run(ctx, plan)
	if err == nil && plan.part("resends") {
		report.resends, err = tryResends(ctx, plan.Protocols)
	}
	if err == nil && plan.part("inputs") {
		report.inputs, err = tryInputs(ctx)
	}
	if err == nil && plan.part("responses") {
		report.costs, err = tryHostiles(ctx, hostiles(plan.Divisor), plan.Operations...)
	}
	return report, err
}
