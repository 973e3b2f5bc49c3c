package accountcli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/term"
)

// ErrNoTerminal is returned by questions when standard input is no terminal, so that nobody
// is there to ask.
var ErrNoTerminal = errors.New("accountcli: standard input is no terminal, so nobody can be asked; run the program in a terminal")

// ErrInterrupted is returned by questions when the person pressed Ctrl+C, or Ctrl+D on an
// empty line. It wraps context.Canceled, so that both ways of interrupting a program look
// alike.
var ErrInterrupted = fmt.Errorf("accountcli: interrupted: %w", context.Canceled)

// Terminal asks the person in front of the program, and signs them in. Make one with
// NewTerminal, and only one: it reads ahead.
//
// Questions go to standard error, so that the output of a program can be piped. They are
// asked one at a time; any number of goroutines can ask.
type Terminal struct {
	in       *input
	explicit bool // the program chose the input
	out      io.Writer
	open     func(url string) error

	asking sync.Mutex
}

// Option changes how a Terminal works.
type Option func(*Terminal)

// WithInput reads what the person types from another place than standard input.
//
// If that is no terminal, each question takes a line of it: with WithInput(os.Stdin) a
// program can be driven by a pipe, as a flag of it may allow. Without the option a pipe is
// ErrNoTerminal, so that a password is never read from where nobody meant it to be.
func WithInput(in io.Reader) Option {
	return func(t *Terminal) { t.in, t.explicit = newInput(in), true }
}

// WithOutput asks the questions in another place than standard error.
func WithOutput(out io.Writer) Option {
	return func(t *Terminal) { t.out = out }
}

// WithBrowser opens web addresses in another way than with OpenBrowser; nil opens none. It is
// called in a goroutine of its own. The address is printed in any case, so an error of it is
// nothing that the person has to know.
func WithBrowser(open func(url string) error) Option {
	return func(t *Terminal) { t.open = open }
}

// NewTerminal returns a Terminal on standard input and standard error.
func NewTerminal(options ...Option) *Terminal {
	t := &Terminal{in: newInput(os.Stdin), out: os.Stderr, open: OpenBrowser}
	for _, option := range options {
		option(t)
	}
	return t
}

// Interactive reports whether a person can be asked: whether the input is a terminal.
func (t *Terminal) Interactive() bool {
	_, ok := t.in.terminal()
	return ok
}

// Ask asks a question and returns the line that the person typed, without spaces around it.
// It can be empty.
//
// When ctx is done, or on Ctrl+C, the terminal is restored; see ErrInterrupted. Where the
// input is no terminal see WithInput; when it ends early, the error wraps
// io.ErrUnexpectedEOF.
func (t *Terminal) Ask(ctx context.Context, question string) (string, error) {
	line, err := t.ask(ctx, question, false)
	return strings.TrimSpace(line), err
}

// AskSecret is Ask for a password or a code: what is typed does not appear, and spaces count.
func (t *Terminal) AskSecret(ctx context.Context, question string) (string, error) {
	return t.ask(ctx, question, true)
}

// Confirm asks a question that only "y" or "yes" confirms.
func (t *Terminal) Confirm(ctx context.Context, question string) (bool, error) {
	line, err := t.Ask(ctx, question+" [y/N]")
	line = strings.ToLower(line)
	return line == "y" || line == "yes", err
}

// Choose shows a numbered list and returns the index of what the person chose, by number or
// by name. With a single choice it does not ask. In a terminal it asks until the choice is
// one of them.
func (t *Terminal) Choose(ctx context.Context, question string, choices ...string) (int, error) {
	if len(choices) == 0 {
		return 0, errors.New("accountcli: Choose has nothing to choose from")
	}
	if len(choices) == 1 {
		return 0, nil
	}
	t.say("%s", question)
	for i, choice := range choices {
		t.say("  %d  %s", i+1, choice)
	}
	for {
		line, err := t.Ask(ctx, fmt.Sprintf("1-%d:", len(choices)))
		if err != nil {
			return 0, err
		}
		if i, ok := indexOf(line, choices); ok {
			return i, nil
		}
		t.say("Type a number from 1 to %d.", len(choices))
		if !t.Interactive() {
			return 0, fmt.Errorf("accountcli: the input has no choice from 1 to %d where one is asked for", len(choices))
		}
	}
}

func indexOf(line string, choices []string) (int, bool) {
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(choices) {
		return n - 1, true
	}
	for i, choice := range choices {
		if strings.EqualFold(line, choice) {
			return i, true
		}
	}
	return 0, false
}

// say prints a line where the questions are.
func (t *Terminal) say(format string, values ...any) {
	fmt.Fprintf(t.out, format+"\n", values...)
}

// requireInput returns ErrNoTerminal where a question would. What sends a code, or shows a
// secret, asks before it does.
func (t *Terminal) requireInput() error {
	if t.explicit || t.Interactive() {
		return nil
	}
	return ErrNoTerminal
}

func (t *Terminal) ask(ctx context.Context, question string, secret bool) (string, error) {
	t.asking.Lock()
	defer t.asking.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := t.requireInput(); err != nil {
		return "", err
	}
	if terminal, ok := t.in.terminal(); ok {
		return t.askPerson(ctx, terminal, question, secret)
	}
	t.say("%s", question)
	return t.in.readLine(ctx)
}

// askPerson reads a line with the terminal in raw mode: only so can the line be edited and
// the wait be ended, on every system.
func (t *Terminal) askPerson(ctx context.Context, terminal *os.File, question string, secret bool) (line string, err error) {
	fd := int(terminal.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", fmt.Errorf("accountcli: the terminal cannot hide what is typed: %w", err)
	}
	defer func() {
		if err != nil {
			io.WriteString(t.out, "\r\n") //nolint:errcheck // nothing can be said of it
		}
		if failure := term.Restore(fd, before); failure != nil && err == nil {
			err = fmt.Errorf("accountcli: the terminal cannot be restored; type reset: %w", failure)
		}
	}()
	editor := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{keys{ctx, t.in}, t.out}, question+" ")
	editor.History = noHistory{}
	if width, height, err := term.GetSize(fd); err == nil && width > 0 {
		editor.SetSize(width, height) //nolint:errcheck // nothing is written yet
	}
	if secret {
		line, err = editor.ReadPassword(question + " ")
	} else {
		line, err = editor.ReadLine()
	}
	if errors.Is(err, io.EOF) { // Ctrl+C, Ctrl+D, or the terminal is gone
		err = ErrInterrupted
	}
	if err != nil {
		return "", err
	}
	return line, nil
}

// noHistory keeps what was typed out of the reach of the arrow keys.
type noHistory struct{}

func (noHistory) Add(string)    {}
func (noHistory) Len() int      { return 0 }
func (noHistory) At(int) string { panic("accountcli: the history is empty") }

// Printable returns a string without what a terminal would act on: names and devices are
// what strangers chose. Control characters become spaces.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}
