package accounttest

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// User is a user as the service knows it. Fields that are known at creation only are empty
// later.
type User struct {
	ID                string
	Email             string
	Phone             string
	Name              string
	Password          string // known from the seed only
	EmailVerified     bool
	PhoneVerified     bool
	Blocked           bool
	PasswordReset     bool // a new password is required
	MFA               bool
	Impersonator      bool
	Factors           []string // that are set up: "totp", "email", "phone" and "recoveryCode"
	TOTPSecret        string   // what an authenticator app is set up with, "" without one
	TOTPConfirmed     bool
	RecoveryCodes     []string
	Labels            []string
	Prefs             map[string]any
	CreatedAt         time.Time
	UpdatedAt         time.Time
	AccessedAt        time.Time
	PasswordUpdatedAt time.Time // zero without a password
	Sessions          []Session
	Identities        []Identity
	Targets           []Target
}

// Session is a session as the service knows it.
type Session struct {
	ID        string
	UserID    string
	Secret    string // what X-Appwrite-Session takes; known from the seed only
	Provider  string
	Factors   []string
	IP        string
	Browser   string // its name or that of the library, "" if it is not known
	OS        string // its name, "" if it is not known
	Country   string // its code, "--" if it is not known
	CreatedAt time.Time
	Expire    time.Time
}

// Identity is a user's connection with an account at an OAuth2 provider.
type Identity struct {
	ID            string
	UserID        string
	Provider      string
	ProviderUID   string
	ProviderEmail string
	CreatedAt     time.Time
}

// Target is an address that messages to a user can go to.
type Target struct {
	ID         string
	Type       string // email, sms or push
	Name       string
	Identifier string
	CreatedAt  time.Time
}

func viewUser(project *state.Project, u *state.User) User {
	view := User{
		ID: u.ID, Email: u.Email, Phone: u.Phone, Name: u.Name,
		EmailVerified: u.EmailVerification, PhoneVerified: u.PhoneVerification, Blocked: u.Blocked, PasswordReset: u.Reset,
		MFA: u.MFA, Impersonator: u.Impersonator, Factors: u.VerifiedFactors(),
		RecoveryCodes: slices.Clone(u.RecoveryCodes), Labels: slices.Clone(u.Labels),
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, AccessedAt: u.AccessedAt, PasswordUpdatedAt: u.PasswordUpdate,
		Sessions: each(u.Sessions, viewSession), Identities: each(project.IdentitiesOf(u.ID), viewIdentity), Targets: each(u.Targets, viewTarget),
	}
	if len(u.RecoveryCodes) > 0 {
		view.Factors = append(view.Factors, "recoveryCode")
	}
	if u.Authenticator != nil {
		view.TOTPSecret, view.TOTPConfirmed = u.Authenticator.Secret, u.Authenticator.Verified
	}
	if u.Prefs.Len() > 0 {
		_ = json.Unmarshal(php.Encode(u.Prefs), &view.Prefs) // what is stored is JSON
	}
	return view
}

// each returns the views of records, nil if there are none.
func each[R, V any](records []R, view func(R) V) (views []V) {
	for _, record := range records {
		views = append(views, view(record))
	}
	return views
}

func viewSession(s *state.Session) Session {
	return Session{
		ID: s.ID, UserID: s.UserID, Provider: s.Provider, Factors: slices.Clone(s.Factors), IP: s.IP,
		Browser: s.Agent.ClientName, OS: s.Agent.OSName, Country: s.CountryCode, CreatedAt: s.CreatedAt, Expire: s.Expire,
	}
}

func viewIdentity(i *state.Identity) Identity {
	return Identity{ID: i.ID, UserID: i.UserID, Provider: i.Provider, ProviderUID: i.ProviderUID, ProviderEmail: i.ProviderEmail, CreatedAt: i.CreatedAt}
}

func viewTarget(t *state.Target) Target {
	return Target{ID: t.ID, Type: t.ProviderType, Name: t.Name, Identifier: t.Identifier, CreatedAt: t.CreatedAt}
}

func viewLog(l *state.Log) Activity {
	return Activity{
		Event: l.Event, UserEmail: l.UserEmail, UserName: l.UserName, IP: l.IP,
		Browser: l.Agent.ClientName, OS: l.Agent.OSName, Country: l.CountryCode, Time: l.Time,
	}
}
