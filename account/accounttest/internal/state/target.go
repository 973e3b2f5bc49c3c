package state

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// Target is an address that messages to a user can go to.
type Target struct {
	ID           string    `json:"id"`
	CreatedAt    time.Time `json:"createdAt"`
	UpdatedAt    time.Time `json:"updatedAt"`
	Name         string    `json:"name"`
	ProviderID   string    `json:"providerId,omitempty"`
	ProviderType string    `json:"providerType"` // email, sms or push
	Identifier   string    `json:"identifier"`
	SessionID    string    `json:"sessionId,omitempty"`
	Expired      bool      `json:"expired,omitempty"`
}

// NewTarget makes a target without a name.
func NewTarget(providerType, address string, now time.Time) *Target {
	return &Target{ID: secrets.NewID(now), CreatedAt: now, UpdatedAt: now, ProviderType: providerType, Identifier: address}
}

// Body describes the target in a response.
func (t *Target) Body(userID string) *php.Array {
	var providerID any
	if t.ProviderID != "" {
		providerID = t.ProviderID
	}
	return php.NewArray("$id", t.ID, "$createdAt", php.Date(t.CreatedAt), "$updatedAt", php.Date(t.UpdatedAt), "name", t.Name,
		"userId", userID, "providerId", providerID, "providerType", t.ProviderType, "identifier", t.Identifier, "expired", t.Expired)
}

// Target returns the user's target with an id, or nil. The user may be nil.
func (u *User) Target(id string) *Target {
	if u == nil {
		return nil
	}
	return find(u.Targets, func(t *Target) bool { return t.ID == id })
}
