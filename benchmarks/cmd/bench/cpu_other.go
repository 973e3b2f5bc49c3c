//go:build !unix

package main

import "time"

var began = time.Now()

// cpuTime returns wall time on systems without getrusage.
func cpuTime() time.Duration { return time.Since(began) }
