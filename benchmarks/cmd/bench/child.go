package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/benchmarks/contender"
	"github.com/appwrite-go/appwrite/benchmarks/service"
)

// Heap sizes and first calls are measured in a process of their own, which nothing else
// has warmed up.
var children = map[string]func() (float64, error){
	"rows " + contender.SDK.Name:      func() (float64, error) { return peak(iterate) },
	"rows " + contender.Official.Name: func() (float64, error) { return peak(pages(contender.Official)) },
	"rows " + contender.ByHand.Name:   func() (float64, error) { return peak(pages(contender.ByHand)) },
	"first response":                  firstResponse,
}

func runChild(name string) {
	measure, ok := children[name]
	if !ok {
		fmt.Fprintln(os.Stderr, "bench: there is no measurement", name)
		os.Exit(2)
	}
	value, err := measure()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	fmt.Println(value)
}

// inChild runs a measurement in a process of its own.
func inChild(name string) (value float64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	printed, err := output(self, "-child", name)
	if err != nil {
		return 0, err
	}
	_, err = fmt.Sscan(printed, &value)
	return value, err
}

// output runs a command and returns what it prints.
func output(name string, arguments ...string) (string, error) {
	var problems bytes.Buffer
	command := exec.Command(name, arguments...)
	command.Stderr = &problems
	printed, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, problems.String())
	}
	return strings.TrimSpace(string(printed)), nil
}

// heap is the size of the objects on the heap, including garbage that is not yet swept.
func heap() float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return float64(sample[0].Value.Uint64())
}

// peak is by how much the heap grows while all logs are read.
func peak(read func(network contender.Network, look func()) (int, error)) (float64, error) {
	network := contender.Network{Endpoint: "http://localhost/v1", Memory: service.Memory{}}
	runtime.GC()
	before, highest := heap(), 0.0
	rows, err := read(network, func() { highest = max(highest, heap()) })
	if err == nil && rows != service.Rows {
		err = fmt.Errorf("%d rows were read", rows)
	}
	return highest - before, err
}

// iterate reads all rows through the iterator, looking at the heap every few rows.
func iterate(network contender.Network, look func()) (int, error) {
	seen := 0
	return contender.EachLog(contender.SDK.Open(network, contender.SessionSecret), func() {
		if seen++; seen%25 == 0 {
			look()
		}
	})
}

// pages reads all rows page by page.
func pages(who contender.Contender) func(contender.Network, func()) (int, error) {
	return func(network contender.Network, look func()) (int, error) {
		client, rows := who.Open(network, contender.SessionSecret), 0
		for ; rows < service.Rows; rows += service.PageSize {
			if _, err := client.ListLogs(service.PageSize, rows); err != nil {
				return rows, err
			}
			look()
		}
		return rows, nil
	}
}

// firstResponse is the time from starting the account service of package accounttest to
// its first response, in ms. It includes the client and its first connection.
func firstResponse() (float64, error) {
	start := time.Now()
	server, err := accounttest.NewServer()
	if err != nil {
		return 0, err
	}
	defer server.Close()
	_, err = server.GuestClient(account.WithHTTPClient(&http.Client{Transport: &http.Transport{}})).CreateAnonymousSession(context.Background())
	return float64(time.Since(start)) / float64(time.Millisecond), err
}
