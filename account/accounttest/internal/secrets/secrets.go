// Package secrets makes and checks everything that nobody can guess: ids, session secrets,
// codes, password hashes, JWTs and authenticator codes.
package secrets

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// NewID makes an id as the service does: 13 hexadecimal digits of time, then 7 random ones.
func NewID(now time.Time) string {
	return fmt.Sprintf("%08x%05x%s", uint32(now.Unix()), now.Nanosecond()/1000, randomHex(7))
}

// NewSession makes the secret of a session, an API key or a development key.
func NewSession() string { return randomHex(256) }

// NewMailToken makes the secret of a recovery or an e-mail verification.
func NewMailToken() string { return randomHex(256) }

// NewLinkToken makes the secret of a magic URL or an OAuth2 token.
func NewLinkToken() string { return randomHex(64) }

// NewProviderCode makes the code that an OAuth2 provider sends a browser back with.
func NewProviderCode() string { return randomHex(32) }

// NewRecoveryCodes makes a set of recovery codes.
func NewRecoveryCodes() []string {
	codes := make([]string, 6)
	for i := range codes {
		codes[i] = randomHex(10)
	}
	return codes
}

// NewCode makes a one-time code of six digits.
func NewCode() string { return fmt.Sprintf("%06d", randomBelow(1e6)) }

// NewKey makes a key to sign with.
func NewKey() []byte { return randomBytes(32) }

// Hash is what the service stores of a secret.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Credential is the pair inside a session secret, and inside the secret of a phone token
// that an API key created.
type Credential struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

// Encode returns the credential as it is handed out.
func (c Credential) Encode() string {
	raw, _ := json.Marshal(c)
	return base64.StdEncoding.EncodeToString(raw)
}

// DecodeCredential returns the zero value for anything that is not a credential, since the
// service treats such a caller as a guest.
func DecodeCredential(encoded string) Credential {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return Credential{}
	}
	var pair Credential
	if php.Check(raw) != nil || json.Unmarshal(raw, &pair) != nil {
		return Credential{}
	}
	return pair
}

// NewTOTP makes the secret that an authenticator app is set up with.
func NewTOTP() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(randomBytes(64))
}

// TOTPCode computes the code that an authenticator app shows.
func TOTPCode(secret string, now time.Time) string {
	code, err := totp.GenerateCodeCustom(secret, now, totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return ""
	}
	return code
}

func randomHex(length int) string { return hex.EncodeToString(randomBytes((length + 1) / 2))[:length] }

func randomBytes(n int) []byte {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return raw
}

func randomBelow(limit int64) int64 {
	number, _ := rand.Int(rand.Reader, big.NewInt(limit)) // never fails either
	return number.Int64()
}

var (
	phraseAdjectives = []string{"Amber", "Brisk", "Calm", "Dapper", "Eager", "Fabled", "Gentle", "Humble", "Ivory", "Jolly", "Kindly", "Lucid", "Mellow", "Nimble", "Opal", "Placid", "Quiet", "Rustic", "Sunny", "Tidy"}
	phraseNouns      = []string{"acorn", "badger", "comet", "dolphin", "ember", "falcon", "glacier", "harbor", "ice cream", "island", "juniper", "kettle", "lantern", "meadow", "nutmeg", "otter", "pebble", "quartz", "river", "sparrow", "thistle"}
)

// NewPhrase makes a security phrase: an adjective and a noun, of one word or two, that a person
// compares between page and mail.
func NewPhrase() string { return pick(phraseAdjectives) + " " + pick(phraseNouns) }

func pick(words []string) string { return words[randomBelow(int64(len(words)))] }
