package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	// callHeader numbers the calls, so that the service's log shows how often each of them
	// arrived.
	callHeader = "X-Chaos-Call"
	// deadline is how long a call may take.
	deadline = 3 * time.Second
	// shortDeadline is the deadline of one call in twenty.
	shortDeadline = 40 * time.Millisecond
)

// outcome is the result of one call.
type outcome struct {
	operation string
	protocol  protocol
	replay    bool // the caller allowed it to be sent twice
	retries   int  // as many are allowed
	attempts  int
	took      time.Duration
	limit     time.Duration
	err       error
}

// caller is a user with a session, who should only see data of their own.
type caller struct {
	clients            // of the call that is made
	sets    [2]clients // by protocol
	state   *state
	user    accounttest.User
	dice    *rand.Rand
	next    int
}

// state is what the callers of a run share.
type state struct {
	plan     plan
	service  *accounttest.Server
	proxy    *proxy
	front    *front
	bases    []clients
	schedule *schedule

	mu        sync.Mutex
	outcomes  map[int]outcome
	wrongUser []string
}

// action is a call, and how many of a hundred calls it is.
type action struct {
	share  int
	name   string
	replay bool
	call   func(context.Context, *caller, ...account.CallOption) error
}

var actions = []action{
	{22, "get", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		user, err := c.me.Get(ctx, o...)
		return c.mine(err, func() string { return user.ID })
	}},
	{10, "getPrefs", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		prefs, err := c.me.GetPrefs(ctx, o...)
		return c.mine(err, func() string { return fmt.Sprint(prefs.Map()["owner"]) })
	}},
	{7, "listSessions", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		list, err := c.me.ListSessions(ctx, o...)
		return c.mine(err, func() string {
			for _, session := range list.Sessions {
				if session.UserID != c.user.ID {
					return session.UserID
				}
			}
			return c.user.ID
		})
	}},
	{7, "getSession", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		session, err := c.me.GetSession(ctx, account.CurrentSession, o...)
		return c.mine(err, func() string { return session.UserID })
	}},
	{4, "listLogs", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		_, err := c.me.ListLogs(ctx, account.ListLogsParams{}, o...)
		return err
	}},
	{12, "updateName", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		c.next++
		user, err := c.me.UpdateName(ctx, account.UpdateNameParams{Name: c.user.ID + " " + strconv.Itoa(c.next)}, o...)
		return c.mine(err, func() string { return user.ID })
	}},
	{8, "updatePrefs", true, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		c.next++
		o = append(o, account.AllowReplay())
		user, err := c.me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{"owner": c.user.ID, "n": c.next}}, o...)
		return c.mine(err, func() string { return user.ID })
	}},
	{4, "createJWT", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		token, err := c.me.CreateJWT(ctx, o...)
		if err != nil || c.dice.IntN(4) > 0 {
			return err
		}
		user, err := c.me.WithJWT(token.JWT).Get(ctx)
		return c.mine(err, func() string { return user.ID })
	}},
	{6, "create", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		c.next++
		id := c.user.ID + "-" + strconv.Itoa(c.next)
		user, err := c.guest.Create(ctx, account.CreateParams{UserID: account.UniqueID, Email: id + "@example.com", Password: "correct-horse-9", Name: id}, o...)
		if err == nil && user.Name != id {
			c.saw(user.Name)
		}
		return err
	}},
	{6, "createAnonymousSession", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		_, err := c.guest.CreateAnonymousSession(ctx, o...)
		return err
	}},
	{4, "createEmailPasswordSession", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		session, err := c.key.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: c.user.Email, Password: "correct-horse-9"}, o...)
		return c.mine(err, func() string { return session.UserID })
	}},
	{6, "createSession", false, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		secret := c.state.service.CreateToken(c.user.ID, time.Hour)
		session, err := c.key.CreateSession(ctx, account.CreateSessionParams{UserID: c.user.ID, Secret: secret}, o...)
		return c.mine(err, func() string { return session.UserID })
	}},
	{4, "updatePhoneSession", true, func(ctx context.Context, c *caller, o ...account.CallOption) error {
		secret := c.state.service.CreateToken(c.user.ID, time.Hour)
		o = append(o, account.AllowReplay())                                                                                       // has no effect for a one-time secret
		session, err := c.guest.UpdatePhoneSession(ctx, account.UpdatePhoneSessionParams{UserID: c.user.ID, Secret: secret}, o...) //lint:ignore SA1019 it sends a one-time secret
		return c.mine(err, func() string { return session.UserID })
	}},
}

// mine records a successful response that is about another user.
func (c *caller) mine(err error, whose func() string) error {
	if err == nil {
		if id := whose(); id != c.user.ID {
			c.saw(id)
		}
	}
	return err
}

func (c *caller) saw(whose string) {
	c.state.mu.Lock()
	defer c.state.mu.Unlock()
	c.state.wrongUser = append(c.state.wrongUser, fmt.Sprintf("%s saw %q", c.user.ID, whose))
}

// draw picks an action.
func (c *caller) draw() action {
	x := c.dice.IntN(100)
	for _, a := range actions {
		if x -= a.share; x < 0 {
			return a
		}
	}
	return actions[0]
}

// act makes one call and records its outcome.
func (c *caller) act(ctx context.Context) {
	number := c.state.schedule.begin()
	todo := c.draw()
	limit := deadline
	if c.dice.IntN(20) == 0 {
		limit = shortDeadline
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	protocol := c.state.plan.Protocols[number%len(c.state.plan.Protocols)]
	c.clients = c.sets[protocol]
	var response account.Response
	options := []account.CallOption{account.RequestHeader(callHeader, strconv.Itoa(number)), account.ResponseInto(&response)}
	retries := account.DefaultRetries
	switch c.dice.IntN(8) { // one call in four is never retried
	case 0:
		retries, options = 0, append(options, account.NoRetry())
	case 1:
		retries, c.clients = 0, c.clients.with(account.WithRetries(0))
	}
	start := time.Now()
	err := withoutPanic(func() error { return todo.call(ctx, c, options...) })
	done := outcome{operation: todo.name, protocol: protocol, replay: todo.replay, retries: retries, attempts: response.Attempts, took: time.Since(start), limit: limit, err: err}
	c.state.mu.Lock()
	c.state.outcomes[number] = done
	c.state.mu.Unlock()
}

// errorKind returns the name of an error's type, and whether it is one of the SDK's types.
func errorKind(err error) (string, bool) {
	var apiError *account.Error
	var transport *account.TransportError
	var missing *account.MissingParameterError
	var invalid *account.InvalidParameterError
	var option *account.OptionError
	switch {
	case errors.As(err, &transport):
		if transport.Timeout() {
			return "TransportError, timeout", true
		}
		return "TransportError", true
	case errors.As(err, &apiError):
		name := fmt.Sprintf("Error %d", apiError.StatusCode)
		if apiError.Type != "" {
			return name + " " + string(apiError.Type), true
		}
		if apiError.StatusCode < 300 {
			return name + ", the response was truncated", true
		}
		return name + ", not the service's", true
	case errors.As(err, &missing):
		return "MissingParameterError", true
	case errors.As(err, &invalid):
		return "InvalidParameterError", true
	case errors.As(err, &option):
		return "OptionError", true
	}
	return fmt.Sprintf("%T", err), false
}
