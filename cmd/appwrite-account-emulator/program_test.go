package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// running is the program, started by a test on its own port.
type running struct {
	base, project, key string

	output *transcript
	stop   func() (status int)
}

// transcript is the output of a program, readable while it runs.
type transcript struct {
	mu     sync.Mutex
	output bytes.Buffer
	more   chan struct{} // receives after each write
}

func newTranscript() *transcript { return &transcript{more: make(chan struct{}, 1)} }

func (o *transcript) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.output.Write(p)
	select {
	case o.more <- struct{}{}:
	default:
	}
	return n, err
}

func (o *transcript) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.output.String()
}

// waitFor waits until part was printed, and returns the whole output.
func (o *transcript) waitFor(t *testing.T, part string) string {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for !strings.Contains(o.String(), part) {
		select {
		case <-o.more:
		case <-timeout:
			t.Fatalf("%q was never printed, only:\n%s", part, o)
		}
	}
	return o.String()
}

// noVariables is an empty environment.
var noVariables map[string]string

// noJournal prints nothing.
func noJournal() *journal { return newJournal(choices{}, io.Discard, io.Discard) }

// start runs the program until the test ends, or stop is called.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startWith(t, noVariables, args...)
}

// startWith is start with variables of the environment.
func startWith(t *testing.T, variables map[string]string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	program := &running{output: newTranscript()}
	finished := make(chan int, 1)
	go func() {
		finished <- run(ctx, append([]string{"--listen", "127.0.0.1:0"}, args...), variables, program.output, program.output)
	}()
	program.stop = sync.OnceValue(func() int { cancel(); return <-finished })
	t.Cleanup(func() { program.stop() })
	printed := program.output.waitFor(t, "Ready: ")
	values := map[string]string{}
	for line := range strings.Lines(printed) {
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		values[name] = value
	}
	program.base = strings.TrimSuffix(values["APPWRITE_ENDPOINT"], "/v1")
	program.project, program.key = values["APPWRITE_PROJECT_ID"], values["APPWRITE_API_KEY"]
	return program
}

// client is a client of the SDK with the endpoint that the program printed.
func (p *running) client(t *testing.T, options ...account.Option) *account.Client {
	t.Helper()
	client, err := account.New(p.base+"/v1", p.project, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// signUp creates a user with the SDK, and signs it in.
func (p *running) signUp(t *testing.T, email, password string) (me *account.Client, user *account.User) {
	t.Helper()
	backEnd := p.client(t, account.WithKey(p.key))
	user, err := backEnd.Create(t.Context(), account.CreateParams{UserID: account.NewID(), Email: email, Password: password, Name: "Ann Example"})
	if err != nil {
		t.Fatal(err)
	}
	session, err := backEnd.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return backEnd.WithSession(session.Secret), user
}

// reply is a response of the page.
type reply struct {
	status int
	header http.Header
	body   string
}

// send sends a request as a browser does, with headers as pairs of name and value;
// "Host" sets the host of the request.
func (p *running) send(t *testing.T, method, path string, form url.Values, headers ...string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(bufio.NewReader(response.Body))
	if err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, string(body)}
}

// page returns a page.
func (p *running) page(t *testing.T, path string) string {
	t.Helper()
	response := p.send(t, http.MethodGet, path, nil)
	if response.status != http.StatusOK {
		t.Fatalf("the page has status %d:\n%s", response.status, response.body)
	}
	return response.body
}

// press sends a form of the page from the page itself.
func (p *running) press(t *testing.T, path string, form url.Values) reply {
	t.Helper()
	return p.send(t, http.MethodPost, path, form, "Origin", p.base, "Sec-Fetch-Site", "same-origin")
}
