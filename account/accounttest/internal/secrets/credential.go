package secrets

import (
	"encoding/base64"
	"encoding/json"
)

// Credential is the pair inside a session secret, and inside the secret of a phone token
// that an API key created.
type Credential struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

// Encode returns the credential as it is handed out.
func (c Credential) Encode() string {
	raw, _ := json.Marshal(c)
	return base64.StdEncoding.EncodeToString(raw)
}

// DecodeCredential returns the zero value for anything that is not a credential, since the
// service treats such a caller as a guest.
func DecodeCredential(encoded string) Credential {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return Credential{}
	}
	var pair Credential
	if json.Unmarshal(raw, &pair) != nil {
		return Credential{}
	}
	return pair
}
