// Quickstart signs a user up and in, reads and changes the account, shows sessions and
// activity log, and signs out again.
//
// It runs on a service inside this process. With APPWRITE_ENDPOINT, APPWRITE_PROJECT_ID
// and APPWRITE_API_KEY set, it runs on that service, where it leaves a user with an
// address at example.com.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/query"
)

// preferences are what this program stores with a user.
type preferences struct {
	Theme   string `json:"theme"`
	Columns int    `json:"columns"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run connects to the service that the environment names.
func run(ctx context.Context, out io.Writer) error {
	if os.Getenv("APPWRITE_ENDPOINT") != "" {
		client, err := account.NewFromEnv()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Service   %s, project %s\n", client.Endpoint(), client.Project())
		return tour(ctx, out, client)
	}
	service, err := accounttest.NewServer()
	if err != nil {
		return err
	}
	defer service.Close()
	fmt.Fprintln(out, "Service   embedded in this process; nothing leaves the machine")
	return tour(ctx, out, service.KeyClient())
}

// tour makes the calls. The client may have an API key or be a guest.
func tour(ctx context.Context, out io.Writer, client *account.Client) error {
	id := account.NewID()
	email, password := "ann-"+id[len(id)-8:]+"@example.com", "correct-horse-9"
	step := func(title string) { fmt.Fprintf(out, "\n%s\n", title) }
	show := func(label, format string, values ...any) {
		fmt.Fprintf(out, "  %-10s%s\n", label, fmt.Sprintf(format, values...))
	}

	step("Sign up")
	signUp := account.CreateParams{UserID: id, Email: email, Password: password, Name: "Ann"}
	user, err := client.Create(ctx, signUp)
	if err != nil {
		return err
	}
	show("user", "%s", user.ID)
	show("email", "%s", user.Email)

	step("Sign up once more with the same address")
	switch _, err = client.Create(ctx, signUp); {
	case errors.Is(err, account.ErrUserAlreadyExists):
		show("rejected", "%s", account.ErrUserAlreadyExists)
	default:
		return fmt.Errorf("the address was accepted twice: %v", err)
	}

	step("Sign in with a wrong password")
	_, err = client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: "wrong-horse-1"})
	var rejected *account.Error
	if !errors.As(err, &rejected) || !errors.Is(err, account.ErrUserInvalidCredentials) {
		return fmt.Errorf("a wrong password returned another error: %v", err)
	}
	show("rejected", "%s", rejected.Type)
	show("status", "%d", rejected.StatusCode)
	show("message", "%s", rejected.Message)
	show("limit", "%d of %d tries left until %s", rejected.RateLimit.Remaining, rejected.RateLimit.Limit, clock(rejected.RateLimit.Reset))

	step("Sign in")
	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if err != nil {
		return err
	}
	show("session", "%s", signIn.Session.ID)
	show("until", "%s", date(signIn.Session.Expire))
	me := signIn.Client // acts as Ann

	step("Read the account")
	if user, err = me.Get(ctx); err != nil {
		return err
	}
	show("name", "%s", user.Name)
	show("since", "%s", date(user.Registration))
	show("verified", "%t", user.EmailVerification)

	step("Change it")
	if user, err = me.UpdateName(ctx, account.UpdateNameParams{Name: "Ann Example"}); err != nil {
		return err
	}
	show("name", "%s", user.Name)
	if user, err = me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: preferences{Theme: "dark", Columns: 3}}); err != nil {
		return err
	}
	var stored preferences
	if err = user.Prefs.Decode(&stored); err != nil {
		return err
	}
	show("prefs", "theme %s, %d columns", stored.Theme, stored.Columns)

	step("Sessions")
	sessions, err := me.ListSessions(ctx)
	if err != nil {
		return err
	}
	for _, s := range sessions.Sessions {
		show(s.Provider, "from %s, verified by %s%s", s.IP, strings.Join(s.Factors, " and "), map[bool]string{true: ", this one"}[s.Current])
	}

	step("Activity log, newest first")
	entries, err := activity(ctx, me)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		show(clock(entry.Time), "%s", entry.Event)
	}

	step("Sign out")
	if err = me.DeleteSession(ctx, account.CurrentSession); err != nil {
		return err
	}
	if _, err = me.Get(ctx); !errors.Is(err, account.ErrGeneralUnauthorizedScope) {
		return fmt.Errorf("the session still works: %v", err)
	}
	show("done", "the session is no longer valid")
	return nil
}

// activity reads the log. The server writes an entry a moment after the call, so an
// empty log is read again, up to five times.
func activity(ctx context.Context, me *account.Client) ([]account.Log, error) {
	for try := 0; ; try++ {
		page, err := me.ListLogs(ctx, account.ListLogsParams{Queries: []query.ForLogs{query.Limit(5)}})
		if err != nil || len(page.Logs) > 0 || try == 5 {
			if err != nil {
				return nil, err
			}
			return page.Logs, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func date(t time.Time) string  { return t.Format("2 January 2006") }
func clock(t time.Time) string { return t.Local().Format("15:04:05") }
