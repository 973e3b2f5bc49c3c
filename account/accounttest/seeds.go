package accounttest

import "time"

// Seed describes a user to be put in place. Everything may be left out: an id is generated,
// and a user without an address and a number is an anonymous one.
type Seed struct {
	ID            string         `json:"id,omitempty"`
	Email         string         `json:"email,omitempty"`
	Phone         string         `json:"phone,omitempty"`
	Name          string         `json:"name,omitempty"`
	Password      string         `json:"password,omitempty"`
	EmailVerified bool           `json:"emailVerified,omitempty"`
	PhoneVerified bool           `json:"phoneVerified,omitempty"`
	Blocked       bool           `json:"blocked,omitempty"`
	PasswordReset bool           `json:"passwordReset,omitempty"` // a new password is required
	Labels        []string       `json:"labels,omitempty"`
	Prefs         map[string]any `json:"prefs,omitempty"`
	TOTP          bool           `json:"totp,omitempty"`          // a confirmed authenticator app
	RecoveryCodes bool           `json:"recoveryCodes,omitempty"` // a fresh set of recovery codes
	MFA           bool           `json:"mfa,omitempty"`           // signing in takes a second factor, if the user has one
	Impersonator  bool           `json:"impersonator,omitempty"`  // can act as other users, from version 1.9 on
	CreatedAt     time.Time      `json:"createdAt,omitzero"`      // now, if left out

	Sessions   []SessionSeed  `json:"sessions,omitempty"`
	Identities []IdentitySeed `json:"identities,omitempty"`
	Targets    []TargetSeed   `json:"targets,omitempty"` // beside those for address and number, which are always there
	Activity   []ActivitySeed `json:"activity,omitempty"`
}

// SessionSeed describes a session to be put in place. The zero value is a session of a
// program that signed in with a password just now, from this machine.
type SessionSeed struct {
	// Provider is how the user signed in: "email", "anonymous", "magic-url", "token",
	// "phone", "oauth2" or the name of an OAuth2 provider. "email" if left out.
	Provider string `json:"provider,omitempty"`
	// Factors are those that the user has shown: "password", "email", "phone", "totp" and so
	// on. Two satisfy multi-factor authentication. They follow from the provider if left out.
	Factors []string `json:"factors,omitempty"`
	// UserAgent is the header that browser and device are taken from.
	UserAgent string `json:"userAgent,omitempty"`
	// IP is 127.0.0.1 if left out.
	IP string `json:"ip,omitempty"`
	// Country is a code of two letters. It follows from the IP if left out.
	Country string `json:"country,omitempty"`
	// CreatedAt is now if left out, and Expire is when the project lets sessions end.
	CreatedAt time.Time `json:"createdAt,omitzero"`
	Expire    time.Time `json:"expire,omitzero"`
	// Secret fixes the secret. What X-Appwrite-Session takes is the base64 of
	// {"id":"<the user's id>","secret":"<this>"}.
	Secret string `json:"secret,omitempty"`
}

// IdentitySeed describes a user's account at an OAuth2 provider.
type IdentitySeed struct {
	Provider      string    `json:"provider,omitempty"`
	ProviderUID   string    `json:"providerUid,omitempty"`   // the provider's id of the person
	ProviderEmail string    `json:"providerEmail,omitempty"` // the address that the provider knows
	CreatedAt     time.Time `json:"createdAt,omitzero"`      // now, if left out
}

// TargetSeed describes an address that messages to a user can go to.
type TargetSeed struct {
	Type       string    `json:"type,omitempty"`       // email, sms or push
	Identifier string    `json:"identifier,omitempty"` // the address, the number or the token of the device
	Name       string    `json:"name,omitempty"`
	CreatedAt  time.Time `json:"createdAt,omitzero"` // now, if left out
}

// ActivitySeed describes an entry of the activity log of a user.
type ActivitySeed struct {
	Event     string    `json:"event,omitempty"`     // such as "session.create"
	Time      time.Time `json:"time,omitzero"`       // in whole seconds; now, if left out
	IP        string    `json:"ip,omitempty"`        // 127.0.0.1 if left out
	UserAgent string    `json:"userAgent,omitempty"` // the header that browser and device are taken from
	Country   string    `json:"country,omitempty"`   // a code of two letters; follows from the IP if left out
}
