package state

import (
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// Names of the factors in sessions and challenges. That of recovery codes depends on the
// version; the list of factors calls them recoveryCode always.
const (
	FactorTOTP  = "totp"
	FactorEmail = "email"
	FactorPhone = "phone"
)

// Authenticator is an authenticator app.
type Authenticator struct {
	Secret   string `json:"secret"`
	Verified bool   `json:"verified,omitempty"`
}

// Challenge is a challenge of multi-factor authentication.
type Challenge struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"createdAt"`
	Factor    string    `json:"factor"`
	Code      string    `json:"code"`
	Expire    time.Time `json:"expire"`
}

// AddChallenge makes a challenge of the user.
func (u *User) AddChallenge(factor string, now time.Time) *Challenge {
	challenge := &Challenge{ID: secrets.NewID(now), CreatedAt: now, Factor: factor, Code: secrets.NewCode(), Expire: now.Add(time.Hour)}
	u.Challenges = append(u.Challenges, challenge)
	return challenge
}

// Body describes the challenge in a response.
func (c *Challenge) Body(userID string) *php.Array {
	return php.NewArray("$id", c.ID, "$createdAt", php.Date(c.CreatedAt), "userId", userID, "expire", php.Date(c.Expire))
}

// Challenge returns the user's challenge with an id, or nil.
func (u *User) Challenge(id string) *Challenge {
	return find(u.Challenges, func(c *Challenge) bool { return c.ID == id })
}

// DeleteChallenge uses a challenge up.
func (u *User) DeleteChallenge(challenge *Challenge) {
	u.Challenges = slices.DeleteFunc(u.Challenges, func(c *Challenge) bool { return c == challenge })
}

// TOTPVerified reports whether the user confirmed an authenticator.
func (u *User) TOTPVerified() bool { return u.Authenticator != nil && u.Authenticator.Verified }

// TOTPMatches takes the code of the present time step only, also of an authenticator that
// was not confirmed.
func (u *User) TOTPMatches(code string, now time.Time) bool {
	return u.Authenticator != nil && code == secrets.TOTPCode(u.Authenticator.Secret, now)
}

// VerifiedFactors are the factors that the user has shown to own at some time.
func (u *User) VerifiedFactors() []string {
	var factors []string
	if u.TOTPVerified() {
		factors = append(factors, FactorTOTP)
	}
	if u.Email != "" && u.EmailVerification {
		factors = append(factors, FactorEmail)
	}
	if u.Phone != "" && u.PhoneVerification {
		factors = append(factors, FactorPhone)
	}
	return factors
}

// UseRecoveryCode uses a recovery code up; ok is false if the user has no such code.
func (u *User) UseRecoveryCode(code string) (ok bool) {
	i := slices.Index(u.RecoveryCodes, code)
	if i < 0 {
		return false
	}
	u.RecoveryCodes = slices.Delete(slices.Clone(u.RecoveryCodes), i, i+1)
	return true
}
