// The program with this SDK.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/appwrite-go/appwrite/account"
)

func main() {
	if len(os.Args) < 4 {
		return
	}
	fmt.Println(run(context.Background(), os.Args[1], os.Args[2], os.Args[3]))
}

func run(ctx context.Context, endpoint, email, password string) (string, error) {
	client, err := account.New(endpoint, "benchmark")
	if err != nil {
		return "", err
	}
	session, err := client.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	if err != nil {
		return "", err
	}
	me := client.WithSession(session.Secret)
	user, err := me.Get(ctx)
	if err != nil {
		return "", err
	}
	if _, err := me.UpdatePrefs(ctx, account.UpdatePrefsParams{Prefs: map[string]any{"seen": true}}); err != nil {
		return "", err
	}
	logs, err := me.ListLogs(ctx, account.ListLogsParams{})
	if err != nil {
		return "", err
	}
	return fmt.Sprint(user.Name, logs.Total), nil
}
