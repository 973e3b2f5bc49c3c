package accounthttp

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// maxUsers is how many users are cached at most, about a kilobyte each.
const maxUsers = 10_000

// userCache keeps users for some seconds, by the hash of a session's secret. Requests of
// one session that come while it is looked up wait for that lookup. Failures are not kept.
type userCache struct {
	lifetime time.Duration // 0: nothing is kept, and nobody waits for others
	max      int

	mu      sync.Mutex
	entries map[sessionHash]*lookup
}

type sessionHash [sha256.Size]byte

func hashOf(secret string) sessionHash { return sha256.Sum256([]byte(secret)) }

// lookup is a user that is being looked up, or was.
type lookup struct {
	done chan struct{} // closed when user and err are there
	user *account.User
	err  error

	// guarded by the mutex of the cache
	finished bool
	waiting  int
	cancel   context.CancelFunc
}

type getUser func(context.Context) (*account.User, error)

// get returns a user. The lookup goes on when the context of whoever started it ends, for
// as long as somebody waits for it.
func (c *userCache) get(ctx context.Context, secret string, get getUser) (*account.User, error) {
	if c.lifetime == 0 {
		return get(ctx)
	}
	key := hashOf(secret)
	l := c.join(ctx, key, get)
	select {
	case <-l.done:
		return l.user, l.err
	case <-ctx.Done():
		c.leave(key, l)
		return nil, fmt.Errorf("accounthttp: looking up the user: %w", ctx.Err())
	}
}

func (c *userCache) join(ctx context.Context, key sessionHash, get getUser) *lookup {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.entries[key]
	if l == nil {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		l = &lookup{done: make(chan struct{}), cancel: cancel}
		c.store(key, l)
		go c.run(ctx, key, l, get)
	}
	l.waiting++
	return l
}

// leave gives a lookup up that nobody waits for any more.
func (c *userCache) leave(key sessionHash, l *lookup) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.waiting--; l.waiting == 0 && !l.finished {
		l.cancel()
		c.remove(key, l)
	}
}

func (c *userCache) run(ctx context.Context, key sessionHash, l *lookup, get getUser) {
	defer l.cancel()
	user, err := get.safely(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	l.user, l.err, l.finished = user, err, true
	close(l.done)
	if err != nil {
		c.remove(key, l)
		return
	}
	time.AfterFunc(c.lifetime, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.remove(key, l)
	})
}

// safely makes an error of a panic in a hook or transport of the program, which would end
// the process here and not only the request.
func (get getUser) safely(ctx context.Context) (user *account.User, err error) {
	defer func() {
		if p := recover(); p != nil {
			user, err = nil, fmt.Errorf("accounthttp: looking up the user: panic: %v", p)
		}
	}()
	return get(ctx)
}

// store adds a lookup, in place of any other if there are too many. The lock is held.
func (c *userCache) store(key sessionHash, l *lookup) {
	if c.entries == nil {
		c.entries = map[sessionHash]*lookup{}
	}
	for other := range c.entries {
		if len(c.entries) < c.max {
			break
		}
		delete(c.entries, other)
	}
	c.entries[key] = l
}

// remove takes a lookup out, unless another has taken its place. The lock is held.
func (c *userCache) remove(key sessionHash, l *lookup) {
	if c.entries[key] == l {
		delete(c.entries, key)
	}
}

// drop forgets the user of a session. What is being looked up right now is not kept.
func (c *userCache) drop(secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, hashOf(secret))
}

// dropUser forgets a user in all sessions. What is being looked up right now, which may be
// that user, is not kept.
func (c *userCache) dropUser(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, l := range c.entries {
		if !l.finished || l.user.ID == id {
			delete(c.entries, key)
		}
	}
}
