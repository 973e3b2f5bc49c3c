package state

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

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
