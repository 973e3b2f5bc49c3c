package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// SignInMethod is a way of signing in with SignIn:
//
//   - CreateEmailPasswordSessionParams, with an email address and a password
//   - CreateSessionParams, with the code of an email or SMS
//   - *Callback, with what a magic URL or an OAuth2 sign-in brought back
//   - AnonymousSignIn, as a new user without address and password
//   - SessionSecret, with a session that exists and may still be waiting for a second factor
type SignInMethod interface {
	signIn(ctx context.Context, guest *Client, options []CallOption) (*Session, error)
}

// AnonymousSignIn signs in as a new user without address and password.
type AnonymousSignIn struct{}

// SessionSecret goes on with a session that exists, by its secret. It is not printed.
type SessionSecret string

// Format prints that there is a secret, whatever the verb.
func (s SessionSecret) Format(f fmt.State, _ rune) { fmt.Fprint(f, wire.Redact(string(s))) }

// LogValue returns that there is a secret.
func (s SessionSecret) LogValue() slog.Value { return slog.StringValue(wire.Redact(string(s))) }

// MarshalText returns that there is a secret.
func (s SessionSecret) MarshalText() ([]byte, error) { return []byte(wire.Redact(string(s))), nil }

func (p CreateEmailPasswordSessionParams) signIn(ctx context.Context, guest *Client, options []CallOption) (*Session, error) {
	return guest.CreateEmailPasswordSession(ctx, p, options...)
}

func (p CreateSessionParams) signIn(ctx context.Context, guest *Client, options []CallOption) (*Session, error) {
	return guest.CreateSession(ctx, p, options...)
}

func (c *Callback) signIn(ctx context.Context, guest *Client, options []CallOption) (*Session, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return guest.CreateSession(ctx, CreateSessionParams{UserID: c.UserID, Secret: c.Secret}, options...)
}

func (AnonymousSignIn) signIn(ctx context.Context, guest *Client, options []CallOption) (*Session, error) {
	return guest.CreateAnonymousSession(ctx, options...)
}

func (s SessionSecret) signIn(context.Context, *Client, []CallOption) (*Session, error) {
	return &Session{Secret: string(s)}, nil
}

// SignIn is where a sign-in stands: complete, or waiting for a second factor.
type SignIn struct {
	// Session is the session; its Secret is what to keep. For the method SessionSecret only
	// the Secret is set.
	Session *Session
	// Client acts as the user. While a second factor is pending nearly all its calls fail
	// with ErrUserMoreFactorsRequired.
	Client *Client
	// User is the account; nil while a second factor is pending.
	User *User
	// Challenge asks for the second factor; nil if none is pending.
	Challenge *Challenge
}

// SignIn signs a person in, and says whether a second factor is required. It makes the calls
// of the method (CreateEmailPasswordSession, CreateSession or CreateAnonymousSession), then
// Get and, for a second factor, ListMFAFactors; options are for all of them.
//
//	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
//	if err != nil { … }
//	if signIn.Challenge != nil {
//		signIn, err = signIn.Challenge.Complete(ctx, account.AuthenticationFactorTOTP, code)
//	}
//
// The call is made as a guest, also by a client with a key: of a key the service does not
// limit how often passwords and codes can be guessed. A web server derives the client with
// ForRequest, so that each visitor has limits of their own.
//
// Errors to expect are those of the calls, ErrUserBlocked among them. If the session was
// made and only the account cannot be read, because the service does not respond or limits
// the rate, the SignIn with the Session comes together with the error: keep the secret, and
// go on later with SessionSecret.
func (c *Client) SignIn(ctx context.Context, method SignInMethod, options ...CallOption) (*SignIn, error) {
	if method == nil {
		return nil, &MissingParameterError{Operation: "signIn", Parameters: []string{"method"}}
	}
	guest := c.AsGuest()
	session, err := method.signIn(ctx, guest, options)
	if err != nil {
		return nil, err
	}
	signIn := &SignIn{Session: session, Client: guest.WithSession(session.Secret)}
	return signIn.settle(ctx, options)
}

// settle finds out whether the sign-in is complete.
func (s *SignIn) settle(ctx context.Context, options []CallOption) (*SignIn, error) {
	user, err := s.Client.Get(ctx, options...)
	if errors.Is(err, ErrUserMoreFactorsRequired) {
		var pending *Error
		errors.As(err, &pending)
		s.Challenge, err = s.challenge(ctx, pending.Version, options)
	}
	if err != nil {
		return s.orNothing(err)
	}
	s.User = user
	return s, nil
}

// challenge asks for one of the factors that the user has and the session does not.
func (s *SignIn) challenge(ctx context.Context, version string, options []CallOption) (*Challenge, error) {
	factors, err := s.Client.ListMFAFactors(ctx, options...)
	if err != nil {
		return nil, err
	}
	open := slices.DeleteFunc(factors.Available(), func(factor AuthenticationFactor) bool {
		return slices.Contains(s.Session.Factors, string(factor))
	})
	return &Challenge{Factors: open, signIn: s, version: version, ids: map[AuthenticationFactor]string{}}, nil
}

// orNothing keeps the session beside an error that says nothing about it, such as the page of
// a proxy.
func (s *SignIn) orNothing(err error) (*SignIn, error) {
	var failure *Error
	if errors.As(err, &failure) && failure.Type != "" && failure.StatusCode < 500 && failure.StatusCode != http.StatusTooManyRequests {
		return nil, err
	}
	return s, err
}

// StepUp asks somebody who is signed in for a factor again: what a call needs that fails with
// ErrUserChallengeRequired, such as UpdateMFARecoveryCodes. After Complete it works for half
// an hour. Credential and errors are those of ListMFAFactors; with a JWT, Complete fails with
// ErrGeneralUnknown.
func (c *Client) StepUp(ctx context.Context, options ...CallOption) (*Challenge, error) {
	signIn := &SignIn{Client: c, Session: new(Session)}
	if c != nil && c.session != nil {
		signIn.Session.Secret = *c.session
	}
	challenge, err := signIn.challenge(ctx, "", options)
	if err != nil {
		return nil, err
	}
	challenge.stepUp = true
	return challenge, nil
}

// Challenge asks for a factor: the second one of a sign-in, or one for StepUp. Not for several
// goroutines at once.
type Challenge struct {
	// Factors are those that the user can choose from, the usual one first. There can be
	// none: a user who signed in by email code, and has nothing but that address.
	Factors []AuthenticationFactor

	signIn    *SignIn
	version   string // of the server
	ids       map[AuthenticationFactor]string
	stepUp    bool // the user is signed in whether the code is right or not
	uncertain bool // a code was sent, and its response did not arrive
}

// Send makes a challenge for a factor: CreateMFAChallenge. For AuthenticationFactorEmail and
// AuthenticationFactorPhone the service sends a code, for the others it sends nothing, and
// Complete does not need it. The id is for Resume, when Complete happens in another request
// of a browser. Errors to expect are those of CreateMFAChallenge.
func (c *Challenge) Send(ctx context.Context, factor AuthenticationFactor, options ...CallOption) (id string, err error) {
	return c.create(ctx, factor, spellings(factor, c.version)[0], options)
}

// Resume takes the id that Send returned in another request.
func (c *Challenge) Resume(factor AuthenticationFactor, id string) {
	c.ids[spellings(factor, c.version)[0]] = id
}

func (c *Challenge) create(ctx context.Context, factor, spelling AuthenticationFactor, options []CallOption) (string, error) {
	if factor == "" {
		return "", &MissingParameterError{Operation: gen.CreateMFAChallenge.ID, Parameters: []string{"factor"}}
	}
	challenge, err := c.signIn.Client.CreateMFAChallenge(ctx, CreateMFAChallengeParams{Factor: spelling}, options...)
	if err != nil {
		return "", err
	}
	c.ids[spelling] = challenge.ID
	return challenge.ID, nil
}

// Complete answers with a code: UpdateMFAChallenge, and CreateMFAChallenge before it where
// there was no Send. Spaces in the code do not count.
//
// A wrong code is ErrUserInvalidToken, and can be corrected by another Complete; so can a
// lost response. After 10 codes for one challenge within an hour the error is
// ErrGeneralRateLimitExceeded. An email or SMS code without Send or Resume is an
// *InvalidParameterError. The result has a Challenge again if the factor was one that the
// session had already.
func (c *Challenge) Complete(ctx context.Context, factor AuthenticationFactor, code string, options ...CallOption) (*SignIn, error) {
	code = strings.Join(strings.Fields(code), "")
	if code == "" {
		return nil, &MissingParameterError{Operation: gen.UpdateMFAChallenge.ID, Parameters: []string{"otp"}}
	}
	var err error
	for _, spelling := range spellings(factor, c.version) {
		var session *Session
		session, err = c.answer(ctx, factor, spelling, code, options)
		switch {
		case err == nil:
			session.Secret = c.signIn.Session.Secret
			next := &SignIn{Session: session, Client: c.signIn.Client}
			return next.settle(ctx, options)
		case !errors.Is(err, ErrUserInvalidToken):
			return nil, err
		}
	}
	if c.uncertain && !c.stepUp { // the code may have counted the first time
		again := &SignIn{Session: c.signIn.Session, Client: c.signIn.Client}
		if settled, failure := again.settle(ctx, options); failure == nil && settled.Challenge == nil {
			return settled, nil
		}
	}
	return nil, err
}

// answer completes a challenge that was made before, or a new one.
func (c *Challenge) answer(ctx context.Context, factor, spelling AuthenticationFactor, code string, options []CallOption) (*Session, error) {
	id := c.ids[spelling]
	if id == "" {
		if factor == AuthenticationFactorEmail || factor == AuthenticationFactorPhone {
			return nil, &InvalidParameterError{Operation: gen.UpdateMFAChallenge.ID, Parameter: "challengeId",
				Reason: "no code was sent for this factor; call Send first, or Resume with its id"}
		}
		var err error
		if id, err = c.create(ctx, factor, spelling, options); err != nil {
			return nil, err
		}
	}
	session, err := c.signIn.Client.UpdateMFAChallenge(ctx, UpdateMFAChallengeParams{ChallengeID: id, OTP: code}, options...)
	var failure *Error
	if err != nil && (!errors.As(err, &failure) || failure.StatusCode >= 500 || failure.StatusCode < 300) {
		c.uncertain = true
	}
	return session, err
}

// spellings are the names under which a server completes a factor; all that there are if it
// does not say its version.
func spellings(factor AuthenticationFactor, version string) []AuthenticationFactor {
	if factor != AuthenticationFactorRecoveryCode && factor != AuthenticationFactorRecoveryCodeFrom19 {
		return []AuthenticationFactor{factor}
	}
	var major, minor int
	switch n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); {
	case n < 2:
		return []AuthenticationFactor{AuthenticationFactorRecoveryCode, AuthenticationFactorRecoveryCodeFrom19}
	case major > 1 || minor >= 9:
		return []AuthenticationFactor{AuthenticationFactorRecoveryCodeFrom19}
	default:
		return []AuthenticationFactor{AuthenticationFactorRecoveryCode}
	}
}
