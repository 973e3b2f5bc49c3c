//go:build !linux || race

package main

// limitAddressSpace does nothing here: there is no such limit, or the race detector
// reserves more than any.
func limitAddressSpace(uint64) {}

// peakResident is not known here, or includes what the race detector uses.
func peakResident() (bytes int64, known bool) { return 0, false }
