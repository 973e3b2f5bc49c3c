package state

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// User is a user and what belongs to it, except for identities.
type User struct {
	ID                string         `json:"id"`
	CreatedAt         time.Time      `json:"createdAt"`
	UpdatedAt         time.Time      `json:"updatedAt"`
	Registration      time.Time      `json:"registration"`
	AccessedAt        time.Time      `json:"accessedAt"`
	PasswordUpdate    time.Time      `json:"passwordUpdate,omitzero"`
	Name              string         `json:"name,omitempty"`
	Email             string         `json:"email,omitempty"`
	Phone             string         `json:"phone,omitempty"`
	PasswordHash      string         `json:"passwordHash,omitempty"`
	PasswordHistory   []string       `json:"passwordHistory,omitempty"`
	Blocked           bool           `json:"blocked,omitempty"`
	Reset             bool           `json:"reset,omitempty"`
	EmailVerification bool           `json:"emailVerification,omitempty"`
	PhoneVerification bool           `json:"phoneVerification,omitempty"`
	MFA               bool           `json:"mfa,omitempty"`
	Impersonator      bool           `json:"impersonator,omitempty"`
	Labels            []string       `json:"labels,omitempty"`
	Prefs             *php.Array     `json:"prefs,omitempty"`
	Sessions          []*Session     `json:"sessions,omitempty"`
	Tokens            []*Token       `json:"tokens,omitempty"`
	Targets           []*Target      `json:"targets,omitempty"`
	Authenticator     *Authenticator `json:"authenticator,omitempty"`
	RecoveryCodes     []string       `json:"recoveryCodes,omitempty"`
	Challenges        []*Challenge   `json:"challenges,omitempty"`
	Logs              []*Log         `json:"logs,omitempty"`
}

// NewUser makes a user that has an id only. It is generated for "" and "unique()".
func NewUser(id string, now time.Time) *User {
	if id == "unique()" || id == "" {
		id = secrets.NewID(now)
	}
	return &User{ID: id, CreatedAt: now, UpdatedAt: now, Registration: now, AccessedAt: now}
}

// Body describes the user in a response of a version.
func (u *User) Body(v *version.Version) *php.Array {
	targets := make([]*php.Array, 0, len(u.Targets))
	for _, target := range u.Targets {
		targets = append(targets, target.Body(u.ID))
	}
	body := php.NewArray(
		"$id", u.ID, "$createdAt", php.Date(u.CreatedAt), "$updatedAt", php.Date(u.UpdatedAt),
		"name", u.Name, "registration", php.Date(u.Registration), "status", !u.Blocked,
		"labels", u.Labels, "passwordUpdate", php.Date(u.PasswordUpdate), "email", u.Email, "phone", u.Phone,
		"emailVerification", u.EmailVerification,
	)
	if v.ClassifiesAddresses {
		addClasses(body, u.Email)
	}
	return body.Append("phoneVerification", u.PhoneVerification, "mfa", u.MFA,
		"prefs", u.PrefsBody(), "targets", targets, "accessedAt", php.Date(u.AccessedAt))
}

// PrefsBody is the user's preferences in a response.
func (u *User) PrefsBody() any {
	if u.Prefs.Len() == 0 {
		return php.EmptyObject
	}
	return u.Prefs
}

// SetPassword changes the password, which was hashed, and adds it to the history.
func (u *User) SetPassword(hash string, now time.Time, settings *Settings) {
	u.PasswordHash, u.PasswordUpdate = hash, now
	if settings.PasswordHistory > 0 {
		u.PasswordHistory = append(u.PasswordHistory, u.PasswordHash)
		u.PasswordHistory = u.PasswordHistory[max(0, len(u.PasswordHistory)-settings.PasswordHistory):]
	}
}

// HasPassword reports whether the user has a password.
func (u *User) HasPassword() bool { return !u.PasswordUpdate.IsZero() }

// HasPersonalData reports whether a password contains what is known of a user.
func HasPersonalData(password, id, email, name, phone string) bool {
	local, _, _ := strings.Cut(email, "@")
	return secrets.ContainsAny(password, id, email, local, name, phone, strings.TrimPrefix(phone, "+"))
}

// Log is one entry of a user's audit log.
type Log struct {
	Event       string       `json:"event"`
	UserEmail   string       `json:"userEmail"`
	UserName    string       `json:"userName"`
	IP          string       `json:"ip"`
	Time        time.Time    `json:"time"` // in whole seconds
	CountryCode string       `json:"countryCode"`
	Agent       device.Agent `json:"agent"`
}

// Body describes the entry in a response of a version.
func (l *Log) Body(userID string, v *version.Version) *php.Array {
	body := php.NewArray("event", l.Event, "userId", userID, "userEmail", l.UserEmail, "userName", l.UserName, "mode", "default")
	if v.LogsHaveUserType {
		body.Set("userType", "user")
	}
	body.Append("ip", l.IP, "time", php.Date(l.Time))
	return l.Agent.AddTo(body, l.CountryCode)
}
