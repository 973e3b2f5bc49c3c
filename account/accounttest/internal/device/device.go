// Package device finds out what the service knows of a caller: the browser and device of a
// User-Agent, and the country of an address.
package device

import (
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/locale"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// Agent is what the service reads from a User-Agent header. What is not known is empty.
type Agent struct {
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
}

// AddTo appends the agent and the country to the body of a session or a log entry.
func (a Agent) AddTo(body *php.Array, countryCode string) *php.Array {
	return body.Append("osCode", a.OSCode, "osName", a.OSName, "osVersion", a.OSVersion, "clientType", a.ClientType,
		"clientCode", a.ClientCode, "clientName", a.ClientName, "clientVersion", a.ClientVersion,
		"clientEngine", a.ClientEngine, "clientEngineVersion", a.ClientEngineVersion, "deviceName", a.DeviceName,
		"deviceBrand", a.DeviceBrand, "deviceModel", a.DeviceModel,
		"countryCode", countryCode, "countryName", CountryName(countryCode))
}

// UnknownCountry is the code of an address that the geographic database does not have.
const UnknownCountry = "--"

// Country returns the code of an address's country. As on a server without a geographic
// database, hardly any is known.
func Country(ip string) string {
	if strings.HasPrefix(ip, "8.8.8.") {
		return "us"
	}
	return UnknownCountry
}

// CountryName returns the English name of a country's code.
func CountryName(code string) string { return locale.English.Country(code) }
