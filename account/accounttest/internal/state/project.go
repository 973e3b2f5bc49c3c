package state

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// Project is everything that belongs to one project.
type Project struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Users      []*User     `json:"users"`
	Identities []*Identity `json:"identities,omitempty"`
	Keys       []*Key      `json:"keys,omitempty"`
	DevKeys    []string    `json:"devKeys,omitempty"`

	byKey map[string]*User // by what is unique about a user and its targets
}

// Key is an API key.
type Key struct {
	Name   string    `json:"name"`
	Secret string    `json:"secret"`
	Scopes []string  `json:"scopes"`
	Expire time.Time `json:"expire,omitzero"` // zero means never
}

// NewProject makes an empty project.
func NewProject(id, name string) *Project {
	p := &Project{ID: id, Name: name}
	p.index()
	return p
}

// Prefixes of the keys that users are found by. Addresses are in lower case.
const (
	byID      = "id:"
	byEmail   = "email:"
	byPhone   = "phone:"
	byTarget  = "target:"
	byAddress = "address:"
)

// index builds the look-up table from the lists.
func (p *Project) index() {
	p.byKey = map[string]*User{}
	for _, user := range p.Users {
		p.indexUser(user)
	}
}

func (p *Project) indexUser(user *User) {
	p.byKey[byID+user.ID] = user
	if user.Email != "" {
		p.byKey[byEmail+strings.ToLower(user.Email)] = user
	}
	if user.Phone != "" {
		p.byKey[byPhone+user.Phone] = user
	}
	for _, target := range user.Targets {
		p.byKey[byTarget+target.ID] = user
		p.byKey[byAddress+strings.ToLower(target.Identifier)] = user
	}
}

// User returns the user with an id, or nil.
func (p *Project) User(id string) *User { return p.byKey[byID+id] }

// UserByEmail returns the user with an address in any letter case, or nil.
func (p *Project) UserByEmail(email string) *User { return p.byKey[byEmail+strings.ToLower(email)] }

// UserByPhone returns the user with a number, or nil.
func (p *Project) UserByPhone(phone string) *User { return p.byKey[byPhone+phone] }

// FindUser returns the user with an id, an e-mail address or a phone number, or nil.
func (p *Project) FindUser(name string) *User {
	return cmp.Or(p.User(name), p.UserByEmail(name), p.UserByPhone(name))
}

// AddUser adds a user.
func (p *Project) AddUser(user *User) {
	p.Users = append(p.Users, user)
	p.indexUser(user)
}

// DeleteUser deletes users and everything that belongs to them.
func (p *Project) DeleteUser(users ...*User) {
	ids := map[string]bool{}
	for _, user := range users {
		ids[user.ID] = true
	}
	p.Users = slices.DeleteFunc(p.Users, func(u *User) bool { return ids[u.ID] })
	p.Identities = slices.DeleteFunc(p.Identities, func(i *Identity) bool { return ids[i.UserID] })
	p.index()
}

// SetEmail changes the address of a user.
func (p *Project) SetEmail(user *User, email string) {
	delete(p.byKey, byEmail+strings.ToLower(user.Email))
	user.Email = email
	p.indexUser(user)
}

// SetPhone changes the number of a user.
func (p *Project) SetPhone(user *User, phone string) {
	delete(p.byKey, byPhone+user.Phone)
	user.Phone = phone
	p.indexUser(user)
}

// HasTarget reports whether a target has the id.
func (p *Project) HasTarget(id string) bool { return p.byKey[byTarget+id] != nil }

// HasAddress reports whether a target has the address, in any letter case.
func (p *Project) HasAddress(address string) bool {
	return p.byKey[byAddress+strings.ToLower(address)] != nil
}

// AddTarget gives a user a target.
func (p *Project) AddTarget(user *User, target *Target) {
	user.Targets = append(user.Targets, target)
	p.indexUser(user)
}

// AddFreeTarget gives a user a target unless another one has its address.
func (p *Project) AddFreeTarget(user *User, target *Target) {
	if !p.HasAddress(target.Identifier) {
		p.AddTarget(user, target)
	}
}

// RenameTarget changes the address of the user's target that has the old one, and returns
// that target, or nil.
func (p *Project) RenameTarget(user *User, old, address string) *Target {
	target := find(user.Targets, func(t *Target) bool { return old != "" && strings.EqualFold(t.Identifier, old) })
	if target != nil {
		p.SetTargetAddress(user, target, address)
	}
	return target
}

// ReplaceTarget changes the user's target that has the old address, adds one where there was
// no address, and takes it away where there is none any more.
func (p *Project) ReplaceTarget(user *User, targetType, old, address string, now time.Time) {
	switch {
	case old == "":
		p.AddFreeTarget(user, NewTarget(targetType, address, now))
	case address != "":
		p.RenameTarget(user, old, address)
	default:
		if target := find(user.Targets, func(t *Target) bool { return strings.EqualFold(t.Identifier, old) }); target != nil {
			p.DeleteTarget(user, target)
		}
	}
}

// SetTargetAddress changes the address of a target.
func (p *Project) SetTargetAddress(user *User, target *Target, address string) {
	delete(p.byKey, byAddress+strings.ToLower(target.Identifier))
	target.Identifier = address
	p.indexUser(user)
}

// DeleteTarget takes a target from a user.
func (p *Project) DeleteTarget(user *User, target *Target) {
	user.Targets = slices.DeleteFunc(user.Targets, func(t *Target) bool { return t == target })
	delete(p.byKey, byTarget+target.ID)
	delete(p.byKey, byAddress+strings.ToLower(target.Identifier))
}

// DeleteSession ends a session and deletes the push targets that belong to it.
func (p *Project) DeleteSession(user *User, session *Session) {
	user.DeleteSession(session)
	for _, target := range slices.Clone(user.Targets) {
		if target.SessionID == session.ID {
			p.DeleteTarget(user, target)
		}
	}
}

// Identity returns the identity with a provider's id, or nil.
func (p *Project) Identity(provider, uid string) *Identity {
	return find(p.Identities, func(i *Identity) bool { return i.Provider == provider && i.ProviderUID == uid })
}

// EmailOnIdentity reports whether an identity of another user has the address. With "" it
// looks at all users.
func (p *Project) EmailOnIdentity(email, exceptUserID string) bool {
	return slices.ContainsFunc(p.Identities, func(i *Identity) bool {
		return strings.EqualFold(i.ProviderEmail, email) && i.UserID != exceptUserID
	})
}

// IdentitiesOf returns the identities of a user, oldest first.
func (p *Project) IdentitiesOf(userID string) []*Identity {
	own := slices.DeleteFunc(slices.Clone(p.Identities), func(i *Identity) bool { return i.UserID != userID })
	slices.SortStableFunc(own, func(a, b *Identity) int { return cmp.Compare(a.CreatedAt.UnixNano(), b.CreatedAt.UnixNano()) })
	return own
}

// NewKeySecret makes the secret of an API key.
func NewKeySecret() string { return "standard_" + secrets.NewSession() }

// AddKey adds an API key.
func (p *Project) AddKey(name, secret string, expire time.Time, scopes ...string) {
	p.Keys = append(p.Keys, &Key{Name: name, Secret: secret, Scopes: scopes, Expire: expire})
}

// Key returns the API key with a secret, or nil.
func (p *Project) Key(secret string) *Key {
	return find(p.Keys, func(k *Key) bool { return k.Secret == secret })
}

// find returns the first record that matches, or nil.
func find[T any](records []*T, matches func(*T) bool) *T {
	for _, record := range records {
		if matches(record) {
			return record
		}
	}
	return nil
}
