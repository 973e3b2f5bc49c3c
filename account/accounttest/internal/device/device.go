// Package device finds out what the service knows of a caller: the browser and device of a
// User-Agent, and the country of an address.
package device

import (
	"strings"

	"github.com/mileusna/useragent"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/locale"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// Agent is what the service reads from a User-Agent header. All of it is empty for programs
// that are not browsers.
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

// Short codes and names of the service's device detector.
var (
	osNames = map[string][2]string{
		useragent.Windows:  {"WIN", "Windows"},
		useragent.MacOS:    {"MAC", "Mac"},
		useragent.Linux:    {"LIN", "GNU/Linux"},
		useragent.Android:  {"AND", "Android"},
		useragent.IOS:      {"IOS", "iOS"},
		useragent.ChromeOS: {"COS", "Chrome OS"},
		useragent.FreeBSD:  {"BSD", "FreeBSD"},
	}
	clientNames = map[string][2]string{
		useragent.Chrome:           {"CH", "Chrome"},
		useragent.HeadlessChrome:   {"HC", "Headless Chrome"},
		useragent.Firefox:          {"FF", "Firefox"},
		useragent.Safari:           {"SF", "Safari"},
		useragent.Edge:             {"PS", "Microsoft Edge"},
		useragent.Opera:            {"OP", "Opera"},
		useragent.OperaMini:        {"OI", "Opera Mini"},
		useragent.InternetExplorer: {"IE", "Internet Explorer"},
		useragent.SamsungBrowser:   {"SB", "Samsung Browser"},
		useragent.Vivaldi:          {"VI", "Vivaldi"},
	}
	mobileClientNames = map[string][2]string{
		useragent.Chrome:  {"CM", "Chrome Mobile"},
		useragent.Firefox: {"FM", "Firefox Mobile"},
		useragent.Safari:  {"MF", "Mobile Safari"},
	}
)

// AddTo appends the agent and the country to the body of a session or a log entry.
func (a Agent) AddTo(body *php.Array, countryCode string) *php.Array {
	return body.Append("osCode", a.OSCode, "osName", a.OSName, "osVersion", a.OSVersion, "clientType", a.ClientType,
		"clientCode", a.ClientCode, "clientName", a.ClientName, "clientVersion", a.ClientVersion,
		"clientEngine", a.ClientEngine, "clientEngineVersion", a.ClientEngineVersion, "deviceName", a.DeviceName,
		"deviceBrand", a.DeviceBrand, "deviceModel", a.DeviceModel,
		"countryCode", countryCode, "countryName", CountryName(countryCode))
}

// ParseAgent reads a User-Agent header.
func ParseAgent(header string) Agent {
	parsed := useragent.Parse(header)
	var fields Agent
	if name, known := osNames[parsed.OS]; known {
		fields.OSCode, fields.OSName, fields.OSVersion = name[0], name[1], osVersion(parsed)
	}
	name, known := clientNames[parsed.Name]
	if parsed.Mobile || parsed.Tablet {
		if mobile, ok := mobileClientNames[parsed.Name]; ok {
			name, known = mobile, true
		}
	}
	if !known {
		return fields
	}
	fields.ClientType, fields.ClientCode, fields.ClientName = "browser", name[0], name[1]
	fields.ClientVersion = majorMinor(parsed.Version)
	fields.ClientEngine, fields.ClientEngineVersion = engine(header, parsed.Name)
	fields.DeviceName, fields.DeviceBrand, fields.DeviceModel = device(parsed)
	return fields
}

// osVersion is empty for Linux, whose user agents name the processor there.
func osVersion(parsed useragent.UserAgent) string {
	switch parsed.OS {
	case useragent.Linux:
		return ""
	case useragent.Windows:
		return strings.TrimSuffix(majorMinor(parsed.OSVersion), ".0")
	}
	return majorMinor(parsed.OSVersion)
}

func majorMinor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return version
	}
	return parts[0] + "." + parts[1]
}

func engine(header, client string) (name, version string) {
	switch {
	case client == useragent.Firefox:
		return "Gecko", versionAfter(header, "rv:")
	case strings.Contains(header, "Chrome/"):
		return "Blink", versionAfter(header, "Chrome/")
	case strings.Contains(header, "AppleWebKit/"):
		return "WebKit", versionAfter(header, "AppleWebKit/")
	}
	return "", ""
}

func versionAfter(header, mark string) string {
	_, rest, _ := strings.Cut(header, mark)
	if end := strings.IndexAny(rest, " );"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

func device(parsed useragent.UserAgent) (name, brand, model string) {
	switch {
	case parsed.Tablet:
		name = "tablet"
	case parsed.Mobile:
		name = "smartphone"
	case parsed.Desktop:
		name = "desktop"
	}
	switch parsed.OS {
	case useragent.IOS, useragent.MacOS:
		brand = "Apple"
	}
	switch {
	case parsed.Device == "iPhone" || parsed.Device == "iPad":
		model = parsed.Device
	case strings.HasPrefix(parsed.Device, "SM-"):
		brand, model = "Samsung", parsed.Device
	case strings.HasPrefix(parsed.Device, "Pixel"):
		brand, model = "Google", parsed.Device
	}
	return name, brand, model
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
