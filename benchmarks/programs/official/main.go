// The program with the official SDK, imported as in its README.
package main

import (
	"fmt"
	"os"

	"github.com/appwrite/sdk-for-go/appwrite"
)

func main() {
	if len(os.Args) < 4 {
		return
	}
	fmt.Println(run(os.Args[1], os.Args[2], os.Args[3]))
}

func run(endpoint, email, password string) (string, error) {
	guest := appwrite.NewAccount(appwrite.NewClient(appwrite.WithEndpoint(endpoint), appwrite.WithProject("benchmark")))
	session, err := guest.CreateEmailPasswordSession(email, password)
	if err != nil {
		return "", err
	}
	me := appwrite.NewAccount(appwrite.NewClient(appwrite.WithEndpoint(endpoint), appwrite.WithProject("benchmark"), appwrite.WithSession(session.Secret)))
	user, err := me.Get()
	if err != nil {
		return "", err
	}
	if _, err := me.UpdatePrefs(map[string]any{"seen": true}); err != nil {
		return "", err
	}
	logs, err := me.ListLogs()
	if err != nil {
		return "", err
	}
	return fmt.Sprint(user.Name, logs.Total), nil
}
