package accounttest

import "encoding/json"

// The bodies of the service's answers. Key order is the server's.

type accountBody struct {
	ID                string          `json:"$id"`
	CreatedAt         string          `json:"$createdAt"`
	UpdatedAt         string          `json:"$updatedAt"`
	Name              string          `json:"name"`
	Registration      string          `json:"registration"`
	Status            bool            `json:"status"`
	Labels            []string        `json:"labels"`
	PasswordUpdate    string          `json:"passwordUpdate"`
	Email             string          `json:"email"`
	Phone             string          `json:"phone"`
	EmailVerification bool            `json:"emailVerification"`
	PhoneVerification bool            `json:"phoneVerification"`
	MFA               bool            `json:"mfa"`
	Prefs             json.RawMessage `json:"prefs"`
	Targets           []targetBody    `json:"targets"`
	AccessedAt        string          `json:"accessedAt"`
}

type targetBody struct {
	ID           string  `json:"$id"`
	CreatedAt    string  `json:"$createdAt"`
	UpdatedAt    string  `json:"$updatedAt"`
	Name         string  `json:"name"`
	UserID       string  `json:"userId"`
	ProviderID   *string `json:"providerId"`
	ProviderType string  `json:"providerType"`
	Identifier   string  `json:"identifier"`
	Expired      bool    `json:"expired"`
}

type sessionBody struct {
	ID                        string `json:"$id"`
	CreatedAt                 string `json:"$createdAt"`
	UpdatedAt                 string `json:"$updatedAt"`
	UserID                    string `json:"userId"`
	Expire                    string `json:"expire"`
	Provider                  string `json:"provider"`
	ProviderUID               string `json:"providerUid"`
	ProviderAccessToken       string `json:"providerAccessToken"`
	ProviderAccessTokenExpiry string `json:"providerAccessTokenExpiry"`
	ProviderRefreshToken      string `json:"providerRefreshToken"`
	IP                        string `json:"ip"`
	agentFields
	CountryCode  string   `json:"countryCode"`
	CountryName  string   `json:"countryName"`
	Current      bool     `json:"current"`
	Factors      []string `json:"factors"`
	Secret       string   `json:"secret"`
	MFAUpdatedAt string   `json:"mfaUpdatedAt"`
}

type sessionListBody struct {
	Total    int           `json:"total"`
	Sessions []sessionBody `json:"sessions"`
}

type tokenBody struct {
	ID        string `json:"$id"`
	CreatedAt string `json:"$createdAt"`
	UserID    string `json:"userId"`
	Secret    string `json:"secret"`
	Expire    string `json:"expire"`
	Phrase    string `json:"phrase"`
}

type jwtBody struct {
	JWT string `json:"jwt"`
}

type challengeBody struct {
	ID        string `json:"$id"`
	CreatedAt string `json:"$createdAt"`
	UserID    string `json:"userId"`
	Expire    string `json:"expire"`
}

type factorsBody struct {
	TOTP         bool `json:"totp"`
	Phone        bool `json:"phone"`
	Email        bool `json:"email"`
	RecoveryCode bool `json:"recoveryCode"`
}

type recoveryCodesBody struct {
	RecoveryCodes []string `json:"recoveryCodes"`
}

type authenticatorBody struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

type identityBody struct {
	ID                        string `json:"$id"`
	CreatedAt                 string `json:"$createdAt"`
	UpdatedAt                 string `json:"$updatedAt"`
	UserID                    string `json:"userId"`
	Provider                  string `json:"provider"`
	ProviderUID               string `json:"providerUid"`
	ProviderEmail             string `json:"providerEmail"`
	ProviderAccessToken       string `json:"providerAccessToken"`
	ProviderAccessTokenExpiry string `json:"providerAccessTokenExpiry"`
	ProviderRefreshToken      string `json:"providerRefreshToken"`
}

type identityListBody struct {
	Total      int            `json:"total"`
	Identities []identityBody `json:"identities"`
}

type logBody struct {
	Event     string `json:"event"`
	UserID    string `json:"userId"`
	UserEmail string `json:"userEmail"`
	UserName  string `json:"userName"`
	Mode      string `json:"mode"`
	IP        string `json:"ip"`
	Time      string `json:"time"`
	agentFields
	CountryCode string `json:"countryCode"`
	CountryName string `json:"countryName"`
}

type logListBody struct {
	Total int       `json:"total"`
	Logs  []logBody `json:"logs"`
}
