package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// soakPlan is the size of a soak. Each round has a service of its own, in another process,
// so that what is measured is the SDK.
type soakPlan struct {
	Calls, Callers, Rounds int
	Seed                   uint64
	Protocols              []protocol
}

const (
	// heapGrowth is how much more of the heap may be in use at the end than after the second
	// round: a tenth, and 512 KiB.
	heapGrowthShare = 10
	heapGrowth      = 512 << 10
	// idleConnTimeout is that of the transport of the SDK. For that long net/http can keep
	// the memory of an HTTP/2 connection that broke: it starts the timer of idle connections
	// for it.
	idleConnTimeout = 90 * time.Second
)

// serving is a service with its proxy and its front in another process.
type serving struct {
	Project, Key  string
	Proxy, Front  string // addresses
	Certificate   []byte
	process       *exec.Cmd
	untilItCloses io.Closer
}

// serve is that process. It ends with its standard input.
func serve(seed uint64) error {
	service, err := accounttest.NewServer(accounttest.WithoutRateLimits(), accounttest.WithoutServerBugs(), accounttest.WithRequestLog(0))
	if err != nil {
		return err
	}
	for _, fault := range []accounttest.Fault{
		{Status: http.StatusInternalServerError, Probability: 0.01, Seed: seed},
		{Status: http.StatusBadGateway, Damage: accounttest.HTMLPage, Probability: 0.01, Seed: seed + 1},
		{Status: http.StatusTooManyRequests, Probability: 0.01, Seed: seed + 2},
		{Damage: accounttest.Truncated, Probability: 0.01, Seed: seed + 3},
		{Delay: time.Minute, Probability: 0.0001, Seed: seed + 4},
	} {
		service.AddFault(fault)
	}
	proxy, err := newProxy(upstreamOf(service), seed, newTally())
	if err != nil {
		return err
	}
	proxy.rates.Store(&rates{Lost: 0.005, HalfSent: 0.005, NoResponse: 0.005, Truncated: 0.005})
	front, err := newFront(upstreamOf(service), seed, newTally())
	if err != nil {
		return err
	}
	front.setShare(0.02)
	err = json.NewEncoder(os.Stdout).Encode(serving{
		Project: service.ProjectID(), Key: service.APIKey(), Proxy: proxy.address(), Front: front.address(),
		Certificate: front.config.Certificates[0].Certificate[0],
	})
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func startServing(seed uint64) (*serving, error) {
	cmd, err := (&task{Serve: &seed}).command(context.Background())
	if err != nil {
		return nil, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &serving{process: cmd, untilItCloses: in}
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(s); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *serving) close() {
	s.untilItCloses.Close()
	s.process.Wait()
}

// base makes the clients of a protocol, with the transport of the SDK or one of a program.
func (s *serving) base(p protocol, own bool) (clients, error) {
	endpoint := "http://" + s.Proxy + "/v1"
	transport := &http.Transport{MaxIdleConnsPerHost: 4}
	options := []account.Option{account.WithBackoff(func(int) time.Duration { return time.Millisecond }), account.WithTimeout(time.Second)}
	if p == http2tls {
		endpoint = "https://" + s.Front + "/v1"
		certificate, err := x509.ParseCertificate(s.Certificate)
		if err != nil {
			return clients{}, err
		}
		roots := x509.NewCertPool()
		roots.AddCert(certificate)
		options = append(options, account.WithRootCAs(roots))
		transport.ForceAttemptHTTP2 = true
	}
	if own {
		options = append(options, account.WithHTTPClient(&http.Client{Transport: transport}))
	}
	return newClients(endpoint, s.Project, s.Key, options...)
}

// soaked is the result of a soak.
type soaked struct {
	plan     soakPlan
	took     time.Duration
	outcomes *tally
	untyped  *tally
	rounds   []sample
	end      sample
}

// sample is what is in use after a round.
type sample struct {
	heap                    uint64
	goroutines, descriptors int // more than at the start
}

// soak makes the calls of a plan, round by round.
func soak(ctx context.Context, plan soakPlan) (*soaked, error) {
	result := &soaked{plan: plan, outcomes: newTally(), untyped: newTally()}
	if err := warmUp(); err != nil {
		return nil, err
	}
	before := resourcesInUse()
	start := time.Now()
	for round := range plan.Rounds {
		if err := result.round(ctx, round); err != nil {
			return nil, err
		}
		var after sample
		after.goroutines, after.descriptors = before.grown()
		after.heap = heapInUse()
		result.rounds = append(result.rounds, after)
	}
	result.took = time.Since(start)
	result.end = result.settle(before)
	return result, nil
}

// settle is what is in use at the end. It gives net/http time to let go of broken
// connections, if the heap has grown.
func (r *soaked) settle(before resources) (end sample) {
	patience := time.NewTimer(idleConnTimeout + 5*time.Second)
	defer patience.Stop()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		end.goroutines, end.descriptors = before.grown()
		if end.heap = heapInUse(); end.heap <= r.heapBound() {
			return end
		}
		select {
		case <-again.C:
		case <-patience.C:
			return end
		}
	}
}

// heapInUse is what is left of the heap after collections: the first ones free what pools
// and finalizers keep.
func heapInUse() uint64 {
	var stats runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func (r *soaked) round(ctx context.Context, round int) error {
	service, err := startServing(r.plan.Seed + uint64(round))
	if err != nil {
		return err
	}
	defer service.close()
	var running sync.WaitGroup
	errs := make([]error, r.plan.Callers)
	for i := range r.plan.Callers {
		protocol := r.plan.Protocols[i%len(r.plan.Protocols)]
		base, err := service.base(protocol, i/2%2 == 0)
		if err != nil {
			return err
		}
		s := &soaker{soaked: r, clients: base, base: base, dice: rand.New(rand.NewPCG(r.plan.Seed, uint64(round*1000+i))), id: "user-" + strconv.Itoa(i)}
		running.Go(func() {
			defer base.guest.CloseIdleConnections()
			defer base.with(account.WithSelfSignedCertificates()).guest.CloseIdleConnections()
			if errs[i] = s.signIn(ctx); errs[i] != nil {
				return
			}
			for range r.plan.Calls / r.plan.Rounds / r.plan.Callers {
				s.act(ctx)
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// soaker is a caller of a soak. It signs in again when its session has ended.
type soaker struct {
	*soaked
	clients
	base   clients
	dice   *rand.Rand
	id     string
	secret string
}

const soakPassword = "correct-horse-9"

func (s *soaker) signIn(ctx context.Context) error {
	var err error
	for range 50 { // each of them may be broken
		_, _ = s.key.Create(ctx, account.CreateParams{UserID: s.id, Email: s.id + "@example.com", Password: soakPassword, Name: s.id}) // it may be there
		var session *account.Session
		session, err = s.key.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: s.id + "@example.com", Password: soakPassword})
		if err == nil {
			s.secret = session.Secret
			return nil
		}
	}
	return err
}

// soakActions are the calls of a soak; each is as likely as the others.
var soakActions = []func(*soaker, context.Context) error{
	func(s *soaker, ctx context.Context) error { _, err := s.me.Get(ctx); return err },
	func(s *soaker, ctx context.Context) error { _, err := s.me.GetPrefs(ctx); return err },
	func(s *soaker, ctx context.Context) error { _, err := s.me.ListSessions(ctx); return err },
	func(s *soaker, ctx context.Context) error {
		for _, err := range s.me.AllLogs(ctx, account.ListLogsParams{}) {
			return err // the first is enough: the iterator is left
		}
		return nil
	},
	func(s *soaker, ctx context.Context) error {
		_, err := s.me.UpdateName(ctx, account.UpdateNameParams{Name: s.id})
		return err
	},
	func(s *soaker, ctx context.Context) error {
		_, err := s.me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{"n": s.dice.IntN(1000)}}, account.AllowReplay())
		return err
	},
	func(s *soaker, ctx context.Context) error {
		token, err := s.me.CreateJWT(ctx)
		if err != nil {
			return err
		}
		_, err = s.me.WithJWT(token.JWT).Get(ctx)
		return err
	},
	func(s *soaker, ctx context.Context) error {
		session, err := s.key.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: s.id + "@example.com", Password: soakPassword})
		if err != nil {
			return err
		}
		return s.guest.WithSession(session.Secret).DeleteSession(ctx, account.CurrentSession)
	},
	func(s *soaker, ctx context.Context) error {
		_, err := s.guest.CreateAnonymousSession(ctx, account.NoRetry())
		return err
	},
	func(s *soaker, ctx context.Context) error { _, err := s.me.GetSession(ctx, "unknown"); return err },
	func(s *soaker, ctx context.Context) error { _, err := s.me.GetSession(ctx, ""); return err },
	func(s *soaker, ctx context.Context) error {
		_, err := s.guest.WithSession("wrong").Get(ctx, account.RequestHeader("bad\n", ""))
		return err
	},
	func(s *soaker, ctx context.Context) error { // a caller that goes away
		ctx, cancel := context.WithTimeout(ctx, time.Duration(s.dice.IntN(2000))*time.Microsecond)
		defer cancel()
		_, err := s.me.Get(ctx)
		return err
	},
	func(s *soaker, ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		_, err := s.me.UpdateName(ctx, account.UpdateNameParams{Name: s.id})
		return err
	},
	func(s *soaker, ctx context.Context) error { // all of these share one transport
		client, err := s.me.With(account.WithSelfSignedCertificates())
		if err != nil {
			return err
		}
		_, err = client.Get(ctx)
		return err
	},
	func(s *soaker, ctx context.Context) error { // a client that is dropped with its hooks
		client, err := s.me.With(account.WithLocale("de"), account.WithHeader("X-A", "b"), account.WithAttemptHook(func(context.Context, account.Attempt) {}))
		if err != nil {
			return err
		}
		_, err = client.Get(ctx)
		return err
	},
}

// act makes a call with clients that were derived for it. Now and then it closes the idle
// connections before.
func (s *soaker) act(ctx context.Context) {
	s.clients = s.base.withSession(s.secret)
	if s.dice.IntN(200) == 0 {
		s.guest.CloseIdleConnections()
	}
	err := withoutPanic(func() error { return soakActions[s.dice.IntN(len(soakActions))](s, ctx) })
	if err == nil {
		s.outcomes.add("success")
		return
	}
	name, typed := errorKind(err)
	s.outcomes.add(name)
	if !typed {
		s.untyped.add(fmt.Sprintf("%s: %v", name, err))
	}
	if account.IsSignedOut(err) {
		if err := s.signIn(ctx); err != nil {
			s.untyped.add("signing in: " + err.Error())
		}
	}
}

// warm is the round that the others are compared with.
func (r *soaked) warm() sample { return r.rounds[min(1, len(r.rounds)-1)] }

// heapBound is how much of the heap may be in use after a round.
func (r *soaked) heapBound() uint64 {
	warm := r.warm().heap
	return warm + warm/heapGrowthShare + heapGrowth
}

// broken lists what did not hold.
func (r *soaked) broken() []string {
	var list []string
	if n := r.untyped.sum(); n > 0 {
		list = append(list, fmt.Sprintf("errors without a type: %d", n))
	}
	for i, round := range r.rounds {
		if round.goroutines > 0 {
			list = append(list, fmt.Sprintf("goroutines left after round %d: %d", i+1, round.goroutines))
		}
		if round.descriptors > 0 {
			list = append(list, fmt.Sprintf("descriptors left after round %d: %d", i+1, round.descriptors))
		}
	}
	if r.end.heap > r.heapBound() {
		list = append(list, fmt.Sprintf("heap at the end: %d KiB of %d KiB", r.end.heap>>10, r.heapBound()>>10))
	}
	return list
}

func (r *soaked) print(w io.Writer) {
	fmt.Fprintf(w, "Soak: %d calls by %d callers at once in %d rounds, seed %d, in %.1f s\n\n", r.plan.Calls, r.plan.Callers, r.plan.Rounds, r.plan.Seed, r.took.Seconds())
	r.outcomes.print(w)
	fmt.Fprintf(w, "\nIn use after each round, when its connections are closed. Goroutines and descriptors left have to be 0, the\nheap may grow by a tenth and %s from round 2 to the end; net/http keeps broken connections of HTTP/2 for\nup to %s.\n\n%5s%12s%12s%13s\n", bytesOf(heapGrowth), idleConnTimeout, "round", "heap KiB", "goroutines", "descriptors")
	for i, round := range r.rounds {
		fmt.Fprintf(w, "%5d%12d%12d%13d\n", i+1, round.heap>>10, round.goroutines, round.descriptors)
	}
	fmt.Fprintf(w, "%5s%12d%12d%13d\n", "end", r.end.heap>>10, r.end.goroutines, r.end.descriptors)
	fmt.Fprintf(w, "%5s%12s%12d%13d\n\n%7d  errors without a type (has to be 0)\n", "bound", fmt.Sprint("<=", r.heapBound()>>10), 0, 0, r.untyped.sum())
	r.untyped.print(w)
}
