//go:build browser

package browser

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/tests/internal/emulator"
)

// The programs that the tests build and run, as a user does.
const (
	emulatorPackage = "github.com/appwrite-go/appwrite/cmd/appwrite-account-emulator"
	webappPackage   = "github.com/appwrite-go/appwrite/examples/webapp"
)

var emulatorFile, webappFile string

func TestMain(m *testing.M) {
	status, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// buildAndRun builds the programs once for all tests.
func buildAndRun(m *testing.M) (status int, err error) {
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	for file, pkg := range map[*string]string{&emulatorFile: emulatorPackage, &webappFile: webappPackage} {
		*file = filepath.Join(dir, filepath.Base(pkg))
		if runtime.GOOS == "windows" {
			*file += ".exe"
		}
		if out, err := exec.Command("go", "-C", "../..", "build", "-o", *file, pkg).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("building %s: %w\n%s", pkg, err, out)
		}
	}
	return m.Run(), nil
}

// running is the emulator, started by a test on a port of its own.
type running struct {
	base, project, key string
	stop               func()
}

// start runs the emulator until the test ends.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	program, err := emulator.Start(context.Background(), emulatorFile, os.Stderr, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(program.Stop)
	return &running{strings.TrimSuffix(program.Endpoint, "/v1"), program.Project, program.Key, program.Stop}
}

// startProgram runs a program on a free port until the test ends, and returns what it prints
// before it says how to stop it.
func startProgram(t *testing.T, file string) (printed string) {
	t.Helper()
	output, input := io.Pipe()
	program := exec.Command(file, "--listen", "127.0.0.1:0")
	program.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "APPWRITE_")
	})
	program.Stdout, program.Stderr = input, input
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = program.Wait() // the error says only that the program was killed
		input.Close()
		close(exited)
	}()
	t.Cleanup(func() {
		_ = program.Process.Kill() // its state is in memory only
		<-exited
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() && !strings.Contains(lines.Text(), "Stop with") {
		printed += lines.Text() + "\n"
	}
	go io.Copy(io.Discard, output) // so that the program never waits for a reader
	return printed
}

// signUp creates a user with the SDK and signs it in.
func (p *running) signUp(t *testing.T, email, password string) (me *account.Client, user *account.User) {
	t.Helper()
	backEnd, err := account.New(p.base+"/v1", p.project, account.WithKey(p.key))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backEnd.CloseIdleConnections)
	user, err = backEnd.Create(t.Context(), account.CreateParams{UserID: account.NewID(), Email: email, Password: password, Name: "Ann Example"})
	if err != nil {
		t.Fatal(err)
	}
	session, err := backEnd.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return backEnd.WithSession(session.Secret), user
}
