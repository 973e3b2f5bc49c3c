// Webapp is a web site whose people have accounts: they register, verify their address, sign
// in by password, by mail or with another account, use an authenticator app, keep preferences,
// see their devices and what happened, recover a password and close the account.
//
//	go run ./examples/webapp
//
// It runs on a service inside this process, whose mails and text messages are on a page. With
// APPWRITE_ENDPOINT, APPWRITE_PROJECT_ID and APPWRITE_API_KEY set, it runs on that service,
// whose project needs the host of --origin as a web platform.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "webapp:", err)
		os.Exit(1)
	}
}

// pageTimeout is how long a page waits for the service.
const pageTimeout = 8 * time.Second

// run serves the site until ctx is done.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("webapp", flag.ContinueOnError)
	flags.SetOutput(stderr)
	listen := flags.String("listen", "127.0.0.1:4090", "the `address` to listen on")
	origin := flags.String("origin", "", "scheme and host as browsers see them, if there is a proxy; default http:// and the address")
	oauth2 := flags.String("oauth2", "", "the OAuth2 `providers` that the project has, such as github,google")
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if *origin == "" {
		*origin = "http://" + listener.Addr().String()
	}
	chosen := settings{Log: slog.New(slog.NewTextHandler(stderr, nil))}
	if *oauth2 != "" {
		for name := range strings.SplitSeq(*oauth2, ",") {
			chosen.Providers = append(chosen.Providers, account.OAuthProvider(name))
		}
	}
	client, stop, err := connect(stdout, &chosen)
	if err != nil {
		return err
	}
	defer stop()
	site, err := newApp(client, *origin, chosen)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Web site  %s\n", *origin)
	if chosen.Outbox != nil {
		fmt.Fprintf(stdout, "Mails     %s/dev/mail\n", *origin)
	}
	fmt.Fprintln(stdout, "Stop with Ctrl+C.")
	return serve(ctx, listener, site)
}

// connect returns a client of the service that the environment names, or of one in this
// process.
func connect(stdout io.Writer, chosen *settings) (client *account.Client, stop func(), err error) {
	if os.Getenv("APPWRITE_ENDPOINT") != "" {
		client, err = account.NewFromEnv(account.WithTimeout(pageTimeout))
		if err != nil {
			return nil, nil, err
		}
		fmt.Fprintf(stdout, "Service   %s, project %s\n", client.Endpoint(), client.Project())
		return client, client.CloseIdleConnections, nil
	}
	service, err := accounttest.NewServer(accounttest.WithProject("fernhill", "Fernhill"), accounttest.WithProviders("github", "google"))
	if err != nil {
		return nil, nil, err
	}
	chosen.Outbox = func() []accounttest.Message { return service.Messages() }
	if chosen.Providers == nil {
		chosen.Providers = []account.OAuthProvider{account.OAuthProviderGitHub, account.OAuthProviderGoogle}
	}
	fmt.Fprintln(stdout, "Service   embedded in this process; nothing leaves the machine")
	return service.KeyClient(account.WithTimeout(pageTimeout)), service.Close, nil
}

// serve serves until ctx is done, and lets pages that have begun end.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		limited, cancel := context.WithTimeout(context.Background(), 2*pageTimeout)
		defer cancel()
		stopped <- server.Shutdown(limited)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
