package accountcli_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// newExampleService returns a service with a user.
func newExampleService(seed accounttest.Seed) (*accounttest.Server, accounttest.User) {
	service, err := accounttest.NewServer()
	if err != nil {
		panic(err)
	}
	seed.Email, seed.Password, seed.Name = "ann@example.com", "correct-horse-9", "Ann Example"
	return service, service.CreateUser(seed)
}

func ExampleTerminal_SignInWithPassword() {
	service, _ := newExampleService(accounttest.Seed{})
	defer service.Close()
	ctx := context.Background()

	// What a person types comes from a string here; NewTerminal() asks in the terminal.
	typed := strings.NewReader("ann@example.com\ncorrect-horse-9\n")
	terminal := accountcli.NewTerminal(accountcli.WithInput(typed), accountcli.WithOutput(os.Stdout))

	signIn, err := terminal.SignInWithPassword(ctx, service.GuestClient(), "")
	if err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	fmt.Println("Signed in as", signIn.User.Name)
	// Output:
	// E-mail:
	// Password:
	// Signed in as Ann Example
}

func ExampleTerminal_SignInWithOAuth2() {
	service, _ := newExampleService(accounttest.Seed{EmailVerified: true})
	defer service.Close()
	ctx := context.Background()

	// A person who signs in at the provider's page. Without WithBrowser their own browser
	// is opened.
	person := accountcli.WithBrowser(func(address string) error {
		result := service.SignInAtProvider(address, accounttest.ProviderAccount{ID: "1", Email: "ann@example.com"})
		response, err := http.Get(result.URL)
		if err != nil {
			return err
		}
		return response.Body.Close()
	})
	terminal := accountcli.NewTerminal(accountcli.WithInput(strings.NewReader("")), accountcli.WithOutput(io.Discard), person)

	signIn, err := terminal.SignInWithOAuth2(ctx, service.GuestClient(), account.OAuthProviderMock)
	if err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	fmt.Println("Signed in as", signIn.User.Name)
	// Output: Signed in as Ann Example
}

func ExampleTerminal_PassChallenge() {
	service, user := newExampleService(accounttest.Seed{MFA: true, TOTP: true, RecoveryCodes: true})
	defer service.Close()
	ctx := context.Background()

	signIn, err := service.GuestClient().SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	typed := strings.NewReader("recovery code\n" + user.RecoveryCodes[0] + "\n")
	terminal := accountcli.NewTerminal(accountcli.WithInput(typed), accountcli.WithOutput(os.Stdout))
	if signIn, err = terminal.PassChallenge(ctx, signIn); err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	fmt.Println("Signed in with", strings.Join(signIn.Session.Factors, " and "))
	// Output:
	// A second factor is required.
	//   1  Code of the authenticator app
	//   2  Recovery code
	// 1-2:
	// Recovery code:
	// Signed in with password and recoverycode
}

func ExampleStore() {
	folder, err := os.MkdirTemp("", "sessions")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	client, err := account.New("https://cloud.appwrite.io/v1", "my-project")
	if err != nil {
		fmt.Println(err)
		return
	}

	// accountcli.NewStore("shopctl") is what a program needs.
	store, err := accountcli.NewStore("shopctl", accountcli.WithoutKeychain(), accountcli.WithFolder(folder))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = store.Load(ctx, client)
	fmt.Println("signed in:", !errors.Is(err, accountcli.ErrNoSession))

	if _, err = store.Save(ctx, client, "the secret of a session"); err != nil {
		fmt.Println(err)
		return
	}
	secret, err := store.Load(ctx, client)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.WithSession(secret))
	// Output:
	// signed in: false
	// account.Client(https://cloud.appwrite.io/v1, project my-project, session)
}

// What SignInWithOAuth2 does, for a program with a window of its own.
func ExampleLoopback() {
	service, _ := newExampleService(accounttest.Seed{EmailVerified: true})
	defer service.Close()
	ctx := context.Background()
	client := service.GuestClient()

	loopback, err := accountcli.ListenLoopback(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer loopback.Close()
	page, err := client.CreateOAuth2Token(ctx, account.OAuthProviderMock, account.CreateOAuth2TokenParams{Success: loopback.URL(), Failure: loopback.URL()})
	if err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	go func() { // accountcli.OpenBrowser(page.String())
		result := service.SignInAtProvider(page.String(), accounttest.ProviderAccount{ID: "1", Email: "ann@example.com"})
		if response, err := http.Get(result.URL); err == nil {
			response.Body.Close()
		}
	}()
	callback, err := loopback.Wait(ctx)
	if err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	signIn, err := client.SignIn(ctx, callback)
	if err != nil {
		fmt.Println(accountcli.Explain(err))
		return
	}
	fmt.Println("Signed in as", signIn.User.Name)
	// Output: Signed in as Ann Example
}

func ExampleExplain() {
	service, _ := newExampleService(accounttest.Seed{})
	defer service.Close()
	_, err := service.GuestClient().Get(context.Background())
	fmt.Println(accountcli.Explain(err))
	// Output: The session has ended. Sign in again.
}
