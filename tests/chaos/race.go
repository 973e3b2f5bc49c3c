//go:build race

package main

// slower is how many times the CPU time of others the race detector needs.
const slower = 20
