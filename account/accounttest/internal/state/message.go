package state

import (
	"slices"
	"time"
)

// The ways that messages go.
const (
	Mail = "mail"
	SMS  = "sms"
)

// What messages are for.
const (
	MagicURL          = "magic-url"
	EmailCode         = "email-code"
	EmailVerification = "email-verification"
	Recovery          = "recovery"
	PhoneCode         = "phone-code"
	PhoneVerification = "phone-verification"
	MFACode           = "mfa-code"
	SessionAlert      = "session-alert"
)

// Message is a mail or SMS that the service "sent".
type Message struct {
	Channel string    `json:"channel"`
	Kind    string    `json:"kind"`
	To      string    `json:"to"`
	Name    string    `json:"name,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text"`
	UserID  string    `json:"userId"`
	Secret  string    `json:"secret,omitempty"`
	Code    string    `json:"code,omitempty"`
	Link    string    `json:"link,omitempty"`
	Phrase  string    `json:"phrase,omitempty"`
	Time    time.Time `json:"time"`
	Expire  time.Time `json:"expire,omitzero"`
}

// messageTokens says which kind of token a message carries.
var messageTokens = map[string]TokenKind{
	MagicURL: MagicURLToken, EmailCode: EmailToken, EmailVerification: VerificationToken,
	Recovery: RecoveryToken, PhoneCode: PhoneToken, PhoneVerification: PhoneToken,
}

// CanRedeem reports whether the secret in a message of the kind still works.
func (u *User) CanRedeem(kind, secret string, now time.Time) bool {
	if kind == MFACode {
		return slices.ContainsFunc(u.Challenges, func(c *Challenge) bool { return c.Code == secret && c.Expire.After(now) })
	}
	return u.Token(secret, now, messageTokens[kind]) != nil
}
