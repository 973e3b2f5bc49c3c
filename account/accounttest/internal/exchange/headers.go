package exchange

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Reset leaves the headers that every response has.
func (w *Response) Reset(r *Request) {
	w.Header = http.Header{}
	for name, value := range map[string]string{
		"Server":                           "Appwrite",
		"X-Content-Type-Options":           "nosniff",
		"X-Debug-Speed":                    "0.001",
		"X-Debug-Fallback":                 "true",
		"Access-Control-Allow-Origin":      allowedOrigin(r),
		"Access-Control-Allow-Methods":     "GET, POST, PUT, PATCH, DELETE",
		"Access-Control-Allow-Headers":     allowedHeaders,
		"Access-Control-Allow-Credentials": "true",
		"Access-Control-Expose-Headers":    "X-Appwrite-Session, X-Fallback-Cookies",
	} {
		w.Header.Set(name, value)
	}
	if r.scheme() == "https" {
		w.Header.Set("Strict-Transport-Security", "max-age=10886400")
	}
	if compareVersions(w.format, ServerVersion) > 0 {
		w.Header.Set("X-Appwrite-Warning", "The current SDK is built for Appwrite "+w.format+
			". However, the current Appwrite server version is "+ServerVersion+
			". Please downgrade your SDK to match the Appwrite version: https://appwrite.io/docs/sdks")
	}
}

const allowedHeaders = "Origin, Cookie, Set-Cookie, X-Requested-With, Content-Type, Access-Control-Allow-Origin, " +
	"Access-Control-Request-Headers, Accept, X-Appwrite-Project, X-Appwrite-Key, X-Appwrite-Dev-Key, " +
	"X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Response-Format, X-Appwrite-Timeout, " +
	"X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL, X-Appwrite-ID, " +
	"X-Appwrite-Timestamp, Content-Range, Range, Cache-Control, Expires, Pragma, " +
	"X-Appwrite-Session, X-Fallback-Cookies, X-Forwarded-For, X-Forwarded-User-Agent"

func allowedOrigin(r *Request) string {
	origin := r.HTTP.Header.Get("Origin")
	parsed, err := url.Parse(origin)
	if origin == "" || err != nil || !r.Settings.AllowsHost(parsed.Hostname(), r.Host()) {
		return "http://localhost"
	}
	return origin
}

// compareVersions compares number by number; missing numbers count as zero.
func compareVersions(a, b string) int {
	left, right := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(left), len(right)) {
		if difference := versionPart(left, i) - versionPart(right, i); difference != 0 {
			return difference
		}
	}
	return 0
}

func versionPart(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	number, _ := strconv.Atoi(parts[i])
	return number
}
