package device_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
)

const (
	safari  = " AppleWebKit/605.1.15 (KHTML, like Gecko) "
	chrome  = " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
	mobile  = " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
	mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
	windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"
)

// In the second column: code, name and version of the system; type, code, name, version,
// engine and its version of the client; name, brand and model of the device.
func TestParseAgent_KnowsWhatTheServerKnows(t *testing.T) {
	t.Parallel()
	for header, expected := range map[string]string{
		windows + chrome:                                                                 "WIN Windows 10|browser CH Chrome 120.0 Blink 120.0.0.0|desktop - -",
		windows + chrome + " Edg/120.0.2210.61":                                          "WIN Windows 10|browser PS Microsoft_Edge 120.0 Blink 120.0.0.0|desktop - -",
		windows + chrome + " OPR/106.0.0.0":                                              "WIN Windows 10|browser OP Opera 106.0 Blink 120.0.0.0|desktop - -",
		windows + strings.Replace(chrome, "Chrome/", "HeadlessChrome/", 1):               "WIN Windows 10|browser HC Headless_Chrome 120.0 Blink 120.0.0.0|desktop - -",
		"Mozilla/5.0 (Windows NT 6.1; Win64; x64)" + chrome:                              "WIN Windows 7|browser CH Chrome 120.0 Blink 120.0.0.0|desktop - -",
		"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko":          "WIN Windows 10|browser IE Internet_Explorer 11.0 Trident 7.0|desktop - -",
		"Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)":               "WIN Windows 8|browser IE Internet_Explorer 10.0 Trident 6.0|desktop - -",
		"Mozilla/5.0 (X11; Linux x86_64)" + chrome:                                       "LIN GNU/Linux -|browser CH Chrome 120.0 Blink 120.0.0.0|desktop - -",
		"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0": "UBT Ubuntu -|browser FF Firefox 120.0 Gecko 120.0|desktop - -",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)" + chrome:                              "COS Chrome_OS 14541.0|browser CH Chrome 120.0 Blink 120.0.0.0|desktop - -",
		mac + chrome: "MAC Mac 10.15|browser CH Chrome 120.0 Blink 120.0.0.0|desktop Apple -",
		mac + safari + "Version/17.1 Safari/605.1.15":                                                                            "MAC Mac 10.15|browser SF Safari 17.1 WebKit 605.1.15|desktop Apple -",
		iPhone + safari + "Version/17.5 Mobile/15E148 Safari/604.1":                                                              "IOS iOS 17.5|browser MF Mobile_Safari 17.5 WebKit 605.1.15|smartphone Apple iPhone",
		iPhone + safari + "CriOS/120.0.6099.50 Mobile/15E148 Safari/604.1":                                                       "IOS iOS 17.5|browser CI Chrome_Mobile_iOS 120.0 WebKit 605.1.15|smartphone Apple iPhone",
		"Mozilla/5.0 (iPad; CPU OS 17_1 like Mac OS X)" + safari + "Version/17.1 Safari/604.1":                                   "IPA iPadOS 17.1|browser MF Mobile_Safari 17.1 WebKit 605.1.15|tablet Apple iPad",
		"Mozilla/5.0 (Linux; Android 13; SM-T970)" + chrome:                                                                      `AND Android 13|browser CH Chrome 120.0 Blink 120.0.0.0|tablet Samsung Galaxy_Tab_S7+_12.4"_WiFi`,
		"Mozilla/5.0 (Linux; Android 13; SM-S911B)" + strings.Replace(mobile, "Chrome/", "SamsungBrowser/23.0 Chrome/", 1):       "AND Android 13|browser SB Samsung_Browser 23.0 WebKit 537.36|smartphone Samsung Galaxy_S23",
		"Mozilla/5.0 (Linux; Android 13; SM-Q123B)" + mobile:                                                                     "AND Android 13|browser CM Chrome_Mobile 120.0 Blink 120.0.0.0|smartphone Samsung SM-Q123B",
		"Mozilla/5.0 (Linux; Android 13; Pixel 7 Pro)" + mobile:                                                                  "AND Android 13|browser CM Chrome_Mobile 120.0 Blink 120.0.0.0|smartphone Google Pixel_7_Pro",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8)" + mobile:                                                                      "AND Android 14|browser CM Chrome_Mobile 120.0 Blink 120.0.0.0|smartphone - -",
		"Mozilla/5.0 (Linux; Android 10; K)" + mobile + " OPR/79.0.0.0":                                                          "AND Android 10|browser OM Opera_Mobile 79.0 Blink 120.0.0.0|smartphone - -",
		"Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A; wv)" + strings.Replace(mobile, "Chrome/", "Version/4.0 Chrome/", 1): "AND Android 13|browser CV Chrome_Webview 120.0 Blink 120.0.0.0|smartphone Google Pixel_7",
		"Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/114.0 Firefox/114.0":                                                   "AND Android 13|browser FM Firefox_Mobile 114.0 Gecko 114.0|smartphone - -",
		"Mozilla/5.0 (Android 13; Tablet; rv:109.0) Gecko/114.0 Firefox/114.0":                                                   "AND Android 13|browser FM Firefox_Mobile 114.0 Gecko 114.0|tablet - -",

		"AppwriteGoAccountSDK/0.1.0 (linux; amd64)":   "LIN GNU/Linux -|- - - - - -|desktop - -",
		"AppwriteGoAccountSDK/0.1.0 (darwin; arm64)":  "MAC Mac -|- - - - - -|desktop Apple -",
		"AppwriteGoAccountSDK/0.1.0 (windows; amd64)": "WIN Windows -|- - - - - -|desktop - -",
		"AppwriteNodeJSSDK/14.1.0 (Linux; x64)":       "LIN GNU/Linux -|- - - - - -|desktop - -",
		"MyApp/1 CFNetwork/1485 Darwin/23.1.0":        "IOS iOS 17.1|- - - - - -|- Apple -",
		"com.example.app/1.0 (Linux; Android 13)":     "AND Android 13|browser AN Android_Browser - WebKit -|- - -",

		"Go-http-client/1.1": "- - -|library - Go-http-client 1.1 - -|- - -",
		"curl/8.5.0":         "- - -|library - curl 8.5 - -|- - -",
		"curl/8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0": "LIN GNU/Linux -|library - curl 8.5 - -|desktop - -",
		"python-requests/2.31.0":                         "- - -|library - Python_Requests 2.31 - -|- - -",
		"Python-urllib/3.11":                             "- - -|library - Python_urllib 3.11 - -|- - -",
		"axios/1.6.2":                                    "- - -|library - Axios 1.6 - -|- - -",
		"Dart/3.2 (dart:io)":                             "- - -|library - Dart 3.2 - -|- - -",
		"PostmanRuntime/7.36.0":                          "- - -|library - Postman_Desktop 7.36 - -|- - -",
		"okhttp/4.12.0":                                  "AND Android -|library - OkHttp 4.12 - -|- - -",

		"Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5 like Mac OS X)" + safari + "Version/12.1.2 Mobile/15E148 Safari/604.1": "IOS iOS 12.5|browser MF Mobile_Safari 12.1 WebKit 605.1.15|portable_media_player Apple iPod_Touch",
		"Mozilla/5.0 (X11; Debian; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0":                                    "DEB Debian -|browser FF Firefox 102.0 Gecko 102.0|desktop - -",
		"AppwriteDotNetSDK/0.7.0 (Microsoft Windows NT 10.0.22621.0)":                                                       "WIN Windows 10|- - - - - -|desktop - -",
		"com.example.app/1.0.0 iOS/17.1":                                               "IOS iOS 17.1|- - - - - -|- Apple -",
		"com.example.app/1.0.0 macOS/14.1":                                             "MAC Mac 14.1|- - - - - -|desktop Apple -",
		windows + strings.Replace(chrome, "Safari/", "YaBrowser/23.11.0.0 Safari/", 1): "WIN Windows 10|browser YA Yandex_Browser 23.11 Blink 120.0.0.0|desktop - -",

		"":             "- - -|- - - - - -|- - -",
		"some program": "- - -|- - - - - -|- - -",
		"node":         "- - -|- - - - - -|- - -",
	} {
		a := device.ParseAgent(header)
		got := columns(a.OSCode, a.OSName, a.OSVersion) + "|" +
			columns(a.ClientType, a.ClientCode, a.ClientName, a.ClientVersion, a.ClientEngine, a.ClientEngineVersion) + "|" +
			columns(a.DeviceName, a.DeviceBrand, a.DeviceModel)
		require.Equal(t, expected, got, header)
	}
}

func columns(values ...string) string {
	for i, value := range values {
		values[i] = strings.ReplaceAll(value, " ", "_")
		if value == "" {
			values[i] = "-"
		}
	}
	return strings.Join(values, " ")
}

func FuzzParseAgent(f *testing.F) {
	f.Add(windows + chrome)
	f.Add("CrOS ; Darwin/ CFNetwork/ SM-")
	f.Fuzz(func(t *testing.T, header string) { device.ParseAgent(header) })
}

func BenchmarkParseAgent(b *testing.B) {
	for b.Loop() {
		device.ParseAgent("Mozilla/5.0 (Linux; Android 13; Pixel 7 Pro)" + mobile)
	}
}
