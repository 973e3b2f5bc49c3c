//go:build linux && !race

package main

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// limitAddressSpace is the last guard: beyond it the process dies of its next allocation.
func limitAddressSpace(bytes uint64) {
	syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: bytes, Max: bytes})
}

// peakResident returns the most memory that this process had so far, as the system counts
// it, and false where the system does not say.
func peakResident() (bytes int64, known bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(after, "kB")
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	return kilobytes << 10, err == nil
}
