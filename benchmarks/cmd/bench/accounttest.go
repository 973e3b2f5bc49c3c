package main

import (
	"context"
	"fmt"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// measureAccounttest is point 6: the account service inside the test process.
func measureAccounttest(p plan, r *report) error {
	var first, again samples
	for range p.rounds {
		value, err := inChild("first response")
		if err != nil {
			return err
		}
		first = append(first, value)
		if value, err = firstResponse(); err != nil {
			return err
		}
		again = append(again, value)
	}
	t := r.table("accounttest: start to the first response, ms", "CreateAnonymousSession by a new client over a new connection", "the first server of a process", "each further one")
	t.add(hundredth(first.median()), hundredth(again[1:].median()))
	r.target("accounttest, start to first response in ms", first.median(), atMost(5))
	return measureServed(p, r)
}

func measureServed(p plan, r *report) error {
	server, err := accounttest.NewServer(accounttest.WithoutRateLimits())
	if err != nil {
		return err
	}
	defer server.Close()
	user := server.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	client := server.UserClient(user.ID)
	t := r.table("accounttest: calls a second", "through this SDK, in one process with it", "goroutines", "Get", "UpdateName")
	for _, callers := range []int{1, 8, 64} {
		row := []string{fmt.Sprint(callers)}
		for _, call := range []func(context.Context) error{
			func(ctx context.Context) error { _, err := client.Get(ctx); return err },
			func(ctx context.Context) error {
				_, err := client.UpdateName(ctx, account.UpdateNameParams{Name: "Ann"})
				return err
			},
		} {
			rate, err := servedRate(p, callers, call)
			if err != nil {
				return err
			}
			row = append(row, whole(rate.median()))
		}
		t.add(row...)
	}
	return nil
}

func servedRate(p plan, callers int, call func(context.Context) error) (samples, error) {
	var rate samples
	for range p.loopRounds {
		results := make(chan int)
		failures := make(chan error, callers)
		start := time.Now()
		for range callers {
			go func() {
				n := 0
				for ; time.Since(start) < p.load/2; n++ {
					if err := call(context.Background()); err != nil {
						failures <- err
						break
					}
				}
				results <- n
			}()
		}
		total := 0
		for range callers {
			total += <-results
		}
		select {
		case err := <-failures:
			return nil, err
		default:
		}
		rate = append(rate, float64(total)/time.Since(start).Seconds())
	}
	return rate, nil
}
