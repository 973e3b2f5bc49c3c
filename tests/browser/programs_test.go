//go:build browser

package browser

import (
	"bufio"
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

// start runs the emulator until the test ends, and reads from its output where it is.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	printed, stop := startProgram(t, emulatorFile, args...)
	values := map[string]string{}
	for line := range strings.Lines(printed) {
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		values[name] = value
	}
	endpoint, ok := strings.CutSuffix(values["APPWRITE_ENDPOINT"], "/v1")
	if !ok {
		t.Fatalf("the emulator did not print its endpoint, only:\n%s", printed)
	}
	return &running{endpoint, values["APPWRITE_PROJECT_ID"], values["APPWRITE_API_KEY"], stop}
}

// startProgram runs a program on a free port until the test ends, and returns what it prints
// before it says how to stop it, and what stops it earlier.
func startProgram(t *testing.T, file string, args ...string) (printed string, stop func()) {
	t.Helper()
	output, input := io.Pipe()
	program := exec.Command(file, append([]string{"--listen", "127.0.0.1:0"}, args...)...)
	program.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "APPWRITE_") || strings.HasPrefix(variable, "EMULATOR_")
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
	stop = func() {
		_ = program.Process.Kill() // its state is in memory only
		<-exited
	}
	t.Cleanup(stop)
	lines := bufio.NewScanner(output)
	for lines.Scan() && !strings.Contains(lines.Text(), "Stop with") {
		printed += lines.Text() + "\n"
	}
	go io.Copy(io.Discard, output) // so that the program never waits for a reader
	return printed, stop
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
