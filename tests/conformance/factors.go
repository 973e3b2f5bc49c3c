package conformance

import (
	"errors"
	"slices"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/appwrite-go/appwrite/account"
)

func factorParams(factor account.AuthenticationFactor) account.CreateMFAChallengeParams {
	return account.CreateMFAChallengeParams{Factor: factor}
}

func challengeParams(id, code string) account.UpdateMFAChallengeParams {
	return account.UpdateMFAChallengeParams{ChallengeID: id, OTP: code}
}

func otp(code string) account.UpdateMFAAuthenticatorParams {
	return account.UpdateMFAAuthenticatorParams{OTP: code}
}

// withTOTP calls with the code that an authenticator app shows now. The service accepts
// the code of the current half minute only, so a call around its end is retried once.
func (s *S) withTOTP(secret string, call func(code string) error) error {
	started := s.environment().now()
	err := call(codeAt(secret, started))
	if errors.Is(err, account.ErrUserInvalidToken) && step(s.env.now()) != step(started) {
		return call(codeAt(secret, s.env.now()))
	}
	return err
}

func codeAt(secret string, at time.Time) string { return must(totp.GenerateCode(secret, at)) }

func step(at time.Time) int64 { return at.Unix() / 30 }

// wrongCode is six digits that are not the app's.
func (s *S) wrongCode(secret string) string {
	now := s.environment().now()
	right := []string{codeAt(secret, now), codeAt(secret, now.Add(30*time.Second))}
	for _, code := range []string{"135790", "246801", "975310"} {
		if !slices.Contains(right, code) {
			return code
		}
	}
	return "864200"
}

// addTOTP gives somebody a confirmed authenticator, and returns its secret.
func (s *S) addTOTP(p *person) (secret string) {
	secret = must(p.CreateMFAAuthenticator(s, totpType)).Secret
	noError(s.withTOTP(secret, func(code string) error {
		_, err := p.UpdateMFAAuthenticator(s, totpType, otp(code))
		return err
	}))
	return secret
}

// recoveryFactor is the name by which the server completes challenges for recovery codes. It
// accepts others when a challenge is made.
func (s *S) recoveryFactor() account.AuthenticationFactor {
	return byRelease(s, account.AuthenticationFactorRecoveryCode, account.AuthenticationFactorRecoveryCode, account.AuthenticationFactorRecoveryCodeFrom19)
}

// challenge opens a challenge and returns its id.
func (s *S) challenge(p *person, factor account.AuthenticationFactor) string {
	return must(p.CreateMFAChallenge(s, factorParams(factor))).ID
}

// passChallenge completes a challenge with a code.
func (s *S) passChallenge(p *person, id, code string) *account.Session {
	return must(p.UpdateMFAChallenge(s, challengeParams(id, code)))
}

// passTOTP opens and completes a challenge with the code of the app.
func (s *S) passTOTP(p *person, secret string) *account.Session {
	return s.completeTOTP(p, s.challenge(p, totpFactor), secret)
}

// completeTOTP completes a challenge with the code of the app.
func (s *S) completeTOTP(p *person, id, secret string) (session *account.Session) {
	noError(s.withTOTP(secret, func(code string) (err error) {
		session, err = p.UpdateMFAChallenge(s, challengeParams(id, code))
		return err
	}))
	return session
}

// protected is somebody with an authenticator and MFA switched on; nothing else of
// theirs is verified.
func (s *S) protected() (p *person, secret string) {
	p = s.user()
	secret = s.addTOTP(p)
	must(p.UpdateMFA(s, account.UpdateMFAParams{MFA: true}))
	return p, secret
}
