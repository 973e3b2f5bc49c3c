package contender

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/benchmarks/service"
)

// byHand is a client that a careful developer writes for a few calls.
type byHand struct {
	endpoint, project, session string
	http                       *http.Client
}

type handUser struct {
	ID                string         `json:"$id"`
	CreatedAt         string         `json:"$createdAt"`
	UpdatedAt         string         `json:"$updatedAt"`
	Name              string         `json:"name"`
	Registration      string         `json:"registration"`
	Status            bool           `json:"status"`
	Labels            []string       `json:"labels"`
	PasswordUpdate    string         `json:"passwordUpdate"`
	Email             string         `json:"email"`
	Phone             string         `json:"phone"`
	EmailVerification bool           `json:"emailVerification"`
	PhoneVerification bool           `json:"phoneVerification"`
	MFA               bool           `json:"mfa"`
	Prefs             map[string]any `json:"prefs"`
	Targets           []handTarget   `json:"targets"`
	AccessedAt        string         `json:"accessedAt"`
}

type handTarget struct {
	ID           string `json:"$id"`
	CreatedAt    string `json:"$createdAt"`
	UpdatedAt    string `json:"$updatedAt"`
	Name         string `json:"name"`
	UserID       string `json:"userId"`
	ProviderID   string `json:"providerId"`
	ProviderType string `json:"providerType"`
	Identifier   string `json:"identifier"`
	Expired      bool   `json:"expired"`
}

type handDevice struct {
	OSCode              string `json:"osCode"`
	OSName              string `json:"osName"`
	OSVersion           string `json:"osVersion"`
	ClientType          string `json:"clientType"`
	ClientCode          string `json:"clientCode"`
	ClientName          string `json:"clientName"`
	ClientVersion       string `json:"clientVersion"`
	ClientEngine        string `json:"clientEngine"`
	ClientEngineVersion string `json:"clientEngineVersion"`
	DeviceName          string `json:"deviceName"`
	DeviceBrand         string `json:"deviceBrand"`
	DeviceModel         string `json:"deviceModel"`
	CountryCode         string `json:"countryCode"`
	CountryName         string `json:"countryName"`
}

type handSession struct {
	ID                        string   `json:"$id"`
	CreatedAt                 string   `json:"$createdAt"`
	UpdatedAt                 string   `json:"$updatedAt"`
	UserID                    string   `json:"userId"`
	Expire                    string   `json:"expire"`
	Provider                  string   `json:"provider"`
	ProviderUID               string   `json:"providerUid"`
	ProviderAccessToken       string   `json:"providerAccessToken"`
	ProviderAccessTokenExpiry string   `json:"providerAccessTokenExpiry"`
	ProviderRefreshToken      string   `json:"providerRefreshToken"`
	IP                        string   `json:"ip"`
	Current                   bool     `json:"current"`
	Factors                   []string `json:"factors"`
	Secret                    string   `json:"secret"`
	MFAUpdatedAt              string   `json:"mfaUpdatedAt"`
	handDevice
}

type handLog struct {
	Event     string `json:"event"`
	UserID    string `json:"userId"`
	UserEmail string `json:"userEmail"`
	UserName  string `json:"userName"`
	Mode      string `json:"mode"`
	IP        string `json:"ip"`
	Time      string `json:"time"`
	handDevice
}

type handLogs struct {
	Total int       `json:"total"`
	Logs  []handLog `json:"logs"`
}

type handError struct {
	Status  int    `json:"code"`
	Type    string `json:"type"`
	Message string `json:"message"`
}

func (e *handError) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Type, e.Message) }

type handCredentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

type handPrefs struct {
	Prefs map[string]any `json:"prefs"`
}

func openByHand(net Network, session string) Account {
	return &byHand{net.Endpoint, service.Project, session, &http.Client{Transport: net.transport(manyIdle), Timeout: timeLimit}}
}

func (c *byHand) As(session string) Account {
	derived := *c
	derived.session = session
	return &derived
}

func (c *byHand) Get() (any, error) { return call[handUser](c, http.MethodGet, "/account", nil) }

func (c *byHand) UpdateEmail(email, password string) (any, error) {
	return call[handUser](c, http.MethodPatch, "/account/email", handCredentials{email, password})
}

func (c *byHand) CreateEmailPasswordSession(email, password string) (any, error) {
	return call[handSession](c, http.MethodPost, "/account/sessions/email", handCredentials{email, password})
}

func (c *byHand) UpdatePrefs(prefs map[string]any) (any, error) {
	return call[handUser](c, http.MethodPatch, "/account/prefs", handPrefs{prefs})
}

func (c *byHand) StorePrefs(prefs map[string]any) (map[string]any, error) {
	user, err := call[handUser](c, http.MethodPatch, "/account/prefs", handPrefs{prefs})
	if err != nil {
		return nil, err
	}
	return user.Prefs, nil
}

func (c *byHand) ListLogs(limit, offset int) (any, error) {
	return call[handLogs](c, http.MethodGet, logsPath(limit, offset), nil)
}

func logsPath(limit, offset int) string {
	queries := url.Values{"queries[]": {
		fmt.Sprintf(`{"method":"limit","values":[%d]}`, limit),
		fmt.Sprintf(`{"method":"offset","values":[%d]}`, offset),
	}}
	return "/account/logs?" + queries.Encode()
}

func call[T any](c *byHand, method, path string, params any) (*T, error) {
	var body io.Reader
	if params != nil {
		data, err := json.Marshal(params)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, c.endpoint+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Appwrite-Project", c.project)
	req.Header.Set("X-Appwrite-Session", c.session)
	req.Header.Set("X-Appwrite-Response-Format", "1.7.0")
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 32<<20))
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		failure := &handError{Status: res.StatusCode}
		if err := json.Unmarshal(data, failure); err != nil {
			failure.Message = string(data)
		}
		return nil, failure
	}
	result := new(T)
	if err := json.Unmarshal(data, result); err != nil {
		return nil, err
	}
	return result, nil
}
