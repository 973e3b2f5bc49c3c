//go:build !unix

package main

import "time"

var began = time.Now()

// cpuTime is wall time where the system does not tell the other in this way.
func cpuTime() time.Duration { return time.Since(began) }
