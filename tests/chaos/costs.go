package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

const (
	// memoryFactor times WithMaxResponse, and memoryBase, is what a call may take. The body
	// is read into a buffer that grows, and copied into the result.
	memoryFactor = 6
	// invalidFactor is that of bytes that are not UTF-8: U+FFFD takes three for each.
	invalidFactor = 10
	memoryBase    = 16 * mib
	// cpuBase and cpuPerMiB of WithMaxResponse is the CPU time that a call may take, and
	// the process that makes it.
	cpuBase   = time.Second
	cpuPerMiB = 60 * time.Millisecond
	// hostileLimit is the time limit of a call, shortLimit that of one whose server does not
	// end.
	hostileLimit = 20 * time.Second
	shortLimit   = time.Second
	// guard is how much memory a process may have before it ends itself.
	guard = 3 << 30
)

// childVariable is the environment variable with the task of a process that this one starts.
const childVariable = "CHAOS_CHILD"

// task is what such a process does: one of them.
type task struct {
	Call  *job
	Serve *uint64 // with this seed
}

// command is this program with a task.
func (t *task) command(ctx context.Context) (*exec.Cmd, error) {
	encoded, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	// The race detector would have each process sleep for a second before it ends.
	cmd.Env = append(os.Environ(), childVariable+"="+string(encoded), "GOTRACEBACK=single", "GORACE=atexit_sleep_ms=0")
	return cmd, nil
}

// child does the task of this process, if it has one, and ends it.
func child() {
	encoded, found := os.LookupEnv(childVariable)
	if !found {
		return
	}
	var task task
	err := json.Unmarshal([]byte(encoded), &task)
	switch {
	case err != nil:
	case task.Call != nil:
		err = task.Call.doAndPrint()
	case task.Serve != nil:
		err = serve(*task.Serve)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// job is a call that a process of its own makes, because it may not survive.
type job struct {
	Good, Endpoint string // a server that sends good responses, and the hostile one
	Operation      string
	MaxResponse    int64
	Timeout        time.Duration
	Memory         int64 // the bound
}

// cost is what came of a job.
type cost struct {
	Outcome string
	Failure string // what must not occur: a panic, an error without a type, something left
	Took    time.Duration
	Peak    int64 // bytes more than before the call
	CPU     time.Duration
}

// callTarget makes the call of an operation.
func callTarget(ctx context.Context, client *account.Client, operation string) error {
	var err error
	switch operation {
	case "Get":
		_, err = client.Get(ctx)
	case "ListSessions":
		_, err = client.ListSessions(ctx)
	case "ListLogs":
		_, err = client.ListLogs(ctx, account.ListLogsParams{})
	case "ListIdentities":
		_, err = client.ListIdentities(ctx, account.ListIdentitiesParams{})
	case "GetPrefs":
		_, err = client.GetPrefs(ctx)
	case "CreateEmailPasswordSession":
		_, err = client.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"})
	case "DeleteSession":
		err = client.DeleteSession(ctx, account.CurrentSession)
	default:
		err = errors.New("no such operation")
	}
	return err
}

func (j *job) doAndPrint() error {
	limitAddressSpace(guard + 2<<30)
	result, err := j.do()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// do makes a call that works, so that what Go starts once is not counted, and then the
// hostile one.
func (j *job) do() (*cost, error) {
	transport := &http.Transport{}
	options := []account.Option{
		account.WithHTTPClient(&http.Client{Transport: transport}), account.WithRetries(0),
		account.WithMaxResponse(j.MaxResponse), account.WithTimeout(j.Timeout),
	}
	good, err := account.New(j.Good, "project", options...)
	if err != nil {
		return nil, err
	}
	if _, err := good.ListSessions(context.Background()); err != nil {
		return nil, fmt.Errorf("a good response: %w", err)
	}
	transport.CloseIdleConnections()
	client, err := account.New(j.Endpoint, "project", options...)
	if err != nil {
		return nil, err
	}
	runtime.GC()
	before := resourcesInUse()
	meter := startMeter()
	// The bound is about what is in use. Garbage is collected in time to stay below it.
	debug.SetMemoryLimit(meter.base + j.Memory*3/4)
	start := time.Now()
	failure := withoutPanic(func() error { return callTarget(context.Background(), client, j.Operation) })
	result := &cost{Outcome: "success", Took: time.Since(start), Peak: meter.stop()}
	if failure != nil {
		name, typed := errorKind(failure)
		result.Outcome = name
		if !typed {
			result.Failure = fmt.Sprintf("%s: %.200v", name, failure)
		}
	}
	transport.CloseIdleConnections()
	if goroutines, descriptors := before.grown(); goroutines+descriptors > 0 {
		result.Failure = fmt.Sprintf("%d goroutines and %d descriptors outlive the call", goroutines, descriptors)
	}
	return result, nil
}

// meter finds the most memory in use. The system counts it exactly; where it does not, the
// memory that Go has from it is measured every millisecond.
type meter struct {
	base, resident, peak int64
	ended, done          chan struct{}
}

func startMeter() *meter {
	m := &meter{base: goMemory(), ended: make(chan struct{}), done: make(chan struct{})}
	m.resident, _ = peakResident()
	m.peak = m.base
	go m.watch()
	return m
}

func (m *meter) watch() {
	defer close(m.done)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for {
		m.peak = max(m.peak, goMemory())
		if m.peak > guard {
			os.Exit(exitGuard)
		}
		select {
		case <-ticker.C:
		case <-m.ended:
			return
		}
	}
}

// exitGuard is the status of a process that reached guard.
const exitGuard = 99

// stop returns the highest use since the start.
func (m *meter) stop() int64 {
	close(m.ended)
	<-m.done
	if resident, known := peakResident(); known {
		return resident - m.resident
	}
	return max(m.peak, goMemory()) - m.base
}

// goMemory is the memory that Go has from the system.
func goMemory() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}

// run does a job in a process of its own.
func (j *job) run(ctx context.Context) (*cost, error) {
	ctx, cancel := context.WithTimeout(ctx, j.Timeout+10*time.Second)
	defer cancel()
	cmd, err := (&task{Call: j}).command(ctx)
	if err != nil {
		return nil, err
	}
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err = cmd.Run()
	result := &cost{}
	var died *exec.ExitError
	switch {
	case ctx.Err() != nil:
		result = &cost{Outcome: "HUNG", Failure: "did not end", Took: j.Timeout + 10*time.Second}
	case errors.As(err, &died) && died.ExitCode() == exitGuard:
		result = &cost{Outcome: "DIED", Failure: "took more than " + bytesOf(guard), Peak: guard}
	case errors.As(err, &died):
		line, _, _ := strings.Cut(problems.String(), "\n")
		result = &cost{Outcome: "DIED", Failure: line, Peak: guard}
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(out.Bytes(), result); err != nil {
			return nil, err
		}
	}
	result.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return result, nil
}

// costs is what each hostile response cost each operation.
type costs struct {
	operations []string
	rows       []costRow
	failed     []string // beyond a bound, or something that must not occur
}

type costRow struct {
	hostile
	cells []*cost
}

// broken is 0 for a part that was not run.
func (c *costs) broken() int {
	if c == nil {
		return 0
	}
	return len(c.failed)
}

// tryHostiles has every operation of a list get each hostile response.
func tryHostiles(ctx context.Context, rows []hostile, operations ...string) (*costs, error) {
	good, err := goodResponses()
	if err != nil {
		return nil, err
	}
	server, err := newHostileServer(rows, good)
	if err != nil {
		return nil, err
	}
	defer server.close()
	found := &costs{operations: operations}
	var mu sync.Mutex
	var firstError error
	var running sync.WaitGroup
	room := make(chan struct{}, runtime.NumCPU())
	for i, row := range rows {
		cells := make([]*cost, len(operations))
		found.rows = append(found.rows, costRow{row, cells})
		for column, operation := range operations {
			room <- struct{}{}
			running.Go(func() {
				defer func() { <-room }()
				job := row.job(server, i, operation)
				result, err := job.run(ctx)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					if firstError == nil {
						firstError = fmt.Errorf("%s, %s: %w", row.name, operation, err)
					}
					return
				}
				cells[column] = result
				problem := job.judge(result)
				if problem == "" && result.Outcome == "success" && row.good != nil && !row.good(operation) {
					problem = "was treated as a success"
				}
				if problem != "" {
					found.failed = append(found.failed, row.name+", "+operation+": "+problem)
				}
			})
		}
	}
	running.Wait()
	return found, firstError
}

func (h *hostile) job(server *hostileServer, row int, operation string) *job {
	timeout := hostileLimit * slower
	if h.slow {
		timeout = shortLimit
	}
	return &job{server.endpoint(0), server.endpoint(row), operation, h.limit, timeout, h.memoryBound()}
}

// memoryBound is how much memory the response may take.
func (h *hostile) memoryBound() int64 { return memoryBase + cmp.Or(h.factor, memoryFactor)*h.limit }

func cpuBound(limit int64) time.Duration {
	return slower * (cpuBase + cpuPerMiB*time.Duration(limit)/mib)
}

// judge returns what must not be.
func (j *job) judge(c *cost) string {
	switch {
	case c.Failure != "":
		return c.Outcome + ": " + c.Failure
	case c.Peak > j.Memory:
		return fmt.Sprintf("took %s of %s", bytesOf(c.Peak), bytesOf(j.Memory))
	case c.CPU > cpuBound(j.MaxResponse):
		return fmt.Sprintf("took %s of CPU time of %s", c.CPU, cpuBound(j.MaxResponse))
	case c.Took > j.Timeout+slack:
		return fmt.Sprintf("ended after %s of %s", c.Took, j.Timeout)
	}
	return ""
}

func (c *costs) print(w io.Writer) {
	if c == nil {
		return
	}
	fmt.Fprintf(w, "\nHostile responses and what they cost: the outcome, the most memory in MiB, and the CPU time in ms of the\nwhole process. The bound of memory is %s and %d times WithMaxResponse, %d where\nbytes that are not UTF-8 become three.\n\n%-52s%9s%9s", bytesOf(memoryBase), memoryFactor, invalidFactor, "", "memory", "CPU")
	for _, operation := range c.operations {
		fmt.Fprintf(w, "  %-20.20s", operation)
	}
	fmt.Fprintln(w)
	for _, row := range c.rows {
		fmt.Fprintf(w, "%-52.52s%9s%9s", row.name, fmt.Sprintf("<=%d", row.memoryBound()/mib), fmt.Sprintf("<=%d", cpuBound(row.limit).Milliseconds()))
		for _, cell := range row.cells {
			fmt.Fprintf(w, "  %-9s%5d%6d", short(cell.Outcome), cell.Peak/mib, cell.CPU.Milliseconds())
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\n%d calls; %d beyond a bound, without a type of error or with something left (has to be 0)\n", len(c.rows)*len(c.operations), c.broken())
	for _, line := range c.failed[:min(len(c.failed), 40)] {
		fmt.Fprintln(w, "  "+line)
	}
}

// short shortens an outcome to a cell of the table.
func short(outcome string) string {
	switch {
	case outcome == "TransportError, timeout":
		return "timeout"
	case outcome == "TransportError":
		return "transport"
	}
	outcome, _, _ = strings.Cut(strings.TrimPrefix(outcome, "Error "), ",")
	outcome, _, _ = strings.Cut(outcome, " ")
	return outcome
}
