package accounttest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestSessions_HaveTheProgramOfTheCaller(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		for agent, expected := range map[string]fields{
			"AppwriteGoAccountSDK/0.1.0 (linux; amd64)": {"osCode": "LIN", "osName": "GNU/Linux", "clientType": "", "deviceName": "desktop"},
			"Go-http-client/1.1":                        {"osCode": "", "clientType": "library", "clientCode": "", "clientName": "Go-http-client", "clientVersion": "1.1", "clientEngine": "", "deviceName": ""},
			"curl/8.5.0":                                {"clientType": "library", "clientName": "curl", "clientVersion": "8.5"},
			"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0":                                                         {"osCode": "UBT", "osName": "Ubuntu", "osVersion": ""},
			"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36":                                  {"osCode": "LIN", "osVersion": "", "clientCode": "CH"},
			"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36":                         {"osVersion": "14541.0"},
			"Mozilla/5.0 (iPad; CPU OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1":         {"osCode": "IPA", "osName": "iPadOS", "deviceName": "tablet"},
			"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0 Mobile/15E148 Safari/604.1": {"clientCode": "CI"},
			"Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/114.0 Firefox/114.0":                                                                   {"clientCode": "FM", "clientEngineVersion": "114.0"},
			"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko":                                                                  {"clientCode": "IE", "clientVersion": "11.0"},
		} {
			session := guest(t, srv).with("User-Agent", agent).call("POST", "/account/sessions/anonymous", nil).ok(201)
			for name, value := range expected {
				require.Equal(t, value, session.json[name], "%s of %s", name, agent)
			}
		}
	})
}

func TestPushTargets_AreNamedAfterTheDevice(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		const chrome = " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
		number := 0
		for agent, expected := range map[string]string{
			"AppwriteGoAccountSDK/0.1.0 (darwin; arm64)":         "Apple ",
			"Mozilla/5.0 (Linux; Android 13; SM-T970)" + chrome:  `Samsung Galaxy Tab S7+ 12.4" WiFi`,
			"Mozilla/5.0 (Linux; Android 13; SM-S911B)" + chrome: "Samsung Galaxy S23",
			"Mozilla/5.0 (Linux; Android 14; Pixel 8)" + chrome:  " ",
		} {
			number++
			made := caller.with("User-Agent", agent).call("POST", "/account/targets/push", fields{"targetId": "unique()", "identifier": fmt.Sprint("token", number)}).ok(201)
			require.Equal(t, expected, made.field("name"), agent)
		}
	})
}
