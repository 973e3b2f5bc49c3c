package state

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

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

// Body describes the entry in a response.
func (l *Log) Body(userID string) *php.Array {
	body := php.NewArray("event", l.Event, "userId", userID, "userEmail", l.UserEmail, "userName", l.UserName,
		"mode", "default", "ip", l.IP, "time", php.Date(l.Time))
	l.Agent.AddTo(body)
	body.Set("countryCode", l.CountryCode)
	body.Set("countryName", device.CountryName(l.CountryCode))
	return body
}
