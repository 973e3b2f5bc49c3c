package accountcli_test

import (
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accountcli"
)

// reply is what a person types when a question has certain words in it.
type reply struct {
	to   string
	with func() string
}

func always(line string) func() string { return func() string { return line } }

// person reads what a terminal prints and types the replies, each once and in their order.
type person struct {
	mu      sync.Mutex
	screen  strings.Builder
	replies []reply
	keys    io.Writer
}

// newPerson returns a terminal with somebody in front of it.
func newPerson(t *testing.T, options []accountcli.Option, replies ...reply) (*accountcli.Terminal, *person) {
	t.Helper()
	in, keys := io.Pipe()
	t.Cleanup(func() { keys.Close() })
	p := &person{replies: replies, keys: keys}
	return accountcli.NewTerminal(append([]accountcli.Option{accountcli.WithInput(in), accountcli.WithOutput(p)}, options...)...), p
}

func (p *person) Write(printed []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.screen.Write(printed)
	if len(p.replies) > 0 && strings.Contains(string(printed), p.replies[0].to) {
		line := p.replies[0].with()
		p.replies = p.replies[1:]
		go io.WriteString(p.keys, line+"\n")
	}
	return len(printed), nil
}

func (p *person) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.screen.String()
}

// requireAsked requires that everything that the person is there for was asked.
func (p *person) requireAsked(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	require.Empty(t, p.replies)
}
