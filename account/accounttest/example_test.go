package accounttest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// serve starts a service for an example. A test calls accounttest.New(t).
func serve(options ...accounttest.Option) *accounttest.Server {
	srv, err := accounttest.NewServer(options...)
	if err != nil {
		log.Fatal(err)
	}
	return srv
}

func Example() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()

	guest := srv.GuestClient()
	user, err := guest.Create(ctx, account.CreateParams{UserID: account.UniqueID, Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil {
		log.Fatal(err)
	}
	session, err := srv.KeyClient().CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: user.Email, Password: "correct-horse-9"})
	if err != nil {
		log.Fatal(err)
	}
	me, err := guest.WithSession(session.Secret).Get(ctx)
	fmt.Println(me.Email, err)
	// Output: ann@example.com <nil>
}

func ExampleServer_LastMail() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com"})

	me := srv.UserClient("ann")
	if _, err := me.CreateVerification(ctx, account.CreateVerificationParams{URL: "http://localhost/verify"}); err != nil {
		log.Fatal(err)
	}
	mail := srv.LastMail("ann@example.com")
	fmt.Println(mail.Kind, strings.HasPrefix(mail.Link, "http://localhost/verify?userId=ann&secret="))

	// What the page behind the link does:
	if _, err := srv.GuestClient().UpdateVerification(ctx, account.UpdateVerificationParams{UserID: mail.UserID, Secret: mail.Secret}); err != nil {
		log.Fatal(err)
	}
	user, err := me.Get(ctx)
	fmt.Println(user.EmailVerification, err)
	// Output:
	// email-verification true
	// true <nil>
}

func ExampleServer_LastSMS() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()

	back := srv.KeyClient()
	token, err := back.CreatePhoneToken(ctx, account.CreatePhoneTokenParams{UserID: account.UniqueID, Phone: "+4930901820"})
	if err != nil {
		log.Fatal(err)
	}
	session, err := back.CreateSession(ctx, account.CreateSessionParams{UserID: token.UserID, Secret: srv.LastSMS("+4930901820").Code})
	fmt.Println(session.Provider, err)
	// Output: phone <nil>
}

func ExampleServer_TOTP() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com", TOTP: true, MFA: true})

	me := srv.UserClient("ann")
	_, err := me.Get(ctx)
	fmt.Println(errors.Is(err, account.ErrUserMoreFactorsRequired))
	challenge, err := me.CreateMFAChallenge(ctx, account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorTOTP})
	if err != nil {
		log.Fatal(err)
	}
	session, err := me.UpdateMFAChallenge(ctx, account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: srv.TOTP("ann")})
	fmt.Println(session.Factors, err)
	// Output:
	// true
	// [password totp] <nil>
}

func ExampleServer_Clock() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com"})

	me := srv.UserClient("ann")
	_, err := me.Get(ctx)
	fmt.Println(err)
	srv.Clock().Advance(366 * 24 * time.Hour) // a session lasts a year
	_, err = me.Get(ctx)
	fmt.Println(errors.Is(err, account.ErrGeneralUnauthorizedScope))
	// Output:
	// <nil>
	// true
}

func ExampleServer_CreateUser() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()

	ann := srv.CreateUser(accounttest.Seed{Email: "ann@example.com", EmailVerified: true, Password: "correct-horse-9", Labels: []string{"vip"}})
	srv.CreateIdentity(ann.ID, accounttest.IdentitySeed{Provider: "github", ProviderUID: "12345", ProviderEmail: "ann@users.example"})

	me := srv.UserClient(ann.ID)
	user, err := me.Get(ctx)
	if err != nil {
		log.Fatal(err)
	}
	identities, err := me.ListIdentities(ctx, account.ListIdentitiesParams{})
	fmt.Println(user.Labels, user.EmailVerification, identities.Identities[0].Provider, err)
	// Output: [vip] true github <nil>
}

func ExampleServer_AddFault() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com"})

	srv.AddFault(accounttest.Fault{Operation: "updateName", Type: account.ErrGeneralServiceDisabled, Times: 1})
	me := srv.UserClient("ann")
	_, err := me.UpdateName(ctx, account.UpdateNameParams{Name: "Ann"})
	fmt.Println(errors.Is(err, account.ErrGeneralServiceDisabled))
	user, err := me.UpdateName(ctx, account.UpdateNameParams{Name: "Ann"})
	fmt.Println(user.Name, err)
	// Output:
	// true
	// Ann <nil>
}

func ExampleServer_Requests() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com"})
	if _, err := srv.UserClient("ann").UpdateName(ctx, account.UpdateNameParams{Name: "Ann"}); err != nil {
		log.Fatal(err)
	}
	for _, request := range srv.Requests("updateName") {
		fmt.Println(request.Method, request.Path, string(request.Body), request.Status)
	}
	// Output: PATCH /v1/account/name {"name":"Ann"} 200
}

func ExampleServer_SignInAtProvider() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()

	back := srv.KeyClient()
	location, err := back.CreateOAuth2Token(ctx, "mock", account.CreateOAuth2TokenParams{Success: "http://localhost/signed-in"})
	if err != nil {
		log.Fatal(err)
	}
	// A person would open the location in a browser.
	result := srv.SignInAtProvider(location.String(), accounttest.ProviderAccount{ID: "7", Email: "ann@example.com", Name: "Ann"})
	session, err := back.CreateSession(ctx, account.CreateSessionParams{UserID: result.UserID, Secret: result.Secret})
	fmt.Println(session.Provider, err)
	// Output: oauth2 <nil>
}

func ExampleServer_Activity() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com", Password: "correct-horse-9"})
	if _, err := srv.GuestClient().CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"}); err != nil {
		log.Fatal(err)
	}
	for _, entry := range srv.Activity("ann") {
		fmt.Println(entry.Event, entry.UserEmail)
	}
	// Output: session.create ann@example.com
}

func ExampleServer_Export() {
	first := serve()
	defer first.Close()
	first.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com"})
	var saved bytes.Buffer
	if err := first.Export(&saved); err != nil {
		log.Fatal(err)
	}

	second := serve()
	defer second.Close()
	if err := second.Import(&saved); err != nil {
		log.Fatal(err)
	}
	user, err := second.UserClient("ann").Get(context.Background())
	fmt.Println(user.Email, err)
	// Output: ann@example.com <nil>
}

// A program that works with several versions of the server is tested with each.
func ExampleWithServerVersion() {
	for _, version := range accounttest.ServerVersions() {
		srv := serve(accounttest.WithServerVersion(version))
		ann := srv.CreateUser(accounttest.Seed{Email: "ann@example.com", Blocked: true})
		_, err := srv.UserClient(ann.ID).Get(context.Background())
		var failure *account.Error
		if errors.As(err, &failure) {
			fmt.Println(srv.Version(), failure.StatusCode, failure.Type)
		}
		srv.Close()
	}
	// Output:
	// 1.7.4 401 user_blocked
	// 1.8.1 401 user_blocked
	// 1.9.6 403 user_blocked
}

func ExampleServer_CreateSession() {
	srv := serve()
	defer srv.Close()
	srv.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	session := srv.CreateSession("ann@example.com", accounttest.SessionSeed{
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
		IP:        "8.8.8.8",
	})
	fmt.Println(session.Browser, "on", session.OS, "from", session.Country)
	// Output: Firefox on GNU/Linux from us
}

func ExampleServer_ChangeSettings() {
	srv := serve()
	defer srv.Close()
	srv.ChangeSettings(func(s *accounttest.Settings) { s.DisabledMethods = []string{"anonymous"} })
	_, err := srv.GuestClient().CreateAnonymousSession(context.Background())
	fmt.Println(errors.Is(err, account.ErrUserAuthMethodUnsupported))
	// Output: true
}

func ExampleServer_UpdateUser() {
	srv := serve()
	defer srv.Close()
	srv.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	me := srv.UserClient("ann@example.com")

	srv.UpdateUser("ann@example.com", accounttest.UserChange{Blocked: new(true)})
	_, err := me.Get(context.Background())
	fmt.Println(errors.Is(err, account.ErrUserBlocked))
	// Output: true
}

// A program that sends mails in the background has not sent them when it responds.
func ExampleServer_WaitForMessage() {
	srv := serve()
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	toAnn := func(m accounttest.Message) bool {
		return m.To == "ann@example.com" && m.Kind == accounttest.EmailCode
	}
	sendCode := func() {
		_, err := srv.GuestClient().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: account.UniqueID, Email: "ann@example.com"})
		if err != nil {
			log.Print(err)
		}
	}

	go sendCode()
	first, err := srv.WaitForMessage(ctx, "", toAnn)
	if err != nil {
		log.Fatal(err)
	}
	go sendCode()
	second, err := srv.WaitForMessage(ctx, first.ID, toAnn) // the one after the first
	fmt.Println(first.ID, second.ID, len(second.Code), err)
	// Output: message-1 message-2 6 <nil>
}

func ExampleServer_Reset() {
	srv := serve()
	defer srv.Close()
	if err := srv.ImportFixtures(strings.NewReader("users: [{id: ann, email: ann@example.com}]")); err != nil {
		log.Fatal(err)
	}
	srv.CreateUser(accounttest.Seed{ID: "bob"})
	srv.UpdateUser("ann", accounttest.UserChange{Name: new("Anna")})
	srv.AddFault(accounttest.Fault{Operation: "get", Status: 503})

	srv.Reset() // to the fixtures
	user, err := srv.UserClient("ann").Get(context.Background())
	fmt.Printf("%d user, name %q, %v\n", len(srv.Users()), user.Name, err)
	// Output: 1 user, name "", <nil>
}

func ExampleServer_Try() {
	srv := serve()
	defer srv.Close()
	err := srv.Try(func(srv *accounttest.Server) {
		srv.CreateUser(accounttest.Seed{Email: "ann@example.com", Sessions: []accounttest.SessionSeed{{Country: "USA"}}})
	})
	var failure *accounttest.Failure
	if errors.As(err, &failure) {
		fmt.Println(failure.Kind == accounttest.Invalid, failure.Field)
		fmt.Println(failure.Message)
	}
	// Output:
	// true sessions[0].country
	// "USA" is no code of two letters, such as us
}

// A fault for one user leaves the others alone.
func ExampleServer_AddFault_oneUser() {
	srv := serve()
	defer srv.Close()
	ctx := context.Background()
	srv.CreateUser(accounttest.Seed{ID: "ann"})
	srv.CreateUser(accounttest.Seed{ID: "bob"})

	end := srv.AddFault(accounttest.Fault{User: "bob", Status: 503})
	for _, id := range []string{"ann", "bob"} {
		_, err := srv.UserClient(id, account.WithRetries(0)).Get(ctx)
		fmt.Println(id, err == nil)
	}
	end()
	_, err := srv.UserClient("bob").Get(ctx)
	fmt.Println("bob", err == nil)
	// Output:
	// ann true
	// bob false
	// bob true
}

func ExampleServer_ImportFixtures() {
	srv := serve()
	defer srv.Close()
	err := srv.ImportFixtures(strings.NewReader(`
users:
  - email: ann@example.com
    password: correct-horse-9
    totp: true
    sessions:
      - country: us
`))
	fmt.Println(err, srv.User("ann@example.com").Sessions[0].Country)
	err = srv.ImportFixtures(strings.NewReader(`
users:
  - emial: bob@example.com
`))
	fmt.Println(strings.Split(err.Error(), ";")[0])
	// Output:
	// <nil> us
	// accounttest: the fixtures cannot be imported: line 3: users[0].emial: there is no such field
}
