package device

import "strings"

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

// CountryName returns the name of a country's code.
func CountryName(code string) string {
	if code == "us" {
		return "United States"
	}
	return "Unknown"
}
