// Package geo tells programs where their user is, as far as the address says.
package geo

import (
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// place is what the service knows of a country beside its name.
type place struct {
	continentCode, continent string
	inEU                     bool
	currency                 string
}

// places are those of the countries that package device knows.
var places = map[string]place{"us": {"NA", "North America", false, "USD"}}

// Locale responds with the place of the caller's address. It needs no credential.
func Locale(r *exchange.Request, w *exchange.Response) error {
	if r.Version.CachesLocale {
		w.Header.Set("Cache-Control", "private, max-age=3888000")
	}
	code := device.Country(r.ClientIP())
	found, known := places[code]
	if !known {
		found = place{continentCode: device.UnknownCountry, continent: "Unknown"}
	}
	return w.JSON(200, php.NewArray("ip", r.ClientIP(), "countryCode", strings.ToUpper(code), "country", r.Language().Country(code),
		"continentCode", found.continentCode, "continent", found.continent, "eu", found.inEU, "currency", found.currency))
}
