package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

const password = "correct-horse-9"

// caller makes one call after the other over a connection of its own, as one user at a time.
type caller struct {
	transport   *http.Transport
	guest, key  *account.Client
	me          *account.Client
	email, totp string
	dice        *rand.Rand
}

// action is something that a caller does, and how many of a hundred actions it is.
type action struct {
	share int
	do    func(context.Context, *caller) error
}

var actions = []action{
	{5, func(ctx context.Context, c *caller) error { return c.signUp(ctx) }},
	{15, func(ctx context.Context, c *caller) error { return c.signIn(ctx) }},
	{20, func(ctx context.Context, c *caller) error { _, err := c.me.Get(ctx); return err }},
	{10, func(ctx context.Context, c *caller) error { _, err := c.me.GetPrefs(ctx); return err }},
	{5, func(ctx context.Context, c *caller) error { _, err := c.me.ListSessions(ctx); return err }},
	{5, func(ctx context.Context, c *caller) error {
		_, err := c.me.ListLogs(ctx, account.ListLogsParams{})
		return err
	}},
	{15, func(ctx context.Context, c *caller) error {
		_, err := c.me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{"theme": "dark", "n": c.dice.IntN(1000)}})
		return err
	}},
	{8, func(ctx context.Context, c *caller) error {
		_, err := c.guest.CreateRecovery(ctx, account.CreateRecoveryParams{Email: c.email, URL: "http://localhost/recover"})
		return err
	}},
	{7, func(ctx context.Context, c *caller) error { return c.secondFactor(ctx) }},
	{10, func(ctx context.Context, c *caller) error {
		_, err := c.guest.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: c.email, Password: "wrong-horse-9"})
		if !errors.Is(err, account.ErrUserInvalidCredentials) {
			return fmt.Errorf("a wrong password: %w", err)
		}
		return nil
	}},
}

// newCallers makes callers, and signs a user up for each. The counter is that of requests.
func newCallers(ctx context.Context, service *emulator.Emulator, n int, sent *atomic.Int64) ([]*caller, error) {
	var callers []*caller
	for i := range n {
		c := &caller{
			transport: &http.Transport{MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1},
			dice:      rand.New(rand.NewPCG(1, uint64(i))),
		}
		guest, err := account.New(service.Endpoint, service.Project, account.WithRetries(0),
			account.WithHTTPClient(&http.Client{Transport: counting{c.transport, sent}}))
		if err != nil {
			return nil, err
		}
		c.guest = guest
		if c.key, err = guest.With(account.WithKey(service.Key)); err != nil {
			return nil, err
		}
		if err := c.signUp(ctx); err != nil {
			return nil, err
		}
		callers = append(callers, c)
	}
	return callers, nil
}

// counting counts requests.
type counting struct {
	http.RoundTripper
	sent *atomic.Int64
}

// RoundTrip counts a request and sends it.
func (c counting) RoundTrip(request *http.Request) (*http.Response, error) {
	c.sent.Add(1)
	return c.RoundTripper.RoundTrip(request)
}

func (c *caller) signUp(ctx context.Context) error {
	id := account.NewID()
	c.email = strings.ToLower(id) + "@example.com"
	if _, err := c.guest.Create(ctx, account.CreateParams{UserID: id, Email: c.email, Password: password, Name: "Ann"}); err != nil {
		return err
	}
	if err := c.signIn(ctx); err != nil {
		return err
	}
	authenticator, err := c.me.CreateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP)
	if err != nil {
		return err
	}
	c.totp = authenticator.Secret
	return c.withCode(func(code string) error {
		_, err := c.me.UpdateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: code})
		return err
	})
}

func (c *caller) signIn(ctx context.Context) error {
	session, err := c.key.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: c.email, Password: password})
	if err != nil {
		return err
	}
	c.me = c.guest.WithSession(session.Secret)
	return nil
}

func (c *caller) secondFactor(ctx context.Context) error {
	challenge, err := c.me.CreateMFAChallenge(ctx, account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorTOTP})
	if err != nil {
		return err
	}
	return c.withCode(func(code string) error {
		_, err := c.me.UpdateMFAChallenge(ctx, account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: code})
		return err
	})
}

// withCode passes on the code that the authenticator app shows. The next one may be due while
// it is on its way, so a second code gets a chance.
func (c *caller) withCode(use func(code string) error) error {
	for last := false; ; last = true {
		code, err := totp.GenerateCode(c.totp, time.Now())
		if err != nil {
			return err
		}
		err = use(code)
		if err == nil || last || !errors.Is(err, account.ErrUserInvalidToken) {
			return err
		}
	}
}

func (c *caller) act(ctx context.Context) error {
	x := c.dice.IntN(100)
	for _, a := range actions {
		if x -= a.share; x < 0 {
			return a.do(ctx, c)
		}
	}
	panic("the shares are less than a hundred")
}

// callUntil lets all callers act until done says so, and returns the first error.
func callUntil(ctx context.Context, callers []*caller, done func() bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var waiting sync.WaitGroup
	for _, c := range callers {
		waiting.Go(func() {
			for !done() && ctx.Err() == nil {
				if err := c.act(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	waiting.Wait()
	return context.Cause(ctx)
}

func closeAll(callers []*caller) {
	for _, c := range callers {
		c.transport.CloseIdleConnections()
	}
}
