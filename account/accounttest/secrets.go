package accounttest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"time"
)

// Lengths of the secrets the service hands out, in characters.
const (
	sessionSecretLength = 256
	longTokenLength     = 256 // recovery and e-mail verification
	linkTokenLength     = 64  // magic URL and OAuth2
	oneTimeCodeLength   = 6
	recoveryCodeLength  = 10
)

// newID makes an id as the service does: 13 hexadecimal digits of time, 7 of
// chance.
func newID(now time.Time) string {
	return fmt.Sprintf("%08x%05x%s", uint32(now.Unix()), now.Nanosecond()/1000, randomHex(7))
}

func randomHex(length int) string {
	raw := randomBytes((length + 1) / 2)
	return hex.EncodeToString(raw)[:length]
}

func randomBytes(n int) []byte {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return raw
}

func randomDigits(length int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(length)), nil)
	number, _ := rand.Int(rand.Reader, limit)
	return fmt.Sprintf("%0*d", length, number)
}

func pick(words []string) string {
	index, _ := rand.Int(rand.Reader, big.NewInt(int64(len(words))))
	return words[index.Int64()]
}

// hashSecret is what the service keeps of a secret.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// credential is the pair inside a session secret, and inside the secret of a
// phone token that an API key created.
type credential struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

func (c credential) encode() string {
	raw, _ := json.Marshal(c)
	return base64.StdEncoding.EncodeToString(raw)
}

// decodeCredential answers the zero value for anything that is not a session
// secret, since the service treats such a caller as a guest.
func decodeCredential(encoded string) credential {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return credential{}
	}
	var pair credential
	if json.Unmarshal(raw, &pair) != nil {
		return credential{}
	}
	return pair
}

var (
	phraseAdjectives = []string{"Amber", "Brisk", "Calm", "Dapper", "Eager", "Fabled", "Gentle", "Humble", "Ivory", "Jolly", "Kindly", "Lucid", "Mellow", "Nimble", "Opal", "Placid", "Quiet", "Rustic", "Sunny", "Tidy"}
	phraseNouns      = []string{"acorn", "badger", "comet", "dolphin", "ember", "falcon", "glacier", "harbor", "island", "juniper", "kettle", "lantern", "meadow", "nutmeg", "otter", "pebble", "quartz", "river", "sparrow", "thistle"}
)

// newPhrase is the pair of words a person compares between page and mail.
func newPhrase() string {
	return pick(phraseAdjectives) + " " + pick(phraseNouns)
}
