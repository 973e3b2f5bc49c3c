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
	// callHeader numbers the calls that the program means to make, so that the service's
	// log shows which of them arrived how often.
	callHeader = "X-Chaos-Call"
	// deadline is how long a call may take.
	deadline = 3 * time.Second
	// hurried is the deadline of one call in twenty.
	hurried = 40 * time.Millisecond
)

// outcome is how one intended call went.
type outcome struct {
	operation string
	replay    bool // the caller allowed it to be sent twice
	attempts  int
	took      time.Duration
	limit     time.Duration
	err       error
}

// person is one of the callers: a user with a session, who only ever wants to see what
// is theirs.
type person struct {
	storm *storm
	user  accounttest.User
	me    *account.Client
	guest *account.Client
	key   *account.Client
	dice  *rand.Rand
	next  int
}

// storm is a run.
type storm struct {
	service *accounttest.Server
	weather *weather

	mu        sync.Mutex
	outcomes  map[int]outcome
	wrongUser []string
}

// action is a call, with how often it comes among a hundred.
type action struct {
	share  int
	name   string
	replay bool
	call   func(context.Context, *person, ...account.CallOption) error
}

var actions = []action{
	{22, "get", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		user, err := p.me.Get(ctx, o...)
		return p.mine(err, func() string { return user.ID })
	}},
	{10, "getPrefs", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		prefs, err := p.me.GetPrefs(ctx, o...)
		return p.mine(err, func() string { return fmt.Sprint(prefs["owner"]) })
	}},
	{7, "listSessions", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		list, err := p.me.ListSessions(ctx, o...)
		return p.mine(err, func() string {
			for _, session := range list.Sessions {
				if session.UserID != p.user.ID {
					return session.UserID
				}
			}
			return p.user.ID
		})
	}},
	{7, "getSession", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		session, err := p.me.GetSession(ctx, account.CurrentSession, o...)
		return p.mine(err, func() string { return session.UserID })
	}},
	{4, "listLogs", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		_, err := p.me.ListLogs(ctx, account.ListLogsParams{}, o...)
		return err
	}},
	{12, "updateName", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		p.next++
		user, err := p.me.UpdateName(ctx, account.UpdateNameParams{Name: p.user.ID + " " + strconv.Itoa(p.next)}, o...)
		return p.mine(err, func() string { return user.ID })
	}},
	{8, "updatePrefs", true, func(ctx context.Context, p *person, o ...account.CallOption) error {
		p.next++
		o = append(o, account.AllowReplay())
		user, err := p.me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{"owner": p.user.ID, "n": p.next}}, o...)
		return p.mine(err, func() string { return user.ID })
	}},
	{4, "createJWT", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		token, err := p.me.CreateJWT(ctx, o...)
		if err != nil || p.dice.IntN(4) > 0 {
			return err
		}
		user, err := p.me.WithJWT(token.JWT).Get(ctx)
		return p.mine(err, func() string { return user.ID })
	}},
	{6, "create", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		p.next++
		id := p.user.ID + "-" + strconv.Itoa(p.next)
		user, err := p.guest.Create(ctx, account.CreateParams{UserID: account.UniqueID, Email: id + "@example.com", Password: "correct-horse-9", Name: id}, o...)
		if err == nil && user.Name != id {
			p.saw(user.Name)
		}
		return err
	}},
	{6, "createAnonymousSession", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		_, err := p.guest.CreateAnonymousSession(ctx, o...)
		return err
	}},
	{4, "createEmailPasswordSession", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		session, err := p.key.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: p.user.Email, Password: "correct-horse-9"}, o...)
		return p.mine(err, func() string { return session.UserID })
	}},
	{6, "createSession", false, func(ctx context.Context, p *person, o ...account.CallOption) error {
		secret := p.storm.service.CreateToken(p.user.ID, time.Hour)
		session, err := p.key.CreateSession(ctx, account.CreateSessionParams{UserID: p.user.ID, Secret: secret}, o...)
		return p.mine(err, func() string { return session.UserID })
	}},
	{4, "updatePhoneSession", true, func(ctx context.Context, p *person, o ...account.CallOption) error {
		secret := p.storm.service.CreateToken(p.user.ID, time.Hour)
		o = append(o, account.AllowReplay())                                                                                       // which changes nothing for a secret that works once
		session, err := p.guest.UpdatePhoneSession(ctx, account.UpdatePhoneSessionParams{UserID: p.user.ID, Secret: secret}, o...) //lint:ignore SA1019 it spends a secret
		return p.mine(err, func() string { return session.UserID })
	}},
}

// mine wants a successful answer to be about the caller.
func (p *person) mine(err error, whose func() string) error {
	if err == nil {
		if id := whose(); id != p.user.ID {
			p.saw(id)
		}
	}
	return err
}

func (p *person) saw(whose string) {
	p.storm.mu.Lock()
	defer p.storm.mu.Unlock()
	p.storm.wrongUser = append(p.storm.wrongUser, fmt.Sprintf("%s saw %q", p.user.ID, whose))
}

// draw picks an action.
func (p *person) draw() action {
	x := p.dice.IntN(100)
	for _, a := range actions {
		if x -= a.share; x < 0 {
			return a
		}
	}
	return actions[0]
}

// act makes one call and writes down how it went.
func (p *person) act(ctx context.Context) {
	number := p.storm.weather.begin()
	todo := p.draw()
	limit := deadline
	if p.dice.IntN(20) == 0 {
		limit = hurried
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var response account.Response
	start := time.Now()
	err := p.guard(func() error {
		return todo.call(ctx, p, account.Header(callHeader, strconv.Itoa(number)), account.ResponseInto(&response))
	})
	done := outcome{operation: todo.name, replay: todo.replay, attempts: response.Attempts, took: time.Since(start), limit: limit, err: err}
	p.storm.mu.Lock()
	p.storm.outcomes[number] = done
	p.storm.mu.Unlock()
}

// guard makes a panic an error, one without a type.
func (p *person) guard(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return call()
}

// kind names the type of an error, and says whether it is one of the SDK's.
func kind(err error) (string, bool) {
	var refused *account.Error
	var unanswered *account.TransportError
	var missing *account.MissingParameterError
	var invalid *account.InvalidParameterError
	var option *account.OptionError
	switch {
	case errors.As(err, &unanswered):
		if unanswered.Timeout() {
			return "TransportError, out of time", true
		}
		return "TransportError", true
	case errors.As(err, &refused):
		name := fmt.Sprintf("Error %d", refused.StatusCode)
		if refused.Type != "" {
			return name + " " + string(refused.Type), true
		}
		if refused.StatusCode < 300 {
			return name + ", the answer broke off", true
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
