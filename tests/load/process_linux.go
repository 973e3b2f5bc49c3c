package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the unit of processor time in /proc, the same on all systems that Go runs on.
const tick = 10 * time.Millisecond

// usageOf returns what a process has in use, as the system counts it.
func usageOf(process *os.Process) (used usage, err error) {
	folder := fmt.Sprintf("/proc/%d/", process.Pid)
	status, err := os.ReadFile(folder + "status")
	if err != nil {
		return used, err
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	line, _, _ := strings.Cut(after, "kB")
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	if err != nil {
		return used, err
	}
	used.resident = kilobytes << 10

	stat, err := os.ReadFile(folder + "stat")
	if err != nil {
		return used, err
	}
	_, after, _ = strings.Cut(string(stat), ") ") // the name of the program can have spaces
	fields := strings.Fields(after)
	for _, field := range fields[11:13] { // user and system time
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return used, err
		}
		used.processor += time.Duration(ticks) * tick
	}

	descriptors, err := os.ReadDir(folder + "fd")
	used.descriptors = len(descriptors)
	return used, err
}

// quit makes a Go program print its goroutines and end.
func quit(process *os.Process) error { return process.Signal(syscall.SIGQUIT) }
