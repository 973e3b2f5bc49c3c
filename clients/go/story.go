// The account service from Go with another generator, ogen. (The client of this repository
// is the package account; this one is for those who use ogen for all their APIs.)
//
//	go get -tool github.com/ogen-go/ogen/cmd/ogen@v1.18.0
//	go tool ogen --target account --package account --clean openapi/account.yaml
//	APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… go run .
//
// Every call returns an interface with one type for each status of the document, errors
// included; err is for what is not in the document.
package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/go-faster/jx"
	"github.com/ogen-go/ogen/ogenerrors"

	"example.com/story/account"
)

// credential is what a client sends. Key and session must not be sent together.
type credential struct{ key, session string }

func (c credential) APIKey(context.Context, account.OperationName) (account.APIKey, error) {
	if c.key == "" {
		return account.APIKey{}, ogenerrors.ErrSkipClientSecurity
	}
	return account.APIKey{APIKey: c.key}, nil
}

func (c credential) SessionSecret(context.Context, account.OperationName) (account.SessionSecret, error) {
	if c.session == "" {
		return account.SessionSecret{}, ogenerrors.ErrSkipClientSecurity
	}
	return account.SessionSecret{APIKey: c.session}, nil
}

func (credential) ProjectID(context.Context, account.OperationName) (account.ProjectID, error) {
	return account.ProjectID{APIKey: os.Getenv("APPWRITE_PROJECT_ID")}, nil
}

func (credential) UserJWT(context.Context, account.OperationName) (account.UserJWT, error) {
	return account.UserJWT{}, ogenerrors.ErrSkipClientSecurity
}

func connect(c credential) *account.Client {
	// net/http follows redirects and sends headers of its own making along, to any host. The
	// Location of createOAuth2Token is that of the provider: the API key would go there.
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return must(account.NewClient(os.Getenv("APPWRITE_ENDPOINT"), c, account.WithClient(client)))
}

func main() {
	ctx := context.Background()
	backend := connect(credential{key: os.Getenv("APPWRITE_API_KEY")})
	email, password := "go-"+strings.ToLower(rand.Text())+"@example.com", "correct-horse-9"

	created := as[*account.UserHeaders](backend.Create(ctx, &account.CreateBody{
		UserId: "unique()", Email: email, Password: password, Name: account.NewOptString("Ann"),
	})).Response
	check(created.Email, email)
	fmt.Println("ok 1 sign up")

	signIn := func() *account.Client {
		session := as[*account.SessionHeaders](backend.CreateEmailPasswordSession(ctx, &account.CreateEmailPasswordSessionBody{Email: email, Password: password}))
		return connect(credential{session: session.Response.Secret})
	}
	me := signIn()
	fmt.Println("ok 2 sign in")

	check(as[*account.User](me.Get(ctx)).ID, created.ID)
	fmt.Println("ok 3 account")

	// A query is a JSON object in a string; queries[] is sent once for each.
	logs := as[*account.LogList](me.ListLogs(ctx, account.ListLogsParams{
		Queries: []string{`{"method":"limit","values":[1]}`, `{"method":"offset","values":[1]}`},
	}))
	check(len(logs.Logs), 1)
	check(logs.Logs[0].Event, "user.create")
	fmt.Println("ok 4 logs")

	// Each preference is JSON, which a program encodes and decodes as it likes.
	editor := `{"size":12,"rulers":[80,100]}`
	as[*account.User](me.UpdatePrefs(ctx, &account.UpdatePrefsBody{
		Prefs: account.UpdatePrefsBodyPrefs{"theme": jx.Raw(`"dark"`), "editor": jx.Raw(editor)},
	}))
	check(string((*as[*account.GetPrefsOK](me.GetPrefs(ctx)))["editor"]), editor)
	fmt.Println("ok 5 prefs")

	rejected := as[*account.CreateEmailPasswordSessionUnauthorized](backend.CreateEmailPasswordSession(ctx, &account.CreateEmailPasswordSessionBody{Email: email, Password: "wrong-horse-9"}))
	check(rejected.Type.Value, "user_invalid_credentials")
	fmt.Println("ok 6 wrong password")

	app := as[*account.MfaType](me.CreateMfaAuthenticator(ctx, account.CreateMfaAuthenticatorParams{Type: account.CreateMfaAuthenticatorTypeTotp}))
	as[*account.User](me.UpdateMfaAuthenticator(ctx, &account.UpdateMfaAuthenticatorBody{Otp: totp(app.Secret)}, account.UpdateMfaAuthenticatorParams{Type: account.UpdateMfaAuthenticatorTypeTotp}))
	as[*account.User](me.UpdateMFA(ctx, &account.UpdateMfaBody{Mfa: true}))
	second := signIn()
	check(as[*account.GetUnauthorized](second.Get(ctx)).Type.Value, "user_more_factors_required")
	challenge := as[*account.CreateMfaChallengeOK](second.CreateMfaChallenge(ctx, &account.CreateMfaChallengeBody{Factor: account.AuthenticationFactorTotp}))
	as[*account.SessionHeaders](second.UpdateMfaChallenge(ctx, &account.UpdateMfaChallengeBody{ChallengeId: challenge.Response.ID, Otp: totp(app.Secret)}))
	check(as[*account.User](second.Get(ctx)).Mfa, true)
	fmt.Println("ok 7 mfa")

	// The URL is for the user's browser.
	start := as[*account.CreateOAuth2TokenMovedPermanently](backend.CreateOAuth2Token(ctx, account.CreateOAuth2TokenParams{
		Provider: account.CreateOAuth2TokenProviderGithub,
		Success:  account.NewOptURI(*must(url.Parse("http://localhost/in"))),
		Failure:  account.NewOptURI(*must(url.Parse("http://localhost/out"))),
	}))
	check(start.Location.Host != "", true)
	fmt.Println("ok 8 oauth2")

	sessions := as[*account.SessionList](second.ListSessions(ctx))
	check(sessions.Total, 2)
	fmt.Println("ok 9 sessions")

	as[*account.DeleteSessionNoContent](second.DeleteSession(ctx, account.DeleteSessionParams{SessionId: "current"}))
	check(as[*account.GetUnauthorized](second.Get(ctx)).Type.Value, "general_unauthorized_scope")
	fmt.Println("ok 10 sign out")
}

// as returns a response that has to be of one type.
func as[T, R any](response R, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	expected, ok := any(response).(T)
	if !ok {
		log.Fatalf("a response of type %T, expected %v", response, reflect.TypeFor[T]())
	}
	return expected
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check[T comparable](got, expected T) {
	if got != expected {
		log.Fatalf("got %v, expected %v", got, expected)
	}
}

// totp is the code that an authenticator app shows now for a base32 secret (RFC 6238).
func totp(secret string) string {
	// The service accepts the code of the current 30 seconds only.
	if time.Now().Unix()%30 == 29 {
		time.Sleep(time.Second)
	}
	key := must(base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(secret, "=")))
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()/30)))
	sum := mac.Sum(nil)
	code := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", code%1_000_000)
}
