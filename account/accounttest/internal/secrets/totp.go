package secrets

import (
	"encoding/base32"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

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
