package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// shutdownTimeout limits how long pending requests may take when the program is stopped.
const shutdownTimeout = 3 * time.Second

// serve listens and serves until ctx is done, then saves the state.
func serve(ctx context.Context, chosen choices, journal *journal) error {
	if err := checkExportFile(chosen.exportFile); err != nil {
		return err
	}
	listener, err := listen(ctx, chosen)
	if err != nil {
		return err
	}
	defer listener.Close() // for errors before Serve owns it
	base := baseURL(chosen.listen, listener.Addr())
	service, err := newService(base, chosen, journal)
	if err != nil {
		return err
	}
	defer service.Close()
	program := newEmulator(service, newHostRule(chosen, listener.Addr()), journal)
	program.serveControl(chosen.controlToken)
	if chosen.noControl {
		program.control = nil
	}
	printInstructions(journal, base, service, chosen)
	journal.ready(base, service) // requests wait in the listener from now on

	server := &http.Server{
		Handler: program.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: journal.serverErrors(),
	}
	server.RegisterOnShutdown(service.Close) // it gives up on bodies that have not arrived
	if err := serveUntil(ctx, server, listener); err != nil {
		return err
	}
	return export(service, chosen.exportFile, journal)
}

// listen opens the port. It rejects what the check of the flag cannot see, such as a
// localhost that resolves to another machine.
func listen(ctx context.Context, chosen choices) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", chosen.listen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another port with --listen", chosen.listen, err)
	}
	host, _, _ := net.SplitHostPort(listener.Addr().String())
	if !chosen.allowRemote && !isLoopback(host) {
		listener.Close()
		return nil, fmt.Errorf("%s is %s here, which other machines can reach; add --allow-remote to allow that", chosen.listen, host)
	}
	return listener, nil
}

// baseURL is the URL under which programs on this machine reach the listener.
func baseURL(address string, actual net.Addr) string {
	host, _, _ := net.SplitHostPort(address)
	_, port, _ := net.SplitHostPort(actual.String())
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(strings.ToLower(host), port)
}

// newService creates the service as the flags and the import describe it.
func newService(base string, chosen choices, journal *journal) (*accounttest.Server, error) {
	options := append(chosen.options,
		accounttest.WithRequestLog(chosen.requestLog), accounttest.WithMessageLog(chosen.messageLog), accounttest.WithPlatforms(chosen.platforms...), accounttest.WithLoopbackPlatforms(),
		accounttest.WithStrictRedirects(), accounttest.WithErrorMessage(explain), clockOption(chosen),
	)
	state, err := openImport(chosen, journal)
	if err != nil {
		return nil, err
	}
	if state != nil {
		defer state.Close()
	}
	if project := firstOf(chosen.project, unless(state != nil, defaultProject)); project != "" {
		options = append(options, accounttest.WithProject(project, firstOf(chosen.projectName, "Emulator")))
	}
	if key := firstOf(chosen.key, unless(state != nil, freshKey(chosen.allowRemote))); key != "" {
		options = append(options, accounttest.WithAPIKey(key))
	}
	service, err := accounttest.NewDetached(base, options...)
	if err != nil {
		return nil, usageError{err}
	}
	if state != nil {
		if err := service.Import(state); err != nil {
			return nil, fmt.Errorf("--import %s: %w", chosen.importFile, err)
		}
	}
	return service, addFixtures(service, chosen.fixtures)
}

// addFixtures puts in place what files describe, in their order.
func addFixtures(service *accounttest.Server, names []string) error {
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("--fixtures: %w", err)
		}
		err = service.ImportFixtures(file)
		file.Close()
		if err != nil {
			return fmt.Errorf("--fixtures %s: %w", name, err)
		}
	}
	return nil
}

// clockOption is how the clock of the service starts.
func clockOption(chosen choices) accounttest.Option {
	start := chosen.time
	if chosen.freezeTime && start.IsZero() {
		start = time.Now()
	}
	if chosen.freezeTime {
		return accounttest.WithFrozenTime(start)
	}
	return accounttest.WithTime(start)
}

// freshKey returns the well-known key, or a random one if other machines have access.
func freshKey(remote bool) string {
	if remote {
		return "standard_" + strings.ToLower(rand.Text())
	}
	return defaultKey
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

func unless(condition bool, value string) string {
	if condition {
		return ""
	}
	return value
}

// serveUntil serves requests until ctx is done, and lets the pending ones finish.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if server.Shutdown(limited) != nil {
		_ = server.Close() // a client holds a connection open; saving the state matters more
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// printInstructions prints how to use the service.
func printInstructions(journal *journal, base string, service *accounttest.Server, chosen choices) {
	var text strings.Builder
	fmt.Fprintf(&text, "Appwrite account emulator, as server %s. The page with users, mails and requests: %s/\n\n", service.Version(), base)
	fmt.Fprintf(&text, "export APPWRITE_ENDPOINT=%s\n", shellQuoted(service.Endpoint()))
	fmt.Fprintf(&text, "export APPWRITE_PROJECT_ID=%s\n", shellQuoted(service.ProjectID()))
	fmt.Fprintf(&text, "export APPWRITE_API_KEY=%s\n\n", shellQuoted(service.APIKey()))
	if users := len(service.Users()); users > 0 {
		fmt.Fprintf(&text, "Users loaded: %d.\n", users)
	}
	fmt.Fprintf(&text, "Mails and text messages appear here. Stop with Ctrl+C.\n\n")
	journal.instructions(text.String())
	if host, _, _ := net.SplitHostPort(chosen.listen); !isLoopback(host) {
		journal.warn(chosen.listen + " can be reached from other machines. Whoever reaches it sees all codes and can act as every user.")
	}
}

var plainWord = regexp.MustCompile(`^[a-zA-Z0-9_.:/@%+=,-]+$`)

// shellQuoted quotes a value for a shell if it needs that. Ids and keys of an import are
// whatever the file says, and people paste these lines.
func shellQuoted(value string) string {
	if plainWord.MatchString(value) {
		return value
	}
	return "'" + strings.ReplaceAll(strings.Map(printable, value), "'", `'\''`) + "'"
}
