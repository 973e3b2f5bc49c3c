package main

import "github.com/appwrite-go/appwrite/benchmarks/contender"

// measureRows is point 4: the heap while 100,000 rows are read.
func measureRows(p plan, r *report) error {
	who := []contender.Contender{contender.SDK, contender.Official, contender.ByHand}
	peaks := make([]samples, len(who))
	var failure error
	turns(p.loopRounds, len(who), func(_, i int) {
		value, err := inChild("rows " + who[i].Name)
		if err != nil && failure == nil {
			failure = err
		}
		peaks[i] = append(peaks[i], value/(1<<20))
	})
	t := r.table("100,000 log rows: growth of the heap at its peak, MiB", "a process of its own each; garbage that is not yet swept counts", "this SDK, iterator", "official, page by page", "by hand, page by page", "to official")
	t.add(tenth(peaks[0].median()), tenth(peaks[1].median()), tenth(peaks[2].median()), ratio(peaks[0].over(peaks[1]).median()))
	r.target("100,000 rows, growth of the heap in MiB", peaks[0].median(), atMost(8))
	return failure
}
