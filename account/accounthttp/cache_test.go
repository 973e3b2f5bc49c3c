package accounthttp

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

// service is what a cache looks users up at. It responds when the test lets it.
type service struct {
	calls   atomic.Int32
	respond chan error
}

func newService() *service { return &service{respond: make(chan error)} }

func (s *service) get(ctx context.Context) (*account.User, error) {
	n := s.calls.Add(1)
	select {
	case err := <-s.respond:
		if err != nil {
			return nil, err
		}
		return &account.User{ID: "ann", Name: fmt.Sprint("call ", n)}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func newCache() *userCache { return &userCache{lifetime: 5 * time.Second, max: 3} }

type result struct {
	name string
	err  error
}

// ask looks a session up in the background.
func ask(ctx context.Context, c *userCache, secret string, get getUser) chan result {
	got := make(chan result, 1)
	go func() {
		user, err := c.get(ctx, secret, get)
		if err != nil {
			got <- result{err: err}
			return
		}
		got <- result{name: user.Name}
	}()
	return got
}

func TestUserCache_OneLookupServesAllRequestsOfASession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(), newService()
		var all []chan result
		for range 50 {
			all = append(all, ask(t.Context(), c, "secret", s.get))
		}
		other := newService()
		another := ask(t.Context(), c, "another session", other.get)
		synctest.Wait()
		require.EqualValues(t, 1, s.calls.Load())
		require.EqualValues(t, 1, other.calls.Load())
		s.respond <- nil
		for _, got := range all {
			require.Equal(t, result{name: "call 1"}, <-got)
		}
		other.respond <- nil
		<-another
		time.Sleep(5*time.Second - 1)
		require.Equal(t, result{name: "call 1"}, <-ask(t.Context(), c, "secret", s.get))
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		got := ask(t.Context(), c, "secret", s.get)
		s.respond <- nil
		require.Equal(t, result{name: "call 2"}, <-got)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Empty(t, c.entries, "nothing stays")
	})
}

func TestUserCache_ALookupOutlivesTheRequestThatStartedIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(), newService()
		ctx, cancel := context.WithCancel(t.Context())
		first := ask(ctx, c, "secret", s.get)
		synctest.Wait()
		second := ask(t.Context(), c, "secret", s.get)
		synctest.Wait()
		cancel()
		require.ErrorIs(t, (<-first).err, context.Canceled)
		s.respond <- nil
		require.Equal(t, result{name: "call 1"}, <-second)
	})
}

func TestUserCache_ALookupEndsWhenNobodyWaitsForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(), newService()
		ctx, cancel := context.WithCancel(t.Context())
		first := ask(ctx, c, "secret", s.get)
		synctest.Wait()
		cancel()
		require.ErrorIs(t, (<-first).err, context.Canceled)
		second := ask(t.Context(), c, "secret", s.get) // does not get the canceled one
		s.respond <- nil
		require.Equal(t, result{name: "call 2"}, <-second)
	}) // fails if a goroutine is left
}

func TestUserCache_FailuresAreNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(), newService()
		got := ask(t.Context(), c, "secret", s.get)
		failure := errors.New("down")
		s.respond <- failure
		require.ErrorIs(t, (<-got).err, failure)
		got = ask(t.Context(), c, "secret", s.get)
		s.respond <- nil
		require.Equal(t, result{name: "call 2"}, <-got)
	})
}

func TestUserCache_APanicOfAHookIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, err := newCache().get(t.Context(), "secret", func(context.Context) (*account.User, error) { panic("a hook") })
		require.ErrorContains(t, err, "a hook")
		require.Equal(t, Failed, StateOf(err))
	})
}

func TestUserCache_WhatWasDroppedDuringItsLookupIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(), newService()
		first := ask(t.Context(), c, "secret", s.get)
		synctest.Wait()
		c.drop("secret")
		second := ask(t.Context(), c, "secret", s.get)
		synctest.Wait()
		require.EqualValues(t, 2, s.calls.Load())
		s.respond <- nil
		s.respond <- nil
		<-first
		<-second
		c.drop("secret")
		third := ask(t.Context(), c, "secret", s.get)
		s.respond <- nil
		require.Equal(t, result{name: "call 3"}, <-third)
	})
}

func TestUserCache_ADroppedLookupLeavesTheOneInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, before, after, never := newCache(), newService(), newService(), newService()
		first := ask(t.Context(), c, "secret", before.get)
		synctest.Wait()
		c.drop("secret")
		second := ask(t.Context(), c, "secret", after.get)
		synctest.Wait()
		before.respond <- errors.New("down")
		require.Error(t, (<-first).err)
		third := ask(t.Context(), c, "secret", never.get)
		synctest.Wait()
		after.respond <- nil
		require.NoError(t, (<-second).err)
		require.NoError(t, (<-third).err)
		require.Zero(t, never.calls.Load())
	})
}

func TestUserCache_AUserIsDroppedInAllSessions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache()
		for _, secret := range []string{"phone", "laptop"} {
			_, err := c.get(t.Context(), secret, func(context.Context) (*account.User, error) { return &account.User{ID: "ann"}, nil })
			require.NoError(t, err)
		}
		_, err := c.get(t.Context(), "bob's", func(context.Context) (*account.User, error) { return &account.User{ID: "bob"}, nil })
		require.NoError(t, err)
		c.dropUser("ann")
		require.Len(t, c.entries, 1)
	})
}

// The response on its way may say what was true before the user's sessions were ended.
func TestUserCache_ALookupDuringTheDropOfAUserIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(), newService()
		got := ask(t.Context(), c, "phone", s.get)
		synctest.Wait()
		c.dropUser("ann")
		s.respond <- nil
		require.Equal(t, result{name: "call 1"}, <-got)
		got = ask(t.Context(), c, "phone", s.get)
		synctest.Wait()
		require.EqualValues(t, 2, s.calls.Load())
		s.respond <- nil
		require.Equal(t, result{name: "call 2"}, <-got)
	})
}

func TestUserCache_IsBoundedAndHoldsNoSecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache()
		for i := range 10 {
			secret := fmt.Sprint("secret ", i)
			_, err := c.get(t.Context(), secret, func(context.Context) (*account.User, error) { return &account.User{}, nil })
			require.NoError(t, err)
			require.LessOrEqual(t, len(c.entries), 3)
			require.Contains(t, c.entries, hashOf(secret))
		}
		require.NotContains(t, fmt.Sprintf("%+v", c.entries), "secret")
	})
}
