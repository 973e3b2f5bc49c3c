//go:build unix

package terminal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// binary is the program, built once.
var binary string

func runTests(m *testing.M) int {
	folder, err := os.MkdirTemp("", "login-cli")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	binary = filepath.Join(folder, "login-cli")
	build := exec.Command("go", "build", "-o", binary, "./examples/login-cli")
	build.Dir = filepath.Join("..", "..") // the module that requires what the program needs
	if output, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "login-cli does not build: %v\n%s", err, output)
		return 1
	}
	return m.Run()
}

// person is somebody with a home and an environment that names a service, who runs the
// program.
type person struct {
	home    string
	env     []string
	columns uint16 // of the terminal
}

func newPerson(t *testing.T, service *accounttest.Server) *person {
	t.Helper()
	home := t.TempDir()
	return &person{home: home, columns: 100, env: []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm",
		"APPWRITE_ENDPOINT=" + service.Endpoint(), "APPWRITE_PROJECT_ID=" + service.ProjectID(),
	}}
}

// setBrowser makes this test binary the browser.
func (p *person) setBrowser(t *testing.T, action string) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	p.env = append(p.env, "BROWSER="+self, personVariable+"="+action)
}

// terminal is a run of the program in a pseudo-terminal.
type terminal struct {
	master, tty *os.File
	command     *exec.Cmd
	ended       chan error

	mu      sync.Mutex
	printed bytes.Buffer
	seen    int // what expect has found so far
	more    chan struct{}
}

// run starts the program in a terminal.
func (p *person) run(t *testing.T, args ...string) *terminal {
	t.Helper()
	if runtime.GOOS != "linux" {
		args = append(args, "--no-keychain") // that of whoever runs the tests is theirs
	}
	master, tty, err := pty.Open()
	require.NoError(t, err)
	require.NoError(t, pty.Setsize(master, &pty.Winsize{Rows: 40, Cols: p.columns}))
	run := &terminal{master: master, tty: tty, ended: make(chan error, 1), more: make(chan struct{}, 1)}
	run.command = exec.Command(binary, args...)
	run.command.Env = p.env
	run.command.Stdin, run.command.Stdout, run.command.Stderr = tty, tty, tty
	run.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, run.command.Start())
	go run.read()
	go func() { run.ended <- run.command.Wait() }()
	t.Cleanup(func() {
		run.command.Process.Kill()
		tty.Close()
		master.Close()
	})
	return run
}

func (r *terminal) read() {
	data := make([]byte, 4096)
	for {
		n, err := r.master.Read(data)
		if err != nil {
			return
		}
		r.mu.Lock()
		r.printed.Write(data[:n])
		r.mu.Unlock()
		select {
		case r.more <- struct{}{}:
		default:
		}
	}
}

func (r *terminal) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.printed.String()
}

// expect waits until the program prints something, after what was expected before, and
// returns all that was printed in between.
func (r *terminal) expect(t *testing.T, part string) string {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		screen := r.String()
		if i := strings.Index(screen[r.seen:], part); i >= 0 {
			between := screen[r.seen : r.seen+i]
			r.seen += i + len(part)
			return between
		}
		select {
		case <-r.more:
		case <-limit:
			require.FailNow(t, "never printed", "%q after\n%s", part, screen)
		}
	}
}

// enter types a line.
func (r *terminal) enter(t *testing.T, line string) {
	t.Helper()
	r.press(t, line+"\r")
}

func (r *terminal) press(t *testing.T, keys string) {
	t.Helper()
	_, err := r.master.WriteString(keys)
	require.NoError(t, err)
}

// exit waits for the end of the program and returns its status.
func (r *terminal) exit(t *testing.T) int {
	t.Helper()
	select {
	case err := <-r.ended:
		var status *exec.ExitError
		if err != nil && !errors.As(err, &status) {
			require.NoError(t, err)
		}
		return r.command.ProcessState.ExitCode()
	case <-time.After(30 * time.Second):
		require.FailNow(t, "the program does not end", "%s", r)
		return -1
	}
}

// requireEcho requires that the terminal shows what is typed, as a shell expects it.
func (r *terminal) requireEcho(t *testing.T) {
	t.Helper()
	r.press(t, "still echoing\r")
	r.expect(t, "still echoing")
	r.expect(t, "\r\n") // and that Enter is the end of a line
}

// output runs the program to its end without questions.
func (p *person) output(t *testing.T, status int, args ...string) string {
	t.Helper()
	run := p.run(t, args...)
	require.Equal(t, status, run.exit(t), "%s", run)
	run.press(t, "\x04done\r") // the terminal delivers all that was printed before its echo
	run.expect(t, "done")
	return run.String()
}
