package main

import (
	"bytes"
	"strconv"
	"sync"
)

// arrivals counts at the server how often the request of each call was received, whole or
// in part.
type arrivals struct {
	mu     sync.Mutex
	counts map[int]int
	total  int
}

func newArrivals() *arrivals { return &arrivals{counts: map[int]int{}} }

// add counts a request by the value of its callHeader; one without a number counts in the
// total only.
func (a *arrivals) add(number string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total++
	if n, err := strconv.Atoi(number); err == nil {
		a.counts[n]++
	}
}

func (a *arrivals) of(number int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.counts[number]
}

// numberLine is how an HTTP/1.1 request begins the line with its number.
var numberLine = []byte("\r\n" + callHeader + ": ")

// longestNumber is how long the line may be.
const longestNumber = 64

// scanner finds the numbers in the bytes that a client sends over HTTP/1.1. A line may be
// cut by the end of a piece.
type scanner struct {
	arrivals *arrivals
	rest     []byte
}

func (s *scanner) scan(piece []byte) {
	data := append(s.rest, piece...)
	for {
		_, after, found := bytes.Cut(data, numberLine)
		if !found {
			s.rest = bytes.Clone(data[max(len(data)-len(numberLine)+1, 0):])
			return
		}
		number, next, whole := bytes.Cut(after, []byte("\r\n"))
		if !whole && len(after) < longestNumber {
			s.rest = append(bytes.Clone(numberLine), after...)
			return
		}
		s.arrivals.add(string(number))
		data = next
	}
}
