package accountcli_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accountcli"
)

func linesOf(input io.Reader) *accountcli.Terminal {
	return accountcli.NewTerminal(accountcli.WithInput(input), accountcli.WithOutput(io.Discard))
}

// withoutTerminal makes standard input a pipe that has ended.
func withoutTerminal(t *testing.T) accountcli.Option {
	t.Helper()
	in, out, err := os.Pipe()
	require.NoError(t, err)
	out.Close()
	t.Cleanup(func() { in.Close() })
	return accountcli.WithStandardInput(in)
}

func TestTerminal_AsksNobodyWhereStandardInputIsNoTerminal(t *testing.T) {
	t.Parallel()
	terminal := accountcli.NewTerminal(withoutTerminal(t), accountcli.WithOutput(io.Discard))
	require.False(t, terminal.Interactive())
	_, err := terminal.AskSecret(t.Context(), "Password:")
	require.ErrorIs(t, err, accountcli.ErrNoTerminal)
	require.ErrorContains(t, err, "run the program in a terminal")
}

func TestTerminal_EachQuestionTakesALine(t *testing.T) {
	t.Parallel()
	const input = " ann@example.com \n pass word \r\n\nlast"
	for name, reader := range map[string]io.Reader{
		"at once":         strings.NewReader(input),
		"byte by byte":    iotest.OneByteReader(strings.NewReader(input)),
		"with the end":    iotest.DataErrReader(strings.NewReader(input)),
		"with empty data": iotest.HalfReader(strings.NewReader(input)),
	} {
		terminal := linesOf(reader)
		line, err := terminal.Ask(t.Context(), "E-mail:")
		require.NoError(t, err, name)
		require.Equal(t, "ann@example.com", line, name)
		line, err = terminal.AskSecret(t.Context(), "Password:")
		require.NoError(t, err, name)
		require.Equal(t, " pass word ", line, "%s: spaces count in a password", name)
		line, err = terminal.Ask(t.Context(), "Name:")
		require.NoError(t, err, name)
		require.Empty(t, line, name)
		line, err = terminal.Ask(t.Context(), "Name:")
		require.NoError(t, err, name)
		require.Equal(t, "last", line, name)
		_, err = terminal.Ask(t.Context(), "Name:")
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, name)
	}
}

func TestTerminal_InputErrorsArrive(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	_, err := linesOf(iotest.ErrReader(broken)).Ask(t.Context(), "Name:")
	require.ErrorIs(t, err, broken)

	endless := linesOf(strings.NewReader(strings.Repeat("x", 1<<20)))
	for range 2 {
		_, err = endless.Ask(t.Context(), "Name:")
		require.ErrorContains(t, err, "64 KiB")
	}
}

// A read cannot be cancelled, so its line goes to the next question.
func TestTerminal_AQuestionThatIsCancelledLosesNoInput(t *testing.T) {
	t.Parallel()
	in, keys := io.Pipe()
	terminal := linesOf(in)
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan error)
	go func() {
		_, err := terminal.Ask(ctx, "One:")
		asked <- err
	}()
	cancel()
	require.ErrorIs(t, <-asked, context.Canceled)
	_, err := terminal.Ask(ctx, "Two:")
	require.ErrorIs(t, err, context.Canceled, "not even asked")
	go io.WriteString(keys, "line\n")
	line, err := terminal.Ask(t.Context(), "Three:")
	require.NoError(t, err)
	require.Equal(t, "line", line)
}

func TestTerminal_QuestionsOfSeveralGoroutinesAreAskedOneAtATime(t *testing.T) {
	t.Parallel()
	const n = 50
	var input strings.Builder
	var expected []string
	for i := range n {
		expected = append(expected, fmt.Sprintf("line %02d", i))
		fmt.Fprintln(&input, expected[i])
	}
	terminal := linesOf(iotest.OneByteReader(strings.NewReader(input.String())))
	lines := make([]string, n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { lines[i], _ = terminal.Ask(t.Context(), "Line:") })
	}
	wait.Wait()
	slices.Sort(lines)
	require.Equal(t, expected, lines)
}

func TestTerminal_ChoosesByNumberOrName(t *testing.T) {
	t.Parallel()
	for line, expected := range map[string]int{"1": 0, " 2 ": 1, "GREEN": 1, "blue": 2} {
		i, err := linesOf(strings.NewReader(line+"\n")).Choose(t.Context(), "Color?", "red", "green", "blue")
		require.NoError(t, err)
		require.Equal(t, expected, i, line)
	}
	for _, line := range []string{"0", "4", "-1", "", "yellow", "99999999999999999999"} {
		_, err := linesOf(strings.NewReader(line+"\n")).Choose(t.Context(), "Color?", "red", "green", "blue")
		require.ErrorContains(t, err, "1 to 3", line)
	}
	i, err := linesOf(strings.NewReader("")).Choose(t.Context(), "Color?", "red")
	require.NoError(t, err, "nothing to ask")
	require.Zero(t, i)
	_, err = linesOf(strings.NewReader("1\n")).Choose(t.Context(), "Color?")
	require.Error(t, err)
}

func TestTerminal_OnlyYesConfirms(t *testing.T) {
	t.Parallel()
	for line, expected := range map[string]bool{"y": true, "Yes": true, "YES": true, "": false, "n": false, "yep": false, "yes please": false} {
		confirmed, err := linesOf(strings.NewReader(line+"\n")).Confirm(t.Context(), "Sure?")
		require.NoError(t, err)
		require.Equal(t, expected, confirmed, line)
	}
}

func TestPrintable_LeavesNothingThatATerminalActsOn(t *testing.T) {
	t.Parallel()
	for in, out := range map[string]string{
		"Ann Example":          "Ann Example",
		"Zoë 日本":               "Zoë 日本",
		"\x1b[2J\x1b]0;root\a": " [2J ]0;root ",
		"a\r\nb\tc":            "a  b c",
		"\u202egnp.exe\u2028":  " gnp.exe ",
		"\x9b31m":              "\ufffd31m",
	} {
		require.Equal(t, out, accountcli.Printable(in), "%q", in)
	}
}
