package state

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// What OAuth2 providers hand out.
const (
	providerAccessToken   = "123456"
	providerRefreshToken  = "tuvwxyz"
	providerTokenLifetime = 4 * time.Hour
)

// DefaultCode is the code that stands for the account that is set for programs.
const DefaultCode = "abcdef"

// Account is a person's account at an OAuth2 provider.
type Account struct {
	ID         string
	Email      string
	Name       string
	Unverified bool // the provider did not verify the address
}

// Provider is an OAuth2 provider: who signs in there, or the error that it responds with.
type Provider struct {
	Account     Account
	Error       string
	Description string

	codes  map[string]Account
	issued []string // the codes, oldest first
}

// Provider returns the provider with a name.
func (s *Store) Provider(name string) *Provider {
	provider := s.Providers[name]
	if provider == nil {
		account := Account{ID: "1", Email: "useroauth@localhost.test", Name: "User Name"}
		provider = &Provider{Account: account, codes: map[string]Account{}}
		s.Providers[name] = provider
	}
	return provider
}

// maxCodes is how many codes can be outstanding. Nobody has to be signed in to get one.
const maxCodes = 1000

// NewCode makes a code that stands for an account. Codes that were never used make room for
// new ones.
func (p *Provider) NewCode(account Account) string {
	code := secrets.NewProviderCode()
	p.codes[code] = account
	if p.issued = append(p.issued, code); len(p.issued) > maxCodes {
		delete(p.codes, p.issued[0])
		p.issued = p.issued[1:]
	}
	return code
}

// Redeem returns the account that a code stands for. A code works once.
func (p *Provider) Redeem(code string) (account Account, ok bool) {
	if code == DefaultCode {
		return p.Account, true
	}
	account, ok = p.codes[code]
	delete(p.codes, code)
	return account, ok
}

// Identity connects a user with an account at an OAuth2 provider.
type Identity struct {
	ID                string    `json:"id"`
	CreatedAt         time.Time `json:"createdAt"`
	UpdatedAt         time.Time `json:"updatedAt"`
	UserID            string    `json:"userId"`
	Provider          string    `json:"provider"`
	ProviderUID       string    `json:"providerUid"`
	ProviderEmail     string    `json:"providerEmail"`
	AccessToken       string    `json:"accessToken"`
	AccessTokenExpiry time.Time `json:"accessTokenExpiry,omitzero"`
	RefreshToken      string    `json:"refreshToken"`
}

// AddIdentity connects a user with an account at a provider.
func (p *Project) AddIdentity(user *User, provider string, account Account, now time.Time) *Identity {
	identity := &Identity{
		ID: secrets.NewID(now), CreatedAt: now, UserID: user.ID,
		Provider: provider, ProviderUID: account.ID, ProviderEmail: account.Email,
	}
	identity.RefreshTokens(now)
	p.Identities = append(p.Identities, identity)
	return identity
}

// RefreshTokens gets new tokens from the provider, which are always the same.
func (i *Identity) RefreshTokens(now time.Time) {
	i.AccessToken, i.RefreshToken = providerAccessToken, providerRefreshToken
	i.AccessTokenExpiry, i.UpdatedAt = now.Add(providerTokenLifetime), now
}

// Body describes the identity in a response.
func (i *Identity) Body() *php.Array {
	return php.NewArray("$id", i.ID, "$createdAt", php.Date(i.CreatedAt), "$updatedAt", php.Date(i.UpdatedAt), "userId", i.UserID,
		"provider", i.Provider, "providerUid", i.ProviderUID, "providerEmail", i.ProviderEmail,
		"providerAccessToken", i.AccessToken, "providerAccessTokenExpiry", php.Date(i.AccessTokenExpiry),
		"providerRefreshToken", i.RefreshToken)
}
