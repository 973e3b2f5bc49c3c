package state

import (
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// TokenKind says what a token is for.
type TokenKind string

// The kinds of tokens.
const (
	VerificationToken TokenKind = "verification"
	RecoveryToken     TokenKind = "recovery"
	MagicURLToken     TokenKind = "magic-url"
	EmailToken        TokenKind = "email"
	PhoneToken        TokenKind = "phone"
	OAuth2Token       TokenKind = "oauth2"
	GenericToken      TokenKind = "generic"
)

// Token is a token of a user, whose secret was sent or handed out.
type Token struct {
	ID         string    `json:"id"`
	CreatedAt  time.Time `json:"createdAt"`
	Kind       TokenKind `json:"kind"`
	SecretHash string    `json:"secretHash"`
	Expire     time.Time `json:"expire"`
}

// Body describes the token in a response.
func (t *Token) Body(userID, secret, phrase string) *php.Array {
	return php.NewArray("$id", t.ID, "$createdAt", php.Date(t.CreatedAt), "userId", userID,
		"secret", secret, "expire", php.Date(t.Expire), "phrase", phrase)
}

// AddToken makes a token of the user. Several of one kind can be outstanding.
func (u *User) AddToken(kind TokenKind, secret string, now time.Time, lifetime time.Duration) *Token {
	token := &Token{ID: secrets.NewID(now), CreatedAt: now, Kind: kind, SecretHash: secrets.Hash(secret), Expire: now.Add(lifetime)}
	u.Tokens = append(u.Tokens, token)
	return token
}

// Token returns the token of one of the kinds that a secret belongs to and that did not
// expire, or nil.
func (u *User) Token(secret string, now time.Time, kinds ...TokenKind) *Token {
	hash := secrets.Hash(secret)
	return find(u.Tokens, func(t *Token) bool {
		return t.SecretHash == hash && slices.Contains(kinds, t.Kind) && t.Expire.After(now)
	})
}

// DeleteToken uses a token up.
func (u *User) DeleteToken(token *Token) {
	u.Tokens = slices.DeleteFunc(u.Tokens, func(t *Token) bool { return t == token })
}
