//go:build !unix

package main

import (
	"os"
	"syscall"
)

// stopSignals returns the signals that end the program, after the state was saved.
func stopSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }
