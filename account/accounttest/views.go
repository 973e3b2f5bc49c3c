package accounttest

import (
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// User is a user as the service knows it. Fields that are known at creation only are empty
// later.
type User struct {
	ID            string
	Email         string
	Phone         string
	Name          string
	Password      string // known from the seed only
	EmailVerified bool
	PhoneVerified bool
	Blocked       bool
	MFA           bool
	TOTPSecret    string // what an authenticator app is set up with, "" without one
	TOTPConfirmed bool
	RecoveryCodes []string
	Labels        []string
	CreatedAt     time.Time
	Sessions      []Session
	Identities    []Identity
	Targets       []Target
}

// Session is a session as the service knows it.
type Session struct {
	ID        string
	UserID    string
	Secret    string // what X-Appwrite-Session takes; known from the seed only
	Provider  string
	Factors   []string
	IP        string
	Client    string // the name of the browser or library, "" if it is not known
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
}

func viewUser(project *state.Project, u *state.User) User {
	view := User{
		ID: u.ID, Email: u.Email, Phone: u.Phone, Name: u.Name,
		EmailVerified: u.EmailVerification, PhoneVerified: u.PhoneVerification, Blocked: u.Blocked, MFA: u.MFA,
		RecoveryCodes: slices.Clone(u.RecoveryCodes), Labels: slices.Clone(u.Labels), CreatedAt: u.CreatedAt,
		Sessions: each(u.Sessions, viewSession), Identities: each(project.IdentitiesOf(u.ID), viewIdentity), Targets: each(u.Targets, viewTarget),
	}
	if u.Authenticator != nil {
		view.TOTPSecret, view.TOTPConfirmed = u.Authenticator.Secret, u.Authenticator.Verified
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
		ID: s.ID, UserID: s.UserID, Provider: s.Provider, Factors: slices.Clone(s.Factors), IP: s.IP, Client: s.Agent.ClientName,
		CreatedAt: s.CreatedAt, Expire: s.Expire,
	}
}

func viewIdentity(i *state.Identity) Identity {
	return Identity{ID: i.ID, UserID: i.UserID, Provider: i.Provider, ProviderUID: i.ProviderUID, ProviderEmail: i.ProviderEmail, CreatedAt: i.CreatedAt}
}

func viewTarget(t *state.Target) Target {
	return Target{ID: t.ID, Type: t.ProviderType, Name: t.Name, Identifier: t.Identifier}
}
