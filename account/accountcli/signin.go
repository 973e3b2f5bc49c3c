package accountcli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// attempts is how often a password or code can be typed before a sign-in ends. The service
// counts, too: 10 in an hour.
const attempts = 3

// magicLinkLimit is how long a sign-in waits for a mail to be opened when the context has no
// deadline. The link itself lasts an hour.
const magicLinkLimit = 15 * time.Minute

// abandonLimit is how long a sign-in that failed takes to end its session.
const abandonLimit = 5 * time.Second

// SignInWithPassword asks for the password, and for the email address if it is empty, and
// signs the person in, second factor included: see PassChallenge.
//
// In a terminal a wrong password can be corrected twice. Errors to expect are those of
// account.Client.SignIn and of PassChallenge.
func (t *Terminal) SignInWithPassword(ctx context.Context, client *account.Client, email string) (*account.SignIn, error) {
	email, err := t.require(ctx, "E-mail:", email)
	if err != nil {
		return nil, err
	}
	for left := attempts; ; {
		password, err := t.AskSecret(ctx, "Password:")
		if err != nil {
			return nil, err
		}
		signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
		left--
		if !t.again(left, err, "Wrong e-mail address or password. Try again.") {
			return t.finish(ctx, signIn, err)
		}
	}
}

// SignInWithEmailCode mails a code, asks for it, and signs the person in, second factor
// included: see PassChallenge. It asks for the address if it is empty. An address that the
// service does not know becomes a new user.
//
// In a terminal a wrong code can be corrected twice. Errors to expect are those of
// CreateEmailToken, of account.Client.SignIn and of PassChallenge.
func (t *Terminal) SignInWithEmailCode(ctx context.Context, client *account.Client, email string) (*account.SignIn, error) {
	email, err := t.require(ctx, "E-mail:", email)
	if err != nil {
		return nil, err
	}
	token, err := client.AsGuest().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: account.NewID(), Email: email, Phrase: new(true)})
	if err != nil {
		return nil, err
	}
	t.say("A mail with a code is on its way.%s", phraseOf(token))
	return t.signInWithCode(ctx, client, token)
}

// SignInWithSMSCode texts a code, asks for it, and signs the person in, second factor
// included: see PassChallenge. It asks for the phone number, such as +4915123456789, if it is
// empty. A number that the service does not know becomes a new user.
//
// In a terminal a wrong code can be corrected twice. Errors to expect are those of
// CreatePhoneToken, of account.Client.SignIn and of PassChallenge.
func (t *Terminal) SignInWithSMSCode(ctx context.Context, client *account.Client, phone string) (*account.SignIn, error) {
	phone, err := t.require(ctx, "Phone number, with + and the code of the country:", phone)
	if err != nil {
		return nil, err
	}
	token, err := client.AsGuest().CreatePhoneToken(ctx, account.CreatePhoneTokenParams{UserID: account.NewID(), Phone: phone})
	if err != nil {
		return nil, err
	}
	t.say("A text message with a code is on its way.")
	return t.signInWithCode(ctx, client, token)
}

func (t *Terminal) signInWithCode(ctx context.Context, client *account.Client, token *account.Token) (*account.SignIn, error) {
	for left := attempts; ; {
		code, err := t.askCode(ctx, "Code:")
		if err != nil {
			return nil, err
		}
		signIn, err := client.SignIn(ctx, account.CreateSessionParams{UserID: token.UserID, Secret: code})
		left--
		if !t.again(left, err, "Wrong code. Try again.") {
			return t.finish(ctx, signIn, err)
		}
	}
}

// SignInWithMagicLink mails a link and waits until the person opens it on this machine, or
// pastes it into the terminal; then it signs them in, second factor included: see
// PassChallenge. It asks for the address if it is empty. An address that the service does not
// know becomes a new user.
//
// It waits for 15 minutes, unless the context has a deadline. The link is bound to this
// sign-in: see Loopback. Errors to expect are those of CreateMagicURLToken, Loopback.Wait,
// account.Client.SignIn and PassChallenge.
func (t *Terminal) SignInWithMagicLink(ctx context.Context, client *account.Client, email string) (*account.SignIn, error) {
	for email == "" {
		var err error
		if email, err = t.Ask(ctx, "E-mail:"); err != nil {
			return nil, err
		}
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, magicLinkLimit)
		defer cancel()
	}
	loopback, err := ListenLoopback(ctx)
	if err != nil {
		return nil, err
	}
	defer loopback.Close()
	token, err := client.AsGuest().CreateMagicURLToken(ctx, account.CreateMagicURLTokenParams{UserID: account.NewID(), Email: email, URL: loopback.URL(), Phrase: new(true)})
	if err != nil {
		return nil, err
	}
	t.say("A mail with a link is on its way.%s Open the link on this machine.", phraseOf(token))
	callback, err := t.await(ctx, loopback)
	if err != nil {
		return nil, err
	}
	signIn, err := client.SignIn(ctx, callback)
	return t.finish(ctx, signIn, err)
}

// SignInWithOAuth2 opens the page of an OAuth2 provider in the browser, waits until the
// person has signed in there, and signs them in, second factor included: see PassChallenge.
// The scopes are in addition to those that the service asks the provider for.
//
// The address of the page is printed as well. A person whose browser is on another machine
// opens it there, ends on a page that does not load, and pastes its address into the
// terminal. It waits for 5 minutes, unless the context has a deadline.
//
// Errors to expect are those of CreateOAuth2Token, Loopback.Wait, account.Client.SignIn and
// PassChallenge.
func (t *Terminal) SignInWithOAuth2(ctx context.Context, client *account.Client, provider account.OAuthProvider, scopes ...string) (*account.SignIn, error) {
	loopback, err := ListenLoopback(ctx)
	if err != nil {
		return nil, err
	}
	defer loopback.Close()
	page, err := client.AsGuest().CreateOAuth2Token(ctx, provider, account.CreateOAuth2TokenParams{Success: loopback.URL(), Failure: loopback.URL(), Scopes: scopes})
	if err != nil {
		return nil, err
	}
	t.say("Sign in in the browser. If none opens, open this address:\n\n  %s\n", page)
	if t.open != nil {
		go t.open(page.String()) //nolint:errcheck // the address is on the screen
	}
	callback, err := t.await(ctx, loopback)
	if err != nil {
		return nil, err
	}
	signIn, err := client.SignIn(ctx, callback)
	return t.finish(ctx, signIn, err)
}

// await waits for the browser, or for a person who pastes the address that it came to.
func (t *Terminal) await(ctx context.Context, loopback *Loopback) (*account.Callback, error) {
	if !t.Interactive() {
		return loopback.Wait(ctx)
	}
	ctx, stop := context.WithCancelCause(ctx)
	pasting := make(chan struct{})
	go func() {
		defer close(pasting)
		if err := t.paste(ctx, loopback); err != nil {
			stop(err)
		}
	}()
	callback, err := loopback.Wait(ctx)
	stop(nil)
	<-pasting // the terminal is restored
	return callback, err
}

func (t *Terminal) paste(ctx context.Context, loopback *Loopback) error {
	for {
		// It holds the secret of the sign-in, so it does not appear.
		address, err := t.AskSecret(ctx, "Waiting for the browser. If it is on another machine, paste the address that it ends on:")
		if err != nil {
			return err
		}
		if strings.TrimSpace(address) == "" {
			continue
		}
		if err := loopback.Accept(address); err == nil {
			return nil
		}
		t.say("That is not the address of this sign-in. Copy all of it.")
	}
}

// finish passes the second factor. A session that stays incomplete is of no use and ends.
func (t *Terminal) finish(ctx context.Context, signIn *account.SignIn, err error) (*account.SignIn, error) {
	if signIn == nil {
		return nil, err
	}
	var complete *account.SignIn
	if err == nil {
		complete, err = t.PassChallenge(ctx, signIn)
	}
	if err == nil {
		return complete, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abandonLimit)
	defer cancel()
	signIn.Client.DeleteSession(ctx, account.CurrentSession, account.NoRetry()) //nolint:errcheck // the first error counts
	return nil, err
}

// again reports whether the person can correct what the service rejected, and says so.
func (t *Terminal) again(left int, err error, message string) bool {
	if !isWrong(err) || left < 1 || !t.Interactive() {
		return false
	}
	t.say("%s", message)
	return true
}

// isWrong reports whether the service rejected what a person typed. A password of fewer than
// 8 characters and an address that is none are invalid arguments.
func isWrong(err error) bool {
	return errors.Is(err, account.ErrUserInvalidCredentials) || errors.Is(err, account.ErrUserInvalidToken) || errors.Is(err, account.ErrGeneralArgumentInvalid)
}

// require asks for what is not known yet, until something is typed.
func (t *Terminal) require(ctx context.Context, question, value string) (string, error) {
	if err := t.requireInput(); err != nil {
		return "", err
	}
	for value == "" {
		var err error
		if value, err = t.Ask(ctx, question); err != nil {
			return "", err
		}
	}
	return value, nil
}

// askCode asks for a code, until something is typed. People type codes with spaces.
func (t *Terminal) askCode(ctx context.Context, question string) (string, error) {
	for {
		line, err := t.AskSecret(ctx, question)
		code := strings.Join(strings.Fields(line), "")
		if err != nil || code != "" {
			return code, err
		}
	}
}

// phraseOf tells the words by which a person recognizes the mail.
func phraseOf(token *account.Token) string {
	if token.Phrase == "" {
		return ""
	}
	return fmt.Sprintf(" It has the words %q; do not use one that has others.", Printable(token.Phrase))
}
