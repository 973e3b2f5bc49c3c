package accountcli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// ErrNoFactor is returned by PassChallenge when a second factor is required and the user has
// none that could be asked for.
var ErrNoFactor = errors.New("accountcli: a second factor is required, and this user has none left; sign in in another way")

// factorNames are what people call the factors.
var factorNames = map[account.AuthenticationFactor]string{
	account.AuthenticationFactorTOTP:         "Code of the authenticator app",
	account.AuthenticationFactorEmail:        "Code by e-mail",
	account.AuthenticationFactorPhone:        "Code by text message",
	account.AuthenticationFactorRecoveryCode: "Recovery code",
}

func nameOf(factor account.AuthenticationFactor) string {
	if name, ok := factorNames[factor]; ok {
		return name
	}
	return Printable(string(factor))
}

// PassChallenge asks the person for the second factor, and returns the complete sign-in. One
// that is complete already is returned as it is.
//
// Of several factors the person chooses one. A code is mailed or texted where the factor
// needs it. In a terminal a wrong code can be corrected twice; an empty line goes back to the
// factors, and sends a new code if the same is chosen.
//
// Errors to expect: account.ErrUserInvalidToken after the last wrong code, ErrNoFactor,
// account.ErrGeneralRateLimitExceeded, and those of the questions (ErrInterrupted,
// ErrNoTerminal). The session of the sign-in still waits for its factor then, and the same
// SignIn can be tried again; end it with DeleteSession if it is not.
func (t *Terminal) PassChallenge(ctx context.Context, signIn *account.SignIn) (*account.SignIn, error) {
	left := attempts
	for signIn.Challenge != nil {
		factor, err := t.chooseFactor(ctx, signIn.Challenge.Factors)
		if err != nil {
			return nil, err
		}
		sent, err := t.send(ctx, signIn.Challenge, factor)
		if err != nil {
			return nil, err
		}
		if !sent {
			continue
		}
		next, err := t.answer(ctx, signIn.Challenge, factor, &left)
		if err != nil {
			return nil, err
		}
		if next != nil {
			signIn = next
		}
	}
	return signIn, nil
}

func (t *Terminal) chooseFactor(ctx context.Context, factors []account.AuthenticationFactor) (account.AuthenticationFactor, error) {
	if len(factors) == 0 {
		return "", ErrNoFactor
	}
	var names []string
	for _, factor := range factors {
		names = append(names, nameOf(factor))
	}
	i, err := t.Choose(ctx, "A second factor is required.", names...)
	if err != nil {
		return "", err
	}
	return factors[i], nil
}

// send sends a code if the factor needs one. Where that fails and there are other factors,
// the person can choose again.
func (t *Terminal) send(ctx context.Context, challenge *account.Challenge, factor account.AuthenticationFactor) (sent bool, err error) {
	if factor != account.AuthenticationFactorEmail && factor != account.AuthenticationFactorPhone {
		return true, nil
	}
	_, err = challenge.Send(ctx, factor)
	if isUnsent(err) && len(challenge.Factors) > 1 && t.Interactive() {
		t.say("The code cannot be sent. %s", Explain(err))
		return false, nil
	}
	if err == nil {
		t.say("The code is on its way.")
	}
	return err == nil, err
}

// isUnsent reports whether the service has no way of sending a code of that kind.
func isUnsent(err error) bool {
	return errors.Is(err, account.ErrGeneralSMTPDisabled) || errors.Is(err, account.ErrGeneralPhoneDisabled) ||
		errors.Is(err, account.ErrUserEmailNotVerified) || errors.Is(err, account.ErrUserPhoneNotVerified)
}

// answer asks for the code of a factor. The sign-in is nil if the person goes back.
func (t *Terminal) answer(ctx context.Context, challenge *account.Challenge, factor account.AuthenticationFactor, left *int) (*account.SignIn, error) {
	question := nameOf(factor) + ":"
	if t.Interactive() && (len(challenge.Factors) > 1 || factor == account.AuthenticationFactorEmail || factor == account.AuthenticationFactorPhone) {
		question = fmt.Sprintf("%s (empty: another way or a new code):", nameOf(factor))
	}
	for {
		line, err := t.AskSecret(ctx, question)
		if err != nil {
			return nil, err
		}
		code := strings.Join(strings.Fields(line), "")
		if code == "" {
			return nil, nil
		}
		next, err := challenge.Complete(ctx, factor, code)
		if err == nil {
			if next.Challenge != nil {
				t.say("That was right, but is how you signed in, too. A different factor is required.")
			}
			return next, nil
		}
		*left--
		if !t.again(*left, err, "Wrong code. Try again.") {
			return nil, err
		}
	}
}
