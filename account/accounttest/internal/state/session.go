package state

import (
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// Session is a session of a user.
type Session struct {
	ID                        string       `json:"id"`
	CreatedAt                 time.Time    `json:"createdAt"`
	UpdatedAt                 time.Time    `json:"updatedAt"`
	UserID                    string       `json:"userId"`
	Expire                    time.Time    `json:"expire"`
	Provider                  string       `json:"provider"`
	ProviderUID               string       `json:"providerUid,omitempty"`
	ProviderAccessToken       string       `json:"providerAccessToken,omitempty"`
	ProviderAccessTokenExpiry time.Time    `json:"providerAccessTokenExpiry,omitzero"`
	ProviderRefreshToken      string       `json:"providerRefreshToken,omitempty"`
	SecretHash                string       `json:"secretHash"`
	IP                        string       `json:"ip"`
	CountryCode               string       `json:"countryCode"`
	Agent                     device.Agent `json:"agent"`
	Factors                   []string     `json:"factors"`
	MFAUpdatedAt              time.Time    `json:"mfaUpdatedAt,omitzero"`
}

// AddSession makes a session of the user, and returns it with the secret that is handed
// out. The caller's device is left for the caller to fill in.
func (u *User) AddSession(provider string, now, expire time.Time, factors ...string) (session *Session, secret string) {
	secret = secrets.NewSession()
	session = &Session{
		ID: secrets.NewID(now), CreatedAt: now, UpdatedAt: now, UserID: u.ID, Expire: expire,
		Provider: provider, SecretHash: secrets.Hash(secret), Factors: factors,
	}
	u.Sessions = append(u.Sessions, session)
	return session, secrets.Credential{ID: u.ID, Secret: secret}.Encode()
}

// SetSecret replaces the secret of the session, and returns it as it is handed out.
func (s *Session) SetSecret(secret string) (encoded string) {
	s.SecretHash = secrets.Hash(secret)
	return secrets.Credential{ID: s.UserID, Secret: secret}.Encode()
}

// Body describes the session in a response. Its secret is empty.
func (s *Session) Body(current bool) *php.Array {
	body := php.NewArray(
		"$id", s.ID, "$createdAt", php.Date(s.CreatedAt), "$updatedAt", php.Date(s.UpdatedAt), "userId", s.UserID,
		"expire", php.Date(s.Expire), "provider", s.Provider, "providerUid", s.ProviderUID,
		"providerAccessToken", s.ProviderAccessToken, "providerAccessTokenExpiry", php.Date(s.ProviderAccessTokenExpiry),
		"providerRefreshToken", s.ProviderRefreshToken, "ip", s.IP,
	)
	return s.Agent.AddTo(body, s.CountryCode).
		Append("current", current, "factors", s.Factors, "secret", "", "mfaUpdatedAt", php.Date(s.MFAUpdatedAt))
}

// UnstoredBody describes the session before a change went through storage, as two
// operations do: without the country's name and never as the current one. Dates that change
// are left for the caller to set.
func (s *Session) UnstoredBody() *php.Array { return s.Body(false).Append("countryName", "") }

// RefreshProviderTokens gets new tokens from the OAuth2 provider, which are always the
// same.
func (s *Session) RefreshProviderTokens(now time.Time) {
	s.ProviderAccessToken, s.ProviderRefreshToken = providerAccessToken, providerRefreshToken
	s.ProviderAccessTokenExpiry = now.Add(providerTokenLifetime)
}

// MergeFactors adds factors that are not there yet. It reports whether PHP's way to drop
// duplicates keeps the list free of holes: it does not when something new follows a
// duplicate.
func MergeFactors(have []string, added ...string) (merged []string, gapless bool) {
	merged, gapless = slices.Clone(have), true
	duplicate := false
	for _, factor := range added {
		if slices.Contains(merged, factor) {
			duplicate = true
			continue
		}
		merged = append(merged, factor)
		gapless = gapless && !duplicate
	}
	return merged, gapless
}

// Session returns the user's session with an id, or nil.
func (u *User) Session(id string) *Session {
	return find(u.Sessions, func(s *Session) bool { return s.ID == id })
}

// SessionBySecret returns the session that a secret opens and that did not expire, or nil.
// The user may be nil.
func (u *User) SessionBySecret(secret string, now time.Time) *Session {
	if u == nil || secret == "" {
		return nil
	}
	hash := secrets.Hash(secret)
	return find(u.Sessions, func(s *Session) bool { return s.SecretHash == hash && s.Expire.After(now) })
}

// EndSessionsExcept ends all sessions but one, or all for nil.
func (u *User) EndSessionsExcept(kept *Session) {
	u.Sessions = slices.DeleteFunc(u.Sessions, func(s *Session) bool { return s != kept })
}

// DeleteSession ends a session; see [Project.DeleteSession] for its targets.
func (u *User) DeleteSession(session *Session) {
	u.Sessions = slices.DeleteFunc(u.Sessions, func(s *Session) bool { return s == session })
}
