package device

import (
	"cmp"
	"slices"
	"strings"
)

// A server reads user agents by the rules of Matomo's DeviceDetector, which knows thousands of
// programs and devices. This file has those that callers of an account service are likely to
// be; the tables can grow by a line each. Words are in lower case. What is marked as unverified
// was not seen on a server.

// system is an operating system that a word stands for.
type system struct{ word, code, name string }

// systems are in the order in which they are looked for: Android names Linux, too.
var systems = []system{
	{"cros", "COS", "Chrome OS"},
	{"ipad", "IPA", "iPadOS"},
	{"iphone", "IOS", "iOS"},
	{"ios", "IOS", "iOS"}, // unverified
	{"windows", "WIN", "Windows"},
	{"android", "AND", "Android"},
	{"okhttp", "AND", "Android"},
	{"ubuntu", "UBT", "Ubuntu"},
	{"fedora", "FED", "Fedora"}, // unverified
	{"debian", "DEB", "Debian"}, // unverified
	{"macintosh", "MAC", "Mac"},
	{"mac os x", "MAC", "Mac"},
	{"macos", "MAC", "Mac"}, // unverified
	{"darwin", "MAC", "Mac"},
	{"freebsd", "BSD", "FreeBSD"}, // unverified
	{"openbsd", "OBS", "OpenBSD"}, // unverified
	{"netbsd", "NBS", "NetBSD"},   // unverified
	{"linux", "LIN", "GNU/Linux"},
	{"x86_64-pc-linux", "LIN", "GNU/Linux"},
}

// windowsVersions are the names of what Windows calls itself.
var windowsVersions = map[string]string{"10.0": "10", "6.3": "8.1", "6.2": "8", "6.1": "7", "6.0": "Vista", "5.2": "XP", "5.1": "XP"}

// desktops are the systems whose devices have a keyboard.
var desktops = []string{"COS", "WIN", "UBT", "FED", "DEB", "MAC", "BSD", "OBS", "NBS", "LIN"}

// client is a program that a word stands for.
type client struct{ word, code, name, engine string }

// browsers are in the order in which they are looked for: nearly all claim to be Chrome and
// Safari, too.
var browsers = []client{
	{"fxios/", "F1", "Firefox Mobile iOS", webKit},
	{"crios/", "CI", "Chrome Mobile iOS", webKit},
	{"edgios/", "PS", "Microsoft Edge", webKit},
	{"edga/", "PS", "Microsoft Edge", blink},
	{"edg/", "PS", "Microsoft Edge", blink},
	{"opr/", "OP", "Opera", blink},
	{"yabrowser/", "YA", "Yandex Browser", blink},              // unverified
	{"ucbrowser/", "UC", "UC Browser", blink},                  // unverified
	{"duckduckgo/", "DD", "DuckDuckGo Privacy Browser", blink}, // unverified
	{"vivaldi/", "VI", "Vivaldi", blink},
	{"samsungbrowser/", "SB", "Samsung Browser", webKit},
	{"headlesschrome/", "HC", "Headless Chrome", blink},
	{"chromium/", "CR", "Chromium", blink},
	{"msie ", "IE", "Internet Explorer", trident},
	{"trident/", "IE", "Internet Explorer", trident},
	{"firefox/", "FF", "Firefox", gecko},
	{"chrome/", "CH", "Chrome", blink},
	{"iphone", "MF", "Mobile Safari", webKit},
	{"ipad", "MF", "Mobile Safari", webKit},
	{"android", "AN", "Android Browser", webKit},
	{"safari/", "SF", "Safari", webKit},
}

const (
	blink   = "Blink"
	gecko   = "Gecko"
	trident = "Trident"
	webKit  = "WebKit"
)

// onAndroid are the names of browsers that have another one there.
var onAndroid = map[string]client{
	"OP": {code: "OM", name: "Opera Mobile"},
	"FF": {code: "FM", name: "Firefox Mobile"},
}

// versionMarks are what the version of a browser follows, if that is not its word.
var versionMarks = map[string]string{
	"MF": "version/", "SF": "version/", "AN": "version/", "trident/": "rv:",
}

// libraries are what programs call a service with.
var libraries = []client{
	{word: "go-http-client/", name: "Go-http-client"},
	{word: "curl/", name: "curl"},
	{word: "wget/", name: "Wget"}, // unverified
	{word: "python-requests/", name: "Python Requests"},
	{word: "python-httpx/", name: "HTTPX"}, // unverified
	{word: "python-urllib/", name: "Python urllib"},
	{word: "aiohttp/", name: "aiohttp"}, // unverified
	{word: "axios/", name: "Axios"},
	{word: "node-fetch", name: "Node Fetch"}, // unverified
	{word: "undici", name: "undici"},         // unverified
	{word: "dart/", name: "Dart"},
	{word: "postmanruntime/", name: "Postman Desktop"},
	{word: "insomnia/", name: "Insomnia REST Client"}, // unverified
	{word: "okhttp/", name: "OkHttp"},
	{word: "apache-httpclient/", name: "Apache HTTP Client"}, // unverified
	{word: "java/", name: "Java"},                            // unverified
	{word: "httpie/", name: "HTTPie"},                        // unverified
	{word: "reqwest/", name: "reqwest"},                      // unverified
	{word: "deno/", name: "Deno"},                            // unverified
	{word: "bun/", name: "Bun"},                              // unverified
}

// models are the devices that the code in a User-Agent is translated for. The last letter of
// a code can be that of a region.
var models = map[string]struct{ name, kind string }{
	"SM-A515": {"Galaxy A51", "smartphone"},       // unverified
	"SM-A536": {"Galaxy A53 5G", "smartphone"},    // unverified
	"SM-G973": {"Galaxy S10", "smartphone"},       // unverified
	"SM-G991": {"Galaxy S21 5G", "smartphone"},    // unverified
	"SM-S901": {"Galaxy S22", "smartphone"},       // unverified
	"SM-S908": {"Galaxy S22 Ultra", "smartphone"}, // unverified
	"SM-S911": {"Galaxy S23", "smartphone"},
	"SM-S916": {"Galaxy S23+", "smartphone"},      // unverified
	"SM-S918": {"Galaxy S23 Ultra", "smartphone"}, // unverified
	"SM-T970": {`Galaxy Tab S7+ 12.4" WiFi`, "tablet"},
}

// pixels are the devices of Google that the rules of the server know; it is older than the
// others.
var pixels = []string{"Pixel", "2", "2 XL", "3", "3 XL", "3a", "3a XL", "4", "4 XL", "4a", "5", "5a", "6", "6a", "6 Pro", "7", "7 Pro"}

// agent is a User-Agent header that is being read.
type agent struct{ header, lower string }

// ParseAgent reads a User-Agent header.
func ParseAgent(header string) Agent {
	a := agent{header, strings.ToLower(header)}
	var fields Agent
	a.readSystem(&fields)
	a.readClient(&fields)
	a.readDevice(&fields)
	return fields
}

// after returns what follows the first occurrence of a word. In front of the word there is no
// letter, digit or hyphen.
func (a agent) after(word string) (rest string, found bool) {
	for from := 0; ; {
		at := strings.Index(a.lower[from:], word)
		if at < 0 {
			return "", false
		}
		at += from
		if at == 0 || !strings.ContainsRune(wordRunes, rune(a.lower[at-1])) {
			return a.lower[at+len(word):], true
		}
		from = at + 1
	}
}

const wordRunes = "abcdefghijklmnopqrstuvwxyz0123456789_-"

func (a agent) has(word string) bool {
	_, found := a.after(word)
	return found
}

// version reads the number after a mark, "" if there is none.
func (a agent) version(mark string) string {
	rest, _ := a.after(mark)
	rest = strings.TrimLeft(rest, "/v")
	end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("0123456789._", r) })
	if end >= 0 {
		rest = rest[:end]
	}
	return strings.Trim(strings.ReplaceAll(rest, "_", "."), ".")
}

// majorMinor is the beginning of a version, or all of one that has no point.
func majorMinor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

func (a agent) readSystem(fields *Agent) {
	if darwin := a.version("darwin/"); darwin != "" && a.has("cfnetwork/") {
		fields.OSCode, fields.OSName, fields.OSVersion = "IOS", "iOS", iOSVersion(darwin) // an app that says nothing itself
		return
	}
	i := slices.IndexFunc(systems, func(s system) bool {
		rest, found := a.after(s.word)
		isPart := s.word == "linux" && rest != "" && rest[0] >= 'a' && rest[0] <= 'z'
		return found && !isPart
	})
	if i < 0 {
		return
	}
	fields.OSCode, fields.OSName = systems[i].code, systems[i].name
	fields.OSVersion = majorMinor(a.systemVersion(systems[i]))
}

func (a agent) systemVersion(s system) string {
	switch s.code {
	case "COS":
		rest, _ := a.after("cros ")
		_, version, _ := strings.Cut(rest, " ") // behind the processor
		return agent{lower: version}.version("")
	case "IPA", "IOS":
		return cmp.Or(a.version("os "), a.version("ios "), a.version("ios/"))
	case "WIN":
		return windowsVersions[majorMinor(a.version("windows nt "))]
	case "MAC":
		return cmp.Or(a.version("mac os x "), a.version("macos/"))
	case "LIN":
		return "" // only the processor is named
	}
	if s.word == "okhttp" {
		return "" // it is the library's
	}
	return cmp.Or(a.version(s.word+" "), a.version(s.word+"/"))
}

// iOSVersion returns the version of iOS that has a version of Darwin, as far as the two go
// together.
func iOSVersion(darwin string) string {
	major, minor, _ := strings.Cut(majorMinor(darwin), ".")
	if name := map[string]string{"23": "17", "22": "16", "21": "15"}[major]; name != "" {
		return name + "." + minor
	}
	return ""
}

func (a agent) readClient(fields *Agent) {
	for _, browser := range browsers {
		if a.has(browser.word) {
			a.readBrowser(fields, browser)
			return
		}
	}
	for _, library := range libraries {
		if a.has(library.word) {
			fields.ClientType, fields.ClientName, fields.ClientVersion = "library", library.name, majorMinor(a.version(library.word))
			return
		}
	}
}

func (a agent) readBrowser(fields *Agent, browser client) {
	mark := browser.word
	for _, key := range []string{browser.word, browser.code} {
		if other, differs := versionMarks[key]; differs {
			mark = other
		}
	}
	if fields.OSCode == "AND" {
		browser = a.onAndroid(browser)
	}
	fields.ClientType, fields.ClientCode, fields.ClientName = "browser", browser.code, browser.name
	fields.ClientVersion = majorMinor(a.version(mark))
	fields.ClientEngine, fields.ClientEngineVersion = browser.engine, a.engineVersion(browser)
}

// onAndroid returns the browser under the name that it has on Android.
func (a agent) onAndroid(browser client) client {
	if other, differs := onAndroid[browser.code]; differs {
		browser.code, browser.name = other.code, other.name
	}
	if browser.code != "CH" {
		return browser
	}
	switch {
	case a.has("version/4.0"):
		browser.code, browser.name = "CV", "Chrome Webview"
	case a.has("mobile"):
		browser.code, browser.name = "CM", "Chrome Mobile"
	}
	return browser
}

func (a agent) engineVersion(browser client) string {
	switch browser.engine {
	case gecko:
		// The version of a build that has a date is that of its release.
		if release := a.version("rv:"); len(a.version("gecko/")) >= len("20100101") {
			return release
		}
		return a.version("gecko/")
	case trident:
		return a.version("trident/")
	case webKit:
		return a.version("applewebkit/")
	case blink:
		if browser.code == "HC" {
			return a.version("headlesschrome/")
		}
	}
	return a.version("chrome/")
}

func (a agent) readDevice(fields *Agent) {
	switch fields.OSCode {
	case "IPA":
		fields.DeviceName, fields.DeviceBrand, fields.DeviceModel = "tablet", "Apple", "iPad"
	case "IOS":
		fields.DeviceBrand = "Apple"
		switch {
		case a.has("ipod"):
			fields.DeviceName, fields.DeviceModel = "portable media player", "iPod Touch" // unverified
		case a.has("iphone"):
			fields.DeviceName, fields.DeviceModel = "smartphone", "iPhone"
		}
	case "MAC":
		fields.DeviceName, fields.DeviceBrand = "desktop", "Apple"
	case "AND":
		fields.DeviceBrand, fields.DeviceModel, fields.DeviceName = a.androidModel()
		if fields.DeviceName == "" {
			fields.DeviceName = a.androidKind()
		}
	default:
		if slices.Contains(desktops, fields.OSCode) {
			fields.DeviceName = "desktop"
		}
	}
}

// androidModel finds the model of a device, which some browsers name.
func (a agent) androidModel() (brand, model, kind string) {
	for part := range strings.FieldsFuncSeq(a.header, func(r rune) bool { return strings.ContainsRune(";()", r) }) {
		code, _, _ := strings.Cut(strings.TrimSpace(part), " Build/")
		if strings.HasPrefix(code, "SM-") {
			known := models[code[:min(len("SM-S911"), len(code))]]
			if known.name == "" {
				return "Samsung", code, ""
			}
			return "Samsung", known.name, known.kind
		}
		if strings.HasPrefix(code, "Pixel") && slices.Contains(pixels, strings.TrimPrefix(code, "Pixel ")) {
			return "Google", code, "smartphone"
		}
	}
	return "", "", ""
}

// androidKind finds out what a device is from what its browser says of itself.
func (a agent) androidKind() string {
	switch {
	case a.has("mobile"):
		return "smartphone"
	case a.has("tablet") || a.has("chrome/"):
		return "tablet"
	}
	return ""
}
